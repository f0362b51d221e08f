"""Settlement, claims, reversals, payouts and charge-backs of the same sales and accounts at the same moment: one outcome each, books balance."""
import json
import threading
from datetime import datetime, timedelta, timezone

import psycopg2
import pytest

from support.floor import Candidate, Floor, Lead, hash16, uuid7
from support.wait import wait_until

NOW = datetime(2027, 1, 10, 9, tzinfo=timezone.utc)
SALES, HANDS = 24, 40


@pytest.fixture(scope="module")
def floor():
    running = Floor()
    yield running
    running.close()


@pytest.fixture
def trade(floor):
    """24 sales of 100, fee 10, in escrow; the seller has 500 to be paid out besides."""
    name = f"race_{floor.one('select count(*) from niches')}"
    niche = floor.niche(name, fee_bp=1_000, max_sales=16)
    seller, buyer = floor.org(f"{name}_s", sells=True), floor.org(f"{name}_b", buys=True)
    source = floor.source(seller)
    floor.ok(None, "deposit", {"org": buyer, "currency": "RUB", "amount": 100 * SALES, "reference": f"{name} 1"})
    order = floor.ok(buyer, "order_create", {"niche": name, "name": "o", "shared_price": 100})["id"]
    ms = int(NOW.timestamp() * 1000)
    leads = [Lead(seller, seller, niche, source, [(1, hash16(name, i))], [Candidate(order, 1, False, uuid7(ms))], id=uuid7(ms), decision=uuid7(ms))
             for i in range(SALES)]
    floor.sell(floor.db, leads, NOW)
    floor.ok(None, "adjustment", {"kind": "gift", "org": seller, "currency": "RUB", "amount": 500, "reason": "to begin with"})
    payee = floor.ok(seller, "payee", {"id": uuid7(ms), "currency": "RUB", "sealed": "00", "key": "00", "hint": "x"})["id"]
    return {"seller": seller, "buyer": buyer, "payee": payee, "sales": [lead.candidates[0].sale for lead in leads], "name": name}


