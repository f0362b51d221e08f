"""POST /v1/orders/{order}/replay: what an order would have bought, held against what it did buy."""
import concurrent.futures
import json
import os
import random
import re

import pytest

from support.exchange import Exchange
from support.people import lead, person, rub
from support.wait import wait_until
from support.wait import wait_until
from support.wire import Wire, post_bytes

SEED = int(os.environ.get("LEADX_REPLAY_SEED", 1))  # others are for campaigns
LEADS = int(os.environ.get("LEADX_REPLAY_LEADS", 60))


def replay(order, change=None, days=7, **more):
    return order.buyer.client.ok("POST", f"/v1/orders/{order.id}/replay", {"days": days, "change": change or {}, **more})


def figures(purchases):
    """What a party counts itself: purchases as an answer's sums."""
    def part(alone):
        prices = [sale["price"]["amount"] for sale in purchases if sale["exclusive"] is alone]
        return {"leads": len(prices), "spend": rub(sum(prices))}
    shared, exclusive = part(False), part(True)
    return {"leads": len(purchases), "spend": rub(shared["spend"]["amount"] + exclusive["spend"]["amount"]),
            "shared": shared, "exclusive": exclusive}


def bought_by(order):
    return [sale for sale in order.buyer.sales() if sale["order"] == order.id]


def refused(answer):
    return {row["code"]: row["leads"] for row in answer["not_bought"]}


def same_as_it_was(order, days=7):
    """The replay of the order as it stands says what it really bought, in all and day by day."""
    bought, answer = None, None
    while bought != figures(bought_by(order)):  # open leads may be offered, and sold, meanwhile
        bought = figures(bought_by(order))
        answer = replay(order, days=days)
    assert answer["would"] == answer["bought"] == bought, (SEED, answer)
    assert (answer["gained"], answer["lost"], answer["cut"]) == (0, 0, False)
    assert all(day["would"] == day["bought"] for day in answer["days"])
    assert answer["looked_at"] == answer["would"]["leads"] + sum(refused(answer).values())
    return answer


# --- What is unchanged is what was

def any_terms(rng):
    """An order as people make them: one price or both, sometimes a filter, caps, hours."""
    terms = {}
    way = rng.choice(("shared", "shared", "exclusive", "both"))
    if way != "exclusive":
        terms["shared"] = rng.randrange(100, 400) * 100
    if way != "shared":
        terms["exclusive"] = rng.randrange(300, 1200) * 100
    if rng.random() < 0.4:
        terms["filter"] = rng.choice(({"age": {"max": 50}}, {"region": {"in": ["RU-MOW"]}}, {"homeowner": {"is": True}, "age": {"min": 30}}))
    if rng.random() < 0.5:
        terms["caps"] = rng.choice(([{"per": "hour", "count": 3}], [{"per": "day", "count": 8}, {"per": "hour", "amount": rub(90_000)}],
                                    [{"per": "month", "count": 12}], [{"per": "total", "amount": rub(400_000)}]))
    if rng.random() < 0.3:
        terms["schedule"] = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": f"{hour:02}:00", "to": f"{(hour + 9) % 24:02}:00"}
                             for hour in (rng.randrange(24),)]
        terms["time_zone"] = "Europe/Moscow"
    return terms


def any_lead(rng, niche, **more):
    return lead(niche, attributes={"age": rng.randrange(18, 86), "region": rng.choice(("RU-MOW", "RU-SPE")), "homeowner": rng.random() < 0.5}, **more)


def later(exchange, minutes):
    """What open leads were being offered is sold first: of those matched before the clock jumps and sold after it, the cap of an
    hour that none of them saw would speak."""
    wait_until(lambda: re.search(r"^leadx_offers_waiting 0$", exchange.server.metrics(), re.M), "nothing is being offered")
    exchange.advance(minutes=minutes)


def test_an_unchanged_order_would_have_bought_what_it_bought(exchange, seller):
    rng = random.Random(SEED)
    niche = exchange.niche(max_sales=2)
    orders = [exchange.buyer().order(niche, **any_terms(rng)) for _ in range(7)]
    for i in range(LEADS):
        more = {"min_price": rub(rng.randrange(100, 600) * 100)} if rng.random() < 0.2 else {}
        seller.post(any_lead(rng, niche, **more))
        if i % 6 == 5:
            later(exchange, rng.randrange(20, 90))
    answers = [same_as_it_was(order) for order in orders]
    assert sum(answer["bought"]["leads"] for answer in answers) > LEADS / 2
    assert {answer["looked_at"] for answer in answers} == {LEADS}


