"""What must be true of the database whatever happened, and of the Tape against it."""
from collections import defaultdict
from datetime import timedelta

from .floor import server_statement

CLAIM, CLAIM_EXCLUSIVE = timedelta(days=30), timedelta(days=90)
ENDS = ("withdrawn", "expired", "review_ended", "review_rejected", "consent_revoked")

# name → a query that must find nothing
NEVER = {
    "a family bought one person twice within 90 days": """
        select a.lead_id, b.lead_id from sales a join sales b on b.buyer_family_id = a.buyer_family_id and b.niche_no = a.niche_no
            and b.lead_id > a.lead_id and abs(extract(epoch from b.sold_at - a.sold_at)) < 90 * 86400
          join contacts v on v.lead_id = a.lead_id join contacts w on w.lead_id = b.lead_id
         where v.prints && w.prints""",
    "a sale inside the seller's family": """
        select s.id from sales s join orgs o on o.id = s.seller_id where o.family_id = s.buyer_family_id""",
    "a sale of a lead that is none": """
        select s.id from sales s join leads d on d.id = s.lead_id where d.state in
            ('review', 'open', 'duplicate', 'rejected', 'withdrawn', 'expired')""",
    "an offer's order bought something else, or somebody else bought its lead": """
        select s.id from sales s join orders o on o.id = s.order_id join leads d on d.id = s.lead_id
         where o.offer_id is distinct from d.offer_id or o.niche_no <> d.niche_no""",
    "a price that is not of the order's terms": """
        select s.id from sales s join order_revisions r on r.order_id = s.order_id and r.revision = s.order_revision
         where s.price_minor is distinct from
               (r.terms #>> array[case when s.exclusive then 'exclusive_price' else 'shared_price' end, 'amount'])::bigint""",
    "a sale without the consent": """
        select s.id from sales s join leads d on d.id = s.lead_id
         where d.consent_recipients is not null and not d.consent_recipients && array[s.buyer_id, s.buyer_family_id]
            or (d.consent_expires_at <= s.sold_at)""",
    "a cap's counter differs from the sales of its period": """
        select m.order_id, m.per, m.used_count, m.used_minor, x.n, x.minor, m.period_start
          from order_caps m cross join lateral (select count(*) as n, coalesce(sum(s.price_minor), 0) as minor
            from sales s where s.order_id = m.order_id and s.sold_at >= m.period_start) x
         where (m.used_count, m.used_minor) is distinct from (x.n, x.minor)""",
    "a wallet deeper than any credit given": """
        select id from accounts where kind = 'wallet' and balance_minor - reserved_minor < -2000""",
    "a sale after the lead's time": """
        select s.id from sales s join leads d on d.id = s.lead_id where d.open_until <= s.sold_at""",
}


def prove(market, tape):
    floor = market.floor
    assert not tape.faults, tape.faults[:3]
    verdict = floor.one("select ledger_verify()")
    assert verdict["balanced"] and not verdict["problems"], verdict
    for what, query in NEVER.items():
        found = floor.sql(query)
        assert not found, (what, found[:5])
    prove_caps(market)
    prove_sales(floor, tape)
    prove_claims(floor)
    prove_pauses(floor, tape)
    prove_keys(floor, tape)


def prove_caps(market):
    for (order, per), (count, minor) in market.fixed.items():
        period = "'total'" if per == "total" else f"date_trunc('{per}', s.sold_at, o.time_zone)"
        for start, n, spent in market.floor.sql(
                f"select {period}, count(*), sum(s.price_minor) from sales s join orders o on o.id = s.order_id"
                " where s.order_id = %s group by 1", order):
            assert count is None or n <= count, (order, per, start, n, count)
            assert minor is None or spent <= minor, (order, per, start, spent, minor)


def prove_sales(floor, tape):
    """Every sale was told to somebody, and what was told is there."""
    stored = {str(sale): (str(lead), str(order)) for sale, lead, order in floor.sql("select id, lead_id, order_id from sales")}
    assert stored.items() >= tape.sales.items()
    known = {lead for lead, _ in tape.sales.values()} | set(tape.leads)
    assert {sale for sale, (lead, _) in stored.items() if lead in known} == set(tape.sales)


def prove_claims(floor):
    """Nobody claims a person's channel while another lead of the scope does."""
    spans = defaultdict(list)
    events = defaultdict(dict)
    for lead, kind, at, detail in floor.sql("select lead_id, kind, at, detail from lead_events order by at desc"):
        events[lead][kind] = (at, detail)
    exclusive = dict(floor.sql("select lead_id, max(sold_at) from sales where exclusive group by 1"))
    own = defaultdict(list)
    for lead, seller, niche, offer, received, state, prints, channels in floor.sql(
            "select d.id, d.seller_id, d.niche_no, d.offer_id::text, d.received_at, d.state, v.prints, v.channels from leads d"
            " join contacts v on v.lead_id = d.id join decisions x on x.lead_id = d.id and x.trigger = 'post'"
            " where x.state in ('review', 'open', 'sold')"):
        for scope, start, end in claims_of(events[lead], offer, received, state, exclusive.get(lead)):
            for print_, channel in zip(prints, channels):
                spans[niche, scope, channel, bytes(print_)].append((start, end, lead))
                own[seller, niche, channel, bytes(print_)].append((start, end, scope, lead))
    for key, some in spans.items():
        some.sort()
        for (_, end, first), (start, _, second) in zip(some, some[1:]):
            assert start >= end, ("two claims at once", key[:3], str(first), str(second), start, end)
    for some in own.values():
        for start, _, scope, lead in some:
            assert scope or not any(was <= start < until and offer and other != lead for was, until, offer, other in some), \
                ("generated for an offer, and sold as a consumer lead by the same seller", str(lead), start)


def claims_of(events, offer, received, state, exclusive_at):
    over = [events[kind][0] for kind in ENDS if kind in events and (kind != "consent_revoked" or state == "withdrawn")]
    spans = [(offer, received, received + CLAIM)]
    if "released" in events:
        at, detail = events["released"]
        spans = [(detail["offer"], received, min(at, received + CLAIM)), (offer, at, at + CLAIM)]
    scope, start, end = spans[-1]
    if exclusive_at:
        end = max(end, exclusive_at + CLAIM_EXCLUSIVE)
    spans[-1] = (scope, start, min([end, *over]))
    return spans


def prove_pauses(floor, tape):
    for order, since, until in tape.pauses:
        assert not floor.sql("select id from sales where order_id = %s and sold_at > %s and sold_at < %s", order, since, until), \
            ("sold while paused", order, since, until)
    for niche, prints, since in tape.revoked:
        assert not floor.sql("select s.id from sales s join contacts v on v.lead_id = s.lead_id where v.prints && %s::bytea[]"
                             " and s.sold_at > %s", [print_ for _, print_ in prints], since), ("sold after the revocation", since)


def prove_keys(floor, tape):
    """Every acknowledged key answers as it did the first time."""
    statement = server_statement("app/intake.sql", "lead_answer")
    for key, (_, lead, state, code, sales, _) in list(tape.keys.items())[::7]:
        posted = tape.leads[lead]
        answer = floor.one(statement, lead, posted.seller)
        assert (answer["status"], answer["code"], {sale["id"] for sale in answer["sales"]}) == (state, code, sales), (answer, state, code)
