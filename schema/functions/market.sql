-- What the server keeps in memory of the market, and the small writes intake needs beside the sale.

-- A schedule's open hours between two moments, in the order's time zone, as pairs [from, to) of milliseconds since 1970. Null: always open.
create or replace function schedule_spans(p_schedule jsonb, p_zone text, p_from timestamptz, p_to timestamptz) returns text
    language sql stable set search_path = leadx, pg_temp as $$
    with days as (
        select d::date as day, lower(to_char(d, 'dy')) as name
          from generate_series(date_trunc('day', p_from at time zone p_zone) - interval '1 day',
                               date_trunc('day', p_to at time zone p_zone), interval '1 day') d),
    spans as (
        select (day + (e ->> 'from')::time) at time zone p_zone as a,
               (day + (e ->> 'to')::time + case when (e ->> 'to')::time <= (e ->> 'from')::time then interval '1 day' else interval '0' end)
                   at time zone p_zone as b
          from jsonb_array_elements(p_schedule) e join days on e -> 'days' ? days.name),
    joined as (select unnest(range_agg(tstzrange(a, b))) as span from spans where a < b)
    select case when p_schedule is not null then coalesce(string_agg(
        (extract(epoch from lower(span)) * 1000)::bigint || ' ' || (extract(epoch from upper(span)) * 1000)::bigint, ' ' order by span), '') end
      from joined
$$;

-- A schedule's open hours for a week ahead.
create or replace function order_spans(p_schedule jsonb, p_zone text, p_now timestamptz) returns text
    language sql stable set search_path = leadx, pg_temp as $$
    select schedule_spans(p_schedule, p_zone, p_now, p_now + interval '8 days')
$$;

-- What an order takes of listed leads: its filter, and no lead older than that.
create or replace function listed_filter(p_filter jsonb, p_max_age integer) returns jsonb language sql immutable as $$
    select case when p_max_age is null then p_filter
                else p_filter || jsonb_build_object('age_hours', coalesce(p_filter -> 'age_hours', '{}') || jsonb_build_object('max',
                     least(p_max_age, (p_filter #>> '{age_hours,max}')::bigint))) end
$$;

drop view if exists book_orders;
create view book_orders as
select o.id, o.org_id, o.family_id, o.offer_id, o.wallet_id, o.niche_no, o.revision, coalesce(o.shared_price_minor, 0) as shared_price,
       coalesce(o.exclusive_price_minor, 0) as exclusive_price, o.priority, o.filter::text as filter, b.alias, o.updated_at,
       case when o.schedule is not null then order_spans(o.schedule, o.time_zone, leadx_now()) end as spans,     -- half a millisecond each: not for the many that have none
       -- asleep: the period's end in ms, 0 = until a change; null = awake
       (select max(case when m.per = 'total' then 0
                        else (extract(epoch from cap_period_end(m.per, leadx_now(), o.time_zone)) * 1000)::bigint end)
          from order_caps m
         where m.order_id = o.id
           and (m.used_count + m.leased_count >= m.count_cap
                or m.minor_cap - m.used_minor - m.leased_minor < least(coalesce(o.shared_price_minor, o.exclusive_price_minor),
                                                                        coalesce(o.exclusive_price_minor, o.shared_price_minor)))
           and (m.per = 'total' or m.period_start >= cap_period_start(m.per, leadx_now(), o.time_zone))) as asleep_cap,
       w.balance_minor - w.reserved_minor + w.credit_limit_minor
           < least(coalesce(o.shared_price_minor, o.exclusive_price_minor), coalesce(o.exclusive_price_minor, o.shared_price_minor)) as asleep_money,
       case when g.rank = 'effective' then expected_returns_percent(o.niche_no, o.org_id) else 0 end as returns_percent,
       (o.market ->> 'max_price')::bigint as listed_price, case when o.market is not null then listed_filter(o.filter, (o.market ->> 'max_age_hours')::integer)::text end as listed_filter
  from orders o join orgs b on b.id = o.org_id join niches g on g.no = o.niche_no join accounts w on w.id = o.wallet_id
 where o.state = 'active' and o.kind = 'standing' and b.state = 'active' and g.state = 'active';
comment on view book_orders is 'The order book as the servers load it.';
grant select on book_orders to leadx_server;

-- An unknown source name creates the source; the first post's description stays.
create or replace function source_ensure(p_seller uuid, p_name text, p_channel text, p_origin_kind text, p_capture_kind text, p_demand_kind text,
    p_incentivised boolean) returns setof sources language plpgsql security definer set search_path = leadx, pg_temp as $$
begin
    insert into sources (id, seller_id, name, channel, origin_kind, capture_kind, demand_kind, incentivised, created_at)
    values (uuid_v7(leadx_now()), p_seller, p_name, p_channel, p_origin_kind, p_capture_kind, p_demand_kind, p_incentivised, leadx_now())
        on conflict (seller_id, name) do nothing;
    return query select * from sources s where s.seller_id = p_seller and s.name = p_name;
end $$;
grant execute on function source_ensure(uuid, text, text, text, text, text, boolean) to leadx_server;

create or replace function test_lead_store(p_id uuid, p_seller uuid, p_answer jsonb) returns boolean
    language sql security definer set search_path = leadx, pg_temp as $$
    insert into test_leads (id, seller_id, answer, received_at) values (p_id, p_seller, p_answer, leadx_now()) returning true
$$;
grant execute on function test_lead_store(uuid, uuid, jsonb) to leadx_server;
