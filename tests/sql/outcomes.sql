-- What buyers report of their purchases: kept, once an outside id, judged by the rule frozen with the sale.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
create temp table t as select pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('other', false, true) as other;
select pg_temp.t_fund(acme, 10000) from t \g /dev/null
select (pg_temp.t_admin('niche_create', '{"name": "calls", "title": "c", "currency": "RUB", "fields": [], "return_reasons": [], "call_seconds": 60}')).status \g /dev/null
create temp table s as
select (x).lead, null::uuid as sale
  from t, leadx.niches n, pg_temp.t_order(acme, n.no, 100) o, pg_temp.t_sell(agency, n.no, 'anna', array[o]) x where n.name = 'calls';
update s set sale = x.id from leadx.sales x where x.lead_id = s.lead;

create function pg_temp.report(p_org uuid, p_list jsonb, p_after interval default '1 hour') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'outcome_report', jsonb_build_object('sale', sale, 'outcomes', p_list), pg_temp.t_now() + p_after) from s
$$;
create function pg_temp.verdict() returns text language sql as $$
    select concat_ws(' ', x.v ->> 'verdict', x.v ->> 'by') from s, leadx.sales y cross join lateral (select leadx.sale_verdict_json(y) as v) x where y.id = s.sale
$$;

select is(pg_temp.verdict(), '', 'nobody knows yet');
select is(pg_temp.t_said(pg_temp.report(other, '[{"kind": "contacted"}]')), '404 not_found', 'another buyer''s purchase') from t;
select is(pg_temp.t_said(pg_temp.report(agency, '[{"kind": "contacted"}]')), '404 not_found', 'nor does the seller report') from t;
select is(pg_temp.t_said(pg_temp.report(acme, '[{"kind": "contacted", "external_id": "c1", "call_seconds": 60}]')), '201', 'a call') from t;
select is(pg_temp.verdict(), 'not_target call', 'as long as the rule is not longer than it');
select is((pg_temp.t_admin('niche_change', '{"niche": "calls", "call_seconds": 10}')).status, 200, 'the niche changes its rule');
select is(pg_temp.verdict(), 'not_target call', 'the sale keeps its own');
select is(pg_temp.t_said(pg_temp.report(acme, '[{"kind": "contacted", "external_id": "c1", "call_seconds": 60}]')), '200', 'said again it is the same') from t;
select is(pg_temp.t_said(pg_temp.report(acme, '[{"kind": "contacted", "external_id": "c1", "call_seconds": 61}]')), '422 external_id_reused /outcomes/0/external_id',
          'the same id for something else') from t;
select is(pg_temp.t_said(pg_temp.report(acme, '[{"kind": "qualified"}, {"kind": "contacted", "external_id": "c1", "call_seconds": 61}]')),
          '422 external_id_reused /outcomes/1/external_id', 'one bad report') from t;
select is((select count(*) from s, leadx.outcomes o where o.lead_id = s.lead), 1::bigint, 'keeps the whole list out');
select is((pg_temp.report(acme, '[{"kind": "contacted", "external_id": "c1", "call_seconds": 60}, {"kind": "contacted", "external_id": "c2", "call_seconds": 61}]')).body -> 'new',
          '1', 'a list with one new report') from t;
select is(pg_temp.verdict(), 'target call', 'a longer call');

select is(pg_temp.t_said(pg_temp.report(acme, x)), y, y || ': ' || x) from t, (values
    ('[{"kind": "lost", "at": "2026-11-21T13:06:00Z"}]'::jsonb, '422 invalid_field /outcomes/0/at'), ('[{"kind": "lost", "at": "2026-11-21T11:54:00Z"}]', '422 invalid_field /outcomes/0/at'),
    ('[{"kind": "sold", "amount": 5, "currency": "USD"}]', '422 currency_mismatch /outcomes/0/amount/currency'),
    ('[{"kind": "recontact_at", "recontact_at": "2031-01-01T00:00:00Z"}]', '422 invalid_field /outcomes/0/recontact_at'),
    ('[{"kind": "recontact_at", "recontact_at": "2027-01-01T00:00:00Z"}]', '201'), ('[{"kind": "sold", "amount": 5, "currency": "RUB"}]', '201')) v(x, y);
