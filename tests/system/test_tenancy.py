"""Walls: somebody else's object answers exactly like a missing one; roles and scopes; credentials."""
import re

import pytest

from support.client import Client
from support.parties import Seller
from support.people import lead

MISSING = "0193a1b2-0000-7000-8000-00000000dead"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def things(niche, seller, acme):
    """One of everything, by the name its path has for it."""
    order = acme.order(niche, shared=30_000)
    offer = acme.offer(niche, price=20_000)
    sold = seller.post(lead(niche))
    key = acme.client.ok("POST", "/v1/keys", {"name": "more"})
    return {"lead": sold.id, "sale": sold.sales[0]["id"], "order": order.id, "offer": offer.id, "key": key["id"], "org": seller.id}


def shape(answer):
    """What a stranger could compare: status, headers but the clock's, body without ids."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("Date", "RateLimit")}
    return answer.status, headers, ID.sub("<id>", answer.text)


BUYERS = [("GET", "/v1/sales/{sale}"), ("GET", "/v1/orders/{order}"), ("POST", "/v1/orders/{order}"),
          ("POST", "/v1/orders/{order}/pause"), ("POST", "/v1/orders/{order}/resume"), ("POST", "/v1/orders/{order}/close"),
          ("POST", "/v1/orders/{order}/replay"),
          ("POST", "/v1/offers/{offer}/sellers/{org}/admit"), ("POST", "/v1/offers/{offer}/sellers/{org}/refuse"),
          ("POST", "/v1/keys/{key}/revoke"), ("GET", "/v1/leads/{lead}/timeline"), ("GET", "/v1/leads/{lead}/decision")]
SELLERS = [("GET", "/v1/leads/{lead}"), ("GET", "/v1/leads/{lead}/timeline"), ("GET", "/v1/leads/{lead}/decision"),
           ("POST", "/v1/leads/{lead}/withdraw"), ("POST", "/v1/leads/{lead}/release"),
           ("POST", "/v1/leads/{lead}/consent/revoke"), ("POST", "/v1/keys/{key}/revoke")]


@pytest.mark.parametrize("who, method, path", [("buyer", *row) for row in BUYERS] + [("seller", *row) for row in SELLERS])
def test_somebody_elses_object_is_like_a_missing_one(exchange, things, who, method, path):
    stranger = getattr(exchange, who)().client
    foreign = stranger.send(method, path.format(**things), {} if method == "POST" else None)
    missing = stranger.send(method, path.format(**{name: MISSING for name in things}), {} if method == "POST" else None)
    assert foreign.status == 404
    assert shape(foreign) == shape(missing)


def test_lists_hold_only_ones_own(exchange, things):
    stranger = exchange.buyer()
    assert stranger.sales() == [] and stranger.client.items("/v1/orders") == []
    assert exchange.seller().client.items("/v1/leads") == []
    assert things["key"] not in [key["id"] for key in stranger.client.items("/v1/keys")]


def test_lists_come_in_pages_without_gaps_or_doubles(niche, seller):
    posted = [seller.post(lead(niche)).id for _ in range(7)]
    seen, cursor = [], ""
    while True:
        page = seller.client.ok("GET", f"/v1/leads?limit=3{cursor}")
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == sorted(posted) and len(seen) == 7
    for query in ("limit=0", "limit=201", "limit=x", "cursor=zz"):
        assert seller.client.get(f"/v1/leads?{query}").status == 422


ONLY = {"seller": ["POST /v1/leads", "POST /v1/leads/{lead}/withdraw"], "buyer": ["POST /v1/orders", "GET /v1/sales", "POST /v1/offers"]}


@pytest.mark.parametrize("row", ONLY["buyer"])
def test_a_seller_does_not_buy(seller, row):
    method, path = row.split()
    assert seller.client.send(method, path, {} if method == "POST" else None).status == 403


@pytest.mark.parametrize("row", ONLY["seller"])
def test_a_buyer_does_not_sell(acme, row):
    method, path = row.split()
    assert acme.client.send(method, path.format(lead=MISSING), {}).status == 403


ADMIN = ["GET /v1/admin/orgs", "POST /v1/admin/orgs", "POST /v1/admin/niches", "POST /v1/admin/deposits", "GET /v1/admin/audit",
         "GET /v1/admin/ledger/verify", "GET /v1/admin/ledger/export", "GET /v1/admin/ledger/reconciliation", "GET /v1/admin/audit/export", "GET /v1/admin/reviews", "POST /v1/admin/leads/{id}/reveal", "POST /v1/test/clock",
         "POST /v1/admin/credit-limits"]


@pytest.mark.parametrize("row", ADMIN)
def test_what_is_the_operators_is_nobody_elses(seller, acme, row):
    method, path = row.split()
    for party in (seller, acme):
        assert party.client.send(method, path.format(id=MISSING), {} if method == "POST" else None).status == 403


def test_a_scope_limits_a_key(exchange, niche, seller):
    key = seller.client.ok("POST", "/v1/keys", {"name": "reader", "scopes": ["leads:read"]})["key"]
    reader = Client(exchange.server, key)
    assert reader.get("/v1/leads").status == 200
    assert reader.post("/v1/leads", lead(niche)).status == 403
    assert seller.client.post("/v1/keys", {"name": "x", "scopes": ["everything"]}).status == 422


def test_an_auditor_reads_and_changes_nothing(exchange, niche, seller, acme):
    operator = exchange.one("select id::text from orgs where operates")
    key = exchange.admin.ok("POST", f"/v1/admin/orgs/{operator}/keys", {"name": "auditor", "role": "auditor"})["key"]
    auditor = Client(exchange.server, key)
    assert auditor.get("/v1/admin/ledger/verify").status == 200
    assert auditor.post("/v1/admin/orgs", {"name": "x", "sells": True}).status == 403
    assert auditor.post(f"/v1/admin/orgs/{seller.id}", {"state": "closed"}).status == 403


@pytest.mark.parametrize("key", [None, "", "lx_", "lx_" + "A" * 49, "nonsense", "lx_" + "é" * 4])
def test_without_a_good_key_nothing_is_told(exchange, key):
    headers = {} if key is None else {"Authorization": f"Bearer {key}".encode()}
    answer = Client(exchange.server).send("GET", "/v1/me", **headers)
    assert answer.status == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_is_dead_at_once(exchange, seller):
    made = seller.client.ok("POST", "/v1/keys", {"name": "second"})
    second = Client(exchange.server, made["key"])
    assert second.get("/v1/me").status == 200
    seller.client.ok("POST", f"/v1/keys/{made['id']}/revoke")
    assert second.get("/v1/me").status == 401


def test_a_key_expires(exchange, seller):
    soon = exchange.one("select json_time(leadx_now() + interval '1 hour')")
    made = seller.client.ok("POST", "/v1/keys", {"name": "short", "expires_at": soon})
    short = Client(exchange.server, made["key"])
    assert short.get("/v1/me").status == 200
    exchange.advance(hours=2)
    assert short.get("/v1/me").status == 401


def test_a_key_is_shown_once_and_kept_as_a_hash(exchange, seller):
    made = seller.client.post("/v1/keys", {"name": "once"}, key=f"once-{seller.alias}")
    again = seller.client.post("/v1/keys", {"name": "once"}, key=f"once-{seller.alias}")
    assert again.replayed and "key" not in again.body and again["id"] == made["id"]
    assert made["key"] not in exchange.cluster.dump()


def test_parties_see_aliases_not_names(exchange, niche, acme):
    named = exchange.admin.ok("POST", "/v1/admin/orgs", {"name": "Secret Legal Name", "alias": f"alias-{niche}", "sells": True,
                                                         "buys": False, "throttled": False})
    seller = exchange.party(Seller, named)
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    assert acme.sale(sold.sales[0])["seller"] == f"alias-{niche}"
    assert "Secret Legal Name" not in acme.client.get("/v1/sales").text


def test_unknown_paths_and_methods(seller):
    assert seller.client.get("/v1/nothing").status == 404
    wrong = seller.client.send("DELETE", "/v1/leads")
    assert wrong.status == 405 and "POST" in wrong.headers["Allow"]
