"""Server, database and single workers are killed under load, again and again. What was acknowledged stays, once.

LEADX_CRASH_ROUNDS says how many kills (10); each round alternates between the two, or between the workers and their supervisor."""
import os
import signal
import threading

import pytest

from support.exchange import Exchange
from support.people import lead
from support.wait import wait_until
from support.wire import Wire, post_bytes

ROUNDS = int(os.environ.get("LEADX_CRASH_ROUNDS", "10"))
CLIENTS = 8


class Load:
    """Clients that post without end and write down what was acknowledged."""

    def __init__(self, exchange, seller, niche):
        self.exchange, self.seller, self.niche = exchange, seller, niche
        self.acknowledged, self.bodies = {}, {}
        self.going = True
        self.threads = [threading.Thread(target=self._client, args=(i,)) for i in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _client(self, number):
        wire, serial = None, 0
        while self.going:
            try:
                wire = wire or Wire(self.exchange.server, 10)
                name = f"{number}-{serial}"
                self.bodies.setdefault(name, lead(self.niche, external_id=name))
                wire.send(post_bytes("/v1/leads", self.seller.key, self.bodies[name]))
                status, _, body = wire.read_json()
                if status == 201:
                    self.acknowledged[name] = body
                    serial += 1  # an unanswered lead is posted again under its id
            except (OSError, TypeError, ValueError):
                wire = None

    def more(self, n):
        """Waits until n more leads are acknowledged."""
        goal = len(self.acknowledged) + n
        wait_until(lambda: len(self.acknowledged) >= goal, f"{n} more leads are acknowledged", 60)

    def end(self):
        self.going = False
        for thread in self.threads:
            thread.join()


@pytest.fixture
def exchange():
    running = Exchange(durable=True)
    yield running
    running.close()


def kill_database(exchange):
    exchange.database.close()
    exchange.cluster.kill()
    exchange.cluster.start()
    exchange.database = exchange.cluster.connect()


def kill_server(exchange):
    exchange.server.kill()
    exchange.server.start()


@pytest.fixture
def workers_exchange():
    running = Exchange(workers=2)
    yield running
    running.close()


def kill_worker(exchange, number):
    old = exchange.server.workers()[number]
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: exchange.server.workers().get(number, old) != old, "another worker is started", 60)


def test_what_was_acknowledged_survives_killed_workers(workers_exchange):
    exchange = workers_exchange

    def kill(i):
        (kill_server(exchange) if i % 3 == 2 else kill_worker(exchange, i % 3))

    run(exchange, kill)


def test_what_was_acknowledged_survives(exchange):
    run(exchange, lambda i: (kill_server if i % 2 == 0 else kill_database)(exchange))


def run(exchange, kill):
    niche, seller = exchange.niche(), exchange.seller()
    buyers = [exchange.buyer(money=10_000_000_000) for _ in range(3)]
    buyers[0].order(niche, shared=30_000)
    buyers[1].order(niche, shared=20_000, filter={"age": {"min": 30}})
    buyers[2].order(niche, shared=10_000, caps=[{"per": "total", "count": 500}])
    load = Load(exchange, seller, niche)
    try:
        for i in range(ROUNDS):
            load.more(150)
            kill(i)
        load.more(150)
    finally:
        load.end()
    wait_until(exchange.server.is_ready, "the server is ready")
    check(exchange, seller, load)


def check(exchange, seller, load):
    stored = {name: (str(lead_id), state) for lead_id, name, state in
              exchange.sql("select id, external_id, state from leads where seller_id = %s", seller.id)}
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == len(stored)
    sales = {}
    for lead_id, sale, price in exchange.sql("select lead_id, id, price_minor from sales where seller_id = %s", seller.id):
        sales.setdefault(str(lead_id), {})[str(sale)] = price
    for name, body in load.acknowledged.items():
        assert stored[name] == (body["id"], body["status"]), name
        assert sales.get(body["id"], {}) == {sale["id"]: sale["price"]["amount"] for sale in body["sales"]}, name
    for name in list(load.acknowledged)[::17]:
        again = seller.post(load.bodies[name])
        assert again.replayed and again.answer.body == load.acknowledged[name]
    exchange.books_balance()
    print(f"\n{ROUNDS} kills, {len(load.acknowledged)} leads acknowledged, none lost, none doubled")
