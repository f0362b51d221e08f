"""The same request twice does its work once, whatever the request is."""
from support.people import lead, person
from support.wire import post_bytes, release


def orders_of(exchange, buyer):
    return exchange.one("select count(*) from orders where org_id = %s", buyer.id)


def test_an_order_is_created_once(exchange, niche, acme):
    body = {"name": "twice", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}}
    first = acme.client.post("/v1/orders", body, key="order-1")
    again = acme.client.post("/v1/orders", body, key="order-1")
    assert first.status == again.status == 201 and again.replayed and not first.replayed
    assert again.body == first.body and orders_of(exchange, acme) == 1


def test_another_body_under_the_same_key_is_refused(exchange, niche, acme):
    body = {"name": "one", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}}
    acme.client.ok("POST", "/v1/orders", body, key="order-2")
    refused = acme.client.post("/v1/orders", {**body, "name": "two"}, key="order-2")
    assert refused.status == 422 and refused.code == "key_reused" and orders_of(exchange, acme) == 1


def test_a_key_belongs_to_its_caller(niche, acme, rival):
    body = {"name": "one", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}}
    first = acme.client.post("/v1/orders", body, key="shared")
    other = rival.client.post("/v1/orders", body, key="shared")
    assert other.status == 201 and not other.replayed and other["id"] != first["id"]


def test_a_refused_request_leaves_its_key_free(niche, acme):
    body = {"name": "one", "niche": niche}
    assert acme.client.post("/v1/orders", body, key="order-3").status == 422
    good = acme.client.post("/v1/orders", {**body, "shared_price": {"amount": 30_000, "currency": "RUB"}}, key="order-3")
    assert good.status == 201 and not good.replayed


def test_a_key_is_remembered_for_seven_days(exchange, niche, acme):
    body = {"name": "week", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}}
    acme.client.ok("POST", "/v1/orders", body, key="order-4")
    exchange.advance(days=6)
    assert acme.client.post("/v1/orders", body, key="order-4").replayed
    exchange.advance(days=2)
    assert not acme.client.post("/v1/orders", body, key="order-4").replayed


def test_a_lead_takes_an_idempotency_key_too(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    body = lead(niche)
    first = seller.post(body, key="lead-1")
    exchange.advance(minutes=5)
    assert seller.post(body, key="lead-1").id == first.id
    refused = seller.try_post(lead(niche), key="lead-1")
    assert refused.status == 422 and refused.code == "key_reused"


def test_an_external_id_answers_for_ever(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    body = lead(niche, person(), external_id="for-ever")
    first = seller.post(body)
    exchange.advance(days=40)
    assert seller.post(body).id == first.id


def test_a_replayed_lead_is_the_first_answer_byte_by_byte(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=30_000)
    rival.order(niche, shared=20_000)
    alone = exchange.niche()
    exchange.buyer(alias='quoted "Ünï" \\ co').order(alone, exclusive=50_000)
    for body in (lead(niche, external_id="bytes-1"), lead(alone, external_id="bytes-2"), lead(exchange.niche(), external_id="bytes-3")):
        first, again = seller.try_post(body), seller.try_post(body)
        assert again.replayed and again.text == first.text and first.status == 201


def test_a_replayed_change_is_the_first_answer_byte_by_byte(niche, acme):
    body = {"name": "bytes", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}, "filter": {"age": {"min": 25}}}
    first, again = (acme.client.post("/v1/orders", body, key="order-bytes") for _ in range(2))
    assert again.replayed and again.text == first.text


def test_the_first_answer_stays_even_when_the_lead_changed(niche, seller, acme):
    body = lead(niche, external_id="first-answer")
    first = seller.post(body)
    acme.order(niche, shared=30_000)
    seller.becomes(first, "sold")
    again = seller.post(body)
    assert again.replayed and again.status == "open" and again.answer.body == first.answer.body


def test_simultaneous_ones_get_the_one_answer(exchange, niche, acme):
    body = {"name": "race", "niche": niche, "shared_price": {"amount": 30_000, "currency": "RUB"}}
    request = post_bytes("/v1/orders", acme.key, body, Idempotency_Key="race-1")
    answers = release(exchange.server, [request] * 16)
    assert {status for status, _, _ in answers} == {201}
    assert len({answer["id"] for _, _, answer in answers}) == 1 and orders_of(exchange, acme) == 1


def test_a_key_that_is_no_key(acme):
    for key in ("x" * 256, "with space", "tab\t"):
        assert acme.client.post("/v1/orders", {}, key=key).status in (400, 422)
