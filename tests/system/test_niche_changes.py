"""What a niche's change does to the orders in memory: its own read leads by the new fields as soon as the change is answered, others are left alone."""
import copy
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Client
from support.exchange import Exchange
from support.people import lead, rub
from support.server import Server
from support.wait import wait_until

AGE = {"name": "age", "type": "integer", "required": True}
INCOME = {"name": "income", "type": "integer"}
COLOUR = {"name": "colour", "type": "enum", "values": ["red", "green"]}
PAGE = 200  # orders a question


@pytest.fixture(scope="module")
def exchange():
    running = Exchange(reconcile_interval_ms=86_400_000)  # nothing is repaired behind a test's back
    yield running
    running.close()


@pytest.fixture(scope="module")
def second(exchange):
    """Another process on the same database, which reconciles all the time."""
    server = Server(exchange.place, exchange.cluster, exchange.tls, reconcile_interval_ms=200).start()
    yield server
    server.stop()


def at(server, party):
    elsewhere = copy.copy(party)
    elsewhere.client = Client(server, party.key)
    return elsewhere


def metric(server, name):
    return next((int(row.split()[-1]) for row in server.metrics().splitlines() if row.startswith(name + " ")), 0)


def compiled(exchange):
    return metric(exchange.server, "leadx_filters_compiled_total")


@pytest.fixture
def young(exchange):
    """A niche for orders of the young."""
    return exchange.niche(fields=[AGE, INCOME])


@pytest.fixture(autouse=True)
def others(exchange, rival):
    """Orders of another niche, one of them for listed leads too."""
    niche = exchange.niche(fields=[AGE], market={"on": True, "causes": ["unsold"]}, benchmark=50_000)
    for _ in range(3):
        rival.order(niche, shared=30_000, filter={"age": {"max": 40}}, market={"max_price": rub(20_000)})
    return niche


def aged(niche, age, **attributes):
    body = lead(niche)
    body["attributes"] = {"age": age, **attributes}
    return body


def test_terms_compile_nothing_and_offer_again(exchange, young, seller, acme):
    acme.order(young, shared=30_000, filter={"age": {"max": 40}})
    exchange.change_niche(young, floor_shared=40_000)
    cheap = seller.post(aged(young, 30))
    assert cheap.status == "open", "under the niche's floor"
    before = compiled(exchange)
    exchange.change_niche(young, floor_shared=100, fee_bp=700)
    seller.becomes(cheap, "sold")
    assert compiled(exchange) == before


def test_fields_behind_the_others_compile_nothing_and_can_be_filtered_by(exchange, young, seller, acme, rival):
    acme.order(young, shared=30_000, filter={"age": {"max": 40}})
    before = compiled(exchange)
    exchange.change_niche(young, fields=[{**AGE, "min": 18}, INCOME, COLOUR])
    assert compiled(exchange) == before
    rival.order(young, shared=20_000, filter={"colour": {"in": ["red"]}})
    assert compiled(exchange) == before + 1
    assert seller.post(aged(young, 30, colour="red")).buyers == [acme, rival]
    assert seller.post(aged(young, 50, colour="red")).buyers == [rival]


def test_fields_elsewhere_compile_this_niches_orders_alone(exchange, young, seller, acme, rival):
    """Read by the old places, the first lead's income would be its age: acme would buy what it does not want, and nothing else."""
    acme.order(young, shared=30_000, filter={"age": {"max": 40}})
    rival.order(young, shared=20_000, filter={"income": {"max": 40}}, market={"max_price": rub(20_000)})
    before = compiled(exchange)
    exchange.change_niche(young, fields=[COLOUR, INCOME, AGE])
    assert compiled(exchange) == before + 3, "acme's, rival's, and what rival takes of listed leads"
    assert seller.post(aged(young, 30, income=90)).buyers == [acme]
    assert seller.post(aged(young, 90, income=30)).buyers == [rival]
    assert seller.post(aged(young, 90, income=90)).buyers == []


def test_while_fields_move_nobody_buys_and_afterwards_all_who_would_have(exchange, young, seller, acme):
    """The orders cannot be read for as long as the test holds what tells of their caps; the niche can."""
    acme.order(young, shared=30_000, filter={"age": {"max": 40}})
    with ThreadPoolExecutor(1) as hand, exchange.cluster.connect() as holder:
        holder.autocommit = False
        holder.cursor().execute("lock table order_caps in access exclusive mode")
        change = hand.submit(exchange.change_niche, young, fields=[INCOME, AGE])
        wait_until(lambda: exchange.one("select count(*) from pg_locks where not granted and relation = 'leadx.order_caps'::regclass"),
                   "the orders are being read")
        fits, misread = seller.post(aged(young, 30, income=90)), seller.post(aged(young, 90, income=30))
        assert (fits.status, misread.status) == ("open", "open") and not change.done()
        holder.rollback()
        change.result()
    holder.close()
    seller.becomes(fits, "sold")
    assert seller.lead(misread)["status"] == "open"


def test_a_closed_niche_and_an_open_one_again(exchange, young, seller, acme, rival):
    acme.order(young, shared=30_000)
    known = metric(exchange.server, "leadx_book_orders")
    before = compiled(exchange)
    exchange.change_niche(young, state="closed")
    assert metric(exchange.server, "leadx_book_orders") == known - 1 and compiled(exchange) == before
    assert seller.try_post(aged(young, 30)).status == 422
    exchange.change_niche(young, state="active")
    assert metric(exchange.server, "leadx_book_orders") == known and compiled(exchange) == before + 1
    assert seller.post(aged(young, 30)).buyers == [acme]


def test_another_process_follows(exchange, young, seller, acme, second):
    there = at(second, seller)
    acme.order(young, shared=30_000, filter={"age": {"max": 40}})
    exchange.change_niche(young, fields=[INCOME, AGE])
    wait_until(lambda: there.post(aged(young, 30, income=90)).buyers == [acme], "the other process knows the new fields")
    assert there.post(aged(young, 90, income=30)).buyers == []


def test_reconciling_repairs_what_no_notice_told(exchange, young, seller, acme, second):
    """More orders than a question brings: some leave, the fields move, and nobody is told."""
    there = at(second, seller)
    made = [acme.order(young, shared=30_000, filter={"age": {"max": 40}}) for _ in range(PAGE + 20)]
    wait_until(lambda: there.post(aged(young, 30)).buyers == [acme], "the other process knows the orders")
    known = metric(second, "leadx_book_orders")
    exchange.sql("update orders set state = 'paused' where id = any(%s::uuid[])", [one.id for one in made[7:]])
    wait_until(lambda: metric(second, "leadx_book_orders") == known - len(made) + 7, "the other process dropped them")
    exchange.sql("update niches set fields = jsonb_build_array(fields -> 1, fields -> 0), revision = revision + 1 where name = %s", young)
    wait_until(lambda: there.post(aged(young, 30, income=90)).buyers == [acme], "the other process knows the new fields")
    assert there.post(aged(young, 90, income=30)).buyers == []
