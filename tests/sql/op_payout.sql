-- Payouts: what can be asked for, who approves, how they end, holding times, and fees agreed with a seller.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select leadx.operator_accounts_ensure('RUB', pg_temp.t_now());
create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_niche('roofs', 16) as niche,
    leadx.uuid_v7(now()) as one, leadx.uuid_v7(now()) as two;
alter table t add ord uuid, add payee uuid;
select pg_temp.t_fund(acme, 100000) from t \g /dev/null
update t set ord = pg_temp.t_order(acme, niche, 1000);
create function pg_temp.settled(p_person text, p_at timestamptz default pg_temp.t_now()) returns void language sql as $$
    select pg_temp.t_sell(t.seller, t.niche, p_person, array[t.ord], p_now => p_at) from t;
    select leadx.sales_settle(p_at + interval '8 days', 10);
$$;
create function pg_temp.has(p_kind text) returns bigint language sql as $$
    select coalesce(sum(balance_minor), 0)::bigint from leadx.accounts a, t where a.org_id = t.seller and a.kind = p_kind
$$;
create function pg_temp.ask(p_amount bigint, p_at timestamptz default pg_temp.t_now(), p_source text default null) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(t.seller, 'payout', jsonb_build_object('amount', p_amount, 'currency', 'RUB', 'payee', t.payee, 'source', p_source), p_at) from t
$$;
create function pg_temp.by(p_admin uuid, p_op text, a jsonb) returns leadx.op_answer language sql as $$
    select pg_temp.t_op(p_op, (x.id, x.id, p_admin, true)::leadx.op_caller, a, pg_temp.t_now()) from pg_temp.t_operator() x(id)
$$;
create function pg_temp.approve(p_admin uuid, p_payout text) returns leadx.op_answer language sql as $$
    select pg_temp.by(p_admin, 'payout_approve', jsonb_build_object('payout', p_payout))
$$;
create function pg_temp.finish_it(p_payout text, p_to text, p_reference text default null) returns leadx.op_answer language sql as $$
    select pg_temp.by((select one from t), 'payout_end', jsonb_strip_nulls(jsonb_build_object('payout', p_payout, 'to', p_to, 'reference', p_reference)))
$$;

select pg_temp.settled('anna') \g /dev/null
select is(pg_temp.has('payable'), 900::bigint, 'a sale settled');
select is(pg_temp.t_said(pg_temp.ask(100)), '422 invalid_field /payee', 'without an account to be paid to nothing goes out');
update t set payee = ((pg_temp.t_do(seller, 'payee', jsonb_build_object('id', leadx.uuid_v7(now()), 'currency', 'RUB', 'sealed', '00', 'key', '00', 'hint', '…1234'))).body ->> 'id')::uuid;
select is(pg_temp.t_said(pg_temp.t_do(acme, 'payout', jsonb_build_object('amount', 1, 'currency', 'RUB', 'payee', payee))), '422 invalid_field /payee', 'nor to another''s') from t;
select is(pg_temp.t_said(pg_temp.ask(901)), '409 conflict /amount', 'not more than there is');
create temp table p as select r.body, r.body ->> 'id' as id from pg_temp.ask(600) r;
select is(body ->> 'state' || (body ->> 'account'), 'requested…1234', 'asked for') from p;
select is(pg_temp.has('payable') || ' ' || pg_temp.has('payout'), '300 600', 'the money is on its way');
select is(pg_temp.t_said(pg_temp.ask(301)), '409 conflict /amount', 'and is not asked for twice');
select is(pg_temp.t_said(pg_temp.t_do(acme, 'payout_end', jsonb_build_object('payout', id, 'to', 'cancelled'))), '404 not_found', 'somebody else''s is not there') from t, p;
select is(pg_temp.t_said(pg_temp.t_do(seller, 'payout_end', jsonb_build_object('payout', id, 'to', 'confirmed'))), '404 not_found', 'a seller confirms nothing') from t, p;
select is(pg_temp.t_said(pg_temp.t_do(seller, 'payout_approve', jsonb_build_object('payout', id))), '403 forbidden', 'nor approves') from t, p;
select is(pg_temp.t_said(pg_temp.finish_it(id, 'confirmed')), '409 conflict', 'what was not sent cannot arrive') from p;
select is(pg_temp.t_said(pg_temp.by(one, 'payout_batch', '{"currency": "RUB"}')), '409 conflict', 'nothing approved, nothing to send') from t;
select is((pg_temp.approve(one, id)).body ->> 'state', 'approved', 'one administrator suffices') from t, p;
create temp table b as select r.body, r.body ->> 'id' as id from t, pg_temp.by(one, 'payout_batch', '{"currency": "RUB"}') r;
select is(body -> 'states', '{"sent": 1}', 'a batch sends it') from b;
select is(pg_temp.t_said(pg_temp.finish_it(id, 'cancelled')), '409 conflict', 'sent is past cancelling') from p;
select is((pg_temp.by(one, 'payout_batch_confirm', jsonb_build_object('batch', id))).body -> 'states', '{"confirmed": 1}', 'the bank did all of it') from t, b;
select is(pg_temp.has('payable') || ' ' || pg_temp.has('payout'), '300 0', 'it is out');
select is((pg_temp.by(one, 'payout_batch_confirm', jsonb_build_object('batch', id))).body -> 'states', '{"confirmed": 1}', 'said twice it is out once') from t, b;
select is((pg_temp.finish_it(id, 'returned', 'r 1')).body ->> 'state', 'returned', 'the bank brings it back after all') from p;
select is(pg_temp.has('payable') || ' ' || pg_temp.has('payout'), '900 0', 'and it is the seller''s again');
select results_eq($$select kind::text, amount_minor::bigint from leadx.transfers x, p where x.reference = p.id order by kind$$,
    $$values ('payout', 600::bigint), ('payout_back', 600), ('payout_paid', 600)$$, 'three entries name it') ;

