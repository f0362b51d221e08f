"""Settings that two people edit at once: If-Match with what was read, and exactly one of them saves; the other hears of it."""
import threading

import pytest

from support.people import rub


class Thing:
    """One kind of settings: where it is read, where it is changed, and what a change says; who: the client that may."""
    def __init__(self, name, who, read, write, change, field):
        self.name, self.who, self.read, self.write, self.change, self.field = name, who, read, write, change, field

    def get(self):
        """What stands there, and its ETag; the currencies are a list, whose rows have their revision."""
        answer = self.who.get(self.read)
        assert answer.status == 200, answer
        if "items" not in answer.body:
            return answer.body, answer.headers["ETag"]
        row, = [row for row in answer.body["items"] if row["currency"] == "RUB"]
        return row, f'"{row["revision"]}"'

    def save(self, n, tag=None, **more):
        return self.who.send("POST", self.write, self.change(n), **({"If_Match": tag} if tag else {}), **more)


@pytest.fixture(scope="module")
def things(exchange):
    niche, buyer, seller = exchange.niche(), exchange.buyer(), exchange.seller()
    order = buyer.order(niche, shared=100).id
    endpoint = buyer.client.ok("POST", "/v1/endpoints", {"name": "crm", "kind": "email", "email": "crm@example.com"})["id"]
    admin = exchange.admin
    yield [
        Thing("niche", admin, f"/v1/niches/{niche}", f"/v1/admin/niches/{niche}", lambda n: {"floor_shared": n}, "floor_shared"),
        Thing("claims", admin, f"/v1/admin/niches/{niche}/dispute-terms", f"/v1/admin/niches/{niche}/dispute-terms", lambda n: {"claim_fee_after": n}, "claim_fee_after"),
        Thing("company", admin, f"/v1/admin/orgs/{seller.id}/money", f"/v1/admin/orgs/{seller.id}/money", lambda n: {"hold_s": n}, "hold_s"),
        Thing("currency", admin, "/v1/admin/currencies", "/v1/admin/currencies", lambda n: {"currency": "RUB", "min_payout": n}, "min_payout"),
        Thing("facts", admin, f"/v1/admin/orgs/{seller.id}", f"/v1/admin/orgs/{seller.id}", lambda n: {"name": str(n)}, "name"),
        Thing("order", buyer.client, f"/v1/orders/{order}", f"/v1/orders/{order}", lambda n: {"priority": n % 100}, "priority"),
        Thing("endpoint", buyer.client, f"/v1/endpoints/{endpoint}", f"/v1/endpoints/{endpoint}", lambda n: {"name": str(n)}, "name"),
    ]
    admin.ok("POST", "/v1/admin/currencies", {"currency": "RUB", "min_payout": 1})


NAMES = ["niche", "claims", "company", "currency", "facts", "order", "endpoint"]


@pytest.fixture(params=NAMES)
def thing(things, request):
    return things[NAMES.index(request.param)]


def test_who_read_the_old_one_changes_nothing(thing):
    _, tag = thing.get()
    saved = thing.save(11, tag)
    assert saved.status == 200, saved
    stale = thing.save(12, tag)
    assert stale.status == 412 and stale.code == "precondition_failed"
    now, newer = thing.get()
    assert newer != tag and saved.headers["ETag"] == newer, "the answer of a change names what to go on from"
    assert str(now[thing.field]) == "11"
    assert thing.save(13, newer).status == 200, "read again, it goes"


def test_without_if_match_whatever_stands_there_is_changed(thing):
    _, tag = thing.get()
    for n, asked in ((21, None), (22, "*")):
        assert thing.save(n, asked).status == 200
    now, newer = thing.get()
    assert str(now[thing.field]) == "22" and newer != tag


