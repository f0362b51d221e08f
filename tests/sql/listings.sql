-- The marketplace: what is listed, how it ends, who buys it and who does not.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

-- Now is the database's clock: purchases take no time of ours.
create function pg_temp.now_() returns timestamptz language sql as $$ select leadx.leadx_now() $$;
create function pg_temp.fund(p_org uuid, p_minor bigint) returns void language sql as $$ select pg_temp.t_fund(p_org, p_minor) $$;
select pg_temp.t_operator() \g /dev/null
select pg_temp.t_org('agency', true, false) as s, pg_temp.t_org('other', true, false) as s2, pg_temp.t_org('acme', false, true) as a, pg_temp.t_org('beta', false, true) as b,
       pg_temp.t_niche('list_t') as n \gset
update niches set benchmark_minor = 1000, fee_bp = 1000 where no = :n;
select pg_temp.fund(:'a', 100000), pg_temp.fund(:'b', 1500) \g /dev/null
select pg_temp.t_order(:'b', :n::smallint, 300) as ob \gset

-- A lead received so long ago that its time is over; sold to the orders of the array first.
create function pg_temp.old(p_person text, p_orders uuid[] default '{}', p_min bigint default null, p_limit integer default 3, p_recipients text default null,
    p_consent interval default null) returns uuid language plpgsql as $$
declare v pg_temp.t_sold; v_then timestamptz := pg_temp.now_() - interval '2 days';
begin
    v := pg_temp.t_sell((select id from leadx.orgs where name = 'agency'), (select no from leadx.niches where name = 'list_t'), p_person, p_orders, p_limit => p_limit, p_min => p_min,
                        p_recipients => p_recipients, p_consent_ms => (extract(epoch from pg_temp.now_() + p_consent) * 1000)::bigint, p_now => v_then);
    return v.lead;
end $$;
create function pg_temp.expire() returns integer language sql as $$ select leadx.leads_expire(null, 500) $$;
create function pg_temp.state(p_lead uuid) returns text language sql as $$
    select concat_ws(' ', d.state, y.state, y.cause, y.reason)
      from leadx.leads d left join lateral (select * from leadx.listings x where x.lead_id = d.id order by x.state = 'listed' desc, x.ended_at desc limit 1) y on true where d.id = p_lead
