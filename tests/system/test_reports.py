"""Figures: reports by anything, today's of a company, the floor."""
import pytest

from support.people import lead, rub
from support.wait import wait_until


def counted(exchange):
    """The days' sums are made of what stands now, by the chore's own function or by the server; a count that began before does not do."""
    now = exchange.one("select leadx_now()")

    def made():
        exchange.sql("update score_tallies set at = at - interval '1 day' where at < %s and at > %s - interval '12 hours'", now, now)
        exchange.sql("select scores_refresh(null)")
        return exchange.one("select bool_and(at >= %s) from score_tallies where day = (%s at time zone 'UTC')::date", now, now)
    wait_until(made, "the sums are made")


@pytest.fixture
def traded(exchange, niche, seller, acme):
    """Five leads: two sold alike, one of them closed for 90.00; one to another region; one double; one nobody wants."""
    order = acme.order(niche, shared=5000, filter={"age": {"max": 60}})
    people = [lead(niche), lead(niche), lead(niche, attributes={"region": "RU-SPE"})]
    sales = [seller.post(body).sales[0]["id"] for body in people]
    seller.post({**people[0], "external_id": "again"})
    seller.post(lead(niche, attributes={"age": 70}))
    acme.client.ok("POST", f"/v1/sales/{sales[0]}/outcomes", {"outcomes": [{"kind": "sold", "amount": rub(9000)}]})
    acme.client.ok("POST", f"/v1/sales/{sales[2]}/dispute", {"reason": "under_age", "text": "He is 15."}, key=f"d-{sales[2]}")
    counted(exchange)
    return order, sales


def report(party, name, query=""):
    return party.client.ok("GET", f"/v1/reports/{name}?{query}")


def test_a_buyers_purchases(exchange, niche, seller, acme, traded):
    (all_of_it,) = report(acme, "purchases", "by=all")["items"]
    assert (all_of_it["sales"], all_of_it["spend"], all_of_it["cost_per_lead"]) == (3, rub(15000), rub(5000))
    assert (all_of_it["reported"], all_of_it["closed"], all_of_it["close_rate"]) == (1, 1, 33.33)
    assert (all_of_it["income"], all_of_it["roi"]) == (rub(9000), -40)
    assert (all_of_it["disputed"], all_of_it["dispute_rate"]) == (1, 33.33)
    assert (all_of_it["decided"], all_of_it["return_rate"]) == (0, None)  # nothing divided by nothing
    assert "posted" not in all_of_it and "earned" not in all_of_it and "fee" not in all_of_it
    regions = {item["key"]: item["sales"] for item in report(acme, "purchases", "by=region")["items"]}
    assert regions == {"RU-MOW": 2, "RU-SPE": 1}
    (by_seller,) = report(acme, "purchases", "by=seller")["items"]
    assert by_seller["label"] == seller.alias
    (by_order,) = report(acme, "purchases", "by=order")["items"]
    assert (by_order["key"], by_order["label"]) == (traded[0].id, traded[0].body["name"])
    (by_source,) = report(acme, "purchases", "by=source")["items"]
    assert by_source["label"] is None  # a buyer sees the id, never the name


def test_a_sellers_earnings(exchange, niche, seller, acme, traded):
    (mine,) = report(seller, "earnings", "by=source")["items"]
    assert (mine["posted"], mine["duplicate"], mine["rejected"], mine["sold"]) == (5, 1, 0, 3)
    assert (mine["acceptance_rate"], mine["sold_rate"]) == (80, 60)
    assert (mine["earned"], mine["earned_per_lead"], mine["label"]) == (rub(13500), rub(2700), "landing")
    assert "spend" not in mine and "income" not in mine
    (by_buyer,) = report(seller, "earnings", "by=buyer")["items"]
    assert (by_buyer["label"], by_buyer["posted"], by_buyer["earned"]) == (acme.alias, None, rub(13500))
    (day,) = report(seller, "earnings")["items"]
    assert (day["key"], day["posted"], day["sales"]) == (exchange.one("select (leadx_now() at time zone 'UTC')::date::text"), 5, 3)


def test_counted_twice_it_is_the_same(exchange, seller, traded):
    before = report(seller, "earnings", "by=region")["items"]
    counted(exchange)
    assert report(seller, "earnings", "by=region")["items"] == before


def test_the_operators_report_and_who_may_read_it(exchange, niche, seller, acme, traded):
    (item,) = exchange.admin.ok("GET", f"/v1/reports/exchange?by=niche&niche={niche}")["items"]
    assert (item["spend"], item["fee"], item["earned"], item["posted"]) == (rub(15000), rub(1500), rub(13500), 5)
    assert seller.client.get("/v1/reports/exchange").status == 403
    assert seller.client.get("/v1/reports/purchases").status == 403 and acme.client.get("/v1/reports/earnings").status == 403
    assert exchange.admin.get("/v1/reports/purchases").status == 403
    assert report(exchange.buyer(), "purchases")["items"] == []


