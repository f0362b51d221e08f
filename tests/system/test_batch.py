"""POST /v1/leads/batch: a thousand leads in one request, each as if posted alone."""
import json
import threading
import time

from support.exchange import Exchange
from support.parties import Seller
from support.people import lead, person
from support.wait import wait_until
from support.wire import Wire, post_bytes

PATH = "/v1/leads/batch"
NDJSON = "application/x-ndjson"


def lines(leads):
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in leads).encode()


def post(seller, leads, **more):
    """The results of a batch that must be answered, in order."""
    results = seller.client.ok("POST", PATH, leads, **more)["results"]
    assert [result["index"] for result in results] == list(range(len(leads)))
    return results


def post_lines(seller, leads, **more):
    results = seller.client.ok("POST", PATH, data=lines(leads), Content_Type=NDJSON, **more)["results"]
    assert [result["index"] for result in results] == list(range(len(leads)))
    return results


def test_a_batch_sells_like_single_posts(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=300)
    rival.order(niche, shared=200, filter={"age": {"max": 50}})
    results = post(seller, [lead(niche, attributes={"age": 30}), lead(niche, attributes={"age": 60})])
    assert [result["status"] for result in results] == [201, 201]
    assert [[sale["buyer"] for sale in result["lead"]["sales"]] for result in results] == [[acme.alias, rival.alias], [acme.alias]]
    assert [result["lead"]["payout"]["amount"] for result in results] == [450, 270]
    assert not any(result["replayed"] for result in results)
    assert seller.lead(results[0]["lead"]["id"])["status"] == "sold"
    exchange.books_balance()


def test_one_bad_lead_never_spoils_the_others(niche, seller):
    good = lead(niche)
    results = post_lines(seller, [good, "{nonsense", lead(niche, without=["consent"]), "[1]", '{"a":1,"a":2}',
                                  lead("nowhere"), lead(niche, attributes={"age": "old"}), '"\\u0000"', lead(niche)])
    assert [result["status"] for result in results] == [201, 422, 422, 422, 422, 422, 422, 422, 201]
    codes = [result["problem"]["code"] for result in results if "problem" in result]
    assert codes == ["malformed_json", "consent_missing", "malformed_json", "malformed_json", "unknown_niche",
                     "invalid_field", "malformed_json"]
    assert results[6]["problem"]["errors"][0]["pointer"] == "/attributes/age"


def test_a_check_tells_what_a_post_would_hear_and_keeps_nothing(exchange, niche, seller, acme):
    acme.order(niche, shared=300)
    whole = lead(niche, external_id="checked-1")
    mute = lead(niche, contact={**person(), "phone": "+70000000000", "email": None})
    leads = [whole, "{nonsense", lead(niche, without=["consent"]), mute]
    def check(value):
        return seller.client.ok("POST", f"{PATH}?check={value}", data=lines(leads), Content_Type=NDJSON)["results"]
    results, again = check("true"), check("true")
    assert results == again, "nothing was kept"
    assert [result["status"] for result in results] == [200, 422, 422, results[3]["status"]]
    assert results[0]["lead"] == {"status": "valid", "code": None}
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 0
    posted = check("false")
    assert posted[0]["lead"]["status"] == "sold" and not posted[0]["replayed"]
    assert [result.get("problem") for result in posted[1:3]] == [result.get("problem") for result in results[1:3]]
    told = posted[3].get("problem") or posted[3]["lead"]
    assert (results[3].get("problem") or results[3]["lead"])["code"] == told["code"]
    assert seller.client.post(f"{PATH}?check=maybe", leads[:1]).status == 422


def test_of_two_with_the_same_person_the_first_wins(exchange, seller, acme):
    niche = exchange.niche()
    acme.order(niche, shared=500)
    twin = person()
    leads = [lead(niche, contact=twin, source={"name": f"source-{i}"}) for i in range(20)]
    leads[7:7] = [lead(niche) for _ in range(60)]
    results = post(seller, leads)
    twins = [result["lead"] for i, result in enumerate(results) if i < 7 or i >= 67]
    assert twins[0]["status"] == "sold" and {one["status"] for one in twins[1:]} == {"duplicate"}
    assert exchange.one("select count(*) from sales where seller_id = %s", seller.id) == 61


def test_keys_behave_as_in_posts_in_order(niche, seller):
    first, other = lead(niche, external_id="A"), lead(niche, external_id="A")
    results = post(seller, [first, first, other])
    assert [result["status"] for result in results] == [201, 201, 422]
    assert [result.get("replayed") for result in results] == [False, True, None]
    assert results[1]["lead"] == results[0]["lead"] and results[2]["problem"]["code"] == "external_id_reused"
    again = seller.post(first)
    assert again.replayed and again.id == results[0]["lead"]["id"]
    assert post(seller, [first])[0]["replayed"]


def test_an_idempotency_key_stands_for_each_lead_by_its_place(exchange, niche, seller):
    leads = [lead(niche), lead(niche)]
    first = post(seller, leads, key="batch-1")
    again = post(seller, leads, key="batch-1")
    assert [result["replayed"] for result in again] == [True, True]
    assert [result["lead"] for result in again] == [result["lead"] for result in first]
    swapped = post(seller, leads[::-1], key="batch-1")
    assert [result["problem"]["code"] for result in swapped] == ["key_reused", "key_reused"]
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 2


