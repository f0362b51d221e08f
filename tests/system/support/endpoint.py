"""A buyer's endpoint as tests speak of it, and waiting for what goes there."""
from .wait import wait_until


class Endpoint:
    """terms: at least its url, or its email."""

    def __init__(self, buyer, **terms):
        self.client = buyer.client
        self.body = buyer.client.ok("POST", "/v1/endpoints", {"name": "crm", "kind": "webhook", **terms})
        self.id, self.secret = self.body["id"], self.body.get("secret")
        self.kind = self.body["kind"]

    @property
    def delivery(self):
        return {"type": self.kind, "endpoint": self.id}

    def do(self, verb, body=None):
        return self.client.ok("POST", f"/v1/endpoints/{self.id}/{verb}", body)

    def now(self):
        return self.client.ok("GET", f"/v1/endpoints/{self.id}")

    def deliveries(self, **query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return self.client.ok("GET", f"/v1/endpoints/{self.id}/deliveries?{asked}")["items"]


def heard(receiver, path, n=1):
    return wait_until(lambda: len(receiver.at(path)) >= n and receiver.at(path), f"{path} hears {n} messages")


def ended(endpoint, state, n=1):
    return wait_until(lambda: len(endpoint.deliveries(state=state)) >= n and endpoint.deliveries(state=state), f"{n} deliveries are {state}")
