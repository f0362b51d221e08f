-- Leads that wait for a date: who may put one off and how far, what the date comes to, and what may not cross it.
begin;
\ir support/market.sql
select plan(38);

create function pg_temp.t_op(p_op text, p_org uuid, p_args jsonb, p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language plpgsql as $$
declare v leadx.op_answer;
begin
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v using (p_org, p_org, p_org, false)::leadx.op_caller, p_args, p_now;
    return v;
end $$;
create function pg_temp.t_defer(p_org uuid, p_lead uuid, p_until timestamptz, p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language sql as $$
    select pg_temp.t_op('lead_defer', p_org, jsonb_build_object('lead', p_lead, 'until', p_until), p_now)
$$;
create function pg_temp.t_hours(p integer) returns timestamptz language sql as $$ select pg_temp.t_now() + p * interval '1 hour' $$;
create function pg_temp.t_lead(p_lead uuid) returns text language sql as $$
    select concat_ws(' ', state, code, case when sellable then 'sellable' end) from leadx.leads where id = p_lead
$$;
create function pg_temp.t_claimant(p_person text) returns uuid language sql as $$
    select lead_id from leadx.fingerprints where hash = substring(sha256(p_person::bytea) for 16) and until > pg_temp.t_hours(2000)
$$;

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('rival', true, false) as rival,
    pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('bolt', false, true) as bolt, pg_temp.t_niche('roofs') as niche;
alter table t add acme_order uuid, add bolt_order uuid;
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(bolt, 1000000) from t \g /dev/null
update t set acme_order = pg_temp.t_order(acme, niche, 500), bolt_order = pg_temp.t_order(bolt, niche, 400);

-- who may, and how far
create temp table l as select (pg_temp.t_sell(seller, niche, 'anna', null)).lead from t;
select is((pg_temp.t_defer(rival, lead, pg_temp.t_hours(48))).status, 404, 'another seller''s lead is a missing one') from t, l;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_now())).status, 422, 'now is no later date') from t, l;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_now() + interval '180 days 1 second')).status, 422, 'nor is a date beyond 180 days') from t, l;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(48))).body - 'id',
          '{"status": "deferred", "code": null, "deferred_until": "2026-11-23T12:00:00.000Z"}', 'an open lead is put off') from t, l;
select is(pg_temp.t_lead(lead), 'deferred', 'and sells to nobody meanwhile') from l;
select is((pg_temp.t_sell(seller, niche, 'anna', array[acme_order], p_lead => lead)).state, 'gone', 'also to a buyer found before') from t, l;
select is((pg_temp.t_sell(rival, niche, 'anna', null)).state, 'duplicate', 'it keeps the person as an open one does') from t;
select is(leadx.deferrals_release(pg_temp.t_hours(47)), 0, 'before its date nothing happens');
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(72))).status, 200, 'the date is moved') from t, l;
select is(leadx.deferrals_release(pg_temp.t_hours(71)), 0, 'and holds as moved');
select is(leadx.deferrals_release(pg_temp.t_hours(72)), 1, 'on the date it comes back');
select is(pg_temp.t_lead(lead), 'open sellable', 'open') from l;
select is(open_until, pg_temp.t_hours(96), 'as long as a hot lead is') from leadx.leads join l on id = lead;
select is(leadx.deferrals_release(pg_temp.t_hours(73)), 0, 'once');
select is(array(select kind || coalesce(' ' || (detail ->> 'result'), '') from leadx.lead_events e join l on e.lead_id = lead order by id),
          array['deferred', 'deferred', 'deferral_ended open'], 'its timeline tells all of it');
select is((pg_temp.t_sell(seller, niche, 'anna', array[acme_order], p_lead => lead, p_now => pg_temp.t_hours(73))).state, 'sold', 'it sells') from t, l;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(99), pg_temp.t_hours(73))).status, 409, 'a lead that somebody has is not put off') from t, l;

-- how often
create temp table often as select (pg_temp.t_sell(seller, niche, 'zoe', null)).lead from t;
select is(array_agg(distinct (pg_temp.t_defer(seller, lead, pg_temp.t_hours(100 + n))).status), array[200], 'a date and twenty moves') from t, often, generate_series(0, 20) n;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(200))).status, 409, 'are enough') from t, often;
select is((pg_temp.t_op('lead_withdraw', seller, jsonb_build_object('lead', lead))).status, 200, 'a lead that waits is withdrawn') from t, often;
select is(leadx.deferrals_release(pg_temp.t_hours(121)), 1, 'its date comes all the same');
select is(pg_temp.t_lead(lead), 'withdrawn', 'and changes nothing') from often;

