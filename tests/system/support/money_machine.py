"""The same steps to the exchange's money functions and to tests/lib/reference_ledger.py, compared after each.

Every sequence begins at the same savepoint of one connection, so thousands of them cost seconds. To add a path: a @rule that does
it to both and ends with self.same(…); a sale is drawn by place, self.sale(place); everything else is compared by itself."""
import json
import os
import sys
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from .floor import Candidate, Floor, Lead, hash16, uuid7
from .place import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
from reference_ledger import Ledger  # noqa: E402

PRICES = [1, 333, 1_000]
LIMIT, LEAST = 2_500, 10
amounts = st.one_of(st.integers(1, 60), st.integers(60, 6_000))
percents = st.sampled_from([0, 1, 33, 50, 99, 100])
admins = st.integers(0, 2)

# All that is kept, as one planned call: balances, the operator's sums, sales, payouts, how many entries.
STATE = """
create table money_parties (name text, id uuid);
create function money_state(out balances jsonb, out operator jsonb, out sold jsonb, out asked jsonb, out entries bigint) language plpgsql as $$
declare
    v_own uuid[] := array(select a.id from accounts a join orgs o on o.id = a.org_id where o.operates);
begin
    select jsonb_agg(jsonb_build_array(p.name, a.kind, a.balance_minor)) into balances
      from money_parties p join accounts a on a.org_id = p.id where a.balance_minor <> 0;
    select jsonb_agg(jsonb_build_array('op', a.kind, x.amount)), max(x.all) into operator, entries from (
        select u.id, coalesce(sum(case u.id when t.credit_id then t.amount_minor when t.debit_id then -t.amount_minor end), 0) as amount, count(t.id) as all
          from unnest(v_own) u(id) left join transfers t on true group by 1) x join accounts a on a.id = x.id;
    select jsonb_object_agg(s.id, jsonb_build_array(s.state, s.refund_minor)) into sold from sales s;
    select jsonb_object_agg(p.id, p.state) into asked from payouts p;
end $$
"""


class World:
    """One floor with its parties, from whose savepoint all sequences start."""

    def __init__(self):
        self.floor = floor = Floor()
        self.now = datetime(2027, 1, 10, 9, 30, tzinfo=timezone.utc)
        self.niche = floor.niche("money", fee_bp=1_500, fee_fixed=7, max_sales=16)
        self.orgs = {name: floor.org(name, sells=True) for name in ("new", "old")}
        self.orgs["root"] = floor.org("root", buys=True)
        self.orgs["dealer"] = floor.org("dealer", buys=True, parent=self.orgs["root"])
        self.orgs["both"] = floor.org("both", buys=True, sells=True)
        self.sources = {name: floor.source(self.orgs[name]) for name in ("new", "old", "both")}
        floor.ok(None, "currency_terms", {"currency": "RUB", "approval_limit": LIMIT, "min_payout": LEAST})
        floor.ok(None, "org_money", {"org": self.orgs["new"], "hold_s": 3 * 86_400})
        floor.ok(None, "org_money", {"org": self.orgs["old"], "fees": [{"niche": None, "fee_bp": 333}]})
        self.orders = {(name, price): floor.ok(self.orgs[name], "order_create", {"niche": "money", "name": f"{price}", "shared_price": price})["id"]
                       for name in ("root", "dealer", "both") for price in PRICES}
        self.payees = {name: floor.ok(org, "payee", {"id": uuid7(1), "currency": "RUB", "sealed": "00", "key": "00", "hint": "x"})["id"]
                       for name, org in self.orgs.items()}
        floor.sql(STATE)
        for name, org in self.orgs.items():
            floor.sql("insert into money_parties values (%s, %s)", name, org)
        self.admins = [uuid7(2) for _ in range(3)]
        self.db = floor.connect("leadx_owner")
        self.db.autocommit = False
        floor.sql("savepoint base", db=self.db)
        self.steps = self.sequences = 0

    def close(self):
        self.floor.close()


world = None


def open_world():
    global world
    world = World()
    return world


class MoneyMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        w = world
        w.floor.sql("rollback to savepoint base", db=w.db)
        w.sequences += 1
        self.now, self.serial, self.sale_ids, self.payout_ids, self.waiting_ids = w.now, 0, [], [], []
        hold = timedelta(days=3)
        self.ledger = Ledger({"new": (1_500, 7, hold), "old": (333, 0, None), "both": (1_500, 7, None)},
                             {"root": "root", "dealer": "root", "both": "both"}, LIMIT, LEAST)
        self.revisions = {order: 1 for order in w.orders.values()}
        self.deposit("root", 9_000)
        self.deposit("both", 4_000)

    # --- Doing it to the exchange

    def sql(self, query, *values):
        return world.floor.sql(query, *values, db=world.db)[0]

    def op(self, who, name, /, admin=0, **args):
        """Its body, or None when it was refused."""
        me = world.orgs.get(who, world.floor.operator)
        key = world.admins[admin] if who == "op" else me
        status, body = self.sql(f"select status, body from op_{name}((%s, %s, %s, %s)::op_caller, %s, %s)", me, world.floor.families.get(me, me), key,
                                who == "op", json.dumps({name: value for name, value in args.items() if value is not None}), self.now)
        return body if status < 400 else None

    def same(self, mine, theirs):
        """Both did it or neither did; and all that is kept is the same now."""
        assert (mine is None) == (theirs is None), (mine, theirs)
        world.steps += 1
        parties, operator, sales, payouts, transfers = self.sql("select * from money_state()")
        assert {(name, kind): int(value) for name, kind, value in (parties or []) + (operator or []) if int(value)} == self.ledger.totals()
        assert transfers == len(self.ledger.entries)
        assert {sale: tuple(state) for sale, state in (sales or {}).items()} == {
            id_: (sale.state, sale.refund) for id_, sale in zip(self.sale_ids, self.ledger.sales)}
        assert (payouts or {}) == {id_: payout.state for id_, payout in zip(self.payout_ids, self.ledger.payouts)}

    def teardown(self):
        """Now and then the verifier is asked too; the reference keeps its own sum zero."""
        if world.sequences % 100 == 1:
            verdict = self.sql("select ledger_verify()")[0]
            assert verdict["balanced"], verdict

    # --- Time

    @rule(days=st.sampled_from([1, 3, 3, 8, 8, 9]))
    def wait(self, days):
        self.now += timedelta(days=days)
        self.same(self.ledger.settle(self.now), self.sql("select sales_settle(%s, 1000)", self.now)[0])

    # --- Money in

    @rule(buyer=st.sampled_from(["root", "dealer", "both"]), amount=amounts)
    def deposit(self, buyer, amount):
        self.serial += 1
        self.same(self.ledger.deposit(buyer, amount),
                  self.op("op", "deposit", org=world.orgs[buyer], currency="RUB", amount=amount, reference=f"d{self.serial}"))

    @rule(buyer=st.sampled_from(["root", "dealer", "both"]), amount=amounts)
    def charge_back(self, buyer, amount):
        self.serial += 1
        root = self.ledger.roots[buyer]
        for (name, _), order in world.orders.items():
            if self.ledger.roots[name] == root and not self.ledger.paused[root]:
                self.revisions[order] += 1
        self.same(self.ledger.charge_back(buyer, amount),
                  self.op("op", "charge_back", org=world.orgs[buyer], currency="RUB", amount=amount, reference=f"d{self.serial}"))

    @rule(root=st.sampled_from(["root", "both"]))
    def resume(self, root):
        if self.ledger.paused[root]:
            for (name, _), order in world.orders.items():
                if self.ledger.roots[name] == root:
                    assert self.op(name, "order_state", order=order, state="active")
                    self.revisions[order] += 1
        self.ledger.paused[root] = False

    @rule(buyer=st.sampled_from(["dealer", "both"]), limit=st.sampled_from([0, 400, 5_000]))
    def credit(self, buyer, limit):
        self.ledger.set_credit(buyer, limit)
        self.same(1, self.op("op", "credit_limit", org=world.orgs[buyer], currency="RUB", amount=limit))

    @rule(buyer=st.sampled_from(["root", "dealer", "both"]), amount=amounts)
    def penalty(self, buyer, amount):
        self.same(self.ledger.penalty(buyer, amount), self.sql("select dispute_charge(%s, 'RUB', %s, %s, 'claim')", world.orgs[buyer], amount, self.now)[0])

    # --- Sales

    @rule(sales=st.lists(st.tuples(st.sampled_from(["new", "old", "both"]), st.sampled_from(["root", "dealer", "both"]), st.sampled_from(PRICES)),
                         min_size=1, max_size=4))
    def sell(self, sales):
        for seller, buyer, price in sales:
            if seller != buyer:
                self.sell_one(seller, buyer, price)

    def sell_one(self, seller, buyer, price):
        self.serial += 1
        ms, order = int(self.now.timestamp() * 1000), world.orders[buyer, price]
        candidate = Candidate(order, self.revisions[order], False, uuid7(ms))
        lead = Lead(world.orgs[seller], world.floor.families[world.orgs[seller]], world.niche, world.sources[seller], [(1, hash16("p", self.serial))],
                    [candidate], id=uuid7(ms), decision=uuid7(ms))
        world.floor.sell(world.db, [lead], self.now)
        sold = self.ledger.sell(seller, buyer, price, self.now)
        if sold:
            self.sale_ids.append(candidate.sale)
        self.same(sold, candidate.sale if lead.state == "sold" else None)

    def sale(self, place):
        """(its id, the reference's sale)"""
        place %= len(self.sale_ids)
        return self.sale_ids[place], self.ledger.sales[place]

    @precondition(lambda self: self.sale_ids)
    @rule(place=st.integers(0, 30))
    def dispute(self, place):
        id_, sale = self.sale(place)
        self.same(self.ledger.dispute(sale),
                  self.sql("select (sale_set_state(lead_id, id, 'disputed', 0, %s)).id from sales where id = %s", self.now, id_)[0])

    @precondition(lambda self: self.sale_ids)
    @rule(place=st.integers(0, 30), percent=percents)
    def conclude(self, place, percent):
        id_, sale = self.sale(place)
        self.same(self.ledger.conclude(sale, percent, self.now),
                  self.sql("select sale_conclude(lead_id, id, %s, %s, 'd') from sales where id = %s", percent, self.now, id_)[0])

    @precondition(lambda self: self.sale_ids)
    @rule(place=st.integers(0, 30), percent=percents.filter(bool))
    def reverse(self, place, percent):
        id_, sale = self.sale(place)
        self.same(self.ledger.reverse(sale, percent),
                  self.sql("select sale_reverse(lead_id, id, %s, %s, 'r') from sales where id = %s", percent, self.now, id_)[0])

    # --- By hand

    @rule(kind=st.sampled_from(["gift", "write_off", "draw"]), owner=st.sampled_from(["root", "both"]), amount=amounts, admin=admins)
    def adjust(self, kind, owner, amount, admin):
        mine = self.ledger.adjust(kind, owner, amount, admin)
        theirs = self.op("op", "adjustment", admin, kind=kind, org=world.orgs[owner] if kind != "draw" else None, currency="RUB", amount=amount, reason="so")
        if mine == "requested":
            self.waiting_ids.append(theirs["id"])
        self.same(mine, theirs)

    @precondition(lambda self: self.waiting_ids)
    @rule(place=st.integers(0, 5), admin=admins)
    def second(self, place, admin):
        place %= len(self.waiting_ids)
        mine = self.ledger.second(place, admin)
        theirs = self.op("op", "adjustment_end", admin, adjustment=self.waiting_ids[place], approve=True)
        if mine:
            del self.waiting_ids[place]
        self.same(mine, theirs)

    # --- Payouts

    @rule(owner=st.sampled_from(["new", "old", "both", "root"]), amount=amounts, wallet=st.booleans())
    def ask(self, owner, amount, wallet):
        source = "wallet" if owner == "root" or owner == "both" and wallet else "payable"
        asked = self.ledger.ask(owner, source, amount, self.now)
        told = self.op(owner, "payout", amount=amount, currency="RUB", payee=world.payees[owner], source=source)
        if asked:
            self.payout_ids.append(told["id"])
        self.same(asked, told)

    @rule(owner=st.sampled_from(["new", "old", "both", "root"]), amount=st.one_of(st.just(0), st.integers(10, 400)), wallet=st.booleans(), steps=st.integers(1, 4),
          to=st.sampled_from(["confirmed", "returned"]))
    def pay_out(self, owner, amount, wallet, steps, to):
        """The whole way, or the beginning of it; 0 = all that there is."""
        before = len(self.payout_ids)
        amount = amount or max(1, self.ledger.at(owner, "wallet" if owner == "root" else "payable"))
        self.ask(owner, amount, wallet)
        if len(self.payout_ids) > before and steps > 1:
            self.approve(before, 0)
        if len(self.payout_ids) > before and steps > 2:
            self.batch()
            self.end(before, to)
        if len(self.payout_ids) > before and steps > 3:
            self.end(before, "returned")

    @precondition(lambda self: self.payout_ids)
    @rule(place=st.integers(0, 10), admin=admins)
    def approve(self, place, admin):
        place %= len(self.payout_ids)
        self.same(self.ledger.approve(self.ledger.payouts[place], admin), self.op("op", "payout_approve", admin, payout=self.payout_ids[place]))

    @precondition(lambda self: self.payout_ids)
    @rule()
    def batch(self):
        self.same(self.ledger.batch(), self.op("op", "payout_batch", currency="RUB"))

    @precondition(lambda self: self.payout_ids)
    @rule(place=st.integers(0, 10), to=st.sampled_from(["confirmed", "returned", "cancelled"]))
    def end(self, place, to):
        place %= len(self.payout_ids)
        self.same(self.ledger.end(self.ledger.payouts[place], to), self.op("op", "payout_end", payout=self.payout_ids[place], to=to))
