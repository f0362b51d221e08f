-- What the streams read: who is told what, in an order that stays, from where to where, and what is forgotten.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create temp table t on commit drop as
select pg_temp.t_org('seller', true, false) as seller, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival,
       pg_temp.t_operator() as operator, pg_temp.t_niche('happening') as niche;
select pg_temp.t_fund(acme, 100000), pg_temp.t_fund(rival, 100000) from t \g /dev/null
create temp table o on commit drop as select pg_temp.t_order(acme, niche, 500) as acme, pg_temp.t_order(rival, niche, 400) as rival from t;
create temp table s on commit drop as
select (pg_temp.t_sell(t.seller, t.niche, 'anna', array[o.acme, o.rival])).lead as lead from t, o;
delete from leadx.happenings;
update leadx.happenings_kept set xid = '100';

-- two rows of past transactions: a batch of sales, and a word for all three sides
insert into leadx.happenings (xid, at, kind, sales, lead_from, lead_to)
select '101', now(), 'sale', array(select x.id from leadx.sales x where x.lead_id = s.lead), s.lead, s.lead from s;
insert into leadx.happenings (xid, at, kind, seller_id, buyer_id, operator, detail) select '102', now(), 'dispute', seller, acme, true, '{"state": "open"}' from t;
-- and one of a transaction that is still under way: ours
select leadx.happened('outcome', seller, acme, false, '{}', leadx.leadx_now()) from t \g /dev/null
select is((select count(*)::integer from leadx.happenings), 3, 'what happens now is written down');
select leadx.happened('outcome', seller, acme, false, '{}', leadx.leadx_now() - interval '2 hours') from t \g /dev/null
select is((select count(*)::integer from leadx.happenings), 3, 'history that is made up is not');

create function pg_temp.t_heard(p_xid text, p_orgs uuid[], p_limit integer default 100) returns table (who text, xid text, k integer, kind text, as_side text, line jsonb) language sql as $$
    select o.name, r.xid, r.k, r.kind, r.side, r.line::jsonb from leadx.happenings_read(p_xid::xid8, 0, p_orgs, p_limit) r left join leadx.orgs o on o.id = r.org
$$;

select bag_eq($$ select who, xid, k, kind, as_side from pg_temp.t_heard('101', (select array[seller, acme, rival, operator] from t)) where who is not null $$,
    $$ values ('acme', '101', 1, 'sale', 'buyer'), ('rival', '101', 1, 'sale', 'buyer'), ('seller', '101', 1, 'sale', 'seller'), ('seller', '101', 2, 'sale', 'seller'),
              ('acme', '102', 1, 'dispute', 'buyer'), ('seller', '102', 1, 'dispute', 'seller'), ('The exchange', '102', 1, 'dispute', 'operator') $$,
    'each hears what concerns it, by its side; what is under way waits');
