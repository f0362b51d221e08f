"""What is refused, with which code and which pointer; and that nothing of it is stored."""
import json

import pytest

from support.parties import suppress
from support.people import lead, person, rub

UNKNOWN = "0193a1b2-0000-7000-8000-000000000001"


def changed(**changes):
    return lambda niche: lead(niche, **changes)


def missing(*paths):
    return lambda niche: lead(niche, without=paths)


REFUSED = [
    ("an unknown field", changed(colour="red"), "unknown_field", "/colour"),
    ("an unknown attribute", changed(attributes={"shoe": 43}), "unknown_field", "/attributes/shoe"),
    ("an unknown contact field", lambda n: lead(n, person(nick="x")), "unknown_field", "/contact/nick"),
    ("an unknown source field", changed(source={"shoe": 1}), "unknown_field", "/source/shoe"),
    ("a field with a slash in its name", changed(**{"a/b~c": 1}), "unknown_field", "/a~1b~0c"),
    ("a score of the seller's own", changed(attributes={"score": 99}), "unknown_field", "/attributes/score"),
    ("a completeness of the seller's own", changed(attributes={"completeness": 99}), "unknown_field", "/attributes/completeness"),
    ("no niche", missing("niche"), "missing_field", "/niche"),
    ("no contact", missing("contact"), "missing_field", "/contact"),
    ("no required attribute", missing("attributes/region"), "missing_field", "/attributes/region"),
    ("a required attribute of null", changed(attributes={"age": None}), "missing_field", "/attributes/age"),
    ("no attributes", missing("attributes"), "missing_field", "/attributes/age"),
    ("no time of consent", missing("consent/given_at"), "missing_field", "/consent/given_at"),
    ("age as text", changed(attributes={"age": "34"}), "invalid_field", "/attributes/age"),
    ("age out of range", changed(attributes={"age": 17}), "invalid_field", "/attributes/age"),
    ("age with a fraction", changed(attributes={"age": 34.5}), "invalid_field", "/attributes/age"),
    ("an unknown country's region", changed(attributes={"region": "QQ-1"}), "invalid_field", "/attributes/region"),
    ("a boolean as text", changed(attributes={"homeowner": "yes"}), "invalid_field", "/attributes/homeowner"),
    ("a temperature nobody knows", changed(attributes={"temperature": "mild"}), "invalid_field", "/attributes/temperature"),
    ("a purchase date that is none", changed(attributes={"purchase_by": "soon"}), "invalid_field", "/attributes/purchase_by"),
    ("a phone that does not parse", lambda n: lead(n, person(phone="call me")), "invalid_field", "/contact/phone"),
    ("a mail that does not parse", lambda n: lead(n, person(email="a@b@c")), "invalid_field", "/contact/email"),
    ("a time that is none", changed(consent={"given_at": "yesterday"}), "invalid_field", "/consent/given_at"),
    ("a consent from the future", changed(consent={"given_at": "2099-01-01T00:00:00Z"}), "invalid_field", "/consent/given_at"),
    ("recipients that are no orgs", changed(consent={"recipients": ["acme"]}), "invalid_field", "/consent/recipients/0"),
    ("an unknown origin", changed(source={"origin_kind": "sky"}), "invalid_field", "/source/origin_kind"),
    ("six sub-ids", changed(source={"sub": list("abcdef")}), "invalid_field", "/source/sub"),
    ("an unknown kind", changed(kind="warm"), "invalid_field", "/kind"),
    ("no buyers", changed(max_sales=0), "invalid_field", "/max_sales"),
    ("seventeen buyers", changed(max_sales=17), "invalid_field", "/max_sales"),
    ("a minimum of nothing", changed(min_price=rub(0)), "invalid_field", "/min_price/amount"),
    ("a minimum without a currency", changed(min_price=1000), "invalid_field", "/min_price"),
    ("a consumer lead for an offer", changed(offer=UNKNOWN), "invalid_field", "/offer"),
    ("a control character in a name", lambda n: lead(n, person(first_name="A\u0007nna")), "invalid_field", "/contact/first_name"),
    ("an external id that is too long", changed(external_id="x" * 129), "invalid_field", "/external_id"),
    ("test as a number", changed(test=1), "invalid_field", "/test"),
    ("an unknown niche", lambda n: lead("nowhere"), "unknown_niche", "/niche"),
    ("an unknown offer", changed(kind="targeted", offer=UNKNOWN), "unknown_offer", "/offer"),
    ("another currency", changed(min_price={"amount": 100, "currency": "USD"}), "currency_mismatch", "/min_price/currency"),
    ("nobody to reach", lambda n: lead(n, {"first_name": "Anna"}), "no_contact_channel", "/contact"),
    ("no consent", missing("consent"), "consent_missing", "/consent"),
    ("a consent of null", changed(consent=None), "consent_missing", "/consent"),
]


