-- What listed leads cost: the same figures as core/curve's, and a niche's policy kept and changed.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create temp table points (steps text, resold_percent integer, start_minor bigint, floor_minor bigint, age_s bigint, resold integer, price bigint);
\copy points from 'tests/data/market_prices.tsv'
create function pg_temp.policy(p_steps text, p_resold integer) returns jsonb language sql as $$
    select jsonb_build_object('resold_percent', p_resold, 'steps',
               jsonb_agg(jsonb_build_object('hours', split_part(s, ':', 1)::integer, 'percent', split_part(s, ':', 2)::integer) order by i))
      from string_to_table(p_steps, ',') with ordinality u(s, i)
$$;
select cmp_ok(count(*), '>=', 300::bigint, 'points to compare') from points;
select is((select array_agg(p) from points p
            where market_price(pg_temp.policy(steps, resold_percent), start_minor, floor_minor, pg_temp.t_now(), resold = 1, pg_temp.t_now() + age_s * interval '1 second') <> price),
          null, 'every price is that of the table, which core/curve agrees with');
select is(market_price(pg_temp.policy('0:100,1:50', 100), 100, 1, pg_temp.t_now(), false, pg_temp.t_now() + interval '3599.999 seconds'), 100::bigint, 'a step counts when its second is full');

select is(market_price_exclusive('{"exclusive_percent": 250}', 333, 1), 832::bigint, 'alone: rounded down');
select is(market_price_exclusive('{"exclusive_percent": 100}', 333, 900), 900::bigint, 'never under the niche''s floor');
select is((select array_agg(x) from generate_series(1, 400) x
            where market_price_for_payout(x, 1234, 7) - sale_fee(market_price_for_payout(x, 1234, 7), 1234, 7) < x), null, 'the seller gets at least what it asks');
select is(market_price_for_payout(5, 10000, 0), null, 'unless the fee takes everything');

-- the start: the operator's word, the benchmark, the orders' median, the floor
select pg_temp.t_niche('price_t') as n \gset
create function pg_temp.start(p_set text) returns bigint language plpgsql as $$
begin
    execute 'update leadx.niches set ' || p_set || ' where name = ''price_t''';
    return (select leadx.market_start(n) from leadx.niches n where n.name = 'price_t');
end $$;
select is(pg_temp.start('floor_shared_minor = 30'), 200::bigint, 'nothing known: what the floor is the floor of');
select is(pg_temp.start('price_category = ''entertainment'''), 6500::bigint, 'hearsay goes before it');
select pg_temp.t_order(pg_temp.t_org('b' || x, false, true), :n::smallint, x) from (values (500), (700), (90000)) v(x) \g /dev/null
select is(pg_temp.start('floor_shared_minor = 30'), 700::bigint, 'the median of what orders pay');
select is(pg_temp.start('benchmark_minor = 2000'), 2000::bigint, 'the benchmark goes before it');
select is(pg_temp.start('price_factors = ''{"demand": 150}'''), 3000::bigint, 'times the factors of the niche');
select is(pg_temp.start('market = market || ''{"start": 900}'''), 900::bigint, 'and what the operator set before both');
select is(pg_temp.start('floor_shared_minor = 1000'), 1000::bigint, 'but never under the floor');

-- the policy is changed member by member
select is((pg_temp.t_admin('niche_change', '{"niche": "price_t", "market": {"days": 7, "k": 9}}')).body -> 'market' -> 'days', '7'::jsonb, 'a member changes');
select is((select market - '{days,k}'::text[] from niches where name = 'price_t'),
          (select market || '{"start": 900}' from niches where name = 'price_t') - '{days,k}'::text[], 'the others stay');
select is(pg_temp.t_refused('update leadx.niches set market = market || ''{"steps": []}'' where name = ''price_t'''), '23514 niches_market_check', 'a policy has steps');
select * from finish();
rollback;
