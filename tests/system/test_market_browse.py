"""Browsing the marketplace: what is seen, what never is, and how much of it."""
import random
import re
from urllib.parse import quote

import pytest

from support.exchange import Exchange
from support.parties import Seller
from support.people import lead
from support.shelf import browse, end_listing, ids, list_alike, list_lead, query, shown
from support.wait import wait_until

K = 5
QUOTA = 1_500


@pytest.fixture(scope="module")
def exchange():
    running = Exchange(market_shown_per_hour=QUOTA)
    yield running
    running.close()


# --- What is seen

def test_a_listing_says_what_may_be_said(exchange, niche, seller, acme):
    listed = list_alike(exchange, seller, niche, K)
    page = shown(exchange, acme, niche, listed)
    item = page["items"][0]
    assert page["total"] == K and page["next"] is None
    assert item["fields"] == {"country": "RU", "region": "RU-MOW", "age": {"min": 30, "max": 39}, "income": {"min": 100_000, "max": 199_999},
                              "language": "ru", "homeowner": True}
    assert (item["temperature"], item["origin_kind"], item["channel"], item["cause"], item["resold"]) == ("hot", "nets", "web", "unsold", False)
    assert item["score"]["min"] % 10 == 0 and item["age"] == {"hours": 0} and item["shares"] == 3
    assert item["seller"]["alias"] == seller.alias and item["seller"]["score"] in (None, 70)    # not counted yet, or what a newcomer has
    assert acme.client.ok("GET", f"/v1/market/listings/{item['id']}") == item


def test_nothing_of_the_person_and_no_moment_is_seen(exchange, niche, seller, acme):
    listed = list_alike(exchange, seller, niche, K, attributes={"age": 37, "income": 123_456})
    page = shown(exchange, acme, niche, listed, facets="all")
    text = str([{**item, "id": None} for item in page["items"]] + [page["facets"]])
    lead_ids = [str(row[0]) for row in exchange.sql("select id from leads where niche_no = (select no from niches where name = %s)", niche)]
    for secret in ["Vera", "Sokolova", "7999", "example.com", "landing", "123456", ": 37", *lead_ids, seller.id]:
        assert secret not in text, secret
    assert not set(ids(page)) & set(lead_ids), "a listing's id is none of its lead's"
    assert not re.search(r"\d\d:\d\d|20\d\d-\d\d-\d\d", text)


def test_what_ends_is_gone_and_answers_like_what_never_was(exchange, niche, seller, acme):
    listed = list_alike(exchange, seller, niche, 3)
    shown(exchange, acme, niche, listed)
    end_listing(exchange, listed[0])
    shown(exchange, acme, niche, listed[1:])
    gone = acme.client.get(f"/v1/market/listings/{listed[0]}")
    missing = acme.client.get("/v1/market/listings/0193a1b2-0000-4000-8000-00000000dead")
    assert gone.status == missing.status == 404 and gone.body == missing.body


def test_a_price_falls_as_the_database_says(exchange, niche, seller, acme):
    listing = list_lead(exchange, seller.post(lead(niche)), start=10_001)
    item = shown(exchange, acme, niche, [listing])["items"][0]
    assert item["price"]["amount"] == 10_001 and item["exclusive_price"]["amount"] == 25_002
    assert [(step["in_hours"], step["price"]["amount"]) for step in item["next_prices"]] == [(24, 8000), (72, 6000), (168, 4000), (336, 2500)]
    assert item["next_prices"][0]["exclusive_price"]["amount"] == 20_000
    for days in (1, 2, 5, 12):
        exchange.advance(days=days)
        price = exchange.one("select market_price(g.market, l.start_minor, l.floor_minor, l.listed_at, d.resold, leadx_now())"
                             " from listings l join niches g on g.no = l.niche_no join leads d on d.id = l.lead_id where l.id = %s", listing)
        wait_until(lambda: acme.client.ok("GET", f"/v1/market/listings/{listing}")["price"]["amount"] == price, f"it costs {price}")
    assert price == 2500


# --- Who sees it

