"""Server and database are killed while sales settle and payouts are sent and confirmed in batches. Nothing moves twice, nothing is lost.

LEADX_CRASH_ROUNDS says how many kills (4)."""
import os
import threading

import pytest

from support.client import Client
from support.exchange import Exchange
from support.people import lead, rub
from support.wait import wait_until

ROUNDS = int(os.environ.get("LEADX_CRASH_ROUNDS", "4"))
SALES, PAYOUTS, PRICE = 40, 8, 1_000


@pytest.fixture
def exchange():
    running = Exchange(durable=True)
    yield running
    running.close()


class Clerk:
    """An administrator that asks for, approves, sends and confirms payouts, whatever happens in between. An answer that did not come
    is asked for again under the same key."""

    def __init__(self, exchange, seller):
        self.exchange, self.seller, self.going, self.done = exchange, seller, True, 0
        self.payee = seller.client.ok("POST", "/v1/payees", {"currency": "RUB", "name": "A", "account": "1234567"})["id"]
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def say(self, key, path, body, client):
        """Until there is an answer; connections break as the server dies."""
        while self.going:
            try:
                answer = client(path, body, key=key)
                if answer.status < 500:
                    return answer
            except OSError:
                pass
        return None

    def work(self):
        admin = Client(self.exchange.server, self.exchange.admin.key)
        seller = Client(self.exchange.server, self.seller.key)
        for n in range(10_000):
            asked = [self.say(f"ask-{n}-{i}", "/v1/payouts", {"amount": rub(37 + i), "payee": self.payee}, seller.post) for i in range(PAYOUTS)]
            for payout in asked:
                if payout is not None and payout.status == 201:
                    self.say(f"approve-{payout['id']}", f"/v1/admin/payouts/{payout['id']}/approve", {}, admin.post)
            made = self.say(f"batch-{n}", "/v1/admin/payout-batches", {"currency": "RUB"}, admin.post)
            if made is not None and made.status == 201:
                self.say(f"confirm-{n}", f"/v1/admin/payout-batches/{made['id']}/confirm", {}, admin.post)
            if not self.going:
                return
            self.done += 1

    def end(self):
        self.going = False
        self.thread.join()


def post(seller, body):
    """Until it is taken: after a kill the market has to be loaded again."""
    wait_until(lambda: seller.try_post(body).status == 201, "a lead is taken")


def kill_server(exchange):
    exchange.server.kill()
    exchange.server.start()


def kill_database(exchange):
    exchange.database.close()
    exchange.cluster.kill()
    exchange.cluster.start()
    exchange.database = exchange.cluster.connect()


def test_settlements_and_payouts_survive_kills(exchange):
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer(money=10_000_000)
    buyer.order(niche, shared=PRICE)
    clerk = Clerk(exchange, seller)
    try:
        for i in range(ROUNDS):
            for n in range(SALES):
                post(seller, lead(niche, external_id=f"{i}-{n}"))
            exchange.advance(days=8)   # all of them fall due at once, and the kill comes while they settle
            (kill_server if i % 2 == 0 else kill_database)(exchange)
            wait_until(exchange.server.is_ready, "the server is ready")
            goal = clerk.done + 1
            wait_until(lambda: clerk.done >= goal, "another batch went through", 60)
    finally:
        clerk.end()
    wait_until(lambda: exchange.one("select count(*) from sales where state = 'held'") == 0, "every sale is settled", 60)
    check(exchange, seller)


def check(exchange, seller):
    exchange.books_balance()
    earned = ROUNDS * SALES * (PRICE - PRICE // 10)
    paid = exchange.one("select coalesce(sum(amount_minor), 0)::bigint from payouts where state = 'confirmed'")
    way = exchange.one("select coalesce(sum(amount_minor), 0)::bigint from payouts where state in ('requested', 'approved', 'sent')")
    assert exchange.balance(seller, "payable") == earned - paid - way and exchange.balance(seller, "payout") == way
    assert exchange.one("select count(*) from transfers where kind = 'settle'") == ROUNDS * SALES
    # every payout left once, arrived once at most, in one batch at most, and no key asked for two
    assert exchange.one("select count(*) from (select reference from transfers where kind in ('payout', 'payout_paid')"
                        " group by reference, kind having count(*) > 1) x") == 0
    assert exchange.one("select count(*) from payouts") == exchange.one("select count(*) from transfers where kind = 'payout'")
    assert exchange.one("select count(*) from payout_batches b where b.payouts <> (select count(*) from payouts p where p.batch_id = b.id)") == 0
    assert exchange.one("select count(*) from payouts") > 0
