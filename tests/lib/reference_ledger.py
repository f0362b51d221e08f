"""A second opinion on the books: the exchange's money as a few dictionaries, without a database, locks or rounding tricks.

Written from the rules alone and read by nobody but tests, which do the same to it and to the exchange and compare. A refused
step returns None and changes nothing. Amounts are minor units, owners any names; "op" is the operator."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(days=1)
LIVE = ("held", "disputed", "final")
PAYOUT_MOVES = {("requested", "cancelled"), ("approved", "cancelled"), ("sent", "confirmed"), ("sent", "returned"), ("confirmed", "returned")}


@dataclass
class Sale:
    seller: str
    buyer: str
    price: int
    fee: int
    ends: datetime
    state: str = "held"
    refund: int = 0

    def split(self, refund):
        """(what the exchange keeps, what the seller earns) when so much goes back."""
        fee = self.fee * (self.price - refund) // self.price
        return fee, self.price - refund - fee


@dataclass
class Payout:
    owner: str
    source: str
    amount: int
    state: str = "requested"
    approvals: list = field(default_factory=list)


class Ledger:
    def __init__(self, sellers, roots, approval_limit, min_payout):
        """sellers: name → (fee basis points, fixed part, holding time or None); roots: buyer → its family's root."""
        self.sellers, self.roots = sellers, roots
        self.approval_limit, self.min_payout = approval_limit, min_payout
        self.balance, self.entries = {}, []
        self.credit = dict.fromkeys(roots.values(), 0)
        self.paused = dict.fromkeys(roots.values(), False)
        self.sales, self.payouts, self.holds = [], [], []
        self.waiting = []       # adjustments that want a second administrator: (kind, owner, amount, asked by)

    # --- Entries

    def at(self, owner, kind):
        return self.balance.get((owner, kind), 0)

    def move(self, kind, debit, credit, amount):
        assert amount >= 0
        if amount:
            self.entries.append((kind, debit, credit, amount))
            self.balance[debit] = self.balance.get(debit, 0) - amount
            self.balance[credit] = self.balance.get(credit, 0) + amount

    def fill(self, kind, source, owner, account, amount):
        """Debt first, then the account; what reached the account."""
        debt = min(amount, -self.at(owner, "debt"))
        self.move(kind, source, (owner, "debt"), debt)
        self.move(kind, source, (owner, account), amount - debt)
        return amount - debt

    def drain(self, kind, owner, account, to, amount, most):
        """From the account as far as it reaches, the rest is owed; what is owed."""
        part = max(0, min(amount, most))
        self.move(kind, (owner, account), to, part)
        self.move(kind, (owner, "debt"), to, amount - part)
        return amount - part

    # --- Money in

    def deposit(self, buyer, amount):
        self.fill("deposit", ("op", "bank"), self.roots[buyer], "wallet", amount)
        return amount

    def charge_back(self, buyer, amount):
        root = self.roots[buyer]
        self.paused[root] = True
        return self.drain("charge_back", root, "wallet", ("op", "bank"), amount, self.at(root, "wallet"))

    def penalty(self, buyer, amount):
        root = self.roots[buyer]
        return self.drain("penalty", root, "wallet", ("op", "revenue"), amount, self.at(root, "wallet") + self.credit[root])

    def set_credit(self, buyer, limit):
        self.credit[self.roots[buyer]] = limit

    # --- A sale from its charge to its end

    def sell(self, seller, buyer, price, now):
        root, (bp, fixed, _) = self.roots[buyer], self.sellers[seller]
        if self.paused[root] or self.at(root, "wallet") + self.credit[root] < price:
            return None
        sale = Sale(seller, root, price, min(price, price * bp // 10_000 + fixed), now + 7 * DAY)
        self.sales.append(sale)
        self.move("charge", (root, "wallet"), (root, "escrow"), price)
        return sale

    def dispute(self, sale):
        if sale.state != "held":
            return None
        sale.state = "disputed"
        return sale

    def earn(self, sale, refund, now):
        fee, earned = sale.split(refund)
        escrow = (sale.buyer, "escrow")
        self.move("refund", escrow, (sale.buyer, "wallet"), refund)
        paid = self.fill("settle", escrow, sale.seller, "payable", earned)
        self.move("fee", escrow, ("op", "revenue"), fee)
        hold = self.sellers[sale.seller][2]
        if hold and paid:
            midnight = (now + hold).replace(hour=0, minute=0, second=0, microsecond=0)
            self.holds.append((sale.seller, midnight + DAY, paid))

    def conclude(self, sale, percent, now):
        if sale.state not in ("held", "disputed"):
            return None
        sale.refund = -(-sale.price * percent // 100)
        sale.state = "returned" if percent == 100 else "final"
        self.earn(sale, sale.refund, now)
        return sale.refund

    def settle(self, now):
        due = [sale for sale in self.sales if sale.state == "held" and sale.ends <= now]
        for sale in due:
            sale.state = "final"
            self.earn(sale, 0, now)
        return len(due)

    def reverse(self, sale, percent):
        refund = -(-sale.price * percent // 100)
        if sale.state != "final" or refund <= sale.refund:
            return None
        (old_fee, old_earned), (fee, earned) = sale.split(sale.refund), sale.split(refund)
        wallet = (sale.buyer, "wallet")
        self.move("reversal", ("op", "revenue"), wallet, old_fee - fee)
        self.drain("reversal", sale.seller, "payable", wallet, old_earned - earned, self.at(sale.seller, "payable"))
        sale.state, sale.refund = "reversed", refund
        return refund

    # --- Money by hand

    def adjust(self, kind, owner, amount, admin):
        if amount > self.approval_limit:
            self.waiting.append((kind, owner, amount, admin))
            return "requested"
        return self.adjust_now(kind, owner, amount)

    def adjust_now(self, kind, owner, amount):
        if kind == "draw" and self.at("op", "revenue") < amount or kind == "write_off" and -self.at(owner, "debt") < amount:
            return None
        ends = {"gift": (("op", "goodwill"), (owner, "wallet")), "write_off": (("op", "goodwill"), (owner, "debt")),
                "draw": (("op", "revenue"), ("op", "bank"))}[kind]
        self.move(kind, *ends, amount)
        return "done"

    def second(self, place, admin):
        """Another administrator approves; None: it is the same one, or there is nothing to take it from."""
        kind, owner, amount, asked = self.waiting[place]
        if admin == asked or not self.adjust_now(kind, owner, amount):
            return None
        del self.waiting[place]
        return "done"

    # --- Money out

    def available(self, owner, source, now):
        held = sum(amount for who, until, amount in self.holds if who == owner and until > now) if source == "payable" else 0
        return max(0, self.at(owner, source) - held)

    def ask(self, owner, source, amount, now):
        if source == "payable" and amount < self.min_payout or self.at(owner, "debt") < 0 or self.available(owner, source, now) < amount:
            return None
        self.payouts.append(Payout(owner, source, amount))
        self.move("payout", (owner, source), (owner, "payout"), amount)
        return self.payouts[-1]

    def approve(self, payout, admin):
        if payout.state != "requested" or admin in payout.approvals:
            return None
        payout.approvals.append(admin)
        if payout.amount <= self.approval_limit or len(payout.approvals) == 2:
            payout.state = "approved"
        return payout.state

    def batch(self):
        sent = [payout for payout in self.payouts if payout.state == "approved"]
        for payout in sent:
            payout.state = "sent"
        return len(sent) or None

    def end(self, payout, to):
        if (payout.state, to) not in PAYOUT_MOVES:
            return None
        way = ("op", "bank") if payout.state == "confirmed" else (payout.owner, "payout")
        if to == "confirmed":
            self.move("payout_paid", way, ("op", "bank"), payout.amount)
        else:
            self.move("payout_back", way, (payout.owner, payout.source), payout.amount)
        payout.state = to
        return to

    # --- What must be so

    def totals(self):
        """Every balance that is not zero; their sum is."""
        assert sum(self.balance.values()) == 0
        return {key: value for key, value in self.balance.items() if value}
