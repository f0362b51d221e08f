"""The work list: what a buyer's people write about purchases, for them alone."""
import threading

import pytest

from support.people import lead
from support.wait import wait_until


@pytest.fixture
def sale(niche, seller, acme):
    acme.order(niche, shared=5000)
    return seller.post(lead(niche)).sales[0]["id"]


def change(party, sale, body, tag="*", **more):
    return party.client.send("PATCH", f"/v1/work/{sale}", body, If_Match=tag, **more)


def test_what_is_written_comes_back(acme, sale):
    item = acme.client.ok("GET", f"/v1/work/{sale}")
    assert (item["state"], item["assignee"], item["note"], item["revision"]) == ("new", None, None, 0)
    said = change(acme, sale, {"state": "waiting", "assignee": "Olga", "note": "Asked for after six,\nünïcode \"quotes\"", "next_action": "Call again",
                               "next_at": "2026-12-01T18:00:00Z"}, '"0"')
    assert said.status == 200 and said.headers["ETag"] == '"1"' and "note" not in said.body
    item = acme.client.get(f"/v1/work/{sale}")
    assert item.headers["ETag"] == '"1"' and item["note"] == "Asked for after six,\nünïcode \"quotes\"" and item["next_action"] == "Call again"
    assert item["next_at"] == "2026-12-01T18:00:00.000Z"
    change(acme, sale, {"note": None, "state": "done"})
    item = acme.client.ok("GET", f"/v1/work/{sale}")
    assert (item["note"], item["next_action"], item["assignee"], item["state"]) == (None, "Call again", "Olga", "done")


def test_a_change_of_what_was_read_before_somebody_elses_is_refused(acme, sale):
    assert change(acme, sale, {"assignee": "Olga"}, '"0"').status == 200
    late = change(acme, sale, {"assignee": "Ivan"}, '"0"')
    assert late.status == 412 and late.code == "precondition_failed"
    assert acme.client.ok("GET", f"/v1/work/{sale}")["assignee"] == "Olga"
    for tag in ("", "1", '""', '"-1"', '"x"', 'W/"1"'):
        assert change(acme, sale, {"assignee": "Ivan"}, tag).status == 412, tag
    assert acme.client.send("PATCH", f"/v1/work/{sale}", {"assignee": "Ivan"}).status == 412


def test_of_many_who_read_the_same_one_writes(acme, sale):
    codes = []
    threads = [threading.Thread(target=lambda i=i: codes.append(change(acme, sale, {"assignee": f"p{i}"}, '"0"').status)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200] + [412] * 7


def test_words_are_sealed_wherever_they_are_kept(exchange, acme, sale):
    key = f"work-{sale}"
    first = change(acme, sale, {"note": "Marker-Zebra-Words", "next_action": "Marker-Giraffe-Words"}, '"0"', key=key)
    again = change(acme, sale, {"note": "Marker-Zebra-Words", "next_action": "Marker-Giraffe-Words"}, '"0"', key=key)
    assert again.replayed and again.body == first.body
    held = exchange.cluster.dump() + exchange.log() + exchange.server.metrics()
    assert "Zebra" not in held and "Giraffe" not in held
    assert change(acme, sale, {"note": "other words"}, '"0"', key=key).code == "key_reused"


def test_nobody_else_reads_or_writes_it(acme, rival, seller, exchange, sale):
    change(acme, sale, {"note": "ours"})
    assert rival.client.get(f"/v1/work/{sale}").status == 404
    assert change(rival, sale, {"note": "mine"}).status == 404
    assert rival.client.items("/v1/work") == []
    assert seller.client.get("/v1/work").status == 403
    assert exchange.admin.ok("GET", "/v1/work")["items"] == []


@pytest.mark.parametrize("body, pointer", [({"state": "lost"}, "/state"), ({"note": "x" * 4001}, "/note"), ({"note": ""}, "/note"), ({"next_at": "soon"}, "/next_at"),
                                           ({"assignee": 7}, "/assignee"), ({"contact": {}}, "/contact"), ({"state": None}, None)])
def test_what_is_wrong_is_pointed_at(acme, sale, body, pointer):
    answer = change(acme, sale, body)
    assert (answer.status == 422 and answer.pointers[0][0] == pointer) if pointer else answer.status == 200


def test_the_list_is_found_by_state_person_order_and_date(niche, seller, acme):
    one, two = acme.order(niche, shared=5000), acme.order(niche, exclusive=6000, filter={"age": {"min": 60}})
    sales = [seller.post(lead(niche, attributes={"age": 30 + 40 * (i == 3)})).sales[0]["id"] for i in range(4)]
    change(acme, sales[0], {"state": "working", "assignee": "Olga", "next_at": "2026-01-02T00:00:00Z"})
    change(acme, sales[1], {"state": "done", "assignee": "Olga", "next_at": "2026-01-01T00:00:00Z"})

    def found(query):
        return [item["sale"] for item in acme.client.ok("GET", f"/v1/work?{query}")["items"]]
    assert found("") == sales[::-1]
    assert found("state=new") == [sales[3], sales[2]]
    assert found("assignee=Olga") == [sales[1], sales[0]] and found("assignee=Olga&state=working") == [sales[0]]
    assert found(f"order={two.id}") == [sales[3]] and found(f"order={one.id}&state=done") == [sales[1]]
    assert found("due=2026-01-03T00:00:00Z") == [sales[0]] and found("due=2026-01-01T12:00:00Z") == []
    page = acme.client.ok("GET", "/v1/work?limit=3")
    assert [item["sale"] for item in page["items"]] == sales[:0:-1]
    assert [item["sale"] for item in acme.client.ok("GET", f"/v1/work?limit=3&cursor={page['next']}")["items"]] == [sales[0]]


def test_what_came_back_is_not_worked_on(exchange, acme, sale):
    change(acme, sale, {"note": "never again"})
    acme.client.ok("POST", f"/v1/sales/{sale}/dispute", {"reason": "never_asked", "text": "Knows nothing.", "attempts": [
        {"at": "2026-11-21T10:00:00Z", "channel": "call", "result": "nothing"}]}, key=f"d-{sale}")
    exchange.advance(hours=49)  # silence accepts
    wait_until(lambda: exchange.one("select state from sales where id = %s", sale) == "returned", "the sale was returned")
    assert acme.client.get(f"/v1/work/{sale}").status == 404 and acme.client.items("/v1/work") == []
