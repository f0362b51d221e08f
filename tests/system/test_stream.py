"""GET /v1/stream: who hears what, when, and from where on."""
import os
import time

import pytest
import requests

from support.exchange import Exchange
from support.listener import Listener
from support.people import lead
from support.person import People
from support.wait import wait_until


@pytest.fixture(scope="module")
def floor():
    running = Exchange(stream_poll_ms=50, stream_heartbeat_ms=500, stream_per_key=5, stream_per_org=1000)
    yield running
    running.close()


@pytest.fixture
def niche(floor):
    return floor.niche()


def scoped(floor, party, *scopes):
    return floor.admin.ok("POST", f"/v1/admin/orgs/{party.id}/keys", {"name": "narrow", "scopes": list(scopes)})


def test_both_sides_hear_of_a_sale_within_a_second_and_nobody_else(floor, niche):
    seller, buyer, other = floor.seller(), floor.buyer(), floor.buyer()
    order = buyer.order(niche, shared=5000)
    sells, buys, stranger = (Listener(party.client).ready() for party in (seller, buyer, other))
    began = time.monotonic()
    posted = seller.post(lead(niche))
    bought = buys.next("sale")
    took_s = time.monotonic() - began
    sold = sells.next("sale")
    assert took_s < 1
    assert bought.body["as"] == "buyer" and bought.data == {
        "sale": posted.sales[0]["id"], "lead": posted.id, "niche": niche, "exclusive": False, "order": order.id,
        "price": {"amount": 5000, "currency": "RUB"}}
    assert sold.body["as"] == "seller" and sold.data["payout"] == {"amount": 4500, "currency": "RUB"}
    assert sold.body["id"] == sold.position and "order" not in sold.data
    assert "sale" not in [said.kind for said in stranger.rest()]


