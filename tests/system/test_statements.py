"""Statements and invoices: what they say is what the entries say, in every form; numbers without a gap, whatever happens."""
import csv
import io
import threading

import psycopg2
import pytest

from support.exchange import Exchange
from support.people import lead, person, rub
from support.wait import wait_until

MEAN = "=HYPERLINK(\"http://evil.example\")"


def signed_until(exchange, day):
    wait_until(lambda: exchange.one("select ledger_signed_until() >= %s", day), f"the days to {day} are signed", 30)


def next_month(exchange):
    """To the second day of the next month, with the last one signed."""
    first = exchange.one("select (date_trunc('month', leadx_now() at time zone 'UTC') + interval '1 month')::date")
    exchange.advance(seconds=exchange.one("select extract(epoch from %s + interval '26 hours' - (leadx_now() at time zone 'UTC'))::int", first))
    signed_until(exchange, exchange.one("select %s - 1", first))
    return first


def settled(exchange):
    wait_until(lambda: exchange.one("select count(*) = 0 from sales where state = 'held' and window_ends_at <= leadx_now()"), "what is due is settled")


@pytest.fixture(scope="module")
def month():
    """Two months of trade: purchases, settlements, a reversal after the first month was billed."""
    exchange = Exchange(books_invoices="false")
    ops = exchange.admin.ok
    for name, country, bp in (("MVA", "NO", 2500), ("none", None, 0)):
        ops("POST", "/v1/admin/tax-rates", {"country": country, "series": "invoice", "from": "2020-01-01", "name": name, "rate_bp": bp})
    exchange.market = exchange.niche(fee_bp=1000)
    exchange.someone = exchange.seller(country="NO", address="Gate 1\nOslo", tax_id="NO 1")
    exchange.acme = exchange.buyer(country="NO", address="Vei 2 <b>Bergen</b>", tax_id="NO 2")
    exchange.acme.order(exchange.market, shared=30_001)
    next_month(exchange)
    exchange.sold = [exchange.someone.post(lead(exchange.market, person())).sales[0]["id"] for _ in range(6)]
    exchange.advance(days=8)
    settled(exchange)
    exchange.first = exchange.one("select date_trunc('month', leadx_now() at time zone 'UTC')::date")
    exchange.second = next_month(exchange)
    yield exchange
    exchange.books_balance()
    exchange.close()


def pages(client, path, limit):
    cursor, sign = "", "&" if "?" in path else "?"
    while cursor is not None:
        answer = client.get(f"{path}{sign}limit={limit}{cursor}")
        assert answer.status == 200, answer
        yield answer
        following = answer.body["next"] if "json" in answer.type else answer.headers.get("Next-Cursor")
        cursor = following and f"&cursor={following}"


def months(client):
    return {item["id"]: item for item in client.ok("GET", "/v1/statements")["items"]}


@pytest.mark.parametrize("limit", [3, 7, 2000])
def test_a_statement_adds_up(month, limit):
    name = f"RUB-{month.first:%Y-%m}"
    for client in (month.acme.client, month.someone.client, month.admin):
        lines, doc = [], None
        for page in pages(client, f"/v1/statements/{name}", limit):
            doc = page.body
            lines += doc["lines"]
        stood = {row["account"]: row["balance"] for row in doc["opening"]}
        for line in lines:
            stood[line["account"]] += line["amount"]
            assert stood[line["account"]] == line["balance"], line
        assert stood == {row["account"]: row["balance"] for row in doc["closing"]} and doc["closed"]
        assert months(client)[name]["closing"] == doc["closing"]
        assert lines, client


def test_a_statement_says_what_it_is_about(month):
    lines = month.someone.client.ok("GET", f"/v1/statements/RUB-{month.first:%Y-%m}")["lines"]
    earned = [line for line in lines if line["account"] == "payable"]
    assert {line["sale"] for line in earned} == set(month.sold) and {line["niche"] for line in earned} == {month.market}
    assert {(line["kind"], line["amount"], line["price"], line["fee"]) for line in earned} == {("settle", 27_001, 30_001, 3_000)}
    assert month.acme.client.get(f"/v1/statements/RUB-{month.first:%Y-%m}?org={month.someone.id}").body["org"] == month.acme.id
    assert month.admin.get(f"/v1/statements/RUB-{month.first:%Y-%m}?org={month.someone.id}").body["org"] == month.someone.id
    assert month.acme.client.get("/v1/statements/RUB-2026-13").status == month.acme.client.get("/v1/statements/XAF-2026-11").status == 404


