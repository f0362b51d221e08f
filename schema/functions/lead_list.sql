-- Lists of leads: the rows as they are shown, and a page of them that looked at so many leads and no more.

-- From this id on: p_ms, or the first there can be.
create or replace function leads_from(p_ms bigint) returns uuid language sql immutable parallel safe as $$
    select coalesce(uuid_floor(to_timestamp(p_ms / 1000.0)), '00000000-0000-0000-0000-000000000000')
$$;

-- Before this id: p_ms and the page before, whichever is earlier.
create or replace function leads_to(p_ms bigint, p_after uuid) returns uuid language sql immutable parallel safe as $$
    select least(coalesce(uuid_floor(to_timestamp(p_ms / 1000.0)), 'ffffffff-ffff-ffff-ffff-ffffffffffff'), p_after)
$$;

-- One plan for a page's rows: each is found by its id in its month, and its payout by the index of its sales.
create or replace function lead_rows(p_leads uuid[], p_admin boolean) returns jsonb[] language sql stable set search_path = leadx, pg_temp as $$
    select array_agg(jsonb_build_object('id', d.id, 'status', d.state, 'code', d.code, 'niche', g.name, 'kind', d.kind, 'offer', d.offer_id,
               'external_id', d.external_id, 'source', s.name, 'score', d.score, 'temperature', d.temperature,
               'sales', d.live_shared + d.live_exclusive, 'payout', json_money(p.minor, g.currency),
               'received_at', json_time(d.received_at), 'open_until', json_time(d.open_until))
           || case when p_admin then jsonb_build_object('seller', o.alias) else '{}' end order by x.id desc)
      from unnest(p_leads) x(id)
     cross join lateral (select * from leads l where l.id = x.id limit 1) d
     cross join lateral (select coalesce(sum(y.price_minor - y.fee_minor), 0)::bigint as minor from sales y
                          where y.lead_id = x.id and y.state in ('pending', 'held', 'disputed', 'final') offset 0) p
      join niches g on g.no = d.niche_no join sources s on s.id = d.source_id join orgs o on o.id = d.seller_id
$$;

-- p_looked: the last lead that was looked at, when there may be more behind it that were not; the page after this begins there.
create or replace function lead_page(p_leads uuid[], p_limit integer, p_looked uuid, p_admin boolean) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select json_page(p_leads, lead_rows(p_leads[1:p_limit], p_admin), p_limit)
           || case when p_looked is null then '{"looked_to": null}'
                   else jsonb_build_object('next', json_cursor(p_looked), 'looked_to', json_time(uuid_time(p_looked))) end
$$;

grant execute on function leads_from, leads_to, lead_rows, lead_page to leadx_server, leadx_reader;
