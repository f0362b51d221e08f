-- The audit: before and after, nothing that names a person; the day it stands on; nobody changes it.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select is(leadx.audit_changes('{"a": 1, "b": {"x": "1"}, "revision": 1}', '{"a": 2, "b": {"x": "1"}, "revision": 2}'), '{"a": [1, 2]}', 'what changed');
select is(leadx.audit_changes(null, '{"a": 1}'), '{"a": [null, 1]}', 'what was made');
select is(leadx.audit_changes('{"a": 1}', '{"a": 1}'), null, 'nothing');
select is(leadx.audit_changes('{"contact": {"email": "a@b.c"}, "x": {"phone": "7", "n": 1}, "list": [{"secret": "s"}]}', '{}'),
          '{"contact": ["***", null], "x": [{"phone": "***", "n": 1}, null], "list": [[{"secret": "***"}], null]}', 'no person, no secret, however deep');
select is(leadx.audit_changes(null, jsonb_build_object('long', repeat('x', 3000))) #>> '{long,1,sha256}', encode(sha256(('"' || repeat('x', 3000) || '"')::bytea), 'hex'),
          'what is long stands as its hash');

create temp table t as select pg_temp.t_org('acme', false, true) as acme;
create function pg_temp.said(p_org uuid, p_admin boolean, p_op text, a jsonb) returns jsonb language sql as $$
    select m.body::jsonb from leadx.orgs o, leadx.mutate(null, null, o.id, o.family_id, o.id, p_admin, p_op, a) m where o.id = p_org
$$;
create function pg_temp.last() returns leadx.audit language sql as $$ select a from leadx.audit a order by id desc limit 1 $$;
select is(pg_temp.said(pg_temp.t_operator(), true, 'niche_create', '{"name": "audit_t", "title": "A", "currency": "RUB", "fields": [], "return_reasons": []}') ->> 'name',
          'audit_t', 'a niche is made');
select is((pg_temp.last()).changes #>> '{name,1}', 'audit_t', 'and written down');
create temp table made as select pg_temp.said(acme, false, 'order_create', '{"niche": "audit_t", "name": "one", "shared_price": 500}') as body from t;
select is((pg_temp.last()).subject, body ->> 'id', 'an order is made') from made;
select is((pg_temp.last()).changes #>> '{name,1}', 'one', 'as it is');
select pg_temp.said(acme, false, 'order_change', jsonb_build_object('order', body ->> 'id', 'shared_price', 700)) from t, made \g /dev/null
select is((pg_temp.last()).changes, '{"shared_price": [{"amount": 500, "currency": "RUB"}, {"amount": 700, "currency": "RUB"}]}', 'and changed: before and after');
select pg_temp.said(pg_temp.t_operator(), true, 'org_change', jsonb_build_object('org', acme, 'address', 'Street 1', 'state', 'suspended')) from t \g /dev/null
select is((pg_temp.last()).changes, '{"state": ["active", "suspended"], "address": [null, "***"]}', 'an address is not kept');
select pg_temp.said(pg_temp.t_operator(), true, 'credit_limit', jsonb_build_object('org', acme, 'currency', 'RUB', 'amount', 900)) from t \g /dev/null
select is((pg_temp.last()).changes #>> '{credit_limit,1,amount}', '900', 'an agreed credit');
select pg_temp.said(pg_temp.t_operator(), true, 'dispute_terms', '{"niche": "audit_t", "claim_fee": 500}') \g /dev/null
select is((pg_temp.last()).changes, '{"claim_fee": [{"amount": 0, "currency": "RUB"}, {"amount": 500, "currency": "RUB"}]}', 'terms of claims: before and after');
create temp table sold as select no, pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('rival', false, true) as rival, null::uuid as o, null::uuid as lead
  from leadx.niches where name = 'audit_t';
select pg_temp.t_fund(rival, 100000) from sold \g /dev/null
update sold set o = pg_temp.t_order(rival, no, 300);
update sold set lead = (pg_temp.t_sell(agency, no, 'p', array[o])).lead;
select leadx.sales_settle(pg_temp.t_now() + interval '8 days', 10) \g /dev/null
select pg_temp.said(pg_temp.t_operator(), true, 'sale_reverse', jsonb_build_object('sale', s.id, 'refund_percent', 50, 'text', 'x')) from sold join leadx.sales s on s.lead_id = sold.lead \g /dev/null
select is((pg_temp.last()).changes, '{"state": ["final", "reversed"], "refund": [{"amount": 0, "currency": "RUB"}, {"amount": 150, "currency": "RUB"}]}',
          'a sale taken back: what it was and how much');
create temp table n as select count(*) from leadx.audit;
select pg_temp.said(acme, false, 'order_change', '{"order": "01a20106-ad6c-7000-8000-000000000001", "shared_price": 700}') from t \g /dev/null
select is((select count(*) from leadx.audit), (select count from n), 'a refusal leaves nothing');

-- the day: the first one that is not closed
select is((pg_temp.last()).day, (leadx.leadx_now() at time zone 'UTC')::date, 'today');
insert into leadx.ledger_days (day, closed_at) values ((leadx.leadx_now() at time zone 'UTC')::date + 3, now());
select pg_temp.said(acme, false, 'order_state', jsonb_build_object('order', body ->> 'id', 'state', 'paused')) from t, made \g /dev/null
select is((pg_temp.last()).day, (leadx.leadx_now() at time zone 'UTC')::date + 4, 'or the one after the last closed');

select is(pg_temp.t_refused_as(r, x), '42501', r || ': ' || x) from (values ('leadx_server'), ('leadx_reader')) v(r),
    (values ('update leadx.audit set action = ''x'''), ('delete from leadx.audit'), ('truncate leadx.audit'), ('insert into leadx.audit select * from leadx.audit')) w(x);
select * from finish();
rollback;
