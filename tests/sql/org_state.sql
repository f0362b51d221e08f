-- How a company comes to trade: applied, approved, suspended, resumed, closed; terms; niches that do not take everybody; restraints
-- and appeals.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select pg_temp.t_niche('open_n'), pg_temp.t_niche('club') \g /dev/null
create function pg_temp.no(p_name text) returns smallint language sql as $$ select no from leadx.niches where name = p_name $$;
create function pg_temp.go(p_org uuid, p_op text, p_more jsonb default '{"reason": "because"}') returns text language sql as $$
    select pg_temp.t_said(pg_temp.t_admin('org_' || p_op, p_more || jsonb_build_object('org', p_org)))
$$;
create function pg_temp.state(p_org uuid) returns text language sql as $$ select state from leadx.orgs where id = p_org $$;

-- every transition from every state
create temp table moves as
select x.state, x.op, (pg_temp.t_admin('org_create', jsonb_build_object('name', x.state || x.op, 'sells', true, 'state', 'applied'))).body ->> 'id' as org
  from (select s.state, o.op from unnest('{applied,active,suspended,closed}'::text[]) s(state), unnest('{approve,suspend,resume,close}'::text[]) o(op)) x;
update leadx.orgs o set state = m.state from moves m where o.id = m.org::uuid;
select is(pg_temp.go(org::uuid, op) || ' ' || pg_temp.state(org::uuid), case
              when state || op in ('appliedapprove', 'suspendedresume', 'activeapprove', 'activeresume') then '200 active'
              when state || op in ('activesuspend', 'suspendedsuspend') then '200 suspended'
              when op = 'close' then '200 closed' else '409 conflict ' || state end, state || ', then ' || op) from moves;
select is(pg_temp.t_said(pg_temp.t_do(org::uuid, 'org_' || op, jsonb_build_object('org', org))), '403 forbidden', 'no company moves itself: ' || op) from moves where state = 'active';
select is(pg_temp.go(leadx.uuid_v7(now()), 'suspend'), '404 not_found', 'a missing company');
select is(pg_temp.go(pg_temp.t_operator(), 'suspend'), '409 conflict', 'the operator stays');

-- terms
create temp table app as select ((pg_temp.t_admin('org_create', '{"name": "New", "buys": true, "sells": true, "state": "applied"}')).body ->> 'id')::uuid as org;
select is(pg_temp.t_said(pg_temp.t_do(org, 'terms_publish', '{"version": "1", "text": "x"}')), '403 forbidden', 'only the operator publishes terms') from app;
select is(pg_temp.t_said(pg_temp.t_do(org, 'terms_accept', '{"version": "1", "sha256": "x"}')), '409 conflict /version', 'none were published') from app;
select is(pg_temp.t_said(pg_temp.t_admin('terms_publish', '{"version": "1", "text": "Be fair."}')), '201', 'terms');
select is(pg_temp.t_said(pg_temp.t_admin('terms_publish', '{"version": "1", "text": "Be fairer."}')), '409 conflict /version', 'are never changed');
select is(pg_temp.go(org, 'approve'), '409 conflict', 'who has not accepted them does not begin') from app;
select is(pg_temp.t_said(pg_temp.t_do(org, 'terms_accept', '{"version": "1", "sha256": "00"}')), '409 conflict /sha256', 'accepting another text') from app;
select is(pg_temp.t_said(pg_temp.t_do(org, 'terms_accept', jsonb_build_object('version', '1', 'sha256', encode(sha256('Be fair.'), 'hex')))), '200', 'accepting') from app;
select is((select terms || ' ' || (terms_at = pg_temp.t_now()) from leadx.orgs, app where id = org), '1 true', 'is kept with its time');
select is(pg_temp.go(org, 'approve'), '200', 'now it begins') from app;
select is((select vetted_at from leadx.orgs, app where id = org), pg_temp.t_now(), 'vetted');

-- suspension
create temp table t as select pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('more', false, true) as more;
select pg_temp.t_fund(acme, 10000), pg_temp.t_fund(more, 10000) from t \g /dev/null
create temp table o as select pg_temp.t_order(acme, pg_temp.no('open_n'), 100) as running, pg_temp.t_order(acme, pg_temp.no('open_n'), 100) as stopped from t;
select pg_temp.t_do(acme, 'order_state', jsonb_build_object('order', stopped, 'state', 'paused')) from t, o \g /dev/null
create temp table l as select (pg_temp.t_sell(agency, pg_temp.no('open_n'), 'sold', array[running])).lead as sold,
                              (pg_temp.t_sell(agency, pg_temp.no('open_n'), 'open', '{}')).lead as open from t, o;
