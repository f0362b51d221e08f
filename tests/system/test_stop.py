"""The end of a server under load: what it took it answers, and nobody is cut off inside an answer."""
import signal
import threading
import time

import pytest

from support.exchange import Exchange
from support.people import lead
from support.wait import wait_until
from support.wire import Wire, post_bytes

CLIENTS = 24


@pytest.fixture(params=[1, 2], ids=["one process", "two workers"])
def own_exchange(request):
    running = Exchange(workers=request.param)
    yield running
    running.close()


class Poster:
    """Posts on one connection until the server ends it; writes down how that went."""

    def __init__(self, exchange, seller, niche, number):
        self.exchange, self.seller, self.niche, self.number = exchange, seller, niche, number
        self.acknowledged, self.faults, self.closing = [], [], False
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        wire = Wire(self.exchange.server, 30)
        try:
            for serial in range(100_000):
                body = lead(self.niche, external_id=f"{self.number}-{serial}")
                try:
                    wire.send(post_bytes("/v1/leads", self.seller.key, body))
                except OSError:
                    return  # it had said goodbye before this request
                answer = wire.read()
                if answer is None:
                    return
                self._take(*answer)
                if self.closing:
                    assert wire.closed()
                    return
        except Exception as fault:  # told to the test, which fails with it
            self.faults.append(repr(fault))
        finally:
            wire.close()

    def _take(self, status, headers, body):
        if status == 201:
            self.acknowledged.append(body)
        else:
            self.faults.append(f"{status} {body}")
        self.closing = headers.get("connection") == "close"


def test_a_stop_under_load_loses_nothing_and_resets_nobody(own_exchange):
    exchange = own_exchange
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer(money=10_000_000_000)
    buyer.order(niche, shared=30_000)
    seller.post(lead(niche))
    posters = [Poster(exchange, seller, niche, i) for i in range(CLIENTS)]
    wait_until(lambda: sum(len(p.acknowledged) for p in posters) > 500, "500 leads are acknowledged", 60)
    assert exchange.server.stop() == 0
    for poster in posters:
        poster.thread.join(30)
        assert not poster.thread.is_alive()
    assert [p.faults for p in posters if p.faults] == []
    assert sum(p.closing for p in posters) > 0, "somebody was in the middle of a request"
    told = sum(len(p.acknowledged) for p in posters)
    stored = exchange.one("select count(*) from leads where external_id is not null and seller_id = %s", seller.id)
    assert stored >= told, "an acknowledged lead is not there"
    assert stored == told, "a lead was taken whose answer did not leave"
    assert "stopped" in exchange.server.tail()
    exchange.server.start()
    exchange.books_balance()


def test_a_request_in_flight_holds_the_end_and_nobody_new_is_let_in(own_exchange):
    exchange = own_exchange
    niche, seller = exchange.niche(), exchange.seller()
    seller.post(lead(niche))
    idle, busy = Wire(exchange.server), Wire(exchange.server)
    with exchange.cluster.connect() as blocker:
        blocker.autocommit = False
        blocker.cursor().execute("lock table leads in access exclusive mode")
        busy.send(post_bytes("/v1/leads", seller.key, lead(niche)))
        wait_until(lambda: exchange.one("select count(*) from pg_locks where not granted"), "it waits")
        exchange.server.process.send_signal(signal.SIGTERM)
        assert idle.closed()
        wait_until(lambda: refused(exchange.server), "new connections are refused")
        assert exchange.server.process.poll() is None
        blocker.rollback()
    status, headers, _ = busy.read()
    assert (status, headers["connection"]) == (201, "close")
    assert busy.closed()
    assert exchange.server.process.wait(10) == 0


def test_the_second_signal_ends_it_at_once(own_exchange):
    exchange = own_exchange
    niche, seller = exchange.niche(), exchange.seller()
    seller.post(lead(niche))
    busy = Wire(exchange.server)
    with exchange.cluster.connect() as blocker:
        blocker.autocommit = False
        blocker.cursor().execute("lock table leads in access exclusive mode")
        busy.send(post_bytes("/v1/leads", seller.key, lead(niche)))
        wait_until(lambda: exchange.one("select count(*) from pg_locks where not granted"), "it waits")
        exchange.server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: refused(exchange.server), "new connections are refused")
        began = time.monotonic()
        exchange.server.process.send_signal(signal.SIGTERM)
        exchange.server.process.wait(10)
        assert time.monotonic() - began < 3, "drain_timeout_ms was waited for"
        blocker.rollback()
    answer = busy.read()
    assert answer is None or answer[0] == 503, "what may not have happened is not acknowledged"


def refused(server):
    try:
        Wire(server).close()
        return False
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
