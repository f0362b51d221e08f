-- What a niche's standing orders would still take today, for sellers. Of a few buyers nothing is told: it would be their business.

-- How many leads an order takes before its caps or its money end: the least of them. Caps by the hour come again and do not count.
create or replace function order_left(o orders, a accounts, p_now timestamptz) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select greatest(0, least(max(x.price), min(y.n))) from (select (a.balance_minor - a.reserved_minor + a.credit_limit_minor) / coalesce(o.shared_price_minor, o.exclusive_price_minor) as price) x
      left join lateral (
        select least(m.count_cap - case when m.period_start >= s.start then m.used_count else 0 end,
                     (m.minor_cap - case when m.period_start >= s.start then m.used_minor else 0 end) / coalesce(o.shared_price_minor, o.exclusive_price_minor)) as n
          from order_caps m cross join lateral (select cap_period_start(m.per, p_now, o.time_zone) as start) s
         where m.order_id = o.id and m.per <> 'hour') y on true
$$;

-- Whether an order's filter lets a lead of the region in, as far as the region goes.
create or replace function order_takes_region(p_filter jsonb, p_field text, p_region text) returns boolean language sql immutable parallel safe as $$
    select p_region = '' or p_field is null or not p_filter ? p_field
           or case when p_filter -> p_field ? 'in' then p_filter -> p_field -> 'in' ? p_region
                   when p_filter -> p_field ? 'not_in' then not p_filter -> p_field -> 'not_in' ? p_region else true end
$$;

create or replace function demand_make(g niches, p_region text, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    insert into demand_seen as x (niche_no, region, made_at, buyers, orders, left_today, price_minor)
    select g.no, p_region, p_now, count(distinct y.family_id), count(*), coalesce(sum(y.n), 0), percentile_disc(0.5) within group (order by y.price)
      from (select o.family_id, order_left(o, a, p_now) as n, coalesce(o.shared_price_minor, o.exclusive_price_minor) as price
              from orders o join orgs b on b.id = o.org_id and b.state = 'active' join accounts a on a.id = o.wallet_id
             where o.niche_no = g.no and o.state = 'active' and o.offer_id is null and o.kind = 'standing'
               and order_takes_region(o.filter, lead_region_field(g.no), p_region)) y
     where y.n > 0
        on conflict (niche_no, region) do update set made_at = excluded.made_at, buyers = excluded.buyers, orders = excluded.orders,
           left_today = excluded.left_today, price_minor = excluded.price_minor
$$;

-- Made by whoever asks first in a minute; null: no such niche. All regions that neither an order nor a sale names are one to the
-- orders, and one row here, so that questions about made-up ones leave nothing behind.
create or replace function demand_left(p_niche text, p_region text) returns jsonb language plpgsql security definer set search_path = leadx, pg_temp set jit = off as $$
declare
    c_few constant integer := 3;
    c_other constant text := '-';
    v_now constant timestamptz := leadx_now();
    v_region text := coalesce(p_region, '');
    g niches;
    x demand_seen;
begin
    select * into g from niches n where n.name = p_niche;
    if not found then
        return null;
    end if;
    if v_region <> '' and not exists (select from price_counts c where c.niche_no = g.no and c.region = v_region and c.day > (v_now at time zone 'UTC')::date - 35)
       and not exists (select from orders o where o.niche_no = g.no and o.state = 'active' and o.filter -> lead_region_field(g.no) -> 'in' ? v_region) then
        v_region := c_other;
    end if;
    select * into x from demand_seen y where y.niche_no = g.no and y.region = v_region;
    if x.made_at is null or x.made_at <= v_now - interval '1 minute' then
        if pg_try_advisory_xact_lock(7314, g.no) then
            perform demand_make(g, v_region, v_now);
        end if;
        select * into x from demand_seen y where y.niche_no = g.no and y.region = v_region;
    end if;
    return jsonb_build_object('niche', g.name, 'region', p_region, 'made_at', json_time(x.made_at),
               'few', coalesce(x.buyers, 0) < c_few, 'least_buyers', c_few)
           || case when x.buyers >= c_few then jsonb_build_object('buyers', x.buyers, 'orders', x.orders, 'left_today', x.left_today,
                                                                  'going_price', json_money(x.price_minor, g.currency))
                   else jsonb_build_object('buyers', null, 'orders', null, 'left_today', null, 'going_price', null) end;
end $$;
grant execute on function demand_left(text, text) to leadx_server;
