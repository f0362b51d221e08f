"""Money that leaves and money that providers report: payouts to the bank's file and back, hooks, two administrators, fees."""
import csv
import hashlib
import hmac
import io
import json
import threading
import time
import xml.etree.ElementTree as ET

import pytest

from support.client import Client
from support.exchange import Exchange
from support.people import lead, rub
from support.receiver import MAY_CALL
from support.wait import wait_until
from support.wire import together

IBAN = "DE89370400440532013000"
NS = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@pytest.fixture(scope="module")
def exchange():
    running = Exchange(payout_debtor_name="The Exchange & Co", payout_debtor_account="GB33 BUKB 2020 1555 5555 55".replace(" ", ""),
                       **MAY_CALL)
    yield running
    running.close()


@pytest.fixture
def second(exchange):
    """Another administrator."""
    operator = exchange.one("select id from orgs where operates")
    return Client(exchange.server, exchange.admin.ok("POST", f"/v1/admin/orgs/{operator}/keys", {"name": "second"})["key"])


@pytest.fixture
def earner(exchange):
    """A seller with 90,000 earned."""
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    buyer.order(niche, shared=100_000)
    seller.post(lead(niche))
    exchange.advance(days=8)
    wait_until(lambda: exchange.balance(seller, "payable") == 90_000, "the sale is settled")
    seller.buyer, seller.niche = buyer, niche
    return seller


def payee(party, name="Agency <&> GmbH", account=IBAN, **more):
    return party.client.ok("POST", "/v1/payees", {"currency": "RUB", "name": name, "account": account, **more})


def ask(party, minor, to, key=None, **more):
    return party.client.post("/v1/payouts", {"amount": rub(minor), "payee": to["id"], **more}, key=key or f"ask-{minor}-{time.monotonic_ns()}")


def desk(client, payout, verb, **body):
    return client.post(f"/v1/admin/payouts/{payout['id']}/{verb}", body, key=f"{verb}-{payout['id']}-{time.monotonic_ns()}")


def batch(client):
    return client.ok("POST", "/v1/admin/payout-batches", {"currency": "RUB"}, key=f"batch-{time.monotonic_ns()}")


def test_a_payout_goes_to_the_bank_and_is_confirmed(exchange, earner):
    account = payee(earner, account="de89 3704 0044 0532 0130 00", bic="COBADEFFXXX")
    assert account["account"] == "…3000" and IBAN not in exchange.cluster.dump()
    assert earner.client.post("/v1/payouts", {"amount": rub(1), "payee": account["id"]}).code == "key_missing"
    payout = ask(earner, 60_000, account, key="once").body
    assert ask(earner, 60_000, account, key="once").replayed
    assert ask(earner, 30_001, account).code == "conflict"
    money = earner.client.ok("GET", "/v1/wallet")["items"][0]
    assert (money["payable"]["amount"], money["payable_available"]["amount"], money["payout"]["amount"]) == (30_000, 30_000, 60_000)
    exchange.books_balance()
    assert desk(exchange.admin, payout, "approve")["state"] == "approved"
    made = batch(exchange.admin)
    assert made["states"] == {"sent": 1}
    lines = list(csv.DictReader(io.StringIO(exchange.admin.get(f"/v1/admin/payout-batches/{made['id']}/file?format=csv").text)))
    assert lines == [{"payout": payout["id"].replace("-", ""), "name": "Agency <&> GmbH", "account": IBAN, "bic": "COBADEFFXXX", "amount": "600.00",
                      "currency": "RUB"}]
    assert exchange.admin.ok("POST", f"/v1/admin/payout-batches/{made['id']}/confirm", key="bank-did-it")["states"] == {"confirmed": 1}
    assert earner.client.ok("GET", f"/v1/payouts/{payout['id']}")["state"] == "confirmed"
    assert (exchange.balance(earner, "payable"), exchange.balance(earner, "payout")) == (30_000, 0)
    assert [row["kind"] for row in earner.client.ok("GET", "/v1/transfers")["items"]] == ["payout_paid", "payout", "settle"]
    assert exchange.one("select count(*) from audit where action = 'payout_file' and subject = %s", made["id"]) == 1
    assert IBAN not in exchange.log()
    exchange.books_balance()


