-- The sale: who gets a lead, who does not, and what the constraints refuse whatever the code says.
begin;
\ir support/market.sql
select no_plan();

create function pg_temp.v(r pg_temp.t_sold) returns text language sql as $$
    select concat_ws(' ', r.state, r.code, r.verdicts::text)
$$;
-- A fresh market: seller, other seller, buyers acme (with a dealer), beta, gamma, an order each.
create function pg_temp.market(out s uuid, out s2 uuid, out a uuid, out b uuid, out g uuid, out d uuid, out n smallint,
    out oa uuid, out ob uuid, out og uuid, out od uuid) language plpgsql as $$
begin
    s := pg_temp.t_org('seller', true, false); s2 := pg_temp.t_org('other', true, false);
    a := pg_temp.t_org('acme', false, true); b := pg_temp.t_org('beta', false, true); g := pg_temp.t_org('gamma', false, true);
    d := pg_temp.t_org('dealer', false, true, a);
    n := pg_temp.t_niche('sell_' || substr(md5(random()::text), 1, 12));
    perform pg_temp.t_fund(a, 100000), pg_temp.t_fund(b, 100000), pg_temp.t_fund(g, 100000);
    oa := pg_temp.t_order(a, n, 300, 700); ob := pg_temp.t_order(b, n, 250);
    og := pg_temp.t_order(g, n, 150, 701); od := pg_temp.t_order(d, n, 290);
end $$;

-- Shared against exclusive.
select * from pg_temp.market() \gset
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'p1', array[:'oa', :'oa', :'ob', :'og']::uuid[], 'xsss')),
          'sold {2,1,1,1}', 'on equal value (700 = 300 + 250 + 150) the shared buyers win');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'p2', array[:'og', :'oa', :'oa', :'ob', :'og']::uuid[], 'xxsss')),
          'sold {1,0,2,2,2}', 'one unit more and the exclusive buyer wins, alone');
select is((select array[live_shared, live_exclusive] from leadx.leads where live_exclusive = 1 and seller_id = :'s'), array[0, 1]::smallint[],
          'an exclusive lead counts no shared sale');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'p3', array[:'oa', :'ob', :'og']::uuid[], 'sss', 2)), 'sold {1,1,0}',
          'not more shared sales than the limit');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'p4', array[:'oa', :'od', :'ob']::uuid[], 'sss')), 'sold {1,11,1}',
          'one sale a family: the dealer''s order does not buy beside its parent''s');

-- Money, caps, minimum.
select * from pg_temp.market() \gset
update leadx.orders set shared_price_minor = 90000 where id = :'ob';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm1', array[:'ob']::uuid[])), 'sold {1}', 'money for one');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm2', array[:'ob']::uuid[])), 'open budget_exhausted {4}', 'and not for two');
insert into leadx.order_caps (order_id, per, count_cap, period_start) values (:'oa', 'day', 1, '-infinity');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm3', array[:'oa', :'og']::uuid[])), 'sold {1,1}', 'a cap of one a day');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm4', array[:'oa', :'og']::uuid[])), 'sold {3,1}', 'is full after one');
update leadx.orders set time_zone = 'Asia/Tokyo' where id = :'oa';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm5', array[:'oa']::uuid[], p_now => '2026-11-21 14:59:59+00')), 'open cap_reached {3}',
          'a second before midnight in Tokyo it still is');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm6', array[:'oa']::uuid[], p_now => '2026-11-21 15:00:00+00')), 'sold {1}',
          'the next day begins at the order''s own midnight');
insert into leadx.order_caps (order_id, per, minor_cap, period_start) values (:'og', 'total', 1000, '-infinity');
update leadx.order_caps set used_minor = 851 where order_id = :'og';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm7', array[:'og']::uuid[])), 'open cap_reached {3}', 'a money cap counts the price');
update leadx.order_caps set minor_cap = 0 where order_id = :'og';
select is((select used_minor::bigint from leadx.order_caps where order_id = :'og'), 851::bigint, 'a cap may be lowered below what is used');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm8', array[:'og', :'od']::uuid[], p_min => 262)), 'open below_floor {3,10}',
          'payout 261 is below the seller''s minimum 262: nothing is sold');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'm9', array[:'og', :'od']::uuid[], p_min => 261)), 'sold {3,1}', 'and 261 is enough');

-- Who may not buy.
select * from pg_temp.market() \gset
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c1', array[:'oa', :'ob']::uuid[], p_recipients => format('{%s}', :'b'))), 'sold {5,1}',
          'consent names the recipients');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c2', array[:'od']::uuid[], p_recipients => format('{%s}', :'a'))), 'sold {1}',
          'a family named covers its dealers');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c3', array[:'ob']::uuid[], p_consent_ms => 1)), 'rejected consent_expired {0}', 'consent that has run out');
