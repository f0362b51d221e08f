"""One server of several processes: limits, sessions, changes, answers and metrics as if it were one."""
import itertools
import os
import signal
import ssl
import statistics
import subprocess
import time

import pytest
import requests

from support.exchange import Exchange
from support.people import lead, rub
from support.person import People, Person
from support.place import BUILD, identity
from support.service import HELLO, Manager, dial, reload, renew, state
from support.wait import wait_until
from support.wire import Wire, post_bytes, together


@pytest.fixture
def exchange(workers_exchange):
    return workers_exchange


@pytest.fixture
def own_exchange():
    made = []

    def make(**settings):
        made.append(Exchange(workers=2, **settings))
        return made[-1]

    yield make
    for running in made:
        running.close()


@pytest.fixture
def wires(exchange):
    """A connection to each worker."""
    made = [exchange.server.at_worker(i, lambda: Wire(exchange.server, 60)) for i in (0, 1)]
    yield made
    for wire in made:
        wire.close()


def sample(server, name, worker=None):
    """The sum of a metric's samples, of one worker or of all."""
    rows = [line for line in server.metrics().splitlines() if line.startswith(name + "{worker=")
            and 'worker="supervisor"' not in line and (worker is None or f'worker="{worker}"' in line)]
    assert rows, name
    return sum(int(row.rsplit(" ", 1)[1]) for row in rows)


# --- One server

def test_probe_and_doctor_tell_the_workers(exchange):
    assert exchange.server.look("/readyz").json()["workers"] == {"total": 2, "ready": 2}
    assert sorted(exchange.server.workers()) == [0, 1]
    said = subprocess.run([os.path.join(BUILD, "leadx"), "doctor", "--url", exchange.server.url, "--ca", exchange.server.ca],
                          text=True, capture_output=True, check=False, cwd="/").stdout
    assert 'workers {"total":2,"ready":2}' in said


def test_a_scrape_holds_every_workers_samples(exchange, niche, seller, acme, wires):
    acme.order(niche, shared=30_000)
    before = [sample(exchange.server, "leadx_http_requests_total", i) for i in (0, 1)]
    for wire, n in zip(wires, (5, 9)):
        for _ in range(n):
            wire.send(post_bytes("/v1/leads", seller.key, lead(niche)))
            assert wire.read()[0] == 201
    after = [sample(exchange.server, "leadx_http_requests_total", i) for i in (0, 1)]
    assert [b - a for a, b in zip(before, after)] == [5, 9]
    names = [line.split()[2] for line in exchange.server.metrics().splitlines() if line.startswith("# HELP")]
    assert len(names) == len(set(names)), "a family stands in one place"
    assert exchange.server.metrics().count('leadx_elected{worker="') == 2 and sample(exchange.server, "leadx_elected") == 1


def test_an_order_made_at_one_worker_buys_at_the_other_within_100_ms(exchange, niche, seller, acme, wires):
    took = []
    for _ in range(15):
        wires[0].send(post_bytes("/v1/orders", acme.key, {"niche": niche, "name": f"order {len(took)}", "shared_price": rub(30_000)}))
        status, _, order = wires[0].read_json()
        known = time.monotonic()
        assert status == 201
        for _ in range(1000):
            asked = time.monotonic()
            wires[1].send(post_bytes("/v1/leads", seller.key, lead(niche)))
            if wires[1].read_json()[2]["status"] == "sold":
                break
        took.append((asked - known) * 1000)
        acme.client.ok("POST", f"/v1/orders/{order['id']}/pause")
    print(f"\nknown at the other worker after {statistics.median(took):.1f} ms in the middle, {max(took):.1f} ms at most")
    assert statistics.median(took) < 100


def test_no_lead_is_passed_by_while_an_order_arrives(exchange, niche, seller, acme, wires):
    """Stored open by a worker that did not know the order yet, after the other one had offered what was there."""
    def flood(wire):
        for _ in range(60):
            wire.send(post_bytes("/v1/leads", seller.key, lead(niche)))
            assert wire.read()[0] == 201

    together([lambda w=w: flood(w) for w in wires] + [lambda: acme.order(niche, shared=30_000)])
    wait_until(lambda: exchange.one("select count(*) from leads where seller_id = %s and state <> 'sold'", seller.id) == 0,
               "every lead is sold")
    assert exchange.one("select count(*) from sales where seller_id = %s", seller.id) == 120
    exchange.books_balance()


