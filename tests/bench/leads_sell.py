#!/usr/bin/python3
"""What a lead costs in the database: batches of several sizes through leads_sell, as the server's writers send them.

    tests/bench/leads_sell.py [--leads 20000] [--sizes 1,16,32,64,256] [--orders 4] [--writers 1] [--prints 0]
                               [--against CHECKOUT] [--statements] [--hold]

One row a size: microseconds of the writers' backends on the CPU and of wall time a lead, WAL bytes a lead, how many leads
were sold and by how many sales. The cluster is made for the run, syncs to disk and has the settings of ./leadx up. The
arrays wait in a table, so that nothing but the sale is measured. --orders 4 is the demo's insurance (one order takes all,
three with daily caps take some); more make a market of so many orders, a tenth as many buyers and Zipf-like choice. --prints
measures beside it a database whose fingerprint table has so many rows of other persons. --against measures another checkout's schema too, in a
cluster of its own and in turns, which is how two versions are compared on a machine with neighbours. --statements adds what each
statement of the function took. --hold waits before each size for a key, to attach perf."""
import argparse
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.floor import LEAD_COLUMNS, REST_TYPES, Floor  # noqa: E402
from support.place import ROOT  # noqa: E402

SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "2GB", "min_wal_size": "1536MB", "checkpoint_timeout": "15min",
            "max_locks_per_transaction": "1024"}
REST = ["f_lead", "f_channel", "f_hash", "f_suppress", "f_slot", "o_id", "o_revision", "c_order", "c_exclusive", "c_sale"]
COLUMNS = [(f"l_{name}", kind) for name, kind in LEAD_COLUMNS] + list(zip(REST, REST_TYPES))

# One lead: two channels of a person nobody knows, a key that answers for a minute, sealed bytes nobody can compress.
LEADS = """
create unlogged table bench.leads as
select g as no, (g - 1) / %(size)s as batch, mod(g - 1, %(size)s) + 1 as i, leadx.uuid_v7(clock_timestamp()) as id,
       leadx.uuid_v7(clock_timestamp()) as decision, uuid_send(gen_random_uuid()) as key, uuid_send(gen_random_uuid()) as body,
       array[uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid())] as prints,
       array[uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid())] as suppress,
       (select string_agg(uuid_send(gen_random_uuid()), '') from generate_series(1, 10 + mod(g, 2))) as sealed,
       (case when random() < 0.4 then 1 when random() < 0.7 then 2 else 3 end) as takers
  from generate_series(1, %(leads)s) g
"""
CANDIDATES = """
create unlogged table bench.candidates as
select l.batch, l.i, c.j, c.no, dense_rank() over (partition by l.batch order by c.no) as place, o.price
  from bench.leads l
 cross join lateral (select row_number() over (order by x.no) as j, x.no from (
           select distinct case when %(orders)s > 4 then 1 + floor(%(orders)s * random() ^ 3) when k = 1 then 1 else 2 + floor(3 * random()) end
                           + 0 * l.no as no
             from generate_series(1, l.takers) k) x) c
  join bench.orders o on o.no = c.no
"""
REASONING = """'{"v":1,"counts":{"considered":11,"filtered":8,"outside_hours":0,"own_family":0,"no_consent":0,"asleep_cap":0,
"asleep_money":0},"candidates":[' || c.reasoning || '],"score":{"version":1,"total":72,"rules":{"phone":20,"email":10,"name":12,
"consent":20,"source":10}},"temperature":{"is":"hot","declared":true}}'"""
BATCHES = f"""
create unlogged table bench.batches as
select l.batch, l.l_id, l.l_fresh, l.l_want, l.l_code, l.l_guard, l.l_seller, l.l_family, l.l_niche, l.l_source, l.l_offer, l.l_limit,
       l.l_min_payout, l.l_temperature, l.l_score, l.l_attributes, l.l_origin, l.l_external, l.l_consent_ms, l.l_recipients, l.l_previous,
       l.l_key, l.l_body, l.l_key_ms, l.l_contact, l.l_contact_key, l.l_consent, l.l_consent_key, l.l_decision, l.l_trigger, l.l_reasoning,
       l.l_prints_end, l.l_candidates_end, f.f_lead, f.f_channel, f.f_hash, f.f_suppress, f.f_slot,
       o.o_id, o.o_revision, c.c_order, c.c_exclusive, c.c_sale
  from (select x.batch, array_agg(id order by i) as l_id, array_agg(true) as l_fresh, array_agg('route'::text) as l_want,
               array_agg(null::text) as l_code, array_agg(false) as l_guard, array_agg(m.seller) as l_seller, array_agg(m.seller) as l_family,
               array_agg(m.niche) as l_niche, array_agg(m.source) as l_source, array_agg(null::uuid) as l_offer, array_agg(3::smallint) as l_limit,
               array_agg(null::bigint) as l_min_payout, array_agg('hot'::text) as l_temperature, array_agg(72::smallint) as l_score,
               array_agg('{{"age":34,"homeowner":true,"income":120000,"language":"ru","region":"RU-MOW"}}'::text) as l_attributes,
               array_agg('{{"temperature":"hot"}}'::text) as l_origin, array_agg(null::text) as l_external, array_agg(null::bigint) as l_consent_ms,
               array_agg(null::text) as l_recipients, array_agg(null::uuid) as l_previous, array_agg(key order by i) as l_key,
               array_agg(body order by i) as l_body, array_agg(60000::bigint) as l_key_ms, array_agg(sealed order by i) as l_contact,
               array_agg(substring(sealed for 60) order by i) as l_contact_key, array_agg(substring(sealed from 30 for 120) order by i) as l_consent,
               array_agg(substring(sealed from 20 for 60) order by i) as l_consent_key, array_agg(decision order by i) as l_decision,
               array_agg('post'::text) as l_trigger, array_agg(c.text order by i) as l_reasoning, array_agg(2 * i order by i) as l_prints_end,
               array_agg(c.to_here::integer order by i) as l_candidates_end
          from bench.leads x
          join (select batch, i, sum(count(*)) over (partition by batch order by i) as to_here, {REASONING.replace("c.reasoning", '''string_agg(
                  '{"order":"' || o.id || '","revision":1,"price":' || o.price || ',"exclusive":false}', ',')''')} as text
                  from bench.candidates d join bench.orders o using (no) group by batch, i) c using (batch, i)
         cross join bench.market m group by x.batch) l
  join (select batch, array_agg(i order by i, ch) as f_lead, array_agg(ch::smallint order by i, ch) as f_channel,
               array_agg(prints[ch] order by i, ch) as f_hash, array_agg(suppress[ch] order by i, ch) as f_suppress,
               array_agg(2 * i - 2 + ch order by i, ch) as f_slot from bench.leads cross join generate_series(1, 2) ch group by batch) f using (batch)
  join (select batch, array_agg(o.id order by place) as o_id, array_agg(1 order by place) as o_revision
          from (select distinct batch, place, no from bench.candidates) d join bench.orders o using (no) group by batch) o using (batch)
  join (select batch, array_agg(place::integer order by i, price desc, no) as c_order, array_agg(false) as c_exclusive,
               array_agg(leadx.uuid_v7(clock_timestamp())) as c_sale from bench.candidates group by batch) c using (batch)
"""


