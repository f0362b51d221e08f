-- What replaying an order reads: the order as it would have stood, and the niche's leads of the last days with what was recorded of
-- their routings. Reads only. No contact is opened; of a person only the keyed hashes leave the database, by which a replay knows it again.

create or replace function epoch_ms(p_at timestamptz) returns bigint language sql immutable parallel safe as $$
    select (extract(epoch from p_at) * 1000)::bigint
$$;

-- Who turned into a consumer lead was routed as its offer's before: when that ended. Null: it never was one.
create or replace function lead_released(p_lead uuid) returns timestamptz language sql stable set search_path = leadx, pg_temp as $$
    select max(e.at) from lead_events e where e.lead_id = p_lead and e.kind = 'released'
$$;

-- What the order bought on the marketplace, and of leads older than the replay looks at: it counts towards caps as it was.
create or replace function replay_given(o orders, p_from timestamptz) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_array(epoch_ms(y.sold_at), y.price_minor) order by y.sold_at), '[]')
      from (select s.sold_at, s.price_minor from sales s
             where s.buyer_id = o.org_id and s.order_id = o.id and s.state <> 'void' and s.sold_at >= p_from and s.id >= uuid_floor(p_from - interval '1 day')
               and (s.lead_id < uuid_floor(p_from)
                    or exists (select from decisions x where x.lead_id = s.lead_id and x.at = s.sold_at and x.trigger = any ('{purchase,listed}')))
             order by s.sold_at limit 20000) y
$$;

-- Caps with what their period had used when the replay begins, and the beginnings of their later periods.
create or replace function replay_caps(o orders, p_caps jsonb, p_from timestamptz, p_to timestamptz) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('count', c.count, 'minor', c.minor, 'used_count', u.n, 'used_minor', u.minor, 'starts', (
               select coalesce(jsonb_agg(epoch_ms(y.start) order by y.start), '[]')
                 from (select distinct cap_period_start(c.per, t, o.time_zone) as start
                         from generate_series(p_from, p_to + interval '2 hours', interval '30 minutes') t where c.per <> 'total') y
                where y.start > p_from))), '[]')
      from (select e ->> 'per' as per, (e ->> 'count')::bigint as count, (e ->> 'amount')::bigint as minor from jsonb_array_elements(p_caps) e) c
     cross join lateral (
           select count(*) as n, coalesce(sum(s.price_minor), 0)::bigint as minor from sales s
            where s.buyer_id = o.org_id and s.order_id = o.id and s.state <> 'void' and (c.per <> 'total' or s.state <> 'returned')
              and s.sold_at >= cap_period_start(c.per, p_from, o.time_zone) and s.sold_at < p_from
              and s.id >= case when exists (select from test_clock) then '00000000-0000-0000-0000-000000000000'
                               else uuid_floor(greatest(cap_period_start(c.per, p_from, o.time_zone), o.created_at) - interval '1 day') end) u
$$;

-- The order under a change, refused as the change itself would be. Null: there is no such order of theirs.
create or replace function replay_begin(p_org uuid, p_all boolean, p_order uuid, a jsonb, p_days integer) returns jsonb
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    o orders;
    v_niche niches;
    v_fault op_answer;
    v_now constant timestamptz := leadx_now();
    v_from timestamptz;
begin
    select * into o from orders x where x.id = p_order and (x.org_id = p_org or p_all);
    if not found then
        return null;
    end if;
    select * into strict v_niche from niches where no = o.niche_no;
    if o.kind = 'market' then
        v_fault := op_refused(409, 'conflict', null, 'A marketplace order buys what is clicked; there is nothing to replay.');
    else
        v_fault := order_fault((o.org_id, o.family_id, null, false)::op_caller, a, v_niche, false);
        if v_fault.status is null then
            v_fault := order_price_fault(o, a);
        end if;
    end if;
    if v_fault.status is not null then
        return jsonb_build_object('status', v_fault.status, 'refused', v_fault.body || case when v_fault.body ? 'errors' then jsonb_build_object('errors', (
            select jsonb_agg(e || jsonb_build_object('pointer', '/change' || (e ->> 'pointer'))) from jsonb_array_elements(v_fault.body -> 'errors') e)) else '{}' end);
    end if;
    o.filter := coalesce(a -> 'filter', o.filter);
    o.shared_price_minor := case when a ? 'shared_price' then (a ->> 'shared_price')::bigint else o.shared_price_minor end;
    o.exclusive_price_minor := case when a ? 'exclusive_price' then (a ->> 'exclusive_price')::bigint else o.exclusive_price_minor end;
    o.schedule := case when a ? 'schedule' then nullif(a -> 'schedule', 'null') else o.schedule end;
    o.time_zone := coalesce(a ->> 'time_zone', o.time_zone);
    v_from := (date_trunc('day', v_now at time zone o.time_zone) - (p_days - 1) * interval '1 day') at time zone o.time_zone;
    return jsonb_build_object(
        'niche', v_niche.no, 'org', o.org_id, 'family', o.family_id, 'offer', o.offer_id, 'filter', o.filter,
        'shared', coalesce(o.shared_price_minor, 0), 'exclusive', coalesce(o.exclusive_price_minor, 0),
        'returns', case when v_niche.rank = 'effective' then expected_returns_percent(o.niche_no, o.org_id) else 0 end,
        'spans', schedule_spans(o.schedule, o.time_zone, v_from, v_now),
        'from', epoch_ms(v_from), 'to', epoch_ms(v_now), 'from_time', json_time(v_from), 'first', uuid_floor(v_from), 'last', uuid_floor(v_now + interval '1 millisecond'),
        'repeat_ms', (extract(epoch from v_niche.repeat_window) * 1000)::bigint,
        'days', (select jsonb_agg(jsonb_build_array(d::date, epoch_ms(d at time zone o.time_zone)) order by d)
                   from generate_series(v_from at time zone o.time_zone, v_now at time zone o.time_zone, interval '1 day') d),
        'caps', replay_caps(o, case when a ? 'caps' then coalesce(nullif(a -> 'caps', 'null'), '[]') else order_caps_list(o.id) end, v_from, v_now),
        'siblings', (select coalesce(jsonb_agg(y.id), '[]') from (
                        select x.id from orders x where x.org_id in (select b.id from orgs b where b.family_id = o.family_id) and x.niche_no = o.niche_no and x.id <> o.id
                         order by x.id desc limit 5000) y),
        'given', replay_given(o, v_from));
