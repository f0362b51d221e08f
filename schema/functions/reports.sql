-- Reports out of the sums: integers, divided only to be shown; nothing divided by nothing is null. Each number leads to its rows by the
-- filters of the lists.

-- Per cent with two decimals.
create or replace function report_percent(p_part numeric, p_whole numeric) returns numeric language sql immutable parallel safe as $$
    select round(100 * p_part / nullif(p_whole, 0), 2)
$$;

create or replace function report_per(p_minor numeric, p_n numeric, p_currency text) returns jsonb language sql immutable parallel safe as $$
    select json_money(round(p_minor / nullif(p_n, 0))::bigint, p_currency)
$$;

-- What stands under one key of one currency. p_name: purchases (a buyer''s view), earnings (a seller''s), exchange (the operator''s).
create or replace function report_item(p_name text, p_currency text, p_leads bigint[], p_sales numeric[]) returns jsonb language sql immutable parallel safe as $$
    -- p_leads: posted, rejected, duplicate, sold; null where leads cannot be told apart by the key
    -- p_sales: sales, exclusive, price, fee, earned, refund, decided, returned, disputed, reported, closed, income
    select jsonb_build_object('currency', p_currency, 'sales', p_sales[1]::bigint, 'exclusive', p_sales[2]::bigint, 'refunded', json_money(p_sales[6]::bigint, p_currency),
               'decided', p_sales[7]::bigint, 'returned', p_sales[8]::bigint, 'return_rate', report_percent(p_sales[8], p_sales[7]),
               'disputed', p_sales[9]::bigint, 'dispute_rate', report_percent(p_sales[9], p_sales[1]),
               'reported', p_sales[10]::bigint, 'closed', p_sales[11]::bigint, 'close_rate', report_percent(p_sales[11], p_sales[1]))
           || case when p_name <> 'earnings' then jsonb_build_object('spend', json_money(p_sales[3]::bigint, p_currency), 'cost_per_lead', report_per(p_sales[3], p_sales[1], p_currency)) else '{}' end
           || case when p_name = 'purchases' then jsonb_build_object('income', json_money(p_sales[12]::bigint, p_currency),
                                                                     'roi', report_percent(p_sales[12] - p_sales[3] + p_sales[6], p_sales[3] - p_sales[6])) else '{}' end
           || case when p_name = 'exchange' then jsonb_build_object('fee', json_money(p_sales[4]::bigint, p_currency)) else '{}' end
           || case when p_name <> 'purchases' then jsonb_build_object('earned', json_money(p_sales[5]::bigint, p_currency),
                  'posted', p_leads[1], 'rejected', p_leads[2], 'duplicate', p_leads[3], 'sold', p_leads[4], 'acceptance_rate', report_percent(p_leads[1] - p_leads[2] - p_leads[3], p_leads[1]),
                  'sold_rate', report_percent(p_leads[4], p_leads[1]), 'earned_per_lead', report_per(p_sales[5], p_leads[1], p_currency)) else '{}' end
$$;

-- What a key is called. A party's name is its alias; a source has its name for its seller and the operator.
create or replace function report_label(p_by text, p_key text, p_name text) returns text language sql stable set search_path = leadx, pg_temp as $$
    select case when p_by in ('seller', 'buyer') then (select o.alias from orgs o where o.id::text = p_key)
                when p_by = 'source' and p_name <> 'purchases' then (select s.name from sources s where s.id::text = p_key)
                when p_by = 'order' then (select o.name from orders o where o.id::text = p_key)
                when p_by = 'niche' then (select g.title from niches g where g.name = p_key) end
$$;

-- One report. p_org null: everybody's.
create or replace function report_json(p_name text, p_org uuid, p_from date, p_to date, p_by text, p_niche text) returns jsonb
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    c_items constant integer := 500;
    v_niche constant smallint := (select no from niches where name = p_niche);
    v jsonb;