def test_one_request_through_two_workers_is_one_order(exchange, niche, acme, wires):
    body = {"niche": niche, "name": "the one", "shared_price": rub(30_000)}
    request = post_bytes("/v1/orders", acme.key, body, Idempotency_Key="the-one")

    def job(wire):
        wire.send(request * 8)
        return [wire.read_json() for _ in range(8)]

    answers = [answer for some in together([lambda w=w: job(w) for w in wires]) for answer in some]
    assert {status for status, _, _ in answers} == {201}
    assert len({body["id"] for _, _, body in answers}) == 1
    assert sum("idempotency-replayed" not in headers for _, headers, _ in answers) == 1
    assert exchange.one("select count(*) from orders where org_id = %s", acme.id) == 1


# --- Sessions

def resumed(server, context, session, worker):
    def connect():
        return dial(server, context, session)
    made = server.at_worker(worker, connect)
    try:
        return made.session_reused
    finally:
        made.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_session_goes_on_at_the_other_worker(exchange, version):
    context = ssl.create_default_context(cafile=exchange.server.ca)
    context.maximum_version = version
    first = exchange.server.at_worker(0, lambda: dial(exchange.server, context))
    assert not first.session_reused
    session = first.session
    first.close()
    assert resumed(exchange.server, context, session, 1)
    assert resumed(exchange.server, context, session, 0)


def test_ticket_keys_change(own_exchange):
    server = own_exchange(tls_ticket_key_ms=1000).server
    context = ssl.create_default_context(cafile=server.ca)
    first = dial(server, context)
    session, made = first.session, time.monotonic()
    first.close()

    def refused():
        again = dial(server, context, session)
        reused = again.session_reused
        again.close()
        return not reused
    wait_until(refused, "the key is gone")
    assert time.monotonic() - made >= 0.9, "its life is over too early"


# --- Limits

def test_one_limit_of_connections_for_all_workers(own_exchange):
    exchange = own_exchange(max_connections_per_address=40, max_connections=60)
    server, made = exchange.server, []

    def is_full():
        try:
            made.append(Wire(server, 5))
        except OSError:
            return True
        return False

    exchange.admin.get("/readyz")
    wait_until(is_full, "the limit is reached")
    assert sample(server, "leadx_net_connections") == 40
    # whoever dies gives back what it held, and the others keep theirs
    at_zero = sample(server, "leadx_net_connections", 0)
    os.kill(server.workers()[0], signal.SIGKILL)
    wait_until(lambda: 'leadx_workers_ready{worker="supervisor"} 2' in server.metrics()
               and sample(server, "leadx_net_connections", 0) == 0, "another worker serves")
    more = [Wire(server, 5) for _ in range(at_zero)]
    assert is_full() and sample(server, "leadx_net_connections") == 40
    for wire in made + more:
        wire.close()
    wait_until(lambda: sample(server, "leadx_net_connections") <= 2, "they are gone")


def test_one_rate_for_all_workers(own_exchange):
    exchange = own_exchange(rate_per_second=1, rate_burst=60)
    server, serial = exchange.server, itertools.count()

    def flood(wire, key, n):
        request = (f"GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n").encode()
        wire.send(request * n)
        return [wire.read()[0] for _ in range(n)]

    wires = [server.at_worker(i, lambda: Wire(server, 60)) for i in (0, 1)]
    together_key, alone_key = exchange.buyer(money=0).key, exchange.buyer(money=0).key
    began = time.monotonic()
    answers = sum(together([lambda w=w: flood(w, together_key, 60) for w in wires]), [])
    passed = answers.count(200)
    assert 60 <= passed <= 60 + (time.monotonic() - began) + 1, passed
    assert flood(wires[next(serial)], alone_key, 60) == [200] * 60, "one worker may give it all"


# --- Ends and beginnings

def test_a_worker_that_ends_or_hangs_is_replaced(own_exchange):
    exchange = own_exchange(worker_hang_ms=1000)
    server = exchange.server
    for how, said in ((signal.SIGKILL, "was ended by signal 9; another is started"),
                      (signal.SIGSTOP, "hung and was killed; another is started")):
        old = server.workers()
        os.kill(old[1], how)
        wait_until(lambda o=old: server.workers().get(1) not in (None, o[1]) and server.is_ready(), "another worker serves", 30)
        assert server.workers()[0] == old[0] and f"worker 1 {said}" in exchange.log()
    assert 'leadx_worker_restarts_total{worker="supervisor"} 2' in server.metrics()


def test_due_work_goes_on_when_its_worker_dies(own_exchange):
    exchange = own_exchange()
    niche, seller, acme = exchange.niche(), exchange.seller(), exchange.buyer()
    elected = next(i for i in (0, 1) if sample(exchange.server, "leadx_elected", i))
    waiting = seller.post(lead(niche))
    assert waiting.status == "open"
    os.kill(exchange.server.workers()[elected], signal.SIGKILL)
    wait_until(lambda: exchange.server.is_ready() and sample(exchange.server, "leadx_elected") == 1, "one is elected")
    acme.order(niche, shared=30_000)
    assert len(seller.becomes(waiting, "sold")["sales"]) == 1


