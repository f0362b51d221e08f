"""The sale's rules and the books once more, in plain Python and one lead at a time: what leads_sell must agree with."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from .floor import NIL

RANK = ["no_match", "consent_scope", "all_refused", "cap_reached", "budget_exhausted", "below_floor"]
WORDS = {3: "cap_reached", 4: "budget_exhausted", 5: "consent_scope"}
OUTBID, BELOW = 2, 10
DAY = timedelta(days=1)
LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)


def period_start(per, now, zone):
    if per == "total":
        return LONG_AGO
    local = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    if per != "hour":
        local = local.replace(hour=0)
    if per == "week":
        local -= local.weekday() * DAY
    if per == "month":
        local = local.replace(day=1)
    return local.astimezone(timezone.utc)


@dataclass
class Cap:
    count: int
    minor: int
    start: datetime
    n: int = 0
    spent: int = 0

    def enter(self, start):
        return (self.n, self.spent) if self.start >= start else (0, 0)


@dataclass
class Order:
    org: str
    family: str
    niche: int
    offer: str
    shared: int
    exclusive: int
    zone: str = "UTC"
    state: str = "active"
    revision: int = 1
    caps: dict = field(default_factory=dict)


@dataclass
class Stored:
    lead: object
    offer: str
    limit: int
    state: str
    code: str
    sellable: bool = False
    open_until: datetime = None
    consent_until: datetime = None
    shared: int = 0
    exclusive: int = 0


class Model:
    def __init__(self, niches):
        self.niches = niches        # no → (fee bp, fee fixed)
        self.orders, self.keys, self.leads, self.claims = {}, {}, {}, {}
        self.wallet, self.credit, self.escrow, self.payable, self.revenue = {}, {}, {}, {}, 0
        self.sales = []             # [lead, family, price, fee, sold at, settled]
        self.suppressed = {}        # print → owners
        self.suspended = set()

    # --- The sale

    def sell(self, now, leads):
        """[(state, code, verdicts)], the code None where it does not matter."""
        return [self.sell_one(now, lead) for lead in leads]

    def sell_one(self, now, lead):
        state, code = self.before(now, lead)
        verdicts = [0] * len(lead.candidates)
        if state in ("replay", "key_reused", "gone"):
            return state, None, verdicts
        stored = self.leads.get(lead.id)
        if lead.fresh:
            stored = self.leads[lead.id] = Stored(lead, lead.offer, lead.limit, state, code, consent_until=ms(lead.consent_ms))
            self.claim(now, stored) if state in ("review", None) else None
        if state is None:
            code = self.auction(now, stored, lead, verdicts)
            state = "sold" if stored.shared + stored.exclusive else "open"
            if lead.fresh or code is None:
                stored.state, stored.code = state, code
            if lead.fresh:
                ends = [now + DAY * (1 if lead.temperature == "hot" else 3), stored.consent_until]
                stored.open_until = min(end for end in ends if end)
                stored.sellable = True
            stored.sellable &= not stored.exclusive and stored.shared < stored.limit
        return state, code, verdicts

    def before(self, now, lead):
        """(state, code) of a lead that comes to no auction; state None = it does."""
        if lead.key in self.keys and (self.keys[lead.key][1] or now + DAY) > now:
            return ("replay" if self.keys[lead.key][0] == lead.body else "key_reused"), None
        if lead.key:
            self.keys[lead.key] = (lead.body, lead.key_ms and now + timedelta(milliseconds=lead.key_ms))
        stored = self.leads.get(lead.id)
        consent_until = ms(lead.consent_ms) if lead.fresh else stored.consent_until
        over = consent_until is not None and consent_until <= now
        if not lead.fresh and (not stored.sellable or stored.open_until <= now or over or self.owners(lead, NIL)):
            return "gone", None
        if lead.want == "rejected":
            return "rejected", lead.code
        if self.owners(lead, NIL):
            return "rejected", "suppressed"
        if lead.fresh and self.is_known(now, lead):
            return "duplicate", "duplicate"
        if over:
            return "rejected", "consent_expired"
        return ("review", lead.code) if lead.fresh and lead.want == "review" else (None, None)

    def owners(self, lead, owner):
        return any(str(owner) in self.suppressed.get(print_, ()) for _, print_ in lead.prints)

    def is_known(self, now, lead):
        for (niche, scope, print_), (other, until) in self.claims.items():
            if niche == lead.niche and print_ in lead.prints and until > now and (
                    scope == lead.scope() or (not lead.offer and self.leads[other].lead.seller == lead.seller)):
                return True
        return False

    def claim(self, now, stored, days=30):
        for print_ in stored.lead.prints:
            self.claims[stored.lead.niche, stored.offer or str(NIL), print_] = (stored.lead.id, now + days * DAY)

    def auction(self, now, stored, lead, verdicts):
        """Sells; returns the code, None if somebody bought."""
        code, shared, exclusive = lead.code or "no_match", [], []
        for i, c in enumerate(lead.candidates):
            full = exclusive or stored.shared + stored.exclusive if c.exclusive else \
                len(shared) == stored.limit - stored.shared - stored.exclusive
            if full:
                continue
            taken = [] if c.exclusive else [self.orders[lead.candidates[j].order].family for j in shared]
            verdicts[i] = self.refusal(now, stored, c, taken)
            if not verdicts[i]:
                (exclusive if c.exclusive else shared).append(i)
            elif RANK.index(WORDS.get(verdicts[i], "all_refused")) > RANK.index(code):
                code = WORDS.get(verdicts[i], "all_refused")
        price = lambda i: self.price(lead.candidates[i])  # noqa: E731
        alone = bool(exclusive) and price(exclusive[0]) > sum(map(price, shared))
        win, lose = (exclusive, shared) if alone else (shared, exclusive)
        for i in lose:
            verdicts[i] = OUTBID
        payout = sum(price(i) - self.fee(lead.niche, price(i)) for i in win)
        if win and stored.state != "sold" and payout < (stored.lead.min_payout or 0):
            for i in win:
                verdicts[i] = BELOW
            return "below_floor"
        for i in win:
            verdicts[i] = 1
            self.book(now, stored, lead.candidates[i])
        if alone:
            self.claim(now, stored, 90)
        return None if win else code

    def refusal(self, now, stored, c, taken):
        lead, order = stored.lead, self.orders[c.order]
        if order.state != "active" or order.org in self.suspended or order.revision != c.revision or not self.price(c) \
                or (order.niche, order.offer) != (lead.niche, stored.offer):
            return 8
        if order.family == lead.family:
            return 9
        if lead.recipients and not {order.org, order.family} & set(lead.recipients.strip("{}").split(",")):
            return 5
        if order.family in taken:
            return 11
        if self.owners(lead, order.org) or self.owners(lead, order.family):
            return 6
        if any(family == order.family and known.niche == lead.niche and set(known.prints) & set(lead.prints)
               and (sold_at > now - 90 * DAY or known.id == lead.id) for known, family, _, _, sold_at, _ in self.sales):
            return 7
        for per, cap in order.caps.items():
            n, spent = cap.enter(period_start(per, now, order.zone))
            if (cap.count is not None and n + 1 > cap.count) or (cap.minor is not None and spent + self.price(c) > cap.minor):
                return 3
        return 4 if self.wallet.get(order.family, 0) + self.credit.get(order.family, 0) < self.price(c) else 0

    def price(self, c):
        return self.orders[c.order].exclusive if c.exclusive else self.orders[c.order].shared

    def fee(self, niche, price):
        bp, fixed = self.niches[niche]
        return min(price, price * bp // 10000 + fixed)

    def book(self, now, stored, c):
        order, price = self.orders[c.order], self.price(c)
        self.sales.append([stored.lead, order.family, price, self.fee(order.niche, price), now, False])
        self.wallet[order.family] -= price
        self.escrow[order.family] = self.escrow.get(order.family, 0) + price
        stored.shared, stored.exclusive = stored.shared + (not c.exclusive), stored.exclusive + c.exclusive
        for per, cap in order.caps.items():
            start = period_start(per, now, order.zone)
            cap.n, cap.spent = (value + more for value, more in zip(cap.enter(start), (1, price)))
            cap.start = max(cap.start, start)

    # --- What falls due, what sellers do

    def settle(self, now):
        for sale in self.sales:
            lead, family, price, fee, sold_at, settled = sale
            if not settled and sold_at + 7 * DAY <= now:
                sale[5] = True
                self.escrow[family] -= price
                self.payable[lead.seller] = self.payable.get(lead.seller, 0) + price - fee
                self.revenue += fee

    def expire(self, now):
        for stored in self.leads.values():
            if stored.sellable and stored.open_until <= now:
                stored.sellable = False
                self.end(now, stored, "expired") if stored.state == "open" else None
            if stored.state == "review" and stored.lead.received <= now - 3 * DAY:
                self.end(now, stored, "rejected")

    def withdraw(self, now, stored):
        if stored.state in ("review", "open"):
            self.end(now, stored, "withdrawn")
            stored.code = stored.open_until = None

    def release(self, now, stored):
        mine = [(stored.lead.niche, print_) for print_ in stored.lead.prints]
        rival = any(until > now and other != stored.lead.id and (niche, print_) in mine
                    and (scope == str(NIL) or self.leads[other].lead.seller == stored.lead.seller)
                    for (niche, scope, print_), (other, until) in self.claims.items())
        if not (stored.offer and stored.state == "open" and stored.sellable and stored.open_until > now) or rival \
                or stored.lead.recipients:
            return
        for niche, print_ in mine:
            self.claims[niche, stored.offer, print_] = (stored.lead.id, now)
        stored.offer, stored.limit = None, 3
        self.claim(now, stored)

    def end(self, now, stored, state):
        stored.state, stored.sellable = state, False
        for key, (lead, until) in self.claims.items():
            if lead == stored.lead.id and until > now:
                self.claims[key] = (lead, now)


def ms(value):
    return None if value is None else datetime.fromtimestamp(value / 1000, timezone.utc)