def test_no_contact_data_is_told(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    body = lead(niche)
    seller.post(body)
    said = repr(buys.next("sale"))
    assert not [value for value in body["contact"].values() if value in said]


def test_who_comes_back_misses_nothing_and_hears_nothing_twice(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    sales = [seller.post(lead(niche)).sales[0]["id"] for _ in range(3)]
    heard = [buys.next("sale") for _ in range(3)]
    buys.close()
    sales += [seller.post(lead(niche)).sales[0]["id"] for _ in range(30)]
    back = Listener(buyer.client, after=heard[1].position)
    again = [back.next("sale") for _ in range(31)]
    sales.append(seller.post(lead(niche)).sales[0]["id"])
    again.append(back.next("sale"))
    assert [said.data["sale"] for said in heard[:2] + again] == sales
    assert back.rest() == []


def test_who_heard_nothing_yet_still_knows_where_to_go_on(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    where = buys.position
    buys.close()
    sale = seller.post(lead(niche)).sales[0]["id"]
    assert Listener(buyer.client, after=where).next("sale").data["sale"] == sale


def test_many_sales_of_one_moment_are_told_as_a_sum(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    seller.client.ok("POST", "/v1/leads/batch", [lead(niche) for _ in range(300)])
    n = 0
    while n < 300:
        said = buys.next("sale")
        count = said.data.get("count", 1)
        assert said.data["price"] == {"amount": 5000 * count, "currency": "RUB"}
        n += count
    assert n == 300 and buys.rest() == []


@pytest.mark.parametrize("where", ["1-0-0", "99999999999999-0-0", "yesterday", "1-2", "18446744073709551616-0-0"])
def test_a_position_that_is_gone_is_said_so(floor, where):
    buyer = floor.buyer()
    buys = Listener(buyer.client, after=where)
    assert buys.next().kind == "gap" and buys.position not in ("", where)


def test_what_is_old_is_forgotten_and_leaves_a_gap(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    seller.post(lead(niche))
    where = buys.next("sale").position
    buys.close()
    floor.advance(minutes=20)
    assert floor.one("select happenings_forget(null, 15, 1000)") >= 0
    wait_until(lambda: floor.one("select not exists (select from happenings where at < leadx_now() - interval '16 minutes')"),
               "old happenings are gone")
    assert Listener(buyer.client, after=where).next().kind == "gap"


def test_a_key_hears_what_it_may_read(floor, niche):
    seller, buyer = floor.seller(), floor.buyer(money=0)
    buyer.order(niche, shared=5000)
    money = Listener(buyer.client, key=scoped(floor, buyer, "money:read")["key"]).ready()
    sales = Listener(buyer.client, key=scoped(floor, buyer, "sales:read")["key"]).ready()
    buyer.deposit(100_000)
    assert money.next("wallet").data["what"] == "deposit"
    seller.post(lead(niche))
    assert sales.next().kind == "sale"
    assert money.rest() == []


def test_reports_disputes_and_full_caps_are_told(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    order = buyer.order(niche, shared=5000, caps=[{"per": "day", "count": 1}])
    sells, buys, desk = Listener(seller.client).ready(), Listener(buyer.client).ready(), Listener(floor.admin).ready()
    sale = seller.post(lead(niche)).sales[0]["id"]
    seller.post(lead(niche))
    cap = buys.next("cap").data
    assert cap["order"] == order.id and cap["per"] == "day" and cap["used_count"] == 1
    buyer.client.ok("POST", f"/v1/sales/{sale}/outcomes", {"outcomes": [{"kind": "contacted", "call_seconds": 60}]})
    assert sells.next("outcome").data["outcome"]["kind"] == "contacted"
    buyer.client.ok("POST", f"/v1/sales/{sale}/dispute", {"reason": "under_age", "text": "He is 15."},
                    key=f"claim-{sale}")
    for listener in (sells, buys, desk):
        said = listener.next("dispute")
        assert said.data["sale"] == sale and said.data["state"] == "open" and "15" not in repr(said.data["reason"])
    # as long as its day lasts the cap is told once
    seller.post(lead(niche))
    assert floor.one("select count(*) from happenings where kind = 'cap' and buyer_id = %s", buyer.id) == 1


def test_a_revoked_key_hears_no_more(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    key = scoped(floor, buyer, "sales:read")
    doomed, kept = Listener(buyer.client, key=key["key"]).ready(), Listener(buyer.client).ready()
    floor.admin.ok("POST", f"/v1/admin/keys/{key['id']}/revoke")
    assert doomed.next("end").body == {"reason": "credential"}
    assert doomed.ended.wait(20)
    seller.post(lead(niche))
    assert kept.next("sale") and doomed.rest() == []


def test_a_persons_stream_ends_with_the_session(floor, niche):
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    people = People(floor)
    person = people.person(buyer.id)
    stream = Listener(person).ready()
    seller.post(lead(niche))
    assert stream.next("sale").body["as"] == "buyer"
    assert person.delete("/v1/session").status in (200, 204)
    assert stream.next("end").body == {"reason": "credential"} and stream.ended.wait(20)


def rss_kib(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


def test_an_idle_stream_costs_at_most_64_kib(floor):
    """LEADX_STREAMS: how many; in the suite enough to tell."""
    n = int(os.environ.get("LEADX_STREAMS", 200))
    buyers = [floor.buyer(money=0) for _ in range(n // 500 + 1)]
    keys = [scoped(floor, buyers[i // 100], "sales:read")["key"] for i in range(n // 5)]
    before = rss_kib(floor.server)
    sockets = []
    for i in range(n):
        socket = floor.server.tls_socket()
        socket.sendall(f"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {keys[i // 5]}\r\n\r\n".encode())
        sockets.append(socket)
    for socket in sockets:
        head = b""
        while b"id: " not in head:  # it stands where the others stand
            head += socket.recv(4096)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    each = (rss_kib(floor.server) - before) / n
    for socket in sockets:
        socket.close()
    print(f"{n} idle streams: {each:.1f} KiB each")
    assert each <= 64


def test_a_quiet_stream_shows_that_it_lives(floor):
    listener = Listener(floor.buyer().client).ready()
    before = listener.comments
    wait_until(lambda: listener.comments > before, "a sign of life came")


def test_streams_are_limited_and_a_closed_one_makes_room(floor):
    buyer = floor.buyer()
    listeners = [Listener(buyer.client).ready() for _ in range(5)]
    answer = buyer.client.get("/v1/stream")
    assert answer.status == 429 and answer.code == "too_many_requests" and int(answer.headers["Retry-After"]) > 0
    listeners[0].close()
    wait_until(lambda: _open(buyer), "a closed stream made room")


def _open(buyer):
    answer = requests.get(buyer.client.server.url + "/v1/stream", headers={"Authorization": f"Bearer {buyer.key}"}, stream=True,
                          verify=buyer.client.server.ca, timeout=30)
    answer.close()
    return answer.status_code == 200


def test_a_transaction_that_takes_long_delays_and_loses_nothing(floor, niche):
    """What commits later though it began earlier is told too: the stream waits for it."""
    seller, buyer = floor.seller(), floor.buyer()
    buyer.order(niche, shared=5000)
    buys = Listener(buyer.client).ready()
    slow = floor.cluster.connect()
    slow.autocommit = False
    with slow.cursor() as cursor:
        cursor.execute("insert into happenings (at, kind, buyer_id, detail) values (leadx_now(), 'search', %s, '{\"n\": 1}')", (buyer.id,))
        sale = seller.post(lead(niche)).sales[0]["id"]
        signs = buys.comments
        wait_until(lambda: buys.comments > signs + 1, "it was looked for news meanwhile")
        assert "sale" not in [said.kind for said in buys.rest()]
        slow.commit()
    slow.close()
    assert buys.next().data == {"n": 1}  # in the order of the transactions
    assert buys.next().data["sale"] == sale
    signs = buys.comments
    wait_until(lambda: buys.comments > signs, "it was looked once more")
    assert buys.rest() == []


def test_a_server_that_stops_says_when_to_come_back(niche, floor):
    listener = Listener(floor.buyer().client).ready()
    floor.server.stop()
    assert listener.next("end").body == {"reason": "restart"}
    assert 1000 <= listener.retry_ms <= 5000 and listener.ended.wait(20)
    floor.server.start()
