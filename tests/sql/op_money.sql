-- Deposits and credit limits: where the money goes, once a reference, and that debt comes first.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select pg_temp.t_admin('niche_create', '{"name": "money_t", "title": "M", "currency": "ISK", "fields": [], "return_reasons": []}') \g /dev/null
create temp table t as select pg_temp.t_org('acme', false, true) as acme;
alter table t add dealer uuid;
update t set dealer = pg_temp.t_org('dealer', true, true, acme);
create function pg_temp.pay(p_org uuid, p_amount bigint, p_reference text, p_currency text default 'ISK') returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('deposit', jsonb_build_object('org', p_org, 'amount', p_amount, 'currency', p_currency, 'reference', p_reference))
$$;
create function pg_temp.credit(p_org uuid, p_amount bigint) returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('credit_limit', jsonb_build_object('org', p_org, 'amount', p_amount, 'currency', 'ISK'))
$$;
create function pg_temp.wallet() returns leadx.accounts language sql as $$
    select a from leadx.accounts a, t where a.org_id = t.acme and a.kind = 'wallet' and a.currency = 'ISK'
$$;

create temp table d as select r.* from t, pg_temp.pay(dealer, 5000, 'bank 1') r;
select is(status, 201, 'a deposit for a dealer') from d;
select is((pg_temp.wallet()).balance_minor, 5000::bigint, 'goes to the wallet of its family''s root');
select is(body -> 'balance', '{"amount": 5000, "currency": "ISK"}', 'whose balance is told') from d;
select results_eq($$select kind, amount_minor, day from leadx.transfers where reference = 'bank 1'$$, $$values ('deposit', 5000::bigint, '2026-11-21'::date)$$,
                  'one transfer, today');
select is(changed, array['wallet:' || (pg_temp.wallet()).id], 'servers are told which wallet') from d;
select is(pg_temp.t_said(pg_temp.pay(acme, 5000, 'bank 1')), '409 conflict /reference', 'one reference moves money once') from t;
select is(pg_temp.t_said(pg_temp.pay(acme, 5, 'bank 2', 'XAF')), '422 invalid_field /amount/currency', 'no niche trades in it') from t;
select is(pg_temp.t_said(pg_temp.pay(pg_temp.t_operator(), 5, 'bank 2')), '422 invalid_field /org', 'not to the operator') from t;
select is(pg_temp.t_said(pg_temp.t_do(acme, 'deposit', '{}')), '403 forbidden', 'a buyer books nothing') from t;

-- debt first: of the company and of the family's root
insert into leadx.accounts (id, org_id, currency, kind, balance_minor, created_at)
select leadx.uuid_v7(now()), x.org, 'ISK', 'debt', x.owed, now() from t, lateral (values (acme, -300), (dealer, -200)) x(org, owed);
create temp table e as select r.* from t, pg_temp.pay(dealer, 400, 'bank 3') r;
select is(body -> 'debt_paid' ->> 'amount', '400', 'a deposit smaller than the debt pays only debt') from e;
select is((select sum(balance_minor) from leadx.accounts where kind = 'debt' and currency = 'ISK'), -100::numeric, 'what is left is owed');
select is((pg_temp.wallet()).balance_minor, 5000::bigint, 'the wallet got nothing');
select is((pg_temp.pay(dealer, 150, 'bank 4')).body -> 'debt_paid' ->> 'amount', '100', 'then the rest of the debt') from t;
select is((pg_temp.wallet()).balance_minor, 5050::bigint, 'and the wallet the rest of the money');
select is((select sum(amount_minor) from leadx.transfers where reference like 'bank _'), 5550::numeric, 'the books hold every unit');

-- credit
select is((pg_temp.credit(dealer, 1000)).body -> 'credit_limit' ->> 'amount', '1000', 'a limit is agreed for the family') from t;
select is(pg_temp.t_refused($$update leadx.accounts set balance_minor = -1001 where id = (pg_temp.wallet()).id$$), '23514 accounts_overdraft_check', 'beyond it the wallet does not go');
update leadx.accounts set balance_minor = -900 where id = (pg_temp.wallet()).id;
select is(pg_temp.t_said(pg_temp.credit(acme, 200)), '200', 'a limit can be lowered below what is drawn') from t;
select is((pg_temp.wallet()).overdraft_max_minor, 900::bigint, 'the depth reached stays allowed');
select is(pg_temp.t_refused($$update leadx.accounts set balance_minor = -901 where id = (pg_temp.wallet()).id$$), '23514 accounts_overdraft_check', 'but no deeper');
select pg_temp.pay(acme, 500, 'bank 5') from t \g /dev/null
select is((pg_temp.wallet()).overdraft_max_minor, 400::bigint, 'a deposit makes it shallower');
select pg_temp.pay(acme, 500, 'bank 6') from t \g /dev/null
select is((pg_temp.wallet()).overdraft_max_minor, 200::bigint, 'down to the limit');
select is(pg_temp.t_refused($$update leadx.accounts set balance_minor = -200, reserved_minor = 1 where id = (pg_temp.wallet()).id$$), '23514 accounts_overdraft_check', 'what is reserved counts as spent');
select * from finish();
rollback;
