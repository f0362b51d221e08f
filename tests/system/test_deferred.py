"""Demand that waits for a date: put off by the seller, by what a buyer reports, or cooling down after a return."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.disputes import Dispute
from support.people import lead, person, rub
from support.wait import wait_until


def at(exchange, **spans):
    """A time from the exchange's now, as the API writes it."""
    span = " ".join(f"{n} {unit}" for unit, n in spans.items())
    return exchange.one("select json_time(leadx_now() + %s::interval)", span)


def defer(seller, posted, until, **more):
    return seller.client.post(f"/v1/leads/{posted.id}/defer", {"until": until, **more})


def kinds(seller, posted):
    return [event["kind"] for event in seller.client.ok("GET", f"/v1/leads/{posted.id}/timeline")["events"]]


def test_put_off_released_on_its_date_bought_and_delivered(exchange, niche, seller, acme):
    waiting = seller.post(lead(niche))
    until = at(exchange, days=20)
    answer = defer(seller, waiting, until)
    assert answer.status == 200 and answer.body == {"id": waiting.id, "status": "deferred", "code": None, "deferred_until": until}
    acme.order(niche, shared=30_000)
    exchange.advance(days=19)
    other = seller.post(lead(niche))
    assert other.buyers == [acme]                       # the order buys; the lead that waits is not offered
    assert seller.lead(waiting)["status"] == "deferred" and seller.lead(waiting)["deferred_until"] == until
    exchange.advance(days=1, seconds=1)
    seen = seller.becomes(waiting, "sold")
    assert seen["deferred_until"] is None and seen["payout"]["amount"] == 27_000
    decisions = seller.client.ok("GET", f"/v1/leads/{waiting.id}/decision")["decisions"]
    assert [d["trigger"] for d in decisions] == ["post", "deferred"]
    assert acme.sale(seen["sales"][0])["contact"]["phone"]          # handed over as any sale
    assert kinds(seller, waiting)[:4] == ["received", "routed", "deferred", "deferral_ended"]
    exchange.books_balance()


def test_a_listed_lead_is_put_off_and_leaves_the_shelf(exchange, seller, acme):
    niche = exchange.niche(benchmark=100_000, open_hot_s=60, open_other_s=60)
    waiting = seller.post(lead(niche))
    exchange.advance(minutes=2)
    seller.becomes(waiting, "listed")
    listing = exchange.one("select id::text from listings where lead_id = %s", waiting.id)
    assert defer(seller, waiting, at(exchange, days=10)).status == 200
    gone = acme.client.ok("POST", "/v1/market/purchases", {"listings": [{"id": listing, "price": rub(100_000), "exclusive": False}]}, key="click-gone")
    assert gone["items"][0]["code"] == "gone"


@pytest.mark.parametrize("until, why", [("2020-01-01T00:00:00Z", "future"), ("tomorrow", ""), (None, ""), (7, "")])
def test_what_is_no_date_is_refused_at_the_field(niche, seller, until, why):
    answer = defer(seller, seller.post(lead(niche)), until)
    assert answer.status == 422 and answer.pointers[0][0] == "/until" and why in answer.text


def test_a_date_has_its_limits(exchange, seller):
    niche = exchange.niche(defer_max_days=10)
    soon = at(exchange, days=5)
    waiting = seller.post(lead(niche, consent={"expires_at": soon}))
    beyond = defer(seller, waiting, at(exchange, days=5, hours=1))
    assert beyond.status == 422 and soon in beyond.text
    assert "within 10 days" in defer(seller, seller.post(lead(niche)), at(exchange, days=11)).text
    assert defer(seller, waiting, at(exchange, days=1), note="x").pointers == [("/note", "unknown_field")]
    assert defer(seller, waiting, at(exchange, days=1)).status == 200
    assert defer(seller, waiting, at(exchange, days=2)).status == 200          # moved
    assert seller.withdraw(waiting).body["status"] == "withdrawn"
    assert defer(seller, waiting, at(exchange, days=2)).status == 409


def test_a_person_who_must_not_be_sold_by_then_is_not(exchange, niche, seller, acme):
    anna = person()
    waiting = seller.post(lead(niche, anna))
    defer(seller, waiting, at(exchange, days=3))
    acme.order(niche, shared=30_000)
    elsewhere = seller.post(lead(exchange.niche(), anna))
    seller.client.ok("POST", f"/v1/leads/{elsewhere.id}/consent/revoke")
    exchange.advance(days=4)
    assert seller.becomes(waiting, "expired")["code"] == "suppressed"
    assert acme.sales() == []


