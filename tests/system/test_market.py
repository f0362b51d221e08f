"""The marketplace: leads nobody wanted are bought by click or by orders that wait for them, each at most as often as a live sale would allow.
The whole way of two leads, to the money at the end, is test_market_story.py."""
import os
import threading
import time

import pytest
from support.people import lead, person, rub
from support.wait import wait_until

RACES = int(os.environ.get("LEADX_RACES", "4"))


@pytest.fixture(scope="module")
def world(exchange):
    """A niche whose unsold leads are listed at 1,000.00, a seller, buyers with money."""
    return World(exchange)


class World:
    def __init__(self, exchange):
        self.exchange = exchange
        self.niche = exchange.niche(benchmark=100_000, open_hot_s=60, open_other_s=60)
        self.seller = exchange.seller()
        self.serial = 0

    def listed(self, n=1, **terms):
        """Posts n leads that nobody wants and waits until they are listed; their listings' ids."""
        posted = [self.seller.post(lead(self.niche, **terms)) for _ in range(n)]
        self.exchange.advance(seconds=61)
        for one in posted:
            self.seller.becomes(one, "listed")
        return [str(self.exchange.one("select id from listings where lead_id = %s and state = 'listed'", one.id)) for one in posted]

    def buy(self, buyer, *listings, price=100_000, exclusive=False, key=None):
        self.serial += 1
        return buyer.client.post("/v1/market/purchases", key=key or f"click-{self.serial}-{buyer.id}", body={
            "listings": [{"id": one, "price": rub(price), "exclusive": exclusive} for one in listings]})

    def codes(self, *args, **more):
        answer = self.buy(*args, **more)
        assert answer.status == 201, answer
        return [item["code"] or item["price"]["amount"] for item in answer.body["items"]]


def test_a_click_pays_the_price_of_its_moment_once_and_never_more_than_it_named(world, acme, rival):
    listing, = world.listed()
    assert world.codes(acme, listing, price=99_999) == ["price_rose"]
    world.exchange.advance(hours=24)
    answer = world.buy(acme, listing, price=100_000, key="the-click")
    assert answer.body["bought"] == 1 and answer.body["items"][0]["price"] == rub(80_000)
    again = world.buy(acme, listing, price=100_000, key="the-click")
    assert again.replayed and again.body == answer.body
    assert acme.wallet == 100_000_000 - 80_000 and acme.escrow == 80_000
    assert world.codes(rival, listing) == [80_000] and world.codes(acme, listing) == ["repeat"]
    world.exchange.books_balance()


def test_a_listed_lead_keeps_its_person(world, acme):
    anna = person()
    posted = world.seller.post(lead(world.niche, anna))
    world.exchange.advance(seconds=61)
    world.seller.becomes(posted, "listed")
    assert world.exchange.seller().post(lead(world.niche, anna)).status == "duplicate"
    acme.order(world.niche, shared=100, filter={"age": {"min": 85}})  # orders are not asked about it at their price
    assert world.seller.withdraw(posted).status == 200
    assert world.exchange.seller().post(lead(world.niche, anna)).status == "open"


def test_each_listing_is_bought_or_refused_by_itself(world, acme):
    one, two, three = world.listed(3)
    poor = world.exchange.buyer(money=250_000)
    assert world.codes(poor, one, two, three) == [100_000, 100_000, "money"]
    assert world.codes(poor, "5b0f3a4e-93f2-4c5c-8c39-0d9a1f6f2f10") == ["gone"]
    assert poor.wallet == 50_000
    order = poor.client.items("/v1/orders")[0]
    assert order["type"] == "market" and order["shared_price"] is None
    poor.deposit(1_000_000)
    poor.client.ok("POST", f"/v1/orders/{order['id']}", {"caps": [{"per": "day", "count": 2}]})
    assert world.codes(poor, three) == ["cap"]
    poor.client.ok("POST", f"/v1/orders/{order['id']}", {"caps": []})
    poor.client.ok("POST", f"/v1/orders/{order['id']}/pause")
    assert world.codes(poor, three) == ["paused"]
    assert world.codes(acme, three, price=250_000, exclusive=True) == [250_000]
    assert world.codes(world.exchange.buyer(), three, one, price=250_000, exclusive=True) == ["gone", "not_exclusive"]
    world.exchange.books_balance()


