"""Sold leads reach the buyer's endpoint: signed, filled, again and again until taken; the rude hold up nobody."""
import csv
import io
import json
import os
import xml.etree.ElementTree

import pytest

from support import guide, tls
from support.disputes import Dispute
from support.endpoint import Endpoint, ended, heard
from support.exchange import Exchange
from support.people import lead, person
from support.place import Place
from support.receiver import MAY_CALL, Receiver, reference_says, signatures_fit
from support.wait import wait_until


@pytest.fixture(scope="module")
def certificates():
    place = Place()
    yield tls.make(place)
    place.remove()


@pytest.fixture(scope="module")
def exchange(certificates, receiver):
    running = Exchange(**MAY_CALL, outbound_ca_file=os.path.join(certificates, "ca.pem"),
                       delivery_timeout_ms=1500, delivery_lease_ms=1000, evidence_scan_url=f"{receiver.url}/good/scan")
    yield running
    running.close()


@pytest.fixture(scope="module")
def receiver():
    running = Receiver()
    yield running
    running.close()


# --- Webhooks

def test_a_seller_hears_of_outcomes_and_notices_without_the_buyers_business(exchange, niche, seller, acme, receiver):
    Endpoint(seller, url=f"{receiver.url}/good/seller", events=["outcome.reported", "notice.posted"])
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    acme.client.ok("POST", f"/v1/sales/{sold.sales[0]['id']}/outcomes",
                   {"outcomes": [{"kind": "sold", "call_seconds": 90, "amount": {"amount": 7_654_321, "currency": "RUB"}}]})
    told = heard(receiver, "/good/seller")[0]
    assert told.json["type"] == "outcome.reported" and told.json["data"]["lead"] == sold.id
    outcome = told.json["data"]["outcome"]
    assert (outcome["kind"], outcome["call_seconds"]) == ("sold", 90) and b"7654321" not in told.body
    assert "order" not in told.json["data"]
    exchange.admin.ok("POST", f"/v1/admin/orgs/{seller.id}/restrain", {"reason": "Complaints."})
    noticed = heard(receiver, "/good/seller", 2)[1]
    assert noticed.json["data"]["notice"]["kind"] == "org.restrained" and "lead" not in noticed.json["data"]


def test_a_thin_webhook_names_the_sale_and_nobody(niche, seller, acme, receiver):
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/thin")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    someone = person()
    sold = seller.post(lead(niche, someone))
    message = heard(receiver, "/good/thin")[0]
    sale = sold.sales[0]["id"]
    assert message.json["type"] == "lead.sold"
    assert message.json["data"]["id"] == sale and message.json["data"]["href"] == f"/v1/sales/{sale}"
    assert message.id == f"msg_{sale}"
    for value in someone.values():
        assert value not in message.body.decode()
    done = ended(endpoint, "done")[0]
    assert (done["sale"], done["attempts"], done["last"]["code"], done["last"]["outcome"]) == (sale, 1, 200, "delivered")


def test_the_guides_own_verification_verifies(niche, seller, acme, receiver):
    shown = {}
    exec(next(guide.blocks(dict(guide.pages())["admin/guide/delivery.md"], "python")), shown)
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/guide")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche))
    message = heard(receiver, "/good/guide")[0]
    at = int(message.headers["webhook-timestamp"])
    judged = [shown["verified"](secret, message.headers, body, now) for secret, body, now in (
        (endpoint.secret, message.body, at), (endpoint.secret, message.body + b" ", at), (endpoint.secret, message.body, at + 301),
        ("whsec_AAAA", message.body, at))]
    assert judged == [True, False, False, False]


def test_a_full_webhook_is_what_the_sale_shows(niche, seller, acme, receiver):
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/full", payload="full")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    someone = person()
    sold = seller.post(lead(niche, someone))
    data = heard(receiver, "/good/full")[0].json["data"]
    shown = acme.sale(sold.sales[0])
    assert {name: data[name] for name in ("contact", "attributes", "price", "consent")} == \
        {name: shown[name] for name in ("contact", "attributes", "price", "consent")}
    assert data["contact"]["phone"] == someone["phone"]


