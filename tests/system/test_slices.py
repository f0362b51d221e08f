"""Counting a slice of leads costs what the slice holds. The newest leads stand behind all that statistics know and are believed to be
one: a plan with loops over them would compare each with each. Rows are counted here, not seconds."""
import json
import re

import psycopg2
import pytest

from support.people import lead

LEADS = 1000

# As many leads as asked for, sold and reported on like the one named, from a time on.
MANY = """
with n as materialized (select uuid_v7(%(at)s + i * interval '1 ms') as lead, uuid_v7(%(at)s + i * interval '1 ms') as sale from generate_series(1, %(n)s) i),
l as (insert into leads select x.* from n, leads d, jsonb_populate_record(d, jsonb_build_object('id', n.lead, 'external_id', null)) x where d.id = %(like)s),
s as (insert into sales select x.* from n, sales d, jsonb_populate_record(d, jsonb_build_object('id', n.sale, 'lead_id', n.lead)) x where d.lead_id = %(like)s)
insert into outcomes select x.* from n, outcomes d, jsonb_populate_record(d, jsonb_build_object('id', n.sale, 'sale_id', n.sale, 'lead_id', n.lead)) x where d.lead_id = %(like)s
"""
WATCHED = """
load 'auto_explain';
set local auto_explain.log_min_duration = 0;
set local auto_explain.log_nested_statements = on;
set local auto_explain.log_analyze = on;
set local auto_explain.log_timing = off;
set local auto_explain.log_format = json;
set local client_min_messages = log
"""


def rows_of(node):
    """How many rows went through a plan, at every step of it; those that a join's filter threw away were compared, too."""
    mine = (node["Actual Rows"] + node.get("Rows Removed by Join Filter", 0) + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return mine + sum(rows_of(below) for below in node.get("Plans", []))


@pytest.fixture
def day(exchange, niche, seller, acme):
    """A connection that sees the slice of leads that statistics do not know, and its bounds. Nothing of it stays."""
    acme.order(niche, shared=30_000)
    model = seller.post(lead(niche))
    acme.client.ok("POST", f"/v1/sales/{model.sales[0]['id']}/outcomes", {"outcomes": [{"kind": "contacted", "call_seconds": 60}]})
    connection = psycopg2.connect(exchange.cluster.url("postgres"))
    with connection.cursor() as cursor:
        cursor.execute("set local search_path = leadx, public")
        for hours in (3, 2):
            cursor.execute("select date_trunc('second', leadx_now()) - %s * interval '1 hour'", [hours])
            at = cursor.fetchone()[0]
            cursor.execute(MANY, {"at": at, "n": LEADS, "like": model.id})
            if hours == 3:
                cursor.execute("analyze leads, sales, outcomes")
        yield connection, cursor, at
    connection.rollback()
    connection.close()


@pytest.mark.parametrize("counts", ["report_slice", "score_slice"])
def test_a_slice_unknown_to_statistics_costs_what_it_holds(day, counts):
    connection, cursor, at = day
    cursor.execute(WATCHED)
    connection.notices.clear()
    cursor.execute(f"select {counts}(uuid_floor(%(at)s), uuid_floor(%(at)s + interval '1 minute'), leadx_now())", {"at": at})
    plans = [json.loads(notice[notice.index("{"):]) for notice in connection.notices if re.match(r"LOG:  duration: .* plan:", notice)]
    rows = sum(rows_of(plan["Plan"]) for plan in plans)
    assert rows > 10 * LEADS, "the slice was looked at"
    assert rows < 100 * LEADS, max(plans, key=lambda plan: rows_of(plan["Plan"]))
