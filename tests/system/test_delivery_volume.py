"""Five thousand deliveries to fifty endpoints, ten of them rude: the good ones get all of theirs while the rude ones wait,
and nothing is lost."""
import os
from collections import Counter

import pytest

from support.exchange import Exchange
from support.receiver import Receiver
from support.wait import wait_until
from test_delivery import Endpoint

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
    running = Exchange(outbound_allow="127.0.0.0/8", outbound_plain="true", delivery_timeout_ms=3000, outbound_per_peer=8)
    yield running
    running.close()


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()


def test_the_rude_hold_up_nobody(exchange, receiver):
    from support.people import lead
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    paths = [f"/{RUDE[i] if i < len(RUDE) else 'good'}/{i}" for i in range(ENDPOINTS)]
    endpoints = [Endpoint(buyer, name=path, url=receiver.url + path) for path in paths]
    buyer.order(niche, shared=30_000)
    model = seller.post(lead(niche)).id
    exchange.sql(SELL, DELIVERIES, buyer.id, ENDPOINTS, model, model, buyer.id)
    assert exchange.one("select count(*) from deliveries where endpoint_id is not null") == DELIVERIES
    good = [endpoint.id for endpoint, path in zip(endpoints, paths) if path.startswith("/good")]
    share = DELIVERIES * len(good) // ENDPOINTS

    def progress():
        return exchange.one("select count(*) from deliveries where endpoint_id = any (%s::uuid[]) and state = 'done'", good)
    wait_until(lambda: progress() == share, f"all {share} good deliveries are done", 120)

    first = Counter(message.id for message in receiver.messages if message.path.startswith("/good"))
    assert len(first) == share and max(first.values()) == 1, "each arrived once"
    states = dict(exchange.sql("select state, count(*) from deliveries where endpoint_id is not null group by state"))
    assert sum(states.values()) == DELIVERIES and states["done"] == share, states
    assert set(states) <= {"done", "due", "sending"}, "nothing was given up"
    rude = exchange.sql("select name, failures, opened_until is not null or failures < 5 from endpoints where failures > 0")
    assert all(held for _, _, held in rude), rude
    assert {name for name, _, _ in rude} <= set(paths[:len(RUDE)])
    late = exchange.sql("select percentile_disc(0.99) within group (order by took_ms), max(took_ms) from delivery_attempts where outcome = 'delivered'")[0]
    print(f"\n{share} delivered; answers took p99 {late[0]} ms, at most {late[1]} ms; attempts at the rude: "
          f"{exchange.one('select count(*) from delivery_attempts where outcome <> %s', 'delivered')}")
