"""The marketplace told once from end to end: two leads that no order wanted when they came, and the money at the end."""
from datetime import datetime, timedelta

from support.endpoint import Endpoint, heard
from support.people import lead, person, rub
from support.receiver import signatures_fit
from support.wait import wait_until

MONEY = 1_000_000


class Told:
    """The seller's niche, and what is known of a lead of it."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.niche = exchange.niche(benchmark=100_000, floor_shared=100, open_hot_s=60, open_other_s=60, return_window_s=86_400)
        self.seller = exchange.seller()

    def post(self, contact, age):
        posted = self.seller.post(lead(self.niche, contact, min_price=rub(50_000), attributes={"age": age}))
        assert (posted.status, posted.sales) == ("open", [])
        return posted

    def listing(self, posted):
        """(id, price, cause) of the listing that the lead comes to have."""
        self.seller.becomes(posted, "listed")
        return self.exchange.sql("select id::text, start_minor, cause from listings where lead_id = %s", posted.id)[0]

    def sold(self, posted):
        """(buyer, price, payout) of its one sale, which is of a share."""
        seen = self.seller.becomes(posted, "sold")
        [sale] = seen["sales"]
        assert sale["exclusive"] is False
        return sale["buyer"], sale["price"]["amount"], seen["payout"]["amount"]

    def triggers(self, posted):
        return [made["trigger"] for made in self.seller.client.ok("GET", f"/v1/leads/{posted.id}/decision")["decisions"]]

    def happened(self, posted, n):
        """The first n things that happened to it, less what is said of every offer of it."""
        def look():
            events = self.seller.client.ok("GET", f"/v1/leads/{posted.id}/timeline")["events"]
            kinds = [event["kind"] for event in events if event["kind"] != "routed"]
            return kinds[:n] if len(kinds) >= n else None
        return wait_until(look, f"{n} things have happened to {posted.id}")


class Crm:
    """A buyer's own server, which leads are delivered to."""

    def __init__(self, buyer, receiver):
        self.receiver, self.path = receiver, f"/good/{buyer.alias}"
        self.endpoint = Endpoint(buyer, url=receiver.url + self.path, payload="full")
        self.delivery = self.endpoint.delivery

    def has(self):
        """What the one message says that came here, signed with the endpoint's secret: (phone number, price, exclusive)."""
        [message] = heard(self.receiver, self.path)
        assert signatures_fit(message, self.endpoint.secret)
        data = message.json["data"]
        return data["contact"]["phone"], data["price"]["amount"], data["exclusive"]


def test_one_falls_to_the_price_an_order_waits_for_and_one_waits_for_its_date_and_is_clicked_on(calling_exchange, receiver):
    exchange = calling_exchange
    told, acme, rival = Told(exchange), exchange.buyer(money=MONEY), exchange.buyer(money=MONEY)
    seller, acme_crm, rival_crm = told.seller, Crm(acme, receiver), Crm(rival, receiver)
    anna, boris = person(), person()
    # Acme pays little for what comes live and waits for the price to fall; rival has no order but for what it clicks on.
    acme.order(told.niche, shared=100, market={"max_price": rub(60_000)}, filter={"age": {"max": 40}}, delivery=acme_crm.delivery)
    rival.client.ok("POST", "/v1/orders", {"name": "clicks", "niche": told.niche, "type": "market", "delivery": rival_crm.delivery})

    young = told.post(anna, age=30)
    exchange.advance(seconds=61)
    assert told.listing(young)[1:] == (100_000, "unsold")

    old = told.post(boris, age=60)
    until = datetime.fromisoformat(exchange.advance()).replace(microsecond=0) + timedelta(days=10)
    put_off = seller.client.ok("POST", f"/v1/leads/{old.id}/defer", {"until": until.strftime("%Y-%m-%dT%H:%M:%SZ")})
    assert put_off["status"] == "deferred" and datetime.fromisoformat(put_off["deferred_until"]) == until

    exchange.advance(hours=24)
    seller.becomes(young, "listed")                                     # 80,000 is still too dear for acme
    assert acme.wallet == MONEY
    exchange.advance(hours=48)
    assert told.sold(young) == (acme.alias, 60_000, 54_000)
    assert told.triggers(young) == ["post", "listed"]
    assert acme_crm.has() == (anna["phone"], 60_000, False)

    assert seller.lead(old)["status"] == "deferred"                     # its date has not come
    exchange.advance(days=7, seconds=1)
    seller.becomes(old, "open")
    exchange.advance(seconds=61)
    listing, start, cause = told.listing(old)
    assert (start, cause) == (100_000, "deferred")
    click = {"listings": [{"id": listing, "price": rub(start), "exclusive": False}]}
    assert rival.client.ok("POST", "/v1/market/purchases", click, key="the-click")["bought"] == 1
    assert told.sold(old) == (rival.alias, 100_000, 90_000)
    assert told.triggers(old) == ["post", "purchase"]
    assert rival_crm.has() == (boris["phone"], 100_000, False)
    assert told.happened(old, 6) == ["received", "deferred", "deferral_ended", "listed", "sold", "delivered"]

    exchange.advance(days=1, minutes=1)                                 # nobody returned anything
    wait_until(lambda: exchange.one("select count(*) from sales where state = 'held'") == 0, "both sales are settled")
    assert (acme.wallet, acme.escrow) == (MONEY - 60_000, 0)
    assert (rival.wallet, rival.escrow) == (MONEY - 100_000, 0)
    assert exchange.balance(seller, "payable") == 54_000 + 90_000
    assert exchange.revenue(told.niche) == 6_000 + 10_000
    exchange.books_balance()
