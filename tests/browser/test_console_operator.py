"""An administrator's day in a real browser, with a colleague who rules the same dispute a moment sooner."""
import json
import os

import pytest
from support_console import tell

from support.disputes import TEXT, Dispute
from support.exchange import Exchange
from support.people import lead
from support.person import People
from support.place import ROOT


@pytest.fixture(scope="module")
def exchange():
    running = Exchange()
    yield running
    running.close()


def words(language):
    """What the story presses, as the console's own messages say it."""
    def load(folder):
        with open(os.path.join(ROOT, f"admin/console/src/{folder}/messages/{language}.json"), encoding="utf-8") as file:
            return json.load(file)
    operator, shared = load("operator"), load("shared")
    case, money, niche = operator["case"], operator["money"], operator["niche"]
    outcome = shared["dispute"]["outcome"]
    return {"words": case["words"], "send": case["send"], "faster": case["faster"], "split": outcome["split"], "buyer": outcome["buyer"],
            "deposit": money["deposit"], "book": money["book"], "org": operator["org"]["one"], "amount": money["amount"],
            "find": money["topUp"]["find"], "mistyped": money["topUp"]["mistyped"], "confirm": money["topUp"]["confirm"], "came": money["topUp"]["came"],
            "paid": shared["topUp"]["paid"], "currency": money["currency"], "reference": money["reference"], "addField": niche["addField"], "fieldName": niche["name"],
            "titled": niche["title"], "leastScore": niche["term"]["min_score"], "meanwhile": shared["meanwhile"]["title"],
            "save": shared["action"]["save"], "saved": niche["saved"].partition("{{")[0], "freeClaims": operator["disputeTerms"]["after"],
            "keepTerms": operator["disputeTerms"]["save"], "claimsSaved": operator["disputeTerms"]["done"], "number": operator["leads"]["number"], "whose": operator["leads"]["whoseText"],
            "seller": operator["lead"]["seller"], "revoke": shared["revoke"]["action"], "revoked": shared["revoke"]["done"],
            "publish": operator["terms"]["publish"], "version": operator["terms"]["version"], "termsText": operator["terms"]["words"],
            "admit": operator["checks"]["add"], "secret": operator["checks"]["secret"], "findPerson": operator["find"]["person"], "look": operator["org"]["look"]}


def test_an_administrators_day(exchange):
    people = People(exchange)
    operator = exchange.one("select id::text from orgs where operates")
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    buyer.order(niche, shared=30_000)
    sold, wrong = seller.post(lead(niche)), seller.post(lead(niche, external_id="A-17"))
    person = people.person(seller.id)
    dispute = Dispute(exchange, seller, buyer, sold.sales[0])
    dispute.contest(text=TEXT)
    links = [f"{exchange.server.url}/console/sign-in#link={people.invite(operator, 'admin')[1].rpartition('=')[2]}" for _ in range(2)]
    wallet = buyer.client.ok("GET", "/v1/wallet")["items"][0]["wallet"]["amount"]
    name = exchange.one("select name from orgs where id = %s", buyer.id)
    top_up = buyer.client.ok("POST", "/v1/wallet/top-ups", {"amount": {"amount": 50_000, "currency": "RUB"}}, key="by-transfer")
    reference = top_up["reference"]
    printed = " ".join(reference[i:i + 4] for i in (0, 4, 8)).lower()
    slip = reference[:-1] + ("K" if reference[-1] != "K" else "X")
    seen = tell("operator", url=exchange.server.url, link=links[0], theirLink=links[1], words=words("en"), theirWords=words("ru"), niche=niche,
                dispute=dispute.id, lead=sold.id, org=seller.id, buyer=name, printed=printed, slip=slip,
                number="A-17", email=person.email, seller=exchange.one("select name from orgs where id = %s", seller.id))
    ruled = dispute.see()
    assert (ruled["state"], ruled["outcome"], ruled["ruling"]) == ("ruled", "buyer", "Номер не отвечает."), "the faster one's ruling holds"
    assert seen["kept"] == "The form was filled twice; the price is split.", "the slower one's words are not lost"
    assert seen["missing"] >= 3
    assert buyer.client.ok("GET", "/v1/wallet")["items"][0]["wallet"]["amount"] == wallet + 125_050 + 49_950
    paid = buyer.client.ok("GET", f"/v1/wallet/top-ups/{top_up['id']}")
    assert (seen["filled"], paid["state"], paid["paid"]["amount"]) == ("500", "paid", 49_950), "what came is booked, not what was asked for"
    now = exchange.admin.ok("GET", f"/v1/niches/{niche}")
    assert (now["revision"], now["fields"][-1]["name"], now["title"], now["min_score"]) == (3, "pets", "Mine", 40), "both saved, and neither lost the other's"
    assert seen["typed"] == ["Mine", "pets", "40"], "theirs comes in beside what was typed"
    assert "Least score" in seen["news"] and "You both changed Title" in seen["news"]
    assert exchange.admin.ok("GET", f"/v1/admin/niches/{niche}/dispute-terms")["claim_fee_after"] == 7
    assert seller.lead(wrong)["consent_revoked_at"] and not seller.lead(sold)["consent_revoked_at"]
    assert exchange.admin.ok("GET", "/v1/terms")["version"] == "2027-1"
    provider = exchange.admin.ok("GET", "/v1/admin/check-providers")["items"][0]
    assert (provider["name"], provider["state"]) == ("numbers", "active") and len(seen["secret"]) > 20
    assert seen["sidebar"] and "nav." not in seen["sidebar"], "whoever looks reads the company's words"
    audit = exchange.admin.ok("GET", "/v1/admin/audit?limit=200")["items"]
    assert [entry["action"] for entry in audit if "Asked why nothing sells" in json.dumps(entry)], "why somebody looked is kept"
    exchange.books_balance()