def test_days_that_are_not_closed_are_in_it_too(month):
    sold = month.someone.post(lead(month.market, person())).sales[0]["id"]
    doc = month.acme.client.ok("GET", "/v1/statements?currency=RUB")
    assert not doc["closed"] and [line["sale"] for line in doc["lines"]] == [sold, sold] and doc["id"] is None
    assert sum(line["amount"] for line in doc["lines"]) == 0, "from the wallet to escrow"
    assert {row["account"]: row["balance"] for row in doc["closing"]}["wallet"] == month.balance(month.acme, "wallet")


def test_forms_for_machines_spreadsheets_and_paper(month):
    name = f"RUB-{month.first:%Y-%m}"
    month.deposit(month.acme, 5_00)
    month.sql("update transfers set reference = %s where id = (select id from transfers where kind = 'deposit' order by id desc limit 1)", MEAN)
    whole = month.acme.client.ok("GET", f"/v1/statements/{name}?limit=2000")
    rows = []
    for page in pages(month.acme.client, f"/v1/statements/{name}?format=csv", 4):
        rows += list(csv.DictReader(io.StringIO(page.text, newline=""), strict=True))
    assert [row["amount_minor"] for row in rows if row["amount_minor"]] == [str(line["amount"]) for line in whole["lines"]]
    assert [row["kind"] for row in rows if not row["amount_minor"]] == ["opening"] * len(whole["opening"]) + ["closing"] * len(whole["closing"])
    today = month.acme.client.get("/v1/statements?currency=RUB&format=spreadsheet")
    assert today.text.startswith("\ufeff") or today.text.startswith("ï»¿") and ";5.00;" in today.text
    assert "'=HYPERLINK" in today.text, "nothing runs as a formula"
    paper = month.acme.client.get("/v1/statements?currency=RUB&format=html")
    assert "Opening" in paper.text and "Provisional" in paper.text and "<script" not in paper.text
    assert "=HYPERLINK(&quot;http" in paper.text and "default-src 'none'" in paper.headers["Content-Security-Policy"]


def issue(month, org, series, **more):
    return month.admin.post("/v1/admin/invoices", {"org": org.id, "series": series, "currency": "RUB", **more}, key=f"{org.id}-{series}-{next(month.serial)}")


def test_invoices_of_a_month(month):
    answer = issue(month, month.acme, "invoice", to=str(month.one("select %s - 1", month.second)))
    assert answer.status == 201, answer
    bill = answer.body["items"][0]
    assert bill["number"] == f"INV-{month.second.year}-000001" and bill["gross"] == rub(6 * 30_001)
    assert bill["lines"] == [{"text": f"leads {month.market}", "count": 6, "gross": 180_006, "tax": 36_001, "net": 144_005, "rate_bp": 2500, "tax_name": "MVA"}]
    assert bill["recipient"]["tax_id"] == "NO 2" and bill["issuer"]["name"] == "Operator"
    note = issue(month, month.someone, "self_billed").body["items"][0]
    assert note["number"] == f"SB-{month.second.year}-000001" and note["gross"] == rub(6 * 27_001) and note["issuer"]["tax_id"] == "NO 1"
    assert note["tax"] == rub(0), "no rate was entered for this series"
    assert issue(month, month.acme, "invoice", to=str(month.one("select %s - 2", month.second))).status == 409, "nothing is billed twice"

    assert month.acme.client.items("/v1/invoices")[0]["number"] == bill["number"]
    assert month.someone.client.get(f"/v1/invoices/{bill['id']}").status == 404
    paper = month.acme.client.get(f"/v1/invoices/{bill['id']}?format=html").text
    assert "INV-" in paper and "1800.06" in paper and "&lt;b&gt;Bergen" in paper and "MVA 25.00 %" in paper
    month.admin.ok("POST", f"/v1/admin/orgs/{month.acme.id}", {"address": "elsewhere"})
    assert month.acme.client.ok("GET", f"/v1/invoices/{bill['id']}")["recipient"]["address"] == "Vei 2 <b>Bergen</b>", "as it was when it was issued"


