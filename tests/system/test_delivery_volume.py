"""Five thousand deliveries to fifty endpoints, ten of them rude: the good ones get all of theirs while the rude ones wait,
and nothing is lost."""
import os
from collections import Counter

import pytest

from support.endpoint import Endpoint
from support.exchange import Exchange
from support.people import lead
from support.receiver import MAY_CALL, reference_says
from support.wait import wait_until

DELIVERIES = int(os.environ.get("LEADX_DELIVERIES", "5000"))
ENDPOINTS = 50
RUDE = ["never", "drips", "resets", "redirects", "lies", "garbage", "fails", "never", "drips", "busy"]

# Sold leads by the shortest way: rows as leads_sell writes them, spread evenly over the endpoints.
SELL = """
with n as (select i, uuid_v7(leadx_now()) as lead, uuid_v7(leadx_now()) as sale, e.id as endpoint
             from generate_series(1, %s) i join lateral (select id from endpoints where org_id = %s order by id offset i %% %s limit 1) e on true),
l as (insert into leads select x.* from n, leads d, jsonb_populate_record(d, jsonb_build_object('id', n.lead, 'external_id', null, 'sellable', false)) x where d.id = %s),
s as (insert into sales select x.* from n, sales d, jsonb_populate_record(d, jsonb_build_object('id', n.sale, 'lead_id', n.lead)) x where d.lead_id = %s)
insert into deliveries (lead_id, id, sale_id, buyer_id, channel, state, due_at, endpoint_id)
select n.lead, n.sale, n.sale, %s, 'webhook', 'due', leadx_now(), n.endpoint from n
"""


@pytest.fixture
def exchange():
    running = Exchange(**MAY_CALL, delivery_timeout_ms=3000, outbound_per_peer=8)
    yield running
    running.close()


class Floor:
    """One buyer with fifty endpoints, and deliveries that fall due at once, spread evenly over them."""

    def __init__(self, exchange, receiver, rude):
        self.exchange, self.receiver = exchange, receiver
        niche, self.buyer = exchange.niche(), exchange.buyer()
        self.tag = niche[-8:]
        self.paths = [f"/{RUDE[i] if i < rude else 'good'}/{self.tag}-{i}" for i in range(ENDPOINTS)]
        self.endpoints = [Endpoint(self.buyer, name=path, url=receiver.url + path) for path in self.paths]
        self.good = {path: endpoint for path, endpoint in zip(self.paths, self.endpoints) if path.startswith("/good")}
        self.buyer.order(niche, shared=30_000)
        self.model = exchange.seller().post(lead(niche)).id

    def fall_due(self, n):
        self.due_at = self.exchange.one("select leadx_now()")
        self.exchange.sql(SELL, n, self.buyer.id, ENDPOINTS, self.model, self.model, self.buyer.id)
        assert self.count() == n
        return n * len(self.good) // ENDPOINTS

    def count(self, where="true"):
        return self.exchange.one(f"select count(*) from deliveries where endpoint_id = any (%s::uuid[]) and {where}",
                                 [endpoint.id for endpoint in self.endpoints])

    def good_done(self):
        return self.exchange.one("select count(*) from deliveries where endpoint_id = any (%s::uuid[]) and state = 'done'",
                                 [endpoint.id for endpoint in self.good.values()])

    def heard(self):
        return [message for message in self.receiver.messages if message.path in self.good]

    def lateness_s(self):
        """p99 of how long after it fell due a good endpoint's delivery was begun."""
        return self.exchange.one(
            "select percentile_disc(0.99) within group (order by extract(epoch from a.at - %s))"
            "  from delivery_attempts a join deliveries d on d.lead_id = a.lead_id and d.id = a.delivery_id"
            " where d.endpoint_id = any (%s::uuid[]) and a.outcome = 'delivered'", self.due_at, [endpoint.id for endpoint in self.good.values()])


def test_the_rude_hold_up_nobody(exchange, receiver):
    floor = Floor(exchange, receiver, len(RUDE))
    share = floor.fall_due(DELIVERIES)
    wait_until(lambda: floor.good_done() == share, f"all {share} good deliveries are done", 120)

    heard = floor.heard()
    first = Counter(message.id for message in heard)
    assert len(first) == share and max(first.values()) == 1, "each arrived once"
    if "LEADX_WEBHOOKS" in os.environ:
        assert reference_says([(message, floor.good[message.path].secret) for message in heard]) == ["ok"] * share
    states = dict(exchange.sql("select state, count(*) from deliveries where endpoint_id is not null group by state"))
    assert sum(states.values()) == DELIVERIES and states["done"] == share, states
    assert set(states) <= {"done", "due", "sending"}, "nothing was given up"
    rude = exchange.sql("select name, failures, opened_until is not null or failures < 5 from endpoints where failures > 0")
    assert all(held for _, _, held in rude), rude
    assert {name for name, _, _ in rude} <= set(floor.paths[:len(RUDE)])
    late = exchange.sql("select percentile_disc(0.99) within group (order by took_ms), max(took_ms) from delivery_attempts where outcome = 'delivered'")[0]
    print(f"\n{share} delivered; answers took p99 {late[0]} ms, at most {late[1]} ms; attempts at the rude: "
          f"{exchange.one('select count(*) from delivery_attempts where outcome <> %s', 'delivered')}")


def test_what_the_rude_add_for_the_others(exchange, receiver):
    """The same work for good endpoints alone, then with ten rude ones beside: what a p99 waits more."""
    late = {}
    for rude in (0, len(RUDE)):
        floor = Floor(exchange, receiver, rude)
        share = floor.fall_due(1000)
        wait_until(lambda: floor.good_done() == share, "the good ones are done", 120)
        late[rude] = float(floor.lateness_s())
    print(f"\np99 from due to begun: {late[0]:.2f} s alone, {late[len(RUDE)]:.2f} s beside {len(RUDE)} rude endpoints")
    assert late[len(RUDE)] - late[0] <= max(1, late[0])
