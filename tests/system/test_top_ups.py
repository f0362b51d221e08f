"""Top-ups: asked for by transfer, confirmed once whoever confirms, or ended without money; the reference tells a slip of the pen."""
import threading

import pytest

from support.people import rub
from support.wait import wait_until

HANDS = 64


@pytest.fixture(scope="module")
def pay_to(exchange):
    text = "The Exchange\nIBAN DE89 3704 0044 0532 0130 00"
    exchange.admin.ok("POST", "/v1/admin/currencies", {"currency": "RUB", "pay_to": text})
    yield text
    exchange.admin.ok("POST", "/v1/admin/currencies", {"currency": "RUB", "pay_to": None})


@pytest.fixture
def buyer(exchange, niche):
    return exchange.buyer(money=0)


def ask(party, minor, key=None):
    return party.client.post("/v1/wallet/top-ups", {"amount": rub(minor)}, key=key or f"ask-{minor}")


def confirm(exchange, top_up, minor, key):
    return exchange.admin.post(f"/v1/admin/top-ups/{top_up['id']}/confirm", {"amount": rub(minor)}, key=key)


def at_once(jobs):
    """Runs the jobs at the same moment; what each said."""
    gate, said = threading.Barrier(len(jobs)), []

    def work(job):
        gate.wait()
        said.append(job())
    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_a_buyer_asks_transfers_and_the_operator_books_what_came(exchange, buyer, pay_to):
    top_up = ask(buyer, 50_000).body
    assert top_up["state"] == "asked" and top_up["pay_to"] == pay_to
    assert buyer.client.ok("GET", f"/v1/wallet/top-ups/{top_up['id']}") == top_up
    # on the bank's statement it stands in the bank's own way
    printed = " ".join(top_up["reference"][i:i + 4] for i in (0, 4, 8)).lower()
    assert exchange.admin.ok("GET", f"/v1/admin/top-ups?reference={printed}")["items"] == [top_up]
    paid = confirm(exchange, top_up, 49_900, "c-1")
    assert paid.status == 200 and paid["state"] == "paid" and paid["paid"] == rub(49_900) and paid["deposit"]["balance"] == rub(49_900)
    assert buyer.wallet == 49_900
    again = confirm(exchange, top_up, 49_900, "c-1")
    assert again.replayed and again.body == paid.body and buyer.wallet == 49_900
    assert confirm(exchange, top_up, 49_901, "c-1").code == "key_reused"
    entry, = [row for row in buyer.client.items("/v1/transfers") if row["kind"] == "deposit"]
    assert entry["amount"] == rub(49_900)
    assert exchange.one("select count(*) from transfers where reference = %s", top_up["reference"]) == 1
    notice, = buyer.client.items("/v1/notices")
    assert notice["kind"] == "top_up.paid" and notice["detail"]["reference"] == top_up["reference"] and notice["detail"]["paid"] == rub(49_900)
    exchange.books_balance()


def test_a_mistyped_reference_is_told_apart_from_an_unknown_one(exchange, buyer):
    reference = ask(buyer, 1_000).body["reference"]
    slips = [reference[:i] + ("K" if reference[i] != "K" else "X") + reference[i + 1:] for i in range(4, 12)]
    slips += [reference[:i] + reference[i + 1] + reference[i] + reference[i + 2:] for i in range(4, 11) if reference[i] != reference[i + 1]]
    for slip in slips + [reference[:-1], reference + "K", "bank 17"]:
        answer = exchange.admin.get(f"/v1/admin/top-ups?reference={slip}")
        assert answer.status == 422 and answer.pointers == [("/reference", "invalid_field")], slip