begin
    with sold as (
        select g.currency, case p_by when 'day' then x.day::text when 'niche' then g.name when 'region' then x.region when 'seller' then x.seller_id::text
                                     when 'buyer' then x.buyer_id::text when 'source' then x.source_id::text when 'order' then x.order_id::text else '' end as key,
               array[sum(x.sales), sum(x.exclusive), sum(x.price_minor), sum(x.fee_minor), sum(x.earned_minor), sum(x.refund_minor), sum(x.decided),
                     sum(x.returned), sum(x.disputed), sum(x.reported), sum(x.closed), sum(x.income_minor)] as n
          from report_sales x join niches g on g.no = x.niche_no
         where not x.fresh and x.day between p_from and p_to and (p_niche is null or x.niche_no = v_niche)
           and case p_name when 'purchases' then x.buyer_id = p_org when 'earnings' then x.seller_id = p_org else true end
         group by 1, 2),
    brought as (
        select g.currency, case p_by when 'day' then x.day::text when 'niche' then g.name when 'region' then x.region when 'seller' then x.seller_id::text
                                     when 'source' then x.source_id::text else '' end as key,
               array[sum(x.posted), sum(x.rejected), sum(x.duplicate), sum(x.sold)]::bigint[] as n
          from report_leads x join niches g on g.no = x.niche_no
         where not x.fresh and x.day between p_from and p_to and (p_niche is null or x.niche_no = v_niche)
           and p_name <> 'purchases' and p_by not in ('buyer', 'order') and (p_name = 'exchange' or x.seller_id = p_org)
         group by 1, 2),
    both_sides as (
        select coalesce(s.currency, b.currency) as currency, coalesce(s.key, b.key) as key, coalesce(s.n, array_fill(0::numeric, array[12])) as s,
               coalesce(b.n, case when p_name <> 'purchases' and p_by not in ('buyer', 'order') then '{0,0,0,0}'::bigint[] end) as b
          from sold s full join brought b on b.currency = s.currency and b.key = s.key),
    ranked as (
        select y.*, row_number() over (order by case when p_by = 'day' then y.key end, y.s[3] desc, y.key, y.currency) as place from both_sides y)
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('key', r.key, 'label', report_label(p_by, r.key, p_name)) || report_item(p_name, r.currency, r.b, r.s)
                                                          order by r.place) filter (where r.place <= c_items), '[]'),
                              'truncated', count(*) > c_items)
      into v from ranked r;
    return jsonb_build_object('name', p_name, 'from', p_from, 'to', p_to, 'by', p_by, 'niche', p_niche,
               'counted_at', (select json_time(min(t.at)) from score_tallies t where t.day between p_from and p_to)) || v;
end $$;

-- ---- home

-- The first id that what happened from then on can have. Ids carry the time of the process that made them: with some time to spare, and from
-- the beginning where a test clock runs ahead of them.
create or replace function report_floor(p_from timestamptz, p_spare interval) returns uuid language sql stable set search_path = leadx, pg_temp as $$
    select case when exists (select from test_clock) then '00000000-0000-0000-0000-000000000000'::uuid else uuid_floor(p_from - p_spare) end
$$;

-- Thirty daily points that end with the day, by currency.
create or replace function home_days(p_name text, p_org uuid, p_day date) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    with days as (select d::date as day from generate_series(p_day - 29, p_day, interval '1 day') d),
    sold as (
        select g.currency, x.day, sum(x.sales)::bigint as sales, sum(x.price_minor)::bigint as price, sum(x.earned_minor)::bigint as earned, sum(x.disputed)::bigint as disputed
          from report_sales x join niches g on g.no = x.niche_no
         where not x.fresh and x.day between p_day - 29 and p_day and case p_name when 'purchases' then x.buyer_id = p_org else x.seller_id = p_org end
         group by 1, 2)
    select coalesce(jsonb_agg(jsonb_build_object('currency', c.currency, 'points', c.points) order by c.currency), '[]')
      from (select y.currency, jsonb_agg(jsonb_build_object('day', d.day, 'sales', coalesce(s.sales, 0), 'disputed', coalesce(s.disputed, 0))
                       || case p_name when 'purchases' then jsonb_build_object('spend', coalesce(s.price, 0)) else jsonb_build_object('earned', coalesce(s.earned, 0)) end
                       order by d.day) as points
              from (select distinct currency from sold) y cross join days d left join sold s on s.currency = y.currency and s.day = d.day
             group by y.currency) c