def test_the_manager_hears_one_server(own_exchange):
    exchange = own_exchange()
    server, manager = exchange.server, Manager(exchange.place)
    assert server.stop() == 0 and server.workers() == {}
    server.start(NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="1000000")
    manager.hears("WATCHDOG=1")
    ready = [i for i, said in enumerate(manager.heard) if said.startswith("READY=1")]
    assert len(ready) == 1, manager.heard
    server.process.send_signal(signal.SIGHUP)
    manager.hears("RELOADING=1")
    wait_until(lambda: manager.hears("READY=1") and sum(m.startswith("READY=1") for m in manager.heard) == 2,
               "it is ready again")
    # one worker that stands still is enough
    stopped = server.workers()[1]
    os.kill(stopped, signal.SIGSTOP)
    wait_until(lambda: state(stopped) == "T", "it hangs")
    manager.socket.settimeout(2)
    with pytest.raises(TimeoutError):
        while True:
            manager.socket.recv(4096)
    manager.socket.setblocking(False)
    os.kill(stopped, signal.SIGCONT)
    manager.heard = []
    manager.hears("WATCHDOG=1")
    server.stop()
    assert manager.hears("STOPPING=1")


def test_a_reload_reaches_every_worker(own_exchange):
    exchange = own_exchange()
    server = exchange.server
    renew(exchange)
    with open(server.config, "a", encoding="utf-8") as file:
        file.write("rate_per_second = 1\nrate_burst = 2\n")
    before = exchange.log().count("certificate loaded again")
    reload(exchange, "settings loaded again")
    wait_until(lambda: exchange.log().count("certificate loaded again") == before + 2, "both have it")
    for i in (0, 1):
        plain = server.at_worker(i, server.tls_socket)
        assert dict(pair[0] for pair in plain.getpeercert()["subject"])["commonName"] == "renewed"
        plain.close()
        wire = server.at_worker(i, lambda: Wire(server))
        key = exchange.buyer(money=0).key
        wire.send((f"GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n").encode() * 3)
        assert [wire.read()[0] for _ in range(3)] == [200, 200, 429]
        wire.close()


def test_a_session_that_ended_is_over_in_every_process(exchange):
    people, server = People(exchange), exchange.server
    person = people.person(exchange.buyer(money=0).id)
    wires = [server.at_worker(i, lambda: Wire(server)) for i in (0, 1)]

    def ask(wire):
        wire.send(f"GET /v1/me HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-leadx={cookie}\r\n\r\n".encode())
        return wire.read()[0]

    cookie = person.cookie()
    assert [ask(wire) for wire in wires] == [200, 200]
    assert person.delete("/v1/session").status == 204
    assert [ask(wire) for wire in wires] == [401, 401]      # by the very next request: nothing is remembered
    for wire in wires:
        wire.close()


def test_tries_count_for_all_processes_together(exchange):
    def guess():    # each over a connection of its own
        return Person(exchange.server).sign_in("nobody-of-workers@example.com", "guess number 1").code

    assert [guess() for _ in range(12)].count("sign_in_wrong") == 8


def test_a_server_that_cannot_start_says_so_and_ends(own_exchange):
    exchange = own_exchange()
    server = exchange.server
    # a second one on the same port
    second = subprocess.run([server.binary, "--config", server.config, "--test-clock"], text=True, capture_output=True,
                            check=False, cwd="/", timeout=30, **identity())
    assert second.returncode == 1 and "Address already in use" in second.stderr
    assert server.is_ready()
    server.stop()
    os.rename(os.path.join(exchange.tls, "server.key"), os.path.join(exchange.tls, "away.key"))
    ended = subprocess.run([server.binary, "--config", server.config, "--test-clock"], text=True, capture_output=True,
                           check=False, cwd="/", timeout=30, **identity())
    assert ended.returncode == 1 and "before it served" in ended.stderr


def test_workers_end_with_their_supervisor(own_exchange):
    exchange = own_exchange()
    server = exchange.server
    workers = server.workers()
    wires = [server.at_worker(i, lambda: Wire(server)) for i in (0, 1)]
    server.kill()
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers.values()), "they ended")
    assert all(wire.closed() for wire in wires)
    with pytest.raises(requests.ConnectionError):
        server.look("/healthz")
    server.start()
    wire = Wire(server)
    wire.send(HELLO)
    assert wire.read()[0] == 200
