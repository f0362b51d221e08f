-- The scores' formulas, and what is counted of a small market; sudden changes are told, noise is not.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

-- the shrunken share: bounded, monotone, the mean without cases, the share with very many
select is(score_shrunk(0, 0, 0.3, 20), 0.3::float8, 'without a case it is the mean');
select ok(abs(score_shrunk(70000, 100000, 0.1, 20) - 0.7) < 0.001, 'with many cases it is the share');
select is(count(*) filter (where not (x.v between least(k / n::float8, m) - 1e-12 and greatest(k / n::float8, m) + 1e-12)), 0::bigint, 'it lies between the two')
  from generate_series(1, 40) n, generate_series(0, n) k, (values (0.0), (0.2), (1.0)) y(m) cross join lateral (select score_shrunk(k, n, m, 20) as v) x;
select is(count(*), 0::bigint, 'one more is more, whatever the sample') from generate_series(1, 30) n, generate_series(0, n - 1) k where score_shrunk(k + 1, n, 0.4, 20) <= score_shrunk(k, n, 0.4, 20);
select is(count(*), 0::bigint, 'a larger sample of the same share is drawn less') from generate_series(1, 50) i where score_shrunk((i + 1) * 3, (i + 1) * 4, 0.1, 20) <= score_shrunk(i * 3, i * 4, 0.1, 20);
select is(count(*) filter (where not q between 0 and 1), 0::bigint, 'worth 0 to 1')
  from unnest('{more,less,relative}'::text[]) c, unnest('{0,0.001,0.5,1,7}'::float8[]) v, unnest('{0,0.5,1}'::float8[]) m, lateral (select score_quality(c, v, m)) x(q);
select is(score_quality('relative', 0.2, 0.2), 0.5::float8, 'the mean counts half');
select is(sign(score_change_z(40, 100, 10, 100))::integer, 1, 'more is positive');
select is(score_change_z(40, 100, 10, 100), -score_change_z(10, 100, 40, 100), 'both ways alike');
select is(array[score_change_z(0, 0, 1, 2), score_change_z(5, 5, 9, 9), score_change_z(0, 5, 0, 9)], '{0,0,0}'::float8[], 'nothing to tell');
select ok(abs(score_change_z(30, 100, 15, 100) - 2.540) < 0.001, 'as the textbook has it');
select is(sum(weight), 100::bigint, 'the weights of a ' || side || ' make 100') from score_measures group by side;

-- a market of one day
select pg_temp.t_operator() \g /dev/null
create temp table t as select pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('acme', false, true) as acme;
select pg_temp.t_fund(acme, 100000) from t \g /dev/null
select (pg_temp.t_admin('niche_create', '{"name": "scored", "title": "c", "currency": "RUB", "return_reasons": [], "fields": [{"name": "a", "type": "text"}, {"name": "b", "type": "text"}]}')).status \g /dev/null
create function pg_temp.no() returns smallint language sql as $$ select no from leadx.niches where name = 'scored' $$;
create temp table s as select i, (pg_temp.t_sell(agency, pg_temp.no(), 'p' || i, array[o])).lead, null::uuid as sale
  from t, pg_temp.t_order(acme, pg_temp.no(), 100) o, generate_series(1, 6) i;
update s set sale = x.id from leadx.sales x where x.lead_id = s.lead;
select pg_temp.t_sell(agency, pg_temp.no(), 'p1', '{}') from t \g /dev/null
update leadx.leads d set attributes = '{"a": 1}', origin = jsonb_build_object('age_s', s.i * 100) from s where d.id = s.lead;
select pg_temp.t_do(acme, 'outcome_report', jsonb_build_object('sale', sale, 'outcomes', jsonb_build_array(jsonb_build_object('kind', k, 'call_seconds', c))),
                    pg_temp.t_now() + m * interval '1 minute')
  from t, s join (values (1, 'sold', 50, 10), (2, 'lost', 5, 60), (3, 'no_answer', 0, 61)) x(n, k, c, m) on x.n = s.i \g /dev/null
select leadx.sale_set_state(lead, sale, 'disputed', 0, pg_temp.t_now()), leadx.sale_conclude(lead, sale, 100, pg_temp.t_now(), 'x') from s where i = 4 \g /dev/null
select leadx.sale_set_state(lead, sale, 'disputed', 0, pg_temp.t_now()), leadx.sale_conclude(lead, sale, 10, pg_temp.t_now(), 'x') from s where i = 5 \g /dev/null
select leadx.sales_settle(pg_temp.t_now() + interval '8 days', 10) \g /dev/null

create function pg_temp.tally(p_now timestamptz) returns void language sql as $$
    select leadx.score_slice(leadx.uuid_floor('2026-11-21'), (select lead from s order by lead offset 3 limit 1), p_now);      -- in two slices
    select leadx.score_slice((select lead from s order by lead offset 3 limit 1), leadx.uuid_floor('2026-11-22'), p_now);
    select leadx.score_day_end('2026-11-21', p_now, '1 second');
