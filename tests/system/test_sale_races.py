"""Races told one step at a time: one connection holds what another waits for, and the clock moves in between."""
import itertools
import threading

import psycopg2
import pytest

from support.floor import Candidate, Floor, Lead, hash16, uuid7
from support.wait import wait_until
from support.wire import together

serial = itertools.count(1)


@pytest.fixture(scope="module")
def floor():
    running = Floor()
    yield running
    running.close()


class Scene:
    """A seller, a buyer with money, a niche; leads of persons nobody else has."""

    def __init__(self, floor):
        self.floor, self.name = floor, f"scene_{next(serial)}"
        self.niche = floor.niche(self.name)
        self.seller = floor.org(f"{self.name} seller", sells=True)
        self.buyer = floor.org(f"{self.name} buyer", buys=True)
        self.source = floor.source(self.seller)
        floor.ok(None, "deposit", {"org": self.buyer, "currency": "RUB", "amount": 1_000_000, "reference": self.name})

    def order(self, **terms):
        return self.floor.ok(self.buyer, "order_create", {"niche": self.name, "name": "order", "shared_price": 100, **terms})["id"]

    def lead(self, person, *orders, **more):
        revisions = dict(self.floor.sql("select id::text, revision from orders where id = any(%s::uuid[])", list(orders)))
        now = self.floor.one("select (extract(epoch from leadx_now()) * 1000)::bigint")
        ids = (uuid7(now) for _ in itertools.count())
        exclusive = more.pop("exclusive", False)
        return Lead(self.seller, self.seller, self.niche, self.source, [(1, hash16(self.name, person))],
                    [Candidate(order, revisions[order], exclusive, next(ids)) for order in orders],
                    **{"id": next(ids), "decision": next(ids), **more})

    def sell(self, lead, db=None):
        self.floor.sell(db or self.floor.db, [lead])
        return lead


@pytest.fixture
def scene(floor):
    return Scene(floor)


@pytest.fixture
def two(floor):
    """Two connections; the first keeps its transaction until it is told to commit."""
    first, second = floor.connect(), floor.connect()
    first.autocommit = False
    yield first, second
    first.close()
    second.close()


def wait_for_a_waiter(floor):
    wait_until(lambda: floor.one("select count(*) from pg_locks where not granted"), "somebody waits for a lock")


class Behind(threading.Thread):
    """Runs the job while the first connection holds what it needs; result() once that let go."""

    def __init__(self, floor, job):
        super().__init__()
        self.job, self.said = job, None
        self.start()
        wait_for_a_waiter(floor)

    def run(self):
        try:
            self.said = self.job()
        except psycopg2.Error as error:
            self.said = error

    def result(self):
        self.join(20)
        return self.said


def hours(floor, n):
    floor.one("select test_clock_advance(%s * interval '1 hour')", n)


def test_an_offers_order_does_not_buy_a_lead_that_was_released(floor, scene):
    offer = floor.ok(scene.buyer, "offer_create", {"niche": scene.name, "name": "offer", "exclusive_price": 500})["id"]
    order = str(floor.one("select id from orders where offer_id = %s", offer))
    lead = scene.sell(scene.lead("anna", offer=offer, limit=1))
    assert lead.state == "open"
    floor.ok(scene.seller, "lead_release", {"lead": lead.id})
    again = scene.sell(scene.lead("anna", order, id=lead.id, fresh=False, offer=offer, exclusive=True))
    assert (again.state, again.candidates[0].verdict) == ("open", 8)


def test_a_lead_released_while_it_is_being_sold_is_sold_or_released(floor, scene, two):
    offer = floor.ok(scene.buyer, "offer_create", {"niche": scene.name, "name": "offer", "exclusive_price": 500})["id"]
    order = str(floor.one("select id from orders where offer_id = %s", offer))
    lead = scene.sell(scene.lead("anna", offer=offer, limit=1))
    assert floor.op(two[0], scene.seller, "lead_release", {"lead": lead.id})[0] == 200
    again = scene.lead("anna", order, id=lead.id, fresh=False, offer=offer, exclusive=True)
    sale = Behind(floor, lambda: scene.sell(again, two[1]))
    two[0].commit()
    assert sale.result().pgcode == "LX001"  # run again, it would find the lead released


@pytest.mark.parametrize("first", ["targeted", "consumer"])
def test_a_family_does_not_buy_a_person_twice_at_once_as_a_targeted_and_a_consumer_lead(floor, scene, two, first):
    """No fingerprint of one collides with the other's; only the wallet makes them wait for each other."""
    offer = floor.ok(scene.buyer, "offer_create", {"niche": scene.name, "name": "offer", "exclusive_price": 500})["id"]
    targeted = scene.lead("anna", str(floor.one("select id from orders where offer_id = %s", offer)), offer=offer, limit=1, exclusive=True)
    consumer = scene.lead("anna", scene.order())
    consumer.seller = consumer.family = floor.org(f"{scene.name} rival", sells=True)
    consumer.source = floor.source(consumer.seller)
    leads = [targeted, consumer] if first == "targeted" else [consumer, targeted]
    assert scene.sell(leads[0], two[0]).state == "sold"
    sale = Behind(floor, lambda: scene.sell(leads[1], two[1]))
    two[0].commit()
    assert sale.result().pgcode == "LX001"
    again = scene.sell(leads[1])
    assert (again.state, again.candidates[0].verdict) == ("open", 7)