def test_of_many_at_once_exactly_one_saves(thing):
    _, tag = thing.get()
    gate, said = threading.Barrier(8), []

    def save(n):
        gate.wait()
        said.append((n, thing.save(n, tag)))
    hands = [threading.Thread(target=save, args=(31 + i,)) for i in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    won = [n for n, answer in said if answer.status == 200]
    assert len(won) == 1 and sorted(answer.status for _, answer in said) == [200] + [412] * 7
    assert str(thing.get()[0][thing.field]) == str(won[0])


@pytest.mark.parametrize("tag", ['W/"1"', '"1', "1", '"-1"', '"x"', '"99999999999999999999999"', '"1", "2"', '""'])
def test_a_tag_that_was_never_given_matches_nothing(things, tag):
    before, _ = things[0].get()
    answer = things[0].save(41, tag)
    assert answer.status == 412 and things[0].get()[0] == before


def test_an_empty_tag_is_not_none(things):
    """As a program sends whose variable was never filled."""
    before, _ = things[0].get()
    assert things[0].who.send("POST", things[0].write, things[0].change(42), If_Match="").status == 412 and things[0].get()[0] == before


def test_a_repeated_change_is_one_change(things):
    thing = things[0]
    _, tag = thing.get()
    first, again = thing.save(51, tag, key="once"), thing.save(51, tag, key="once")
    assert first.status == 200 and again.replayed and again.body == first.body, "not stale: it is its own answer"
    assert thing.save(51, first.headers["ETag"], key="once").code == "key_reused", "another If-Match is another request"


def test_a_refused_change_leaves_no_terms_behind(exchange):
    """Of a currency nobody set, and a company nothing was agreed with."""
    niche, seller = exchange.niche(currency="NOK"), exchange.seller()
    assert niche and exchange.admin.send("POST", "/v1/admin/currencies", {"currency": "NOK", "min_payout": 5}, If_Match='"3"').status == 412
    assert exchange.one("select count(*) from currency_terms where currency = 'NOK'") == 0
    assert exchange.admin.send("POST", f"/v1/admin/orgs/{seller.id}/money", {"hold_s": 5}, If_Match='"3"').status == 412
    assert exchange.one("select count(*) from org_money where org_id = %s", seller.id) == 0


def test_a_restraint_is_a_change_of_what_is_agreed(exchange):
    """It holds payouts: who read the terms before it does not silently let them go."""
    seller = exchange.seller()
    path = f"/v1/admin/orgs/{seller.id}/money"
    tag = exchange.admin.get(path).headers["ETag"]
    exchange.admin.ok("POST", f"/v1/admin/orgs/{seller.id}/restrain", {"reason": "Numbers that do not exist."})
    assert exchange.admin.send("POST", path, {"payouts_held": False}, If_Match=tag).status == 412
    assert exchange.admin.ok("GET", path)["payouts_held"] is True
    order = exchange.buyer().order(exchange.niche(), shared=100)
    tag = order.buyer.client.get(f"/v1/orders/{order.id}").headers["ETag"]
    order.pause()
    assert order.buyer.client.send("POST", f"/v1/orders/{order.id}", {"shared_price": rub(200)}, If_Match=tag).status == 412


@pytest.mark.parametrize("move, body", [("suspend", {"reason": "Numbers that do not exist."}), ("restrain", {"reason": "Numbers that do not exist."}),
                                        ("money", {"payouts_held": True, "reason": "A check."})])
def test_what_happened_to_a_company_meanwhile_is_not_undone_unread(exchange, move, body):
    """A form that was opened before holds the state as it was: kept, it would let a suspended company go on."""
    seller = exchange.seller()
    path = f"/v1/admin/orgs/{seller.id}"
    tag = exchange.admin.get(path).headers["ETag"]
    exchange.admin.ok("POST", f"{path}/{move}", body)
    assert exchange.admin.send("POST", path, {"name": "as it was", "state": "active"}, If_Match=tag).status == 412
    newer = exchange.admin.get(path)
    assert newer.headers["ETag"] != tag and newer["state"] == ("suspended" if move == "suspend" else "active")
