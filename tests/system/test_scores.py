"""Outcomes and the scores made of them: reported once, judged by the call, equal to a small computation of one's own;
alerts for who turns bad."""
import random

import pytest

from support.people import lead, rub
from support.wait import wait_until


@pytest.fixture
def bought(niche, seller, acme):
    acme.order(niche, shared=30_000)
    return seller.post(lead(niche)).sales[0]["id"]


def report(buyer, sale, *outcomes, **more):
    return buyer.client.post(f"/v1/sales/{sale}/outcomes", {"outcomes": list(outcomes)}, **more)


def test_a_report_is_taken_once_and_judged_by_the_call(exchange, niche, seller, acme, rival, bought):
    first = report(acme, bought, {"kind": "contacted", "external_id": "c1", "call_seconds": 40})
    assert first.status == 201 and first["new"] == 1 and first["result"]["verdict"] == "not_target"
    again = report(acme, bought, {"kind": "contacted", "external_id": "c1", "call_seconds": 40})
    assert again.status == 200 and again["new"] == 0 and again["outcomes"] == first["outcomes"]
    other = report(acme, bought, {"kind": "contacted", "external_id": "c1", "call_seconds": 41})
    assert other.status == 422 and other.code == "external_id_reused"
    longer = report(acme, bought, {"kind": "appointment", "external_id": "c2", "call_seconds": 41}, key="k1")
    assert longer["result"] == {"verdict": "target", "by": "call", "longest_call_seconds": 41, "call_seconds_rule": 40, "judged_at": None}
    assert report(acme, bought, {"kind": "appointment", "external_id": "c2", "call_seconds": 41}, key="k1").replayed
    judged = acme.client.post(f"/v1/sales/{bought}/verdict", {"verdict": "not_target", "reason": "a wrong extension"})
    assert judged.status == 201 and judged["result"]["by"] == "buyer"
    assert exchange.admin.post(f"/v1/sales/{bought}/verdict", {"verdict": "target", "reason": "heard it"})["result"]["by"] == "operator"
    assert acme.client.ok("GET", f"/v1/sales/{bought}/outcomes")["result"]["verdict"] == "target"
    assert [rival.client.get(f"/v1/sales/{bought}/outcomes").status, report(rival, bought, {"kind": "lost"}).status] == [404, 404]
    assert report(seller, bought, {"kind": "lost"}).status == 403


@pytest.mark.parametrize("outcome, pointer", [
    ({"kind": "bought"}, "/outcomes/0/kind"), ({}, "/outcomes/0/kind"), ({"kind": "lost", "amount": rub(5)}, "/outcomes/0/amount"),
    ({"kind": "recontact_at"}, "/outcomes/0/recontact_at"), ({"kind": "sold", "amount": rub(0)}, "/outcomes/0/amount/amount"),
    ({"kind": "lost", "recontact_at": "2030-01-01T00:00:00Z"}, "/outcomes/0/recontact_at"), ({"kind": "lost", "note": "Vera said no"}, "/outcomes/0/note"),
    ({"kind": "contacted", "call_seconds": -1}, "/outcomes/0/call_seconds"), ({"kind": "lost", "at": "2099-01-01T00:00:00Z"}, "/outcomes/0/at"), (5, "/outcomes/0")])
def test_a_report_says_nothing_else(acme, bought, outcome, pointer):
    answer = report(acme, bought, outcome)
    assert answer.status == 422 and [fault for fault, _ in answer.pointers] == [pointer], answer


def test_reports_are_bounded(acme, bought):
    assert report(acme, bought).status == 422
    assert report(acme, bought, *[{"kind": "no_answer"}] * 51).status == 422
    assert report(acme, bought, *[{"kind": "no_answer"}] * 50).status == 201
    assert report(acme, bought, {"kind": "lost"}).status == 409


def test_the_seller_reads_what_came_of_its_lead_but_not_for_how_much(niche, seller, acme):
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    report(acme, sold.sales[0]["id"], {"kind": "sold", "amount": rub(7_654_321), "call_seconds": 300})
    story = seller.client.ok("GET", f"/v1/leads/{sold.id}/timeline")["events"]
    told = [event for event in story if event["kind"] == "outcome"]
    assert [(event["outcome"], event["call_seconds"], event["by"]) for event in told] == [("sold", 300, acme.alias)]
    assert "7654321" not in seller.client.get(f"/v1/leads/{sold.id}/timeline").text


# --- The scores against a computation of one's own

PRIORS = {"returns": (20, 0.1, 1), "conversion": (50, 0.05, 1), "completeness": (20, 0.8, 10_000), "speed": (20, 0.5, 1),
          "return_share": (20, 0.1, 1), "first_contact": (20, 0.5, 1)}
WEIGHTS = {"seller": {"returns": 40, "conversion": 30, "completeness": 15, "speed": 15},
           "buyer": {"return_share": 50, "appeals_lost": 25, "first_contact": 25}}