# What pain.001.001.09 has of each element, in its order; what we leave out is optional.
ORDER = {"Document": ["CstmrCdtTrfInitn"], "CstmrCdtTrfInitn": ["GrpHdr", "PmtInf"],
         "GrpHdr": ["MsgId", "CreDtTm", "Authstn", "NbOfTxs", "CtrlSum", "InitgPty", "FwdgAgt", "InitnSrc"],
         "PmtInf": ["PmtInfId", "PmtMtd", "ReqdAdvcTp", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "PoolgAdjstmntDt", "Dbtr",
                    "DbtrAcct", "DbtrAgt", "DbtrAgtAcct", "InstrForDbtrAgt", "UltmtDbtr", "ChrgBr", "ChrgsAcct", "ChrgsAcctAgt", "CdtTrfTxInf"],
         "CdtTrfTxInf": ["PmtId", "PmtTpInf", "Amt", "XchgRateInf", "ChrgBr", "ChqInstr", "UltmtDbtr", "IntrmyAgt1", "CdtrAgt", "CdtrAgtAcct", "Cdtr",
                         "CdtrAcct", "UltmtCdtr", "InstrForCdtrAgt", "InstrForDbtrAgt", "Purp", "RgltryRptg", "Tax", "RltdRmtInf", "RmtInf"],
         "PmtId": ["InstrId", "EndToEndId"], "Amt": ["InstdAmt", "EqvtAmt"], "ReqdExctnDt": ["Dt", "DtTm"], "InitgPty": ["Nm"], "Dbtr": ["Nm"], "Cdtr": ["Nm"],
         "DbtrAcct": ["Id"], "CdtrAcct": ["Id"], "Id": ["IBAN", "Othr"], "Othr": ["Id"], "DbtrAgt": ["FinInstnId"], "CdtrAgt": ["FinInstnId"],
         "FinInstnId": ["BICFI", "Othr"], "RmtInf": ["Ustrd"]}


def check_order(element):
    name = element.tag.removeprefix(NS)
    inside = [child.tag.removeprefix(NS) for child in element]
    if inside:
        places = [ORDER[name].index(word) for word in inside]
        assert places == sorted(places), f"{name} holds {inside}"
    for child in element:
        check_order(child)


def test_the_payment_file_is_a_pain001(exchange, earner):
    first = ask(earner, 12_345, payee(earner, bic="COBADEFFXXX")).body
    other = ask(earner, 5, payee(earner, name="Plain number", account="40702810900000012345")).body
    for payout in (first, other):
        desk(exchange.admin, payout, "approve")
    made = batch(exchange.admin)
    assert {p["id"] for p in exchange.admin.ok("GET", f"/v1/payouts?batch={made['id']}")["items"]} == {first["id"], other["id"]}
    assert exchange.admin.ok("GET", f"/v1/payouts?batch={first['id']}")["items"] == []
    answer = exchange.admin.get(f"/v1/admin/payout-batches/{made['id']}/file")
    assert answer.type == "application/xml"
    root = ET.fromstring(answer.text)
    check_order(root)
    find = lambda path: [element.text for element in root.iter() if element.tag == NS + path]  # noqa: E731
    assert find("CtrlSum") == ["123.50", "123.50"] and find("NbOfTxs") == ["2", "2"]
    assert sorted(find("InstdAmt")) == ["0.05", "123.45"]
    assert find("IBAN") == ["GB33BUKB20201555555555", IBAN] and "40702810900000012345" in find("Id")
    assert "Agency <&> GmbH" in find("Nm") and "The Exchange & Co" in find("Nm")
    assert sorted(find("EndToEndId")) == sorted(p["id"].replace("-", "") for p in (first, other))
    assert all(len(word) <= 35 for tag in ("MsgId", "PmtInfId", "EndToEndId") for word in find(tag))
    desk(exchange.admin, other, "return", reason="account closed", reference=f"r {other['id']}")
    assert exchange.admin.ok("GET", f"/v1/admin/payout-batches/{made['id']}")["states"] == {"returned": 1, "sent": 1}
    exchange.admin.ok("POST", f"/v1/admin/payout-batches/{made['id']}/confirm", key=f"c-{made['id']}")
    assert exchange.balance(earner, "payable") == 90_000 - 12_345
    exchange.books_balance()


