-- Disputes as their parties and the operator see them. Parties know each other by alias; whose dispute it is, is decided in here.

create or replace function dispute_json(d disputes, p_side text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', d.id, 'sale', d.sale_id, 'lead', d.lead_id, 'niche', g.name, 'you', p_side, 'buyer', b.alias, 'seller', s.alias,
               'reason', d.reason, 'effect', r.effect, 'region', d.region, 'stronger_evidence', d.strong, 'state', d.state, 'outcome', d.outcome,
               'refund_percent', d.refund_percent, 'decided_by', d.decided_by, 'ruling', d.ruling, 'proof', d.proof,
               'price', json_money(d.price_minor, d.currency),
               'refund', json_money(case when d.refund_percent is not null then sale_refund(d.price_minor, d.refund_percent) end, d.currency))
        || jsonb_build_object('opened_at', json_time(d.opened_at), 'contested_at', json_time(d.contested_at), 'shown', d.shown, 'ruled_at', json_time(d.ruled_at),
               'appealed_at', json_time(d.appealed_at), 'appealed_by', d.appealed_by, 'final_at', json_time(d.final_at), 'due_at', json_time(d.due_at),
               'rule_by', case when d.state = 'contested' then json_time(d.contested_at + dispute_desk_time()) end,
               'upstream_until', case when p_side <> 'buyer' then json_time(d.upstream_until) end,
               'passed_at', case when p_side <> 'buyer' then json_time(d.passed_at) end,
               'replacement', d.replacement, 'replaced_by', case when p_side <> 'seller' then d.replaced_by end,
               'new_lead', case when p_side <> 'buyer' then d.new_lead_id end, 'fee', json_money(d.fee_minor, d.currency))
      from niches g, orgs b, orgs s, dispute_reasons r where g.no = d.niche_no and b.id = d.buyer_id and s.id = d.seller_id and r.code = d.reason
$$;

-- Who looks: buyer, seller, operator; null = nobody it concerns.
create or replace function dispute_side(d disputes, p_org uuid, p_admin boolean) returns text language sql immutable as $$
    select case when d.buyer_id = p_org then 'buyer' when d.seller_id = p_org then 'seller' when p_admin then 'operator' end
$$;

create or replace function dispute_timeline(d disputes, p_side text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('at', json_time(e.at), 'kind', e.kind, 'side', e.side, 'detail', e.detail) order by e.n), '[]')
      from dispute_events e
     where e.dispute_id = d.id and not (p_side = 'buyer' and e.kind in ('passed_on', 'lead_corrected')) and not (p_side = 'seller' and e.kind = 'replaced')
$$;

-- Evidence with its sealed content in hex: for the server alone, which opens it.
create or replace function dispute_evidence_json(d disputes) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'side', e.side, 'kind', e.kind, 'at', json_time(e.at), 'seconds', e.seconds, 'type', e.type,
                                  'bytes', e.bytes, 'scan', e.scan, 'sealed', e.sealed::text, 'key', e.key::text) order by e.at, e.n, e.id), '[]')
      from dispute_evidence e where e.dispute_id = d.id and e.complete
$$;

-- How an org fared with its claims: of all time, and in the last 30 days.
create or replace function dispute_figures(p_org uuid, p_buys boolean, p_now timestamptz) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('total', count(*), 'under_way', count(*) filter (where d.final_at is null),
               'for_buyer', count(*) filter (where d.state = 'final' and d.outcome = 'buyer'), 'split', count(*) filter (where d.state = 'final' and d.outcome = 'split'),
               'for_seller', count(*) filter (where d.state = 'final' and d.outcome = 'seller'), 'withdrawn', count(*) filter (where d.state = 'withdrawn'),
               'appeals', count(*) filter (where d.appealed_by = case when p_buys then 'buyer' else 'seller' end),
               'opened_30_days', count(*) filter (where d.opened_at > p_now - interval '30 days'))
      from disputes d where case when p_buys then d.buyer_id = p_org else d.seller_id = p_org end
$$;

-- What the desk sees besides.
create or replace function dispute_desk(d disputes, p_now timestamptz) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('decision', '/v1/leads/' || d.lead_id || '/decision',
               'buyer', jsonb_build_object('id', b.id, 'name', b.name, 'alias', b.alias, 'figures', dispute_figures(b.id, true, p_now)),
               'seller', jsonb_build_object('id', s.id, 'name', s.name, 'alias', s.alias, 'figures', dispute_figures(s.id, false, p_now)),
               'pair', (select count(*) from disputes x where x.buyer_id = d.buyer_id and x.seller_id = d.seller_id))
      from orgs b, orgs s where b.id = d.buyer_id and s.id = d.seller_id
$$;

drop function if exists dispute_show_one;
create function dispute_show_one(p_dispute uuid, p_org uuid, p_admin boolean)
    returns table (doc text, evidence text, state text, side text, outcome text, refund_percent integer, shown boolean, replaceable boolean,
                   passable boolean, passed boolean, opened_ms bigint, contested_ms bigint, ruled_ms bigint, appealed_ms bigint, now_ms bigint)
    language sql stable set search_path = leadx, pg_temp as $$
    select (dispute_json(d, x.side) || jsonb_build_object('timeline', dispute_timeline(d, x.side))
            || case when x.side = 'operator' then jsonb_build_object('desk', dispute_desk(d, x.now)) else '{}' end)::text,
           dispute_evidence_json(d)::text, d.state, x.side, d.outcome, d.refund_percent::integer, d.shown, d.replacement is not distinct from 'offered',
           d.upstream_until > x.now and d.passed_at is null, d.passed_at is not null,
           (extract(epoch from d.opened_at) * 1000)::bigint, (extract(epoch from d.contested_at) * 1000)::bigint,
           (extract(epoch from d.ruled_at) * 1000)::bigint, (extract(epoch from d.appealed_at) * 1000)::bigint, (extract(epoch from x.now) * 1000)::bigint
      from disputes d cross join lateral (select dispute_side(d, p_org, p_admin) as side, leadx_now() as now) x
     where d.id = p_dispute and x.side is not null
$$;

-- What an endpoint hears about: a party its dispute; another buyer of the lead only what was wrong with it.
create or replace function dispute_about(p_dispute uuid, p_org uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select case when p_org in (d.buyer_id, d.seller_id)
                then jsonb_build_object('id', d.id, 'reason', d.reason, 'state', d.state, 'outcome', d.outcome, 'refund_percent', d.refund_percent,
                         'due_at', json_time(d.due_at), 'href', '/v1/disputes/' || d.id)
                else jsonb_build_object('reason', d.reason) end
      from disputes d where d.id = p_dispute
$$;
