-- The verifier, whole and in pieces: both find the same faults, whichever row was changed.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select leadx.operator_accounts_ensure('RUB', pg_temp.t_now());
create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_niche('roofs', 16) as niche;
alter table t add ord uuid;
select pg_temp.t_admin('deposit', jsonb_build_object('org', acme, 'amount', 100000, 'currency', 'RUB', 'reference', 'b')) from t \g /dev/null
update t set ord = pg_temp.t_order(acme, niche, 1000);
select pg_temp.t_sell(t.seller, t.niche, p, array[t.ord]) from t, unnest(array['a', 'b', 'c', 'd', 'e']) p \g /dev/null
create temp table s as select row_number() over (order by id) as n, lead_id, id from leadx.sales;
select leadx.sale_conclude(lead_id, id, 40, pg_temp.t_now() + interval '1 day', 'x') from s where n = 1 \g /dev/null
select leadx.sale_conclude(lead_id, id, 100, pg_temp.t_now() + interval '1 day', 'x') from s where n = 2 \g /dev/null
select leadx.sales_settle(pg_temp.t_now() + interval '8 days', 1) \g /dev/null
select leadx.sale_reverse(lead_id, id, 70, pg_temp.t_now() + interval '9 days', 'x') from s where n = 1 \g /dev/null
select leadx.sale_reverse(x.lead_id, x.id, 100, pg_temp.t_now() + interval '9 days', 'x') from leadx.sales x where x.state = 'final' \g /dev/null

create function pg_temp.whole() returns jsonb language sql as $$ select leadx.ledger_verify() -> 'problems' $$;
create function pg_temp.pieces() returns jsonb language sql as $$
    select coalesce((select jsonb_agg(p) from (
        select jsonb_array_elements(leadx.ledger_check_now() -> 'problems') as p
        union all select jsonb_array_elements(leadx.ledger_check_day((d ->> 'day')::date, n, 3) -> 'problems') from jsonb_array_elements(leadx.ledger_check_days()) d, generate_series(1, 3) n) x), '[]')
$$;
create function pg_temp.codes(p jsonb) returns text language sql as $$
    select string_agg(distinct e ->> 'code', ' ' order by e ->> 'code') from jsonb_array_elements(p) e
$$;
select is(pg_temp.whole(), '[]', 'good books');
select is(pg_temp.pieces(), '[]', 'in pieces too');
update leadx.ledger_days set closed_at = now() where day < '2026-11-29';
select leadx.ledger_seal(pg_temp.t_now()) from generate_series(1, 12) \g /dev/null
select is((select count(*) from leadx.ledger_days where sealed_at is not null), 2::bigint, 'two closed days are sealed, one is open');
select is(pg_temp.pieces(), '[]', 'good with sealed days');
select is(leadx.account_sum(id), (select sum(case credit_id when a.id then amount_minor else -amount_minor end)::bigint from leadx.transfers where a.id in (debit_id, credit_id)),
          'a summed account: ' || kind) from leadx.accounts a where exists (select from leadx.transfers where a.id in (debit_id, credit_id));
select is((leadx.ledger_check_now() -> 'currencies'), leadx.ledger_verify() -> 'currencies', 'the sums are the same');

-- each fault is found by both, and taken back
create function pg_temp.both(p_break text) returns text language plpgsql as $$
declare v text;
begin
    begin
        execute p_break;
        v := pg_temp.codes(pg_temp.whole()) || ' / ' || pg_temp.codes(pg_temp.pieces());
        raise exception using errcode = 'LX999', message = coalesce(v, 'nothing');
    exception when sqlstate 'LX999' then
        return sqlerrm;
    end;
end $$;
select is(pg_temp.both(x), codes, x) from (values
    ('update leadx.transfers set amount_minor = amount_minor + 1 where kind = ''deposit''', 'balance_differs / line_differs'),
    ('update leadx.transfers set amount_minor = amount_minor + 1 where kind = ''reversal'' and amount_minor = 100', null),
    ('delete from leadx.transfers where kind = ''fee''', null),
    ('update leadx.accounts set balance_minor = balance_minor + 1 where kind = ''wallet'' and org_id = (select acme from t)', 'balance_differs / balance_differs'),
    ('update leadx.sales set refund_minor = refund_minor - 1 where state = ''reversed'' and refund_minor = 700', 'sale_differs / sale_differs'),
    ('update leadx.leads set live_shared = live_shared + 1 where id = (select lead_id from s where n = 4)', 'live_differs / live_differs')) v(x, codes) where codes is not null;
select ok(pg_temp.both(x) ~ '^\w.* / \w', x || ': ' || pg_temp.both(x)) from (values
    ('update leadx.transfers set amount_minor = amount_minor + 1 where kind = ''reversal'' and amount_minor = 100'),
    ('update leadx.transfers set credit_id = debit_id, debit_id = credit_id where kind = ''charge'''),
    ('delete from leadx.transfers where id = (select id from leadx.transfers where kind = ''fee'' limit 1)'),
    ('insert into leadx.transfers select leadx.uuid_v7(at), day, at, debit_id, credit_id, amount_minor, currency, kind, lead_id, sale_id from leadx.transfers where kind = ''refund'''),
    ('update leadx.transfers set currency = ''EUR'' where kind = ''charge'''),
    ('update leadx.sales set price_minor = price_minor + 1, refund_minor = case state when ''returned'' then price_minor + 1 else refund_minor end'),
    ('delete from leadx.contacts where lead_id = (select lead_id from s where n = 1)'),
    ('delete from leadx.leads where id = (select lead_id from s where n = 1)')) v(x);
select * from finish();
rollback;
