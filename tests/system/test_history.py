"""The demo market's past (leadxd --history): the same twice, in balance, with every turn a dispute can take."""
import json
import os
import signal
import subprocess

import pytest

from support import tls
from support.cluster import Cluster
from support.place import ROOT, Place, identity
from support.server import Server
from support.wait import wait_until

PLAN = "5:3"  # days, seed

# What the market is made of, without ids and without what lies in the hours that pass between two runs.
DIGEST = """
with day as (select date_trunc('day', %(now)s::timestamptz, 'UTC') as today)
select 'leads', o.alias, n.name, l.state in ('duplicate', 'rejected'), l.code in ('duplicate', 'company_phone_only'), l.temperature,
       count(*), sum(l.score), sum((l.attributes ->> 'age')::integer), max(l.received_at)::text
  from leads l join orgs o on o.id = l.seller_id join niches n on n.no = l.niche_no, day where l.received_at < today group by 1, 2, 3, 4, 5, 6
union all
select 'sales', o.alias, coalesce(r.name, ''), s.exclusive, null, null, count(*), sum(s.price_minor), sum(s.fee_minor), max(s.sold_at)::text
  from sales s join orgs o on o.id = s.buyer_id join orders r on r.id = s.order_id, day where s.sold_at < today group by 1, 2, 3, 4
union all
select 'transfers', d.alias || ' ' || x.kind, t.kind, null, null, null, count(*), sum(t.amount_minor), null, max(t.at)::text
  from transfers t join accounts x on x.id = t.debit_id join orgs d on d.id = x.org_id, day where t.at < today group by 1, 2, 3
union all
select 'disputes', d.reason, e.kind, null, null, e.side, count(*), sum(d.price_minor), null, max(e.at)::text
  from dispute_events e join disputes d on d.id = e.dispute_id, day where e.at < today group by 1, 2, 3, 6
union all
select 'outcomes', o.kind, null, null, null, null, count(*), sum(o.call_seconds), sum(o.amount_minor)::bigint, max(o.reported_at)::text
  from outcomes o, day where o.reported_at < today group by 1, 2
order by 1, 2, 3, 4, 5, 6"""


class Past:
    """A cluster with a history and no server."""

    def __init__(self, plan=PLAN):
        self.place = Place()
        self.cluster = Cluster(self.place, migrated=True)
        certificates = tls.make(self.place)
        self.place.directory("secrets")
        for name in ("master", "fingerprint", "suppression"):
            self.place.write(f"secrets/{name}.key", os.urandom(32))
        self.server = Server(self.place, self.cluster, certificates)
        self.server.bootstrap()
        self.plan = plan
        self.database = self.cluster.connect()

    def begin(self):
        return subprocess.Popen([self.server.binary, "--config", self.server.config, "--history", self.plan], cwd="/", text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **identity())

    def write(self):
        running = self.begin()
        out, err = running.communicate(timeout=120)
        return running.returncode, out, err

    def sql(self, text, **values):
        with self.database.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall()

    def column(self, text):
        return [row[0] for row in self.sql(text)]

    def close(self):
        self.database.close()
        self.cluster.kill()
        self.place.remove()


@pytest.fixture(scope="module")
def past():
    made = Past()
    status, out, err = made.write()
    assert status == 0, out + err
    made.said = out
    yield made
    made.close()


def test_it_was_done_without_a_refusal(past):
    assert past.said.endswith("(0 refused)\n"), past.said
    leads = past.column("select count(*) from leads")[0]
    assert leads > 500 and f"{leads} leads" in past.said


def test_the_same_days_and_seed_are_the_same_market(past):
    other = Past()
    try:
        assert other.write()[0] == 0
        now = min(past.column("select max(received_at) from leads") + other.column("select max(received_at) from leads"))
        here, there = past.sql(DIGEST, now=now), other.sql(DIGEST, now=now)
        assert len(here) > 100
        assert here == there
    finally:
        other.close()


def test_who_waited_comes_before_who_comes(past):
    """Orders whose day has begun meet the leads that wait, then those posted at that moment: the clock decides, not whichever statement
    is back sooner. With one writer transactions are numbered as they came. After lunch chores follow the posts, and may wake an order."""
    moments = past.sql("select max(xid) filter (where waited) < min(xid) filter (where not waited) as in_turn"
                       "  from (select d.at, d.xmin::text::bigint as xid, l.received_at < d.at as waited from decisions d join leads l on l.id = d.lead_id"
                       "         where extract(hour from d.at at time zone 'UTC') not in (13, 14)) x"
                       " group by at having bool_or(waited) and bool_or(not waited)")
    assert moments and all(in_turn for (in_turn,) in moments)


def history_operate():
    """The statement by which the history's parties do what they planned."""
    with open(os.path.join(ROOT, "server/history/history.sql"), encoding="utf-8") as file:
        return file.read().split("-- name: history_operate\n")[1].split("-- name:")[0].replace("$1", "%(plan)s")


def test_nobody_answers_a_claim_that_the_records_proved_at_once(past):
    sale, seller, family, key = past.sql(
        "select d.sale_id::text, o.id::text, o.family_id::text, (select min(k.id::text) from api_keys k where k.org_id = o.id)"
        "  from disputes d join orgs o on o.id = d.seller_id where d.state = 'open' and d.due_at > leadx_now() limit 1")[0]
    contest = {"org": seller, "family": family, "key": key, "admin": False, "op": "dispute_contest", "sale": sale, "args": {}}

    def answers(proof):
        past.sql("with d as (update disputes set proof = %(proof)s where sale_id = %(sale)s returning 1) select * from d", sale=sale, proof=proof)
        return [row[0] for row in past.sql(history_operate(), plan=json.dumps([contest]))]

    past.database.autocommit = False
    try:
        assert answers('{"kind": "upheld_before"}') == []
        assert answers(None) == [200]
    finally:
        past.database.rollback()
        past.database.autocommit = True


def test_the_books_balance_and_ended_days_are_sealed_and_signed(past):
    verdict = past.column("select ledger_verify()")[0]
    assert verdict["balanced"] and verdict["problems"] == [], verdict
    assert past.column("select count(*) from ledger_days where closed_at is not null")[0] >= 5
    assert past.column("select count(*) from ledger_days where closed_at is not null and signature is null") == [0]


def test_every_turn_a_dispute_can_take_was_taken(past):
    kinds = set(past.column("select distinct kind from dispute_events"))
    assert {"evidence", "accepted", "contested", "ruled", "appealed", "appeal_ruled", "withdrawn", "final"} <= kinds


def test_nothing_stands_still_afterwards_and_nothing_is_written_over_it(past):
    assert past.column("select count(*) from test_clock where stands_at is not null") == [0]
    before = past.column("select count(*) from leads")
    assert past.write()[0] == 3
    assert past.column("select count(*) from leads") == before


def test_a_server_trades_on_it(past):
    past.server.start()
    try:
        assert past.column("select count(*) from orders where state = 'active'")[0] > 50
        assert past.server.look("/readyz").status_code == 200
    finally:
        past.server.kill()


def test_one_that_was_cut_off_is_noticed_and_nobody_trades_on_it():
    cut = Past("90")
    try:
        running = cut.begin()
        wait_until(lambda: cut.column("select count(*) from leads")[0] > 0, "some leads are there", 60)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert cut.write()[0] == 4
        with pytest.raises(AssertionError, match="made anew"):
            cut.server.start()
    finally:
        cut.server.kill()
        cut.close()
