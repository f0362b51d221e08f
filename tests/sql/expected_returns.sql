-- What buyers are expected to return: taken from their scores, by the niche's mean for everybody else, written only when it differs.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
create temp table t as select pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival, pg_temp.t_org('newcomer', false, true) as newcomer;
select (pg_temp.t_admin('niche_create', '{"name": "ranked", "title": "r", "currency": "RUB", "return_reasons": [], "fields": [], "rank": "effective"}')).status \g /dev/null
create function pg_temp.no() returns smallint language sql as $$ select no from leadx.niches where name = 'ranked' $$;
create function pg_temp.expected() returns integer[] language sql as $$
    select array[leadx.expected_returns_percent(pg_temp.no(), acme), leadx.expected_returns_percent(pg_temp.no(), rival),
                 leadx.expected_returns_percent(pg_temp.no(), newcomer)]::integer[] from t
$$;
create function pg_temp.taken(p_day date) returns integer language sql as $$
    select leadx.scores_make(p_day);
    select leadx.expected_returns_make(p_day, pg_temp.t_now());
$$;

select is(pg_temp.expected(), '{10,10,10}'::integer[], 'of nobody anything is known: what is usual');
insert into leadx.score_days (day, org_id, niche_no, measure, n, k)
select '2026-11-20', o, pg_temp.no(), 'return_share', 180, k from t cross join lateral (values (acme, 90), (rival, 0)) x(o, k);
select is(pg_temp.taken('2026-11-21'), 3, 'two buyers and the mean');
-- mean (90 + 20 * 0.1) / (360 + 20); acme (90 + 20 * mean) / 200, rival 20 * mean / 200
select is(pg_temp.expected(), '{47,2,24}'::integer[], 'shrunken shares in whole per cent; the mean of the niche for who has none');
select is(pg_temp.taken('2026-11-21'), 0, 'the same scores change nothing');
select pg_temp.t_order(acme, pg_temp.no(), 100) from t \g /dev/null
select is((select array_agg(returns_percent) from leadx.book_orders b where b.niche_no = pg_temp.no()), '{47}'::integer[], 'the book is told');
update leadx.score_days set k = 89 where org_id = (select acme from t);
select ok(pg_temp.taken('2026-11-21') <= 1, 'a case more or less moves what it moves by a whole per cent, and nobody else');
delete from leadx.score_days where org_id = (select acme from t);
select is(pg_temp.taken('2026-11-22'), 3, 'who has no score any more is expected to return what the niche does');
select is(pg_temp.expected(), '{1,0,1}'::integer[], 'which is its only buyer''s, nearly');
select is(pg_temp.t_said(pg_temp.t_admin('niche_change', '{"niche": "ranked", "rank": "price"}')), '200', 'the niche ranks by price again');
select is((select array_agg(distinct returns_percent) from leadx.book_orders b where b.niche_no = pg_temp.no()), '{0}'::integer[], 'and returns count for nothing');
update leadx.score_days set k = 180 where niche_no = pg_temp.no();
update leadx.score_days set n = 2000000, k = 2000000 where niche_no = pg_temp.no();
select pg_temp.taken('2026-11-22') \g /dev/null
select is(leadx.expected_returns_percent(pg_temp.no(), rival), 99::smallint, 'never all of it: a price is worth something') from t;
select * from finish();
rollback;
