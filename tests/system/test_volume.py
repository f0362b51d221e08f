"""Ten thousand leads through sixty-four connections: every answer is in the database, nothing twice."""
import time

from support.people import lead
from support.wire import Wire, post_bytes, together

LEADS, CONNECTIONS = 10_000, 64


def test_every_acknowledged_lead_is_there_once(exchange, niche, seller, acme, rival):
    acme.order(niche, shared=200)
    rival.order(niche, shared=190, filter={"age": {"max": 50}})
    requests = [post_bytes("/v1/leads", seller.key, lead(niche, external_id=str(i), attributes={"age": 18 + i % 60}))
                for i in range(LEADS)]
    wires = [Wire(exchange.server, 60) for _ in range(CONNECTIONS)]

    def job(wire, mine):
        answers = []
        for data in mine:
            wire.send(data)
            answers.append(wire.read_json())
        return answers

    began = time.monotonic()
    answers = [answer for some in together([lambda w=w, m=requests[i::CONNECTIONS]: job(w, m) for i, w in enumerate(wires)])
               for answer in some]
    took = time.monotonic() - began
    print(f"\n{LEADS} leads through {CONNECTIONS} connections in {took:.1f} s: {LEADS / took:.0f} a second, "
          "this client being the slower half")
    assert {status for status, _, _ in answers} == {201}
    ids = {body["id"] for _, _, body in answers}
    stored = {str(row[0]): row[1] for row in exchange.sql("select id, external_id from leads where seller_id = %s", seller.id)}
    assert len(ids) == LEADS and ids == set(stored) and len(set(stored.values())) == LEADS
    sales = {sale["id"] for _, _, body in answers for sale in body["sales"]}
    assert sales == {str(row[0]) for row in exchange.sql("select id from sales where seller_id = %s", seller.id)}
    exchange.books_balance()