$$;

create or replace function home_seller(p_org uuid, p_day date) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    with span as (select p_day::timestamp at time zone 'UTC' as a, (p_day + 1)::timestamp at time zone 'UTC' as b),
    today as (
        select d.id, d.state, d.code from leads d, span
         where d.seller_id = p_org and d.id >= report_floor(span.a, interval '10 minutes') and d.received_at >= span.a and d.received_at < span.b),
    paid as (
        select s.currency, count(*) as n, sum(s.price_minor - s.fee_minor)::bigint as earned
          from today t join sales s on s.lead_id = t.id where s.state not in ('pending', 'void', 'returned') group by 1)
    select jsonb_build_object('leads', (select count(*) from today), 'sold', (select count(*) from today where state = 'sold'),
               'open', (select count(*) from today where state in ('open', 'review', 'listed', 'deferred')),
               'refused', coalesce((select jsonb_agg(jsonb_build_object('code', x.code, 'count', x.n) order by x.n desc, x.code) from (
                       select coalesce(code, state) as code, count(*) as n from today where state in ('rejected', 'duplicate') group by 1) x), '[]'),
               'unsold', coalesce((select jsonb_agg(jsonb_build_object('code', x.code, 'count', x.n) order by x.n desc, x.code) from (
                       select coalesce(code, state) as code, count(*) as n from today where state in ('open', 'review') group by 1) x), '[]'),
               'earned', coalesce((select jsonb_agg(json_money(earned, currency) order by currency) from paid), '[]'),
               'held', coalesce((select jsonb_agg(json_money(x.held, x.currency) order by x.currency) from (
                       select s.currency, sum(s.price_minor - s.fee_minor)::bigint as held from sales s
                        where s.seller_id = p_org and s.state in ('held', 'disputed') group by 1) x), '[]'),
               'disputes', (select count(*) from disputes x where x.seller_id = p_org and x.state not in ('final', 'withdrawn')),
               'to_answer', (select count(*) from disputes x where x.seller_id = p_org and x.state = 'open'),
               'days', home_days('earnings', p_org, p_day))
$$;

create or replace function home_buyer(p_org uuid, p_day date, p_now timestamptz) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    with span as (select p_day::timestamp at time zone 'UTC' as a, (p_day + 1)::timestamp at time zone 'UTC' as b),
    bought as (
        select s.currency, count(*) as n, count(*) filter (where s.reads = 0 and s.state = 'held') as unread, sum(s.price_minor)::bigint as spend from sales s, span
         where s.buyer_id = p_org and s.id >= report_floor(span.a, interval '10 minutes') and s.sold_at >= span.a and s.sold_at < span.b and s.state not in ('pending', 'void') group by 1),
    month as (
        select sum(x.sales) as n, sum(x.disputed) as disputed from report_sales x where not x.fresh and x.buyer_id = p_org and x.day between p_day - 29 and p_day)
    select jsonb_build_object('bought', coalesce((select sum(n) from bought), 0), 'unread', coalesce((select sum(unread) from bought), 0),
               'spend', coalesce((select jsonb_agg(json_money(spend, currency) order by currency) from bought), '[]'),
               'cost_per_lead', coalesce((select jsonb_agg(report_per(spend, n, currency) order by currency) from bought), '[]'),
               'dispute_rate', (select report_percent(disputed, n) from month),
               'disputes', (select count(*) from disputes x where x.buyer_id = p_org and x.state not in ('final', 'withdrawn')),
               'available', coalesce((select jsonb_agg(json_money(a.balance_minor - a.reserved_minor + a.credit_limit_minor, a.currency) order by a.currency)
                       from orgs o join accounts a on a.org_id = o.family_id and a.kind = 'wallet' where o.id = p_org), '[]'),
               'orders', coalesce((select jsonb_agg(json_progress(x, p_now) - 'sales' || jsonb_build_object('name', x.name) order by x.id desc) from (
                       select o.* from orders o where o.org_id = p_org and o.state = 'active' and exists (select from order_caps c where c.order_id = o.id)
                        order by o.id desc limit 50) x), '[]'),
               'work', (select jsonb_build_object('due', count(*) filter (where w.next_at <= p_now), 'later', count(*) filter (where w.next_at > p_now))
                          from work_items w where w.buyer_id = p_org and w.next_at is not null and w.state <> 'done'),
               'days', home_days('purchases', p_org, p_day))
