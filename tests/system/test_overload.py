"""More leads than the exchange can take: what it takes it answers, the rest hears so at once, and the queue has its end."""
import re
import threading

import pytest

from support.exchange import Exchange
from support.people import lead
from support.wait import wait_until

POSTS, PRESSURE, TAKEN_MOST = 120, 16, 64  # taken: those that wait, and a batch a writer


@pytest.fixture
def small_exchange():
    running = Exchange(writer_pressure=PRESSURE)
    yield running
    running.close()


def waiting(exchange):
    return int(re.search(r"^leadx_sale_waiting (\d+)", exchange.server.metrics(), re.M)[1])


def test_the_queue_ends_where_it_should_and_who_was_refused_may_come_again(small_exchange):
    exchange, seller = small_exchange, small_exchange.seller()
    niche = exchange.niche()
    exchange.buyer().order(niche, shared=1000)
    seller.post(lead(niche))  # the source is known
    bodies = [lead(niche) for _ in range(POSTS)]
    answers = {}

    def post(i):
        answers[i] = seller.try_post(bodies[i])

    with exchange.cluster.connect() as blocker:
        blocker.autocommit = False
        blocker.cursor().execute("lock table leads in access exclusive mode")
        posts = [threading.Thread(target=post, args=(i,)) for i in range(POSTS)]
        for each in posts:
            each.start()
        wait_until(lambda: len(answers) >= POSTS - TAKEN_MOST, "the rest is refused")
        assert waiting(exchange) <= PRESSURE
        assert {a.status for a in list(answers.values())} == {503}
        blocker.rollback()
    for each in posts:
        each.join()
    refused = [i for i, a in answers.items() if a.status == 503]
    assert {answers[i].headers["Retry-After"] for i in refused} == {"2"}
    assert f'leadx_http_refusals_total{{reason="pressure"}} {len(refused)}' in exchange.server.metrics()  # early, not after a wait
    assert {a.status for a in answers.values()} == {201, 503}
    assert len(refused) >= POSTS - TAKEN_MOST
    wait_until(lambda: waiting(exchange) == 0, "nothing waits")  # but a round of re-offers may, for a moment
    assert exchange.one("select count(*) from leads") == 1 + POSTS - len(refused)  # refused is not stored
    for i in refused:  # a round of re-offers may stand in the small queue: then once more
        wait_until(lambda i=i: seller.try_post(bodies[i]).status == 201, "it is taken now")
    assert exchange.one("select count(*) from leads") == 1 + POSTS
    exchange.books_balance()