WORTH = {"returns": lambda v, m: 1 - v, "conversion": lambda v, m: v / (v + m) if v + m else 0.5, "completeness": lambda v, m: v, "speed": lambda v, m: v,
         "return_share": lambda v, m: 1 - v, "appeals_lost": lambda v, m: 1 - v, "first_contact": lambda v, m: v}


def refreshed(exchange):
    """Today is due to be counted again; the server may be at it already."""
    exchange.advance(minutes=16)
    since = exchange.one("select leadx_now()")

    def made():
        while exchange.one("select scores_refresh(leadx_now())"):
            pass
        return exchange.one("select made_at >= %s and (select bool_and(at >= %s) from score_tallies"
                            " where day >= (%s at time zone 'UTC')::date) from score_made", since, since, since)
    wait_until(made, "the scores are made anew")


def counts_of(exchange, party, niche):
    rows = exchange.sql("select measure, sum(d.n)::bigint, sum(d.k)::bigint from score_days d join niches g on g.no = d.niche_no"
                        " where d.org_id = %s and g.name = %s group by 1", party.id, niche)
    return {measure: (n, k) for measure, n, k in rows}


def test_scores_equal_a_computation_of_ones_own(exchange):
    chance = random.Random(11)
    niche = exchange.niche()
    sellers, buyers = [exchange.seller() for _ in range(3)], [exchange.buyer() for _ in range(2)]
    for buyer in buyers:
        buyer.order(niche, shared=30_000)
    counts = {party: {} for party in sellers + buyers}

    def count(party, measure, k, n=1):
        before = counts[party].get(measure, (0, 0))
        counts[party][measure] = (before[0] + n, before[1] + k)

    for number in range(24):
        seller = chance.choice(sellers)
        dropped = chance.choice([(), ("attributes/homeowner",), ("attributes/homeowner", "attributes/language")])
        given = exchange.one("select json_time(leadx_now() - %s * interval '1 second')", chance.choice([0, 100, 4_000]))
        posted = seller.post(lead(niche, without=dropped, consent={"given_at": given}))
        full = {0: 10_000, 1: 8_000, 2: 6_000}[len(dropped)]
        fresh = exchange.one("select (origin ->> 'age_s')::int <= 300 from leads where id = %s", posted.id)
        count(seller, "completeness", full)
        count(seller, "speed", int(fresh))
        for sale in posted.sales:
            buyer = exchange.parties[sale["buyer"]]
            word = chance.choice(["sold", "lost", None])
            if word:
                report(buyer, sale["id"], {"kind": word})
                count(seller, "conversion", word == "sold")
                count(buyer, "first_contact", 1)
    refreshed(exchange)
    for party in counts:
        seen = counts_of(exchange, party, niche)
        for measure, expected in counts[party].items():
            assert seen[measure] == expected, (party, measure)
    means = {}
    for measure, (_, usual, scale) in PRIORS.items():
        n = sum(counts[p].get(measure, (0, 0))[0] for p in counts)
        k = sum(counts[p].get(measure, (0, 0))[1] for p in counts)
        means[measure] = (k / scale + 20 * usual) / (n + 20) if n else usual
    means["appeals_lost"] = 0.5
    for party in counts:
        shown = next(item for item in party.client.ok("GET", "/v1/scores/me")["items"] if item["niche"] == niche)
        total = 0
        for measure, weight in WEIGHTS[shown["side"]].items():
            prior, _, scale = PRIORS.get(measure, (5, 0, 1))
            n, k = counts[party].get(measure, (0, 0))
            value = (k / scale + prior * means[measure]) / (n + prior)
            part = next(part for part in shown["parts"] if part["measure"] == measure)
            assert part["value"] == pytest.approx(value, abs=1e-4) and part["sample"] == n and part["mean"] == pytest.approx(means[measure], abs=1e-4)
            total += weight * WORTH[measure](value, means[measure])
        assert shown["score"] == pytest.approx(total, abs=0.51)
    seen = buyers[0].client.ok("GET", f"/v1/orgs/{sellers[0].alias}/score")
    assert {part["measure"] for part in seen["items"][0]["parts"]} == set(WEIGHTS["seller"])
    whole = exchange.admin.ok("GET", f"/v1/orgs/{sellers[0].alias}/score")
    assert {"claims", "refused", "off_target"} <= {part["measure"] for part in whole["items"][0]["parts"]}
    assert buyers[0].client.get("/v1/orgs/nobody-at-all/score").status == 404


