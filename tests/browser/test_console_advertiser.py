"""A buyer's whole day in a real browser, in two languages; on one listing a rival is faster."""
import json
import os

import pytest
from support_console import tell

from support.exchange import Exchange
from support.people import lead
from support.person import People
from support.place import ROOT
from support.shelf import list_lead, shown


@pytest.fixture(scope="module")
def exchange():
    running = Exchange()
    yield running
    running.close()


def link_of(exchange, party):
    """As this server's own address; what is behind it is the same."""
    _, link = People(exchange).invite(party.id)
    return f"{exchange.server.url}/console/sign-in#link={link.rpartition('=')[2]}"


def plain(text, **values):
    """A message before its first hole, or with these in their holes."""
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text.partition("{{")[0].strip()


def words(language):
    """What the story presses, as the console's own messages say it."""
    def load(folder):
        with open(os.path.join(ROOT, f"admin/console/src/{folder}/messages/{language}.json"), encoding="utf-8") as file:
            return json.load(file)
    buyer, shared = load("advertiser"), load("shared")
    builder, outcome, evidence = buyer["builder"], buyer["outcome"], shared["evidence"]
    replay = buyer["replay"]
    return {"tryOut": replay["open"], "wouldTwo": replay.get("would_few", replay["would_other"]).replace("{{count}}", "2"), "replay": replay["run"],
            "withChanges": replay["changed"], "changeSo": replay["make"], "niche": buyer["order"]["niche"], "name": buyer["order"]["name"],
            "make": builder["make"], "priceMissing": builder["priceMissing"],
            "ageLeast": plain(builder["least"], name=shared["fact"]["age"]), "sharedPrice": builder["sharedPrice"],
            "yoursShared": plain(buyer["estimate"]["yoursShared"]), "mark": buyer["estimate"]["mark"], "never": buyer["contact"]["never"],
            "working": buyer["work"]["states"]["working"], "saved": shared["done"]["saved"],
            "seconds": outcome["seconds"], "report": outcome["report"], "reported": outcome["done"], "send": buyer["claim"]["send"],
            "words": evidence["text"], "addAttempt": evidence["addAttempt"], "when": evidence["at"], "result": evidence["result"],
            "alone": buyer["market"]["alone"], "look": buyer["basket"]["look"], "buy": plain(buyer["basket"]["buy_one"]),
            "ask": buyer["money"]["ask"], "askSend": buyer["money"]["askSend"], "amount": buyer["money"]["amount"], "writeReference": buyer["money"]["writeReference"],
            "awaits": shared["topUp"]["asked"], "close": shared["action"]["done"], "gone": buyer["basket"]["code"]["gone"], "paste": shared["suppress"]["paste"], "addPeople": plain(shared["suppress"]["send_one"])}


@pytest.mark.parametrize("locale, language", [("en-GB", "en"), ("ru-RU", "ru")])
def test_a_buyers_day(exchange, locale, language):
    niche, seller, buyer, rival = exchange.niche(max_sales=1), exchange.seller(), exchange.buyer(), exchange.buyer()
    standing = buyer.order(niche, shared=30_000)
    bought = [seller.post(lead(niche)) for _ in range(2)]
    shelf = exchange.niche(title=f"shelf {language}")
    listings = [list_lead(exchange, seller.post(lead(shelf))) for _ in range(5)]
    shown(exchange, buyer, shelf, listings)
    seen = tell("advertiser", url=exchange.server.url, link=link_of(exchange, buyer), rival=link_of(exchange, rival), locale=locale, words=words(language),
                narrow=language == "ru", niche=niche, order=standing.id, shelf=shelf, lacks="Say what happened.")
    assert seen["first"] == bought[1].sales[0]["id"] and seen["chosen"] == bought[0].sales[0]["id"], "newest first; j goes to the next"
    order = buyer.client.ok("GET", f"/v1/orders/{seen['order']}")
    assert order["filter"] == {"age": {"min": 30}} and order["shared_price"]["amount"] == 31_000
    assert buyer.client.ok("GET", f"/v1/orders/{standing.id}")["shared_price"]["amount"] == 32_000, "what was replayed was made the order's own"
    reads = {item["sale"]: item for item in buyer.client.ok("GET", "/v1/work")["items"]}
    assert reads[seen["chosen"]]["reads"] == 1, "shown once, read once, whatever was refreshed since"
    assert reads[seen["chosen"]]["state"] == "working" and reads[seen["chosen"]]["note"] == "Asked to be called after six."
    assert reads[seen["chosen"]]["outcome"]["kind"] == "contacted"
    assert buyer.client.ok("GET", f"/v1/disputes/{seen['dispute']}")["reason"] == "wrong_person"
    assert words(language)["gone"] in seen["result"], "who came second is told so, and gets the other one"
    assert exchange.one("select count(*) from sales s join listings l on l.lead_id = s.lead_id where s.buyer_id = %s", rival.id) == 1
    assert exchange.one("select count(*) from sales s join listings l on l.lead_id = s.lead_id where s.buyer_id = %s", buyer.id) == 1
    assert exchange.one("select count(*) from suppressions") >= 2
    asked, = buyer.client.ok("GET", "/v1/wallet/top-ups")["items"]
    assert (asked["state"], asked["amount"]["amount"]) == ("asked", 50_000) and asked["reference"] in seen["reference"].replace(" ", "")
    exchange.books_balance()
