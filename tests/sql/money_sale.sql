-- A sale's end: what each party gets, in which order debts are filled, that nothing moves twice, and that the server's role
-- cannot do it by itself.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select leadx.operator_accounts_ensure('RUB', pg_temp.t_now());
create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme,
    pg_temp.t_niche('roofs', 16) as niche;
alter table t add ord uuid;
select pg_temp.t_fund(acme, 100000) from t \g /dev/null
update t set ord = pg_temp.t_order(acme, niche, 333);
update leadx.niches set fee_bp = 1500, fee_fixed_minor = 7 where no = (select niche from t);

-- A sale of its own: price 333, fee 49 + 7 = 56; disputed if asked.
create function pg_temp.sold(p_person text, p_disputed boolean default true) returns leadx.sales language plpgsql as $$
declare s leadx.sales; v_lead uuid;
begin
    select (pg_temp.t_sell(t.seller, t.niche, p_person, array[t.ord])).lead into v_lead from t;
    select x.* into strict s from leadx.sales x where x.lead_id = v_lead;
    if p_disputed then
        s := leadx.sale_set_state(s.lead_id, s.id, 'disputed', 0, pg_temp.t_now());
    end if;
    return s;
end $$;
create function pg_temp.held(p_kind text) returns bigint language sql as $$
    select coalesce(sum(balance_minor), 0)::bigint from leadx.accounts a, t
     where a.currency = 'RUB' and a.org_id in (t.seller, t.acme) and a.kind = p_kind
$$;
create function pg_temp.revenue() returns bigint language sql as $$
    select coalesce(sum(case when c.kind = 'revenue' then amount_minor end), 0)::bigint - coalesce(sum(case when d.kind = 'revenue' then amount_minor end), 0)::bigint
      from leadx.transfers x join leadx.accounts c on c.id = x.credit_id join leadx.accounts d on d.id = x.debit_id
$$;
create function pg_temp.books() returns text language sql as $$   -- wallet escrow payable debt revenue
    select concat_ws(' ', pg_temp.held('wallet'), pg_temp.held('escrow'), pg_temp.held('payable'), pg_temp.held('debt'), pg_temp.revenue())
$$;
create function pg_temp.conclude(s leadx.sales, p_percent integer) returns jsonb language sql as $$
    select leadx.sale_conclude(s.lead_id, s.id, p_percent, pg_temp.t_now(), 'dispute 1')
$$;
create function pg_temp.reverse(s leadx.sales, p_percent integer) returns jsonb language sql as $$
    select leadx.sale_reverse(s.lead_id, s.id, p_percent, pg_temp.t_now(), 'reversal 1')
$$;

-- what a split comes to
select is(leadx.sale_refund(p, pc), r, format('%s %% of %s is %s', pc, p, r)) from (values (333::bigint, 0, 0::bigint), (333, 100, 333), (333, 1, 4), (333, 33, 110),
    (1, 1, 1), (1, 99, 1), (100, 50, 50), (100000000000000, 100, 100000000000000)) v(p, pc, r);
select is((select concat_ws(' ', x.fee, x.seller) from leadx.sale_split(p, f, r) x), w, format('%s with fee %s, %s back', p, f, r)) from (values
    (333::bigint, 56::bigint, 110::bigint, '37 186'), (333, 56, 0, '56 277'), (333, 56, 333, '0 0'), (1, 1, 0, '1 0'),
    (100000000000000, 99999999999999, 1, '99999999999998 1')) v(p, f, r, w);