def test_at_equal_prices_the_turn_goes_round_in_the_replay_too(exchange, niche, seller, acme, rival, third):
    orders = [buyer.order(niche, shared=20_000) for buyer in (acme, rival, third)]
    exchange.change_niche(niche, max_sales=1)
    for _ in range(9):
        seller.post(lead(niche))
    assert [same_as_it_was(order)["would"]["leads"] for order in orders] == [3, 3, 3]


def test_ranked_anew_at_another_s_price_it_takes_turns_with_it(exchange, niche, seller, acme, rival):
    exchange.change_niche(niche, max_sales=1)
    subject, _ = acme.order(niche, shared=10_000), rival.order(niche, shared=20_000)
    for _ in range(8):
        seller.post(lead(niche))
    assert replay(subject, {"shared_price": rub(20_000)})["would"]["leads"] == 4


# --- A changed one is as its twin that stood so all the time

CHANGES = [
    {"shared_price": rub(38_000)}, {"shared_price": rub(9_000)}, {"exclusive_price": rub(90_000), "shared_price": None}, {"exclusive_price": rub(70_000)},
    {"filter": {"age": {"min": 40}}}, {"filter": {"region": {"in": ["RU-SPE"]}, "homeowner": {"is": True}}}, {"caps": [{"per": "hour", "count": 1}]},
    {"caps": [{"per": "day", "amount": rub(70_000)}]}, {"caps": [], "shared_price": rub(36_000)},
    {"schedule": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "06:00", "to": "15:00"}], "time_zone": "Asia/Tokyo"}]