@pytest.mark.parametrize("terms, pointer", [({"account": "DE89370400440532013001"}, "/account"), ({"account": "1"}, "/account"), ({"account": "äöü1"}, "/account"),
                                            ({"bic": "X"}, "/bic"), ({"name": ""}, "/name"), ({"name": "山田", "currency": "EUR"}, "/name"), ({"currency": "XXQ"}, "/currency")])
def test_an_account_with_a_wrong_digit_is_refused(exchange, seller, terms, pointer):
    refused = seller.client.post("/v1/payees", {"currency": "RUB", "name": "A", "account": IBAN, **terms})
    assert refused.status == 422 and refused.pointers[0][0] == pointer


def test_a_strangers_payout_is_not_there(exchange, earner):
    payout = ask(earner, 100, payee(earner)).body
    stranger = exchange.seller()
    assert stranger.client.get(f"/v1/payouts/{payout['id']}").status == 404
    assert stranger.client.post(f"/v1/payouts/{payout['id']}/cancel").status == 404
    assert stranger.client.items("/v1/payouts") == [] and stranger.client.items("/v1/payees") == []
    assert desk(stranger.client, payout, "approve").status == 403
    assert earner.client.ok("POST", f"/v1/payouts/{payout['id']}/cancel")["state"] == "cancelled"


def test_above_the_limit_it_takes_two(exchange, earner, second):
    exchange.admin.ok("POST", "/v1/admin/currencies", {"currency": "RUB", "approval_limit": 50_000})
    try:
        payout = ask(earner, 50_001, payee(earner)).body
        assert desk(exchange.admin, payout, "approve")["state"] == "requested"
        assert desk(exchange.admin, payout, "approve").status == 409
        assert desk(second, payout, "approve")["state"] == "approved"
        gift = exchange.admin.post("/v1/admin/adjustments", {"kind": "gift", "org": earner.buyer.id, "amount": rub(50_001), "reason": "sorry"}, key=earner.id)
        assert gift.status == 202
        assert exchange.admin.post(f"/v1/admin/adjustments/{gift['id']}/approve").status == 409
        before = earner.buyer.wallet
        assert second.ok("POST", f"/v1/admin/adjustments/{gift['id']}/approve")["state"] == "done"
        assert earner.buyer.wallet == before + 50_001
        exchange.books_balance()
    finally:
        exchange.admin.ok("POST", "/v1/admin/currencies", {"currency": "RUB", "approval_limit": None})


def test_an_agreed_fee_is_what_the_answer_says_and_what_the_sale_keeps(exchange, earner):
    exchange.admin.ok("POST", f"/v1/admin/orgs/{earner.id}/money", {"fees": [{"niche": None, "fee_bp": 500}, {"niche": earner.niche, "fee_bp": 100, "fee_fixed": 7}]})
    assert earner.post(lead(earner.niche)).payout == 100_000 - 1_007
    other = exchange.niche()
    earner.buyer.order(other, shared=20_000)
    assert earner.post(lead(other)).payout == 19_000
    assert sorted(fee for (fee,) in exchange.sql("select fee_minor from sales where seller_id = %s", earner.id)) == [1_000, 1_007, 10_000]
    exchange.admin.ok("POST", f"/v1/admin/orgs/{earner.id}/money", {"fees": []})
    assert earner.post(lead(other)).payout == 18_000