-- two administrators, cancelling, holding back
select pg_temp.t_admin('currency_terms', '{"currency": "RUB", "approval_limit": 500, "min_payout": 50}') \g /dev/null
select is(pg_temp.t_said(pg_temp.ask(49)), '422 invalid_field /amount', 'less than the least payout');
truncate p; insert into p select r.body, r.body ->> 'id' from pg_temp.ask(501) r;
select is((pg_temp.approve(one, id)).body ->> 'state', 'requested', 'above the limit one word is half of it') from t, p;
select is(pg_temp.t_said(pg_temp.approve(one, id)), '409 conflict', 'the same one twice is one') from t, p;
insert into leadx.users (id, org_id, role, state, print, email, email_key, name, name_key, created_at)
    select one, pg_temp.t_operator(), 'admin', 'active', substr(sha256('one'), 1, 16), '', '', '', '', now() from t;
create temp table mine as select (r.body ->> 'id')::uuid as id from t, pg_temp.by(one, 'key_create', jsonb_build_object('org', pg_temp.t_operator(), 'name', 'mine', 'hash', repeat('ab', 32), 'hint', 'x')) r;
select is(pg_temp.t_said(pg_temp.approve(mine.id, p.id)), '409 conflict', 'nor with a key of one''s own') from mine, p;
create temp table theirs as select (r.body ->> 'id')::uuid as id from mine, pg_temp.by(mine.id, 'key_create', jsonb_build_object('org', pg_temp.t_operator(), 'name', 'its', 'hash', repeat('cd', 32), 'hint', 'y')) r;
select is(pg_temp.t_said(pg_temp.approve(theirs.id, p.id)), '409 conflict', 'nor one made with that') from theirs, p;
select is((pg_temp.approve(two, id)).body ->> 'state', 'approved', 'the second makes it whole') from t, p;
select is(pg_temp.t_refused('update leadx.payouts set first_by = approved_by'), '23514 payouts_two_check', 'the table insists on two');
select is((pg_temp.t_do(seller, 'payout_end', jsonb_build_object('payout', id, 'to', 'cancelled'))).body ->> 'state', 'cancelled', 'who asked may cancel') from t, p;
select is(pg_temp.has('payable'), 900::bigint, 'and has it back');
truncate p; insert into p select r.body, r.body ->> 'id' from pg_temp.ask(100) r;
select is((pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'payouts_held', true, 'reason', 'a check'))).body ->> 'payouts_held', 'true', 'payouts of a company can be held') from t;
select is(pg_temp.t_said(pg_temp.approve(one, id)), '409 conflict', 'none is approved then') from t, p;
select is(pg_temp.t_said(pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'payouts_held', true))), '422 missing_field /reason', 'with a reason') from t;
select pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'payouts_held', false)) from t \g /dev/null
select is((select string_agg(kind, ' ' order by kind) from leadx.notices n, t where n.org_id = t.seller and kind like 'payouts%'), 'payouts.held payouts.released', 'and it is told');
select pg_temp.approve(one, id) from t, p \g /dev/null
update leadx.orgs set state = 'suspended' where id = (select seller from t);
select is(pg_temp.t_said(pg_temp.by(one, 'payout_batch', '{"currency": "RUB"}')), '409 conflict', 'nor sent while the company is suspended') from t;
update leadx.orgs set state = 'active' where id = (select seller from t);
update leadx.accounts set balance_minor = -1 where kind = 'debt' and org_id = (select seller from t);
select is(pg_temp.t_said(pg_temp.ask(100)), '409 conflict', 'what is owed comes first');
update leadx.accounts set balance_minor = 0 where kind = 'debt' and org_id = (select seller from t);