create function pg_temp.orders() returns text language sql as $$
    select string_agg(x.state || coalesce('/' || x.paused_for, ''), ' ' order by x.id <> o.running) from leadx.orders x, t, o where x.org_id = acme
$$;
select is((pg_temp.t_admin('org_suspend', jsonb_build_object('org', acme, 'reason', 'debts'))).changed, array['org:' || acme, 'order:' || running], 'suspending a buyer is told everywhere') from t, o;
select is(pg_temp.orders(), 'paused/suspension paused', 'its orders pause');
select is((pg_temp.t_sell(agency, pg_temp.no('open_n'), 'new', array[running])).state, 'open', 'and buy nothing') from t, o;
select is(pg_temp.go(acme, 'resume'), '200', 'resumed') from t;
select is(pg_temp.orders(), 'active paused', 'what was running goes on, what its buyer paused stays');
select is((pg_temp.t_sell(agency, pg_temp.no('open_n'), 'newer', array[running])).state, 'sold', 'and buys') from t, o;
select is(pg_temp.go(agency, 'suspend'), '200', 'a seller is suspended') from t;
select is((select d.state || ' ' || d.sellable from leadx.leads d, l where d.id = l.open), 'withdrawn false', 'its open lead is withdrawn');
select is((select d.state || ' ' || d.sellable from leadx.leads d, l where d.id = l.sold), 'sold false', 'a sold one looks for no more buyers');
select is((pg_temp.t_sell(acme, pg_temp.no('open_n'), 'open', '{}')).state, 'open', 'the person is free again') from t;
select is((select state from leadx.sales s, l where s.lead_id = l.sold), 'held', 'the sale stands');
select is(leadx.sales_settle(pg_temp.t_now() + interval '8 days', 10), 2, 'and is settled');
select is((select array_agg(n.kind order by n.id) from leadx.notices n, t where n.org_id = agency), '{org.suspended}', 'the seller was told');

-- many leads: the rest is the chore's
create temp table crowd as select pg_temp.t_org('crowd', true, false) as org;
select count(pg_temp.t_sell(org, pg_temp.no('open_n'), 'c' || i, '{}')) from crowd, generate_series(1, 6) i \g /dev/null
select is((select leadx.org_leads_withdraw(org, '00000000-0000-0000-0000-000000000000', 4, pg_temp.t_now()) is not null from crowd), true, 'a page');
select is((select count(*) filter (where d.state = 'withdrawn') from leadx.leads d, crowd where d.seller_id = org), 4::bigint, 'is withdrawn');
insert into leadx.org_suspensions (id, org_id, at, key_id, cursor) select leadx.uuid_v7(now()), org, now(), org, (select d.id from leadx.leads d where d.seller_id = org order by d.id offset 3 limit 1) from crowd;
select is(array[leadx.suspended_withdraw(pg_temp.t_now(), 4), leadx.suspended_withdraw(pg_temp.t_now(), 4)], '{1,0}', 'the chore takes the rest');
select is((select count(*) filter (where d.state = 'withdrawn') from leadx.leads d, crowd where d.seller_id = org), 6::bigint, 'all of it');

-- niches that do not take everybody
create function pg_temp.ordering(p_org uuid) returns text language sql as $$ select pg_temp.t_said(pg_temp.t_do(p_org, 'order_create', '{"niche": "club", "name": "o", "shared_price": 100}')) $$;
select is(pg_temp.ordering(more), '201', 'an open niche takes everybody') from t;
select is((pg_temp.t_admin('niche_change', '{"niche": "club", "admission": "listed"}')).status, 200, 'the niche becomes a club');
create function pg_temp.club() returns text language sql as $$
    select string_agg(distinct x.state || coalesce('/' || x.paused_for, ''), ' ') from leadx.orders x, t where x.org_id = more
