-- Top-ups: asked for with a reference that shows a slip of the pen, confirmed once by a deposit under it, or ended without money.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select leadx.operator_accounts_ensure('RUB', pg_temp.t_now());
create temp table t as select pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival;
alter table t add dealer uuid;
update t set dealer = pg_temp.t_org('dealer', false, true, acme);
create function pg_temp.ask(p_org uuid, p_amount bigint, p_currency text default 'RUB') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'top_up_ask', jsonb_build_object('amount', p_amount, 'currency', p_currency, 'days', 14, 'most', 3))
$$;
create function pg_temp.one(p_org uuid, p_amount bigint) returns text language sql as $$ select (pg_temp.ask(p_org, p_amount)).body ->> 'id' $$;
create function pg_temp.confirm(p_top_up text, p_amount bigint, p_currency text default 'RUB') returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('top_up_confirm', jsonb_build_object('top_up', p_top_up, 'amount', p_amount, 'currency', p_currency))
$$;
create function pg_temp.refuse(p_top_up text) returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('top_up_refuse', jsonb_build_object('top_up', p_top_up, 'reason', 'No such company.'))
$$;
create function pg_temp.withdraw(p_org uuid, p_top_up text) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'top_up_withdraw', jsonb_build_object('top_up', p_top_up))
$$;
create function pg_temp.wallet() returns bigint language sql as $$
    select coalesce(sum(a.balance_minor), 0)::bigint from leadx.accounts a, t where a.org_id = t.acme and a.kind = 'wallet'
$$;
create function pg_temp.told() returns text language sql as $$
    select string_agg(n.kind, ' ' order by n.kind) from leadx.notices n, t where n.org_id in (t.acme, t.dealer)
$$;

-- the reference
select is(leadx.creditor_reference('539007547034'), 'RF18539007547034', 'the check digits are those of ISO 11649');
select ok(bool_and(x ~ '^RF[0-9]{2}[CDFGHJKMNPQRTWXY]{8}$') and count(distinct x) = 500, 'a reference has no character that looks like another')
  from (select leadx.top_up_reference() as x from generate_series(1, 500)) r;

-- asking
select pg_temp.t_admin('currency_terms', '{"currency": "RUB", "pay_to": "The Exchange, account 40702810900000012345"}') \g /dev/null
create temp table u as select r.* from t, pg_temp.ask(dealer, 5000) r;
select is(status, 201, 'a company asks') from u;
select is(body - array['id', 'org', 'reference', 'asked_at'],
          '{"amount": {"amount": 5000, "currency": "RUB"}, "paid": null, "state": "asked", "by": "person", "pay_to": "The Exchange, account 40702810900000012345",
            "expires_at": "2026-12-05T12:00:00.000Z", "ended_at": null, "reason": null}', 'and reads where to pay, and until when') from u;
select is(pg_temp.t_said(pg_temp.ask(acme, 5, 'XAF')), '422 invalid_field /amount/currency', 'no niche trades in it') from t;
select is(pg_temp.t_said(pg_temp.ask(pg_temp.t_operator(), 5)), '422 invalid_field /org', 'the operator has no wallet');
select pg_temp.ask(dealer, 1), pg_temp.ask(dealer, 2) from t \g /dev/null
select is(pg_temp.t_said(pg_temp.ask(dealer, 3)), '409 conflict', 'only so many at once') from t;
select is(pg_temp.t_said(pg_temp.ask(acme, 3)), '201', 'counted for each company') from t;

-- confirming
select is(pg_temp.t_said(pg_temp.t_do(dealer, 'top_up_confirm', jsonb_build_object('top_up', body ->> 'id', 'amount', 1, 'currency', 'RUB'))), '403 forbidden',
          'nobody pays by saying so') from t, u;
select is(pg_temp.t_said(pg_temp.confirm(body ->> 'id', 5000, 'EUR')), '422 currency_mismatch /amount/currency', 'other money is not what was asked for') from u;
select is(pg_temp.t_said(pg_temp.confirm(leadx.uuid_v7(now())::text, 1)), '404 not_found', 'one that nobody asked for');
select is(pg_temp.t_said(pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 1, 'currency', 'RUB', 'reference', lower(body ->> 'reference')))),
          '409 conflict /reference', 'an open top-up''s reference is no deposit''s') from t, u;
create temp table p as select r.* from u, pg_temp.confirm(body ->> 'id', 4990) r;
select is(concat_ws(' ', status, body ->> 'state', body -> 'paid' ->> 'amount', body -> 'amount' ->> 'amount', body -> 'deposit' -> 'balance' ->> 'amount'),
          '200 paid 4990 5000 4990', 'what really came is booked') from p;
select is(pg_temp.wallet(), 4990::bigint, 'to the wallet of the family''s root');
select is(changed, array['wallet:' || (body -> 'deposit' ->> 'account')], 'servers are told which wallet') from p;
select is((select count(*) from leadx.transfers x, u where x.reference = u.body ->> 'reference' and x.kind = 'deposit'), 1::bigint, 'as a deposit under its reference');
select is(pg_temp.t_said(pg_temp.confirm(body ->> 'id', 4990)), '409 conflict', 'a second time it is not') from u;
select is(pg_temp.t_said(pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 1, 'currency', 'RUB', 'reference', body ->> 'reference'))),
          '409 conflict /reference', 'nor by a deposit of that reference') from t, u;
