"""The money machine with every path of a dispute: claims, answers, rulings, appeals, clocks that run out. A second opinion on the rules,
in a few lines of Python, says after each step where every dispute stands and what it moved."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from . import money_machine
from .floor import uuid7

HOUR = timedelta(hours=1)
FEE, FREE = 70, 1
ENDED = ("final", "withdrawn")


def open_world():
    world = money_machine.open_world()
    # claims of whatever a buyer likes: the stronger evidence is another test's
    world.floor.sql("insert into niche_dispute_terms values (%s, 10000, %s, %s)", world.niche, FEE, FREE, db=world.db)
    world.floor.sql("savepoint base", db=world.db)
    return world


@dataclass
class Claim:
    id: str
    buyer: str      # the company
    seller: str
    sale: object    # the reference's
    opened: datetime
    due: datetime
    state: str = "open"
    percent: int = None
    shown: bool = False
    ruled_by: int = None
    by: str = None


class DisputeMachine(money_machine.MoneyMachine):
    # a sale is disputed by a claim here, and concluded by its end; what has nothing to do with claims is the other machine's
    dispute = conclude = penalty = charge_back = resume = credit = adjust = second = None

    def begin_claims(self):
        if getattr(self, "claims_of", None) != money_machine.world.sequences:
            self.claims_of, self.claims, self.lost = money_machine.world.sequences, [], []
            names = {org: name for name, org in money_machine.world.orgs.items()}
            self.name_of = names

    def tick(self):
        self.begin_claims()
        self.now += timedelta(seconds=1)     # no two at the same moment: the order of what falls due is then known

    def same_claims(self, mine, theirs):
        self.same(mine, theirs)
        told = dict(self.rows("select id::text, jsonb_build_array(state, refund_percent) from disputes"))
        assert told == {claim.id: [claim.state, claim.percent] for claim in self.claims}

    def rows(self, query, *values):
        return money_machine.world.floor.sql(query, *values, db=money_machine.world.db)

    def finish(self, claim, state="final"):
        claim.state = state
        charge = 0
        if claim.percent == 0 and claim.by in ("operator", "silence"):
            since = self.now - timedelta(days=30)
            if len([at for buyer, at in self.lost if buyer == claim.buyer and at > since]) + 1 > FREE:
                charge = FEE
        self.ledger.conclude(claim.sale, claim.percent, self.now)
        if charge:
            self.ledger.penalty(claim.buyer, charge)
        # withdrawn claims are not counted, others that the seller won are
        if claim.percent == 0 and state == "final":
            self.lost.append((claim.buyer, self.now))

    def lapse(self):
        """What has fallen due, the earliest first."""
        while True:
            due = sorted((claim for claim in self.claims if claim.state not in ENDED and claim.due <= self.now), key=lambda claim: claim.due)
            if not due:
                return
            claim = due[0]
            if claim.state == "open":
                claim.percent, claim.by = 100, "silence"
                self.finish(claim)
            elif claim.state == "contested":
                claim.percent, claim.by = 0 if claim.shown else 100, "silence"
                claim.state, claim.due = "ruled", self.now + 72 * HOUR
            else:
                self.finish(claim)

    @rule(hours=st.sampled_from([1, 30, 49, 73, 169]))
    def wait(self, hours):
        self.tick()
        self.now += hours * HOUR
        settled = self.ledger.settle(self.now)
        assert settled == self.sql("select sales_settle(%s, 1000)", self.now)[0]
        self.lapse()
        moved = 0
        while self.sql("select disputes_due(%s)", self.now)[0]:
            moved += 1
        self.same_claims(moved, moved)

    @precondition(lambda self: self.sale_ids)
    @rule(place=st.integers(0, 30))
    def claim(self, place):
        self.tick()
        id_, sale = self.sale(place)
        buyer, seller = (self.name_of[str(org)] for org in self.sql("select buyer_id, seller_id from sales where id = %s", id_))
        evidence = [{"id": uuid7(3), "kind": "statement", "sealed": "00", "key": "00"},
                    {"id": uuid7(4), "kind": "attempts", "sealed": "00", "key": "00", "attempts": 3, "days": 2}]
        told = self.op(buyer, "dispute_open", sale=id_, reason="never_asked", evidence=evidence)
        mine = None
        if sale.state == "held" and self.now < sale.ends:
            mine = self.ledger.dispute(sale)
            self.claims.append(Claim(told["id"], buyer, seller, sale, self.now, self.now + 48 * HOUR))
        self.same_claims(mine, told)

    def any_claim(self, place):
        """One that is under way, if there is one."""
        some = [claim for claim in self.claims if claim.state not in ENDED] or self.claims
        return some[place % len(some)]

    def move(self, claim, who, verb, allowed, **more):
        told = self.op(who, f"dispute_{verb}", dispute=claim.id, **more)
        assert (told is not None) == allowed, (claim, verb, told)
        return told

    @precondition(lambda self: getattr(self, "claims", None))
    @rule(place=st.integers(0, 30), shows=st.booleans())
    def contest(self, place, shows):
        self.tick()
        claim = self.any_claim(place)
        allowed = claim.state == "open" and self.now < claim.due
        evidence = [{"id": uuid7(5), "kind": "recording", "sealed": "00", "key": "00", "seconds": 9}] if shows else []
        told = self.move(claim, claim.seller, "contest", allowed, evidence=evidence)
        if allowed:
            claim.state, claim.shown, claim.due = "contested", shows, self.now + timedelta(days=7)
        self.same_claims(told, told)

    @precondition(lambda self: getattr(self, "claims", None))
    @rule(place=st.integers(0, 30), accept=st.booleans())
    def give_in(self, place, accept):
        self.tick()
        claim = self.any_claim(place)
        allowed = claim.state in ("open", "contested")
        told = self.move(claim, claim.seller if accept else claim.buyer, "accept" if accept else "withdraw", allowed)
        if allowed:
            claim.percent, claim.by = (100, "seller") if accept else (0, "buyer")
            self.finish(claim, "final" if accept else "withdrawn")
        self.same_claims(told, told)

    @precondition(lambda self: getattr(self, "claims", None))
    @rule(place=st.integers(0, 30), percent=money_machine.percents, admin=money_machine.admins)
    def judge(self, place, percent, admin):
        self.tick()
        claim = self.any_claim(place)
        allowed = claim.state in ("contested", "appealed") and self.now < claim.due and not (claim.state == "appealed" and claim.ruled_by == admin)
        told = self.op("op", "dispute_rule", admin, dispute=claim.id, outcome={0: "seller", 100: "buyer"}.get(percent, "split"), refund_percent=percent,
                       text="So be it.")
        assert (told is not None) == allowed, (claim, told)
        if allowed:
            claim.percent, claim.by = percent, "operator"
            if claim.state == "appealed":
                self.finish(claim)
            else:
                claim.state, claim.ruled_by, claim.due = "ruled", admin, self.now + 72 * HOUR
        self.same_claims(told, told)

    @precondition(lambda self: getattr(self, "claims", None))
    @rule(place=st.integers(0, 30), buyer=st.booleans())
    def appeal(self, place, buyer):
        self.tick()
        claim = self.any_claim(place)
        lost = claim.percent != (100 if buyer else 0)
        allowed = claim.state == "ruled" and self.now < claim.due and lost
        told = self.move(claim, claim.buyer if buyer else claim.seller, "appeal", allowed)
        if allowed:
            claim.state, claim.due = "appealed", self.now + 72 * HOUR
        self.same_claims(told, told)

    def teardown(self):
        """Nothing is held after the longest path."""
        self.begin_claims()
        for _ in range(4):
            self.wait(216)
        assert all(claim.state in ENDED for claim in self.claims)
        assert self.sql("select count(*) from sales where state in ('held', 'disputed')")[0] == 0
        super().teardown()