$$;
select is(pg_temp.club(), 'paused/admission', 'orders of those it does not know stop');
select is(pg_temp.ordering(more), '403 not_admitted /niche', 'new ones are refused') from t;
select is(pg_temp.t_said(pg_temp.t_do(more, 'order_state', jsonb_build_object('order', x.id, 'state', 'active'))), '403 not_admitted', 'and none resumes') from t, leadx.orders x where x.org_id = more;
select is(pg_temp.go(more, 'admission', '{"niche": "nowhere", "admitted": true}'), '422 unknown_niche /niche', 'an unknown niche') from t;
select is(pg_temp.go(more, 'admission', '{"niche": "club", "admitted": true}'), '200', 'admitted') from t;
select is(pg_temp.club(), 'active', 'they go on');
select is(pg_temp.go(more, 'suspend'), '200', 'suspended') from t;
select is(pg_temp.go(more, 'admission', '{"niche": "club", "admitted": false}'), '200', 'and dismissed meanwhile') from t;
select is(pg_temp.go(more, 'resume'), '200', 'resumed') from t;
select is(pg_temp.club(), 'paused/admission', 'does not bring it back');
select is((pg_temp.t_admin('niche_change', '{"niche": "club", "admission": "open"}')).status, 200, 'open for all again');
select is(pg_temp.club(), 'active', 'and so are its orders');
select is(pg_temp.t_said(pg_temp.t_admin('org_change', jsonb_build_object('org', more, 'niches', '["open_n"]'::jsonb))), '200', 'a company limited to other niches') from t;
select is(pg_temp.club(), 'paused/admission', 'stops here too');

-- restraints and appeals
create function pg_temp.appeal(p_org uuid) returns leadx.op_answer language sql as $$ select pg_temp.t_do(p_org, 'appeal_send', '{"text": "It was not us."}') $$;
select is(pg_temp.t_said(pg_temp.appeal(acme)), '409 conflict', 'nothing is held against it') from t;
select is(pg_temp.go(acme, 'restrain'), '200', 'restrained') from t;
select is((select slowed || ' ' || payouts_held_reason from leadx.orgs, t where id = acme), 'true because', 'slowed, payouts held');
create temp table ap as select r.* from t, pg_temp.appeal(acme) r;
select is(status || ' ' || (body -> 'against')::text || coalesce(body ->> 'text', ''), '201 ["restraint"]', 'it appeals; the answer does not repeat its words') from ap;
select is(pg_temp.t_said(pg_temp.appeal(acme)), '409 conflict', 'once at a time') from t;
create function pg_temp.decide(p_grant boolean) returns text language sql as $$
    select pg_temp.t_said(pg_temp.t_admin('appeal_decide', jsonb_build_object('appeal', x.id, 'grant', p_grant, 'answer', 'seen'))) from leadx.org_appeals x order by x.state = 'open' desc, x.id desc limit 1
$$;
select is(pg_temp.decide(false), '200', 'refused');
select is(pg_temp.decide(true), '409 conflict', 'is decided');
select is((select slowed from leadx.orgs, t where id = acme), true, 'and stays restrained');
select is(pg_temp.go(acme, 'suspend'), '200', 'suspended as well') from t;
select is((pg_temp.appeal(acme)).body -> 'against', '["suspension", "restraint"]', 'it appeals again') from t;
select is(pg_temp.decide(true), '200', 'granted');
select is((select state || slowed || coalesce(payouts_held_reason, '-') from leadx.orgs, t where id = acme), 'activefalse-', 'all is lifted');
select is(pg_temp.t_said(pg_temp.t_admin('org_money', jsonb_build_object('org', acme, 'payouts_held', true, 'reason', 'x'))), '200', 'payouts held by hand') from t;
select is((pg_temp.appeal(acme)).body -> 'against', '["restraint"]', 'may be appealed against too') from t;
select is(pg_temp.decide(true), '200', 'granted');
select is((select payouts_held_reason from leadx.orgs, t where id = acme), null, 'they go again');
select is((select array_agg(distinct n.kind order by n.kind) from leadx.notices n, t where n.org_id = acme and n.kind like 'appeal%'), '{appeal.granted,appeal.refused}', 'it was told');

select is(pg_temp.t_refused(x), c, c) from (values
    ('update leadx.orders set paused_for = ''suspension'', state = ''active''', '23514 orders_paused_for_check'),
    ('update leadx.niches set admission = ''closed''', '23514 niches_admission_check'),
    ('insert into leadx.org_restraints (id, org_id, at, reason) select leadx.uuid_v7(now()), agency, now(), ''x'' from t, generate_series(1, 2)', '23505 org_restraints_open_key'),
    ('update leadx.org_appeals set state = ''open''', '23514 org_appeals_decided_check')) v(x, c);
select * from finish();
rollback;