select is((select array_agg(line #>> '{data,price,amount}' order by line #>> '{data,price,amount}') from pg_temp.t_heard('101', (select array[seller] from t)) where kind = 'sale'),
          '{400,500}', 'the prices');
select ok((select bool_and(line -> 'data' ? 'payout' and not line -> 'data' ? 'order') from pg_temp.t_heard('101', (select array[seller] from t)) where kind = 'sale'),
          'a seller hears of its payout, not of whose order it was');
select is((select count(*)::integer from pg_temp.t_heard('101', (select array[rival] from t)) where kind = 'dispute'), 0, 'a third hears nothing');
select is((select line ->> 'id' from pg_temp.t_heard('102', (select array[acme] from t)) where kind = 'dispute'),
          (select '102-' || h.no || '-1' from leadx.happenings h where h.xid = '102'), 'an event carries the position after it');

-- positions
select is((select kind from pg_temp.t_heard('101', (select array[acme] from t), 1) where who is null), 'more', 'a full page says that there is more');
select is((select r.xid || ' ' || (r.no - h.no) from leadx.happenings h, t, leadx.happenings_read('101', 0, array[t.acme], 1) r where h.xid = '101' and r.kind = 'more'),
          '101 1', 'and to go on behind its last row');
select is((select kind from pg_temp.t_heard('101', (select array[acme] from t)) where who is null), 'end', 'the end says so');
select is((select kind from pg_temp.t_heard(null, (select array[acme] from t))), 'end', 'without a position it begins now');
select is((select kind from pg_temp.t_heard('99', (select array[acme] from t))), 'gap', 'before what is kept there is a gap');
select is((select kind from pg_temp.t_heard('9999999999999', (select array[acme] from t))), 'gap', 'nobody was told of the future');

-- much at once is a sum
insert into leadx.sales (id, lead_id, slot, exclusive, buyer_id, buyer_family_id, seller_id, order_id, order_revision, niche_no, niche_revision, currency, price_minor,
                         fee_minor, state, wallet_id, escrow_id, sold_at, window_ends_at)
select leadx.uuid_v7(x.sold_at), leadx.uuid_v7(x.sold_at), 1, x.exclusive, x.buyer_id, x.buyer_family_id, x.seller_id, x.order_id, x.order_revision, x.niche_no, x.niche_revision,
       x.currency, x.price_minor, x.fee_minor, 'held', x.wallet_id, x.escrow_id, x.sold_at, x.window_ends_at
  from leadx.sales x, s, t, generate_series(1, 51) where x.lead_id = s.lead and x.buyer_id = t.acme;
insert into leadx.happenings (xid, at, kind, sales, lead_from, lead_to)
select '103', now(), 'sale', array_agg(x.id), (array_agg(x.lead_id order by x.lead_id))[1], (array_agg(x.lead_id order by x.lead_id desc))[1]
  from leadx.sales x, s, t where x.buyer_id = t.acme and x.lead_id <> s.lead;
select is((select jsonb_agg(line -> 'data') from pg_temp.t_heard('103', (select array[acme] from t)) where who is not null),
          '[{"count": 51, "price": {"amount": 25500, "currency": "RUB"}}]', 'fifty-one sales of one batch are told as their sum');

-- forgetting
update leadx.happenings set at = leadx.leadx_now() - interval '20 minutes' where xid <= '102';
select is(leadx.happenings_forget(null, 15, 100), 2, 'what is older than is kept goes');
select is((select xid::text from leadx.happenings_kept), '103', 'and where the rest begins is known');
select is((select kind from pg_temp.t_heard('102', (select array[acme] from t))), 'gap', 'so that who stood there hears of a gap');
select is((select count(*)::integer from pg_temp.t_heard('103', (select array[acme] from t)) where kind = 'sale'), 1, 'and who stood behind it does not');
select is(leadx.happenings_forget(null, 15, 100), 0, 'nothing else is old');

-- a database restored elsewhere counts from anew
update leadx.happenings set xid = '9999999999999' where xid = '103';
update leadx.happenings_kept set xid = '9999999999999';
select is((select kind from pg_temp.t_heard(pg_snapshot_xmin(pg_current_snapshot())::text, (select array[acme] from t))), 'end', 'streams go on after a restore');
select leadx.happenings_forget(null, 15, 100) \g /dev/null
select ok((select xid < '9999999999999' from leadx.happenings_kept) and not exists (select from leadx.happenings where xid = '9999999999999'),
          'what came with the restore is forgotten');

-- caps: once a period
insert into leadx.order_caps (order_id, per, count_cap, used_count, period_start) select o.acme, 'day', 1, 1, leadx.cap_period_start('day', leadx.leadx_now(), 'UTC') from o;
select is((select leadx.cap_reached(acme) from o), 1, 'a full cap is told');
select is((select leadx.cap_reached(acme) from o), 0, 'once');
select is((select leadx.cap_reached(rival) from o), 0, 'an order without caps has nothing to tell');
select is((select h.detail ->> 'per' from leadx.happenings h where h.kind = 'cap'), 'day', 'and names the period');
select * from finish();
rollback;
