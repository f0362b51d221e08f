"""Random markets: the buyers the server chooses are those a router of forty lines chooses."""
import random

import pytest

from support.people import lead, person, rub

REGIONS = ["RU-MOW", "RU-SPE", "RU-KDA"]


class Wanted:
    """An order as the plain router sees it."""

    def __init__(self, order, buyer, shared, exclusive, terms, cap):
        self.order, self.buyer, self.shared, self.exclusive = order, buyer, shared, exclusive
        self.filter, self.left, self.active = terms, cap, True

    def accepts(self, facts):
        for name, term in self.filter.items():
            value = facts.get(name)
            if value is None or ("in" in term and value not in term["in"]) or value < term.get("min", value) \
                    or value > term.get("max", value) or ("is" in term and value != term["is"]):
                return False
        return self.active


def able(wanted, price, money, taken):
    return price and wanted.left > 0 and money[wanted.buyer] >= price and wanted.buyer not in taken


def route(market, money, facts, limit):
    """What the rules say: best exclusive against the best shared of different families."""
    willing = [wanted for wanted in market if wanted.accepts(facts)]
    alone = next((w for w in sorted(willing, key=lambda w: -(w.exclusive or 0)) if able(w, w.exclusive, money, ())), None)
    shared, taken = [], set()
    for wanted in sorted(willing, key=lambda w: -(w.shared or 0)):
        if len(shared) < limit and able(wanted, wanted.shared, money, taken):
            shared.append(wanted)
            taken.add(wanted.buyer)
    if alone and alone.exclusive > sum(w.shared for w in shared):
        return [(alone, alone.exclusive)]
    return [(w, w.shared) for w in shared]


def make_market(exchange, chance, niche):
    prices = chance.sample(range(1_000, 60_000), 60)  # no two alike: ties are another test
    buyers = [exchange.buyer(money=chance.choice([30_000, 200_000, 5_000_000])) for _ in range(5)]
    market, money = [], {buyer: buyer.wallet for buyer in buyers}
    for _ in range(14):
        terms = {}
        if chance.random() < 0.6:
            terms["region"] = {"in": chance.sample(REGIONS, chance.randint(1, 2))}
        if chance.random() < 0.5:
            low = chance.randint(18, 60)
            terms["age"] = {"min": low, "max": low + chance.randint(5, 25)}
        if chance.random() < 0.3:
            terms["homeowner"] = {"is": chance.random() < 0.5}
        shared = prices.pop() if chance.random() < 0.8 else None
        exclusive = prices.pop() * 2 if shared is None or chance.random() < 0.4 else None
        cap = chance.choice([1, 3, 1_000])
        buyer = chance.choice(buyers)
        order = buyer.order(niche, shared, exclusive, filter=terms, caps=[{"per": "total", "count": cap}])
        market.append(Wanted(order, buyer, shared, exclusive, terms, cap))
    return market, money


@pytest.mark.parametrize("seed", range(4))
def test_the_server_routes_as_the_rules_say(exchange, seller, seed):
    chance = random.Random(seed)
    niche = exchange.niche(max_sales=chance.randint(1, 4))
    limit = exchange.admin.ok("GET", f"/v1/niches/{niche}")["max_sales"]
    market, money = make_market(exchange, chance, niche)
    for i in range(80):
        if chance.random() < 0.05:
            chosen = chance.choice(market)
            if chosen.active:
                chosen.order.pause()
                chosen.active = False
        facts = {"region": chance.choice(REGIONS), "age": chance.randint(18, 85), "homeowner": chance.random() < 0.5}
        asked = chance.randint(1, 5)
        expected = route(market, money, facts, min(limit, asked))
        got = seller.post(lead(niche, person(), attributes=facts, max_sales=asked))
        assert sorted((b.alias, p) for b, p in zip(got.buyers, got.prices)) == sorted((w.buyer.alias, p) for w, p in expected), \
            f"seed {seed}, lead {i}: {facts}, at most {asked}\n{got}"
        for wanted, price in expected:
            wanted.left -= 1
            money[wanted.buyer] -= price
    assert {b: b.wallet for b in money} == money
    exchange.books_balance()


def test_of_equal_prices_the_order_idle_longest_comes_first(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=30_000)
    rival.order(niche, shared=30_000)
    turns = [seller.post(lead(niche, max_sales=1, min_price=rub(1))).buyers[0] for _ in range(6)]
    assert turns.count(acme) == turns.count(rival) == 3
    exchange.books_balance()
