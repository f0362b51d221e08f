"""Disputes as tests speak of them."""
from .client import Client
from .wait import wait_until

TEXT = "Somebody else answers and knows nothing of the request."
CALL = {"at": "2026-11-21T10:00:00Z", "channel": "call", "result": "Another person"}
CALLS = [{**CALL, "at": f"2026-11-2{day}T10:00:00Z"} for day in (1, 2, 3)]
RECORDING = {"url": "https://calls.example.com/1", "seconds": 35}
DOCUMENT = {"url": "https://files.example.com/1", "note": "the bounce"}
# enough for every reason, also once much came back
ALL = {"text": TEXT, "attempts": CALLS, "recording": RECORDING, "links": [DOCUMENT]}
STATES = {"open", "contested", "ruled", "appealed"}


class Dispute:
    """One claim, with everybody it concerns."""

    def __init__(self, exchange, seller, buyer, sale, reason="wrong_person", **body):
        self.exchange, self.seller, self.buyer = exchange, seller, buyer
        self.sale = sale["id"]
        self.opened = buyer.client.post(f"/v1/sales/{self.sale}/dispute", {"reason": reason, **(ALL if not body else body)},
                                        key=f"open-{self.sale}-{next(exchange.serial)}")
        self.id = self.opened.body.get("id")

    def see(self, who=None):
        return (who or self.buyer).client.ok("GET", f"/v1/disputes/{self.id}")

    @property
    def state(self):
        return self.see()["state"]

    @property
    def sale_state(self):
        return self.exchange.one("select state from sales where id = %s", self.sale)

    def do(self, who, verb, body=None):
        return who.client.post(f"/v1/disputes/{self.id}/{verb}", body or {})

    def ok(self, who, verb, body=None):
        answer = self.do(who, verb, body)
        assert answer.status == 200, answer
        return answer.body

    def contest(self, **shown):
        return self.ok(self.seller, "contest", shown)

    def rule(self, outcome, percent=None, by=None, text="Both sides were heard."):
        body = {"outcome": outcome, "text": text, **({"refund_percent": percent} if percent else {})}
        return (by or self.exchange.admin).post(f"/v1/admin/disputes/{self.id}/ruling", body, key=f"rule-{next(self.exchange.serial)}")

    def becomes(self, *states):
        return wait_until(lambda: (lambda seen: seen if seen["state"] in states else None)(self.see()), f"dispute is {states}")

    def lapse(self):
        """The clock runs out and nobody moves: the state after it."""
        before = self.see()
        alone = before["left_alone"]
        if alone is None:   # moved since somebody looked
            return before
        seconds = self.exchange.one("select extract(epoch from %s::timestamptz - leadx_now())::float8", before["due_at"])
        self.exchange.advance(seconds=max(0, seconds) + 1)
        after = self.becomes(*(STATES - {before["state"]}), "final", "withdrawn")
        assert after["state"] == {"accepted": "final"}.get(alone["next"], alone["next"])
        return after

    def to_the_end(self):
        """Left alone until it has ended, which must be as it was said from the first."""
        first = self.see()
        alone, seen = first["left_alone"], first
        while seen["state"] not in ("final", "withdrawn"):
            seen = self.lapse()
        if alone:
            assert (seen["outcome"], seen["refund_percent"]) == (alone["outcome"], alone["refund_percent"])
        return seen


def second_judge(exchange):
    """Another administrator."""
    operator = exchange.one("select id from orgs where operates")
    key = exchange.admin.ok("POST", f"/v1/admin/orgs/{operator}/keys", {"name": "judge"})["key"]
    return Client(exchange.server, key)
