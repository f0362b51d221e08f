"""Finding leads: what the operator may ask, that a page never looks at more than it should, and whose leads stay whose."""
import pytest

from support.exchange import Exchange
from support.people import lead

LOOKS = 10


@pytest.fixture(scope="module")
def exchange():
    """One whose pages look at ten leads."""
    running = Exchange(lead_list_looks=LOOKS)
    yield running
    running.close()


def pages(client, query):
    """Every page until the last."""
    cursor, seen = "", []
    while cursor is not None:
        page = client.ok("GET", f"/v1/leads?{query}{cursor and '&cursor=' + cursor}")
        seen.append(page)
        cursor = page["next"]
    return seen


def ids(seen):
    return [item["id"] for page in seen for item in page["items"]]


def test_a_rare_lead_is_found_by_pages_that_look_at_few(exchange):
    niche, seller = exchange.niche(), exchange.seller()
    cold = seller.post(lead(niche, consent={"given_at": "2025-01-01T00:00:00Z", "expires_at": "2025-06-01T00:00:00Z"}))
    assert cold.code == "consent_expired"
    posted = [seller.post(lead(niche)).id for _ in range(2 * LOOKS + 3)]
    for client, query in (seller.client, ""), (exchange.admin, f"&seller={seller.id}"), (exchange.admin, ""):
        seen = pages(client, f"code=consent_expired&limit=5{query}")
        assert ids(seen) == [cold.id], "found once, behind more leads than a page looks at"
        assert [len(page["items"]) for page in seen[:2]] == [0, 0] and seen[0]["looked_to"] > seen[1]["looked_to"]
        assert seen[-1]["looked_to"] is None, "the last page looked at all there is"
        assert ids(pages(client, f"niche={niche}&limit=3{query}")) == posted[::-1] + [cold.id], "no gap, none twice"
    full = exchange.admin.ok("GET", f"/v1/leads?niche={niche}&limit=3")
    assert len(full["items"]) == 3 and full["looked_to"] is None, "a full page says nothing of how far it looked"


def test_a_number_finds_its_lead_however_old(exchange):
    niche, seller, other = exchange.niche(), exchange.seller(), exchange.seller()
    numbered = [seller.post(lead(niche, external_id="A-17", source={"name": name})).id for name in ("spring", "autumn")]
    theirs = other.post(lead(niche, external_id="A-17")).id
    for _ in range(LOOKS + 1):
        seller.post(lead(niche))
    assert ids(pages(seller.client, "external_id=A-17")) == numbered[::-1]
    assert ids(pages(seller.client, "external_id=A-17&source=spring")) == numbered[:1]
    assert ids(pages(seller.client, "external_id=A-17&limit=1")) == numbered[::-1], "in pages too"
    assert ids(pages(seller.client, f"external_id=A-17&status=sold&seller={other.id}")) == [], "the other conditions hold"
    assert ids(pages(exchange.admin, f"external_id=A-17&seller={other.id}")) == [theirs]
    assert ids(pages(seller.client, f"external_id=A-17&seller={other.id}")) == numbered[::-1], "a seller asks for its own alone"
    assert ids(pages(exchange.admin, f"external_id=a-17&seller={seller.id}")) == []


def test_what_is_asked_wrongly_is_refused(exchange):
    for query, pointer in ("external_id=A-17", "/seller"), ("source=landing", "/seller"), ("from=yesterday", "/from"), \
            (f"external_id={'x' * 129}", "/external_id"), ("status=lost", "/status"), ("seller=orbita", "/seller"):
        answer = exchange.admin.get(f"/v1/leads?{query}")
        assert answer.status == 422 and answer.body["errors"][0]["pointer"] == pointer, (query, answer)


def test_by_source_and_by_time(exchange):
    niche, seller = exchange.niche(), exchange.seller()
    early = seller.post(lead(niche, source={"name": "spring"})).id
    between = seller.lead(seller.post(lead(niche)))["received_at"]
    late = seller.post(lead(niche, source={"name": "spring"})).id
    of = f"seller={seller.id}&source=spring"
    assert ids(pages(exchange.admin, of)) == [late, early]
    at = between.replace("+", "%2B")
    assert ids(pages(exchange.admin, f"{of}&from={at}")) == [late]
    assert ids(pages(exchange.admin, f"{of}&to={at}")) == [early]
    assert {item["seller"] for item in pages(exchange.admin, of)[0]["items"]} == {seller.alias}
    assert "seller" not in pages(seller.client, "source=spring")[0]["items"][0]