def market(floor, orders):
    """A seller, buyers with money, orders; the first takes everything, the others have a daily cap."""
    floor.niche("bench")
    seller = floor.org("bench seller", sells=True)
    source = floor.source(seller)
    floor.sql("create schema bench; grant usage on schema bench to leadx_server;"
              "create table bench.orders (no integer primary key, id uuid, price bigint)")
    floor.sql("create table bench.market as select %s::uuid as seller, %s::uuid as source, no as niche from niches where name = 'bench'",
              seller, source)
    buyers = [floor.org(f"bench buyer {i}", buys=True) for i in range(max(4, orders // 10))]
    for buyer in buyers:
        floor.ok(None, "deposit", {"org": buyer, "currency": "RUB", "amount": 10**14, "reference": buyer})
    for no in range(orders):
        caps = [{"per": "day", "count": 10**6}] if no else []
        price = 32500 - no % 100 * 10
        made = floor.ok(buyers[no % len(buyers)], "order_create", {"niche": "bench", "name": "order", "shared_price": price, "caps": caps})
        floor.sql("insert into bench.orders values (%s, %s, %s)", no + 1, made["id"], price)


def fill_prints(floor, rows):
    """Without the index first: twenty million random places in a B-tree take an hour."""
    floor.sql("alter table fingerprints drop constraint fingerprints_pkey; set maintenance_work_mem = '1GB'")
    floor.sql("insert into fingerprints select uuid_send(gen_random_uuid()), 1, 1 + mod(g, 2), uuid_nil(), gen_random_uuid(), now() + interval '30 days'"
              " from generate_series(1, %s) g".replace("uuid_nil()", "'00000000-0000-0000-0000-000000000000'"), rows)
    floor.sql("alter table fingerprints add constraint fingerprints_pkey primary key (hash, niche_no, channel, scope)")
    floor.sql("vacuum analyze fingerprints")


def prepare_batches(floor, leads, size, orders):
    floor.sql("drop table if exists bench.leads, bench.candidates, bench.batches")
    for text in (LEADS, CANDIDATES, "analyze bench.leads", "analyze bench.candidates", BATCHES, "alter table bench.batches add primary key (batch)"):
        floor.sql(text % {"leads": leads, "size": size, "orders": orders} if "%(" in text else text)
    floor.sql("analyze bench.batches; grant select on all tables in schema bench to leadx_server")


class Writer:
    """A connection as the server's writers have it."""

    def __init__(self, floor):
        self.db = floor.connect()
        self.floor = floor
        self.process = floor.one("select pg_backend_pid()", db=self.db)
        arguments = ", ".join(name for name, _ in COLUMNS)
        floor.sql("set synchronous_commit = on", db=self.db)
        floor.sql(f"prepare sell(integer) as select s.out_state from bench.batches b cross join lateral leads_sell(null::timestamptz, {arguments}) s"
                  " where b.batch = $1", db=self.db)

    def run(self, batches):
        with self.db.cursor() as cursor:
            for batch in batches:
                cursor.execute("execute sell(%s)", (batch,))

    def cpu_us(self):
        with open(f"/proc/{self.process}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1000


class Side:
    """A database with the schema of one checkout, and its writers."""

    def __init__(self, given, root, prints=0, name=""):
        self.given, self.prints, self.name = given, prints, name
        self.floor = Floor(test_clock=False, durable=True, root=root)
        try:
            self._set_up()
        except BaseException:
            self.floor.close()
            raise

    def _set_up(self):
        floor, given = self.floor, self.given
        for name, value in (SETTINGS | ({"shared_preload_libraries": "pg_stat_statements"} if given.statements else {})).items():
            floor.cluster.psql("leadx", f"alter system set {name} = '{value}'")
        floor.cluster.stop()
        floor.cluster.start()
        floor.db, floor.admin = floor.connect("leadx_owner"), floor.connect("postgres")
        if given.statements:
            floor.sql("create extension pg_stat_statements schema public", db=floor.admin)
            floor.cluster.psql("leadx", "alter system set pg_stat_statements.track = 'all'; select pg_reload_conf()")
        market(floor, given.orders)
        if self.prints:
            fill_prints(floor, self.prints)

    def warm(self, leads, size):
        """Plans, caches and the first pages; the rest of the batches is measured."""
        prepare_batches(self.floor, leads, size, self.given.orders)
        self.writers = [Writer(self.floor) for _ in range(self.given.writers)]
        batches = list(range((leads + size - 1) // size))
        warm = max(3, min(2000 // size, len(batches) // 4))
        for writer in self.writers:
            writer.run(batches[:warm][self.writers.index(writer)::len(self.writers)])
        self.batches, self.took = batches[warm:], 0
        self.leads = self.floor.one("select sum(cardinality(l_id)) from bench.batches where batch >= %s", warm)
        self.floor.sql("checkpoint", db=self.floor.admin)
        if self.given.statements:
            self.floor.sql("select public.pg_stat_statements_reset()", db=self.floor.admin)
        self.before = self._state()

    def run(self, part, parts):
        """A part of the batches, all writers at once."""
        mine, began = self.batches[part::parts], time.monotonic()
        threads = [threading.Thread(target=writer.run, args=(mine[i::len(self.writers)],)) for i, writer in enumerate(self.writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.took += time.monotonic() - began

    def _state(self):
        wal, sales, sold = self.floor.sql("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint, (select count(*) from sales),"
                                          " (select count(distinct lead_id) from sales)")[0]
        return sum(w.cpu_us() for w in self.writers), wal, sales, sold

    def say(self, size):
        cpu, wal, sales, sold = (after - before for after, before in zip(self._state(), self.before))
        n = float(self.leads)
        print(f"{self.name}{size:5d} a batch  {cpu / n:7.1f} us CPU a lead  {cpu / len(self.batches):9.0f} us a batch  {self.took / n * 1e6:7.1f} us wall"
              f"  {wal / n:6.0f} WAL bytes  {sold / n:5.3f} sold  {sales / n:5.2f} sales", flush=True)
        if self.given.statements:
            self._say_statements(n, len(self.batches))

    def _say_statements(self, leads, batches):
        """What each statement of the function took; the rest of the call is their start and the function's own loops."""
        rows = self.floor.sql("select total_exec_time * 1000, calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) from public.pg_stat_statements"
                              " where query !~ 'bench|checkpoint' and calls >= %s order by 1 desc limit 40", batches // 2, db=self.floor.admin)
        for took, calls, text in rows:
            print(f"      {took / leads:6.2f} us a lead {took / batches:7.1f} a batch {calls / batches:5.1f} x  {text}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=20000)
    parser.add_argument("--sizes", default="1,16,32,64,256")
    parser.add_argument("--orders", type=int, default=4)
    parser.add_argument("--writers", type=int, default=1)
    parser.add_argument("--prints", type=int, default=0)
    parser.add_argument("--against")
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--statements", action="store_true")
    given = parser.parse_args()
    sides = []
    try:
        if given.prints:
            sides.append(Side(given, ROOT, 0, "few prints  "))
            sides.append(Side(given, ROOT, given.prints, "many prints "))
        elif given.against:
            sides.append(Side(given, given.against, 0, "theirs "))
            sides.append(Side(given, ROOT, 0, "ours   "))
        else:
            sides.append(Side(given, ROOT))
        for size in map(int, given.sizes.split(",")):
            for side in sides:
                side.warm(min(given.leads, size * 4000), size)
            if given.hold:
                input(f"{size} a batch; backends {[writer.process for side in sides for writer in side.writers]}; enter to go on ")
            parts = 40 if len(sides) > 1 else 1
            for part in range(parts):
                for side in sides:
                    side.run(part, parts)
            for side in sides:
                side.say(size)
        for side in sides:
            problems = side.floor.one("select ledger_verify()")["problems"]
            assert not problems, problems
    finally:
        for side in sides:
            side.floor.close()


if __name__ == "__main__":
    main()
