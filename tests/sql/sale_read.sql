-- A buyer reads what it bought: counted, told to the seller, never another tenant's, not after the sale fell.
begin;
\ir support/market.sql
select plan(18);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme,
    pg_temp.t_org('bolt', false, true) as bolt, pg_temp.t_niche('roofs') as niche;
alter table t add acme_order uuid, add lead uuid, add sale uuid;
select pg_temp.t_fund(acme, 1000000) from t \g /dev/null
update t set acme_order = pg_temp.t_order(acme, niche, 500);
update t set lead = (pg_temp.t_sell(seller, niche, 'anna', array[acme_order])).lead;
update t set sale = s.id from leadx.sales s where s.lead_id = t.lead;

select is((select count(*) from t, leadx.sale_read(sale, bolt, leadx.uuid_v7(now()))), 0::bigint, 'another buyer reads nothing');
select is((select count(*) from t, leadx.sale_read(leadx.uuid_v7(now()), acme, leadx.uuid_v7(now()))), 0::bigint, 'as of a sale that is not there');
select is((select count(*) from t, leadx.sale_read(sale, seller, leadx.uuid_v7(now()))), 0::bigint, 'the seller is not the buyer');
select is(reads, 0, 'and none of it counts as a reading') from leadx.sales, t where id = sale;

create temp table r as select x.* from t, leadx.sale_read(sale, acme, leadx.uuid_v7(now())) x;
select is(contact, '\x00'::bytea, 'the buyer gets the sealed contact') from r;
select is((doc::jsonb ->> 'reads')::integer, 1, 'counted') from r;
select ok(doc::jsonb ->> 'first_read_at' is not null, 'with the time') from r;
select is(doc::jsonb ->> 'seller', (select alias from leadx.orgs, t where id = seller), 'the seller by alias') from r;
select is(doc::jsonb ->> 'source', (select s.id::text from leadx.sources s, t where s.seller_id = t.seller), 'the source by an id') from r;
select ok(doc not like '%landing%', 'never by name') from r;
select results_eq('select state::text, done_at is not null from leadx.deliveries y, t where y.sale_id = t.sale', $$values ('done', true)$$,
                  'a pull delivery is done');
select is((select count(*) from leadx.lead_events e, t where e.lead_id = t.lead and e.kind = 'contact_read' and e.org_id = t.acme), 1::bigint,
          'the first reading is an event');
select is((select (doc::jsonb ->> 'reads')::integer from t, leadx.sale_read(sale, acme, leadx.uuid_v7(now()))), 2, 'the second only counts');
select is((select count(*) from leadx.lead_events e, t where e.lead_id = t.lead and e.kind = 'contact_read'), 1::bigint, 'without an event');

select leadx.op_lead_consent_revoke((seller, seller, seller, false)::leadx.op_caller, jsonb_build_object('lead', lead), pg_temp.t_now()) from t \g /dev/null
select is((select doc::jsonb -> 'warnings' from t, leadx.sale_read(sale, acme, leadx.uuid_v7(now()))), '["consent_revoked"]', 'a consent taken back is a warning');

update leadx.leads d set erased_at = pg_temp.t_now() from t where d.id = t.lead;
select is((select contact from t, leadx.sale_read(sale, acme, leadx.uuid_v7(now()))), null, 'an erased person has no contact');
update leadx.leads d set erased_at = null from t where d.id = t.lead;
update leadx.sales s set state = 'returned', refund_minor = price_minor from t where s.id = t.sale;
select is((select contact from t, leadx.sale_read(sale, acme, leadx.uuid_v7(now()))), null, 'nor does a sale that was returned');
select is(reads, 3, 'and looking at those is no reading of the contact') from leadx.sales, t where id = sale;

select * from finish();
rollback;
