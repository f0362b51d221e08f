"""How a company comes to trade and stops: every transition by every role, what an applicant and a suspended company may do,
niches that do not take everybody, terms."""
import hashlib

import pytest

from support.client import Client
from support.parties import Buyer, Seller
from support.people import lead, person
from support.wait import wait_until

VERBS = ["approve", "suspend", "resume", "close", "restrain", "unrestrain", "admit", "dismiss"]
MISSING = "0193a1b2-0000-7000-8000-00000000dead"


def move(exchange, party, verb, **body):
    return exchange.admin.post(f"/v1/admin/orgs/{party.id}/{verb}", body)


@pytest.mark.parametrize("who", ["seller", "acme", "auditor"])
def test_only_an_administrator_moves_companies(request, exchange, seller, who):
    if who == "auditor":
        operator = exchange.one("select id::text from orgs where operates")
        key = exchange.admin.ok("POST", f"/v1/admin/orgs/{operator}/keys", {"name": "auditor", "role": "auditor"})["key"]
        client = Client(exchange.server, key)
    else:
        client = request.getfixturevalue(who).client
    for verb in VERBS:
        assert client.post(f"/v1/admin/orgs/{seller.id}/{verb}", {"reason": "x"}).status == 403, verb
    for path in ("/v1/admin/terms", f"/v1/admin/alerts/{MISSING}/acknowledge", f"/v1/admin/appeals/{MISSING}/decide"):
        assert client.post(path, {}).status == 403, path
    if who != "auditor":
        assert client.get("/v1/admin/alerts").status == 403 and client.get("/v1/admin/appeals").status == 403


def test_an_applicant_sees_nobody_until_it_is_vetted(exchange, niche, seller):
    seller.post(lead(niche))
    applicant = exchange.party(Buyer, exchange.admin.ok("POST", "/v1/admin/orgs", {"name": f"applicant-{niche}", "buys": True, "state": "applied"}))
    for path in ("/v1/sales", "/v1/orders", "/v1/wallet", f"/v1/orgs/{seller.alias}/score", "/v1/scores/me"):
        assert applicant.client.get(path).status == 403, path
    assert applicant.try_order(niche, shared=30_000).status == 403
    assert applicant.client.ok("GET", "/v1/me")["org"]["vetted_at"] is None
    assert move(exchange, applicant, "resume").status == 409
    assert move(exchange, applicant, "approve").body["state"] == "active"
    assert [notice["kind"] for notice in applicant.client.items("/v1/notices")] == ["org.approved"]
    assert applicant.client.ok("GET", "/v1/me")["org"]["vetted_at"]
    assert applicant.client.get("/v1/orders").status == 200


def test_terms_are_accepted_by_version_and_text(own_exchange):
    exchange = own_exchange
    old = exchange.seller()
    assert old.client.get("/v1/terms").status == 404
    text = "Bring only people who asked."
    assert exchange.admin.post("/v1/admin/terms", {"version": "2026-1", "text": text}).status == 201
    assert exchange.admin.post("/v1/admin/terms", {"version": "2026-1", "text": "Other."}).status == 409
    applicant = exchange.party(Seller, exchange.admin.ok("POST", "/v1/admin/orgs", {"name": "new", "sells": True, "state": "applied", "throttled": False}))
    refused = move(exchange, applicant, "approve")
    assert refused.status == 409 and "2026-1" in refused["detail"]
    read = applicant.client.ok("GET", "/v1/terms")
    assert read["sha256"] == hashlib.sha256(read["text"].encode()).hexdigest()
    assert applicant.client.post("/v1/orgs/me/terms", {"version": "2026-1", "sha256": "0" * 64}).status == 409
    accepted = applicant.client.ok("POST", "/v1/orgs/me/terms", {"version": "2026-1", "sha256": read["sha256"]})
    assert applicant.client.ok("GET", "/v1/me")["org"]["terms_current"] == "2026-1"
    assert applicant.client.ok("POST", "/v1/orgs/me/terms", {"version": "2026-1", "sha256": read["sha256"]})["at"] == accepted["at"]
    assert move(exchange, applicant, "approve").body["terms"] == "2026-1"
    reader = applicant.client.ok("POST", "/v1/keys", {"name": "r", "scopes": ["leads:read"]})["key"]
    assert Client(exchange.server, reader).post("/v1/orgs/me/terms", {"version": "2026-1", "sha256": "0"}).status == 403
    listed = exchange.admin.ok("GET", "/v1/admin/terms")["items"]
    assert [(one["version"], one["current"], one["accepted"]) for one in listed] == [("2026-1", True, 1)] and listed[0]["companies"] >= 2
    assert exchange.admin.post("/v1/admin/terms", {"version": "2026-2", "text": "More."}).status == 201
    assert [(one["version"], one["current"], one["accepted"]) for one in exchange.admin.ok("GET", "/v1/admin/terms")["items"]] == \
        [("2026-2", True, 0), ("2026-1", False, 1)], "a new version is accepted anew"
    assert applicant.client.get("/v1/admin/terms").status == 403
    niche = exchange.niche()
    assert old.post(lead(niche)).status == "open" and applicant.post(lead(niche)).status == "open"