def test_one_sees_nothing_of_ones_own_family(exchange, niche, acme):
    both = exchange.party(Seller, exchange.admin.ok("POST", "/v1/admin/orgs", {"name": "both", "alias": "both", "sells": True, "buys": True}))
    listing = list_lead(exchange, both.post(lead(niche)).id)
    shown(exchange, acme, niche, [listing])
    assert browse(both, niche, facets="all")["items"] == [] and browse(both, niche)["total"] == 0
    assert both.client.get(f"/v1/market/listings/{listing}").status == 404


def test_who_bought_it_before_does_not_see_it_again(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=20_000)
    posted = seller.post(lead(niche))
    assert posted.status == "sold"
    listing = list_lead(exchange, posted, cause="aged", live_shared=1)
    item = shown(exchange, rival, niche, [listing])["items"][0]
    assert item["shares"] == 2 and item["exclusive_price"] is None and item["cause"] == "aged"
    assert browse(acme, niche)["items"] == []
    assert browse(rival, niche, exclusive="true")["items"] == []


def test_what_was_consented_for_others_is_not_there(exchange, niche, seller, acme, rival):
    listing = list_lead(exchange, seller.post(lead(niche, consent={"recipients": [acme.id]})))
    shown(exchange, acme, niche, [listing])
    assert browse(rival, niche, facets="all")["total"] == 0


# --- The mask

def matches(attributes, fields):
    """Whether a lead's attributes could be those behind the fields as they are shown."""
    for name, value in fields.items():
        mine = attributes["region"][:2] if name == "country" else attributes.get(name)
        if value is None:
            continue
        if isinstance(value, dict):
            if not value.get("min", mine) <= mine <= value.get("max", mine):
                return False
        elif mine != value:
            return False
    return True


def test_nobody_is_known_again_by_what_is_shown(exchange, seller, acme):
    """Over a market of some hundred leads, with rare ones among them: whatever a listing shows fits k leads that are listed."""
    niche = exchange.niche()
    dice = random.Random(4)
    regions = ["RU-MOW"] * 12 + ["RU-SPE"] * 6 + ["RU-KDA"] * 3 + ["RU-CHU", "KZ-ALA", "NO-03"]
    leads = [lead(niche, attributes={"region": dice.choice(regions), "age": min(85, 18 + int(dice.expovariate(0.06))),
                                     "income": int(dice.lognormvariate(11, 1)), "language": dice.choice(["ru", "ru", "ru", "en", "kk"]),
                                     "homeowner": dice.random() < 0.4}) for _ in range(400)]
    answers = seller.client.ok("POST", "/v1/leads/batch", leads)["results"]
    listed = {list_lead(exchange, answer["lead"]["id"]): answer["lead"]["id"] for answer in answers}
    for listing in list(listed)[::7]:  # some leave again: who stays is looked at anew
        end_listing(exchange, listing)
        del listed[listing]
    there = [row[0] for row in exchange.sql("select attributes from leads where id = any(%s::uuid[])", list(listed.values()))]
    seen, cursor, shown_personal = {}, {}, 0
    wait_until(lambda: browse(acme, niche, limit=1)["total"] == len(listed), "all are there")
    while True:
        page = browse(acme, niche, limit=200, sort="cheapest", **cursor)
        seen.update({item["id"]: item["fields"] for item in page["items"]})
        if not page["next"]:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(seen) == sorted(listed)
    for fields in seen.values():
        if all(value is None for value in fields.values()):
            continue
        shown_personal += 1
        assert sum(matches(attributes, fields) for attributes in there) >= K, fields
    assert shown_personal > len(listed) * 0.9, "the mask hides nearly everything"
    assert any(fields["region"] == "RU-MOW" and fields["homeowner"] is not None for fields in seen.values())
    # no filter finds fewer either, and facets count only what is shown
    facets = browse(acme, niche, limit=1, facets="all")["facets"]
    assert "RU-CHU" not in [facet["value"] for facet in facets["region"]] or \
        next(f["count"] for f in facets["region"] if f["value"] == "RU-CHU") >= K
    for name in ("region", "age", "income", "language"):
        assert all(facet["count"] >= 1 for facet in facets[name])