def test_every_webhook_is_verified_by_the_reference_library(niche, seller, acme, receiver):
    own = "whsec_" + "A" * 43 + "="
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/signed", payload="full", secret=own)
    assert endpoint.secret == own
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    for _ in range(3):
        seller.post(lead(niche))
    first = heard(receiver, "/good/signed", 3)
    rotated = endpoint.do("rotate", {"overlap_hours": 1})
    assert len(rotated["secrets"]) == 2 and rotated["secret"] != own
    seller.post(lead(niche))
    both = heard(receiver, "/good/signed", 4)[-1]
    new = rotated["secret"]
    judged = [(message, own) for message in first] + [(both, own), (both, new)]
    assert all(signatures_fit(message, secret) for message, secret in judged)
    assert not signatures_fit(first[0], new)
    if "LEADX_WEBHOOKS" in os.environ:
        assert reference_says(judged) == ["ok"] * 5
        assert reference_says([(first[0], new)]) != ["ok"]


def test_a_secret_is_shown_once(acme, receiver):
    answer = acme.client.post("/v1/endpoints", {"name": "x", "kind": "webhook", "url": f"{receiver.url}/good/x"}, key="make-1")
    again = acme.client.post("/v1/endpoints", {"name": "x", "kind": "webhook", "url": f"{receiver.url}/good/x"}, key="make-1")
    assert answer["secret"].startswith("whsec_") and "secret" not in again.body and again["id"] == answer["id"]
    assert "whsec_" not in acme.client.get(f"/v1/endpoints/{answer['id']}").text


def test_webhooks_over_tls(exchange, niche, seller, acme, certificates):
    secure = Receiver(certificates)
    try:
        endpoint = Endpoint(acme, url=f"{secure.url}/good/tls")
        acme.order(niche, shared=30_000, delivery=endpoint.delivery)
        seller.post(lead(niche))
        assert signatures_fit(heard(secure, "/good/tls")[0], endpoint.secret)
    finally:
        secure.close()


# --- Posts and mail

TEMPLATE = {
    "fields": [{"name": "customer.first", "from": "contact.first_name"}, {"name": "customer.phone", "from": "contact.phone"},
               {"name": "age", "from": "lead.attributes.age"}, {"name": "price", "from": "sale.price.amount"},
               {"name": "campaign", "value": "leadx & co <1>"}, {"name": "key", "from": "secret.api"},
               {"name": "nothing", "from": "contact.middle_name"}],
    "headers": [{"name": "X-Api-Key", "from": "secret.api"}],
    "success": {"status": [200], "json": {"path": "result.ok", "is": [True]}},
    "reject": {"text": "duplicate"}}


def post_endpoint(acme, receiver, path, **changes):
    receiver.answers[path] = (200, b'{"result": {"ok": true}}')
    return Endpoint(acme, kind="post", url=receiver.url + path, credentials={"api": "s3cret"}, template={**TEMPLATE, **changes})


def posted(niche, seller, acme, receiver, path, **changes):
    endpoint = post_endpoint(acme, receiver, path, **changes)
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    someone = person(first_name="Zoë & <Ann>")
    seller.post(lead(niche, someone))
    message = heard(receiver, path)[0]
    ended(endpoint, "done")
    assert message.headers["x-api-key"] == "s3cret"
    return someone, message


def test_a_post_in_json(niche, seller, acme, receiver):
    someone, message = posted(niche, seller, acme, receiver, "/good/json")
    body = message.json
    assert body["customer"] == {"first": "Zoë & <Ann>", "phone": someone["phone"]}
    assert isinstance(body["age"], int) and body["price"] == 30_000 and body["key"] == "s3cret" and "nothing" not in body