@pytest.mark.parametrize("query, pointer", [("by=buyer", "/by"), ("by=colour", "/by"), ("from=2026-01-01", "/to"), ("from=2026-02-01&to=2026-01-01", "/to"),
                                            ("from=2024-01-01&to=2026-01-01", "/from"), ("from=now&to=then", "/from")])
def test_what_cannot_be_reported_is_said(acme, query, pointer):
    answer = acme.client.get(f"/v1/reports/purchases?{query}")
    assert answer.status == 422 and answer.pointers[0][0] == pointer


def test_there_are_three_reports(acme):
    assert acme.client.get("/v1/reports/everything").status == 404


def test_home_of_both_sides(exchange, niche, seller, acme, traded):
    home = seller.client.ok("GET", "/v1/reports/home")
    mine = home["seller"]
    assert home["buyer"] is None
    assert (mine["leads"], mine["sold"], mine["open"], mine["earned"], mine["held"]) == (5, 3, 1, [rub(13500)], [rub(13500)])
    assert mine["refused"] == [{"code": "duplicate", "count": 1}] and mine["unsold"] == [{"code": "no_match", "count": 1}]
    assert (mine["disputes"], mine["to_answer"]) == (1, 1)
    (series,) = mine["days"]
    assert len(series["points"]) == 30 and series["points"][-1] == {"day": home["day"], "sales": 3, "disputed": 1, "earned": 13500}
    acme.order(niche, shared=200, filter={"age": {"max": 20}}, caps=[{"per": "day", "count": 9}])    # not for the one that nobody wanted
    home = acme.client.ok("GET", "/v1/reports/home")
    mine = home["buyer"]
    assert home["seller"] is None
    assert (mine["bought"], mine["spend"], mine["cost_per_lead"], mine["unread"]) == (3, [rub(15000)], [rub(5000)], 2)
    assert (mine["dispute_rate"], mine["available"]) == (33.33, [rub(100_000_000 - 15000)])
    assert [(order["caps"][0]["count"], order["caps"][0]["used_count"]) for order in mine["orders"]] == [(9, 0)]


def test_home_shows_a_key_what_it_may_read(exchange, acme):
    key = exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}/keys", {"name": "narrow", "scopes": ["sales:read"]})["key"]
    narrow = type(acme.client)(exchange.server, key)
    assert narrow.ok("GET", "/v1/reports/home")["buyer"]["available"] is None
    key = exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}/keys", {"name": "narrower", "scopes": ["orders:read"]})["key"]
    assert type(acme.client)(exchange.server, key).ok("GET", "/v1/reports/home")["buyer"] is None


def test_home_of_who_has_nothing_yet(exchange):
    assert exchange.seller().client.ok("GET", "/v1/reports/home")["seller"]["leads"] == 0
    mine = exchange.buyer(money=0).client.ok("GET", "/v1/reports/home?day=2026-01-01")["buyer"]
    assert (mine["bought"], mine["spend"], mine["dispute_rate"], mine["days"]) == (0, [], None, [])


def test_the_floor(exchange, seller, acme, traded):
    floor = exchange.admin.ok("GET", "/v1/floor")
    assert floor["leads"]["latest"] >= 5 and floor["leads"]["sold"] >= 3
    assert next(row for row in floor["disputes"] if row["state"] == "open")["count"] >= 1
    assert sum(money["amount"] for money in floor["escrow"]) == exchange.one("select sum(balance_minor)::bigint from accounts where kind = 'escrow'")
    assert seller.client.get("/v1/floor").status == 403 and acme.client.get("/v1/floor").status == 403


def test_the_floor_counts_the_top_ups_that_wait(exchange, acme):
    def waiting():
        return exchange.admin.ok("GET", "/v1/floor")["top_ups"]
    before = waiting()
    asked = [acme.client.post("/v1/wallet/top-ups", {"amount": rub(1_000 + i)}, key=f"floor-{i}").body for i in range(3)]
    assert waiting() == before + 3
    exchange.admin.post(f"/v1/admin/top-ups/{asked[0]['id']}/confirm", {"amount": rub(1_000)}, key="floor")
    exchange.admin.ok("POST", f"/v1/admin/top-ups/{asked[1]['id']}/refuse", {"reason": "No such account."})
    assert waiting() == before + 1
    acme.client.ok("POST", f"/v1/wallet/top-ups/{asked[2]['id']}/withdraw")
    assert waiting() == before
