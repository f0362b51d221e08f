-- Why a lead went where it went, told to each party as far as it goes: the operator everything; the seller every candidate by
-- alias, but never who lacked money or had a full cap (the two read the same and without a name); a buyer whose order
-- stood among the candidates its own ones, and of the others only that a better offer won.

create or replace function verdict_word(p_verdict smallint, p_own boolean) returns text language sql immutable parallel safe as $$
    select case when p_verdict in (3, 4) and not p_own then 'not_able'
        else (array['not_asked', 'sold', 'outbid', 'cap', 'money', 'consent', 'suppressed', 'repeat_buyer', 'stale_terms', 'own_family',
                    'below_minimum', 'family_bought', 'contact_limit', 'too_dear'])[p_verdict + 1] end
$$;

create or replace function verdict_sentence(p_word text) returns text language sql immutable parallel safe as $$
    select case p_word
        when 'not_asked' then 'Better offers took every place before this one was asked.'
        when 'sold' then 'Bought the lead.'
        when 'outbid' then 'A better offer won.'
        when 'cap' then 'The order''s cap was reached.'
        when 'money' then 'The wallet could not pay the price.'
        when 'not_able' then 'Was not able to buy at that moment.'
        when 'consent' then 'The person''s consent does not reach this buyer.'
        when 'suppressed' then 'The person must not be offered to this buyer.'
        when 'repeat_buyer' then 'Bought the same person before.'
        when 'stale_terms' then 'Changed its terms at that moment; the lead is offered again under the new ones.'
        when 'own_family' then 'Belongs to the seller''s own family.'
        when 'below_minimum' then 'All offers together would have paid less than the seller''s minimum.'
        when 'family_bought' then 'Another order of the same family bought the lead.'
        when 'contact_limit' then 'The person was sold as often as the niche allows for now.'
        when 'too_dear' then 'The price had risen above what was agreed.' end
$$;

-- One candidate as p_role sees it: admin, seller, or buyer (of its own order).
create or replace function candidate_json(p_role text, p_verdict smallint, p_price bigint, p_currency text, p_exclusive boolean,
    p_revision integer, o orders, p_alias text) returns jsonb language sql immutable as $$
    select jsonb_build_object('price', json_money(p_price, p_currency), 'exclusive', p_exclusive, 'verdict', w.word,
               'text', verdict_sentence(w.word))
           || case p_role when 'seller' then jsonb_build_object('buyer', case when w.word <> 'not_able' then p_alias end)
                  when 'buyer' then jsonb_build_object('order', o.id, 'order_revision', p_revision)
                  else jsonb_build_object('buyer', p_alias, 'buyer_org', o.org_id, 'order', o.id, 'order_revision', p_revision) end
      from (select verdict_word(p_verdict, p_role <> 'seller') as word) w
$$;

-- How many orders stopped where before they became candidates; for sellers, why one could not buy stays open.
create or replace function decision_counts(p_counts jsonb, p_admin boolean) returns jsonb language sql immutable as $$
    select case when p_admin then p_counts
        else p_counts - array['asleep_cap', 'asleep_money']
             || jsonb_build_object('not_able', coalesce((p_counts ->> 'asleep_cap')::bigint, 0) + coalesce((p_counts ->> 'asleep_money')::bigint, 0)) end
$$;

-- Why this set and not the other way: what was chosen, what it was worth, and what the other way would have been worth by those who
-- were able to buy and were outbid. Null: nobody bought. p_free: how many shared places there were.
create or replace function decision_chosen(x decisions, p_currency text, p_free integer) returns jsonb language sql immutable set search_path = leadx, pg_temp as $$
    with c as (
        select (y.j ->> 'exclusive')::boolean as alone, (y.j ->> 'price')::bigint as price, x.verdicts[y.i] as verdict,
               row_number() over (partition by (y.j ->> 'exclusive')::boolean, x.verdicts[y.i] order by y.i) as place
          from jsonb_array_elements(x.reasoning::jsonb -> 'candidates') with ordinality y(j, i)),
    won as (select bool_or(alone) as alone, sum(price)::bigint as worth, count(*) as n from c where verdict = 1)
    select case when w.n > 0 then jsonb_build_object('way', case when w.alone then 'exclusive' else 'shared' end, 'sales', w.n, 'worth', json_money(w.worth, p_currency),
               'instead', case when w.alone then (select json_money(sum(price)::bigint, p_currency) from c where not alone and verdict = 2 and place <= p_free)
                               else (select json_money(max(price), p_currency) from c where alone and verdict = 2) end) end
      from won w