def test_a_post_as_a_form(niche, seller, acme, receiver):
    from urllib.parse import parse_qs
    someone, message = posted(niche, seller, acme, receiver, "/good/form", content="form", method="PUT")
    fields = parse_qs(message.body.decode(), strict_parsing=True)
    assert message.method == "PUT" and message.headers["content-type"] == "application/x-www-form-urlencoded"
    assert fields["customer.first"] == ["Zoë & <Ann>"] and fields["campaign"] == ["leadx & co <1>"]
    assert fields["customer.phone"] == [someone["phone"]]


def test_a_post_in_xml(niche, seller, acme, receiver):
    _, message = posted(niche, seller, acme, receiver, "/good/xml", content="xml", root="contact")
    tree = xml.etree.ElementTree.fromstring(message.body)
    assert tree.tag == "contact" and tree.findtext("customer/first") == "Zoë & <Ann>"
    assert tree.findtext("campaign") == "leadx & co <1>"


def test_success_is_read_from_the_answer(exchange, niche, seller, acme, receiver):
    endpoint = post_endpoint(acme, receiver, "/good/judged")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    receiver.answers["/good/judged"] = (200, b'{"result": {"ok": false}}')
    seller.post(lead(niche))
    waiting = wait_until(lambda: [d for d in endpoint.deliveries(state="due") if d["attempts"] == 1], "the answer is no success")[0]
    assert waiting["last"]["outcome"] == "status" and waiting["last"]["code"] == 200
    receiver.answers["/good/judged"] = (200, b"a duplicate of ours")
    exchange.advance(minutes=1)
    assert ended(endpoint, "dead")[0]["last"]["outcome"] == "rejected"


def test_a_bad_template_is_refused_with_pointers(acme, receiver):
    answer = acme.client.post("/v1/endpoints", {
        "name": "x", "kind": "post", "url": f"{receiver.url}/good/x", "template": {
            "content": "xml", "fields": [{"name": "1x", "from": "contact.phone"}, {"name": "ok", "from": "passwords.all"}, {"name": "both", "from": "sale.id", "value": "x"}],
            "headers": [{"name": "Content-Length", "value": "5"}, {"name": "X-Bad", "value": "a\r\nb: c"}], "success": {}}})
    assert answer.status == 422
    assert {pointer for pointer, _ in answer.pointers} == {
        "/template/fields/0/name", "/template/fields/1/from", "/template/fields/2/from", "/template/headers/0/name",
        "/template/headers/1/value", "/template/success"}


def test_mail_needs_a_relay(niche, seller, acme):
    endpoint = Endpoint(acme, kind="email", email="Sales@ACME.example")
    assert endpoint.body["email"] == "sales@acme.example" and endpoint.body["url"] is None
    assert endpoint.do("test")["note"].startswith("the exchange sends no mail")


# --- The test button

@pytest.mark.parametrize("manner, delivered, outcome, code", [
    ("good", True, "delivered", 200), ("fails", False, "status", 500), ("never", False, "timeout", None), ("drips", False, "timeout", 200),
    ("redirects", False, "status", 302), ("gone", False, "gone", 410), ("floods", True, "delivered", 200)])
def test_the_test_button_says_what_came_of_it(acme, receiver, manner, delivered, outcome, code):
    path = f"/{manner}/button"
    endpoint = Endpoint(acme, url=receiver.url + path)
    said = endpoint.do("test")
    assert (said["delivered"], said["outcome"], said["code"]) == (delivered, outcome, code)
    event = receiver.at(path)[0].json
    assert event["type"] == "endpoint.test" and event["test"] is True
    assert endpoint.now()["state"] == "active" and endpoint.deliveries() == []


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "http://[::1]/", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://169.254.169.254/latest"])
def test_addresses_that_are_never_called(acme, url):
    answer = acme.client.post("/v1/endpoints", {"name": "x", "kind": "webhook", "url": url})
    assert answer.status == 422 and answer.pointers == [("/url", "invalid_field")]


