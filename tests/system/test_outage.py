"""The database goes away and comes back; the server is told to stop."""
import threading
import time

import pytest

from support.exchange import Exchange
from support.people import lead
from support.wait import wait_until
from support.wire import Wire, post_bytes


@pytest.fixture(scope="module")
def mended_exchange():
    """One that tests stop and start again: each leaves it serving."""
    running = Exchange()
    yield running
    running.close()


def test_without_a_database_503_and_recovery_by_itself(mended_exchange):
    exchange = mended_exchange
    niche, seller, acme = exchange.niche(), exchange.seller(), exchange.buyer()
    acme.order(niche, shared=30_000)
    before = seller.post(lead(niche))
    exchange.database.close()
    exchange.cluster.stop()
    for ask in (lambda: seller.client.get("/v1/leads"), lambda: seller.try_post(lead(niche))):
        refused = wait_until(lambda: next((a for a in [ask()] if a.status == 503), None), "503 is answered")
        assert refused.code == "unavailable" and int(refused.headers["Retry-After"]) >= 1
    assert exchange.server.look("/healthz").status_code == 200
    wait_until(lambda: exchange.server.look("/readyz").status_code == 503, "the server says that it is not ready")
    exchange.cluster.start()
    exchange.database = exchange.cluster.connect()
    wait_until(lambda: exchange.server.look("/readyz").status_code == 200, "the server is ready again", 30)
    wait_until(lambda: seller.try_post(lead(niche)).status == 201, "leads are sold again")
    assert seller.lead(before)["status"] == "sold"
    exchange.books_balance()


def test_sigterm_answers_what_was_accepted_then_ends(mended_exchange):
    exchange = mended_exchange
    niche, seller = exchange.niche(), exchange.seller()
    exchange.buyer().order(niche, shared=30_000)
    idle = Wire(exchange.server)
    wires = [Wire(exchange.server) for _ in range(16)]
    for i, wire in enumerate(wires):
        wire.send(post_bytes("/v1/leads", seller.key, lead(niche, external_id=f"drain-{i}")))
    status = []
    stopper = threading.Thread(target=lambda: status.append(exchange.server.stop()))
    first = wires[0].read_json()
    stopper.start()
    answers = [first] + [wire.read_json() for wire in wires[1:]]
    stopper.join()
    assert status == [0] and idle.closed()
    sold = [answer["id"] for code, _, answer in answers if code == 201]
    assert len(sold) == exchange.one("select count(*) from leads where seller_id = %s", seller.id)
    assert {code for code, _, _ in answers} <= {201, 503}
    exchange.server.start()
    assert seller.lead(sold[0])["status"] == "sold"


def test_a_start_on_a_migrated_database_is_quick_and_small(mended_exchange):
    server = mended_exchange.server
    server.stop()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 5  # a bound against hanging, not a measurement
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    print(f"ready after {time.monotonic() - began:.2f} s, {resident // 1024} MiB resident")
    assert resident < 50 * 1024