insert into leadx.suppressions values (substring(sha256('c4') for 16), :'a', now()), (substring(sha256('c5') for 16), '00000000-0000-0000-0000-000000000000', now());
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c4', array[:'oa', :'ob']::uuid[])), 'sold {6,1}', 'a buyer''s own suppression bars that buyer');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c5', array[:'oa', :'ob']::uuid[])), 'rejected suppressed {0,0}', 'the operator''s bars everybody');
update leadx.orders set state = 'paused' where id = :'oa';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c6', array[:'oa', :'ob']::uuid[])), 'sold {8,1}', 'a paused order is stale, whatever the caller believes');
update leadx.orgs set state = 'suspended' where id = :'b';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c7', array[:'ob']::uuid[])), 'open all_refused {8}', 'so is a suspended buyer''s');
select pg_temp.t_order(:'s', :n::smallint, 500) os \gset
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'c8', array[:'os', :'og']::uuid[])), 'sold {9,1}', 'never inside the seller''s own family');

-- A person is sold, not a row.
select * from pg_temp.market() \gset
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd1', array[:'oa']::uuid[], p_key => 'k1')), 'sold {1}', 'first');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd1', array[:'oa']::uuid[], p_key => 'k1')), 'replay {0}', 'same key, same body: the first answer');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd1', array[:'oa']::uuid[], p_key => 'k1', p_body => 'x')), 'key_reused {0}', 'same key, other body');
select (pg_temp.t_sell(:'s', :n::smallint, 'd0', array[:'oa']::uuid[], p_key => 'k0')).lead as d0 \gset
select is(t.state || ' ' || (t.lead = :'d0'), 'replay true', 'a batch that comes again because its answer was lost finds its own lead')
  from pg_temp.t_sell(:'s', :n::smallint, 'd0', array[:'oa']::uuid[], p_key => 'k0', p_lead => :'d0', p_fresh => true) t;
select is((select count(*) from leadx.sales where lead_id = :'d0'), 1::bigint, 'and sells nothing');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 'd1', array[:'ob']::uuid[])), 'duplicate duplicate {0}', 'the same person through another seller');
select is((select previous_lead_id is not null from leadx.leads where state = 'duplicate' and seller_id = :'s2'), true, 'a duplicate names the lead it repeats');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd1', array[:'oa', :'ob']::uuid[], p_now => '2026-12-21 12:00:01+00')), 'sold {7,1}',
          'after 30 days again, but not to the family that bought within 90');
select is((select cardinality(earlier) from leadx.fingerprints where hash = substring(sha256('d1') for 16) and niche_no = :n), 1, 'the renewed print remembers');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 'd1', array[:'oa', :'ob']::uuid[], p_now => '2027-01-25 12:00:01+00')), 'open all_refused {7,7}',
          'every earlier sale counts, not only the newest lead''s');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd2', array[:'og']::uuid[], 'x')), 'sold {1}', 'sold exclusively');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd2', array[:'ob']::uuid[], p_now => '2027-02-10 12:00:00+00')), 'duplicate duplicate {0}',
          'an exclusive sale claims the person for 90 days');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd3', array[:'ob']::uuid[], p_want => 'rejected', p_code => 'phone_invalid')),
          'rejected phone_invalid {0}', 'a rejected lead is recorded');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 'd3', array[:'ob']::uuid[])), 'sold {1}', 'and claims nobody');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'd4', array[:'ob']::uuid[], p_want => 'review', p_code => 'in_review')), 'review in_review {0}', 'held for review');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 'd4', array[:'ob']::uuid[])), 'duplicate duplicate {0}', 'a lead in review claims its person');

-- Targeted leads.
select * from pg_temp.market() \gset
select pg_temp.t_offer(:'a', :n::smallint) fa, pg_temp.t_offer(:'b', :n::smallint) fb \gset
select pg_temp.t_order(:'a', :n::smallint, null, 500, :'fa') ofa, pg_temp.t_order(:'b', :n::smallint, null, 400, :'fb') ofb \gset
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 't1', array[:'ofa']::uuid[], 'x', 1, :'fa', p_guard => true)), 'sold {1}', 'a targeted lead goes to its advertiser');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 't1', array[:'oa', :'ob']::uuid[], p_guard => true)), 'duplicate duplicate {0,0}',
          'the same seller may not post that person as a consumer lead');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 't1', array[:'oa', :'ob']::uuid[])), 'sold {7,1}',
          'another seller may, but not to the family that has the person');