# --- Failure

def test_what_fails_is_tried_again_under_the_same_id(exchange, niche, seller, acme, receiver):
    path = "/good/late"
    endpoint = Endpoint(acme, url=receiver.url + path, payload="full")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    receiver.answers[path] = (500, b"")
    seller.post(lead(niche))
    for n in range(2, 5):
        wait_until(lambda: [d for d in endpoint.deliveries(state="due") if d["attempts"] == n - 1], "the attempt failed")
        exchange.advance(hours=1)
        heard(receiver, path, n)
    del receiver.answers[path]
    wait_until(lambda: [d for d in endpoint.deliveries(state="due") if d["attempts"] == 4], "the attempt failed")
    assert endpoint.now()["circuit"]["failures"] == 4
    exchange.advance(hours=2)
    done = ended(endpoint, "done")[0]
    messages = receiver.at(path)
    assert len({message.id for message in messages}) == 1 and len({message.body for message in messages}) == 1
    log = acme.client.ok("GET", f"/v1/deliveries/{done['id']}")["log"]
    assert [entry["code"] for entry in log] == [500, 500, 500, 500, 200]
    assert endpoint.now()["circuit"] == {"state": "closed", "failures": 0, "failing_since": None, "opened_until": None}


def test_after_three_days_it_is_given_up_and_can_be_replayed(exchange, niche, seller, acme, rival, receiver):
    path = "/fails/days"
    endpoint = Endpoint(acme, url=receiver.url + path)
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche))
    wait_until(lambda: [d for d in endpoint.deliveries(state="due") if d["attempts"] == 1], "the first attempt failed")
    exchange.advance(days=3, hours=1)
    dead = ended(endpoint, "dead")[0]
    receiver.answers[path] = (204, b"")
    assert rival.client.post(f"/v1/deliveries/{dead['id']}/replay").status == 404
    acme.client.ok("POST", f"/v1/deliveries/{dead['id']}/replay")
    ended(endpoint, "done")
    assert len({message.id for message in receiver.at(path)}) == 1
    before = len(receiver.at(path))
    span = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    assert endpoint.do("replay", span)["replayed"] == 0
    assert endpoint.do("replay", {**span, "all": True}) == {"id": endpoint.id, "replayed": 1, "more": False}
    heard(receiver, path, before + 1)


def test_410_disables_and_tells(niche, seller, acme, receiver):
    listener = Endpoint(acme, url=f"{receiver.url}/good/listener")
    endpoint = Endpoint(acme, url=f"{receiver.url}/gone/x")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche))
    told = heard(receiver, "/good/listener")[0].json
    assert told["type"] == "endpoint.disabled" and told["data"]["endpoint"] == {"id": endpoint.id, "name": "crm", "reason": "gone_410"}
    assert (endpoint.now()["state"], endpoint.now()["reason"]) == ("disabled", "gone_410")
    seller.post(lead(niche))
    assert listener.now()["state"] == "active"
    receiver.answers["/gone/x"] = (200, b"")
    assert endpoint.do("enable")["state"] == "active"
    ended(endpoint, "done", 1)


def test_a_retry_after_holds_the_whole_endpoint(niche, seller, acme, receiver):
    endpoint = Endpoint(acme, url=f"{receiver.url}/busy/x")
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche))
    wait_until(lambda: endpoint.now()["circuit"]["state"] == "open", "the circuit is open")
    before = len(receiver.at("/busy/x"))
    seller.post(lead(niche))
    assert len(receiver.at("/busy/x")) == before


