"""Several servers on one database: they keep nothing but caches, and the database is the referee."""
import copy

import pytest

from support.client import Client
from support.people import lead, person
from support.server import Server
from support.wait import wait_until
from support.wire import Wire, post_bytes, together


@pytest.fixture(scope="module")
def second(exchange):
    server = Server(exchange.place, exchange.cluster, exchange.tls).start()
    yield server
    server.stop()


def at(server, party):
    """The same party, speaking to the other server."""
    elsewhere = copy.copy(party)
    elsewhere.client = Client(server, party.key)
    return elsewhere


def test_an_order_made_here_buys_there(niche, seller, acme, second):
    there = at(second, seller)
    acme.order(niche, shared=30_000)
    wait_until(lambda: there.post(lead(niche)).buyers == [acme], "the other server knows the order")


def test_an_order_paused_here_never_buys_there(exchange, niche, seller, acme, second):
    there = at(second, seller)
    order = acme.order(niche, shared=30_000)
    wait_until(lambda: there.post(lead(niche)).buyers == [acme], "the other server knows the order")
    order.pause()
    sold = len(acme.sales())
    assert there.post(lead(niche)).status == "open"  # even before the other server heard of it
    assert len(acme.sales()) == sold
    exchange.books_balance()


def test_a_key_revoked_here_is_dead_there(seller, second):
    made = seller.client.ok("POST", "/v1/keys", {"name": "second"})
    there = Client(second, made["key"])
    assert there.get("/v1/me").status == 200
    seller.client.ok("POST", f"/v1/keys/{made['id']}/revoke")
    wait_until(lambda: there.get("/v1/me").status == 401, "the other server has forgotten the key")


def test_one_person_through_two_servers(exchange, niche, seller, acme, second):
    acme.order(niche, shared=30_000)
    anna = person()
    wires = [Wire(server, 60) for server in (exchange.server, second) * 32]

    def job(wire, number):
        wire.send(post_bytes("/v1/leads", seller.key, lead(niche, anna, external_id=f"two-{number}")))
        return wire.read_json()

    answers = together([lambda w=w, i=i: job(w, i) for i, w in enumerate(wires)])
    assert {status for status, _, _ in answers} == {201}
    assert sorted(body["status"] for _, _, body in answers) == ["duplicate"] * 63 + ["sold"]
    exchange.books_balance()


def test_caps_and_coins_are_shared_by_two_servers(exchange, niche, seller, acme, second):
    poor = exchange.buyer(money=90_000)
    poor.order(niche, shared=20_000)
    acme.order(niche, shared=10_000, caps=[{"per": "total", "count": 7}])
    wait_until(lambda: exchange.server.is_ready() and second.is_ready(), "both are ready")

    def flood(server):
        wire = Wire(server, 60)
        wire.send(b"".join(post_bytes("/v1/leads", seller.key, lead(niche)) for _ in range(100)))
        return [wire.read_json() for _ in range(100)]

    answers = [answer for some in together([lambda: flood(exchange.server), lambda: flood(second)]) for answer in some]
    assert {status for status, _, _ in answers} == {201}
    assert poor.wallet >= 0 and len(acme.sales()) == 7 and len(poor.sales()) == 4
    exchange.books_balance()


def test_what_waits_is_offered_again_once(exchange, niche, seller, acme, second):
    waiting = [at(second, seller).post(lead(niche)) for _ in range(10)]
    acme.order(niche, shared=30_000)
    for posted in waiting:
        assert len(seller.becomes(posted, "sold")["sales"]) == 1
    assert acme.wallet == 100_000_000 - 10 * 30_000
    exchange.books_balance()