def test_a_seller_who_turns_bad_is_told_of_slowed_and_may_appeal(exchange, niche, seller):
    no = exchange.one("select no from niches where name = %s", niche)
    calm = exchange.seller()
    exchange.sql("insert into score_days select (leadx_now() at time zone 'UTC')::date - d, o, %s, m, 20,"
                 " case when o = %s::uuid and d < 7 then 12 else 2 end from generate_series(1, 34) d, unnest(%s::uuid[]) o,"
                 " unnest('{claims,refused}'::text[]) m", no, seller.id, [seller.id, calm.id])
    exchange.one("select alerts_scan((leadx_now() at time zone 'UTC')::date, leadx_now())")
    alerts = [alert for alert in exchange.admin.items("/v1/admin/alerts") if alert["org"] in (seller.id, calm.id)]
    assert {(alert["alias"], alert["measure"], alert["worse"]) for alert in alerts} == {
        (seller.alias, "claims", True), (seller.alias, "refused", True), (seller.alias, "fraud", True)}
    me = wait_until(lambda: (me := seller.client.ok("GET", "/v1/me")["org"])["slowed"] and me, "it is slowed")
    assert me["payouts_held"].startswith("Signals of fraud")
    limited = seller.client.get("/v1/me").headers["RateLimit-Policy"]
    assert 'q=20' in limited
    assert [notice["kind"] for notice in seller.client.items("/v1/notices")] == ["org.restrained"]
    assert exchange.one("select payouts_wait(%s)", seller.id).startswith("The company's payouts are held")
    assert calm.client.post("/v1/orgs/me/appeal", {"text": "Why not?"}).status == 409
    appeal = seller.client.ok("POST", "/v1/orgs/me/appeal", {"text": "A partner of ours was hacked."})
    assert appeal["against"] == ["restraint"]
    waiting = exchange.admin.ok("GET", "/v1/admin/appeals?state=open")["items"]
    assert [(item["id"], item["text"]) for item in waiting] == [(appeal["id"], "A partner of ours was hacked.")]
    exchange.admin.ok("POST", f"/v1/admin/appeals/{appeal['id']}/decide", {"grant": True, "answer": "Seen."})
    assert not seller.client.ok("GET", "/v1/me")["org"]["slowed"]
    assert exchange.one("select payouts_wait(%s)", seller.id) is None
    for alert in alerts:
        exchange.admin.ok("POST", f"/v1/admin/alerts/{alert['id']}/acknowledge", {"note": "spoke to them"})
    assert not {alert["id"] for alert in alerts} & {alert["id"] for alert in exchange.admin.ok("GET", "/v1/admin/alerts?state=open")["items"]}
    done = {row["action"] for row in exchange.admin.items("/v1/admin/audit")}
    assert {"alert_raised", "org_restrained", "appeal_send", "appeal_decide", "alert_acknowledge"} <= done
    assert "hacked" not in exchange.log()


# --- Ranking by what is expected to be left

def scored(exchange, niche, bought, returned):
    """As if each buyer had bought and returned so much three days ago, and scores were made of it."""
    for buyer, back in returned.items():
        exchange.sql("insert into score_days select (leadx_now() at time zone 'UTC')::date - 3, %s, no, 'return_share', %s, %s from niches where name = %s",
                     buyer.id, bought, back, niche)
    today = exchange.one("select (leadx_now() at time zone 'UTC')::date")
    exchange.one("select scores_make(%s)", today)
    exchange.one("select expected_returns_make(%s, leadx_now())", today)


def ranked(seller, lead_id):
    decision = seller.client.ok("GET", f"/v1/leads/{lead_id}/decision")["decisions"][0]
    return [(c["buyer"], c["exclusive"], c["price"]["amount"], c["effective_price"]["amount"], c["verdict"]) for c in decision["candidates"]]


def test_who_returns_much_stands_behind_who_keeps_what_it_buys(exchange, seller, acme, rival):
    niche = exchange.niche(rank="effective", max_sales=1)
    acme.order(niche, shared=30_000)
    rival.order(niche, shared=29_000)
    first = seller.post(lead(niche))
    assert ranked(seller, first.id) == [(acme.alias, False, 30_000, 27_000, "sold"), (rival.alias, False, 29_000, 26_100, "not_asked")]
    scored(exchange, niche, 180, {acme: 90, rival: 0})
    wait_until(lambda: seller.post(lead(niche, test=True)).prices == [29_000], "the book has the new ranks")
    second = seller.post(lead(niche))
    assert second.buyers == [rival] and second.prices == [29_000]
    assert ranked(seller, second.id) == [(rival.alias, False, 29_000, 28_420, "sold"), (acme.alias, False, 30_000, 15_900, "not_asked")]
    assert ranked(seller, first.id)[0][3] == 27_000, "what was decided stays as it was weighed"
    assert exchange.admin.ok("GET", f"/v1/niches/{niche}")["rank"] == "effective"
    exchange.admin.ok("POST", f"/v1/admin/niches/{niche}", {"rank": "price"})
    wait_until(lambda: seller.post(lead(niche, test=True)).prices == [30_000], "the book ranks by price")
    third = seller.post(lead(niche))
    assert ranked(seller, third.id)[0] == (acme.alias, False, 30_000, 30_000, "sold")


def test_one_alone_and_several_together_are_compared_by_what_they_pay(exchange, seller, acme, rival, third):
    niche = exchange.niche(rank="effective", max_sales=2)
    acme.order(niche, exclusive=50_000)
    rival.order(niche, shared=25_000)
    third.order(niche, shared=24_000)
    scored(exchange, niche, 180, {acme: 170, rival: 0, third: 0})
    assert exchange.one("select expected_returns_percent(no, %s) from niches where name = %s", acme.id, niche) > 80
    sold = seller.post(lead(niche))
    assert sold.buyers == [acme] and sold.prices == [50_000]