def test_k_is_the_niches_own(exchange, seller, acme):
    niche = exchange.niche(market={"k": 2})
    page = shown(exchange, acme, niche, list_alike(exchange, seller, niche, 1, attributes={"region": "RU-KDA"}))
    assert set(page["items"][0]["fields"].values()) == {None}
    assert browse(acme, niche, filter={"region": {"in": ["RU-KDA"]}})["total"] == 0, "what is hidden is found by no filter"
    assert browse(acme, niche, filter={"region": {"not_in": ["RU-MOW"]}})["total"] == 0
    list_alike(exchange, seller, niche, 1, attributes={"region": "RU-KDA"})
    wait_until(lambda: browse(acme, niche, filter={"region": {"in": ["RU-KDA"]}})["total"] == 2, "two of them are shown")


# --- Filters, sorts, pages

def test_filters_and_facets(exchange, niche, seller, acme):
    old = list_alike(exchange, seller, niche, K, attributes={"age": 52, "region": "RU-SPE"})
    young = list_alike(exchange, seller, niche, K, attributes={"age": 23})
    shown(exchange, acme, niche, old + young)
    for condition, found in [({"age": {"min": 50}}, old), ({"age": {"min": 29, "max": 59}}, old + young), ({"age": {"max": 29}}, young),
                             ({"region": {"in": ["RU-SPE", "RU-KDA"]}}, old), ({"region": {"not_in": ["RU-SPE"]}}, young),
                             ({"country": {"in": ["RU"]}, "age": {"max": 20}}, young), ({"homeowner": {"is": False}}, []),
                             ({"temperature": {"in": ["hot"]}, "score": {"min": 0}, "cause": {"in": ["unsold"]}}, old + young),
                             ({"resold": {"is": True}}, []), ({"age_hours": {"max": 1}}, old + young), ({}, old + young)]:
        assert sorted(ids(browse(acme, niche, filter=condition))) == sorted(found), condition
    assert ids(browse(acme, niche, min_price=10_001)) == [] and len(ids(browse(acme, niche, max_price=10_000))) == 2 * K
    facets = browse(acme, niche, facets="age,region", filter={"region": {"in": ["RU-SPE"]}})["facets"]
    assert facets["age"] == [{"value": {"min": 50, "max": 59}, "count": K}]
    assert sorted((facet["value"], facet["count"]) for facet in facets["region"]) == [("RU-MOW", K), ("RU-SPE", K)]


@pytest.mark.parametrize("sort", ["newest", "oldest", "cheapest", "dearest", "best"])
def test_pages_have_no_gaps_and_no_doubles(exchange, stocked, acme, sort):
    niche, listed = stocked
    seen, cursor, prices = [], {}, []
    while True:
        page = browse(acme, niche, limit=7, sort=sort, **cursor)
        assert page["total"] == len(listed)
        seen += ids(page)
        prices += [item["price"]["amount"] for item in page["items"]]
        if not page["next"]:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(seen) == sorted(listed)
    if sort in ("cheapest", "dearest"):
        assert prices == sorted(prices, reverse=sort == "dearest")


@pytest.fixture(scope="module")
def stocked(exchange):
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    listed = [list_lead(exchange, seller.post(lead(niche)), start=5_000 + 100 * (i % 6)) for i in range(24)]
    shown(exchange, buyer, niche, listed)
    return niche, listed


@pytest.mark.parametrize("more, pointer", [
    ({"filter": {"shoe_size": {"min": 40}}}, "/filter/shoe_size"), ({"filter": {"source": {"in": ["x"]}}}, "/filter/source"),
    ({"filter": {"age": {"in": [30]}}}, "/filter/age/in"), ({"filter": {"age": {"min": "old"}}}, "/filter/age/min"),
    ({"filter": {"age": {"min": 50, "max": 40}}}, "/filter/age/max"), ({"filter": {"age": {}}}, "/filter/age"),
    ({"filter": {"region": {"in": ["Moscow"]}}}, "/filter/region/in/0"), ({"filter": {"temperature": {"in": ["tepid"]}}}, "/filter/temperature/in/0"),
    ({"filter": {"region": {"in": []}}}, "/filter/region/in"), ({"filter": {"age_hours": {"max": 0}}}, "/filter/age_hours/max"),
    ({"filter": []}, "/filter"), ({"limit": 0}, "/limit"), ({"limit": 201}, "/limit"), ({"limit": "many"}, "/limit"),
    ({"cursor": "zzzz"}, "/cursor"), ({"cursor": "A" * 34}, "/cursor"), ({"cursor": "A" * 400}, "/cursor"), ({"sort": "random"}, "/sort"),
    ({"max_price": -1}, "/max_price"), ({"exclusive": "maybe"}, "/exclusive"), ({"facets": "age,shoe_size"}, "/facets"), ({"region": "RU-MOW"}, "/region")])
