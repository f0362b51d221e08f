"""POST /v1/orders/estimate: what an order would have found, held against what is known to be there."""
from datetime import datetime, timedelta

import pytest

from support.exchange import Exchange
from support.people import lead, rub
from support.wait import wait_until


@pytest.fixture(scope="module")
def exchange():
    """One of its own, for an estimate walks only so far through a day's leads, whoever's they are; it is noon, and no day ends meanwhile."""
    running = Exchange()
    now = datetime.fromisoformat(running.advance())
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    running.advance(seconds=((noon - now) % timedelta(days=1)).total_seconds())
    yield running
    running.close()


def estimate(party, niche, filter, **more):
    return party.client.ok("POST", "/v1/orders/estimate", {"niche": niche, "filter": filter, **more})


@pytest.fixture
def market(niche, seller, acme, rival):
    """Eight leads of 30 and 70 years, of two regions; those of 30 sold to two at 50 and 40, those of 70 to one alone at 90."""
    acme.order(niche, shared=5000, filter={"age": {"max": 60}})
    rival.order(niche, shared=4000, filter={"age": {"max": 60}})
    acme.order(niche, exclusive=9000, filter={"age": {"min": 61}})
    for i in range(8):
        seller.post(lead(niche, attributes={"age": 30 + 40 * (i % 2), "region": ("RU-MOW", "RU-SPE")[i // 4]}))
    return niche


def test_a_small_market_is_seen_whole(exchange, market, third):
    found = estimate(third, market, {"age": {"max": 40}})
    assert (found["estimate"], found["sampled"], found["seen"], found["matched"], found["sold"]) == (True, False, 8, 4, 4)
    assert len(found["days"]) == 7 and found["days"][-1]["day"] == exchange.one("select (leadx_now() at time zone 'UTC')::date::text")
    today = found["days"][-1]
    assert today["matched"] == 4 and today["shared_price"]["p50"] == rub(4000) and today["exclusive_price"] is None
    assert sum(day["matched"] for day in found["days"]) == 4 and found["overlap"] == []


def test_what_price_wins(market, third):
    # a third share was free: the floor is enough; alone, more than both together
    found = estimate(third, market, {"age": {"max": 40}}, shared_price=rub(100), exclusive_price=rub(9000))
    assert found["wins_shared"]["p50"] == rub(100) and found["bought_shared"] == 4
    assert found["wins_exclusive"]["p50"] == rub(9001) and found["bought_exclusive"] == 0
    found = estimate(third, market, {"age": {"min": 61}}, shared_price=rub(8999), exclusive_price=rub(9001))
    assert found["wins_shared"]["p25"] == rub(9000) and (found["bought_shared"], found["bought_exclusive"]) == (0, 4)
    assert found["days"][-1]["exclusive_price"]["p75"] == rub(9000)


def test_no_share_free_takes_more_than_the_lowest(exchange, seller, acme, rival, third):
    niche = exchange.niche(max_sales=2)
    acme.order(niche, shared=5000)
    rival.order(niche, shared=4000)
    seller.post(lead(niche))
    assert estimate(third, niche, {})["wins_shared"]["p50"] == rub(4001)


def test_ones_other_orders_that_overlap_are_named(market, acme):
    found = estimate(acme, market, {"region": {"in": ["RU-SPE"]}})
    assert found["matched"] == 4 and sorted(order["share"] for order in found["overlap"]) == [50, 50]
    found = estimate(acme, market, {"age": {"min": 65}})
    assert sorted(order["share"] for order in found["overlap"]) == [0, 100]


def test_the_filters_of_every_kind_are_those_of_orders(exchange, market, seller, third):
    sources = {source["name"]: source["id"] for source in seller.client.items("/v1/sources")}
    for filter, n in (({}, 8), ({"age": {"in": [30]}}, 4), ({"region": {"not_in": ["RU-MOW"]}}, 4), ({"homeowner": {"is": True}}, 8), ({"homeowner": {"is": False}}, 0),
                      ({"language": {"in": ["ru"]}}, 8), ({"temperature": {"in": ["hot"]}}, 8), ({"temperature": {"in": ["cold"]}}, 0), ({"stage": {"in": ["live"]}}, 8),
                      ({"source": {"in": [sources["landing"]]}}, 8), ({"channel": {"in": ["web/landing"]}}, 8), ({"channel": {"in": ["never/heard"]}}, 0),
                      ({"income": {"min": 120000, "max": 120000}}, 8), ({"origin_kind": {"not_in": ["nets"]}}, 0), ({"completeness": {"min": 100}}, 8)):
        assert estimate(third, market, filter, days=1)["matched"] == n, filter


def test_a_large_market_is_sampled_and_drawn_up(exchange, seller, third):
    niche = exchange.niche()
    for half in range(2):
        seller.client.ok("POST", "/v1/leads/batch", [lead(niche, attributes={"age": 30 + 40 * (i % 4 == 0)}) for i in range(400)])
    exchange.sql("update score_tallies set at = at - interval '1 day'")
    now = exchange.one("select leadx_now()")

    def counted():
        exchange.sql("select scores_refresh(null)")
        return exchange.one("select coalesce(sum(posted), 0) = 800 from report_leads r join niches n on n.no = r.niche_no where n.name = %s and not fresh", niche)
    wait_until(counted, f"the day is counted after {now}")
    found = estimate(third, niche, {"age": {"min": 65}}, days=30)
    assert found["sampled"] and found["seen"] < 100
    assert 0 < found["matched"] < 800  # drawn up from the sample, which began with the same ages as all


def test_nothing_there_is_nothing_and_no_division(exchange, third):
    found = estimate(third, exchange.niche(), {}, days=30, shared_price=rub(5000))
    assert (found["matched"], found["seen"], found["wins_shared"], found["bought_shared"]) == (0, 0, None, 0) and len(found["days"]) == 30


@pytest.mark.parametrize("body, pointer", [({"filter": {"colour": {"in": ["red"]}}}, "/filter/colour"), ({"filter": {"age": {"is": True}}}, "/filter/age/is"),
                                           ({"filter": None}, "/filter"), ({"days": 31}, "/days"), ({"days": 0}, "/days"), ({"kinds": ["targeted"]}, "/kinds"),
                                           ({"shared_price": rub(1)}, "/shared_price"), ({"niche": "nowhere"}, "/niche"), ({"caps": []}, "/caps")])
def test_it_is_checked_as_an_order_is(market, third, body, pointer):
    answer = third.client.post("/v1/orders/estimate", {"niche": market, "filter": {}, **body})
    assert answer.status == 422 and answer.pointers[0][0] == pointer, answer


def test_it_says_nothing_of_whom(market, seller, acme, rival, third):
    text = third.client.post("/v1/orders/estimate", {"niche": market, "filter": {}}).text
    assert not [party for party in (seller, acme, rival) if party.alias in text or party.id in text]


def test_what_was_tried_out_does_not_stay(exchange, market, third):
    # every text would be remembered for ever if it were interned as an order's is
    for i in range(3):
        estimate(third, market, {"channel": {"in": [f"tried/{i}-{j}" for j in range(900)]}})
    assert third.client.items("/v1/orders") == []


def test_a_seller_does_not_estimate(seller, market):
    assert seller.client.post("/v1/orders/estimate", {"niche": market, "filter": {}}).status == 403
