"""Leads of people who do not exist. Each call makes a person nobody has seen before."""
import copy
import itertools
import random

_serial = itertools.count(random.randrange(9_000) * 1000)

DEFAULT = {
    "kind": "consumer",
    "attributes": {"region": "RU-MOW", "age": 34, "income": 120000, "temperature": "hot", "language": "ru",
                   "homeowner": True},
    "source": {"name": "landing", "channel": "web/landing", "origin_kind": "nets"},
    "consent": {"text": "I agree to be called", "given_at": "2026-01-01T00:00:00Z", "recipients": "any"},
}


def rub(minor):
    return {"amount": minor, "currency": "RUB"}


def person(**changes):
    number = next(_serial)
    return {"first_name": "Vera", "last_name": "Sokolova", "phone": f"+7999{number % 10_000_000:07d}",
            "email": f"p{number}@example.com", **changes}


def lead(niche, contact=None, without=(), **changes):
    """A lead that is accepted as it stands, unlike any other body, for the same body again within a minute is the same
    post. Objects among the changes are merged, None stays null."""
    body = {"niche": niche, "contact": contact or person(), **copy.deepcopy(DEFAULT)}
    body["source"]["campaign"] = f"c{next(_serial)}"
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(body.get(name), dict):
            body[name].update(value)
        else:
            body[name] = value
    for path in without:
        *parents, last = path.split("/")
        place = body
        for parent in parents:
            place = place[parent]
        del place[last]
    return body