def test_a_buyers_date_offers_the_free_places_again(exchange, seller, acme, rival):
    niche = exchange.niche()
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    report = acme.client.post(f"/v1/sales/{sold.sales[0]['id']}/outcomes",
                              {"outcomes": [{"kind": "recontact_at", "recontact_at": at(exchange, days=30), "external_id": "later"}]})
    assert report.status == 201
    assert seller.lead(sold)["status"] == "sold" and seller.lead(sold)["deferred_until"]
    exchange.advance(days=5)
    rival.order(niche, shared=20_000)
    live = seller.post(lead(niche))
    wait_until(lambda: len(seller.lead(live)["sales"]) == 2, "both buy what is fresh")
    assert len(seller.lead(sold)["sales"]) == 1
    exchange.advance(days=26)
    wait_until(lambda: len(seller.lead(sold)["sales"]) == 2, "on the date the other buyer has it too")
    exchange.books_balance()


def test_a_niche_may_not_want_buyers_dates(exchange, seller, acme):
    niche = exchange.niche(recontact=False)
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    acme.client.ok("POST", f"/v1/sales/{sold.sales[0]['id']}/outcomes",
                   {"outcomes": [{"kind": "recontact_at", "recontact_at": at(exchange, days=30), "external_id": "later"}]})
    assert seller.lead(sold)["deferred_until"] is None


def test_what_a_return_means_for_the_next_offer(exchange, seller, acme, rival):
    niche = exchange.niche(reoffer={"language": {"cooling_hours": 48}, "competitor": {"again": False}})
    anna = person()
    acme.order(niche, shared=30_000)
    cooling, barred = seller.post(lead(niche)), seller.post(lead(niche, anna))
    for posted, reason in ((cooling, "language"), (barred, "competitor")):
        Dispute(exchange, seller, acme, posted.sales[0], reason).ok(seller, "accept")
    assert seller.lead(cooling)["status"] == "deferred" and seller.lead(barred)["status"] == "expired"
    assert seller.post(lead(niche, anna)).status == "duplicate"        # nor under another id
    rival.order(niche, shared=20_000)
    exchange.advance(hours=49)
    assert seller.becomes(cooling, "sold")["resold"]
    assert "deferred" in kinds(seller, cooling)
    exchange.books_balance()


def test_rules_that_make_no_sense_are_refused(exchange, niche):
    def refusal(**terms):
        answer = exchange.admin.post(f"/v1/admin/niches/{niche}", terms)
        assert answer.status == 422, answer
        return answer.pointers[0]
    assert refusal(reoffer={"fake": {"cooling_hours": 1}}) == ("/reoffer/fake", "invalid_field")
    assert refusal(reoffer={"bad_luck": {}}) == ("/reoffer/bad_luck", "unknown_field")
    assert refusal(reoffer={"language": {"cooling_hours": 9_999}}) == ("/reoffer/language/cooling_hours", "invalid_field")
    assert refusal(reoffer={"language": 1}) == ("/reoffer/language", "invalid_field")
    assert refusal(reoffer=[]) == ("/reoffer", "invalid_field")
    assert refusal(defer_max_days=0) == ("/defer_max_days", "invalid_field")


def test_a_person_is_sold_so_often_and_no_more(exchange, seller, acme, rival, third):
    """Also when the leads of two niches come at once: the count is the person's."""
    niches = [exchange.niche(person_sales=2, person_days=20) for _ in range(4)]
    for niche in niches:
        for buyer in (acme, rival, third):
            buyer.order(niche, shared=20_000)
    anna = person()
    with ThreadPoolExecutor(4) as pool:
        posted = list(pool.map(lambda niche: seller.post(lead(niche, anna)), niches))
    assert sum(len(one.sales) for one in posted) == 2
    assert {one.code for one in posted if not one.sales} == {"contact_limit"}
    late = next(one for one in posted if not one.sales)
    decision = seller.client.ok("GET", f"/v1/leads/{late.id}/decision")["decisions"][0]
    assert {c["verdict"] for c in decision["candidates"]} == {"contact_limit"}
    exchange.advance(days=21)
    fresh = exchange.niche(person_sales=2, person_days=20)
    for buyer in (acme, rival, third):
        buyer.order(fresh, shared=20_000)
    assert len(seller.post(lead(fresh, anna)).sales) == 2       # the days are over
    exchange.books_balance()


def test_an_ended_lead_is_offered_again_as_a_new_one(niche, seller, acme, rival):
    anna = person()
    first = seller.post(lead(niche, anna))
    early = seller.post(lead(niche, anna, previous=first.id))
    assert (early.status, early.code) == ("rejected", "previous_active")
    seller.withdraw(first)
    acme.order(niche, shared=30_000)
    again = seller.post(lead(niche, anna, previous=first.id))
    assert again.buyers == [acme] and seller.lead(again)["previous"] == first.id
    stranger = seller.post(lead(niche, previous=first.id))               # another person
    assert (stranger.status, stranger.code, seller.lead(stranger)["previous"]) == ("rejected", "previous_unknown", None)
    assert seller.try_post(lead(niche, previous="x")).pointers == [("/previous", "invalid_field")]
    batch = seller.client.ok("POST", "/v1/leads/batch", [lead(niche, previous=first.id), lead(niche)])["results"]
    assert [one["lead"]["status"] for one in batch] == ["rejected", "sold"]