-- for the seller, for the buyer, split
create temp table a as select pg_temp.sold('a') s;
select is(pg_temp.books(), '99667 333 0 0 0', 'sold: in escrow');
select is(pg_temp.conclude(s, 33), jsonb_build_object('sale', (s).id, 'state', 'final', 'refund', 110, 'seller', 186, 'fee', 37, 'debt_paid', 0), 'split') from a;
select is(pg_temp.books(), '99777 0 186 0 37', 'a third back, the fee on the rest rounded down');
select results_eq($$select kind::text, amount_minor::bigint, corrects_id = x.sale_id, reference::text from leadx.transfers x, a where x.sale_id = (a.s).id and kind <> 'charge' order by kind$$,
    $$values ('fee', 37::bigint, null::boolean, 'dispute 1'), ('refund', 110, true, 'dispute 1'), ('settle', 186, null, 'dispute 1')$$, 'three entries; the refund names the charge');
select is(pg_temp.conclude(s, 33), null, 'a second time nothing moves') from a;
select is(pg_temp.conclude(s, 100), null, 'nor with another outcome') from a;
select is(pg_temp.books(), '99777 0 186 0 37', 'the books say so');
select results_eq($$select x.state::text, x.refund_minor, x.settled_at from leadx.sales x, a where x.id = (a.s).id$$, $$values ('final', 110::bigint, pg_temp.t_now())$$, 'the split is remembered');
select is((select live_shared from leadx.leads d, a where d.id = (a.s).lead_id), 1::smallint, 'a split sale keeps its slot');

create temp table b as select pg_temp.sold('b') s;
select is(pg_temp.conclude(s, 100) ->> 'state', 'returned', 'all of it back') from b;
select is(pg_temp.books(), '99777 0 186 0 37', 'nobody else has anything of it');
select is((select count(*) from leadx.transfers x, b where x.sale_id = (b.s).id), 2::bigint, 'charge and refund, no zero transfers');
select is((select live_shared from leadx.leads d, b where d.id = (b.s).lead_id), 0::smallint, 'its slot is free');

create temp table c as select pg_temp.sold('c') s;
select is(pg_temp.conclude(s, 0) ->> 'seller', '277', 'for the seller') from c;
select is(pg_temp.books(), '99444 0 463 0 93', 'as if it had settled');

create temp table d as select pg_temp.sold('d', false) s;
select is(pg_temp.conclude(s, 100) ->> 'state', 'returned', 'a claim accepted at once ends a held sale') from d;

-- taking back what was settled
select is(pg_temp.reverse(s, 50), null, 'a returned sale cannot be reversed') from d;
select is(pg_temp.reverse(s, 33), null, 'nor a split one by what was given back already') from a;
select is(pg_temp.reverse(s, 67) - 'sale', '{"state": "reversed", "refund": 224, "seller": 95, "fee": 19, "debt": 0}', 'a split of 33 % becomes one of 67 %') from a;
select is(pg_temp.books(), '99558 0 368 0 74', 'as if it had been one');
select is((select bool_and(corrects_id = sale_id) from leadx.transfers x, a where x.sale_id = (a.s).id and kind = 'reversal'), true, 'each entry names what it corrects');
select is(pg_temp.reverse(s, 100), null, 'once') from a;
select is((select live_shared from leadx.leads d, a where d.id = (a.s).lead_id), 0::smallint, 'a reversed sale frees its slot');

