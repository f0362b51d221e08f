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
select results_eq($$select kind::text, amount_minor::bigint, day from leadx.transfers where reference = 'bank 1'$$, $$values ('deposit', 5000::bigint, '2026-11-21'::date)$$,
                  'one transfer, today');
select is(changed, array['wallet:' || (pg_temp.wallet()).id], 'servers are told which wallet') from d;
select is(pg_temp.t_said(pg_temp.pay(acme, 5000, 'bank 1')), '409 conflict /reference', 'one reference moves money once') from t;
select is(pg_temp.t_said(pg_temp.pay(acme, 5, 'bank 2', 'XAF')), '422 invalid_field /amount/currency', 'no niche trades in it') from t;
select is(pg_temp.t_said(pg_temp.pay(pg_temp.t_operator(), 5, 'bank 2')), '422 invalid_field /org', 'not to the operator') from t;
select is(pg_temp.t_said(pg_temp.t_do(acme, 'deposit', '{}')), '403 forbidden', 'a buyer books nothing') from t;

-- debt first: of the company and of the family's root
insert into leadx.accounts as a (id, org_id, currency, kind, balance_minor, created_at)
select leadx.uuid_v7(now()), x.org, 'ISK', 'debt', x.owed, now() from t, lateral (values (acme, -300), (dealer, -200)) x(org, owed)
    on conflict (org_id, currency, kind) do update set balance_minor = excluded.balance_minor;
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

-- charge-backs: what is there, then debt; orders pause; deposits fill the debt first
update leadx.accounts set balance_minor = 300, reserved_minor = 50, credit_limit_minor = 100, overdraft_max_minor = 100 where id = (pg_temp.wallet()).id;
insert into leadx.orders (id, org_id, family_id, niche_no, name, shared_price_minor, wallet_id, escrow_id, created_at, updated_at)
select leadx.uuid_v7(pg_temp.t_now()), dealer, acme, n.no, 'roofs', 10, (pg_temp.wallet()).id, (pg_temp.wallet()).id, pg_temp.t_now(), pg_temp.t_now()
  from t, leadx.niches n where n.name = 'money_t';
create temp table cb as select r.* from t, pg_temp.t_admin('charge_back', jsonb_build_object('org', dealer, 'amount', 400, 'currency', 'ISK', 'reference', 'back 1')) r;
select is(body -> 'debt' ->> 'amount', '150', 'neither reserved money nor credit is taken: the rest is owed') from cb;
select is((pg_temp.wallet()).balance_minor, 50::bigint, 'the wallet keeps what is reserved');
select is((select state || revision from leadx.orders, t where family_id = acme and name = 'roofs'), 'paused2', 'the family''s orders pause');
select is(cardinality(changed), 2, 'and the servers hear of order and wallet') from cb;
select is(pg_temp.t_said(pg_temp.t_admin('charge_back', jsonb_build_object('org', dealer, 'amount', 400, 'currency', 'ISK', 'reference', 'back 1'))),
          '409 conflict /reference', 'once a reference') from t;
select is((pg_temp.pay(acme, 200, 'bank 7')).body -> 'debt_paid' ->> 'amount', '150', 'the next deposit fills the debt first') from t;

-- providers: one reference, one effect, one answer
create function pg_temp.event(p jsonb, p_body text default 'b') returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('payment_event', jsonb_build_object('provider', 'kortis', 'body', encode(sha256(p_body::bytea), 'hex')) || p)
$$;
create temp table ev as select jsonb_build_object('type', 'deposit', 'reference', 'k-1', 'org', acme, 'amount', 70, 'currency', 'ISK') e from t;
select is((pg_temp.event(e)).status, 200, 'a deposit reported by a provider') from ev;
create temp table before as select (pg_temp.wallet()).balance_minor as b;
select is((pg_temp.event(e)).body ->> 'reference', 'k-1', 'said again it is answered again') from ev;
select is((pg_temp.wallet()).balance_minor, b, 'and does nothing') from before;
select is(pg_temp.t_said(pg_temp.event(e, 'other')), '409 conflict /reference', 'another body under it is refused') from ev;
select is(pg_temp.t_said(pg_temp.event(e || '{"reference": "k-2", "currency": "XAF"}')), '422 invalid_field /amount/currency', 'what cannot be booked leaves no trace') from ev;
select is((pg_temp.event(e || '{"reference": "k-2"}')).status, 200, 'so that it may be said rightly') from ev;
select is((pg_temp.event(e || '{"reference": "k-3", "type": "charge_back"}')).status, 200, 'a charge-back') from ev;
select is((pg_temp.wallet()).balance_minor, b, 'takes it back') from before;
select is(pg_temp.t_said(pg_temp.t_do(acme, 'payment_event', '{}')), '403 forbidden', 'only the operator''s server says so') from t;