$$;
create function pg_temp.counted() returns jsonb language sql as $$
    select jsonb_object_agg(x.measure, x.k || '/' || x.n) from leadx.score_days x, t where x.niche_no = pg_temp.no() and x.org_id in (agency, acme)
$$;
select pg_temp.tally(pg_temp.t_now() + interval '1 day') \g /dev/null
select is(pg_temp.counted() ? 'returns', false, 'nothing is decided while windows run');
select pg_temp.tally(pg_temp.t_now() + interval '9 days') \g /dev/null
select is(pg_temp.counted(), '{"returns": "1/6", "claims": "2/6", "conversion": "1/3", "off_target": "2/3", "refused": "1/7", "completeness": "30000/6",
    "speed": "3/6", "return_share": "1/6", "first_contact": "2/3", "contact_minutes": "131/3"}', 'what was counted');
select pg_temp.tally(pg_temp.t_now() + interval '9 days') \g /dev/null
select is(pg_temp.counted() ->> 'returns', '1/6', 'counted again it is the same');
select leadx.scores_make('2026-11-30') \g /dev/null
create temp table made as select leadx.org_scores_json(agency, true) as seller, leadx.org_scores_json(acme, false) as buyer from t;
select is(seller #>> '{items,0,side}', 'seller', 'the seller has a score') from made;
select ok((seller #>> '{items,0,score}')::numeric between 1 and 99, 'between nothing and everything') from made;
select is((select sum((p ->> 'weight')::integer) from jsonb_array_elements(seller #> '{items,0,parts}') p), 100::bigint, 'made of its parts') from made;
select is((select count(*) from jsonb_array_elements(buyer #> '{items,0,parts}') p where p ->> 'formula' is null or p ->> 'sample' is null), 0::bigint, 'each says how') from made;
select is((select array_agg(p ->> 'measure') from made, t, jsonb_array_elements(leadx.org_scores_json(agency, false) #> '{items,0,parts}') p),
          '{returns,conversion,completeness,speed}', 'others do not see the signals of fraud');

select is(leadx.score_count_good(0, '1 second'), '15 minutes'::interval, 'today is counted often');
select is(leadx.score_count_good(0, '2 minutes'), '100 minutes'::interval, 'but not when that takes long');

-- sudden changes: 40 steady companies and one that turns bad
create function pg_temp.day(p_org uuid, p_day date, p_n integer, p_k integer, p_measure text) returns void language sql as $$
    insert into leadx.score_days (day, org_id, niche_no, measure, n, k) values (p_day, p_org, pg_temp.no(), p_measure, p_n, p_k)
$$;
select setseed(0.5) \g /dev/null
create temp table crowd as select i, pg_temp.t_org('c' || i, true, false) as org from generate_series(1, 41) i;
select pg_temp.day(org, '2027-03-01'::date - d, 20, (select count(*) from generate_series(1, 20) x where random() < case when i = 41 and d < 7 then 0.35 else 0.1 end and x > d - d)::integer, m)
  from crowd, generate_series(0, 34) d, unnest(case when i = 41 then '{claims,refused}'::text[] else '{claims,off_target,refused,speed}' end) m \g /dev/null
select is(leadx.alerts_scan('2027-03-01', '2027-03-01 12:00Z'), 3, 'two signals, and what they come to');
select is((select array_agg(a.measure order by a.measure) from leadx.alerts a join crowd c on c.org = a.org_id where c.i = 41), '{claims,fraud,refused}', 'all of the one that turned bad');
select is((select count(*) from leadx.alerts a join crowd c on c.org = a.org_id where c.i < 41), 0::bigint, 'nobody is accused by chance');
select is((select slowed || ' ' || (payouts_held_reason like 'Signals of fraud%') from leadx.orgs o join crowd c on c.org = o.id where c.i = 41), 'true true', 'it is slowed, its payouts wait');
select is((select array_agg(n.kind) from leadx.notices n join crowd c on c.org = n.org_id where c.i = 41), '{org.restrained}', 'it is told, and how to appeal');
select is((select count(*) from leadx.audit a join crowd c on a.subject = c.org::text where c.i = 41 and a.action in ('alert_raised', 'org_restrained')), 4::bigint, 'all of it is in the audit');
select is(leadx.alerts_scan('2027-03-02', '2027-03-02 12:00Z'), 0, 'not told again');
create temp table al as select a.id from leadx.alerts a where a.measure = 'claims';
select is(pg_temp.t_said(pg_temp.t_admin('alert_acknowledge', jsonb_build_object('alert', id, 'note', 'called them'))), '200', 'acknowledged') from al;
select is(pg_temp.t_said(pg_temp.t_do(agency, 'alert_acknowledge', jsonb_build_object('alert', id))), '403 forbidden', 'by the operator only') from al, t;
select is(leadx.alerts_scan('2027-03-02', '2027-03-02 13:00Z'), 0, 'and not raised again within the week');
select * from finish();
rollback;