def test_a_charge_back_pauses_the_orders_and_is_filled_by_the_next_deposit(exchange, niche, seller):
    buyer = exchange.buyer(money=40_000)
    order = buyer.order(niche, shared=30_000)
    assert seller.post(lead(niche)).status == "sold"
    back = exchange.admin.ok("POST", "/v1/admin/charge-backs", {"org": buyer.id, "amount": rub(40_000), "reference": f"b {buyer.id}"}, key=buyer.id)
    assert (back["debt"]["amount"], back["orders_paused"], buyer.wallet) == (30_000, 1, 0)
    assert seller.post(lead(niche)).status == "open"
    assert exchange.deposit(buyer, 65_000)["debt_paid"]["amount"] == 30_000
    assert buyer.wallet == 35_000
    order.resume()
    wait_until(lambda: buyer.wallet == 5_000, "the open lead is sold")
    exchange.books_balance()


def test_a_low_wallet_tells_its_buyer_and_asks_for_money(exchange, niche, seller, receiver):
    buyer = exchange.buyer(money=50_000)
    buyer.client.ok("POST", "/v1/endpoints", {"name": "crm", "kind": "webhook", "url": f"{receiver.url}/good/low", "events": ["wallet.low"]})
    buyer.client.ok("POST", "/v1/wallet/terms", {"currency": "RUB", "low": 30_000, "top_up_below": 25_000, "top_up": 200_000})
    buyer.order(niche, shared=30_000)
    seller.post(lead(niche))
    wait_until(lambda: receiver.at("/good/low"), "the endpoint hears of it")
    told = receiver.at("/good/low")[0].json
    assert told["type"] == "wallet.low"
    assert told["data"]["wallet"]["available"] == rub(20_000) and told["data"]["wallet"]["top_up"] == rub(200_000)
    assert [(row["by"], row["state"]) for row in buyer.client.ok("GET", "/v1/wallet/top-ups")["items"]] == [("wallet", "asked")]
    assert buyer.client.ok("GET", "/v1/wallet")["items"][0]["low"] is True
    assert [row["kind"] for row in buyer.client.ok("GET", "/v1/notices")["items"]] == ["wallet.low"]
    buyer.deposit(200_000)
    wait_until(lambda: buyer.client.ok("GET", "/v1/wallet/top-ups")["items"][0]["state"] == "withdrawn", "it has what it asked for")
    assert "low" not in buyer.client.ok("GET", "/v1/wallet")["items"][0] and len(receiver.at("/good/low")) == 1


# --- Providers