-- after a payout the seller owes; what comes later fills that first
update leadx.accounts set balance_minor = 100 where kind = 'payable' and org_id = (select seller from t);
select is((select jsonb_agg(b - 'org' order by n) from jsonb_array_elements(leadx.sale_reversal_show((s).id, 100) -> 'balances') with ordinality x(b, n)),
    format('[{"party": "buyer", "account": "wallet", "before": %s, "after": %s}, {"party": "seller", "account": "payable", "before": 100, "after": 0},
             {"party": "seller", "account": "debt", "before": 0, "after": -177}]', pg_temp.held('wallet'), pg_temp.held('wallet') + 333)::jsonb, 'what it would do, before it does') from c;
select is(pg_temp.reverse(s, 100) - 'sale', '{"state": "reversed", "refund": 333, "seller": 277, "fee": 56, "debt": 177}', 'payable as far as it reaches, the rest is owed') from c;
select is(pg_temp.held('payable') || ' ' || pg_temp.held('debt'), '0 -177', 'the buyer has it all');
create temp table e as select pg_temp.sold('e') s;
select is(pg_temp.conclude(s, 67) ->> 'debt_paid', '91', 'a small share is all debt') from e;
select is(pg_temp.held('payable') || ' ' || pg_temp.held('debt'), '0 -86', 'none of it is payable');
create temp table g as select pg_temp.sold(p, false) s from unnest(array['g1', 'g2']) p;
select is(leadx.sales_settle(pg_temp.t_now() + interval '8 days', 10), 2, 'two windows pass');
select is(pg_temp.held('payable') || ' ' || pg_temp.held('debt'), '468 0', 'settlement fills the debt, then pays');
select is((select string_agg(amount_minor::text, ' ' order by amount_minor) from leadx.transfers x, g where x.sale_id = (g.s).id and kind = 'settle'), '86 191 277', 'the first sale in two entries');
select is(pg_temp.conclude(s, 50), null, 'what settled is past disputing') from g limit 1;

-- the fee for groundless claims
select is(leadx.dispute_charge(acme, 'RUB', 400, pg_temp.t_now(), 'claim 9'), '{"amount": 400, "wallet": 400, "debt": 0}', 'from the wallet') from t;
update leadx.accounts set balance_minor = 120, reserved_minor = 50 where kind = 'wallet' and org_id = (select acme from t);
select is(leadx.dispute_charge(acme, 'RUB', 100, pg_temp.t_now(), 'claim 10'), '{"amount": 100, "wallet": 70, "debt": 30}', 'never what is reserved; the rest is owed') from t;
select is(leadx.dispute_charge(acme, 'RUB', 100, pg_temp.t_now(), 'claim 11'), '{"amount": 100, "wallet": 0, "debt": 100}', 'all of it, if the wallet is empty') from t;
select is((select sum(balance_minor) from leadx.accounts a, t where a.org_id = t.acme and a.kind = 'debt'), -130::numeric, 'the debt stands on the family''s root');

-- the walls
select is(pg_temp.t_refused_as('leadx_server', x), '42501', 'the server itself may not: ' || x) from (values
    ('select leadx.sale_conclude(lead_id, id, 100, now(), null) from leadx.sales limit 1'),
    ('select leadx.sale_reverse(lead_id, id, 100, now(), null) from leadx.sales where state = ''final'' limit 1'),
    ('select leadx.sale_set_state(lead_id, id, ''disputed'', 0, now()) from leadx.sales limit 1'),
    ('select leadx.dispute_charge(org_id, ''RUB'', 1, now(), null) from leadx.accounts where kind = ''wallet'' limit 1'),
    ('select leadx.ledger_book(array[leadx.ledger_entry(''gift'', debit_id, credit_id, 1, ''RUB'')], now()) from leadx.transfers limit 1')) v(x);
select is(pg_temp.t_refused(x), 'LX003', x) from (values
    ('select leadx.ledger_book(array[leadx.ledger_entry(''gift'', debit_id, credit_id, -1, ''RUB'')], now()) from leadx.transfers limit 1'),
    ('select leadx.ledger_book(array[leadx.ledger_entry(''gift'', debit_id, credit_id, null, ''RUB'')], now()) from leadx.transfers limit 1'),
    ('select leadx.ledger_book(array[leadx.ledger_entry(''gift'', debit_id, id, 1, ''RUB'')], now()) from leadx.transfers where kind = ''deposit'' limit 1')) v(x);
select is(pg_temp.t_refused('update leadx.sales set refund_minor = 1 where state = ''held'''), 'done', 'no held sale is left') ;
select is(pg_temp.t_refused('update leadx.sales set refund_minor = 1 where state = ''returned'''), '23514 sales_refund_check', 'a returned sale gave back all of it');
select * from finish();
rollback;