def test_a_change_is_told_as_it_would_have_come(exchange, seller):
    """One stream of leads through eleven markets alike but for one order: as it is, and with each change."""
    rng = random.Random(SEED)
    rivals = [{"shared": 25_000 + 1000 * i, "exclusive": 60_000 + 1500 * i} for i in range(3)] + [{"shared": 12_000, "filter": {"age": {"max": 60}}}]
    mine = {"shared_price": rub(20_000), "caps": [{"per": "hour", "count": 4}]}
    buyers, me, markets = [exchange.buyer() for _ in rivals], exchange.buyer(), []
    for change in [{}] + CHANGES:
        niche = exchange.niche(max_sales=3)
        for buyer, terms in zip(buyers, rivals):
            buyer.order(niche, **terms)
        order = me.order(niche, **{{"shared_price": "shared", "exclusive_price": "exclusive"}.get(name, name): value["amount"] if name.endswith("price") else value
                                                 for name, value in {**mine, **change}.items() if value is not None})
        markets.append((niche, order))
    for i in range(LEADS // 2):
        one = any_lead(rng, "?")
        seller.client.ok("POST", "/v1/leads/batch", [{**one, "niche": niche, "contact": person()} for niche, _ in markets])
        if i % 5 == 4:
            later(exchange, 50)
    subject = markets[0][1]
    same_as_it_was(subject)
    for change, (_, twin) in zip(CHANGES, markets[1:]):
        answer = replay(subject, change)
        assert answer["would"] == figures(bought_by(twin)), (SEED, change, answer)
        assert answer["bought"] == figures(bought_by(subject)) and answer["would"]["leads"] - answer["bought"]["leads"] == answer["gained"] - answer["lost"]


# --- Why not

def test_the_first_rule_that_failed_is_counted(exchange, seller, acme, rival):
    niche = exchange.niche(max_sales=1)
    subject = acme.order(niche, shared=10_000, caps=[{"per": "day", "count": 1}], filter={"age": {"max": 60}})
    seller.post(lead(niche))                                                       # bought
    seller.post(lead(niche))                                                       # cap
    seller.post(lead(niche, attributes={"age": 61}))                               # filter
    seller.post(lead(niche, consent={"recipients": [rival.id]}))                   # consent
    seller.post(lead(niche, min_price=rub(50_000)))                                # the seller's minimum, but the cap spoke first
    rival.order(niche, shared=20_000)
    seller.post(lead(niche))                                                       # a better offer
    answer = same_as_it_was(subject)
    assert refused(answer) == {"cap": 1, "filtered": 1, "consent": 1, "below_minimum": 1, "outbid": 1} and answer["looked_at"] == 6
    answer = replay(subject, {"caps": [], "shared_price": rub(50_000)})
    assert refused(answer) == {"filtered": 1, "consent": 1, "below_minimum": 1}
    assert (answer["gained"], answer["lost"], answer["would"]["spend"]) == (2, 0, rub(150_000))
    answer = replay(subject, {"schedule": [{"days": [exchange.one("select lower(to_char(leadx_now() + interval '2 days', 'dy'))")], "from": "00:00", "to": "24:00"}]})
    assert refused(answer) == {"outside_hours": 5, "filtered": 1} and answer["lost"] == 1


def test_a_person_is_bought_once_and_no_suppressed_one(exchange, seller, other_seller, acme, rival):
    niche = exchange.niche()
    someone, other = person(), person()
    subject = acme.order(niche, shared=10_000, filter={"age": {"max": 40}})
    assert acme.client.post("/v1/suppressions", data=json.dumps({"email": other["email"]}) + "\n", Content_Type="application/x-ndjson").body["added"] == 1
    first = seller.post(lead(niche, contact=someone, attributes={"age": 50}))     # filtered, goes unsold
    seller.post(lead(niche, contact=other))                                        # suppressed
    seller.withdraw(first)
    second = other_seller.post(lead(niche, contact=someone))                       # the same person, bought
    assert second.buyers == [acme]
    assert refused(same_as_it_was(subject)) == {"filtered": 1, "suppressed": 1}
    answer = replay(subject, {"filter": {}})                                       # then it has the person at once, and not again
    assert (answer["would"]["leads"], answer["gained"], answer["lost"]) == (1, 1, 1)
    assert refused(answer) == {"suppressed": 1, "repeat_buyer": 1}


def test_a_sibling_of_the_family_keeps_it_from_buying(exchange, niche, seller, acme):
    branch = exchange.buyer(parent=acme)
    acme.order(niche, shared=20_000)
    subject = branch.order(niche, shared=10_000)
    seller.post(lead(niche))
    assert refused(same_as_it_was(subject)) == {"family_bought": 1}
    assert replay(subject, {"shared_price": rub(20_001)})["gained"] == 1


def test_money_is_taken_as_there_and_said(exchange, niche, seller):
    poor = exchange.buyer(money=25_000)
    subject = poor.order(niche, shared=10_000)
    for _ in range(5):
        seller.post(lead(niche))
    answer = replay(subject)
    assert (answer["bought"]["leads"], answer["would"]["leads"], answer["short_of_money"]) == (2, 5, 1)  # the others met it asleep
    assert any("wallet" in sentence for sentence in answer["assumed"])


def test_an_offer_s_order(exchange, niche, seller, acme, third):
    offer = acme.offer(niche, price=20_000, filter={"age": {"max": 40}}).admit(seller)
    third.order(niche, shared=10_000)
    for age in (30, 50):
        seller.post(lead(niche, kind="targeted", offer=offer.id, attributes={"age": age}))
    order = next(item for item in acme.client.items("/v1/orders"))
    answer = acme.client.ok("POST", f"/v1/orders/{order['id']}/replay", {"change": {"filter": {}}})
    assert (answer["looked_at"], answer["would"]["exclusive"]["leads"], answer["bought"]["leads"]) == (2, 2, 1)


# --- The rest

def test_days_are_the_orders_own_and_the_last_is_today(exchange, niche, acme):
    order = acme.order(niche, shared=10_000, time_zone="Pacific/Auckland")
    answer = replay(order, days=30)
    assert len(answer["days"]) == 30 and answer["days"][-1]["day"] == exchange.one("select (leadx_now() at time zone 'Pacific/Auckland')::date::text")
    assert answer["looked_at"] == 0 and answer["not_bought"] == [] and answer["would"]["spend"] == rub(0)
    assert len(acme.client.ok("POST", f"/v1/orders/{order.id}/replay", {})["days"]) == 7


@pytest.mark.parametrize("body, status, pointer", [
    ({"days": 0}, 422, "/days"), ({"days": 31}, 422, "/days"), ({"change": []}, 422, "/change"), ({"change": {"name": "x"}}, 422, "/change/name"),
    ({"change": {"delivery": {"type": "pull"}}}, 422, "/change/delivery"), ({"change": {"filter": {"colour": {"in": ["red"]}}}}, 422, "/change/filter/colour"),
    ({"change": {"shared_price": rub(1)}}, 422, "/change/shared_price"), ({"change": {"shared_price": None}}, 422, "/change/shared_price"),
    ({"change": {"time_zone": "Nowhere/Town"}}, 422, "/change/time_zone"), ({"change": {"caps": [{"per": "day"}]}}, 422, "/change/caps/0/count"),
    ({"change": {"schedule": [{"days": ["mon"], "from": "09:00", "to": "9"}]}}, 422, "/change/schedule/0/to"), ({"until": "now"}, 422, "/until")])
def test_a_change_is_checked_as_if_it_were_made(niche, acme, body, status, pointer):
    answer = acme.client.post(f"/v1/orders/{acme.order(niche, shared=10_000).id}/replay", body)
    assert (answer.status, answer.pointers[0][0]) == (status, pointer), answer


def test_a_marketplace_order_has_nothing_to_replay(niche, acme):
    order = acme.client.ok("POST", "/v1/orders", {"name": "clicks", "niche": niche, "type": "market"})
    assert acme.client.post(f"/v1/orders/{order['id']}/replay", {}).status == 409


def test_nothing_is_written(exchange, niche, seller, acme):
    order = acme.order(niche, shared=10_000)
    seller.post(lead(niche))
    counts = "select (select count(*) from audit) + (select sum(used_count) from order_caps) + (select count(*) from order_revisions) + (select count(*) from sales)"
    before = exchange.one(counts)
    replay(order, {"shared_price": rub(99_900), "caps": [{"per": "day", "count": 1}]})
    assert exchange.one(counts) == before and acme.client.ok("GET", f"/v1/orders/{order.id}")["revision"] == 1


def test_it_says_nothing_of_others(niche, seller, acme, rival):
    rival.order(niche, shared=30_000)
    order = acme.order(niche, shared=10_000)
    seller.post(lead(niche))
    text = acme.client.post(f"/v1/orders/{order.id}/replay", {}).text
    assert not [party for party in (seller, rival) if party.alias in text or party.id in text] and "300" not in text.replace(order.id, "")


def test_so_many_leads_and_so_many_who_wait():
    exchange = Exchange(replay_leads_max=1, replay_queue=1)
    try:
        niche, seller = exchange.niche(), exchange.seller()
        orders = [exchange.buyer().order(niche, shared=10_000) for _ in range(6)]
        seller.client.ok("POST", "/v1/leads/batch", [lead(niche) for _ in range(450)])
        answer = replay(orders[-1])
        assert answer["cut"] and answer["looked_at"] == 200 and answer["would"] == answer["bought"] and answer["until"] < exchange.one("select json_time(leadx_now())")
        with concurrent.futures.ThreadPoolExecutor(24) as at_once:
            tries = [at_once.submit(order.buyer.client.post, f"/v1/orders/{order.id}/replay", {"days": 30}) for order in orders for _ in range(4)]
            answers = [one.result() for one in tries]
        assert {answer.status for answer in answers} <= {200, 429, 503} and 200 in {answer.status for answer in answers}
        assert all("Retry-After" in answer.headers for answer in answers if answer.status != 200)
        assert replay(orders[0])["looked_at"] == 200  # whoever was turned away may come again
    finally:
        exchange.close()


class Narrow:
    """An exchange whose replays may keep next to nothing, one order, and others to stand in line with."""

    def __init__(self):
        self.exchange = Exchange(replay_memory_max=1024)
        niche, seller = self.exchange.niche(), self.exchange.seller()
        self.order, *self.others = [self.exchange.buyer().order(niche, shared=10_000) for _ in range(8)]
        seller.client.ok("POST", "/v1/leads/batch", [lead(niche) for _ in range(250)])

    def line_up(self):
        """The others ask, each on a connection of its own; nobody has read an answer yet."""
        wires = [Wire(self.exchange.server, 30) for _ in self.others]
        for wire, other in zip(wires, self.others):
            wire.send(post_bytes(f"/v1/orders/{other.id}/replay", other.buyer.key, {"days": 30}))
        return wires


@pytest.fixture(scope="module")
def narrow():
    running = Narrow()
    yield running
    running.exchange.close()


def test_routings_that_wait_for_their_turn_take_so_much_memory_and_no_more(narrow):
    answer = replay(narrow.order)
    assert answer["cut"] and answer["looked_at"] == 200 and answer["would"] == answer["bought"]


def test_who_hangs_up_holds_up_nobody_and_a_stop_waits_for_who_listens(narrow):
    for _ in range(5):
        for wire in narrow.line_up():
            wire.close()
        wait_until(lambda: narrow.order.buyer.client.post(f"/v1/orders/{narrow.order.id}/replay", {}).status == 200, "those who left are forgotten", 20)
    listening = narrow.line_up()
    assert listening[0].read()[0] == 200
    assert narrow.exchange.server.stop() == 0
    assert [wire.read()[0] for wire in listening[1:]] == [200] * (len(listening) - 1)