def hands(floor, jobs):
    """Runs jobs (functions of a connection and a number) on 40 connections at once; what each said."""
    gate, said = threading.Barrier(HANDS), []

    def work(mine):
        db = floor.connect("leadx_owner")
        gate.wait()
        for job in mine:
            said.append(attempt(job, db))
        db.close()
    threads = [threading.Thread(target=work, args=(jobs[i::HANDS],)) for i in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def attempt(job, db):
    """A deadlock would be run again by the server; here it is a failure, since the order of locks forbids it."""
    try:
        return job(db)
    except psycopg2.errors.DeadlockDetected:
        return "deadlock"


def test_one_end_for_each_sale(floor, trade):
    later = NOW + timedelta(days=8)
    one = lambda query, *values: (lambda db: floor.one(query, *values, db=db))  # noqa: E731
    for sale in trade["sales"]:
        floor.sql("select sale_set_state(lead_id, id, 'disputed', 0, %s) from sales where id = %s and id::text < %s", NOW, sale, trade["sales"][12])
    jobs = []
    for i, sale in enumerate(trade["sales"]):
        jobs.append(one("select (sale_conclude(lead_id, id, %s, %s, 'a') is not null)::int from sales where id = %s", [0, 50, 100][i % 3], NOW, sale))
        jobs.append(one("select (sale_conclude(lead_id, id, 100, %s, 'b') is not null)::int from sales where id = %s", NOW, sale))
        jobs.append(one("select (sale_reverse(lead_id, id, 100, %s, 'c') is not null)::int from sales where id = %s", later, sale))
    jobs += [one("select sales_settle(%s, 3)", later)] * 10
    jobs += [lambda db, i=i: floor.op(db, trade["seller"], "payout", {"amount": 90, "currency": "RUB", "payee": trade["payee"]})[0] and 0 for i in range(12)]
    jobs += [lambda db, i=i: floor.op(db, None, "charge_back", {"org": trade["buyer"], "currency": "RUB", "amount": 50,
                                                                "reference": f"{trade['name']} back {i}"})[0] and 0 for i in range(6)]
    said = hands(floor, jobs)
    assert "deadlock" not in said
    floor.sql("select sales_settle(%s, 1000)", later)
    assert_once(floor, trade)


def assert_once(floor, trade):
    """Each sale ended once: the entries that left its escrow come to its price; the books balance."""
    rows = floor.sql("""select s.state, s.price_minor, sum(t.amount_minor) filter (where t.kind in ('settle', 'fee', 'refund')),
                               coalesce(sum(t.amount_minor) filter (where t.kind = 'reversal'), 0)
                          from sales s join transfers t on t.sale_id = s.id where s.seller_id = %s group by s.id, s.state, s.price_minor""", trade["seller"])
    assert len(rows) == SALES
    for state, price, released, reversed_ in rows:
        assert state in ("final", "returned", "reversed") and released == price
        assert (reversed_ > 0) == (state == "reversed")
    paid = floor.one("select coalesce(sum(amount_minor), 0)::bigint from payouts where org_id = %s", trade["seller"])
    assert paid == floor.one("select coalesce(sum(balance_minor), 0)::bigint from accounts where org_id = %s and kind = 'payout'", trade["seller"])
    verdict = floor.one("select ledger_verify()")
    assert verdict["balanced"], json.dumps(verdict)


def test_a_seller_s_first_accounts_are_made_in_one_order(floor, trade):
    """Another transaction has made the first of them and goes on to the second: who waits for it holds neither."""
    said = []
    conclude = "select (sale_conclude(lead_id, id, 0, %s, 'a') is not null)::int from sales where id = %s"
    db, other = floor.connect("leadx_owner"), floor.connect("leadx_owner")
    other.autocommit = False
    floor.sql("select accounts_ensure(%s, 'RUB', '{debt}', %s)", trade["seller"], NOW, db=other)
    mine = threading.Thread(target=lambda: said.append(attempt(lambda db: floor.one(conclude, NOW, trade["sales"][0], db=db), db)))
    mine.start()
    wait_until(lambda: floor.one("select wait_event_type = 'Lock' from pg_stat_activity where pid = %s", db.info.backend_pid), "it waits for the first")
    said.append(attempt(lambda db: floor.sql("select accounts_ensure(%s, 'RUB', '{payable}', %s)", trade["seller"], NOW, db=db) and "made", other))
    other.commit()
    mine.join()
    assert sorted(said, key=str) == [1, "made"]


def test_one_payout_ends_once(floor, trade):
    later = NOW + timedelta(days=8)
    floor.sql("select sales_settle(%s, 1000)", later)
    asked = [floor.ok(trade["seller"], "payout", {"amount": 40, "currency": "RUB", "payee": trade["payee"]})["id"] for _ in range(4)]
    before = floor.one("select balance_minor from accounts where org_id = %s and kind = 'payable'", trade["seller"])
    for payout in asked:
        floor.ok(None, "payout_approve", {"payout": payout})
    jobs = [lambda db: floor.op(db, None, "payout_batch", {"currency": "RUB"})[0] for _ in range(8)]
    for payout in asked:
        jobs += [lambda db, p=payout: floor.op(db, None, "payout_end", {"payout": p, "to": "confirmed"})[0] for _ in range(6)]
        jobs += [lambda db, p=payout: floor.op(db, None, "payout_end", {"payout": p, "to": "cancelled"})[0] for _ in range(6)]
    said = hands(floor, jobs)
    assert "deadlock" not in said
    states = [state for (state,) in floor.sql("select state from payouts where id::text = any(%s)", asked)]
    out = floor.one("select count(*) from transfers where kind = 'payout_paid' and reference = any(%s)", asked)
    back = floor.one("select count(*) from transfers where kind = 'payout_back' and reference = any(%s)", asked)
    assert (states.count("confirmed"), states.count("cancelled")) == (out, back)
    assert floor.one("select balance_minor from accounts where org_id = %s and kind = 'payable'", trade["seller"]) == before + 40 * back
    assert floor.one("select ledger_verify()")["balanced"]


def test_a_days_first_booking_is_waited_for_with_empty_hands(floor, trade):
    """Whoever waited for the day's row with accounts in hand would be waited for by the sale that makes it."""
    tomorrow = NOW + timedelta(days=30)
    day = tomorrow.date().isoformat()
    first, settler = floor.connect("leadx_owner"), floor.connect("leadx_owner")
    first.autocommit = False
    floor.sql("insert into ledger_days (day) values (%s)", day, db=first)
    settling = threading.Thread(target=floor.sql, args=("select sales_settle(%s, 1000)", tomorrow), kwargs={"db": settler})
    settling.start()
    wait_until(lambda: floor.one("select count(*) from pg_locks where pid = %s and not granted", settler.info.backend_pid), "it waits")
    floor.sql("select from accounts for no key update nowait", db=first)
    first.commit()
    settling.join()
    assert floor.one("select count(*) from sales where seller_id = %s and state = 'held'", trade["seller"]) == 0
    first.close()
    settler.close()
