-- Reviews: let through as if never held, or turned down; revealing a contact leaves a trace.
begin;
\ir support/market.sql
select plan(17);

create function pg_temp.t_op(p_op text, p_lead uuid, p_admin boolean, p_more jsonb default '{}', p_now timestamptz default pg_temp.t_now())
    returns leadx.op_answer language plpgsql as $$
declare v leadx.op_answer; v_org uuid := '00000000-0000-0000-0000-0000000000ff';
begin
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v
        using (v_org, v_org, v_org, p_admin)::leadx.op_caller, jsonb_build_object('lead', p_lead) || p_more, p_now;
    return v;
end $$;

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme,
    pg_temp.t_niche('roofs') as niche, (select id from leadx.orgs where operates) as operator;
update t set operator = leadx.uuid_v7(now()) where operator is null;
insert into leadx.orgs (id, family_id, name, alias, state, operates, created_at)
    select operator, operator, 'the floor', 'the floor', 'active', true, now() from t where not exists (select from leadx.orgs where operates);
select pg_temp.t_fund(acme, 1000000) from t \g /dev/null
create temp table o as select pg_temp.t_order(acme, niche, 500) as id from t;

create temp table held as select x.* from t, pg_temp.t_sell(seller, niche, 'anna', null, p_want => 'review', p_code => 'in_review') x;
select is(state, 'review', 'held for review') from held;
select is((pg_temp.t_op('review_approve', lead, false)).status, 404, 'nobody but the operator sees a review') from held;
select is((pg_temp.t_op('review_approve', leadx.uuid_v7(now()), true)).status, 404, 'a missing lead is a missing lead');
select is((pg_temp.t_op('review_approve', lead, true)).changed, array['lead:' || lead], 'approved, it is offered at once') from held;
select results_eq('select d.state::text, d.code::text, d.sellable, d.open_until from leadx.leads d join held on id = lead',
                  $$values ('open', null::text, true, pg_temp.t_now() + interval '24 hours')$$, 'open as long as a hot lead is');
select is((pg_temp.t_op('review_approve', lead, true)).status, 409, 'once') from held;
select is((pg_temp.t_sell(seller, niche, 'anna', array[o.id], p_lead => lead)).state, 'sold', 'and sells') from t, held, o;

create temp table bad as select x.* from t, pg_temp.t_sell(seller, niche, 'boris', null, p_want => 'review', p_code => 'suspicious_price') x;
select is((pg_temp.t_op('review_reject', lead, false, '{"reason": "x"}')).status, 404, 'nobody else rejects') from bad;
select is((pg_temp.t_op('review_reject', lead, true, '{"reason": "bought list"}')).body ->> 'status', 'rejected', 'rejected') from bad;
select is(d.code, 'suspicious_price', 'with the code it was held for') from leadx.leads d join bad on id = lead;
select is((select detail ->> 'reason' from leadx.lead_events e join bad on e.lead_id = lead where kind = 'review_rejected'), 'bought list',
          'and the reason for its seller');
select is((pg_temp.t_sell(seller, niche, 'boris', null)).state, 'open', 'the person is free again') from t;
select is((pg_temp.t_op('review_reject', lead, true, '{"reason": "x"}')).status, 409, 'once') from bad;

create temp table late as select (pg_temp.t_sell(seller, niche, 'clara', null, p_want => 'review', p_code => 'in_review',
    p_consent_ms => (extract(epoch from pg_temp.t_now()) * 1000)::bigint + 60000)).* from t;
select is((pg_temp.t_op('review_approve', lead, true, '{}', pg_temp.t_now() + interval '2 minutes')).status, 409,
          'a consent that ran out meanwhile is not sold') from late;
select is((pg_temp.t_op('review_approve', lead, true)).status, 200, 'one that still runs') from late;
select is(open_until, pg_temp.t_now() + interval '1 minute', 'bounds the lead''s time') from leadx.leads join late on id = lead;

select is((select count(*) from t, bad, leadx.lead_reveal(lead, seller, seller, 'curious')), 0::bigint, 'only the operator reveals a contact');
select * from finish();
rollback;