select is(pg_temp.t_said(pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 1, 'currency', 'RUB', 'reference', x.spelling))),
          '409 conflict /reference', 'as ' || x.label || ' it stands on the statement') from t, u
 cross join lateral (values ('grouped', regexp_replace(body ->> 'reference', '(....)', '\1 ', 'g')), ('small', lower(body ->> 'reference')),
                            ('parted in another way', regexp_replace(body ->> 'reference', '(..)', '\1/', 'g'))) x(label, spelling);
select is(pg_temp.wallet(), 4990::bigint, 'and the wallet is as it was');
select is(pg_temp.told(), 'top_up.paid', 'its company is told');

-- ending without money
create temp table w as select x.id::text as id from leadx.top_ups x, t where x.org_id = t.dealer and x.state = 'asked' order by x.id;
select is(pg_temp.t_said(pg_temp.withdraw(rival, min(id))), '404 not_found', 'a stranger''s is not there') from t, w group by rival;
select is((pg_temp.withdraw(acme, min(id))).body ->> 'state', 'withdrawn', 'a company of the family takes it back') from t, w group by acme;
select is(pg_temp.t_said(pg_temp.confirm(min(id), 1)), '409 conflict', 'then it cannot be confirmed') from w;
select is(pg_temp.t_said(pg_temp.withdraw(dealer, min(id))), '409 conflict', 'nor withdrawn again') from t, w group by dealer;
select is((pg_temp.refuse(max(id))).body ->> 'reason', 'No such company.', 'the operator refuses with a reason') from w;
select is(pg_temp.t_said(pg_temp.refuse(max(id))), '409 conflict', 'once') from w;
select is(pg_temp.t_said(pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 1, 'currency', 'RUB', 'reference', lower(x.reference)))), '201',
          'what came for it all the same is a deposit') from t, leadx.top_ups x where x.state = 'refused';
select is((select string_agg(y.reference, '') from leadx.transfers y join leadx.top_ups x on x.state = 'refused' and lower(y.reference) = lower(x.reference)),
          (select x.reference from leadx.top_ups x where x.state = 'refused'), 'under the reference as it was given');
select is(pg_temp.told(), 'top_up.paid top_up.refused', 'of a refusal the company is told, of what it withdrew itself not');
select is(pg_temp.t_refused(format('update leadx.top_ups set reason = null where id = %L', max(id))), '23514 top_ups_refused_check', 'never without a reason') from w;

-- time
select is(leadx.top_ups_expire(pg_temp.t_now() + interval '13 days', 10), 0, 'for two weeks it waits');
select is(leadx.top_ups_expire(pg_temp.t_now() + interval '14 days', 10), 1, 'then it expires');
select is(pg_temp.told(), 'top_up.expired top_up.paid top_up.refused', 'and its company is told');
create temp table e as select x.id::text as id from leadx.top_ups x where x.state = 'expired';
select is(pg_temp.t_said(pg_temp.withdraw(acme, id)), '409 conflict', 'there is nothing to take back') from t, e;
select is((pg_temp.confirm(id, 3)).body ->> 'state', 'paid', 'but a transfer that was late is booked') from e;
select is(pg_temp.wallet(), 4994::bigint, 'to the unit');

-- a wallet that asks by itself
select pg_temp.t_do(acme, 'wallet_terms', '{"currency": "RUB", "top_up_below": 6000, "top_up": 2000}') from t \g /dev/null
select leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
create temp table o as select x.id::text as id, x.org_id from leadx.top_ups x where x.state = 'asked';
select is(o.org_id, t.acme, 'asks for its family''s root') from o, t;
select is(leadx.wallet_about(x.account_id) -> 'top_up' ->> 'amount', '2000', 'and events name the amount') from leadx.top_ups x, o where x.id::text = o.id;
select is(pg_temp.t_said(pg_temp.withdraw(acme, id)) || ', ' || pg_temp.t_said(pg_temp.refuse(id)), '409 conflict, 409 conflict', 'it would ask again, so nobody ends it') from t, o;
select leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
select is((select count(*) from leadx.top_ups where asked_by is null), 1::bigint, 'it asks once');
select is((pg_temp.confirm(id, 1000)).body ->> 'by', 'wallet', 'its transfer is confirmed like any other') from o;
select leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
select is((select count(*) from leadx.top_ups where state = 'asked'), 1::bigint, 'too little: it asks again');
select pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 7, 'currency', 'RUB', 'reference', 'bank 9')) from t \g /dev/null
select leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
select is((select string_agg(concat_ws(': ', state, reason), ', ' order by state) from leadx.top_ups where asked_by is null), 'paid, withdrawn: The wallet has enough again.', 'until it has enough');


-- a closed company
select pg_temp.t_do(acme, 'wallet_terms', '{"currency": "RUB", "top_up_below": 90000, "top_up": 2000}') from t \g /dev/null
select leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
select is((select count(*) from leadx.top_ups where state = 'asked'), 1::bigint, 'a wallet asks');
update leadx.orgs set state = 'closed' where id = (select acme from t);
select leadx.wallets_watch(pg_temp.t_now(), 10), leadx.wallets_watch(pg_temp.t_now(), 10) \g /dev/null
select is((select string_agg(distinct reason, ', ') from leadx.top_ups where asked_by is null and state = 'withdrawn'), 'The company is closed., The wallet has enough again.', 'not a closed company''s');
select is((select count(*) from leadx.top_ups where state = 'asked'), 0::bigint, 'and not again');

select * from finish();
rollback;