end $$;

-- A page of the niche's leads in the order they came, a row a routing; the first row says how far the page looked, and over how many
-- leads of all niches. Routings that ended in nobody asked (held, refused, doubles) and the marketplace's are left out.
drop function if exists replay_page;
create function replay_page(p_order uuid, p_org uuid, p_family uuid, p_niche smallint, p_offer uuid, p_first uuid, p_after uuid, p_last uuid, p_rows integer)
    returns table (looked_to uuid, looked_to_ms bigint, walked integer, lead uuid, attributes jsonb, score smallint, temperature text, source_id uuid, channel text,
                   origin_kind text, demand_kind text, capture_kind text, incentivised boolean, seller uuid, received_ms bigint, sale_limit smallint,
                   min_payout bigint, own_family boolean, consents boolean, suppressed_ms bigint, bought_before boolean, prints text,
                   own_ms bigint, own_price bigint, own_exclusive boolean, decision uuid, at_ms bigint, late boolean, candidates json, verdicts smallint[],
                   live integer, own_live boolean, resold boolean)
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
    c_walk constant integer := 3000;    -- leads of all niches a page looks at: a rare niche does not hold the database up
    v_walked integer; v_end uuid; v_ids uuid[]; v_repeat interval;
begin
    select count(*), (array_agg(w.id order by w.id desc))[1],
           array_agg(w.id order by w.id) filter (where w.niche_no = p_niche and w.offer_id is not distinct from p_offer)
      into v_walked, v_end, v_ids
      from (select x.id, x.niche_no, x.offer_id from leads x where x.id > p_after and x.id < p_last order by x.id limit c_walk) w;
    if cardinality(v_ids) > p_rows then
        v_ids := v_ids[1 : p_rows];
        v_end := v_ids[p_rows];
    end if;
    select g.repeat_window into v_repeat from niches g where g.no = p_niche;
    return query
    select v_end, epoch_ms(uuid_time(v_end)), v_walked, y.*
      from (values (1)) one
      left join lateral (
        select d.id, d.attributes, d.score::smallint, d.temperature::text, d.source_id, s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised,
               d.seller_id, epoch_ms(d.received_at), d.sale_limit::smallint, coalesce(d.min_payout_minor, 0)::bigint, d.seller_family_id = p_family,
               d.consent_recipients is null or p_org = any (d.consent_recipients) or p_family = any (d.consent_recipients), v.suppressed_ms,
               exists (select from sales z where z.lead_id = any (k.ids) and z.buyer_family_id = p_family and z.state <> 'void'
                          and z.sold_at > d.received_at - v_repeat and (z.order_id <> p_order or z.lead_id < p_first)),
               (select string_agg(encode(h, 'hex'), '') from unnest(v.prints) h),
               epoch_ms(own.sold_at), own.price_minor::bigint, own.exclusive,
               x.id, epoch_ms(x.at), x.trigger <> 'post', x.reasoning -> 'candidates', x.verdicts,
               coalesce(b.n, 0)::integer, coalesce(b.own, false), coalesce(b.resold, false)
          from unnest(v_ids) u(id) join leads d on d.id = u.id join sources s on s.id = d.source_id
          join decisions x on x.lead_id = d.id and x.state = any ('{open,sold}') and x.trigger <> all ('{purchase,listed}')
           and (p_offer is not null or x.at >= coalesce(lead_released(d.id), '-infinity'))
          left join lateral (
               select (select min(epoch_ms(f.at)) from suppressions f where f.hash = any (c.suppress) and f.owner_id = any (array[p_org, p_family])) as suppressed_ms,
                      c.prints, c.channels from contacts c where c.lead_id = d.id) v on true
          -- the person's earlier leads
          left join lateral (
               select array_agg(distinct e.id) as ids from unnest(v.prints, v.channels) h(hash, channel)
                 join fingerprints p on p.hash = h.hash and p.niche_no = p_niche and p.channel = h.channel
                cross join lateral unnest(p.lead_id || p.earlier) e(id) where e.id < d.id) k on true
          left join lateral (
               select z.sold_at, z.price_minor, z.exclusive from sales z
                where z.lead_id = d.id and z.order_id = p_order and z.state <> 'void'
                  and not exists (select from decisions m where m.lead_id = z.lead_id and m.at = z.sold_at and m.trigger = any ('{purchase,listed}')) limit 1) own on true
          -- what was sold of it before, for later routings
          left join lateral (
               select count(*) filter (where z.state <> all ('{returned,reversed}') or z.settled_at >= x.at) as n, bool_or(z.order_id = p_order) as own,
                      bool_or(z.state = any ('{returned,reversed}') and z.settled_at < x.at) as resold
                 from sales z where x.trigger <> 'post' and z.lead_id = d.id and z.sold_at < x.at and z.state <> 'void') b on true
         order by d.id, x.id) y on true;
end $$;