def test_a_marketplace_order_is_set_up_before_the_first_click(world, acme):
    made = acme.client.post("/v1/orders", {"name": "clicks", "niche": world.niche, "type": "market", "caps": [{"per": "day", "amount": rub(150_000)}]})
    assert made.status == 201 and made.body["type"] == "market"
    again = acme.client.post("/v1/orders", {"name": "clicks", "niche": world.niche, "type": "market"})
    assert (again.status, again.body["errors"][0]["pointer"]) == (409, "/type")
    priced = acme.client.post("/v1/orders", {"name": "x", "niche": world.niche, "type": "market", "shared_price": rub(500), "filter": {}})
    assert [e["pointer"] for e in priced.body["errors"]] == ["/shared_price", "/filter"]
    changed = acme.client.post(f"/v1/orders/{made.body['id']}", {"shared_price": rub(500)})
    assert changed.status == 422
    assert world.codes(acme, *world.listed(2)) == [100_000, "cap"]


def test_bad_purchases_are_named(world, seller, acme):
    def said(body, client=acme.client, **more):
        answer = client.post("/v1/market/purchases", body, **more)
        return [answer.status, answer.body["code"], *[e["pointer"] for e in answer.body.get("errors", [])]]
    one = world.listed()[0]
    line = {"id": one, "price": rub(5)}
    assert said({"listings": [line]}) == [400, "key_missing"]
    assert said({"listings": []}, key="a")[:3] == [422, "invalid_field", "/listings"]
    assert said({"listings": [line] * 101}, key="a")[:2] == [422, "invalid_field"]
    assert said({"listings": [line, line]}, key="a") == [422, "invalid_field", "/listings/1/id"]
    assert said({"listings": [{"id": one}]}, key="a") == [422, "missing_field", "/listings/0/price"]
    assert said({"listings": [{**line, "id": "x"}]}, key="a") == [422, "invalid_field", "/listings/0/id"]
    assert said({"listings": [{**line, "now": 1}]}, key="a") == [422, "unknown_field", "/listings/0/now"]
    assert said({"listings": [{"id": one, "price": {"amount": 5, "currency": "EUR"}}]}, key="a") == [422, "currency_mismatch", "/listings/0/price/currency"]
    assert said({"listings": [line]}, client=seller.client, key="a")[0] == 403
    world.buy(acme, one, key="b")
    assert said({"listings": [line]}, key="b") == [422, "key_reused"]


def test_a_policy_is_checked_and_kept(exchange, world):
    def fault(**market):
        answer = exchange.admin.post(f"/v1/admin/niches/{name}", {"market": market})
        return [answer.status, *[e["pointer"] for e in answer.body.get("errors", [])]]
    name = exchange.niche()
    assert fault(days=0) == [422, "/market/days"]
    assert fault(steps=[]) == [422, "/market/steps"]
    assert fault(steps=[{"hours": 0, "percent": 50}, {"hours": 5, "percent": 60}]) == [422, "/market/steps"]
    assert fault(steps=[{"hours": 1, "percent": 50}]) == [422, "/market/steps"]
    assert fault(causes=["unsold", "unsold"]) == [422, "/market/causes"]
    assert fault(start=0) == [422, "/market/start"]
    assert fault(price=5) == [422, "/market/price"]
    assert fault(k=1001, on=1) == [422, "/market/on", "/market/k"]
    kept = exchange.change_niche(name, market={"days": 7})["market"]
    assert kept["days"] == 7 and kept["steps"][0] == {"hours": 0, "percent": 100}