def test_the_circuit_opens_and_a_probe_closes_it(exchange, niche, seller, acme, receiver):
    path = "/fails/circuit"
    endpoint = Endpoint(acme, url=receiver.url + path)
    acme.order(niche, shared=30_000, delivery=endpoint.delivery)
    for _ in range(8):
        seller.post(lead(niche))
    wait_until(lambda: endpoint.now()["circuit"]["state"] == "open" and not endpoint.deliveries(state="sending"), "the circuit is open")
    receiver.answers[path] = (200, b"")
    exchange.advance(hours=1)
    ended(endpoint, "done", 8)
    assert endpoint.now()["circuit"]["state"] == "closed"


# --- Other events, other tenants, other readers

def test_a_consent_taken_back_is_told_to_every_buyer(niche, seller, acme, rival, third, receiver):
    endpoints = []
    for name, buyer in (("a", acme), ("b", rival)):
        endpoint = Endpoint(buyer, url=f"{receiver.url}/good/revoked-{name}", payload="full")
        buyer.order(niche, shared=30_000, delivery=endpoint.delivery)
        endpoints.append(endpoint)
    Endpoint(third, url=f"{receiver.url}/good/revoked-c")
    someone = person()
    sold = seller.post(lead(niche, someone))
    for name in "ab":
        heard(receiver, f"/good/revoked-{name}")
    seller.client.ok("POST", f"/v1/leads/{sold.id}/consent/revoke")
    for name in "ab":
        told = heard(receiver, f"/good/revoked-{name}", 2)[-1]
        assert told.json["type"] == "consent.revoked" and told.json["data"]["lead"] == sold.id
        assert someone["phone"] not in told.body.decode() and told.id != f"msg_{told.json['data']['id']}"
    assert receiver.at("/good/revoked-c") == []


def test_a_settled_sale_is_told_where_asked_for(exchange, niche, seller, acme, receiver):
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/settled", events=["sale.settled"])
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    exchange.advance(days=8)
    told = heard(receiver, "/good/settled")[0].json
    assert told["type"] == "sale.settled" and told["data"]["id"] == sold.sales[0]["id"]
    assert endpoint.now()["events"] == ["sale.settled"]


def test_both_parties_hear_of_a_dispute_and_the_others_of_a_defect(exchange, niche, seller, acme, rival, receiver):
    events = ["dispute.opened", "dispute.contested", "dispute.ruled", "dispute.final", "lead.closed"]
    for who, name in ((acme, "buyer"), (seller, "seller"), (rival, "other")):
        Endpoint(who, url=f"{receiver.url}/good/dispute-{name}", events=events)
    acme.order(niche, shared=30_000)
    rival.order(niche, shared=20_000)
    someone = person()
    sold = seller.post(lead(niche, contact=someone))
    mine = next(sale for sale in sold.sales if sale["buyer"] == acme.alias)
    claim = Dispute(exchange, seller, acme, mine, "fake")
    claim.contest()
    assert claim.rule("buyer").status == 200
    claim.to_the_end()
    for name in ("buyer", "seller"):
        path = f"/good/dispute-{name}"      # at least once each: the clock jumped past leases
        told = wait_until(lambda: {message.json["type"] for message in receiver.at(path)} == set(events[:4]) and receiver.at(path), f"{name} hears it all")
        last = next(message.json["data"] for message in told if message.json["type"] == "dispute.final")
        assert last["dispute"]["outcome"] == "buyer" and last["dispute"]["href"] == f"/v1/disputes/{claim.id}"
        assert last["href"] == (f"/v1/sales/{mine['id']}" if name == "buyer" else f"/v1/leads/{sold.id}")
        assert ("order" in last) == (name == "buyer") and someone["phone"] not in str([message.body for message in told])
    closed = heard(receiver, "/good/dispute-other")[0].json
    assert closed["type"] == "lead.closed" and closed["data"]["dispute"] == {"reason": "fake"}


