"""The server is killed in the middle of deliveries, again and again. Every sold lead reaches its endpoint; what comes
twice comes under the same id, with the same body.

LEADX_CRASH_ROUNDS says how many kills (20)."""
import os
from collections import defaultdict

import pytest

from support.endpoint import Endpoint
from support.exchange import Exchange
from support.receiver import MAY_CALL, reference_says, signatures_fit
from support.wait import wait_until
from test_crash import Load

ROUNDS = int(os.environ.get("LEADX_CRASH_ROUNDS", "20"))


@pytest.fixture
def exchange():
    running = Exchange(**MAY_CALL, delivery_timeout_ms=1000, delivery_lease_ms=1000)
    yield running
    running.close()


def test_what_was_sold_is_delivered(exchange, receiver):
    niche, seller = exchange.niche(), exchange.seller()
    secrets = {}
    for i in range(3):
        buyer = exchange.buyer(money=10_000_000_000)
        endpoint = Endpoint(buyer, url=f"{receiver.url}/good/{i}", payload="full")
        secrets[f"/good/{i}"] = endpoint.secret
        buyer.order(niche, shared=30_000 - i, delivery=endpoint.delivery)
    load = Load(exchange, seller, niche)
    try:
        for _ in range(ROUNDS):
            goal = len(receiver.messages) + 50
            wait_until(lambda: len(receiver.messages) >= goal, "deliveries are under way", 60)
            exchange.server.kill()
            exchange.server.start()
        load.more(50)
    finally:
        load.end()
    wait_until(lambda: exchange.one("select count(*) from deliveries where state not in ('done', 'ready')") == 0, "everything is delivered", 120)
    sold = {f"msg_{sale}" for (sale,) in exchange.sql("select id from sales")}
    bodies = defaultdict(set)
    judged = [(message, secrets[message.path]) for message in receiver.messages]
    assert all(signatures_fit(message, secret) for message, secret in judged)
    if "LEADX_WEBHOOKS" in os.environ:
        assert set(reference_says(judged)) == {"ok"}
    for message in receiver.messages:
        bodies[message.id].add(message.body)
    assert set(bodies) == sold, "none lost, none invented"
    assert all(len(different) == 1 for different in bodies.values()), "what came twice is the same"
    exchange.books_balance()
    print(f"\n{ROUNDS} kills, {len(sold)} sales, {len(receiver.messages)} messages, none lost")
