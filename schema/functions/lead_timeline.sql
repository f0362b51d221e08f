-- Everything that happened to a lead, in time order. The seller and the operator see all of it; a buyer of the lead what
-- concerns its own purchase; nobody else anything. Parties appear by alias.

create or replace function lead_happenings(d leads)
    returns table (at timestamptz, rank integer, buyer uuid, common boolean, item jsonb)
    language sql stable set search_path = leadx, pg_temp as $$
    select d.received_at, 0, null::uuid, false, jsonb_build_object('kind', 'received')
    union all
    select x.at, 1, null, false, jsonb_build_object('kind', 'routed', 'trigger', x.trigger, 'status', x.state, 'code', x.code)
      from decisions x where x.lead_id = d.id
    union all
    select s.sold_at, 2, s.buyer_id, false, jsonb_build_object('kind', 'sold', 'sale', s.id, 'buyer', b.alias, 'exclusive', s.exclusive,
           'price', json_money(s.price_minor, s.currency))
      from sales s join orgs b on b.id = s.buyer_id where s.lead_id = d.id
    union all
    select y.done_at, 3, y.buyer_id, false, jsonb_build_object('kind', 'delivered', 'sale', y.sale_id, 'channel', y.channel)
      from deliveries y where y.lead_id = d.id and y.state = 'done' and y.event = 'lead.sold' and y.channel <> 'pull'
    union all
    select s.settled_at, 5, s.buyer_id, false, jsonb_build_object('kind', 'settled', 'sale', s.id, 'state', s.state)
      from sales s where s.lead_id = d.id and s.settled_at is not null
    union all
    select o.at, 4, s.buyer_id, false, jsonb_strip_nulls(jsonb_build_object('kind', 'outcome', 'sale', o.sale_id, 'outcome', o.kind,
           'call_seconds', o.call_seconds, 'verdict', o.verdict, 'by', case when o.operator then 'operator' else b.alias end))
      from outcomes o join sales s on s.lead_id = o.lead_id and s.id = o.sale_id join orgs b on b.id = s.buyer_id where o.lead_id = d.id
    union all
    select e.at, 4, e.org_id, e.kind in ('consent_revoked', 'erased'),
           jsonb_build_object('kind', e.kind) || jsonb_strip_nulls(jsonb_build_object('by', o.alias, 'detail', e.detail))
      from lead_events e left join orgs o on o.id = e.org_id where e.lead_id = d.id
$$;

create or replace function lead_timeline(p_lead uuid, p_org uuid, p_admin boolean) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('lead', d.id, 'events', (
               select jsonb_agg(case when h.common and not r.whole then jsonb_build_object('kind', h.item -> 'kind') else h.item end
                      || jsonb_build_object('at', json_time(h.at)) order by h.at, h.rank, h.item ->> 'sale')
                 from lead_happenings(d) h where r.whole or h.buyer = p_org or h.common))
      from leads d
     cross join lateral (select d.seller_id = p_org or p_admin as whole) r
     where d.id = p_lead
       and (r.whole or exists (select from sales s where s.lead_id = p_lead and s.buyer_id = p_org and s.state <> 'void'))
$$;
grant execute on function lead_happenings(leads), lead_timeline(uuid, uuid, boolean) to leadx_server;
