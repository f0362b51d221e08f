"""Deliveries by mail: through the relay, as plain text and HTML, whatever is in the names."""
import pytest

from support.endpoint import Endpoint, ended
from support.exchange import Exchange
from support.mailbox import Relay
from support.people import lead, person
from support.person import PASSWORD, People, Person
from support.wait import wait_until


@pytest.fixture(scope="module")
def relay():
    running = Relay()
    yield running
    running.close()


@pytest.fixture(scope="module")
def exchange(relay):
    running = Exchange(smtp_url=relay.url, smtp_from="no-reply@leadx.example", public_url="https://leadx.example", outbound_plain="true",
                       delivery_timeout_ms=3000)
    yield running
    running.close()


def letter(relay, address, n=1):
    def look():
        mine = [(data, message) for _, to, data, message in relay.letters if any(address in line for line in to)]
        return mine if len(mine) >= n else None
    return wait_until(look, f"mail for {address}")[-1]


def parts(message):
    return {part.get_content_type(): part.get_content() for part in message.iter_parts()}


def test_thin_mail_names_the_sale_and_nobody(niche, seller, acme, relay):
    endpoint = Endpoint(acme, kind="email", email="thin@acme.example")
    acme.order(niche, shared=1_234_567, delivery=endpoint.delivery)
    someone = person()
    sold = seller.post(lead(niche, someone))
    data, message = letter(relay, "thin@acme.example")
    assert message["From"].addresses[0].addr_spec == "no-reply@leadx.example" and message["To"] == "thin@acme.example"
    assert message["Message-ID"] == f"<msg_{sold.sales[0]['id']}@leadx>" and message["X-Leadx-Event"] == "lead.sold"
    texts = parts(message)
    assert set(texts) == {"text/plain", "text/html"}
    for text in texts.values():
        assert f"https://leadx.example/v1/sales/{sold.sales[0]['id']}" in text and "12,345.67 RUB" in text
        assert not any(value in text for value in someone.values())
    assert all(len(line) <= 78 and line.isascii() for line in data.decode().split("\r\n"))
    ended(endpoint, "done")


def test_full_mail_carries_the_contact_escaped(niche, seller, acme, relay):
    endpoint = Endpoint(acme, kind="email", email="full@acme.example", payload="full")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    someone = person(first_name="Жанна <b>&", last_name=".")
    seller.post(lead(niche, someone))
    texts = parts(letter(relay, "full@acme.example")[1])
    assert f"first_name: {someone['first_name']}" in texts["text/plain"] and someone["phone"] in texts["text/plain"]
    assert "Жанна &lt;b&gt;&amp;" in texts["text/html"] and "<b>" not in texts["text/html"]


def test_a_refused_mailbox_is_tried_again(niche, seller, acme, relay):
    endpoint = Endpoint(acme, kind="email", email="nobody@acme.example")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche))
    waiting = wait_until(lambda: [d for d in endpoint.deliveries(state="due") if d["attempts"] == 1], "the relay refused")[0]
    assert (waiting["last"]["outcome"], waiting["last"]["code"]) == ("rejected", 550)


def test_the_test_button_sends_mail(acme, relay):
    endpoint = Endpoint(acme, kind="email", email="button@acme.example")
    assert endpoint.do("test")["delivered"] is True
    assert letter(relay, "button@acme.example")[1]["Subject"].startswith("Test: ")


def test_a_consent_taken_back_comes_by_mail(niche, seller, acme, relay):
    endpoint = Endpoint(acme, kind="email", email="revoked@acme.example")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    sold = seller.post(lead(niche))
    letter(relay, "revoked@acme.example")
    seller.client.ok("POST", f"/v1/leads/{sold.id}/consent/revoke")
    assert letter(relay, "revoked@acme.example", 2)[1]["X-Leadx-Event"] == "consent.revoked"


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d.example", "a b@acme.example", "<a@acme.example>", "acme", "a@acme.example, b@acme.example"])
def test_addresses_that_are_none(acme, address):
    answer = acme.client.post("/v1/endpoints", {"name": "x", "kind": "email", "email": address})
    assert answer.status == 422 and answer.pointers == [("/email", "invalid_field")]


# --- People

def test_an_invitation_comes_in_the_persons_language(exchange, relay):
    made, link = People(exchange).invite(exchange.seller().id, "owner", locale="ru")
    _, message = letter(relay, made["email"])
    assert message["Subject"] == "Вас пригласили в leadx" and link.startswith("https://leadx.example/console/sign-in#link=")
    assert all(link in text for text in parts(message).values()) and made["name"] not in str(message)


def test_a_forgotten_password_ends_in_a_link_by_mail(exchange, relay):
    person = People(exchange).person(exchange.seller().id, password=PASSWORD)
    browser = Person(exchange.server)
    said = [browser.post("/v1/sign-in-links", {"email": email}) for email in (person.email, "nobody@example.com", "no address")]
    assert {(a.status, a.text) for a in said} == {(202, '{"accepted":true}')}
    link = next(word for word in parts(letter(relay, person.email, 2)[1])["text/plain"].split() if "#link=" in word)
    assert browser.come(link).status == 201
    assert not any("nobody@example.com" in line for _, to, _, _ in relay.letters for line in to)
    for _ in range(3):
        browser.post("/v1/sign-in-links", {"email": person.email})
    assert browser.post("/v1/me/password", {"password": "what it is from now on"}).status == 200
    assert exchange.one("select count(*) from user_links where user_id = %s", person.id) == 4    # the invitation, and three by mail
    assert person.email not in exchange.log() and link.split("=")[1] not in exchange.log()