class Provider:
    def __init__(self, exchange, name):
        self.exchange, self.name = exchange, name
        self.secret = exchange.admin.ok("POST", "/v1/admin/payment-providers", {"name": name})["secret"]
        self.client = Client(exchange.server)

    def sign(self, body, at=None, secret=None):
        at = int(at or time.time())
        return f"t={at},v1=" + hmac.new((secret or self.secret).encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()

    def say(self, event, signature=None, **how):
        body = json.dumps(event).encode()
        return self.client.send("POST", f"/hooks/payments/{self.name}", data=body, Leadx_Signature=signature or self.sign(body, **how))


@pytest.fixture(scope="module")
def provider(exchange):
    return Provider(exchange, "kortis")


def deposit_of(buyer, minor, reference):
    return {"type": "deposit", "reference": reference, "org": buyer.id, "amount": rub(minor)}


def test_a_provider_books_a_deposit_once(exchange, provider, acme):
    event = deposit_of(acme, 5_000, f"k {acme.id}")
    before = acme.wallet
    first = provider.say(event)
    assert first.status == 200
    again = provider.say(event, at=time.time() - 20)
    assert again.status == 200 and again.body == first.body and acme.wallet == before + 5_000
    assert provider.say({**event, "amount": rub(6_000)}).status == 409
    exchange.advance(days=9)
    assert provider.say(event).body == first.body and acme.wallet == before + 5_000
    assert provider.say({**event, "type": "charge_back", "reference": f"back {acme.id}"}).status == 200 and acme.wallet == before
    exchange.books_balance()


def test_two_providers_may_use_the_same_reference(exchange, provider, acme):
    other = Provider(exchange, "second-bank")
    before = acme.wallet
    assert provider.say(deposit_of(acme, 1, "same")).status == other.say(deposit_of(acme, 2, "same")).status == 200
    assert acme.wallet == before + 3


def test_who_does_not_sign_well_is_not_believed(exchange, provider, acme):
    event = deposit_of(acme, 5_000, f"x {acme.id}")
    body = json.dumps(event).encode()
    before = acme.wallet
    for signature in ("t=1,v1=00", provider.sign(body, secret="lxp_0"), provider.sign(body + b" "), provider.sign(body, at=time.time() - 400),
                      provider.sign(body, at=time.time() + 400), provider.sign(body).replace("v1", "v0"), "nonsense", provider.sign(body)[:-1]):
        refused = provider.say(event, signature=signature)
        assert refused.status == 401, signature
    stranger = Client(exchange.server).send("POST", "/hooks/payments/nobody", data=body, Leadx_Signature=provider.sign(body))
    unsigned = Client(exchange.server).send("POST", "/hooks/payments/kortis", data=body)
    assert (stranger.status, stranger.text) == (unsigned.status, unsigned.text) == (401, refused.text)
    assert acme.wallet == before
    assert provider.say(event, signature=provider.sign(body) + ",v1=" + "0" * 64).status == 200


def test_a_disabled_provider_is_not_believed(exchange, acme):
    gone = Provider(exchange, "gone")
    exchange.admin.ok("POST", "/v1/admin/payment-providers/gone/disable")
    assert gone.say(deposit_of(acme, 1, "g")).status == 401
    exchange.admin.ok("POST", "/v1/admin/payment-providers/gone/enable")
    assert gone.say(deposit_of(acme, 1, "g")).status == 200


def test_a_new_secret_ends_the_old_one(exchange, acme):
    lost = Provider(exchange, "lost")
    event, before, old = deposit_of(acme, 9, "l"), acme.wallet, lost.secret
    assert lost.say(event).status == 200
    answer = exchange.admin.post("/v1/admin/payment-providers/lost/rotate", {}, key="rotate-lost")
    assert answer.status == 200 and answer["secret"] != old
    again = exchange.admin.post("/v1/admin/payment-providers/lost/rotate", {}, key="rotate-lost")
    assert again.replayed and "secret" not in again.body, "shown once, and made once"
    assert lost.say(event, secret=old).status == 401
    lost.secret = answer["secret"]
    assert lost.say(event).status == 200 and acme.wallet == before + 9, "what was said before is not done again"
    body = json.dumps({**event, "reference": "l2"}).encode()
    now = time.time()
    both = lost.sign(body, at=now, secret=old) + ",v1=" + lost.sign(body, at=now).partition("v1=")[2]
    assert lost.client.send("POST", "/hooks/payments/lost", data=body, Leadx_Signature=both).status == 200, "who has both may sign with both"
    assert exchange.admin.post("/v1/admin/payment-providers/nobody/rotate", {}).status == 404
    assert acme.client.post("/v1/admin/payment-providers/lost/rotate", {}).status == 403
    assert answer["secret"] not in exchange.log()


def test_a_refused_report_may_be_said_again_rightly(exchange, provider, acme):
    event = deposit_of(acme, 5_000, f"r {acme.id}")
    assert provider.say({**event, "org": exchange.one("select id::text from orgs where operates")}).status == 422
    assert provider.say({**event, "amount": {"amount": 1, "currency": "XAF"}}).status == 422
    assert provider.say({**event, "payout": acme.id, "type": "payout.confirmed"}).status == 404
    assert provider.say(event).status == 200


def test_a_hundred_reports_of_one_payment_at_once(exchange, provider, acme):
    event, before, answers = deposit_of(acme, 7, f"h {acme.id}"), acme.wallet, []
    threads = [threading.Thread(target=lambda: answers.append(Provider.say(provider, event))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status, answer.text) for answer in answers} == {(200, answers[0].text)} and len(answers) == 20
    assert acme.wallet == before + 7


def test_a_provider_says_how_payouts_ended(exchange, provider, earner):
    to = payee(earner)
    one, two = ask(earner, 100, to).body, ask(earner, 200, to).body
    ended = lambda payout, word, **more: provider.say({"type": f"payout.{word}", "reference": f"{word} {payout['id']}", "payout": payout["id"], **more})  # noqa: E731
    assert ended(one, "confirmed").status == 409
    for payout in (one, two):
        desk(exchange.admin, payout, "approve")
    batch(exchange.admin)
    assert [ended(one, "confirmed").status for _ in range(2)] == [200, 200]
    assert ended(two, "returned", reason="closed").status == 200
    assert earner.client.ok("GET", f"/v1/payouts/{two['id']}")["reason"] == "closed"
    assert (exchange.balance(earner, "payable"), exchange.balance(earner, "payout")) == (89_900, 0)
    assert ended(one, "returned").status == 200
    assert exchange.balance(earner, "payable") == 90_000
    exchange.books_balance()


def test_unused_money_goes_back_to_its_buyer(exchange, acme):
    refund = ask(acme, 100_000_000, payee(acme), source="wallet").body
    assert (refund["source"], acme.wallet) == ("wallet", 0)
    desk(exchange.admin, refund, "approve")
    batch(exchange.admin)
    desk(exchange.admin, refund, "confirm", reference=f"out {refund['id']}")
    assert exchange.balance(acme, "payout") == 0
    exchange.books_balance()


def test_entries_are_read_in_pages_and_by_filter(exchange, earner):
    everything = earner.buyer.client.items("/v1/transfers")
    assert [row["kind"] for row in everything] == ["fee", "settle", "charge", "deposit"] or {row["kind"] for row in everything} == {"fee", "settle", "charge", "deposit"}
    settle = next(row for row in everything if row["kind"] == "settle")
    assert settle["to"] == {"kind": "payable", "account": None} and settle["from"]["account"]
    sale = settle["sale"]
    assert {row["kind"] for row in earner.buyer.client.ok("GET", f"/v1/transfers?sale={sale}")["items"]} == {"fee", "settle", "charge"}
    assert earner.buyer.client.ok("GET", "/v1/transfers?kind=deposit&from=2999-01-01")["items"] == []
    assert earner.buyer.client.get("/v1/transfers?from=tomorrow").status == 422
    day = settle["day"]
    assert settle["id"] in [row["id"] for row in exchange.admin.ok("GET", f"/v1/transfers?day={day}&kind=settle&limit=200")["items"]]
    assert sale in [row["sale"] for row in exchange.admin.ok("GET", f"/v1/transfers?org={earner.id}")["items"]]
    assert earner.client.ok("GET", f"/v1/transfers?org={earner.buyer.id}")["items"][0]["kind"] == "settle"


@pytest.mark.parametrize("path, body, pointer", [
    ("payment-providers", {"name": "twins"}, "/name"), ("check-providers", {"name": "twins"}, "/name"),
    ("tax-rates", {"series": "invoice", "from": "2031-01-01", "name": "VAT", "rate_bp": 2000}, "/from")])
def test_of_many_who_make_the_same_at_once_one_does_and_the_others_hear_why(exchange, path, body, pointer):
    said = together([lambda i=i: exchange.admin.post(f"/v1/admin/{path}", body, key=f"twin-{i}") for i in range(12)])
    assert sorted(answer.status for answer in said) == [201] + [409] * 11
    assert {tuple(answer.pointers) for answer in said if answer.status == 409} == {((pointer, "conflict"),)}