-- adjustments
create function pg_temp.adjust(p jsonb, p_by uuid default null) returns leadx.op_answer language sql as $$
    select pg_temp.t_op('adjustment', (x.id, x.id, coalesce(p_by, x.id), true)::leadx.op_caller, '{"currency": "ISK", "reason": "because"}' || p, pg_temp.t_now())
      from pg_temp.t_operator() x(id)
$$;
create function pg_temp.end_it(p_id text, p_approve boolean, p_by uuid) returns leadx.op_answer language sql as $$
    select pg_temp.t_op('adjustment_end', (x.id, x.id, p_by, true)::leadx.op_caller, jsonb_build_object('adjustment', p_id, 'approve', p_approve), pg_temp.t_now())
      from pg_temp.t_operator() x(id)
$$;
truncate before; insert into before select (pg_temp.wallet()).balance_minor;
select is((pg_temp.adjust(jsonb_build_object('kind', 'gift', 'org', dealer, 'amount', 30))).body ->> 'state', 'done', 'a gift, by one administrator') from t;
select is((pg_temp.wallet()).balance_minor, b + 30, 'stands in the wallet') from before;
select is(pg_temp.t_said(pg_temp.adjust(jsonb_build_object('kind', 'write_off', 'org', acme, 'amount', 1))), '409 conflict /amount', 'no debt, nothing to write off') from t;
select is(pg_temp.t_said(pg_temp.adjust('{"kind": "draw", "amount": 1}')), '409 conflict /amount', 'nothing earned, nothing to take out');
select is(pg_temp.t_said(pg_temp.adjust(jsonb_build_object('kind', 'draw', 'org', acme, 'amount', 1))), '422 invalid_field /org', 'a draw is the operator''s') from t;
update leadx.accounts set balance_minor = -40 where kind = 'debt' and org_id = (select acme from t) and currency = 'ISK';
select is((pg_temp.adjust(jsonb_build_object('kind', 'write_off', 'org', acme, 'amount', 40))).status, 201, 'a debt is written off') from t;
select is((select balance_minor from leadx.accounts a, t where a.org_id = t.acme and a.currency = 'ISK' and a.kind = 'debt'), 0::bigint, 'and gone');
select leadx.ledger_book(array[leadx.ledger_entry('fee', (pg_temp.wallet()).id, leadx.operator_account('revenue', 'ISK'), 20, 'ISK')], pg_temp.t_now()) \g /dev/null
select is(leadx.account_sum(leadx.operator_account('revenue', 'ISK')), 20::bigint, 'revenue is summed');
select is((pg_temp.adjust('{"kind": "draw", "amount": 15}')).status, 201, 'what was earned can be taken out');
select is(pg_temp.t_said(pg_temp.adjust('{"kind": "draw", "amount": 6}')), '409 conflict /amount', 'once');
select is((pg_temp.t_admin('currency_terms', '{"currency": "ISK", "approval_limit": 100}')).body ->> 'approval_limit', '100', 'a limit for one administrator');
create temp table ad as select r.status, r.body ->> 'id' as id from t, pg_temp.adjust(jsonb_build_object('kind', 'gift', 'org', dealer, 'amount', 101)) r;
select is(status, 202, 'above it, it waits') from ad;
select is((pg_temp.wallet()).balance_minor, b + 10, 'and nothing moves') from before;
select is(pg_temp.t_said(pg_temp.end_it(id, true, pg_temp.t_operator())), '409 conflict', 'for another administrator') from ad;
select is((pg_temp.end_it(id, true, leadx.uuid_v7(now()))).body ->> 'state', 'done', 'who approves it') from ad;
select is((pg_temp.wallet()).balance_minor, b + 111, 'then it moves') from before;
select is(pg_temp.t_said(pg_temp.end_it(id, true, leadx.uuid_v7(now()))), '409 conflict', 'once') from ad;
select is(pg_temp.t_refused('update leadx.adjustments set approved_by = requested_by'), '23514 adjustments_two_check', 'the table insists on two');
select * from finish();
rollback;