def test_an_ask_is_answered_once_and_only_a_few_are_open(exchange, buyer):
    first, again = ask(buyer, 700, "k"), ask(buyer, 700, "k")
    assert first.status == 201 and again.replayed and again.body == first.body
    assert ask(buyer, 701, "k").code == "key_reused"
    assert buyer.client.post("/v1/wallet/top-ups", {"amount": rub(1)}).code == "key_missing"
    said = at_once([lambda i=i: ask(buyer, 800 + i) for i in range(12)])
    assert sorted(answer.status for answer in said) == [201] * 4 + [409] * 8, "five are open, with the first"
    listed = buyer.client.items("/v1/wallet/top-ups")
    assert len(listed) == 5 and len({row["reference"] for row in listed}) == 5
    withdrawn = buyer.client.post(f"/v1/wallet/top-ups/{listed[0]['id']}/withdraw")
    assert withdrawn["state"] == "withdrawn" and ask(buyer, 900).status == 201
    assert [row["id"] for row in buyer.client.ok("GET", "/v1/wallet/top-ups?state=withdrawn")["items"]] == [listed[0]["id"]]


def test_64_confirmations_at_once_book_once(exchange, buyer):
    top_up = ask(buyer, 30_000).body
    said = at_once([lambda i=i: confirm(exchange, top_up, 30_000 + i, f"many-{i}") for i in range(HANDS)])
    done = [answer for answer in said if answer.status == 200]
    assert len(done) == 1 and all(answer.code in ("conflict", "in_flight") for answer in said if answer.status != 200)
    assert buyer.wallet == done[0]["paid"]["amount"]
    exchange.books_balance()


def test_confirmed_and_withdrawn_at_the_same_moment_is_one_of_the_two(exchange, buyer):
    booked = 0
    for i in range(8):
        top_up = ask(buyer, 1_000, f"race-{i}").body
        path = f"/v1/wallet/top-ups/{top_up['id']}/withdraw"
        said = at_once([lambda: confirm(exchange, top_up, 1_000, f"race-{i}"), lambda: buyer.client.post(path),
                        lambda: exchange.admin.post(f"/v1/admin/top-ups/{top_up['id']}/refuse", {"reason": "Unknown."})])
        assert sorted(answer.status for answer in said) == [200, 409, 409]
        won, = [answer for answer in said if answer.status == 200]
        assert buyer.client.ok("GET", f"/v1/wallet/top-ups/{top_up['id']}")["state"] == won["state"]
        booked += won["state"] == "paid"
        assert buyer.wallet == booked * 1_000
    exchange.books_balance()


def test_another_familys_top_up_is_not_there(exchange, buyer):
    stranger, dealer = exchange.buyer(money=0), exchange.buyer(money=None, parent=buyer)
    top_up = ask(dealer, 5_000).body
    for verb, path in (("GET", ""), ("POST", "/withdraw")):
        assert stranger.client.send(verb, f"/v1/wallet/top-ups/{top_up['id']}{path}").status == 404
    assert stranger.client.items("/v1/wallet/top-ups") == []
    assert [row["org"] for row in buyer.client.items("/v1/wallet/top-ups")] == [dealer.id], "the wallet is the family's"
    assert buyer.client.post(f"/v1/admin/top-ups/{top_up['id']}/confirm", {"amount": rub(1)}, key="x").status == 403


def test_what_is_refused_or_late_says_so(own_exchange):
    buyer = own_exchange.buyer(money=0)
    refused, late = ask(buyer, 100, "1").body, ask(buyer, 200, "2").body
    assert own_exchange.admin.post(f"/v1/admin/top-ups/{refused['id']}/refuse", {}).pointers == [("/reason", "missing_field")]
    own_exchange.admin.ok("POST", f"/v1/admin/top-ups/{refused['id']}/refuse", {"reason": "Pay from an account of the company."})
    own_exchange.advance(days=15)
    wait_until(lambda: buyer.client.ok("GET", f"/v1/wallet/top-ups/{late['id']}")["state"] == "expired", "its time is over")
    notices = {row["kind"]: row["detail"] for row in buyer.client.items("/v1/notices")}
    assert notices["top_up.refused"]["reason"] == "Pay from an account of the company." and notices["top_up.expired"]["reference"] == late["reference"]
    assert confirm(own_exchange, refused, 100, "r").code == "conflict"
    assert confirm(own_exchange, late, 200, "l")["state"] == "paid" and buyer.wallet == 200, "the transfer came after all"
    own_exchange.books_balance()
