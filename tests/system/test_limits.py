"""How much one key may ask, and what everybody is told when there is too much."""
import re
import threading

import pytest

from support.exchange import Exchange
from support.people import lead
from support.wait import wait_until

LEFT = re.compile(r'"key";r=(\d+);t=(\d+)')


@pytest.fixture
def strict_exchange():
    running = Exchange(rate_per_second=1, rate_burst=5, writer_pressure=1)
    yield running
    running.close()


def test_a_key_is_told_what_is_left_and_when_to_come_back(strict_exchange):
    buyer = strict_exchange.buyer(money=0)
    answers = [buyer.client.get("/v1/me") for _ in range(7)]
    assert [a.status for a in answers[:5]] == [200] * 5
    assert {a.headers["RateLimit-Policy"] for a in answers} == {'"key";q=5;w=5'}
    left = [int(LEFT.fullmatch(a.headers["RateLimit"])[1]) for a in answers]
    assert left[:5] == sorted(left[:5], reverse=True) and left[0] == 4
    refused = next(a for a in answers if a.status == 429)
    assert refused.code == "too_many_requests" and refused.headers["Retry-After"] == "1"
    assert 'leadx_http_refusals_total{reason="rate"}' in strict_exchange.server.metrics()
    # the other key of the same company has its own count
    other = strict_exchange.admin.ok("POST", f"/v1/admin/orgs/{buyer.id}/keys", {"name": "other"})["key"]
    assert type(buyer.client)(strict_exchange.server, other).get("/v1/me").status == 200


def test_who_is_not_throttled_is_not_counted(strict_exchange):
    seller = strict_exchange.seller()
    answers = [seller.client.get("/v1/me") for _ in range(30)]
    assert {a.status for a in answers} == {200}
    assert not any("RateLimit" in a.headers for a in answers)
    strict_exchange.admin.ok("POST", f"/v1/admin/orgs/{seller.id}", {"throttled": True})
    wait_until(lambda: seller.client.get("/v1/me").status == 429, "the company is throttled")


def test_under_pressure_leads_are_refused_early_and_those_taken_are_answered(strict_exchange):
    exchange, seller = strict_exchange, strict_exchange.seller()
    niche = exchange.niche()
    seller.post(lead(niche))  # the source is known
    taken = []
    with exchange.cluster.connect() as blocker:
        blocker.autocommit = False
        blocker.cursor().execute("lock table leads in access exclusive mode")
        posts = [threading.Thread(target=lambda: taken.append(seller.try_post(lead(niche)))) for _ in range(2)]
        for i, post in enumerate(posts):
            post.start()  # the first is with the database, the second waits for the writer
            busy = f"leadx_sale_waiting {i}"
            wait_until(lambda busy=busy: busy in exchange.server.metrics() and in_lock(exchange), f"{busy} is so")
        refused = seller.try_post(lead(niche))
        assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "unavailable", "2")
        assert 'leadx_http_refusals_total{reason="pressure"} 1' in exchange.server.metrics()
        blocker.rollback()
    for post in posts:
        post.join()
    assert [answer.status for answer in taken] == [201, 201]


def in_lock(exchange):
    return exchange.one("select count(*) from pg_locks where not granted") > 0