$$;
create function pg_temp.buy(p_org uuid, p_leads uuid[], p_price bigint default 100000, p_alone boolean default false) returns text language sql as $$
    select concat_ws(' ', r.status, (select string_agg(coalesce(e ->> 'code', e #>> '{price,amount}'), ',' order by i) from jsonb_array_elements(r.body -> 'items') with ordinality x(e, i)))
      from pg_temp.t_do(p_org, 'purchase', jsonb_build_object('listings', (
               select jsonb_agg(jsonb_build_object('id', (select y.id from leadx.listings y where y.lead_id = u.id order by y.state = 'listed' desc limit 1), 'price', p_price,
                                                   'currency', 'RUB', 'exclusive', p_alone) order by i) from unnest(p_leads) with ordinality u(id, i))), pg_temp.now_()) r
$$;
create function pg_temp.balance(p_org uuid) returns bigint language sql as $$ select balance_minor from leadx.accounts where org_id = p_org and kind = 'wallet' $$;

-- ---- listed by policy
select pg_temp.old('one') as one, pg_temp.old('two', array[:'ob']::uuid[]) as two, pg_temp.old('three', p_min => 5000) as three \gset
select is(pg_temp.expire(), 3, 'three leads are past their time');
select is(pg_temp.state(:'one'), 'listed listed unsold', 'nobody bought it: listed');
select is(pg_temp.state(:'two'), 'sold listed aged', 'sold, with places free: listed beside its sale');
select is((select sellable from leads where id = :'one'), false, 'standing orders are not asked any more');
select is((select array[start_minor, floor_minor] from listings where lead_id = :'one'), array[1000, 150]::bigint[], 'it starts at the benchmark');
select is((select array[start_minor, floor_minor] from listings where lead_id = :'three'), array[5556, 5556]::bigint[], 'and never pays the seller less than it asked');
select ok((select bool_and(until >= (select ends_at from listings where lead_id = :'one')) from fingerprints where lead_id = :'one'), 'the person stays the lead''s own');
select is(pg_temp.expire(), 0, 'once');
select is((select array_agg(kind order by id) from lead_events where lead_id = :'one'), '{listed}', 'the timeline says so');

update niches set market = market || '{"causes": ["aged"]}' where no = :n;
select pg_temp.old('four') as four, pg_temp.old('five', p_limit => 1, p_orders => array[:'ob']::uuid[]) as five \gset
select pg_temp.expire() \g /dev/null
select is(pg_temp.state(:'four'), 'expired', 'what the policy does not name expires');
select is(pg_temp.state(:'five'), 'sold', 'and nothing is listed that has no place');
update niches set market = market || '{"causes": ["unsold", "aged", "returned"], "on": false}' where no = :n;
select pg_temp.old('six') as six, pg_temp.expire() \gset
select is(pg_temp.state(:'six'), 'expired', 'a niche may have no marketplace');
update niches set market = market || '{"on": true}' where no = :n;
update sources set market = false where seller_id = :'s';
select pg_temp.old('seven') as seven, pg_temp.expire() \gset
select is(pg_temp.state(:'seven'), 'expired', 'a seller may keep a source out');
update sources set market = true where seller_id = :'s';
insert into suppressions values (substring(sha256('eight'::bytea) for 16), '00000000-0000-0000-0000-000000000000', now());
select pg_temp.old('nine', p_consent => interval '1 hour') as nine, pg_temp.expire() \gset
select is((select ends_at from listings where lead_id = :'nine'), (select consent_expires_at from leads where id = :'nine'), 'not longer than the consent');

-- ---- bought
select is(pg_temp.buy(:'a', array[:'one', :'three']::uuid[], 1200), '201 1000,price_rose', 'each is bought or refused by itself, at its own price');
select is(pg_temp.state(:'one'), 'sold listed unsold', 'shares are left');
select is(pg_temp.balance(:'a'), 99000::bigint, 'the price has left the wallet');
select is((select array[s.price_minor, s.fee_minor] from sales s where lead_id = :'one'), array[1000, 100]::bigint[], 'the fee is the live one');
select is((select kind from orders where id = (select order_id from sales where lead_id = :'one')), 'market', 'on the buyer''s market order');
select is((select array_agg(trigger) from decisions where lead_id = :'one' and state = 'sold'), '{purchase}', 'the decision says how');
select is(pg_temp.buy(:'a', array[:'one']::uuid[]), '201 repeat', 'a family buys a person once');
select is(pg_temp.buy(:'b', array[:'one']::uuid[], 100000, true), '201 not_exclusive', 'not alone any more');
select is(pg_temp.buy(:'b', array[:'two']::uuid[]), '201 repeat', 'nor what its order had bought');
select is(pg_temp.buy(:'b', array[:'three']::uuid[]), '201 money', 'money');
select is(pg_temp.t_said(pg_temp.t_do(:'s', 'purchase', '{"listings": []}')), '403 forbidden', 'who does not buy, does not here');
select is((select s.window_ends_at - s.sold_at from sales s where s.lead_id = :'one'), interval '7 days', 'the niche''s return window');
select is(pg_temp.buy(:'a', array[:'two']::uuid[]), '201 1000', 'an aged one');
select is((select s.window_ends_at - s.sold_at from sales s where s.lead_id = :'two' and s.buyer_id = :'a'), interval '2 days', 'may be disputed for two days');
insert into order_caps (order_id, per, count_cap, period_start) select id, 'day', 0, '-infinity' from orders where org_id = :'b' and kind = 'market';
select pg_temp.old('ten') as ten, pg_temp.expire() \gset
select is(pg_temp.buy(:'b', array[:'ten']::uuid[]), '201 cap', 'a market budget');
delete from order_caps where order_id = (select id from orders where org_id = :'b' and kind = 'market');
update orders set state = 'paused' where org_id = :'b' and kind = 'market';
select is(pg_temp.buy(:'b', array[:'ten']::uuid[]), '201 paused', 'a paused one');
update orders set state = 'active' where org_id = :'b' and kind = 'market';
select is(pg_temp.buy(:'a', array[:'ten']::uuid[], 2499, true), '201 price_rose', 'alone it costs more than was agreed');
select is(pg_temp.buy(:'a', array[:'ten']::uuid[], 2500, true), '201 2500', 'alone');
select is(pg_temp.state(:'ten'), 'sold sold unsold', 'and it is off the shelf');
select is(pg_temp.buy(:'b', array[:'ten']::uuid[]), '201 gone', 'for good');
select is(pg_temp.t_said(pg_temp.t_do(:'b', 'purchase', jsonb_build_object('listings', jsonb_build_array(jsonb_build_object('id', (select id from listings where lead_id = :'one'),
          'price', 5, 'currency', 'EUR'))))), '422 currency_mismatch /listings/0/price/currency', 'in its currency');
select is((select count(*) from orders where org_id = :'b' and kind = 'market'), 1::bigint, 'one market order a niche');

-- ---- a price falls; consent, suppression, the seller's family
update listings set listed_at = listed_at - interval '4 days' where lead_id = :'one';
select is(pg_temp.buy(:'b', array[:'one']::uuid[], 1000), '201 600', 'who saw the higher price pays the lower');
select pg_temp.old('rec', p_recipients => '{' || :'a' || '}') as rec, pg_temp.old('sup') as sup, pg_temp.old('buy') as buyer, pg_temp.expire() \gset
select pg_temp.fund(:'b', 50000) \g /dev/null
select is(pg_temp.buy(:'b', array[:'rec']::uuid[]), '201 consent', 'a consent that names others');
insert into suppressions values (substring(sha256('buy'::bytea) for 16), :'b', now());
select is(pg_temp.buy(:'b', array[:'buyer']::uuid[]), '201 suppressed', 'a buyer''s own list');
insert into suppressions values (substring(sha256('sup'::bytea) for 16), '00000000-0000-0000-0000-000000000000', now());
select is(pg_temp.buy(:'b', array[:'sup']::uuid[]), '201 suppressed', 'the operator''s list');
select is(pg_temp.state(:'sup'), 'expired ended unsold suppressed', 'which ends the listing');
select pg_temp.t_org('sister', false, true, :'s') as sister \gset
select pg_temp.fund(:'sister', 50000) \g /dev/null
select is(pg_temp.buy(:'sister', array[:'buyer']::uuid[]), '201 own_family', 'not inside the seller''s family');

-- one person, listed in two niches that both count how often it is sold
select pg_temp.t_niche('list_u') as u \gset
update niches set benchmark_minor = 1000, person_sales = 1 where no in (:n, :u);
select pg_temp.old('pp') as pp, (pg_temp.t_sell(:'s', :u::smallint, 'pp', '{}', p_now => pg_temp.now_() - interval '2 days')).lead as pq, pg_temp.expire() \gset
select is(pg_temp.buy(:'a', array[:'pp', :'pq']::uuid[]), '201 1000,contact_limit', 'no more than the niche allows, in one click neither');
update niches set person_sales = null where no in (:n, :u);

-- ---- the end
select is(pg_temp.t_said(pg_temp.t_do(:'s', 'lead_withdraw', jsonb_build_object('lead', :'rec'))), '200', 'its seller withdraws it');
select is(pg_temp.state(:'rec'), 'withdrawn ended unsold withdrawn', 'and it leaves the shelf');
select is(pg_temp.buy(:'a', array[:'rec']::uuid[]), '201 gone', 'for everybody');
select pg_temp.t_do(:'s', 'lead_consent_revoke', jsonb_build_object('lead', :'one')) \g /dev/null
select is(pg_temp.state(:'one'), 'sold ended unsold consent_revoked', 'consent taken back');
select is(leadx.listings_due(null, 500), 0, 'nothing is due');
update listings set listed_at = listed_at - interval '40 days', ends_at = now() - interval '1 second' where lead_id = :'buyer' and state = 'listed';
select is(leadx.listings_due(null, 500), 1, 'its days are over');
select is(pg_temp.state(:'buyer'), 'expired ended unsold time', 'expired');
select ok((select bool_and(until <= leadx.leadx_now()) from fingerprints where lead_id = :'buyer'), 'and its person free again');
update sources set state = 'banned' where seller_id = :'s';
select is(pg_temp.buy(:'a', array[:'three']::uuid[]), '201 gone', 'nothing of a banned source is sold');
select cmp_ok(leadx.listings_due(null, 500), '>=', 1, 'and it goes');
select is(pg_temp.state(:'three'), 'expired ended unsold source_banned', 'for that reason');
update sources set state = 'active' where seller_id = :'s';
select pg_temp.old('out') as out_, pg_temp.expire() \gset
select is(pg_temp.t_said(pg_temp.t_do(:'s2', 'source_change', jsonb_build_object('source', (select id from sources where seller_id = :'s'), 'market', false))), '404 not_found', 'another''s source');
select is((pg_temp.t_do(:'s', 'source_change', jsonb_build_object('source', (select id from sources where seller_id = :'s'), 'market', false))).body -> 'market', 'false', 'its seller takes a source out');
select leadx.listings_due(null, 500) \g /dev/null
select is(pg_temp.state(:'out_'), 'expired ended unsold source_out', 'and what is listed of it goes');
select pg_temp.t_do(:'s', 'source_change', jsonb_build_object('source', (select id from sources where seller_id = :'s'), 'market', true)) \g /dev/null
select pg_temp.old('eleven') as eleven, pg_temp.expire() \gset
select pg_temp.t_admin('org_change', jsonb_build_object('org', :'s', 'state', 'suspended', 'reason', 'test')) \g /dev/null
select is(pg_temp.state(:'eleven'), 'withdrawn ended unsold seller_stopped', 'a suspended seller''s go');

-- ---- what servers are told of
update listings set xid = '700';
select cmp_ok((select count(*) from shelf_changes('0', '00000000-0000-0000-0000-000000000000', 500))::integer, '>', 5, 'what transactions changed is told');
update listings set xid = (pg_current_xact_id()::text::numeric + 1000000)::text::xid8;
select is((select count(*) from shelf_changes('0', '00000000-0000-0000-0000-000000000000', 500))::integer, 0, 'what another cluster''s did is not, after a restore');

-- ---- what the table itself refuses
select is(pg_temp.t_refused(x), c, c) from (values
    ('insert into leadx.listings (lead_id, niche_no, seller_id, source_id, cause, start_minor, floor_minor, listed_at, ends_at)
      select lead_id, niche_no, seller_id, source_id, cause, 5, 6, listed_at, ends_at from leadx.listings limit 1', '23514 listings_floor_check'),
    ('update leadx.listings set state = ''listed'', reason = null where state = ''ended''', '23514 listings_ended_check'),
    ('update leadx.orders set shared_price_minor = 5 where kind = ''market''', '23514 orders_price_check'),
    ('insert into leadx.orders select (jsonb_populate_record(o, jsonb_build_object(''id'', leadx.uuid_v7(now())))).* from leadx.orders o where kind = ''market'' limit 1', '23505 orders_market_key')) v(x, c);
select is(ledger_verify() -> 'balanced', 'true', 'the books balance');
select * from finish();
rollback;