$$;

-- What bound the routing: places, floors under which nobody buys, and the least payout the seller asked for.
create or replace function decision_limits(d leads, p_currency text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('sales', d.sale_limit, 'floor_shared', json_money(coalesce((r.terms ->> 'floor_shared')::bigint, g.floor_shared_minor), p_currency),
               'floor_exclusive', json_money(coalesce((r.terms ->> 'floor_exclusive')::bigint, g.floor_exclusive_minor), p_currency),
               'min_payout', json_money(d.min_payout_minor, p_currency))
      from niches g left join niche_revisions r on r.niche_no = d.niche_no and r.revision = d.niche_revision where g.no = d.niche_no
$$;

create or replace function decision_json(x decisions, p_role text, p_org uuid, p_currency text) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('at', json_time(x.at), 'trigger', x.trigger, 'candidates', coalesce((
               select jsonb_agg(candidate_json(p_role, x.verdicts[y.i], (y.j ->> 'price')::bigint, p_currency, (y.j ->> 'exclusive')::boolean,
                                               (y.j ->> 'revision')::integer, o, b.alias)
                                || case when p_role <> 'buyer' then jsonb_build_object('rank', y.rank) else '{}' end
                                || jsonb_build_object('effective_price', json_money(coalesce(y.j -> 'effective', y.j -> 'price')::bigint, p_currency)) order by y.i)
                 from (select z.j, z.i, row_number() over (partition by z.j -> 'exclusive' order by z.i) as rank
                         from jsonb_array_elements(x.reasoning::jsonb -> 'candidates') with ordinality z(j, i)) y
                 join orders o on o.id = (y.j ->> 'order')::uuid join orgs b on b.id = o.org_id
                where p_role <> 'buyer' or o.org_id = p_org), '[]'))
           || case p_role when 'buyer' then '{}'
                  else jsonb_build_object('status', x.state, 'code', x.code, 'counts', decision_counts(x.reasoning::jsonb -> 'counts', p_role = 'admin'),
                           'score', x.reasoning -> 'score', 'temperature', x.reasoning -> 'temperature') end
           || case p_role when 'admin' then jsonb_build_object('id', x.id) else '{}' end
$$;

-- Whether one of the org's orders stood among the lead's candidates, sold to or not.
create or replace function lead_candidate(p_lead uuid, p_org uuid) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select exists (select from decisions x cross join lateral jsonb_array_elements(x.reasoning::jsonb -> 'candidates') y(j)
                     join orders o on o.id = (y.j ->> 'order')::uuid
                    where x.lead_id = p_lead and o.org_id = p_org)
$$;

create or replace function lead_decisions(p_lead uuid, p_org uuid, p_admin boolean) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('lead', d.id, 'decisions', coalesce(jsonb_agg(y.item order by y.id) filter (where y.id is not null), '[]'))
           || case when min(r.role) <> 'buyer' then jsonb_build_object('limits', decision_limits(d, min(g.currency))) else '{}' end
      from leads d join niches g on g.no = d.niche_no
     cross join lateral (select case when p_admin then 'admin' when d.seller_id = p_org then 'seller'
                                     when lead_candidate(p_lead, p_org) then 'buyer' end as role) r
      left join lateral (
          select x.id, decision_json(x, r.role, p_org, g.currency)
                       || case when r.role <> 'buyer' then jsonb_build_object('chosen', decision_chosen(x, g.currency, d.sale_limit)) else '{}' end as item
            from decisions x where x.lead_id = d.id) y
        on r.role <> 'buyer' or jsonb_array_length(y.item -> 'candidates') > 0
     where d.id = p_lead and r.role is not null
     group by d.*, d.id
$$;

grant execute on function verdict_word(smallint, boolean), verdict_sentence(text), decision_counts(jsonb, boolean),
    candidate_json(text, smallint, bigint, text, boolean, integer, orders, text), decision_json(decisions, text, uuid, text),
    lead_candidate(uuid, uuid), lead_decisions(uuid, uuid, boolean) to leadx_server;
