"""The first sale: the documented example word for word, and what comes when it is sent again."""
import copy

import pytest

from support.openapi import DESCRIPTION
from support.people import lead, person, rub


@pytest.fixture(scope="module")
def construction(exchange):
    """The niche of the documented example, with a buyer who takes everything."""
    exchange.niche(name="construction", benchmark=200_000)
    exchange.buyer().order("construction", shared=200_000)
    return exchange.seller()


@pytest.fixture
def example():
    operation = DESCRIPTION.page["paths"]["/v1/leads"]["post"]
    body = copy.deepcopy(operation["requestBody"]["content"]["application/json"]["example"])
    # the example says when consent was given; a test must not wait for that day to come
    body["consent"]["given_at"] = "2026-01-01T00:00:00Z"
    return body


def test_the_documented_lead_is_sold(construction, example):
    sold = construction.post(example)
    assert sold.status == "sold" and sold.code is None
    assert sold.prices == [200_000] and sold.payout == 180_000
    assert sold.answer["decision"] == f"/v1/leads/{sold.id}/decision"


def test_the_same_again_is_the_same_lead(exchange, construction, example):
    first = construction.post(example)
    again = construction.post(example)
    assert again.replayed and again.answer.body == first.answer.body
    assert exchange.one("select count(*) from leads where seller_id = %s", construction.id) == 1


def test_another_body_under_the_same_external_id_is_refused(construction, example):
    construction.post(example)
    example["attributes"]["age"] = 35
    refused = construction.try_post(example)
    assert refused.status == 422 and refused.code == "external_id_reused"


def test_the_same_person_under_another_external_id_is_a_duplicate(construction, example):
    construction.post(example)
    example["external_id"] = "A-18"
    twin = construction.post(example)
    assert (twin.status, twin.code, twin.sales, twin.payout) == ("duplicate", "duplicate", [], 0)


def test_a_person_is_known_by_phone_or_by_mail(niche, seller, other_seller, acme):
    acme.order(niche, shared=30_000)
    anna = person()
    assert seller.post(lead(niche, anna)).status == "sold"
    by_phone = {**person(), "phone": anna["phone"]}
    by_mail = {**person(), "email": anna["email"].upper()}
    assert other_seller.post(lead(niche, by_phone)).status == "duplicate"
    assert other_seller.post(lead(niche, by_mail)).status == "duplicate"


def test_the_same_external_id_of_another_source_is_another_lead(niche, seller, acme):
    acme.order(niche, shared=30_000)
    first = seller.post(lead(niche, external_id="1", source={"name": "a"}))
    second = seller.post(lead(niche, external_id="1", source={"name": "b"}))
    assert first.status == second.status == "sold" and first.id != second.id


def test_without_external_id_the_same_body_answers_as_before_for_a_minute(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    body = lead(niche)
    first = seller.post(body)
    again = seller.post(body)
    assert again.id == first.id and again.replayed
    exchange.advance(minutes=2)
    assert seller.post(body).status == "duplicate"


def test_values_come_back_normalised(niche, seller, acme):
    acme.order(niche, shared=30_000)
    someone = person(first_name="  anna  ", email="Anna.P@Example.COM")
    digits = someone["phone"][2:]
    someone["phone"] = f"8 ({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    seen = seller.lead(seller.post(lead(niche, someone, attributes={"language": "RU"})))
    assert seen["contact"]["phone"] == "+7" + digits
    assert seen["contact"]["email"] == "anna.p@example.com"
    assert seen["attributes"]["language"] == "ru"
    assert seen["temperature"] == "hot"


def test_a_lead_tells_its_story(niche, seller, acme, rival):
    acme.order(niche, shared=30_000)
    rival.order(niche, shared=29_000, filter={"age": {"min": 60}})
    sold = seller.post(lead(niche))
    events = [event["kind"] for event in seller.client.ok("GET", f"/v1/leads/{sold.id}/timeline")["events"]]
    assert events[:3] == ["received", "routed", "sold"]
    decision = seller.client.ok("GET", f"/v1/leads/{sold.id}/decision")["decisions"][0]
    assert [(c["buyer"], c["verdict"]) for c in decision["candidates"]] == [(acme.alias, "sold")]
    assert decision["counts"]["filtered"] == 1


def test_the_buyer_reads_the_contact_and_it_is_counted(niche, seller, acme):
    acme.order(niche, shared=30_000)
    anna = person(first_name="Anna")
    sold = seller.post(lead(niche, anna))
    listed = acme.sales()
    assert [sale["id"] for sale in listed] == [sold.sales[0]["id"]]
    bought = acme.sale(listed[0])
    assert bought["contact"]["phone"] == anna["phone"] and bought["contact"]["first_name"] == "Anna"
    assert bought["reads"] == 1 and bought["lead"] == sold.id
    assert acme.sale(listed[0])["reads"] == 2


def test_a_price_below_the_sellers_minimum_is_not_taken(niche, seller, acme):
    acme.order(niche, shared=30_000)
    kept = seller.post(lead(niche, min_price=rub(27_001)))
    assert (kept.status, kept.code) == ("open", "below_floor")
    assert seller.post(lead(niche, min_price=rub(27_000))).status == "sold"


def test_nobody_wants_it(niche, seller):
    unsold = seller.post(lead(niche))
    assert (unsold.status, unsold.code, unsold.payout) == ("open", "no_match", 0)
