"""A crowd on a Floor: writers that post, re-post and offer leads again, parties that change everything meanwhile, chores
and a clock that jumps. What anybody was told is written on the Tape; support/proof.py compares it with the database."""
import copy
import random
import threading
from collections import Counter

import psycopg2

from .floor import Candidate, Lead, hash16, uuid7

RERUN = ("23", "40", "LX001")
SINGLE_TRIES = 12


class Tape:
    """What was acknowledged, to whom."""

    def __init__(self):
        self.lock = threading.Lock()
        self.keys = {}      # key → (body, lead, state, code, sales, answers until ms or None)
        self.sales = {}     # sale → (lead, order)
        self.leads = {}     # lead → Lead as posted
        self.pauses = []    # (order, from, to)
        self.revoked = []   # (prints, from)
        self.errors = Counter()
        self.tries = 0      # most runs that one lead alone needed
        self.faults = []


class Market:
    """Parties and orders with caps near the edge and wallets near zero."""

    def __init__(self, floor, chance, serial):
        self.floor, self.chance = floor, chance
        self.name = f"m{serial}"
        org = lambda name, **more: floor.org(f"{self.name}-{name}", **more)  # noqa: E731
        self.niches = {floor.niche(f"{self.name}_{i}", fee_bp=chance.choice([0, 1000, 9999]), fee_fixed=chance.choice([0, 7]),
                                   max_sales=3): f"{self.name}_{i}" for i in range(2)}
        self.sellers = [org(f"s{i}", sells=True, buys=i == 0) for i in range(3)]
        self.sellers.append(org("s3", parent=self.sellers[1], sells=True, buys=True))
        self.sources = {seller: floor.source(seller) for seller in self.sellers}
        heads = [org(f"b{i}", buys=True) for i in range(4)]
        self.buyers = heads + [org(f"d{i}", parent=heads[i], buys=True) for i in range(2)]
        for serial, head in enumerate(heads + self.sellers[:1]):
            floor.ok(None, "deposit", {"org": head, "currency": "RUB", "amount": chance.choice([3000, 20000, 200000]),
                                       "reference": f"{self.name}-{serial}"})
        self.posted = 0     # new persons come as leads are posted
        self.offers = {}    # offer → (niche, sellers admitted)
        self.fixed = {}     # orders whose caps nobody changes: (order, per) → cap
        for niche in self.niches:
            for i in range(9):
                self._order(niche, i)
            for buyer in chance.sample(heads, 2):
                self._offer(niche, buyer)
        self.refresh()

    def _order(self, niche, i):
        chance = self.chance
        args = {"niche": self.niches[niche], "name": "order", "time_zone": chance.choice(["UTC", "Asia/Kathmandu"])}
        if i % 3 != 1:
            args["shared_price"] = chance.randrange(50, 400)
        if i % 3 != 0:
            args["exclusive_price"] = chance.randrange(200, 1200)
        caps = [{"per": per, "count": chance.choice([1, 2, 5])} for per in chance.sample(["hour", "day"], chance.randrange(3))]
        if chance.random() < 0.4:
            caps.append({"per": "total", "amount": chance.randrange(500, 20000)})
        buyer = chance.choice(self.buyers + self.sellers[::3])
        made = self.floor.ok(buyer, "order_create", {**args, "caps": caps})["id"]
        if i % 2:
            self.fixed.update({(made, cap["per"]): (cap.get("count"), cap.get("amount")) for cap in caps})

    def _offer(self, niche, buyer):
        offer = self.floor.ok(buyer, "offer_create", {
            "niche": self.niches[niche], "name": "offer", "exclusive_price": self.chance.randrange(300, 900)})["id"]
        for seller in self.sellers[:2]:
            self.floor.ok(seller, "offer_join", {"offer": offer})
            self.floor.ok(buyer, "offer_decide", {"offer": offer, "seller": seller, "state": "admitted"})
        self.offers[offer] = (niche, self.sellers[:2])

    def person(self, chance):
        """One of a dozen that many bring at this moment; their phones and mails are mixed."""
        self.posted += 1
        pick = lambda: chance.randrange(self.posted // 8, self.posted // 8 + 12)  # noqa: E731
        return hash16(self.name, "phone", pick()), hash16(self.name, "mail", pick() // 2)

    def refresh(self, db=None):
        """What a server's book would hold."""
        self.orders = self.floor.sql("select id::text, org_id::text, niche_no, offer_id::text, revision, shared_price_minor,"
                                     " exclusive_price_minor from orders where state = 'active'", db=db)


class Writer:
    """Posts batches as db/writer.c does: a batch that is aborted runs again whole, then in halves."""

    def __init__(self, market, tape, seed, start):
        self.market, self.tape, self.chance, self.start = market, tape, random.Random(seed), start
        self.db, self.second = market.floor.connect(), market.floor.connect()
        self.mine = []

    def step(self):
        if self.chance.random() < 0.2:
            self.market.refresh(self.db)
        self.now_ms = self.market.floor.one("select (extract(epoch from leadx_now()) * 1000)::bigint", db=self.db)
        travelling, keys, batch = {}, set(), []
        for _ in range(self.chance.choice([1, 2, 6, 20])):
            lead = self.stored() if self.mine and self.chance.random() < 0.3 else self.fresh()
            prints = [(lead.niche, *print_) for print_ in lead.prints]
            mark = (lead.fresh, lead.scope())
            if lead.key in keys or any(travelling.get(p, mark) != mark or not lead.fresh and p in travelling for p in prints):
                continue
            travelling.update({p: mark for p in prints})
            keys |= {lead.key} - {None}
            batch.append(lead)
        try:
            self.start.wait(0.2)    # all at the same moment, for the sake of the race
        except threading.BrokenBarrierError:
            self.start.reset()
        if self.chance.random() < 0.1:
            self.resend(batch)
        else:
            self.run(self.db, batch)

    def resend(self, batch):
        """The connection was lost, but the first sending still runs: whose keys answer?"""
        lost = threading.Thread(target=self.run, args=(self.second, copy.deepcopy(batch)))
        lost.start()
        self.run(self.db, batch)
        lost.join()

    def run(self, db, batch, again=False, tries=0):
        if not batch:
            return
        try:
            now_ms = self.market.floor.sell(db, batch)
        except psycopg2.Error as error:
            code = error.pgcode or "?"
            self.tape.errors[f"{code} {error.diag.constraint_name or error.diag.message_primary}"] += 1
            if len(batch) == 1 and (error.diag.constraint_name or "").startswith("leads_pkey"):
                return  # sent again so late that its key was purged or taken: refused, and nothing is doubled
            if not code.startswith(RERUN) or tries == SINGLE_TRIES:
                self.tape.faults.append(str(error))
            elif not again or len(batch) == 1:
                self.run(db, batch, True, tries + (len(batch) == 1))
            else:
                self.run(db, batch[:len(batch) // 2], len(batch) > 3)
                self.run(db, batch[len(batch) // 2:], len(batch) > 2)
            return
        self.tape.tries = max(self.tape.tries, tries)
        with self.tape.lock:
            for lead in batch:
                self.note(lead, now_ms)

    def note(self, lead, now_ms):
        tape, first = self.tape, self.tape.keys.get(lead.key)
        if first and first[5] is not None and first[5] <= now_ms:
            first = None    # it no longer answered
        sold = {c.sale: c.order for c in lead.candidates if c.verdict == 1}
        tape.sales.update({sale: (lead.id, order) for sale, order in sold.items()})
        if lead.state == "replay":
            if first and (first[0], first[1]) != (lead.body, lead.answer):
                tape.faults.append(f"replay of another answer: {lead} {first}")
        elif lead.state == "key_reused":
            if first and first[0] == lead.body:
                tape.faults.append(f"key_reused, but it is the same body: {lead}")
        elif lead.fresh:
            if first:
                tape.faults.append(f"a key did its work twice: {lead} {first}")
            until = None if lead.key_ms is None else now_ms + lead.key_ms
            tape.keys[lead.key] = (lead.body, lead.id, lead.state, lead.result_code, frozenset(sold), until)
            tape.leads[lead.id] = lead
        if lead.state in ("open", "sold", "review"):
            self.mine.append(lead)
            del self.mine[:-40]

    # --- Leads

    def uuid(self):
        return uuid7(self.now_ms, self.chance)

    def fresh(self):
        market, chance = self.market, self.chance
        seller, niche = chance.choice(market.sellers), chance.choice(list(market.niches))
        joined = [offer for offer, (no, sellers) in market.offers.items() if no == niche and seller in sellers]
        offer = chance.choice(joined) if joined and chance.random() < 0.3 else None
        phone, mail = market.person(chance)
        lead = Lead(seller, market.floor.families[seller], niche, market.sources[seller], [(1, phone), (2, mail)],
                    id=self.uuid(), offer=offer, guard=bool(joined), limit=1 if offer else chance.randrange(1, 4),
                    want=chance.choices(["route", "review", "rejected"], [8, 1, 1])[0],
                    min_payout=chance.choice([None, None, 150, 700]), temperature=chance.choice(["hot", "cold"]),
                    decision=self.uuid(), key=hash16(self.uuid()), body=hash16(phone, mail))
        lead.code = {"review": "in_review", "rejected": "score_too_low"}.get(lead.want)
        if chance.random() < 0.1:
            lead.key_ms = 60_000
        if chance.random() < 0.1 and self.tape.keys:
            with self.tape.lock:
                lead.key = chance.choice(list(self.tape.keys))
                lead.body = self.tape.keys[lead.key][0] if chance.random() < 0.7 else lead.body
                lead.key_ms = None
        if chance.random() < 0.1:
            lead.consent_ms = self.now_ms + chance.choice([-1000, 60_000, 7_200_000])
        if chance.random() < 0.1:
            lead.recipients = "{%s}" % ",".join(chance.sample(market.buyers, 2))
        lead.candidates = self.candidates(lead, True)
        return lead

    def stored(self):
        old = self.chance.choice(self.mine)
        lead = Lead(old.seller, old.family, old.niche, old.source, old.prints, id=old.id, fresh=False, offer=old.offer,
                    limit=old.limit, trigger="offered", decision=self.uuid())
        lead.candidates = self.candidates(lead, self.chance.random() < 0.5)
        return lead

    def candidates(self, lead, exclusive):
        found = [row for row in self.market.orders if row[2] == lead.niche and row[3] == lead.offer]
        found = self.chance.sample(found, min(len(found), self.chance.randrange(1, 8)))
        ranked = [(row[6], row, True) for row in found if row[6] and exclusive] \
            + [(row[5], row, False) for row in found if row[5]]
        ranked.sort(key=lambda x: (not x[2], -x[0]))
        return [Candidate(row[0], row[4], is_exclusive, self.uuid()) for _, row, is_exclusive in ranked]


class Changer:
    """Buyers, sellers and the operator, changing what the sale stands on."""

    def __init__(self, market, tape, seed):
        self.market, self.tape, self.chance = market, tape, random.Random(seed)
        self.db = market.floor.connect()
        self.serial = 0

    def step(self):
        self.chance.choice([self.deposit, self.deposit, self.deposit, self.credit, self.price, self.caps, self.pause, self.withdraw, self.withdraw,
                            self.release, self.release, self.revoke, self.review, self.suspend])()

    def op(self, org, name, args):
        for _ in range(3):
            try:
                status, _ = self.market.floor.op(self.db, org, name, args)
                return status < 400
            except psycopg2.Error as error:
                self.tape.errors[f"{name}: {error.pgcode} {error.diag.message_primary}"] += 1
                if not (error.pgcode or "?").startswith(("40", "LX001")):
                    self.tape.faults.append(f"{name}: {error}")
                    return False
        self.tape.faults.append(f"{name}: three times in vain")
        return False

    def now(self):
        return self.market.floor.one("select leadx_now()", db=self.db)

    def order(self, open_caps=False):
        row = self.chance.choice(self.market.orders)
        if open_caps and any(order == row[0] for order, _ in self.market.fixed):
            return self.order(open_caps)
        return row

    def lead(self):
        with self.tape.lock:
            some = list(self.tape.leads.values())[-200:]
        return self.chance.choice(some) if some else None

    def deposit(self):
        self.serial += 1
        self.op(None, "deposit", {"org": self.chance.choice(self.market.buyers), "currency": "RUB",
                                  "amount": self.chance.randrange(1, 5000), "reference": f"{id(self)}-{self.serial}-{self.market.name}"})

    def credit(self):
        self.op(None, "credit_limit", {"org": self.chance.choice(self.market.buyers), "currency": "RUB",
                                       "amount": self.chance.choice([0, 0, 500, 2000])})

    def price(self):
        row = self.order()
        self.op(row[1], "order_change", {"order": row[0], "exclusive_price": self.chance.randrange(200, 1200)})

    def caps(self):
        row = self.order(True)
        caps = [{"per": per, "count": self.chance.randrange(6)} for per in
                self.chance.sample(["hour", "day", "month", "total"], self.chance.randrange(4))]
        zone = {"time_zone": self.chance.choice(["UTC", "Asia/Tokyo"])} if self.chance.random() < 0.3 else {}
        self.op(row[1], "order_change", {"order": row[0], "caps": caps, **zone})

    def pause(self):
        row = self.order()
        if self.op(row[1], "order_state", {"order": row[0], "state": "paused"}):
            since = self.now()
            until = self.now()
            if self.op(row[1], "order_state", {"order": row[0], "state": "active"}):
                self.tape.pauses.append((row[0], since, until))

    def withdraw(self):
        lead = self.lead()
        if lead:
            self.op(lead.seller, "lead_withdraw", {"lead": lead.id})

    def release(self):
        with self.tape.lock:
            some = [lead for lead in list(self.tape.leads.values())[-400:] if lead.offer and lead.state == "open"]
        if some:
            lead = self.chance.choice(some)
            self.op(lead.seller, "lead_release", {"lead": lead.id})

    def revoke(self):
        lead = self.lead()
        if lead and self.chance.random() < 0.1 and self.op(lead.seller, "lead_consent_revoke", {"lead": lead.id}):
            self.tape.revoked.append((lead.niche, lead.prints, self.now()))

    def review(self):
        with self.tape.lock:
            some = [lead for lead in self.tape.leads.values() if lead.state == "review"][-20:]
        if some:
            self.op(None, self.chance.choice(["review_approve", "review_approve", "review_reject"]),
                    {"lead": self.chance.choice(some).id})

    def suspend(self):
        buyer = self.chance.choice(self.market.buyers)
        self.op(None, "org_change", {"org": buyer, "state": "suspended"})
        self.op(None, "org_change", {"org": buyer, "state": "active"})


class Chores:
    """What leadxd's due work does, and a clock that jumps over hours, midnights and months."""

    def __init__(self, market, tape, seed, clock):
        self.market, self.tape, self.chance, self.clock = market, tape, random.Random(seed), clock
        self.db = market.floor.connect()

    def step(self):
        if self.clock:
            self.market.floor.one("select test_clock_advance(%s * interval '1 second')", self.chance.choice([0, 1, 30, 600]),
                                  db=self.db)
        chore = self.chance.choice(["sales_settle(null, 50)", "leads_expire(null, 50)", "keys_purge(null, 100)",
                                    "partitions_ahead(leadx_now())"])
        try:
            self.market.floor.sql(f"select {chore}", db=self.db)
        except psycopg2.Error as error:
            self.tape.errors[f"{chore}: {error.pgcode} {error.diag.message_primary}"] += 1


def run(actors, seconds):
    """Everybody at once, each on a connection of its own."""
    over = threading.Event()
    faults = []

    def go(actor):
        try:
            while not over.is_set() and not faults:
                actor.step()
        except Exception as error:  # noqa: BLE001 - the test must hear of it
            faults.append(error)
            raise

    threads = [threading.Thread(target=go, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    threading.Event().wait(seconds)
    over.set()
    for thread in threads:
        thread.join()
    for actor in actors:
        actor.db.close()
        getattr(actor, "second", actor.db).close()
    assert not faults, faults