$$;

-- p_money: the key may read what stands on accounts.
create or replace function home_json(p_org uuid, p_day date, p_seller boolean, p_buyer boolean, p_money boolean) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('day', x.day, 'at', json_time(x.at), 'counted_at', (select json_time(t.at) from score_tallies t where t.day = x.day),
               'seller', case when p_seller then home_seller(p_org, x.day) || case when p_money then '{}'::jsonb else '{"held": null}' end end,
               'buyer', case when p_buyer then home_buyer(p_org, x.day, x.at) || case when p_money then '{}'::jsonb else '{"available": null}' end end)
      from (select n.at, coalesce(p_day, (n.at at time zone 'UTC')::date) as day from (select leadx_now() as at offset 0) n) x
$$;

-- ---- the floor

-- The exchange at this moment, bounded: rates over ten seconds, the sold share over the last leads of ten minutes.
create or replace function floor_json() returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    with n as (select leadx_now() as at offset 0),
    latest as (
        select d.state from leads d, n where d.id >= report_floor(n.at, interval '11 minutes') and d.received_at > n.at - interval '10 minutes' order by d.id desc limit 5000),
    clocks as (
        select x.state, count(*) as n, count(*) filter (where x.due_at <= n.at + interval '6 hours') as soon, count(*) filter (where x.due_at <= n.at + interval '24 hours') as today,
               min(x.due_at) as first from disputes x, n where x.state in ('open', 'contested', 'ruled', 'appealed') group by 1)
    select jsonb_build_object('at', json_time(n.at),
               'leads', jsonb_build_object(
                   'per_second', round((select count(*) from leads d where d.id >= report_floor(n.at, interval '15 seconds') and d.received_at > n.at - interval '10 seconds') / 10.0, 1),
                   'latest', (select count(*) from latest), 'sold', (select count(*) from latest where state = 'sold'),
                   'sold_rate', (select report_percent(count(*) filter (where state = 'sold'), count(*)) from latest),
                   'in_review', (select count(*) from leads d where d.state = 'review')),
               'escrow', coalesce((select jsonb_agg(json_money(x.held, x.currency) order by x.currency) from (
                       select a.currency, sum(a.balance_minor)::bigint as held from accounts a where a.kind = 'escrow' group by 1) x), '[]'),
               'disputes', coalesce((select jsonb_agg(jsonb_build_object('state', c.state, 'count', c.n, 'due_in_6h', c.soon, 'due_in_24h', c.today,
                       'first_due_at', json_time(c.first)) order by c.state) from clocks c), '[]'),
               'deliveries', jsonb_build_object(
                   'waiting', (select count(*) from (select from deliveries y where y.state in ('due', 'sending') and y.endpoint_id is not null limit 10000) z),
                   'oldest_due_at', (select json_time(min(y.due_at)) from deliveries y where y.state = 'due' and y.endpoint_id is not null),
                   'endpoints', (select jsonb_build_object('active', count(*) filter (where e.state = 'active'), 'failing', count(*) filter (where e.state = 'active' and e.failures > 0),
                       'disabled', count(*) filter (where e.state = 'disabled')) from endpoints e)),
               'alerts', (select count(*) from alerts x where x.acknowledged_at is null),
               'appeals', (select count(*) from org_appeals x where x.state = 'open'),
               'payouts', (select jsonb_build_object('requested', count(*) filter (where p.state = 'requested'), 'approved', count(*) filter (where p.state = 'approved'))
                             from payouts p where p.state in ('requested', 'approved')),
               'top_ups', (select count(*) from top_ups u where u.state = 'asked'),
               'listings', (select count(*) from listings l where l.state = 'listed'))
      from n
$$;