select is(pg_temp.v(pg_temp.t_sell(:'s2', :n::smallint, 't1', array[:'ofb']::uuid[], 'x', 1, :'fb')), 'open all_refused {7}', 'nor through an offer to a buyer of the consumer lead');

-- Offered again.
select * from pg_temp.market() \gset
select (pg_temp.t_sell(:'s', :n::smallint, 'o1', '{}')).lead l1 \gset
select is((select sellable from leadx.leads where id = :'l1'), true, 'an open lead looks for buyers');
update leadx.orgs set state = 'suspended' where id = :'s';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'o1', array[:'oa']::uuid[], 's', p_lead => :'l1')), 'gone {0}', 'but not while its seller is suspended');
update leadx.orgs set state = 'active' where id = :'s';
update leadx.sources set state = 'banned' where seller_id = :'s';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'o1', array[:'oa']::uuid[], 's', p_lead => :'l1')), 'gone {0}', 'or its source is banned');
update leadx.sources set state = 'active' where seller_id = :'s';
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'o1', array[:'oa']::uuid[], 's', p_lead => :'l1')), 'sold {1}', 'offered again, it is sold');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'o1', array[:'og', :'oa', :'od', :'ob']::uuid[], 'xsss', p_lead => :'l1')), 'sold {0,7,7,1}',
          'free slots fill, never exclusively beside a live sale, never twice to a family');
select is((select array_agg(slot::smallint order by slot) from leadx.sales where lead_id = :'l1'), '{1,2}'::smallint[], 'each in a slot of its own');
select is((select live_shared from leadx.leads where id = :'l1'), 2::smallint, 'and counted');
select is(pg_temp.v(pg_temp.t_sell(:'s', :n::smallint, 'o1', array[:'og']::uuid[], 's', p_lead => :'l1', p_now => '2026-11-23 12:00:00+00')), 'gone {0}', 'not after open_until');
select is((select (leadx.ledger_verify()) -> 'balanced'), 'true'::jsonb, 'the books balance');

-- What the database refuses whatever the code says.
prepare beside as update leadx.leads set live_exclusive = 1 where id = $1;
select throws_ok(format('execute beside(%L)', :'l1'), '23514', null, 'an exclusive sale beside a shared one: leads_live_check');
select throws_matching(format('update leadx.leads set live_shared = 4 where id = %L', :'l1'), 'leads_live_check', 'more than the limit');
select throws_matching(format('update leadx.leads set sale_limit = 17 where id = %L', :'l1'), 'leads_limit_check', 'a limit of seventeen');
select throws_matching(format('update leadx.leads set kind = ''targeted'', offer_id = %L where id = %L', :'oa', :'l1'), 'leads_targeted_check', 'a targeted lead for several');
create function pg_temp.clone_sale(p_lead uuid, p_set text) returns void language plpgsql as $$
begin
    execute format('create temp table c on commit drop as select * from leadx.sales where lead_id = %L and slot = 1', p_lead);
    execute 'update c set id = leadx.uuid_v7(now()), ' || p_set;
    insert into leadx.sales select * from c;
end $$;
select throws_matching(format('select pg_temp.clone_sale(%L, %L)', :'l1', 'slot = 17'), 'sales_slot_check', 'a seventeenth sale');
select throws_matching(format('select pg_temp.clone_sale(%L, %L)', :'l1', format('buyer_family_id = %L', :'g')), 'sales_slot_key', 'two sales in one slot');
select throws_matching(format('select pg_temp.clone_sale(%L, %L)', :'l1', 'slot = 5'), 'sales_buyer_key', 'a family that buys a lead twice');
select throws_matching(format('select pg_temp.clone_sale(%L, %L)', :'l1', format('slot = 5, state = ''returned'', refund_minor = price_minor')), 'sales_buyer_key', 'returned or not');
select throws_matching(format('update leadx.accounts set balance_minor = -1 where org_id = %L and kind = ''wallet''', :'a'), 'accounts_overdraft_check', 'a wallet below its limit');
select throws_matching('update leadx.transfers set amount_minor = 0', 'transfers_amount_check', 'a zero transfer');
set local role leadx_server;
select throws_ok('update leadx.transfers set amount_minor = 1', '42501', null, 'the server may not edit a transfer');
select throws_ok('delete from leadx.transfers', '42501', null, 'nor delete one');
select throws_ok('insert into leadx.sales select * from leadx.sales', '42501', null, 'nor make a sale by hand');
select throws_ok('update leadx.accounts set balance_minor = 0', '42501', null, 'nor touch a balance');
select throws_ok('update leadx.leads set live_shared = 0', '42501', null, 'nor the counters of exclusivity');
reset role;
select * from finish();
rollback;
