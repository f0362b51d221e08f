"""The price guide, what is suspicious by it, and the demand left."""
import pytest

from support.people import lead, rub
from support.wait import wait_until


def guide(party, niche, region=None):
    return party.client.ok("GET", f"/v1/prices?niche={niche}" + (f"&region={region}" if region else ""))


@pytest.fixture(scope="module")
def market(exchange):
    """A niche where thirty leads of Moscow went for 1,000 roubles each and two of Petersburg for more."""
    niche = exchange.niche(price_min_sample=20, price_factors={"demand": 120, "season": 50})
    seller, buyer = exchange.seller(), exchange.buyer()
    low = buyer.order(niche, shared=100_000, filter={"region": {"in": ["RU-MOW"]}})
    buyer.order(niche, shared=300_000, filter={"region": {"in": ["RU-SPE"]}})
    assert guide(seller, niche)["benchmark"] is None
    for _ in range(30):
        seller.post(lead(niche))
    for _ in range(2):
        seller.post(lead(niche, attributes={"region": "RU-SPE"}))
    exchange.advance(hours=2)
    # the medians are made once an hour, and others' sales may stand before these in the count
    wait_until(lambda: exchange.one("select counted_to >= (select id from sales order by id desc limit 1) from price_progress"), "every sale is counted")
    exchange.advance(hours=1, minutes=1)
    wait_until(lambda: guide(seller, niche)["benchmark"], "the medians are made")
    low.close()
    return niche, seller, buyer


def test_the_guide_shows_what_it_is_made_of(market):
    niche, seller, buyer = market
    seen = guide(seller, niche, "RU-MOW")
    assert seen["benchmark"] == {"amount": rub(100_000), "origin": "own", "sample": 30, "region": "RU-MOW", "noted_on": None, "text": "median of the last 28 days"}
    assert seen["factors"] == [{"name": "demand", "percent": 120}, {"name": "season", "percent": 50}]
    assert (seen["guide"], seen["suspicious_below"]) == (rub(60_000), rub(40_000))
    few = guide(buyer, niche, "RU-SPE")
    assert few["benchmark"]["region"] is None and few["benchmark"]["sample"] == 32
    assert few["own"]["all"] == {"sample": 2, "median": None}       # what one buyer pays is not told


def test_a_post_far_below_own_medians_waits_for_a_person(exchange, market):
    niche, seller, _ = market
    exchange.admin.ok("POST", f"/v1/admin/niches/{niche}", {"title": "read anew"})     # reads the medians too
    held = wait_until(lambda: (lambda p: p if p.status == "review" else None)(seller.post(lead(niche, min_price=rub(39_999)))), "the server measures by them")
    assert held.code == "suspicious_price"
    assert seller.post(lead(niche, min_price=rub(40_000))).status == "open"


def test_a_seed_stands_in_and_says_so(exchange, seller):
    niche = exchange.niche(price_category="education")
    seen = guide(seller, niche)["benchmark"]
    assert (seen["amount"], seen["origin"], seen["text"], seen["noted_on"]) == (rub(100_000), "seed", "from an article", "2026-11-22")


def test_demand_is_told_of_three_buyers_and_more(exchange, niche, seller, acme, rival, third):
    def demand():
        return seller.client.ok("GET", f"/v1/demand?niche={niche}&region=RU-MOW")
    for buyer in (acme, rival):
        buyer.order(niche, shared=20_000, caps=[{"per": "day", "count": 7}])
    few = demand()
    assert few["few"] and few["left_today"] is None and few["going_price"] is None
    third.order(niche, shared=10_000, caps=[{"per": "day", "count": 4}], filter={"region": {"not_in": ["RU-SPE"]}})
    assert demand() == few                                          # a minute old at most
    exchange.advance(minutes=2)
    seen = demand()
    assert (seen["buyers"], seen["orders"], seen["left_today"], seen["going_price"]) == (3, 3, 18, rub(20_000))
    seller.post(lead(niche))
    exchange.advance(minutes=2)
    assert demand()["left_today"] == 15


@pytest.mark.parametrize("query, pointer", [("", "/niche"), ("?niche=nowhere", "/niche"), ("?niche=NICHE&region=moscow", "/region")])
def test_what_is_no_place_is_refused(niche, seller, query, pointer):
    for path in ("/v1/prices", "/v1/demand"):
        answer = seller.client.get(path + query.replace("NICHE", niche))
        assert answer.status == 422 and answer.pointers[0][0] == pointer


def test_factors_have_their_names_and_bounds(exchange, niche):
    for terms, pointer in (({"price_factors": {"weather": 100}}, "/price_factors/weather"), ({"price_factors": {"season": 9}}, "/price_factors/season"),
                           ({"price_factors": [1]}, "/price_factors"), ({"price_category": "No Such"}, "/price_category"), ({"price_min_sample": 0}, "/price_min_sample")):
        answer = exchange.admin.post(f"/v1/admin/niches/{niche}", terms)
        assert answer.status == 422 and answer.pointers[0][0] == pointer, answer