def test_a_batch_that_waited_past_the_hour_keeps_its_cap(floor, scene, two):
    order = scene.order(caps=[{"per": "hour", "count": 2}])
    held = scene.sell(scene.lead("key", key=hash16("held", scene.name), body=hash16("b")), two[0])
    late = scene.lead("late", order, key=held.key, body=hash16("b"))
    other = scene.lead("other", order)
    sale = Behind(floor, lambda: floor.sell(two[1], [late, other]))  # its now is taken; it waits for the key
    assert [scene.sell(scene.lead(f"same hour {i}", order)).state for i in range(2)] == ["sold", "sold"]
    hours(floor, 1)
    assert scene.sell(scene.lead("next hour", order)).state == "sold"
    two[0].commit()
    assert not isinstance(sale.result(), psycopg2.Error)
    assert (late.state, other.state, other.result_code) == ("replay", "open", "cap_reached")


def test_a_cap_made_while_the_hour_ended_knows_the_new_hours_sales(floor, scene, two):
    order = scene.order()
    scene.sell(scene.lead("this hour", order), two[0])
    change = Behind(floor, lambda: floor.op(two[1], scene.buyer, "order_change",
                                            {"order": order, "caps": [{"per": "hour", "count": 2}]}))
    hours(floor, 1)
    scene.sell(scene.lead("next hour", order), two[0])
    two[0].commit()
    assert change.result()[0] == 200
    assert floor.one("select used_count from order_caps where order_id = %s", order) == 1
    assert [scene.sell(scene.lead(f"more {i}", order)).state for i in range(2)] == ["sold", "open"]


def test_a_change_that_is_refused_stops_no_sale(floor, scene, two):
    order = scene.order()
    scene.sell(scene.lead("under way", order), two[0])
    floor.sql("set statement_timeout = '5s'", db=two[1])
    status, _ = floor.op(two[1], scene.buyer, "order_change", {"order": order, "shared_price": 0, "caps": [{"per": "day", "count": 1}]})
    assert status == 422
    two[0].commit()


def test_twenty_withdrawn_leads_do_not_hide_who_bought_the_person(floor, scene):
    order = scene.order()
    assert scene.sell(scene.lead("anna", order)).state == "sold"
    hours(floor, 31 * 24)  # the claim is over, the buyer's 90 days are not
    for _ in range(20):
        lead = scene.sell(scene.lead("anna"))
        assert lead.state == "open"
        floor.ok(scene.seller, "lead_withdraw", {"lead": lead.id})
    again = scene.sell(scene.lead("anna", order))
    assert (again.state, again.candidates[0].verdict) == ("open", 7)
    assert floor.one("select cardinality(earlier) from fingerprints where hash = %s", hash16(scene.name, "anna")) == 1


def test_a_month_begins_without_stopping_the_sale(floor, scene, two):
    """Somebody reads all night; the chore gives up, the sale goes on, and the month comes later."""
    order = scene.order()
    hours(floor, 24 * 100)
    floor.sql("select count(*) from leads", db=two[0])
    with pytest.raises(psycopg2.errors.LockNotAvailable):
        floor.sql("select partitions_ahead(leadx_now())", db=two[1])
    assert scene.sell(scene.lead("anna", order)).state == "sold"
    two[0].commit()
    both = [two[1], floor.connect("leadx_owner")]

    def make(db):
        while floor.one("select partitions_ahead(leadx_now())", db=db):
            pass

    together([lambda: make(both[0]), lambda: make(both[1])])
    make(both[0])
    month = floor.one("select to_char(leadx_now() at time zone 'UTC', 'YYYYMM')")
    assert floor.one(f"select count(*) from sales_{month} where order_id = %s", order) == 1  # moved out of the default partition
    assert floor.one("select ledger_verify()")["balanced"]


def test_a_batch_sent_again_after_an_outage_finds_its_own_leads(floor, scene):
    order = scene.order()
    lead = scene.lead("anna", order, key=hash16("minute", scene.name), body=hash16("b"), key_ms=60_000)
    assert scene.sell(lead).state == "sold"
    hours(floor, 1)
    again = scene.sell(lead)
    assert (again.state, again.answer) == ("replay", lead.id)
    assert floor.one("select count(*) from sales where lead_id = %s", lead.id) == 1
    assert floor.one("select ledger_verify()")["balanced"]


def test_a_stored_lead_sent_again_is_sold_once(floor, scene):
    """The first sending's answer was lost; the second finds the decision it would make."""
    order = scene.order()
    lead = scene.sell(scene.lead("anna"))
    offered = scene.lead("anna", order, id=lead.id, fresh=False)
    assert scene.sell(offered).state == "sold"
    assert scene.sell(offered).state == "gone"
    assert floor.one("select count(*) from sales where lead_id = %s", lead.id) == 1


def test_a_person_is_counted_in_two_niches_at_once(floor, two):
    here, there = Scene(floor), Scene(floor)
    for scene in (here, there):
        floor.ok(None, "niche_change", {"niche": scene.name, "person_sales": 1})
    leads = [scene.lead("anna", scene.order()) for scene in (here, there)]
    leads[1].prints = leads[0].prints
    here.sell(leads[0], two[0])
    sale = Behind(floor, lambda: there.sell(leads[1], two[1]))
    two[0].commit()
    assert leads[0].state == "sold" and sale.result() is leads[1]
    assert (leads[1].state, leads[1].result_code, leads[1].candidates[0].verdict) == ("open", "contact_limit", 12)