def test_what_cannot_be_asked_is_refused_by_name(stocked, acme, more, pointer):
    answer = acme.client.get(query(stocked[0], **more))
    assert answer.status == 422 and [where for where, _ in answer.pointers] == [pointer], answer


def test_a_cursor_belongs_to_its_sort(stocked, acme):
    cursor = browse(acme, stocked[0], limit=1, sort="newest")["next"]
    assert acme.client.get(query(stocked[0], sort="oldest", cursor=cursor)).status == 422


def test_a_filter_that_is_no_json_and_a_niche_that_is_none(stocked, acme):
    for text in ["{", "%00", "{\"age\":{},\"age\":{}}", "[" * 100]:
        assert acme.client.get(query(stocked[0]) + "&filter=" + (text if text[0] == "%" else quote(text))).status == 422, text
    assert acme.client.get(query(stocked[0]) + "&sort=best&sort=oldest").status == 422
    assert acme.client.get(query("nothing_here")).code == "unknown_niche"
    assert acme.client.get("/v1/market/listings").code == "missing_field"


def test_how_much_stands_where(exchange, stocked, seller, acme):
    """The fullest first; only where one may browse; not counted as looking."""
    empty, limited = exchange.niche(), exchange.buyer(niches=[stocked[0]])

    def look():
        asked = acme.client.ok("GET", "/v1/market/niches")["items"]
        return asked if empty in [item["niche"] for item in asked] else None
    items = wait_until(look, "the new niche is known")
    counts = {item["niche"]: item["listings"] for item in items}
    assert counts[empty] == 0
    assert counts[stocked[0]] >= browse(acme, stocked[0], limit=1)["total"] > 0
    assert [item["listings"] for item in items] == sorted(counts.values(), reverse=True)
    assert [item["niche"] for item in limited.client.ok("GET", "/v1/market/niches")["items"]] == [stocked[0]]
    assert exchange.admin.ok("GET", "/v1/market/niches")["items"] == acme.client.ok("GET", "/v1/market/niches")["items"]
    assert seller.client.get("/v1/market/niches").status == 403


def test_a_niche_of_the_admitted_is_browsed_by_them_alone(exchange, acme, rival):
    niche = exchange.niche(admission="listed")
    exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}/admit", {"niche": niche})

    def seen(buyer):
        return niche in [row["niche"] for row in buyer.client.ok("GET", "/v1/market/niches")["items"]]
    assert seen(acme) and not seen(rival)
    wait_until(lambda: acme.client.get(query(niche)).status == 200, "its shelf is filled")
    assert rival.client.get(query(niche)).status == 403
    exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}/dismiss", {"niche": niche})
    assert not seen(acme) and acme.client.get(query(niche)).status == 403


def test_only_buyers_and_the_operator_browse(exchange, stocked, seller):
    assert seller.client.get(query(stocked[0])).status == 403
    assert len(exchange.admin.ok("GET", query(stocked[0]))["items"]) == len(stocked[1])


# --- Quotas

def test_who_copies_the_market_is_slowed_down(exchange, stocked):
    niche, listed = stocked
    buyer, shown_n = exchange.buyer(throttled=False), 0
    while (answer := buyer.client.get(query(niche, limit=200))).status == 200:
        shown_n += len(answer["items"])
    assert answer.status == 429 and answer.code == "too_many_requests", answer
    assert 3000 < int(answer.headers["Retry-After"]) <= 3600
    assert QUOTA <= shown_n < QUOTA + len(listed), "the answer that passes the limit is whole"
    assert buyer.client.get(f"/v1/market/listings/{listed[0]}").status == 429
    assert browse(exchange.buyer(), niche)["total"] == len(listed), "others are not concerned"