def race(world, buyers, listing, **more):
    """All click at once; returns each one's code or price."""
    answers, barrier = {}, threading.Barrier(len(buyers))

    def click(buyer):
        barrier.wait()
        answers[buyer] = world.codes(buyer, listing, **more)[0]
    threads = [threading.Thread(target=click, args=[buyer]) for buyer in buyers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_sixty_four_buyers_click_on_one_listing(world):
    buyers = [world.exchange.buyer(money=10_000_000 * max(1, RACES // 20)) for _ in range(64)]
    spent = dict.fromkeys(buyers, 0)
    for i, listing in enumerate(world.listed(RACES)):
        alone = i % 2 == 0
        answers = race(world, buyers, listing, price=250_000, exclusive=alone)
        won = {buyer: price for buyer, price in answers.items() if isinstance(price, int)}
        assert len(won) == (1 if alone else 3), answers
        assert set(answers.values()) - set(won.values()) == {"gone"}
        for buyer, price in won.items():
            spent[buyer] += price
    deposit = 10_000_000 * max(1, RACES // 20)
    assert {buyer: buyer.wallet for buyer in buyers} == {buyer: deposit - paid for buyer, paid in spent.items()}
    world.exchange.books_balance()


def bought(world, posted, n=1):
    return wait_until(lambda: (lambda seen: seen if len(seen["sales"]) == n else None)(world.seller.lead(posted)), f"{n} sales of {posted.id}")


def test_an_order_takes_what_is_listed_at_its_price_at_once_and_without_market_terms_nothing(exchange, acme, rival):
    world = World(exchange)
    waiting = acme.order(world.niche, shared=100, market={"max_price": rub(100_000), "max_age_hours": 48})
    assert waiting.body["market"] == {"max_price": rub(100_000), "max_age_hours": 48}
    rival.order(world.niche, shared=100)
    exchange.change_niche(world.niche, floor_shared=100)
    posted = world.seller.post(lead(world.niche, min_price=rub(50_000)))
    exchange.advance(seconds=61)
    assert bought(world, posted)["sales"][0]["price"] == rub(100_000)
    assert (acme.wallet, rival.wallet) == (100_000_000 - 100_000, 100_000_000)
    exchange.books_balance()


def test_an_order_gets_market_terms_and_takes_what_is_listed_already(exchange, acme, rival):
    world = World(exchange)
    posted = world.seller.post(lead(world.niche, min_price=rub(50_000)))
    exchange.advance(seconds=61)
    world.seller.becomes(posted, "listed")
    order = acme.order(world.niche, shared=100)
    broke = exchange.buyer(money=0)
    broke.order(world.niche, shared=100, market={"max_price": rub(200_000)})
    order.change(market={"max_price": rub(100_000)})
    assert bought(world, posted)["sales"][0]["buyer"] == acme.alias
    broke.deposit(100_000)
    assert bought(world, posted, 2)["sales"][1]["buyer"] == broke.alias
    assert broke.wallet == 0
    order.change(market=None)
    too_old = rival.order(world.niche, shared=100, market={"max_price": rub(100_000), "max_age_hours": 1})
    exchange.advance(hours=2)
    assert rival.client.ok("GET", f"/v1/orders/{too_old.id}")["market"]["max_age_hours"] == 1
    rival.order(world.niche, shared=100, market={"max_price": rub(100_000)})
    bought(world, posted, 3)
    exchange.books_balance()


def test_bad_market_terms_are_named(exchange, niche, acme):
    def pointers(market):
        answer = acme.try_order(niche, 500, market=market)
        assert answer.status == 422
        return [e["pointer"] for e in answer.body["errors"]]
    assert pointers({}) == ["/market/max_price"]
    assert pointers(5) == ["/market"]
    assert pointers({"max_price": rub(99)}) == ["/market/max_price"]
    assert pointers({"max_price": rub(500), "max_age_hours": 0, "min": 1}) == ["/market/min", "/market/max_age_hours"]
    offer = acme.offer(niche, price=500)
    order = acme.client.ok("GET", f"/v1/offers/{offer.id}")["order"]
    assert acme.client.post(f"/v1/orders/{order}", {"market": {"max_price": rub(500)}}).body["errors"][0]["pointer"] == "/market"