def test_a_suspended_seller_keeps_what_it_sold_and_nothing_else(exchange, niche, seller, acme, rival):
    order = acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    order.pause()
    anna = person()
    waiting = seller.post(lead(niche, anna))
    assert waiting.status == "open"
    assert move(exchange, seller, "suspend").status == 422
    assert move(exchange, seller, "suspend", reason="Papers are missing.").body["state"] == "suspended"
    assert seller.lead(waiting)["status"] == "withdrawn" and seller.lead(sold)["status"] == "sold"
    assert seller.try_post(lead(niche)).code == "seller_paused"
    rival.order(niche, shared=40_000)
    other = exchange.seller()
    assert other.post(lead(niche, anna)).buyers == [rival]
    assert len(seller.lead(sold)["sales"]) == 1
    notice = seller.client.items("/v1/notices")[0]
    assert notice["kind"] == "org.suspended" and notice["detail"]["reason"] == "Papers are missing."
    exchange.advance(days=8)
    wait_until(lambda: exchange.balance(seller, "payable") == 27_000, "settlement goes on")
    assert exchange.one("select payouts_wait(%s)", seller.id) == "The company is suspended."
    appeal = seller.client.ok("POST", "/v1/orgs/me/appeal", {"text": "The papers were sent."})
    assert appeal["against"] == ["suspension"]
    exchange.admin.ok("POST", f"/v1/admin/appeals/{appeal['id']}/decide", {"grant": True, "answer": "Found them."})
    assert seller.post(lead(niche)).status == "sold"
    exchange.books_balance()


def test_a_suspended_buyers_orders_pause_and_come_back(exchange, niche, seller, acme):
    running, stopped = acme.order(niche, shared=30_000), acme.order(niche, shared=31_000)
    stopped.pause()
    bought = seller.post(lead(niche)).sales[0]
    move(exchange, acme, "suspend", reason="No answer to our letters.")
    states = {item["id"]: (item["state"], item["paused_for"]) for item in acme.client.items("/v1/orders")}
    assert states == {running.id: ("paused", "suspension"), stopped.id: ("paused", None)}
    assert seller.post(lead(niche)).status == "open"
    assert acme.client.post(f"/v1/orders/{running.id}/resume").status == 403
    assert acme.client.post(f"/v1/sales/{bought['id']}/outcomes", {"outcomes": [{"kind": "contacted"}]}).status == 201
    move(exchange, acme, "resume")
    states = {item["id"]: item["state"] for item in acme.client.items("/v1/orders")}
    assert states == {running.id: "active", stopped.id: "paused"}
    assert seller.post(lead(niche)).buyers == [acme]
    assert move(exchange, acme, "close", reason="It is over.").body["state"] == "closed"
    assert acme.client.get("/v1/me").status == 401
    assert seller.post(lead(niche)).status == "open"
    assert move(exchange, acme, "resume").status == 409
    exchange.books_balance()


def test_a_niche_may_take_only_whom_it_knows(exchange, seller, other_seller, acme, rival):
    niche = exchange.niche(admission="listed")
    refused = acme.try_order(niche, shared=30_000)
    assert refused.status == 403 and refused.code == "not_admitted"
    assert seller.try_post(lead(niche)).pointers == [("/niche", "unknown_niche")]
    for party in (seller, acme):
        assert move(exchange, party, "admit", niche=niche).status == 200
    order = acme.order(niche, shared=30_000)
    assert seller.post(lead(niche)).buyers == [acme]
    assert other_seller.try_post(lead(niche)).status == 422 and rival.try_order(niche, shared=30_000).status == 403
    move(exchange, acme, "dismiss", niche=niche)
    assert acme.client.ok("GET", f"/v1/orders/{order.id}")["paused_for"] == "admission"
    assert acme.client.post(f"/v1/orders/{order.id}/resume").code == "not_admitted"
    waiting = seller.post(lead(niche))
    assert waiting.status == "open"
    move(exchange, acme, "admit", niche=niche)
    seller.becomes(waiting, "sold")
    move(exchange, seller, "dismiss", niche=niche)
    assert seller.try_post(lead(niche)).status == 422
    exchange.admin.ok("POST", f"/v1/admin/niches/{niche}", {"admission": "open"})
    assert seller.post(lead(niche)).status == "sold" and rival.try_order(niche, shared=100).status == 201
    assert move(exchange, acme, "admit", niche="nowhere").code == "unknown_niche"
    exchange.books_balance()


def test_a_restrained_company_is_slowed_until_it_is_lifted(exchange, seller):
    assert "RateLimit-Policy" not in seller.client.get("/v1/me").headers
    assert move(exchange, seller, "restrain", reason="We look into complaints.").body["payouts_held"] == "We look into complaints."
    answers = [seller.client.get("/v1/me").status for _ in range(30)]
    assert answers[0] == 200 and 429 in answers
    move(exchange, seller, "unrestrain")
    assert "RateLimit-Policy" not in seller.client.get("/v1/me").headers