-- what the date finds
create temp table w as select n, (pg_temp.t_sell(seller, niche, 'person ' || n, null,
    p_consent_ms => case when n = 1 then (extract(epoch from pg_temp.t_hours(60)) * 1000)::bigint end)).lead from t, generate_series(1, 4) n;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(60))).body #>> '{errors,0,message}', 'must lie before the consent ends, on 2026-11-24T00:00:00.000Z',
          'not beyond the consent') from t, w where n = 1;
select is((pg_temp.t_defer(seller, lead, pg_temp.t_hours(50))).status, 200, 'put off ' || n) from t, w;
update leadx.leads set consent_expires_at = pg_temp.t_hours(49) where id = (select lead from w where n = 1);
insert into leadx.suppressions select v.suppress[1], '00000000-0000-0000-0000-000000000000', pg_temp.t_now() from leadx.contacts v join w on w.lead = v.lead_id where n = 2;
update leadx.fingerprints set until = pg_temp.t_now() where lead_id in (select lead from w where n > 2);
create temp table other as select x.* from t, pg_temp.t_sell(rival, niche, 'person 3', null) x;
select leadx.deferrals_release(pg_temp.t_hours(51)) from w \g /dev/null
select results_eq('select pg_temp.t_lead(lead) from w order by n',
    $$values ('expired consent_expired'), ('expired suppressed'), ('expired duplicate'), ('open sellable')$$, 'each is asked afresh, and says why not');
select is((select until from leadx.fingerprints f join w on f.lead_id = lead where n = 4), pg_temp.t_hours(51) + interval '30 days', 'what comes back claims its person anew');
select is(pg_temp.t_lead(lead), 'open no_match sellable', 'a rival''s lead of the person is left alone') from other;

-- reported by a buyer
create temp table s as select x.* from t, pg_temp.t_sell(seller, niche, 'boris', array[acme_order]) x;
select is((pg_temp.t_op('outcome_report', acme, jsonb_build_object('sale', s.id, 'outcomes', jsonb_build_array(jsonb_build_object('kind', 'recontact_at',
           'external_id', 'r', 'recontact_at', pg_temp.t_now() + interval '20 days'))))).status, 201, 'a buyer reports when to ask again')
  from t, leadx.sales s where s.lead_id = (select lead from s);
select is(pg_temp.t_lead(lead), 'sold sellable', 'what is on sale stays on sale') from s;
select leadx.leads_expire(pg_temp.t_hours(100), 100) \g /dev/null
select is(pg_temp.t_lead(lead), 'sold', 'until its time is over') from s;
select leadx.deferrals_release(pg_temp.t_now() + interval '20 days') from generate_series(1, 3) \g /dev/null
select is(pg_temp.t_lead(lead), 'sold sellable', 'on that date its free places are offered again') from s;
select is((pg_temp.t_sell(seller, niche, 'boris', array[acme_order, bolt_order], p_lead => lead, p_now => pg_temp.t_now() + interval '20 days')).verdicts, array[7, 1]::smallint[],
          'to others than who has it') from t, s;
select results_eq($$select (j ->> 'kind') || coalesce(' ' || (j #>> '{detail,cause}'), '') from t, s, jsonb_array_elements(leadx.lead_timeline(lead, bolt, false) -> 'events') j
    where j ->> 'kind' like 'def%'$$, array[]::text[], 'another buyer does not read what the first one reported');

-- a date on an open lead whose time runs out first
create temp table x as select (pg_temp.t_sell(seller, niche, 'clara', null)).lead from t;
select leadx.deferral_set(d, pg_temp.t_now() + interval '10 days', 'recontact', null, pg_temp.t_now()) from leadx.leads d join x on d.id = lead \g /dev/null
select leadx.leads_expire(pg_temp.t_hours(100), 100) \g /dev/null
select is(pg_temp.t_lead(lead), 'deferred no_match', 'waits instead of expiring') from x;
select leadx.deferrals_release(pg_temp.t_now() + interval '10 days') from generate_series(1, 3) \g /dev/null
select is(pg_temp.t_lead(lead), 'open sellable', 'and comes back') from x;

select finish();
rollback;
