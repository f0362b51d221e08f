"""A lead's life after the post: paused orders, waiting, expiry, withdrawal, review, consent taken back."""
from support.people import lead, person, rub
from support.wait import wait_until


def test_a_paused_order_buys_nothing_until_resumed(niche, seller, acme):
    order = acme.order(niche, shared=30_000)
    assert order.pause()["state"] == "paused"
    waiting = seller.post(lead(niche))
    assert (waiting.status, waiting.code) == ("open", "no_match")
    assert order.resume()["state"] == "active"
    seller.becomes(waiting, "sold")
    assert acme.wallet == 100_000_000 - 30_000


def test_a_closed_order_never_comes_back(niche, seller, acme):
    order = acme.order(niche, shared=30_000)
    order.close()
    assert acme.client.post(f"/v1/orders/{order.id}/resume").status == 409
    assert seller.post(lead(niche)).status == "open"


def test_an_open_lead_is_offered_to_an_order_that_comes_later(niche, seller, acme):
    waiting = seller.post(lead(niche))
    acme.order(niche, shared=30_000)
    seen = seller.becomes(waiting, "sold")
    assert seen["payout"]["amount"] == 27_000 and seen["code"] is None
    triggers = [d["trigger"] for d in seller.client.ok("GET", f"/v1/leads/{waiting.id}/decision")["decisions"]]
    assert triggers == ["post", "offered"]


def test_free_shared_slots_fill_later_but_never_beside_an_exclusive(exchange, niche, seller, acme, rival, third):
    acme.order(niche, shared=30_000)
    shared = seller.post(lead(niche))
    rival.order(niche, shared=20_000)
    wait_until(lambda: len(seller.lead(shared)["sales"]) == 2, "the second buyer shares the lead")
    alone = exchange.niche()
    third.order(alone, exclusive=50_000)
    exclusive = seller.post(lead(alone))
    acme.order(alone, shared=60_000)
    later = seller.post(lead(alone))
    wait_until(lambda: seller.lead(later)["sales"], "the new order is live")
    assert len(seller.lead(exclusive)["sales"]) == 1
    exchange.books_balance()


def test_an_open_lead_expires_and_frees_its_person(exchange, niche, seller, acme):
    exchange.change_niche(niche, market={"on": False})
    anna = person()
    waiting = seller.post(lead(niche, anna, attributes={"temperature": "hot"}))
    exchange.advance(hours=25)
    seller.becomes(waiting, "expired")
    acme.order(niche, shared=30_000)
    assert seller.post(lead(niche, anna)).buyers == [acme]
    assert seller.lead(waiting)["status"] == "expired"


def test_an_open_lead_ends_with_its_consent(exchange, niche, seller):
    soon = exchange.one("select json_time(leadx_now() + interval '2 hours')")
    waiting = seller.post(lead(niche, consent={"expires_at": soon}))
    exchange.advance(hours=3)
    seller.becomes(waiting, "expired")


def test_a_withdrawn_lead_is_gone(niche, seller, acme):
    anna = person()
    waiting = seller.post(lead(niche, anna))
    assert seller.withdraw(waiting).body["status"] == "withdrawn"
    acme.order(niche, shared=30_000)
    assert seller.post(lead(niche, anna)).status == "sold"
    assert seller.lead(waiting)["status"] == "withdrawn"


def test_a_sold_lead_cannot_be_withdrawn(niche, seller, acme):
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    assert seller.withdraw(sold).status == 409


def test_a_suspicious_price_waits_for_a_person(exchange, seller, acme):
    niche = exchange.niche(benchmark=100_000)
    acme.order(niche, shared=90_000)
    held = seller.post(lead(niche, min_price=rub(39_999)))
    assert (held.status, held.code) == ("review", "suspicious_price")
    assert seller.post(lead(niche, min_price=rub(40_000))).status == "sold"
    assert held.id in [item["id"] for item in exchange.admin.items("/v1/admin/reviews")]
    exchange.admin.ok("POST", f"/v1/admin/reviews/{held.id}/approve")
    seller.becomes(held, "sold")


def test_a_review_nobody_makes_ends_in_rejection(exchange, seller, acme):
    niche = exchange.niche(review_policy="all", review_window_s=3_600)
    acme.order(niche, shared=90_000)
    held = seller.post(lead(niche))
    assert (held.status, held.code) == ("review", "in_review")
    exchange.advance(hours=2)
    seller.becomes(held, "rejected")


def test_a_rejected_review_frees_its_person(exchange, seller, acme):
    niche = exchange.niche(review_policy="all")
    anna = person()
    held = seller.post(lead(niche, anna))
    assert seller.post(lead(niche, anna)).status == "duplicate"
    exchange.admin.ok("POST", f"/v1/admin/reviews/{held.id}/reject", {"reason": "a joke"})
    assert seller.lead(held)["status"] == "rejected"
    assert seller.post(lead(niche, anna)).status == "review"


def test_a_consent_taken_back_stops_sales_and_suppresses_the_person(niche, seller, acme, rival):
    acme.order(niche, shared=30_000)
    anna = person()
    sold = seller.post(lead(niche, anna))
    seller.client.ok("POST", f"/v1/leads/{sold.id}/consent/revoke")
    rival.order(niche, shared=20_000)
    other = seller.post(lead(niche))
    assert rival in other.buyers
    assert len(seller.lead(sold)["sales"]) == 1
    assert acme.sale(sold.sales[0])["warnings"] == ["consent_revoked"]
    elsewhere = seller.post(lead(niche, anna))
    assert elsewhere.status in ("duplicate", "rejected") and elsewhere.sales == []


def test_a_suspended_org_neither_sells_nor_buys(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}", {"state": "suspended"})
    assert seller.post(lead(niche)).status == "open"
    exchange.admin.ok("POST", f"/v1/admin/orgs/{seller.id}", {"state": "suspended"})
    refused = seller.try_post(lead(niche))
    assert (refused.status, refused.code) == (409, "seller_paused")


def test_a_niches_currency_is_fixed_once_something_was_sold(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    seller.post(lead(niche))
    refused = exchange.admin.post(f"/v1/admin/niches/{niche}", {"currency": "USD"})
    assert refused.status == 409 and refused.code == "conflict"
