"""What an administrator agrees about money, admits, bills, proves and takes back, in a real browser: each with its effect."""
import json
import os
import sys

import pytest
from support_console import link_of, tell

from support.exchange import Exchange
from support.people import lead, rub
from support.person import People
from support.place import ROOT
from support.wait import wait_until

sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
from book_verifier import prove  # noqa: E402

PRICE = 50_000


def words():
    """What the story presses, as the console's own messages say it."""
    def load(folder):
        with open(os.path.join(ROOT, f"admin/console/src/{folder}/messages/en.json"), encoding="utf-8") as file:
            return json.load(file)
    operator, shared = load("operator"), load("shared")
    terms, own, provider, invoice = operator["moneyTerms"], operator["orgTerms"], operator["provider"], operator["invoice"]
    rate, reverse, fee = operator["taxRate"], operator["reverse"], operator["niche"]["term"]
    return {"save": shared["action"]["save"], "done": shared["action"]["done"], "close": shared["action"]["close"], "reason": operator["reason"]["label"],
            "change": terms["change"], "minPayout": terms["minPayout"], "limit": terms["limit"], "hold": terms["hold"], "payTo": terms["payTo"],
            "addFee": own["addFee"], "niche": operator["lead"]["niche"], "fee": fee["fee_bp"], "feeFixed": fee["fee_fixed"],
            "holdPayouts": own["holdPayouts"], "release": own["release"],
            "admit": provider["add"], "name": operator["org"]["name"], "secret": provider["secret"], "hook": provider["hook"],
            "disable": provider["disable"], "enable": provider["enable"], "rotate": provider["rotate"],
            "addRate": rate["add"], "taxName": rate["name"], "rate": rate["rate"], "fromDay": rate["from"],
            "bill": invoice["bill"], "org": operator["org"]["one"], "currency": operator["money"]["currency"], "amount": operator["money"]["amount"],
            "credit": invoice["credit"], "paper": shared["statement"]["paper"],
            "paid": operator["payout"]["paid"], "batchPaid": operator["payout"]["batchPaid"], "show": operator["proof"]["show"],
            "back": shared["action"]["back"], "takeBack": reverse["do"], "next": reverse["next"], "reversed": shared["sale"]["state"]["reversed"]}


@pytest.fixture(scope="module")
def market():
    """Two sales that are settled, in days that are signed; a payout in a batch."""
    exchange = Exchange(payout_debtor_name="The Exchange", payout_debtor_account="GB33BUKB20201555555555", books_invoices="false")
    exchange.market, exchange.agency, exchange.acme = exchange.niche(), exchange.seller(), exchange.buyer()
    exchange.acme.order(exchange.market, shared=PRICE)
    exchange.sold = [exchange.agency.post(lead(exchange.market)) for _ in range(2)]
    exchange.advance(days=8)
    wait_until(lambda: exchange.balance(exchange.agency, "payable") == 2 * PRICE * 9 // 10, "both are settled")
    exchange.day = str(exchange.one("select max(day) from transfers where kind = 'settle'"))
    payee = exchange.agency.client.ok("POST", "/v1/payees", {"currency": "RUB", "name": "Agency", "account": "DE89370400440532013000"})["id"]
    payout = exchange.agency.client.ok("POST", "/v1/payouts", {"amount": rub(60_000), "payee": payee}, key="payout")["id"]
    exchange.admin.ok("POST", f"/v1/admin/payouts/{payout}/approve", key="approve")
    exchange.batch = exchange.admin.ok("POST", "/v1/admin/payout-batches", {"currency": "RUB"}, key="batch")["id"]
    exchange.advance(days=1, hours=2)
    wait_until(lambda: exchange.one("select ledger_signed_until() >= %s", exchange.day), "the day is signed", 30)
    yield exchange
    exchange.close()


def test_money_is_agreed_billed_and_taken_back(market):
    ok = market.admin.ok
    operator = market.one("select id::text from orgs where operates")
    name = market.one("select name from orgs where id = %s", market.acme.id)
    sale, before = market.sold[0].sales[0]["id"], market.acme.wallet
    state = lambda: market.one("select state from sales where id = %s", sale)  # noqa: E731
    seen = tell("operator-money", {"state": state}, url=market.server.url, words=words(), link=link_of(market, People(market).invite(operator, "admin")[1]),
                seller=market.agency.id, buyer=market.acme.id, buyerName=name, niche=market.market, batch=market.batch, day=market.day, lead=market.sold[0].id)

    terms = ok("GET", "/v1/admin/currencies")["items"][0]
    assert (terms["min_payout"], terms["approval_limit"], terms["hold_s"], terms["new_seller_s"]) == (1_500, 500_000, 2 * 86_400, 30 * 86_400)
    assert terms["pay_to"] == "The Exchange\nGB33 BUKB 2020 1555 5555 55"
    own = ok("GET", f"/v1/admin/orgs/{market.agency.id}/money")
    assert own["fees"] == [{"niche": market.market, "fee_bp": 750, "fee_fixed": 300}] and not own["payouts_held"]
    assert [notice["kind"] for notice in market.agency.client.items("/v1/notices") if notice["kind"].startswith("payouts.")] == ["payouts.released", "payouts.held"]

    assert seen["wrong"] == seen["badName"] == seen["tooMuch"] == seen["reasonWanted"] == 1, "each fault stands at its field"
    assert seen["hook"] == f"{market.server.url}/hooks/payments/kortis" and seen["stays"] and not seen["secretLeft"]
    assert (seen["reported"], seen["refused"]) == (200, 401), "who is disabled is not believed"
    assert seen["rotated"] == [401, 200], "the old secret ended; what was reported is answered again"

    invoice = ok("GET", f"/v1/admin/invoices?number={seen['invoice']}")["items"][0]
    assert invoice["gross"] == rub(2 * PRICE) and invoice["tax"] == rub(2 * PRICE // 5) and invoice["credited"] == rub(1_250)
    assert seen["paper"] == f"/v1/invoices/{invoice['id']}?format=html" and seen["found"] == 1
    assert [note["reason"] for note in market.acme.client.items("/v1/invoices") if note["series"] == "credit_note"] == ["kindness"]

    assert "GB33BUKB20201555555555" in seen["file"] and ok("GET", f"/v1/admin/payout-batches/{market.batch}")["states"] == {"confirmed": 1}
    assert prove(seen["proof"].rstrip("\n").encode() + b"\n") == [] and f"sign {seen['key']} " in seen["proof"], "a stranger believes it, with the key that is shown"

    # 90,000 earned, 60,000 paid out: of 45,000 the seller has 30,000, and owes the rest
    assert seen["untouched"] == "final" and state() == "reversed"
    assert [line.split("\t")[1:] for line in seen["preview"].splitlines()[-3:]] == [
        ["₽999,700.00", "+₽500.00", "₽1,000,200.00"], ["₽300.00", "-₽300.00", "₽0.00"], ["₽0.00", "-₽150.00", "-₽150.00"]]
    assert market.acme.wallet == before + 70_000 + PRICE
    assert (market.balance(market.agency, "payable"), market.balance(market.agency, "debt")) == (0, -15_000)
    market.books_balance()