def test_a_file_passes_the_operators_scanner_or_is_not_shown(exchange, niche, seller, acme, receiver):
    acme.order(niche, shared=30_000)
    claim = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    data = b"%PDF-1.7 " + bytes(range(256)) * 2_000

    def show():
        return acme.client.post(f"/v1/disputes/{claim.id}/files", data=data, Content_Type="application/pdf")

    shown = show()
    assert shown.status == 201 and shown["scan"] == "clean"
    assert receiver.at("/good/scan")[-1].body == data
    for answer, status in ((406, 415), (422, 415), (500, 503), (204, 503)):
        receiver.answers["/good/scan"] = (answer,)
        assert show().status == status
    assert [piece["id"] for piece in claim.see()["evidence"] if piece["kind"] == "file"] == [shown["id"]]
    claim.ok(acme, "withdraw")


def test_somebody_elses_endpoint_does_not_exist(niche, acme, rival, seller, receiver):
    endpoint = Endpoint(acme, url=f"{receiver.url}/good/mine")
    for verb in ("", "/enable", "/disable", "/rotate", "/test"):
        assert rival.client.post(f"/v1/endpoints/{endpoint.id}{verb}").status == 404
    assert rival.client.get(f"/v1/endpoints/{endpoint.id}").status == 404
    assert rival.client.get(f"/v1/endpoints/{endpoint.id}/deliveries").status == 404
    assert rival.try_order(niche, shared=30_000, delivery=endpoint.delivery).pointers == [("/delivery/endpoint", "invalid_field")]
    assert seller.client.items("/v1/endpoints") == []
    assert seller.client.get(f"/v1/endpoints/{endpoint.id}").status == 404


def test_a_key_without_sales_read_cannot_redirect_contacts(exchange, acme, receiver):
    from support.client import Client
    key = acme.client.ok("POST", "/v1/keys", {"name": "orders", "scopes": ["orders:write", "orders:read"]})["key"]
    narrow = Client(exchange.server, key)
    assert narrow.post("/v1/endpoints", {"name": "x", "kind": "webhook", "url": f"{receiver.url}/good/x"}).status == 403


def test_nothing_personal_is_left_behind(exchange, niche, seller, acme, receiver):
    someone = person(first_name="Deliverymarker")
    for kind, more in (("webhook", {"payload": "full"}), ("post", {"template": TEMPLATE, "credentials": {"api": "credentialmarker"}})):
        endpoint = Endpoint(acme, kind=kind, url=f"{receiver.url}/fails/left-{kind}", **more)
        receiver.answers[f"/fails/left-{kind}"] = (500, b"Deliverymarker said the other side")
        acme.order(exchange.niche() if kind == "post" else niche, shared=30_000, delivery=endpoint.delivery)
    seller.post(lead(niche, someone))
    wait_until(lambda: receiver.at("/fails/left-webhook"), "it was tried")
    said = exchange.cluster.dump() + exchange.log() + exchange.server.metrics()
    assert "Deliverymarker" not in said and "credentialmarker" not in said and "whsec_" not in said


def test_a_test_lead_goes_only_where_tests_are_wanted(exchange, niche, seller, acme, rival, receiver):
    wants = Endpoint(acme, url=f"{receiver.url}/good/tests", payload="full", tests=True)
    acme.order(niche, shared=30_000, delivery=wants.delivery)
    spared = Endpoint(rival, url=f"{receiver.url}/good/no-tests", payload="full")
    rival.order(niche, shared=30_000, delivery=spared.delivery)
    someone = person()
    tried = seller.post(lead(niche, someone, test=True))
    assert tried.status == "sold" and len(tried.sales) == 2
    message = heard(receiver, "/good/tests")[0]
    event = message.json
    assert event["test"] is True and event["type"] == "lead.sold" and event["data"]["id"] in [sale["id"] for sale in tried.sales]
    assert event["data"]["lead"] == tried.id and event["data"]["contact"]["phone"] == someone["phone"]
    assert signatures_fit(message, wants.secret)
    assert wants.deliveries() == [] and receiver.at("/good/no-tests") == []