select is(pg_temp.t_said(pg_temp.report(acme, '[{"kind": "lost"}]', '367 days')), '409 conflict', 'after a year nothing is taken any more') from t;

-- verdicts by hand
create function pg_temp.judge(p_org uuid, p_verdict text) returns text language sql as $$
    select pg_temp.t_said(case when p_org is null then pg_temp.t_admin('outcome_verdict', x.a) else pg_temp.t_do(p_org, 'outcome_verdict', x.a) end)
      from s cross join lateral (select jsonb_build_object('sale', sale, 'verdict', p_verdict, 'reason', 'the line dropped') as a) x
$$;
select is(pg_temp.judge(other, 'target'), '404 not_found', 'another buyer judges nothing') from t;
select is(pg_temp.judge(acme, 'not_target'), '201', 'the buyer judges') from t;
select is(pg_temp.verdict(), 'not_target buyer', 'over the call');
select is(pg_temp.judge(null, 'target'), '201', 'the operator judges');
select is(pg_temp.verdict(), 'target operator', 'over the buyer');
select is(pg_temp.judge(acme, 'not_target'), '201', 'the buyer again') from t;
select is(pg_temp.verdict(), 'target operator', 'does not outrank it');

-- what the seller sees
select is((select jsonb_agg(e -> 'outcome' order by e ->> 'outcome') from s, t, jsonb_array_elements(leadx.lead_timeline(lead, agency, false) -> 'events') e where e ->> 'kind' = 'outcome'),
          (select jsonb_agg(o.kind order by o.kind) from s, leadx.outcomes o where o.lead_id = s.lead), 'the seller reads the history');
select ok(leadx.lead_timeline(lead, agency, false)::text !~ 'amount": 5,', 'without what it earned the buyer') from s, t;
select is((select count(*) from jsonb_array_elements(leadx.lead_timeline(lead, acme, false) -> 'events') e where e ->> 'kind' = 'outcome') > 0, true, 'and so does the buyer') from s, t;

-- at most 50
select is(pg_temp.t_said(pg_temp.report(acme, (select jsonb_agg('{"kind": "no_answer"}'::jsonb) from generate_series(1, 50)))), '409 conflict /outcomes', 'a purchase takes 50 reports') from t;

select is(verdict_of(a, b, c, 40), y, concat_ws(' ', a, b, c)) from (values (null, null, null::integer, null), (null, null, 0, 'not_target'), (null, null, 40, 'not_target'),
    (null, null, 41, 'target'), (null, 'target', 5, 'target'), ('not_target', 'target', 500, 'not_target')) v(a, b, c, y);

select is(pg_temp.t_refused(format('insert into leadx.outcomes (lead_id, id, sale_id, at, reported_at, key_id, kind, %s) select lead, leadx.uuid_v7(now()), sale, now(), now(), sale, %s from s', k, v)), c, c)
  from (values ('external_id', '''lost'', ''c1''', '23505 outcomes_external_key'), ('call_seconds', '''lost'', -1', '23514 outcomes_call_seconds_check'),
    ('amount_minor', '''lost'', 5', '23514 outcomes_amount_check'), ('recontact_at', '''lost'', now()', '23514 outcomes_recontact_check'),
    ('verdict', '''verdict'', ''target''', '23514 outcomes_manual_check'), ('reason', '''lost'', ''x''', '23514 outcomes_manual_check'),
    ('operator', '''lost'', true', '23514 outcomes_operator_check'), ('call_seconds', '''bought'', 1', '23514 outcomes_kind_check')) x(k, v, c);
select * from finish();
rollback;
