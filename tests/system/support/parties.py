"""Sellers and buyers as tests speak of them."""
import json

from .people import rub
from .wait import wait_until


class Posted:
    """The answer to a posted lead."""

    def __init__(self, exchange, answer):
        self.answer = answer
        self.http = answer.status
        self.replayed = answer.replayed
        body = answer.body
        self.id = body.get("id")
        self.status = body.get("status")
        self.code = body.get("code")
        self.sales = body.get("sales", [])
        self.payout = body.get("payout", {}).get("amount")
        self.buyers = [exchange.parties[sale["buyer"]] for sale in self.sales]
        self.prices = [sale["price"]["amount"] for sale in self.sales]

    def __repr__(self):
        return repr(self.answer)


class Party:
    def __init__(self, exchange, org, client):
        self.exchange = exchange
        self.id = org["id"]
        self.alias = org["alias"]
        self.client = client
        self.key = client.key

    def __repr__(self):
        return self.alias

    def lead(self, posted):
        return self.client.ok("GET", f"/v1/leads/{getattr(posted, 'id', posted)}")


class Seller(Party):
    def post(self, body, **more):
        """Must be taken (201)."""
        answer = self.client.post("/v1/leads", body, **more)
        assert answer.status == 201, answer
        return Posted(self.exchange, answer)

    def try_post(self, body=None, **more):
        """The plain answer, whatever it is."""
        return self.client.post("/v1/leads", body, **more)

    def withdraw(self, posted):
        return self.client.post(f"/v1/leads/{posted.id}/withdraw")

    def release(self, posted):
        return self.client.post(f"/v1/leads/{posted.id}/release")

    def becomes(self, posted, status):
        """Waits until the lead is in that state; returns it."""
        def look():
            seen = self.lead(posted)
            return seen if seen["status"] == status else None
        return wait_until(look, f"lead {posted.id} is {status}")


class Order:
    def __init__(self, buyer, body):
        self.buyer = buyer
        self.id = body["id"]
        self.body = body

    def _do(self, verb):
        return self.buyer.client.ok("POST", f"/v1/orders/{self.id}/{verb}")

    def pause(self):
        return self._do("pause")

    def resume(self):
        return self._do("resume")

    def close(self):
        return self._do("close")

    def change(self, **terms):
        return self.buyer.client.ok("POST", f"/v1/orders/{self.id}", terms)


class Offer:
    def __init__(self, buyer, body):
        self.buyer = buyer
        self.id = body["id"]
        self.body = body

    def admit(self, seller):
        """The seller asks, the buyer admits."""
        seller.client.ok("POST", f"/v1/offers/{self.id}/join")
        self.buyer.client.ok("POST", f"/v1/offers/{self.id}/sellers/{seller.id}/admit")
        return self


class Buyer(Party):
    def order(self, niche, shared=None, exclusive=None, **terms):
        """A standing order; without a filter it takes every lead."""
        answer = self.try_order(niche, shared, exclusive, **terms)
        assert answer.status == 201, answer
        return Order(self, answer.body)

    def try_order(self, niche, shared=None, exclusive=None, **terms):
        body = {"name": f"order-{next(self.exchange.serial)}", "niche": niche, **terms}
        if shared is not None:
            body["shared_price"] = rub(shared)
        if exclusive is not None:
            body["exclusive_price"] = rub(exclusive)
        return self.client.post("/v1/orders", body)

    def offer(self, niche, price, **terms):
        body = {"name": f"offer-{next(self.exchange.serial)}", "niche": niche, "price": rub(price), **terms}
        return Offer(self, self.client.ok("POST", "/v1/offers", body))

    def deposit(self, minor):
        return self.exchange.deposit(self, minor)

    def suppress(self, *lines):
        return suppress(self.client, *lines)

    def sales(self):
        return self.client.items("/v1/sales")

    def sale(self, sale):
        return self.client.ok("GET", f"/v1/sales/{sale['id']}")

    @property
    def wallet(self):
        return self.exchange.balance(self, "wallet")

    @property
    def escrow(self):
        return self.exchange.balance(self, "escrow")


def suppress(client, *lines):
    """lines: dicts as {"phone": …}; an administrator's go to everybody's list."""
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    return client.ok("POST", "/v1/suppressions", data=data, Content_Type="application/x-ndjson")
