"""Saved searches: whoever waits for a listing hears of it, once, and not too often."""
import pytest

from support.exchange import Exchange
from support.people import lead, rub
from support.receiver import MAY_CALL
from support.shelf import list_alike, list_lead, shown
from support.wait import wait_until

K = 5


@pytest.fixture(scope="module")
def exchange():
    running = Exchange(**MAY_CALL)
    yield running
    running.close()


def save(buyer, niche, **terms):
    return buyer.client.ok("POST", "/v1/market/searches", {"name": "mine", "niche": niche, **terms})


def now(buyer, search):
    return buyer.client.ok("GET", f"/v1/market/searches/{search['id']}")


def told(buyer, search, n=1):
    """Waits until the search was last told of n new listings; returns them."""
    return wait_until(lambda: (last := now(buyer, search)["last"]) and last["n"] == n and last["listings"], f"it is told of {n} listings")


def hears(buyer, receiver, path):
    buyer.client.ok("POST", "/v1/endpoints", {"name": "crm", "kind": "webhook", "url": f"{receiver.url}/good/{path}", "events": ["market.match"]})


def test_new_listings_are_told_at_once_together(exchange, niche, seller, acme, rival, receiver):
    hears(acme, receiver, "match")  # who never bought hears, too
    search = save(acme, niche, filter={"region": {"in": ["RU-SPE"]}})
    others = list_alike(exchange, seller, niche, K)
    listed = list_alike(exchange, seller, niche, K, attributes={"region": "RU-SPE"})
    shown(exchange, rival, niche, others + listed)
    exchange.advance(minutes=1)
    assert sorted(told(acme, search, K)) == sorted(listed)
    message = wait_until(lambda: receiver.at("/good/match"), "the endpoint hears")[0]
    assert message.json["type"] == "market.match"
    data = message.json["data"]
    assert data["search"] == {"id": search["id"], "name": "mine", "niche": niche}
    assert exchange.one("select detail from happenings where kind = 'search' and buyer_id = %s", acme.id) == data, "the stream tells it, too"
    assert data["n"] == K and sorted(data["listings"]) == sorted(listed) and set(data) == {"search", "at", "n", "listings"}


def test_a_search_is_told_once_and_not_again_for_a_while(exchange, niche, seller, acme, receiver):
    hears(acme, receiver, "often")
    search = save(acme, niche)
    first = list_lead(exchange, seller.post(lead(niche)))
    exchange.advance(minutes=1)
    assert told(acme, search) == [first]
    second, third = (list_lead(exchange, seller.post(lead(niche))) for _ in range(2))
    exchange.advance(seconds=5)
    bystander = save(acme, niche, name="bystander")
    last = list_lead(exchange, seller.post(lead(niche)))
    exchange.advance(minutes=2)
    assert told(acme, bystander) == [last], "somebody looked"
    assert now(acme, search)["last"]["n"] == 1, "but this search had its notice"
    exchange.advance(minutes=9)
    assert sorted(told(acme, search, 3)) == sorted([second, third, last])
    wait_until(lambda: len(receiver.at("/good/often")) == 3, "three notices in all")
    assert exchange.one("select count(*) from market_matches where search_id = %s", search["id"]) == 2


def test_what_falls_into_the_price_range_is_news(exchange, niche, seller, acme):
    search = save(acme, niche, max_price=rub(8_000))
    listing = list_lead(exchange, seller.post(lead(niche)), start=10_000)
    exchange.advance(hours=2)
    witness = save(acme, niche, name="witness", max_price=rub(10_000))
    other = list_lead(exchange, seller.post(lead(niche)), start=10_000)
    exchange.advance(hours=2)
    assert told(acme, witness) == [other]
    assert now(acme, search)["last"] is None
    exchange.advance(hours=23)
    assert told(acme, search, 2) and listing in now(acme, search)["last"]["listings"]


def test_ones_own_leads_are_no_match_and_notices_can_be_off(exchange, niche, seller, acme, rival):
    quiet, loud = save(acme, niche, notify=False), save(rival, niche)
    alone = save(rival, niche, name="alone", exclusive=True)
    listing = list_lead(exchange, seller.post(lead(niche)), live_shared=1, cause="aged")
    exchange.advance(minutes=1)
    assert told(rival, loud) == [listing]
    assert now(acme, quiet)["last"] is None and now(rival, alone)["last"] is None


def test_searches_are_kept_changed_and_deleted(exchange, niche, acme, rival):
    terms = {"filter": {"age": {"min": 30}}, "min_price": rub(100), "max_price": rub(9_000), "exclusive": True}
    search = save(acme, niche, **terms)
    assert {name: search[name] for name in terms} == terms and search["notify"] and search["readable"] and search["last"] is None
    path = f"/v1/market/searches/{search['id']}"
    changed = acme.client.ok("POST", path, {"name": "ours", "max_price": None, "filter": {}})
    assert (changed["name"], changed["max_price"], changed["min_price"], changed["filter"]) == ("ours", None, rub(100), {})
    assert acme.client.items("/v1/market/searches") == [changed] and rival.client.items("/v1/market/searches") == []
    for method, where in (("GET", path), ("POST", path), ("POST", path + "/delete")):
        assert rival.client.send(method, where, {} if method == "POST" else None).status == 404
    assert acme.client.ok("POST", path + "/delete", {}) == {}
    assert acme.client.get(path).status == 404


def test_searches_that_make_no_sense_are_refused_by_name(exchange, niche, seller, acme):
    for body, pointer in [({"filter": {"shoe_size": {"min": 1}}}, "/filter/shoe_size"), ({"filter": {"age": {"in": [3]}}}, "/filter/age/in"),
                          ({"min_price": rub(200), "max_price": rub(100)}, "/max_price"), ({"max_price": rub(0)}, "/max_price/amount"),
                          ({"niche": "nothing_here"}, "/niche"), ({"colour": "red"}, "/colour"), ({"name": ""}, "/name")]:
        answer = acme.client.post("/v1/market/searches", {"name": "mine", "niche": niche, **body})
        assert answer.status == 422 and pointer in [where for where, _ in answer.pointers], (body, answer)
    search = save(acme, niche)
    assert acme.client.post(f"/v1/market/searches/{search['id']}", {"filter": {"shoe_size": {"min": 1}}}).status == 422
    assert seller.client.post("/v1/market/searches", {"name": "mine", "niche": niche}).status == 403


def test_a_company_has_fifty_searches(exchange, niche, third):
    for n in range(50):
        save(third, niche, name=f"n{n}")
    answer = third.client.post("/v1/market/searches", {"name": "one more", "niche": niche})
    assert answer.status == 409 and "50" in answer["detail"]


def test_a_search_whose_fields_are_gone_says_so(exchange, seller, acme):
    fields = [{"name": "region", "type": "region"}, {"name": "rooms", "type": "integer", "min": 1, "max": 9}]
    niche = exchange.niche(fields=fields)
    search = save(acme, niche, filter={"rooms": {"min": 2}})
    exchange.admin.ok("POST", f"/v1/admin/niches/{niche}", {"fields": fields[:1]})
    list_lead(exchange, seller.post(lead(niche, attributes={"region": "RU-MOW"}, without=[f"attributes/{n}" for n in
                                                             ("age", "income", "language", "homeowner")])))
    exchange.advance(minutes=1)
    wait_until(lambda: not now(acme, search)["readable"], "it says that it cannot be read")
    assert acme.client.ok("POST", f"/v1/market/searches/{search['id']}", {"filter": {}})["readable"]