def test_forms_and_limits(niche, seller, acme):
    assert post(seller, []) == [] and post_lines(seller, []) == []
    body = lead(niche)

    def refused(**more):
        answer = seller.client.post(PATH, **more)
        return answer.status, answer.code
    assert refused(data=b"", Content_Type="application/json") == (422, "malformed_json")
    assert refused(body={"leads": [body]}) == (422, "malformed_json")
    assert refused(data=b"[" + json.dumps(body).encode(), Content_Type="application/json") == (422, "malformed_json")
    assert refused(data=b"[]", Content_Type="text/csv") == (415, "unsupported_media")
    assert refused(data=b"1\n" * 1001, Content_Type=NDJSON) == (413, "body_too_large")
    assert refused(data=b" " * (4 * 1024 * 1024 + 1), Content_Type=NDJSON) == (413, "body_too_large")
    assert len(post_lines(seller, ["1"] * 1000)) == 1000
    assert len(post_lines(seller, ["x" * 4000] * 1000)) == 1000
    assert acme.client.post(PATH, []).status == 403
    mixed = seller.client.ok("POST", PATH, data=b"\r\n\n" + lines([body, lead(niche)]) + b"\r\n\r\n",
                             Content_Type=NDJSON + "; charset=utf-8")["results"]
    assert [result["status"] for result in mixed] == [201, 201]


def test_a_thousand_leads_are_there_once(exchange, niche, seller, acme):
    acme.order(niche, shared=200)
    leads = [lead(niche, external_id=str(i)) for i in range(1000)]
    results = post(seller, leads)
    ids = {result["lead"]["id"] for result in results}
    assert len(ids) == 1000 and {result["lead"]["status"] for result in results} == {"sold"}
    assert ids == {str(row[0]) for row in exchange.sql("select id from leads where seller_id = %s", seller.id)}
    exchange.books_balance()


def test_single_posts_pass_while_batches_run(exchange, niche, seller, other_seller):
    """Single posts are answered while eight batches of a thousand are under way, not after them."""
    jobs = [lines([lead(niche) for _ in range(1000)]) for _ in range(8)]
    wires = [Wire(exchange.server, 60) for _ in jobs]
    try:
        for wire, data in zip(wires, jobs):
            wire.send(post_bytes(PATH, seller.key, data).replace(b"application/json", NDJSON.encode(), 1))
        done = []
        reader = threading.Thread(target=lambda: done.extend(wire.read_json() for wire in wires))
        reader.start()
        singles = 0
        while len(done) < len(wires) and singles < 10:
            other_seller.post(lead(niche))
            singles += len(done) < len(wires)
        assert singles >= 3, f"only {singles} single posts were answered before the last batch was"
        reader.join()
        assert all(status == 200 and len(body["results"]) == 1000 for status, _, body in done)
    finally:
        for wire in wires:
            wire.close()


def test_a_client_that_leaves_spoils_nothing(exchange, niche, seller):
    leads = [lead(niche, external_id=str(i)) for i in range(1000)]
    wire = Wire(exchange.server)
    wire.send(post_bytes(PATH, seller.key, lines(leads)).replace(b"application/json", NDJSON.encode(), 1))
    wait_until(lambda: exchange.one("select count(*) from leads where seller_id = %s", seller.id) > 0, "a lead is stored")
    wire.close()
    results = post(seller, leads)
    assert any(result["replayed"] for result in results)
    assert exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 1000
    exchange.books_balance()


def test_each_lead_counts_against_its_keys_rate():
    exchange = Exchange(rate_per_second=50, rate_burst=20)
    try:
        niche = exchange.niche()
        limited = exchange.party(Seller, exchange.admin.ok("POST", "/v1/admin/orgs", {
            "name": "limited", "alias": "limited", "sells": True, "buys": False, "throttled": True}))
        began = time.monotonic()
        results = post(limited, [lead(niche) for _ in range(100)])
        assert {result["status"] for result in results} == {201}
        assert time.monotonic() - began > 1.2, "80 leads beyond the burst take 1.6 s at 50 a second"
    finally:
        exchange.close()


def test_without_the_database_each_lead_says_so(own_exchange):
    niche, seller = own_exchange.niche(), own_exchange.seller()
    leads = [lead(niche, external_id=str(i)) for i in range(300)]
    post(seller, leads[:1])
    own_exchange.cluster.stop()
    answer = seller.client.send("POST", PATH, leads)
    assert answer.status in (200, 503)
    if answer.status == 200:
        assert {result["status"] for result in answer["results"]} == {503}
        assert {result["problem"]["code"] for result in answer["results"]} == {"unavailable"}
    own_exchange.cluster.start()
    own_exchange.database = own_exchange.cluster.connect()
    wait_until(own_exchange.server.is_ready, "the server is ready")

    def all_taken():
        answer = seller.client.send("POST", PATH, leads)
        return answer.status == 200 and all(result["status"] == 201 for result in answer["results"])
    wait_until(all_taken, "every lead is taken")
    assert own_exchange.one("select count(*) from leads where seller_id = %s", seller.id) == 300