@pytest.mark.parametrize("what, make, code, pointer", REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_with_a_pointer_and_not_stored(exchange, niche, seller, what, make, code, pointer):
    refused = seller.try_post(make(niche))
    assert refused.status == 422, refused
    assert refused.code == code and (pointer, code) in refused.pointers
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 0


def test_everything_wrong_is_said_at_once(niche, seller):
    refused = seller.try_post(lead(niche, attributes={"age": 7, "shoe": 43}, colour="red", without=("consent",)))
    assert {pointer for pointer, _ in refused.pointers} == {"/colour", "/attributes/age", "/attributes/shoe", "/consent"}


DEEP = b'{"niche":' + b"[" * 40 + b"]" * 40 + b"}"
MALFORMED = [
    ("half an object", b'{"niche": "x"'), ("nothing", b""), ("an array", b"[]"), ("a number", b"7"),
    ("a key twice", b'{"niche":"a","niche":"b"}'), ("a NUL", b'{"niche":"a\\u0000b"}'),
    ("a raw NUL", b'{"niche":"a\x00b"}'), ("not UTF-8", b'{"niche":"\xff\xfe"}'),
    ("half a surrogate", b'{"niche":"\\ud800"}'), ("too deep", DEEP), ("two values", b"{} {}"),
    ("a comment", b"{/* */}"), ("single quotes", b"{'niche':'a'}"), ("UTF-16", '{"niche":"a"}'.encode("utf-16")),
    ("a number too large", b'{"niche":1e999}'),
]


@pytest.mark.parametrize("what, body", MALFORMED, ids=[row[0] for row in MALFORMED])
def test_what_is_not_json_is_refused(seller, what, body):
    refused = seller.try_post(data=body)
    assert refused.status == 422 and refused.code == "malformed_json"


def test_a_body_that_is_too_large(seller):
    refused = seller.try_post(data=json.dumps({"niche": "x" * (4 << 20)}).encode())
    assert refused.status == 413 and refused.code == "body_too_large"


def test_another_media_type(seller):
    refused = seller.try_post(data=b"niche=a", Content_Type="application/x-www-form-urlencoded")
    assert refused.status == 415


def test_a_refused_value_is_never_repeated(niche, seller, exchange):
    refused = seller.try_post(lead(niche, person(phone="Plantedname 12", email="planted marker@x")))
    assert refused.status == 422
    assert "Planted" not in refused.text and "planted" not in refused.text
    assert "Plantedname" not in exchange.log()


REJECTED = [
    ("an organisation without a named person",
     lambda n: lead(n, {"organisation": {"name": "Works"}, "phone": person()["phone"]}), "company_phone_only"),
    ("a number nobody can have", lambda n: lead(n, {**person(), "phone": "+7 000 000 00 00"}), "phone_invalid"),
    ("a consent that has run out", changed(consent={"expires_at": "2026-02-01T00:00:00Z"}), "consent_expired"),
]


@pytest.mark.parametrize("what, make, code", REJECTED, ids=[row[0] for row in REJECTED])
def test_rejected_is_recorded_and_never_sold(exchange, niche, seller, acme, what, make, code):
    acme.order(niche, shared=30_000)
    rejected = seller.post(make(niche))
    assert (rejected.status, rejected.code, rejected.sales) == ("rejected", code, [])
    assert seller.lead(rejected)["status"] == "rejected"
    assert acme.wallet == 100_000_000


def test_a_rejected_person_may_come_again(niche, seller, acme):
    acme.order(niche, shared=30_000)
    anna = person()
    assert seller.post(lead(niche, anna, consent={"expires_at": "2026-02-01T00:00:00Z"})).code == "consent_expired"
    assert seller.post(lead(niche, anna)).status == "sold"


def test_a_suppressed_person_is_sold_to_nobody(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    anna = person()
    answer = suppress(exchange.admin, {"phone": anna["phone"]}, {"email": "not a mail"})
    assert answer["added"] == 1 and [row["line"] for row in answer["invalid"]] == [2]
    rejected = seller.post(lead(niche, anna))
    assert (rejected.status, rejected.code) == ("rejected", "suppressed")


def test_a_banned_source_is_not_sold(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    first = seller.post(lead(niche, source={"name": "bad"}))
    source = seller.lead(first)["source"]["id"]
    exchange.admin.ok("POST", f"/v1/admin/sources/{source}/ban")
    rejected = seller.post(lead(niche, source={"name": "bad"}))
    assert (rejected.status, rejected.code) == ("rejected", "source_banned")
    assert seller.post(lead(niche, source={"name": "good"})).status == "sold"


def test_a_score_below_the_niches_is_rejected(exchange, seller, acme):
    niche = exchange.niche(min_score=100)
    acme.order(niche, shared=30_000)
    poor = lead(niche, {"phone": person()["phone"]}, source={"origin_kind": "cold_base"}, attributes={"temperature": "cold"})
    assert seller.post(poor).code == "score_too_low"


RESERVED = ["score", "temperature", "kind", "source", "channel", "origin_kind", "demand_kind", "capture_kind", "incentivised",
            "completeness", "stage", "age_hours", "resold", "hour"]


@pytest.mark.parametrize("name", RESERVED)
def test_a_niche_cannot_use_a_reserved_name(exchange, name):
    refused = exchange.admin.post("/v1/admin/niches", {"name": "n_reserved", "title": "x", "currency": "RUB",
                                                       "fields": [{"name": name, "type": "text"}]})
    assert refused.status == 422 and ("/fields/0/name", "invalid_field") in refused.pointers


def test_an_order_below_the_floor_is_refused(exchange, acme):
    niche = exchange.niche(floor_shared=5_000, floor_exclusive=9_000)
    for terms, pointer in (({"shared": 4_999}, "/shared_price"), ({"exclusive": 8_999}, "/exclusive_price")):
        refused = acme.try_order(niche, **terms)
        assert refused.status == 422 and any(p.startswith(pointer) for p, _ in refused.pointers), refused
    assert acme.try_order(niche, shared=5_000, exclusive=9_000).status == 201


def test_a_floor_is_said_as_people_write_money(exchange, acme):
    niche = exchange.niche(floor_shared=6_500, floor_exclusive=123_456)
    refused = acme.try_order(niche, shared=6_499)
    assert refused["detail"] == 'Field "shared_price" is below the niche\'s floor of 65.00 RUB.' == refused["errors"][0]["message"]
    refused = acme.client.post("/v1/offers", {"name": "x", "niche": niche, "price": rub(1)})
    assert refused["detail"] == 'Field "price" is below the niche\'s floor of 1,234.56 RUB.'


def test_an_order_in_another_currency_is_refused(niche, acme):
    refused = acme.client.post("/v1/orders", {"name": "x", "niche": niche, "shared_price": {"amount": 30_000, "currency": "USD"}})
    assert refused.status == 422 and refused.code == "currency_mismatch"


FILTERS = [({"shoe": {"min": 1}}, "/filter/shoe"), ({"age": {"near": 1}}, "/filter/age/near"),
           ({"age": {"min": "x"}}, "/filter/age/min"), ({"region": {"in": []}}, "/filter/region/in"),
           ({"homeowner": {"is": 1}}, "/filter/homeowner/is"), ({"age": 7}, "/filter/age")]


@pytest.mark.parametrize("terms, pointer", FILTERS)
def test_a_filter_that_means_nothing_is_refused(niche, acme, terms, pointer):
    refused = acme.try_order(niche, shared=30_000, filter=terms)
    assert refused.status == 422 and any(p.startswith(pointer) for p, _ in refused.pointers), refused
