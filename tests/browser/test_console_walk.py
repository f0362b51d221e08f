"""Every page of the console in a market with a past, as the areas' own tables name them; a new page is walked by itself."""
import glob
import os
import re

import pytest
from support_console import link_of, tell

from support.client import Client
from support.exchange import Exchange
from support.people import rub
from support.person import People
from support.place import ROOT
from support.wait import wait_until

PAST = "4:3"  # days, seed

# Where a path's step comes from: the first item of a list, and what of it stands in the path. "area:step" goes before ":step". Without a list, what stands there itself.
LISTS = {":lead": ("/v1/leads", "id"), ":sale": ("/v1/sales?state=held", "id"), ":dispute": ("/v1/disputes", "id"), ":order": ("/v1/orders", "id"),
         ":statement": (None, "current"), ":endpoint": ("/v1/endpoints", "id"), ":offer": ("/v1/offers", "id"),
         ":batch": ("/v1/admin/payout-batches", "id"), ":invoice": ("/v1/admin/invoices", "id"),
         ":listing": ("/v1/market/listings?niche={niche}", "id"), ":org": ("/v1/admin/orgs", "id"), ":niche": ("/v1/niches", "name"),
         "operator:lead": ("/v1/leads", "id"), "operator:dispute": ("/v1/admin/disputes", "id")}
OF = {"agency": "sells", "advertiser": "buys", "operator": "operates"}


def paths():
    """Area -> its paths, as the console's tables have them."""
    found = {}
    for table in sorted(glob.glob(os.path.join(ROOT, "admin/console/src/*/index.ts")) + [os.path.join(ROOT, "admin/console/src/shell/areas.ts")]):
        with open(table, encoding="utf-8") as file:
            listed = re.findall(r'\{ path: "(/[^"]*)"', file.read())
        found[os.path.basename(os.path.dirname(table))] = listed
    return found


@pytest.fixture(scope="module")
def old():
    """An exchange with a past."""
    running = Exchange(past=PAST)
    yield running
    running.close()


def with_papers(old):
    """What four days do not have: a payout on its way, and something billed."""
    buyer, wallet = old.sql("select o.id::text, a.currency from orgs o join accounts a on a.org_id = o.id where a.kind = 'wallet' and a.balance_minor > 500"
                            " order by o.alias limit 1")[0]
    client = Client(old.server, old.admin.ok("POST", f"/v1/admin/orgs/{buyer}/keys", {"name": "money"})["key"])
    payee = client.ok("POST", "/v1/payees", {"currency": wallet, "name": "Company", "account": "DE89370400440532013000"})["id"]
    payout = client.ok("POST", "/v1/payouts", {"amount": {"amount": 500, "currency": wallet}, "payee": payee, "source": "wallet"}, key="walk-payout")["id"]
    old.admin.ok("POST", f"/v1/admin/payouts/{payout}/approve", key="walk-approve")
    old.admin.ok("POST", "/v1/admin/payout-batches", {"currency": wallet}, key="walk-batch")
    wait_until(lambda: old.one("select ledger_signed_until() is not null"), "a day is signed", 30)
    old.sql("insert into billing_days select %s, 'invoice', %s, d, n.no, 'leads', d, 3, 90000 from ledger_signed_until() d,"
            " (select no from niches where currency = %s limit 1) n", buyer, wallet, wallet)
    old.sql("insert into invoice_marks values (%s, 'invoice', %s, null, ledger_signed_until()) on conflict (org_id, series, currency)"
            " do update set pending = excluded.pending", buyer, wallet)
    old.admin.ok("POST", "/v1/admin/invoices", {"org": buyer, "series": "invoice", "currency": wallet}, key="walk-invoice")


def test_every_page_of_every_area(old):
    with_papers(old)
    listed = paths()
    assert all(len(listed[area]) > 5 for area in OF), listed
    areas = []
    for area, does in OF.items():
        org = old.one(f"select o.id::text from orgs o where {does} order by (select count(*) from disputes d join sales s on s.id = d.sale_id"
                      " where o.id in (s.buyer_id, s.seller_id)) desc, o.alias limit 1")
        areas.append({"area": area, "link": link_of(old, People(old).invite(org, "admin" if area == "operator" else "owner")[1]),
                      "paths": listed[area] + (listed["shell"] if area == "agency" else [])})
        key = old.admin.ok("POST", f"/v1/admin/orgs/{org}/keys", {"name": "test"})["key"]
        if area != "operator":
            client = Client(old.server, key)
            client.ok("POST", "/v1/endpoints", {"name": "crm", "kind": "webhook", "url": "https://crm.example.com/leads"})
        if area == "advertiser":
            niche = old.one("select name from niches where currency = 'RUB' order by floor_shared_minor, name limit 1")
            client.ok("POST", "/v1/offers", {"name": "offer", "niche": niche, "price": rub(500_000)})
    niche = old.one("select n.name from niches n left join listings l on l.niche_no = n.no group by n.name order by count(l.id) desc limit 1")
    lists = {step: {"path": path and path.format(niche=niche), "name": name} for step, (path, name) in LISTS.items()}
    seen = tell("walk", url=old.server.url, areas=areas, lists=lists, whole=os.environ.get("LEADX_WALK") == "whole")
    assert seen["empty"] == []
    assert len(seen["walked"]) == sum(map(len, listed.values()))
