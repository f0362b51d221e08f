"""Many at once: one person, one coin, one unit of a cap; always one winner and balanced books."""
import random

import pytest

from support.people import lead, person
from support.wire import Wire, post_bytes, release, together


@pytest.fixture(params=["one process", "two workers"])
def exchange(exchange, request):
    return exchange if request.param == "one process" else request.getfixturevalue("workers_exchange")


def post_all(exchange, seller, leads):
    """All leads at the same moment, each on a connection of its own; returns the answers' bodies."""
    answers = release(exchange.server, [post_bytes("/v1/leads", seller.key, body) for body in leads])
    assert {status for status, _, _ in answers} == {201}, answers
    return [body for _, _, body in answers]


@pytest.mark.parametrize("price", [{"shared": 30_000}, {"exclusive": 30_000}])
def test_one_person_from_sixty_four_connections(exchange, niche, seller, acme, price):
    acme.order(niche, **price)
    anna = person()
    answers = post_all(exchange, seller, [lead(niche, anna, external_id=f"race-{i}") for i in range(64)])
    assert sorted(answer["status"] for answer in answers) == ["duplicate"] * 63 + ["sold"]
    assert len(acme.sales()) == 1
    exchange.books_balance()


def test_one_person_from_two_sellers(exchange, niche, seller, other_seller, acme):
    acme.order(niche, shared=30_000)
    anna = person()
    requests = [post_bytes("/v1/leads", who.key, lead(niche, anna, external_id=f"race-{i}"))
                for i in range(32) for who in (seller, other_seller)]
    states = sorted(body["status"] for _, _, body in release(exchange.server, requests))
    assert states == ["duplicate"] * 63 + ["sold"]
    exchange.books_balance()


@pytest.mark.parametrize("terms", [{}, {"external_id": "the-one"}])
def test_a_thousand_identical_posts_are_one_lead(exchange, niche, seller, acme, terms):
    acme.order(niche, shared=30_000)
    request = post_bytes("/v1/leads", seller.key, lead(niche, **terms))

    def job(wire):
        wire.send(request * 16)
        return [wire.read_json() for _ in range(16)]

    wires = [Wire(exchange.server, 60) for _ in range(63)]
    answers = [answer for some in together([lambda w=w: job(w) for w in wires]) for answer in some]
    assert len(answers) == 1008 and {status for status, _, _ in answers} == {201}
    assert len({body["id"] for _, _, body in answers}) == 1 and {body["status"] for _, _, body in answers} == {"sold"}
    assert sum("idempotency-replayed" not in headers for _, headers, _ in answers) == 1
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 1
    exchange.books_balance()


def test_the_last_coin_of_a_wallet(exchange, niche, seller):
    poor = exchange.buyer(money=99_999)
    poor.order(niche, shared=20_000)
    answers = post_all(exchange, seller, [lead(niche) for _ in range(64)])
    assert sorted(answer["status"] for answer in answers) == ["open"] * 60 + ["sold"] * 4
    assert poor.wallet == 19_999
    exchange.books_balance()


def test_the_last_unit_of_a_cap(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=20_000, caps=[{"per": "day", "count": 3}])
    rival.order(niche, shared=10_000, caps=[{"per": "total", "amount": {"amount": 50_000, "currency": "RUB"}}])
    answers = post_all(exchange, seller, [lead(niche) for _ in range(64)])
    sold = [sale["buyer"] for answer in answers for sale in answer["sales"]]
    assert (sold.count(acme.alias), sold.count(rival.alias)) == (3, 5)
    exchange.books_balance()


def test_one_wallet_behind_two_orders_and_a_dealer(exchange, niche, seller):
    head = exchange.buyer(money=100_000)
    dealer = exchange.buyer(parent=head)
    head.order(niche, shared=15_000)
    dealer.order(niche, shared=15_000)
    answers = post_all(exchange, seller, [lead(niche) for _ in range(64)])
    assert sum(len(answer["sales"]) for answer in answers) == 6 and head.wallet == 10_000
    exchange.books_balance()


def test_two_writers_bring_the_same_persons_in_opposite_order(exchange, niche, seller, other_seller, acme, rival):
    acme.order(niche, shared=30_000)
    rival.order(niche, exclusive=35_000)
    people = [person() for _ in range(200)]

    def job(who, crowd):
        wire = Wire(exchange.server, 60)
        wire.send(b"".join(post_bytes("/v1/leads", who.key, lead(niche, someone)) for someone in crowd))
        return [wire.read_json() for _ in crowd]

    forth, back = together([lambda: job(seller, people), lambda: job(other_seller, people[::-1])])
    assert {status for status, _, _ in forth + back} == {201}
    states = [body["status"] for _, _, body in forth + back]
    assert states.count("sold") == 200 and states.count("duplicate") == 200
    exchange.books_balance()


def test_a_crowd_where_persons_share_channels(exchange, niche, seller, acme):
    """Phones and mails mixed at random: whoever shares one with a sold lead is a duplicate."""
    acme.order(niche, shared=30_000)
    chance = random.Random(7)
    phones, mails = [person()["phone"] for _ in range(8)], [person()["email"] for _ in range(8)]
    crowd = [{"first_name": "Vera", "phone": chance.choice(phones), "email": chance.choice(mails)} for _ in range(64)]
    answers = post_all(exchange, seller, [lead(niche, someone, external_id=f"c{i}") for i, someone in enumerate(crowd)])
    sold = [someone for someone, answer in zip(crowd, answers) if answer["status"] == "sold"]
    assert len({one["phone"] for one in sold}) == len(sold) == len({one["email"] for one in sold})
    taken = {one["phone"] for one in sold} | {one["email"] for one in sold}
    assert all(someone["phone"] in taken or someone["email"] in taken for someone in crowd)
    exchange.books_balance()


def test_pausing_while_leads_come_in(exchange, niche, seller, acme):
    order = acme.order(niche, shared=30_000)
    request = [post_bytes("/v1/leads", seller.key, lead(niche)) for _ in range(300)]

    def flood():
        wire = Wire(exchange.server, 60)
        wire.send(b"".join(request))
        return [wire.read_json() for _ in request]

    answers, paused = together([flood, order.pause])
    assert paused["state"] == "paused" and {status for status, _, _ in answers} == {201}
    assert seller.post(lead(niche)).status == "open"
    assert len(acme.sales()) == sum(len(body["sales"]) for _, _, body in answers)
    exchange.books_balance()


def test_withdrawing_while_a_buyer_arrives(exchange, niche, seller, acme):
    waiting = [seller.post(lead(niche)) for _ in range(8)]
    jobs = [lambda: acme.order(niche, shared=30_000)] + [lambda w=w: seller.withdraw(w) for w in waiting]
    together(jobs)
    for posted in waiting:
        seen = seller.lead(posted)
        assert (seen["status"], len(seen["sales"])) in (("withdrawn", 0), ("sold", 1), ("open", 0))
    exchange.books_balance()
