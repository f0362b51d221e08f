"""Disputes: who may claim what, what silence does, where the money and the lead go. To the minor unit."""
import hashlib
import hmac
import json
import threading
import time
from types import SimpleNamespace

import pytest
import requests

from support.client import Client
from support.disputes import ALL, CALL, RECORDING, TEXT, Dispute, second_judge
from support.people import lead, person, rub
from support.wait import wait_until

PRICE = 30_001


@pytest.fixture
def sold(exchange, niche, seller, acme):
    """A lead that acme alone bought."""
    acme.order(niche, shared=PRICE)
    return seller.post(lead(niche))


def terms(exchange, niche, **body):
    return exchange.admin.ok("POST", f"/v1/admin/niches/{niche}/dispute-terms", body)


def nothing_is_held(exchange, seller, days=8):
    """Neither by a window nor by a dispute, step by step as the clock goes."""
    for _ in range(days // 2):
        exchange.advance(days=2)
    wait_until(lambda: exchange.one("select count(*) from sales where seller_id = %s and state in ('held', 'disputed')", seller.id) == 0,
               "nothing is held")
    exchange.books_balance()


# --- What a claim needs

def test_what_is_no_reason_is_refused_with_why(exchange, seller, acme, sold):
    reasons = {row["code"]: row for row in acme.client.ok("GET", "/v1/dispute-reasons")["items"]}
    assert sum(row["valid"] for row in reasons.values()) == 17
    for code in ("no_answer", "changed_mind", "bought_elsewhere", "price", "not_approved", "lost_sale"):
        claim = Dispute(exchange, seller, acme, sold.sales[0], code)
        assert claim.opened.status == 422 and claim.opened.pointers == [("/reason", "invalid_field")]
        assert reasons[code]["sentence"] in claim.opened.text
    assert Dispute(exchange, seller, acme, sold.sales[0], "bad_luck").opened.status == 422


def test_each_reason_asks_for_its_evidence(exchange, seller, acme, sold):
    bare = Dispute(exchange, seller, acme, sold.sales[0], "wrong_person", text=TEXT)
    assert bare.opened.pointers == [("/attempts", "missing_field")]
    for body in ({"attempts": []}, {"attempts": [{"at": "yesterday", "channel": "call", "result": "x"}]}, {"recording": {"url": "http://x"}},
                 {"recording": {"url": "https://x.example.com/a", "seconds": -1}}, {"links": [{"url": "javascript:alert(1)"}]}, {"more": 1},
                 {"text": ""}, {"attempts": [{"at": CALL["at"], "channel": "owl", "result": "x"}]}, {"attempts": [7]}):
        assert Dispute(exchange, seller, acme, sold.sales[0], "wrong_person", **body).opened.status == 422, body
    keyless = acme.client.post(f"/v1/sales/{sold.sales[0]['id']}/dispute", {"reason": "wrong_person", **ALL})
    assert keyless.status == 400 and keyless["code"] == "key_missing"
    assert acme.sale(sold.sales[0])["state"] == "held"


def test_after_many_returns_only_the_stronger_evidence_counts(exchange, niche, seller, acme):
    acme.order(niche, shared=PRICE)
    first, second = (seller.post(lead(niche)) for _ in range(2))
    Dispute(exchange, seller, acme, first.sales[0]).ok(seller, "accept")
    weak = Dispute(exchange, seller, acme, second.sales[0], text=TEXT, attempts=[CALL])
    assert weak.opened.pointers == [("/recording", "missing_field")]
    strong = Dispute(exchange, seller, acme, second.sales[0], text=TEXT, attempts=[CALL], recording=RECORDING)
    assert strong.opened.status == 201 and strong.see()["stronger_evidence"]


def test_the_window_is_the_sales_own(exchange, seller, acme):
    niche = exchange.niche(return_window_s=3600)
    acme.order(niche, shared=PRICE)
    late, timely = (seller.post(lead(niche)) for _ in range(2))
    exchange.advance(minutes=59)
    assert Dispute(exchange, seller, acme, timely.sales[0]).opened.status == 201
    exchange.advance(minutes=2)
    wait_until(lambda: acme.sale(late.sales[0])["state"] == "final", "it is settled")
    refused = Dispute(exchange, seller, acme, late.sales[0]).opened
    assert refused.status == 409 and "reverse" in refused["detail"]
    assert acme.sale(timely.sales[0])["state"] == "disputed"    # settlement passed it by


# --- Paths

def test_the_seller_accepts(exchange, seller, acme, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    assert claim.opened.status == 201 and claim.opened["state"] == "open" and claim.sale_state == "disputed"
    assert (acme.wallet, acme.escrow) == (100_000_000 - PRICE, PRICE)
    assert claim.do(acme, "accept").status == 403
    body = claim.ok(seller, "accept")
    assert (body["state"], body["outcome"], body["decided_by"], body["refund"]["amount"]) == ("final", "buyer", "seller", PRICE)
    assert (acme.wallet, acme.escrow, exchange.balance(seller, "payable")) == (100_000_000, 0, 0)
    assert seller.lead(sold)["status"] == "closed" and acme.sale(sold.sales[0])["contact"] is None
    assert [event["kind"] for event in seller.client.ok("GET", f"/v1/leads/{sold.id}/timeline")["events"]][-2:] == ["returned", "settled"]
    assert claim.do(seller, "accept").status == 409 and claim.do(acme, "withdraw").status == 409
    exchange.books_balance()


@pytest.mark.parametrize("shown, outcome", [({}, "buyer"), ({"text": "The call was fine."}, "buyer"), ({"recording": RECORDING}, "seller")])
def test_left_alone_every_state_ends(exchange, niche, seller, acme, shown, outcome):
    """Nobody answers; the seller contests and the desk sleeps; an appeal nobody decides."""
    acme.order(niche, shared=PRICE)
    terms(exchange, niche, strong_share_bp=10_000)
    sales = [seller.post(lead(niche)).sales[0] for _ in range(3)]
    silent, contested, appealed = (Dispute(exchange, seller, acme, sale, "language") for sale in sales)
    for claim in (contested, appealed):
        claim.contest(**shown)
    end = silent.to_the_end()
    assert (end["outcome"], end["decided_by"]) == ("buyer", "silence")
    assert appealed.lapse()["state"] == "ruled"
    loser = acme if outcome == "seller" else seller
    assert appealed.do(acme if loser is seller else seller, "appeal").status == 409     # who won
    appealed.ok(loser, "appeal", {"text": "Look again."})
    for claim in (contested, appealed):
        assert claim.to_the_end()["outcome"] == outcome
    assert exchange.one("select max(final_at - opened_at) <= interval '15 days 1 minute' from disputes where seller_id = %s", seller.id)
    kept = 0 if outcome == "buyer" else 2 * (PRICE - PRICE // 10)
    assert exchange.balance(seller, "payable") == kept and acme.escrow == 0
    nothing_is_held(exchange, seller)


def test_a_split_ruling_and_an_appeal_by_another_judge(exchange, seller, acme, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    assert claim.rule("buyer").status == 409    # not before the seller was heard
    claim.contest(recording=RECORDING)
    assert claim.see(exchange_party(exchange))["may"] == ["ruling"]
    assert claim.rule("split").status == 422 and claim.rule("seller", 20).status == 422
    ruled = claim.rule("split", 33, text="Half right, call +7 999 123-45-67 or write to anna@example.com.")
    assert ruled.status == 200 and ruled["ruling"] == "Half right, call […] or write to […]."
    assert claim.do(acme, "withdraw").status == 409
    claim.ok(acme, "appeal")
    assert claim.rule("buyer").status == 409    # the same administrator
    judge = second_judge(exchange)
    final = claim.rule("split", 50, by=judge)
    refund = (PRICE * 50 + 99) // 100
    assert (final["state"], final["refund"]["amount"]) == ("final", refund)
    fee = (PRICE // 10) * (PRICE - refund) // PRICE
    assert acme.wallet == 100_000_000 - PRICE + refund and acme.escrow == 0
    assert exchange.balance(seller, "payable") == PRICE - refund - fee
    assert acme.sale(sold.sales[0])["state"] == "final"
    kinds = [event["kind"] for event in claim.see(seller)["timeline"]]
    assert kinds == ["opened", "evidence", "evidence", "contested", "ruled", "appealed", "appeal_ruled", "final"]
    found = exchange.admin.ok("GET", "/v1/admin/disputes/precedents?q=heard")["items"]
    assert claim.id in [row["id"] for row in found] and acme.alias not in str(found)
    exchange.books_balance()


def exchange_party(exchange):
    class Desk:
        client = exchange.admin
    return Desk


def test_the_buyer_withdraws(exchange, seller, acme, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    claim.contest()
    assert claim.do(seller, "withdraw").status == 403
    assert claim.ok(acme, "withdraw")["state"] == "withdrawn"
    assert exchange.balance(seller, "payable") == PRICE - PRICE // 10 and acme.escrow == 0
    again = Dispute(exchange, seller, acme, sold.sales[0]).opened
    assert again.status == 409
    exchange.books_balance()


def test_who_may_see_and_do_what(exchange, seller, acme, rival, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    strangers = [rival, exchange.seller()]
    for stranger in strangers:
        assert stranger.client.get(f"/v1/disputes/{claim.id}").status == 404
        assert stranger.client.items("/v1/disputes") == []
        for verb in ("accept", "contest", "evidence", "appeal", "withdraw", "pass-on", "replacement/offer", "replacement/take"):
            body = {"text": "x"} if verb == "evidence" else {}
            assert claim.do(stranger, verb, body).status == 404, verb
    assert Dispute(exchange, seller, rival, sold.sales[0]).opened.status == 404
    assert seller.client.post(f"/v1/sales/{claim.sale}/dispute", {"reason": "fake"}, key="k").status == 403
    assert acme.client.get("/v1/admin/disputes").status == 403
    assert acme.client.post(f"/v1/admin/disputes/{claim.id}/ruling", {"outcome": "buyer", "text": "mine"}, key="k").status == 403
    mine, theirs = claim.see(acme), claim.see(seller)
    assert mine["may"] == ["evidence", "withdraw"] and theirs["may"] == ["accept", "contest", "evidence", "replacement/offer"]
    assert mine["evidence"] == theirs["evidence"] and mine["evidence"][0]["content"] == TEXT
    assert [row["id"] for row in seller.client.items("/v1/disputes")] == [claim.id]
    seen = exchange.admin.ok("GET", f"/v1/disputes/{claim.id}")
    assert seen["desk"]["seller"]["figures"]["under_way"] == 1 and seen["desk"]["buyer"]["name"] == acme.alias
    assert TEXT not in exchange.one("select string_agg(e::text, ' ') from dispute_evidence e where dispute_id = %s", claim.id)
    assert TEXT not in exchange.log()
    claim.ok(seller, "accept")


def test_a_suspended_buyer_sees_its_disputes_through(exchange, seller, acme, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    exchange.admin.ok("POST", f"/v1/admin/orgs/{acme.id}", {"state": "suspended"})
    wait_until(lambda: acme.client.post("/v1/orders", {}).status == 403, "it is suspended")
    assert claim.ok(acme, "withdraw")["state"] == "withdrawn"


def test_the_same_key_claims_once(exchange, seller, acme, sold):
    path, body = f"/v1/sales/{sold.sales[0]['id']}/dispute", {"reason": "wrong_person", **ALL}
    first = acme.client.post(path, body, key="once")
    again = acme.client.post(path, body, key="once")
    assert first.status == again.status == 201 and again.replayed and again.body == first.body
    assert acme.client.post(path, {**body, "text": "Other words."}, key="once").status == 422
    assert exchange.one("select count(*) from disputes where sale_id = %s", sold.sales[0]["id"]) == 1


# --- What becomes of the lead

def test_a_defect_closes_the_lead_and_is_accepted_from_the_others(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=PRICE)
    rival.order(niche, shared=20_000)
    sold = seller.post(lead(niche))
    mine = next(sale for sale in sold.sales if sale["buyer"] == acme.alias)
    other = next(sale for sale in sold.sales if sale["buyer"] == rival.alias)
    Dispute(exchange, seller, acme, mine, "fake").ok(seller, "accept")
    assert seller.lead(sold)["status"] == "sold"
    proven = Dispute(exchange, seller, rival, other, "fake", text=TEXT)   # less than a first claim needs
    assert proven.opened.status == 201
    assert (proven.opened["state"], proven.opened["decided_by"], proven.opened["proof"]["kind"]) == ("ruled", "proof", "upheld_before")
    assert proven.see(seller)["may"] == ["evidence", "appeal"]
    assert proven.to_the_end()["outcome"] == "buyer"
    assert seller.lead(sold)["status"] == "closed"
    assert seller.post(lead(niche, contact=seller.lead(sold)["contact"])).status != "duplicate"     # the person is free again
    exchange.books_balance()


def test_a_misfit_goes_to_somebody_else_but_never_alone(exchange, niche, seller, acme, rival):
    acme.order(niche, exclusive=90_000)
    sold = seller.post(lead(niche))
    assert sold.buyers == [acme] and sold.sales[0]["exclusive"]
    keen = exchange.buyer()
    keen.order(niche, exclusive=95_000)
    Dispute(exchange, seller, acme, sold.sales[0], "existing_customer").ok(seller, "accept")
    assert seller.lead(sold)["status"] == "open" and seller.lead(sold)["resold"]
    rival.order(niche, shared=20_000)
    seen = seller.becomes(sold, "sold")
    assert [(sale["buyer"], sale["exclusive"]) for sale in seen["sales"] if sale["state"] == "held"] == [(rival.alias, False)]
    assert keen.sales() == []
    exchange.books_balance()


def test_a_targeted_misfit_waits_for_its_seller(exchange, niche, seller, acme, rival):
    offer = acme.offer(niche, 40_000).admit(seller)
    sold = seller.post(lead(niche, kind="targeted", offer=offer.id))
    rival.order(niche, shared=20_000)
    Dispute(exchange, seller, acme, sold.sales[0], "existing_customer").ok(seller, "accept")
    assert seller.lead(sold)["status"] == "open" and rival.sales() == []
    assert seller.release(sold).status == 200
    assert seller.becomes(sold, "sold")["resold"]
    assert [sale["price"]["amount"] for sale in rival.sales()] == [20_000]
    exchange.books_balance()


# --- Proof

def test_an_order_that_bought_outside_its_filter_has_it_back_at_once(exchange, niche, seller, acme, sold):
    """Which the exchange never does by itself: the record is bent."""
    exchange.sql("update leads set attributes = attributes || '{\"age\": 17}' where id = %s", sold.id)
    exchange.sql("update order_revisions v set terms = terms || '{\"filter\": {\"age\": {\"min\": 25}}}' from sales s"
                 " where s.id = %s and v.order_id = s.order_id", sold.sales[0]["id"])
    claim = Dispute(exchange, seller, acme, sold.sales[0], "outside_filter", text="Too young.")
    assert claim.opened["proof"]["breach"] == {"field": "age", "value": 17, "asked": {"min": 25}}
    claim.ok(seller, "appeal", {"text": "No."})
    assert claim.rule("seller").status == 200
    assert claim.state == "final" and exchange.balance(seller, "payable") > 0
    exchange.books_balance()


def test_no_proof_no_ruling(exchange, niche, seller, acme, sold):
    for reason in ("outside_filter", "duplicate", "invalid_number", "not_delivered"):
        acme.order(niche, shared=PRICE)
        again = seller.post(lead(niche)).sales[0]
        claim = Dispute(exchange, seller, acme, again, reason)
        assert claim.opened["state"] == "open" and claim.opened["proof"] is None, reason
        claim.ok(acme, "withdraw")


# --- The desk

def test_the_queue_by_clock_and_by_value(exchange, niche, seller, acme):
    cheap = acme.order(niche, shared=10_000)
    first = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    cheap.change(shared_price={"amount": 50_000, "currency": "RUB"})
    exchange.advance(hours=1)
    second = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    first.contest()
    second.contest()
    queue = lambda more: [row["id"] for row in exchange.admin.ok("GET", f"/v1/admin/disputes?niche={niche}&{more}")["items"]]  # noqa: E731
    assert queue("sort=clock") == [first.id, second.id]
    assert queue("sort=value") == [second.id, first.id]
    assert queue(f"sort=pair&buyer={acme.id}") == sorted([first.id, second.id])
    page = exchange.admin.ok("GET", f"/v1/admin/disputes?niche={niche}&sort=value&limit=1")
    assert queue(f"sort=value&cursor={page['next']}") == [first.id]
    assert queue("overdue=true") == []
    exchange.advance(hours=73)
    assert queue("overdue=true") == [first.id, second.id]
    assert first.rule("buyer").status == 200 and queue("sort=clock") == [second.id]
    second.rule("seller")


def test_one_ruling_for_a_case_of_fraud(exchange, niche, seller, other_seller, acme):
    acme.order(niche, shared=PRICE)
    cases = [Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0]) for _ in range(5)]
    cases[0].contest()
    cases[1].ok(acme, "withdraw")
    spared = Dispute(exchange, other_seller, acme, other_seller.post(lead(niche)).sales[0])
    body = {"seller": seller.id, "from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "outcome": "buyer", "text": "Made up by a machine."}
    assert exchange.admin.post("/v1/admin/dispute-rulings", body).status == 400
    begun = exchange.admin.post("/v1/admin/dispute-rulings", body, key=f"fraud-{seller.id}")
    assert begun.status == 202 and begun["total"] == 4
    done = wait_until(lambda: (lambda seen: seen if seen["done_at"] else None)(
        exchange.admin.ok("GET", f"/v1/admin/dispute-rulings/{begun['id']}")), "all are ruled")
    assert (done["ruled"], done["skipped"]) == (4, 0)
    assert {case.see()["outcome"] for case in (cases[0], *cases[2:])} == {"buyer"} and spared.see()["outcome"] is None
    exchange.advance(days=3, minutes=1)
    for case in (cases[0], *cases[2:]):
        case.becomes("final")
    assert exchange.admin.post("/v1/admin/dispute-rulings", body, key=f"again-{seller.id}").status == 409
    assert spared.becomes("final")["decided_by"] == "silence"
    exchange.books_balance()


def test_a_settled_sale_is_taken_back_by_new_transfers(exchange, seller, acme, sold):
    sale = sold.sales[0]["id"]
    undo = {"refund_percent": 100, "text": "Fraud, found late."}
    assert exchange.admin.post(f"/v1/admin/sales/{sale}/reverse", undo, key=f"early-{sale}").status == 409
    exchange.advance(days=7, minutes=1)
    wait_until(lambda: acme.sale(sold.sales[0])["state"] == "final", "it is settled")
    before = exchange.sql("select id, amount_minor from transfers where sale_id = %s order by id", sale)
    shown = exchange.admin.ok("GET", f"/v1/admin/sales/{sale}/reverse")
    wallet, seen = acme.wallet, exchange.admin.ok("GET", f"/v1/admin/sales/{sale}/reverse?refund_percent=1")
    undone = exchange.admin.post(f"/v1/admin/sales/{sale}/reverse", undo, key=f"undo-{sale}")
    assert undone.status == 200 and undone["refund"]["amount"] == PRICE and undone["seller_debt"]["amount"] == 0
    assert acme.wallet == 100_000_000 and exchange.balance(seller, "payable") == 0
    assert shown["possible"] and [shown[name] for name in ("refund", "from_seller", "from_fee", "seller_debt")] == [
        undone[name] for name in ("refund", "from_seller", "from_fee", "seller_debt")], "it does what it said it would"
    assert [(one["org"], one["account"], one["before"], one["after"]) for one in shown["balances"]] == [
        (acme.id, "wallet", wallet, 100_000_000), (seller.id, "payable", PRICE - PRICE // 10, 0), (seller.id, "debt", 0, 0)]
    assert seen["refund"] == rub(PRICE // 100 + 1), "saying it moves nothing"
    again = exchange.admin.ok("GET", f"/v1/admin/sales/{sale}/reverse")
    assert not again["possible"] and again["state"] == "reversed" and {one["after"] - one["before"] for one in again["balances"]} == {0}
    assert exchange.admin.get(f"/v1/admin/sales/{sale}/reverse?refund_percent=101").pointers == [("/refund_percent", "invalid_field")]
    assert acme.client.get(f"/v1/admin/sales/{sale}/reverse").status == 403
    assert exchange.admin.get(f"/v1/admin/sales/{seller.id}/reverse").status == 404
    assert exchange.admin.post(f"/v1/admin/sales/{sale}/reverse", undo, key=f"undo-{sale}").replayed
    assert exchange.admin.post(f"/v1/admin/sales/{sale}/reverse", undo, key=f"twice-{sale}").status == 409
    assert set(before) < set(exchange.sql("select id, amount_minor from transfers where sale_id = %s order by id", sale))
    exchange.books_balance()


def test_claims_without_ground_cost_from_the_fourth_on(exchange, niche, seller, acme):
    acme.order(niche, shared=PRICE)
    assert terms(exchange, niche, claim_fee=700)["claim_fee_after"] == 3
    for n in range(4):
        claim = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
        claim.contest(recording=RECORDING)
        assert claim.rule("seller").status == 200
        assert claim.to_the_end()["fee"] == (None if n < 3 else {"amount": 700, "currency": "RUB"})
    assert acme.wallet == 100_000_000 - 4 * PRICE - 700
    exchange.books_balance()


# --- Sellers that buy, and other leads instead of money

def test_who_bought_the_lead_itself_has_longer_to_contest(exchange, niche, seller, acme):
    acme.order(niche, shared=PRICE)
    own = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    assert own.do(seller, "pass-on").status == 409
    source = seller.client.items("/v1/sources")[0]["id"]
    assert seller.client.post(f"/v1/sources/{source}/upstream", {"return_window_s": 60}).status == 422
    assert exchange.seller().client.post(f"/v1/sources/{source}/upstream", {"return_window_s": 7200}).status == 404
    seller.client.ok("POST", f"/v1/sources/{source}/upstream", {"return_window_s": 5 * 86_400})
    assert own.do(seller, "pass-on").status == 409     # sold before that was said
    claim = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    assert "pass-on" in claim.see(seller)["may"] and claim.see(acme)["upstream_until"] is None
    claim.ok(seller, "pass-on")
    exchange.advance(hours=72)
    assert own.becomes("final")["outcome"] == "buyer"
    claim.contest(recording=RECORDING)
    assert "passed_on" not in [event["kind"] for event in claim.see(acme)["timeline"]]
    assert claim.to_the_end()["outcome"] == "seller"
    exchange.books_balance()


def test_another_lead_instead_of_money(exchange, niche, seller, acme):
    acme.order(niche, shared=PRICE)
    claim = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
    assert claim.do(acme, "replacement/take").status == 409
    claim.ok(seller, "replacement/offer")
    assert "replacement/take" in claim.see(acme)["may"]
    body = claim.ok(acme, "replacement/take")
    assert (body["state"], body["replacement"]) == ("final", "agreed") and acme.wallet == 100_000_000
    other = seller.post(lead(niche))
    exchange.advance(seconds=1)
    exchange.sql("select disputes_replace(null, 100)")
    assert claim.see()["replacement"] == "delivered" and claim.see()["replaced_by"] == other.sales[0]["id"]
    assert acme.wallet == 100_000_000 - PRICE    # it paid for one lead, and has one
    weak = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0], text=TEXT, attempts=[CALL])
    assert weak.opened.status == 201 and not weak.opened["stronger_evidence"]    # a replaced lead is no return
    weak.ok(acme, "withdraw")
    exchange.books_balance()


# --- At the same moment

def test_dispute_ruling_settlement_payout_at_the_same_moment(exchange, seller, acme):
    """64 at once about one sale at the end of its window: one outcome, and the books balance."""
    niche = exchange.niche(return_window_s=3600)
    acme.order(niche, shared=PRICE)
    judge = second_judge(exchange)
    payee = seller.client.ok("POST", "/v1/payees", {"currency": "RUB", "name": "Agency", "account": "DE89370400440532013000"})["id"]
    for _ in range(3):
        sale = seller.post(lead(niche)).sales[0]
        exchange.advance(minutes=59, seconds=59)
        start = threading.Barrier(64)
        did = []

        def answer(client, verb, body):
            for row in client.ok("GET", "/v1/disputes")["items"]:
                did.append((verb, client.post(f"/v1/disputes/{row['id']}/{verb}", body).status))

        def crowd(n):
            mine, theirs = Client(exchange.server, acme.key), Client(exchange.server, seller.key)
            part = n % 8
            start.wait()
            if n == 0:
                exchange.advance(seconds=1)
            elif part < 3:
                body = {"reason": "wrong_person", **ALL}
                did.append(("open", mine.post(f"/v1/sales/{sale['id']}/dispute", body, key=f"c{n}-{sale['id']}").status))
            elif part == 3:
                answer(mine, "withdraw", {})
            elif part == 4:
                answer(theirs, "accept", {})
            elif part == 5:
                answer(theirs, "contest", {"recording": RECORDING})
            elif part == 6:
                theirs.post("/v1/payouts", {"amount": rub(PRICE - PRICE // 10), "payee": payee}, key=f"p{n}-{sale['id']}")
            else:
                for row in judge.ok("GET", f"/v1/admin/disputes?niche={niche}")["items"]:
                    judge.post(f"/v1/admin/disputes/{row['id']}/ruling", {"outcome": "seller", "text": "No."}, key=f"r{n}-{row['id']}")

        threads = [threading.Thread(target=crowd, args=(n,)) for n in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert did.count(("open", 201)) <= 1 and {status for verb, status in did if verb == "open"} <= {201, 409}
        assert did.count(("accept", 200)) + did.count(("withdraw", 200)) <= 1 and did.count(("contest", 200)) <= 1
        moved = exchange.one("select count(*) from transfers where sale_id = %s and kind in ('settle', 'refund')", sale["id"])
        assert moved <= 1
        exchange.books_balance()
    nothing_is_held(exchange, seller, days=22)


def test_one_claim_many_answers(exchange, niche, seller, acme):
    acme.order(niche, shared=PRICE)
    for _ in range(4):
        claim = Dispute(exchange, seller, acme, seller.post(lead(niche)).sales[0])
        start = threading.Barrier(24)
        ok = []

        def answer(n):
            who, verb = [(seller, "accept"), (seller, "contest"), (acme, "withdraw")][n % 3]
            client = Client(exchange.server, who.key)
            start.wait()
            if client.post(f"/v1/disputes/{claim.id}/{verb}").status == 200:
                ok.append(verb)

        threads = [threading.Thread(target=answer, args=(n,)) for n in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ends = [verb for verb in ok if verb != "contest"]
        assert len(ends) == 1 and ok.count("contest") <= 1, ok
        assert claim.state == {"accept": "final", "withdraw": "withdrawn"}[ends[0]]
        exchange.books_balance()


# --- A wrong region

def test_a_wrong_region_is_put_right_and_sold_to_somebody_else(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=PRICE)
    who = person()
    sold = seller.post(lead(niche, contact=who))
    unnamed = Dispute(exchange, seller, acme, sold.sales[0], "outside_territory", text=TEXT)
    assert unnamed.opened.pointers == [("/region", "missing_field")]
    rival.order(niche, shared=20_000, filter={"region": {"in": ["RU-SPE"]}})
    keen = exchange.buyer()
    keen.order(niche, exclusive=95_000, filter={"region": {"in": ["RU-SPE"]}})
    claim = Dispute(exchange, seller, acme, sold.sales[0], "outside_territory", region="RU-SPE", **ALL)
    claim.ok(seller, "accept")
    new = wait_until(lambda: claim.see(seller)["new_lead"], "there is a lead in the right region")
    seen = seller.becomes(SimpleNamespace(id=new), "sold")
    assert seen["attributes"]["region"] == "RU-SPE" and seen["previous"] == sold.id and seller.lead(sold)["status"] == "closed"
    assert [sale["buyer"] for sale in seen["sales"]] == [rival.alias]       # not to acme again, nor to one buyer alone
    assert seen["contact"]["phone"] == who["phone"] and rival.sale(seen["sales"][0])["contact"]["email"] == who["email"]
    assert seller.post(lead(niche, contact=who)).status == "duplicate"      # the claims went over
    assert len(acme.sales()) == 1 and keen.sales() == []
    exchange.books_balance()


# --- Files

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10_000


def show(who, claim, data, name="screen.png"):
    return who.client.post(f"/v1/disputes/{claim.id}/files?name={name}", data=data, Content_Type="application/octet-stream")


def fetch(who, claim, file):
    client = getattr(who, "client", who)
    return client.session.get(f"{client.server.url}/v1/disputes/{claim.id}/files/{file}", headers={"Authorization": f"Bearer {client.key}"}, timeout=30)


def test_files_go_up_sealed_and_come_down_whole(exchange, seller, acme, rival, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    shown = show(acme, claim, PNG)
    assert shown.status == 201 and (shown["type"], shown["bytes"], shown["scan"]) == ("image/png", len(PNG), "off")
    for who in (acme, seller, exchange.admin):
        got = fetch(who, claim, shown["id"])
        assert got.content == PNG and got.headers["Content-Type"] == "image/png"
        assert got.headers["Content-Disposition"] == "attachment" and got.headers["X-Content-Type-Options"] == "nosniff"
    assert fetch(rival, claim, shown["id"]).status_code == 404
    assert show(rival, claim, PNG).status == 404
    chunk, = exchange.sql("select sealed from dispute_file_chunks where evidence_id = %s and n = 0", shown["id"])[0]
    assert bytes(range(256)) not in bytes(chunk) and "screen" not in exchange.one("select encode(sealed, 'escape') from dispute_evidence where id = %s", shown["id"])
    seen = [piece for piece in claim.see(seller)["evidence"] if piece["kind"] == "file"]
    assert [piece["content"] for piece in seen] == [{"name": "screen.png"}]
    claim.contest()
    assert not claim.see()["shown"]
    assert show(seller, claim, b"%PDF-1.7 the contract", "contract.pdf").status == 201
    assert claim.see()["shown"]     # a file is more than words
    claim.ok(seller, "accept")
    assert show(acme, claim, PNG).status == 409
    assert fetch(acme, claim, shown["id"]).content == PNG
    exchange.advance(days=181)
    exchange.sql("select disputes_forget(null, 500)")
    assert fetch(acme, claim, shown["id"]).status_code == 404 and claim.see()["evidence"][0]["content"] is None
    assert exchange.one("select count(*) from dispute_file_chunks where evidence_id = %s", shown["id"]) == 0


@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"\x7fELF", b"PK\x03\x04", b"", b"plain\x00text"])
def test_what_a_browser_or_a_machine_would_run_is_refused(exchange, seller, acme, sold, data):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    assert show(acme, claim, data).status == 415
    assert [piece["kind"] for piece in claim.see()["evidence"]] == ["statement", "attempts", "recording", "link"]
    claim.ok(acme, "withdraw")


def test_a_file_too_large_is_cut_off(exchange, seller, acme, sold):
    claim = Dispute(exchange, seller, acme, sold.sales[0])
    try:
        assert show(acme, claim, b"%PDF-" + bytes(10 * 1024 * 1024)).status == 413
    except requests.exceptions.ConnectionError:
        pass    # the answer was lost to a client that goes on sending
    for _ in range(10):
        assert show(acme, claim, PNG[:700]).status in (201, 409)
    assert show(acme, claim, PNG[:700]).status == 409
    assert all(piece["bytes"] == 700 for piece in claim.see()["evidence"] if piece["kind"] == "file")
    claim.ok(acme, "withdraw")


# --- Checks by others

def test_a_checkers_word_is_proof(exchange, niche, seller, acme, sold):
    name = f"dialer-{next(exchange.serial)}"
    secret = exchange.admin.ok("POST", "/v1/admin/check-providers", {"name": name})["secret"]
    body = json.dumps({"lead": sold.id, "check": "phone", "result": "invalid", "reference": "q-1"}).encode()

    def report(key, at=None):
        at = int(time.time()) if at is None else at
        mac = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return Client(exchange.server).post(f"/hooks/checks/{name}", data=body, Leadx_Signature=f"t={at},v1={mac}")

    assert report("lxp_" + "0" * 64).status == 401 and report(secret, int(time.time()) - 3600).status == 401
    assert report(secret).body == {"new": True} and report(secret).body == {"new": False}
    claim = Dispute(exchange, seller, acme, sold.sales[0], "invalid_number", text="No such number.")
    assert claim.opened["proof"]["provider"] == name and claim.opened["decided_by"] == "proof"
    exchange.admin.ok("POST", f"/v1/admin/check-providers/{name}/disable")
    assert report(secret).status == 401
    assert claim.to_the_end()["outcome"] == "buyer"
    exchange.books_balance()


def test_what_never_arrived_is_given_back(exchange, niche, seller, acme):
    """The endpoint is gone, every try failed, nobody read the contact."""
    endpoint = acme.client.ok("POST", "/v1/endpoints", {"name": "gone", "kind": "webhook", "url": "https://nowhere.example.com/x"})
    acme.order(niche, shared=PRICE, delivery={"type": "webhook", "endpoint": endpoint["id"]})
    sale = seller.post(lead(niche)).sales[0]
    wait_until(lambda: exchange.one("select attempts from deliveries where sale_id = %s and event = 'lead.sold'", sale["id"]) > 0, "it was tried")
    claim = Dispute(exchange, seller, acme, sale, "not_delivered", text="Nothing came.")
    assert claim.opened["proof"]["kind"] == "undelivered"
    acme.sale(sale)     # now it is read after all
    exchange.advance(days=3, minutes=1)
    end = claim.becomes("final")
    assert (end["outcome"], end["refund_percent"]) == ("seller", 0)
    exchange.books_balance()
