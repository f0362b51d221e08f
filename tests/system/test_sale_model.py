"""Random batches, operations and chores on a Floor and on the model of support/model.py: equal after every step.

LEADX_MODEL_STEPS says how many steps a run has (250), LEADX_STRESS_SEED where chance begins."""
import json
import os
import random
from datetime import datetime, timedelta, timezone

import pytest

from support.floor import NIL, Candidate, Floor, Lead, hash16, suppress_hash, uuid7
from support.model import LONG_AGO, Cap, Model, Order, period_start

STEPS = int(os.environ.get("LEADX_MODEL_STEPS", "250"))
SEED = int(os.environ.get("LEADX_STRESS_SEED", "1"))
ZONES = ["UTC", "Asia/Kathmandu", "Europe/Berlin"]


@pytest.fixture(scope="module")
def floor():
    running = Floor()
    yield running
    running.close()


class Pair:
    """The database and the model, told the same."""

    def __init__(self, floor, chance, name):
        self.floor, self.chance, self.name = floor, chance, name
        # a few hours before the clocks change in Berlin, half a year ahead of what the server would call now
        self.now = datetime(2027, 3, 27, 20, tzinfo=timezone.utc)
        fees = [(0, 0), (1000, 7), (9999, 3), (10000, 50)]
        self.niches = {floor.niche(f"{name}_{i}", fee_bp=bp, fee_fixed=fixed, market={"on": False}): (bp, fixed)
                       for i, (bp, fixed) in enumerate(fees[:3])}     # the model knows no marketplace
        self.model = Model(self.niches)
        self.sellers = [floor.org(f"{name} s{i}", sells=True, buys=i == 0) for i in range(3)]
        heads = [floor.org(f"{name} b{i}", buys=True) for i in range(3)]
        self.buyers = heads + [floor.org(f"{name} d{i}", parent=heads[0], buys=True) for i in range(2)]
        self.sources = {seller: floor.source(seller) for seller in self.sellers}
        self.serial = 0
        for _ in range(18):
            self.order()

    def op(self, org, name, /, **args):
        """As mutate() runs it, but at our now."""
        me = org or self.floor.operator
        status, body = self.floor.sql(f"select status, body from op_{name}((%s, %s, %s, %s)::op_caller, %s, %s)", me,
                                      self.floor.families.get(me, me), me, org is None, json.dumps(args), self.now)[0]
        return body if status < 400 else None

    def persons(self):
        """Those that are brought at this moment; new ones come as leads are posted."""
        first = len(self.model.leads) // 3
        return [hash16(self.name, i) for i in range(first, first + 20)]

    def order(self):
        chance = self.chance
        niche, buyer, kind = chance.choice(list(self.niches)), chance.choice(self.buyers + self.sellers[:1]), chance.randrange(4)
        prices = {"exclusive_price": chance.randrange(200, 1500)} if kind != 1 else {}
        prices |= {"shared_price": chance.randrange(50, 500)} if kind in (1, 2) else {}
        zone = chance.choice(ZONES)
        name = f"{self.name}_{list(self.niches).index(niche)}"
        caps = [{"per": per, "count": chance.choice([None, 1, 4]), "amount": chance.randrange(500, 4000)}
                for per in chance.sample(["hour", "day", "week", "month", "total"], chance.randrange(3))]
        if kind == 3:
            offer = self.op(buyer, "offer_create", niche=name, name="offer", time_zone=zone, caps=caps, **prices)["id"]
            order = str(self.floor.one("select id from orders where offer_id = %s", offer))
        else:
            offer, order = None, self.op(buyer, "order_create", niche=name, name="order", time_zone=zone, caps=caps, **prices)["id"]
        self.model.orders[order] = Order(
            buyer, self.floor.families[buyer], niche, offer, prices.get("shared_price"), prices.get("exclusive_price"), zone,
            caps={cap["per"]: Cap(cap["count"], cap["amount"], period_start(cap["per"], self.now, zone)) for cap in caps})
        self.model.wallet.setdefault(self.floor.families[buyer], 0)

    # --- Steps

    def step(self):
        self.now += timedelta(seconds=self.chance.choice([0.001, 1, 60, 600, 3000, 7200, 40000, 200000]))
        self.chance.choices([self.batch, self.deposit, self.credit, self.price, self.pause, self.cap, self.withdraw, self.release,
                             self.suppress, self.suspend, self.due], [20, 4, 1, 2, 2, 2, 2, 3, 0.3, 0.7, 2])[0]()
        self.compare()

    def deposit(self):
        self.serial += 1
        buyer, amount = self.chance.choice(self.buyers), self.chance.randrange(1, 20000)
        self.op(None, "deposit", org=buyer, currency="RUB", amount=amount, reference=f"{self.name}-{self.serial}")
        family = self.floor.families[buyer]
        self.model.wallet[family] = self.model.wallet.get(family, 0) + amount

    def credit(self):
        buyer, limit = self.chance.choice(self.buyers), self.chance.choice([0, 700, 3000])
        self.op(None, "credit_limit", org=buyer, currency="RUB", amount=limit)
        self.model.credit[self.floor.families[buyer]] = limit

    def some_order(self):
        return self.chance.choice([item for item in self.model.orders.items() if not item[1].offer])

    def price(self):
        order, known = self.some_order()
        if known.state == "active" and known.org not in self.model.suspended:
            known.shared = self.chance.randrange(50, 500)
            assert self.op(known.org, "order_change", order=order, shared_price=known.shared)
            known.revision += 1

    def pause(self):
        order, known = self.chance.choice(list(self.model.orders.items()))
        known.state = "paused" if known.state == "active" else "active"
        assert self.op(known.org, "order_state", order=order, state=known.state)
        known.revision += 1

    def cap(self):
        """Lowered below what is used, raised again; the counters stay."""
        order, known = self.some_order()
        if known.caps and known.state == "active" and known.org not in self.model.suspended:
            for cap in known.caps.values():
                cap.count, cap.minor = self.chance.randrange(6), self.chance.choice([None, 100, 3000])
            caps = [{"per": per, "count": cap.count, "amount": cap.minor} for per, cap in known.caps.items()]
            assert self.op(known.org, "order_change", order=order, caps=caps)
            known.revision += 1

    def some_lead(self):
        return self.chance.choice(list(self.model.leads.values())[-30:]) if self.model.leads else None

    def withdraw(self):
        stored = self.some_lead()
        if stored:
            self.op(stored.lead.seller, "lead_withdraw", lead=stored.lead.id)
            self.model.withdraw(self.now, stored)

    def release(self):
        stored = self.some_lead()
        if stored:
            self.op(stored.lead.seller, "lead_release", lead=stored.lead.id)
            self.model.release(self.now, stored)

    def suppress(self):
        print_, owner = self.chance.choice(self.persons()), self.chance.choice([str(NIL), *self.buyers])
        self.floor.sql("insert into suppressions values (%s, %s, %s) on conflict do nothing", suppress_hash(print_), owner, self.now)
        self.model.suppressed.setdefault(print_, set()).add(owner)

    def suspend(self):
        buyer = self.chance.choice(self.buyers)
        self.op(None, "org_change", org=buyer, state="active" if buyer in self.model.suspended else "suspended")
        self.model.suspended ^= {buyer}

    def due(self):
        self.floor.one("select sales_settle(%s, 100000)", self.now)
        self.floor.one("select leads_expire(%s, 100000)", self.now)
        self.model.settle(self.now)
        self.model.expire(self.now)

    # --- Batches

    def batch(self):
        self.now = self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)
        leads, travelling = [], {}
        for _ in range(self.chance.choice([1, 3, 8, 20])):
            lead = self.stored() if self.model.leads and self.chance.random() < 0.3 else self.fresh()
            mark = (lead.fresh, lead.scope())
            if any(travelling.get((lead.niche, p), mark) != mark or not lead.fresh and (lead.niche, p) in travelling for p in lead.prints) \
                    or lead.key and lead.key in [other.key for other in leads]:
                continue
            travelling.update({(lead.niche, p): mark for p in lead.prints})
            leads.append(lead)
        expected = self.model.sell(self.now, leads)
        self.floor.sell(self.floor.db, leads, self.now)
        for lead, (state, code, verdicts) in zip(leads, expected):
            assert (lead.state, [c.verdict for c in lead.candidates]) == (state, verdicts), (lead, state, code, verdicts)
            assert code is None and state != "sold" or lead.result_code == code, (lead, code)

    def uuid(self):
        return uuid7(int(self.now.timestamp() * 1000), self.chance)

    def fresh(self):
        chance, niche = self.chance, self.chance.choice(list(self.niches))
        seller = chance.choice(self.sellers)
        offer = chance.choice([None, None, *(o.offer for o in self.model.orders.values() if o.niche == niche and o.offer)])
        prints = [(1 + i, print_) for i, print_ in enumerate(chance.sample(self.persons(), chance.randrange(1, 3)))]
        lead = Lead(seller, seller, niche, self.sources[seller], prints, id=self.uuid(), decision=self.uuid(), offer=offer, guard=True,
                    limit=1 if offer else chance.randrange(1, 4), min_payout=chance.choice([None, None, 100, 600]),
                    temperature=chance.choice(["hot", "cold"]), want=chance.choices(["route", "review", "rejected"], [9, 1, 1])[0],
                    key=chance.choice([hash16(self.uuid()), None, None, *list(self.model.keys)[-1:]]), body=hash16(chance.randrange(2)),
                    key_ms=chance.choice([None, 60_000]))
        lead.code = {"review": "in_review", "rejected": "phone_invalid"}.get(lead.want, chance.choice([None, "consent_scope"]))
        now_ms = int(self.now.timestamp() * 1000)
        lead.consent_ms = chance.choice([None] * 6 + [now_ms, now_ms + 1, now_ms + 7_200_000])
        if chance.random() < 0.15:
            lead.recipients = "{%s}" % ",".join(chance.sample(self.buyers, 2))
        lead.received = self.now
        lead.candidates = self.candidates(niche, offer)
        return lead

    def stored(self):
        """Offered again, often by somebody who has not heard of what happened to it meanwhile."""
        stored = self.some_lead()
        old = stored.lead
        lead = Lead(old.seller, old.family, old.niche, old.source, old.prints, id=old.id, fresh=False, offer=old.offer,
                    decision=self.uuid(), trigger="offered")
        lead.candidates = self.candidates(lead.niche, self.chance.choice([old.offer, stored.offer]))
        return lead

    def candidates(self, niche, offer):
        known = self.model.orders
        found = [order for order in known if known[order].niche == niche and known[order].offer == offer]
        found = self.chance.sample(found, min(len(found), self.chance.randrange(12)))
        ranked = [(order, True) for order in found if known[order].exclusive] + [(order, False) for order in found if known[order].shared]
        return [Candidate(order, known[order].revision - (self.chance.random() < 0.05), exclusive, self.uuid()) for order, exclusive in ranked]

    # --- Equal?

    def compare(self):
        kinds = {"wallet": self.model.wallet, "escrow": self.model.escrow, "payable": self.model.payable}
        for kind, expected in kinds.items():
            stored = dict(self.floor.sql("select org_id::text, balance_minor from accounts where kind = %s and org_id = any(%s::uuid[])",
                                         kind, [*self.buyers, *self.sellers]))
            assert {org: n for org, n in stored.items() if n} == {org: n for org, n in expected.items() if n}, kind
        self.compare_caps()
        self.compare_leads()
        stored = {(niche, scope, (channel, bytes(hash_))): (lead, until) for hash_, niche, channel, scope, lead, until in self.floor.sql(
            "select hash, niche_no, channel, scope::text, lead_id::text, until from fingerprints where niche_no = any(%s)", list(self.niches))}
        assert stored == self.model.claims

    def compare_caps(self):
        stored = {(order, per): tuple(rest) for order, per, *rest in self.floor.sql(
            "select order_id::text, per, count_cap, minor_cap, used_count, used_minor, case when per <> 'total' then period_start end"
            " from order_caps where order_id = any(%s::uuid[])", list(self.model.orders))}
        assert stored == {(order, per): (cap.count, cap.minor, cap.n, cap.spent, None if cap.start == LONG_AGO else cap.start)
                          for order, known in self.model.orders.items() for per, cap in known.caps.items()}

    def compare_leads(self):
        rows = {row[0]: row[1:] for row in self.floor.sql(
            "select id::text, offer_id::text, sale_limit, state, code, sellable, live_shared, live_exclusive, open_until from leads"
            " where seller_id = any(%s::uuid[])", self.sellers)}
        for lead, known in self.model.leads.items():
            assert rows[lead] == (known.offer, known.limit, known.state, known.code, known.sellable, known.shared, known.exclusive,
                                  known.open_until), (rows[lead], known)
        assert len(rows) == len(self.model.leads)


@pytest.mark.parametrize("run", range(3))
def test_the_sale_agrees_with_its_model(floor, run):
    chance = random.Random(f"{SEED} {run}")
    pair = Pair(floor, chance, f"model_{run}")
    for _ in range(STEPS):
        pair.step()
    verdict = floor.one("select ledger_verify()")
    assert verdict["balanced"], verdict
    assert pair.model.revenue == floor.one("select coalesce(sum(fee_minor), 0)::bigint from sales where state = 'final'"
                                           " and niche_no = any(%s)", list(pair.niches))
    print(f"\n{len(pair.model.leads)} leads, {len(pair.model.sales)} sales")