-- holding times: earned today, available when they are over
select pg_temp.t_admin('currency_terms', '{"currency": "RUB", "hold_s": 259200, "new_seller_s": 8640000}') \g /dev/null
select pg_temp.settled('boris') \g /dev/null
select is(pg_temp.has('payable'), 1700::bigint, 'another sale settled');
select is(pg_temp.t_said(pg_temp.ask(801, '2026-12-02 12:00+00')), '409 conflict /amount', 'what a new seller earned stays');
select is((pg_temp.ask(800, '2026-12-02 12:00+00')).status, 201, 'what was there before does not');
select is((pg_temp.ask(900, '2026-12-03 00:00+00')).status, 201, 'three days later it goes, from midnight on');
select is((pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'hold_s', 0))).body ->> 'hold_s', '0', 'another time can be agreed') from t;
select pg_temp.settled('clara', '2026-11-25 12:00+00') \g /dev/null
select is((pg_temp.ask(900, '2026-12-03 12:00+00')).status, 201, 'none at all');

-- unused money goes back to its buyer, never credit
update t set payee = ((pg_temp.t_do(acme, 'payee', jsonb_build_object('id', leadx.uuid_v7(now()), 'currency', 'RUB', 'sealed', '00', 'key', '00', 'hint', 'x'))).body ->> 'id')::uuid;
select is((pg_temp.t_do(acme, 'payout', jsonb_build_object('amount', 97000, 'currency', 'RUB', 'payee', payee, 'source', 'wallet'))).status, 201, 'a wallet''s own money') from t;
update leadx.accounts set credit_limit_minor = 10, overdraft_max_minor = 10 where kind = 'wallet' and org_id = (select acme from t);
select is(pg_temp.t_said(pg_temp.t_do(acme, 'payout', jsonb_build_object('amount', 1, 'currency', 'RUB', 'payee', payee, 'source', 'wallet'))), '409 conflict /amount', 'is all of it') from t;

-- fees agreed with a seller are frozen in its sales
update leadx.accounts set balance_minor = balance_minor + 10000 where kind = 'wallet' and org_id = (select acme from t);
create function pg_temp.fee(p_person text) returns bigint language plpgsql as $$
declare v uuid;
begin
    select (pg_temp.t_sell(t.seller, t.niche, p_person, array[t.ord])).lead into v from t;
    return (select fee_minor from leadx.sales where lead_id = v);
end $$;
select is(pg_temp.fee('d1'), 100::bigint, 'the niche''s fee');
select is((pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'fees', '[{"niche": null, "fee_bp": 500}]'::jsonb))).body #>> '{fees,0,fee_bp}', '500', 'one for all niches') from t;
select is(pg_temp.fee('d2'), 50::bigint, 'goes before it');
select pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'fees', '[{"niche": null, "fee_bp": 500}, {"niche": "roofs", "fee_bp": 0, "fee_fixed": 7}]'::jsonb)) from t \g /dev/null
select is(pg_temp.fee('d3'), 7::bigint, 'one for the niche before that');
select is(pg_temp.t_said(pg_temp.t_admin('org_money', jsonb_build_object('org', seller, 'fees', '[{"niche": "no"}]'::jsonb))), '422 unknown_niche /fees', 'an unknown niche') from t;

-- entries as their parties read them
select is(jsonb_array_length(leadx.transfers_page(seller, null, null, null, null, null, 200) -> 'items'), (select count(*)::integer from leadx.transfers x where exists (
    select from leadx.accounts a, t where a.org_id = t.seller and a.id in (x.debit_id, x.credit_id))), 'a seller reads each of its entries once') from t;
select is((select count(*) from t, jsonb_array_elements(leadx.transfers_page(seller, 'settle', null, null, null, null, 200) -> 'items') e
            where e #>> '{from,account}' is not null), 0::bigint, 'the buyer''s account is not told');
create temp table pg1 as select leadx.transfers_page(acme, null, null, null, null, null, 2) as a from t;
select is(jsonb_array_length(a -> 'items'), 2, 'a page') from pg1;
select ok(not exists (select from t, jsonb_array_elements(leadx.transfers_page(acme, null, null, null, null, (a #>> '{items,1,id}')::uuid, 200) -> 'items') e
                       where e ->> 'id' >= a #>> '{items,1,id}'), 'and what comes after it') from pg1;
select * from finish();
rollback;