def test_a_reversal_later_is_a_credit_note(month):
    sale = month.sold[0]
    lead_id = month.one("select lead_id::text from sales where id = %s", sale)
    assert month.one("select sale_reverse(%s, %s, 100, leadx_now(), 'fraud')", lead_id, sale) is not None
    day = month.one("select (leadx_now() at time zone 'UTC')::date")
    month.advance(days=1, hours=2)
    signed_until(month, day)
    made = issue(month, month.acme, "invoice").body["items"]
    assert [item["series"] for item in made] == ["credit_note"], "the money of the sale made meanwhile is still in escrow"
    assert made[0]["corrects_number"].startswith("INV-") and made[0]["gross"] == rub(30_001) and made[0]["tax"] == rub(6_000)
    note = issue(month, month.someone, "self_billed").body["items"][0]
    assert note["corrects_number"].startswith("SB-") and note["gross"] == rub(27_001) and note["issuer"]["tax_id"] == "NO 1"
    left = month.admin.post(f"/v1/admin/invoices/{made[0]['corrects']}/credit", {"amount": rub(150_006), "reason": "too much"}, key="too-much")
    assert left.status == 409 and left.pointers == [("/amount", "conflict")]
    good = month.admin.post(f"/v1/admin/invoices/{made[0]['corrects']}/credit", {"amount": rub(150_005), "reason": "kindness"}, key="kind")
    assert good.status == 201 and good["number"].endswith("000003") and good["credited"] == rub(0)
    assert month.admin.ok("GET", f"/v1/invoices/{made[0]['corrects']}")["credited"] == rub(180_006), "all of it, by two notes"


def found(month, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return {item["number"] for item in month.admin.ok("GET", f"/v1/admin/invoices?{query}")["items"]}


def test_an_invoice_is_found(month):
    everything = found(month)
    one = sorted(number for number in everything if number.startswith("INV-"))[0]
    bill = month.admin.ok("GET", f"/v1/admin/invoices?number={one}")["items"][0]
    assert found(month, number=one) == {one} and found(month, number="INV-1-1") == set()
    assert found(month, corrects=bill["id"]) == {n["number"] for n in month.admin.ok("GET", "/v1/admin/invoices?series=credit_note")["items"] if n["corrects_number"] == one}
    day = bill["issued_at"][:10]
    assert one in found(month, **{"from": day, "to": day})
    days = {item["number"]: item["issued_at"][:10] for item in month.admin.items("/v1/admin/invoices")}
    for start in set(days.values()):
        assert found(month, **{"from": start}) == {number for number, at in days.items() if at >= start}
        assert found(month, to=start) == {number for number, at in days.items() if at <= start}
    assert month.admin.get("/v1/admin/invoices?from=yesterday").pointers == [("/from", "invalid_field")]


def test_months_are_billed_by_themselves():
    exchange = Exchange()
    try:
        niche, seller, acme = exchange.niche(), exchange.seller(), exchange.buyer()
        acme.order(niche, shared=1_000)
        next_month(exchange)
        seller.post(lead(niche, person()))
        exchange.advance(days=8)
        settled(exchange)
        next_month(exchange)
        wait_until(lambda: len(acme.client.items("/v1/invoices")) == 1 and len(seller.client.items("/v1/invoices")) == 1, "both have their paper")
    finally:
        exchange.close()


def test_sixty_four_at_once_leave_no_gap(exchange):
    """Also some that break off in the middle."""
    niche, buyers = exchange.niche(), [exchange.buyer() for _ in range(64)]
    today = exchange.one("select (leadx_now() at time zone 'UTC')::date")
    number = exchange.one("select no from niches where name = %s", niche)
    for buyer in buyers:
        exchange.sql("insert into billing_days values (%s, 'invoice', 'RUB', %s, %s, 'leads', %s, 1, 500)", buyer.id, today, number, today)
        exchange.sql("insert into invoice_marks values (%s, 'invoice', 'RUB', null, %s)", buyer.id, today)
    before = exchange.one("select coalesce(max(last), 0) from invoice_counters where series = 'invoice'")
    faults = []

    def go(i, buyer):
        connection = exchange.cluster.connect()
        connection.autocommit = False
        try:
            with connection.cursor() as cursor:
                for again in (True, False) if i % 3 == 0 else (False,):
                    cursor.execute("select invoice_issue(%s, 'invoice', 'RUB', %s, leadx_now())", (buyer.id, today))
                    connection.rollback() if again else connection.commit()
        except psycopg2.Error as error:
            faults.append(error)
        finally:
            connection.close()
    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    given = [row[0] for row in exchange.sql("select no from invoices where series = 'invoice' and no > %s order by no", before)]
    assert given == list(range(before + 1, before + 65))
    assert exchange.one("select count(distinct number) = count(*) from invoices")
