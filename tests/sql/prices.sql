-- What leads go for: counted once each, the median that half stay below, benchmarks in their order, few buyers not told.
begin;
\ir support/market.sql
select plan(30);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_niche('insurance_x') as niche;
update leadx.niches set fields = '[{"name": "region", "type": "region"}]', price_min_sample = 3, price_category = 'insurance' where no = (select niche from t);
create function pg_temp.t_g() returns leadx.niches language sql as $$ select g from leadx.niches g join t on g.no = niche $$;
create function pg_temp.t_guide(p_region text default null) returns jsonb language sql as $$ select leadx.price_guide('insurance_x', p_region) $$;
create temp table b as select n, pg_temp.t_org('buyer ' || n, false, true) as org from generate_series(1, 5) n;
select pg_temp.t_fund(org, 1000000) from b \g /dev/null
alter table b add id uuid;
update b set id = pg_temp.t_order(org, t.niche, 100 * n, case when n = 5 then 9000 end) from t;

-- sells one lead in a region to one buyer
create function pg_temp.t_deal(p_n integer, p_region text, p_how text default 's', p_hours integer default 0) returns uuid language plpgsql as $$
declare v uuid;
begin
    select (x).lead into v from (select pg_temp.t_sell(t.seller, t.niche, 'person ' || random(), array[b.id], p_how, p_now => pg_temp.t_now() + p_hours * interval '1 hour') as x from t, b where n = p_n) y;
    update leadx.leads set attributes = case when p_region is null then '{}' else jsonb_build_object('region', p_region) end where id = v;
    return v;
end $$;

select is(leadx.price_rounded(x), y, x || ' counts as ' || y) from (values (7::bigint, 7::bigint), (999, 999), (123456, 123000), (100000000000000, 100000000000000)) v(x, y);

-- benchmarks, from the last to the first
select is(pg_temp.t_guide() -> 'benchmark', '{"amount": {"amount": 32500, "currency": "RUB"}, "origin": "seed", "sample": null, "region": null, "noted_on": "2026-11-22", "text": "from an article"}',
          'before anything was sold: a line of the list, and its day');
update leadx.niches set price_category = null where no = (select niche from t);
select is(pg_temp.t_guide() -> 'benchmark', 'null', 'a niche of another name has none');
select is(pg_temp.t_guide() ->> 'guide', null, 'so there is no guide');
update leadx.niches set benchmark_minor = 50000, price_factors = '{"demand": 150, "season": 33}' where no = (select niche from t);
select is(pg_temp.t_guide() #>> '{benchmark,origin}', 'operator', 'the operator''s figure');
select is(pg_temp.t_guide() #>> '{guide,amount}', '24750', 'times the factors');
select is(pg_temp.t_guide() -> 'factors', '[{"name": "demand", "percent": 150}, {"name": "season", "percent": 33}]', 'each shown');
select is(pg_temp.t_guide() #>> '{suspicious_below,amount}', '20000', 'and what is suspicious');
select is(leadx.price_guide('nowhere', null), null, 'a missing niche is no row');

-- counting
select pg_temp.t_deal(n, case when n <= 3 then 'RU-MOW' end) from generate_series(1, 4) n \g /dev/null
select pg_temp.t_deal(5, 'RU-SPE', 'x') \g /dev/null
select is(leadx.prices_count(pg_temp.t_now() + interval '30 seconds', 100), 0, 'what may still be committing is left for later');
select is(leadx.prices_count(pg_temp.t_now() + interval '2 minutes', 3), 3, 'a bite at a time');
select is(leadx.prices_count(pg_temp.t_now() + interval '2 minutes', 3), 2, 'the rest');
select is(leadx.prices_count(pg_temp.t_now() + interval '2 minutes', 3), 0, 'each once');
select is(leadx.prices_make(pg_temp.t_now() + interval '2 minutes'), 1, 'medians are made');
select is(leadx.prices_make(pg_temp.t_now() + interval '50 minutes'), 0, 'every hour');
select results_eq('select region, kind, median_minor, n from leadx.price_medians join t on niche = niche_no order by 1, 2',
    $$values ('', 'all', 300::bigint, 5::bigint), ('', 'exclusive', 9000, 1), ('', 'shared', 200, 4), ('RU-MOW', 'all', 200, 3), ('RU-MOW', 'shared', 200, 3), ('RU-SPE', 'all', 9000, 1), ('RU-SPE', 'exclusive', 9000, 1)$$,
    'half of the sales stay at it or below');
select is(pg_temp.t_guide() -> 'benchmark', '{"amount": {"amount": 300, "currency": "RUB"}, "origin": "own", "sample": 5, "region": null, "noted_on": null, "text": "median of the last 28 days"}',
          'own sales go before all');
select is(pg_temp.t_guide('RU-MOW') #>> '{benchmark,amount,amount}', '200', 'the region''s own');
select is(pg_temp.t_guide('RU-SPE') #>> '{benchmark,amount,amount}', '300', 'the niche''s, where the region has too few');
select is(pg_temp.t_guide('RU-SPE') #> '{own,all}', '{"sample": 1, "median": null}', 'whose median is not told');
select results_eq('select region, amount_minor from leadx.price_benchmarks() b join t on b.niche_no = niche order by 1', $$values ('', 300::bigint), ('RU-MOW', 200)$$, 'the server measures by the same');
select leadx.prices_make(pg_temp.t_now() + interval '29 days') \g /dev/null
select is(pg_temp.t_guide() #>> '{benchmark,origin}', 'operator', 'sales of 28 days ago say nothing');

-- the marketplace is left out
create temp table m as select pg_temp.t_deal(1, 'RU-MOW', 's', 1) as id;
update leadx.decisions set trigger = 'purchase' where lead_id = (select id from m);
select is(leadx.prices_count(pg_temp.t_now() + interval '3 hours', 100) || ' ' || (select sum(n) from leadx.price_counts c join t on t.niche = c.niche_no), '1 5', 'what was taken from the marketplace does not count');

-- demand
create function pg_temp.t_demand(p_region text default null) returns jsonb language sql as $$ select leadx.demand_left('insurance_x', p_region) - 'made_at' - 'niche' - 'least_buyers' $$;
update leadx.accounts a set balance_minor = 1000 from b where a.org_id = b.org and a.kind = 'wallet';
update leadx.orders o set filter = '{"region": {"in": ["RU-MOW"]}}' from b where o.id = b.id and n > 2;
insert into leadx.order_caps (order_id, per, count_cap, period_start) select id, 'day', 2, '-infinity' from b where n <= 2;
select is(pg_temp.t_demand(), '{"region": null, "few": false, "buyers": 5, "orders": 5, "left_today": 11, "going_price": {"amount": 300, "currency": "RUB"}}',
          'caps and money bound what is left: 2 + 2 + 3 + 2 + 2');
select is(pg_temp.t_demand('RU-MOW') ->> 'left_today', '11', 'all want Moscow');
select is(pg_temp.t_demand('RU-SPE'), '{"region": "RU-SPE", "few": true, "buyers": null, "orders": null, "left_today": null, "going_price": null}', 'two buyers elsewhere are not told of');
select pg_temp.t_demand('XX-' || n) from generate_series(1, 20) n \g /dev/null
select ok((select count(*) from leadx.demand_seen join t on niche = niche_no) <= 4, 'made-up regions leave one row behind');

select finish();
rollback;
