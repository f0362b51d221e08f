-- Withdrawing, releasing, taking consent back: who may, in which state, and what happens to the person's claims.
begin;
\ir support/market.sql
select plan(41);

create function pg_temp.t_op(p_op text, p_org uuid, p_lead uuid, p_more jsonb default '{}', p_admin boolean default false,
    p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language plpgsql as $$
declare v leadx.op_answer;
begin
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v
        using (p_org, p_org, p_org, p_admin)::leadx.op_caller, jsonb_build_object('lead', p_lead) || p_more, p_now;
    return v;
end $$;

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('rival', true, false) as rival,
    pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('bolt', false, true) as bolt, pg_temp.t_niche('roofs') as niche;
alter table t add acme_order uuid, add bolt_order uuid, add offer uuid, add offer_order uuid;
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(bolt, 1000000) from t \g /dev/null
update t set acme_order = pg_temp.t_order(acme, niche, 500), bolt_order = pg_temp.t_order(bolt, niche, 400), offer = pg_temp.t_offer(acme, niche);
update t set offer_order = pg_temp.t_order(acme, niche, null, 700, offer);

create function pg_temp.t_until(p_person text, p_scope uuid default '00000000-0000-0000-0000-000000000000') returns timestamptz language sql as $$
    select until from leadx.fingerprints where hash = substring(sha256(p_person::bytea) for 16) and scope = p_scope
$$;

-- withdraw
create temp table l as select (pg_temp.t_sell(seller, niche, 'anna', null)).lead from t;
select is((pg_temp.t_op('lead_withdraw', rival, lead)).status, 404, 'another seller cannot tell the lead from a missing one') from t, l;
select is((pg_temp.t_op('lead_withdraw', rival, lead)).body, (pg_temp.t_op('lead_withdraw', rival, leadx.uuid_v7(now()))).body,
          'and reads the same words') from t, l;
select is((pg_temp.t_op('lead_withdraw', acme, lead, '{}', true)).status, 404, 'an administrator does not withdraw for the seller') from t, l;
select is((pg_temp.t_op('lead_withdraw', seller, lead)).body, jsonb_build_object('id', lead, 'status', 'withdrawn', 'code', null),
          'an open lead is withdrawn') from t, l;
select is(pg_temp.t_until('anna'), pg_temp.t_now(), 'its claim on the person is given back');
select is((pg_temp.t_sell(rival, niche, 'anna', null)).state, 'open', 'so somebody else may bring the person') from t;
select is((pg_temp.t_op('lead_withdraw', seller, lead)).status, 409, 'a withdrawn lead stays withdrawn') from t, l;
select is(array(select kind || ' ' || (org_id = seller) from leadx.lead_events e where e.lead_id = l.lead), array['withdrawn true'],
          'one event tells it') from t, l;

create temp table sold as select x.* from t, pg_temp.t_sell(seller, niche, 'boris', array[acme_order]) x;
select is(state, 'sold', 'a sold lead') from sold;
select is((pg_temp.t_op('lead_withdraw', seller, lead)).status, 409, 'is not withdrawn') from t, sold;
select ok(pg_temp.t_until('boris') > pg_temp.t_now(), 'and keeps its claim');
select ok(sellable, 'and keeps looking for buyers') from leadx.leads join sold on id = lead;

-- a review may be withdrawn too
create temp table held as select x.* from t, pg_temp.t_sell(seller, niche, 'clara', null, p_want => 'review', p_code => 'in_review') x;
select is((pg_temp.t_op('lead_withdraw', seller, lead)).body ->> 'status', 'withdrawn', 'a lead in review is withdrawn') from t, held;

-- release
create temp table aim as select x.* from t, pg_temp.t_sell(seller, niche, 'dora', null, p_offer => offer, p_limit => 1) x;
select is(state, 'open', 'a targeted lead nobody bought is open') from aim;
select is((pg_temp.t_op('lead_release', rival, lead)).status, 404, 'another seller does not release it') from t, aim;
select is((pg_temp.t_op('lead_release', seller, leadx.uuid_v7(now()))).status, 404, 'nor does anybody a missing one') from t;
select is((pg_temp.t_op('lead_release', seller, lead, '{"max_recipients": 2}')).changed, array['lead:' || lead], 'its seller does, and it is offered at once') from t, aim;
select results_eq('select d.kind::text, d.state::text, d.offer_id, d.sale_limit::integer, d.sellable from leadx.leads d join aim on id = lead',
                  $$values ('consumer', 'open', null::uuid, 2, true)$$, 'as a consumer lead, to as many buyers as the consent allows');
select is(pg_temp.t_until('dora', offer), pg_temp.t_now(), 'the offer''s claim ends') from t;
select is(pg_temp.t_until('dora'), pg_temp.t_now() + interval '30 days', 'the niche''s begins');
select is((pg_temp.t_sell(rival, niche, 'dora', null)).state, 'duplicate', 'so that nobody else brings the person') from t;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 409, 'a second release is refused') from t, aim;
select is((pg_temp.t_sell(seller, niche, 'dora', array[bolt_order], p_lead => lead)).state, 'sold', 'it sells on the consumer market') from t, aim;

create temp table aim2 as select x.* from t, pg_temp.t_sell(seller, niche, 'emil', null, p_offer => offer, p_limit => 1) x;
select is((pg_temp.t_sell(rival, niche, 'emil', null)).state, 'open', 'another seller brings the same person as a consumer') from t;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 409, 'then the targeted lead is not released beside it') from t, aim2;
select is(kind, 'targeted', 'and stays what it was') from leadx.leads join aim2 on id = lead;

create temp table aim3 as select x.* from t, pg_temp.t_sell(seller, niche, 'fay', null, p_offer => offer, p_limit => 1, p_recipients => '{' || acme || '}') x;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 409, 'a consent that names its recipients is not released') from t, aim3;
create temp table aim4 as select x.* from t, pg_temp.t_sell(seller, niche, 'gil', array[offer_order], 'x', p_offer => offer, p_limit => 1) x;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 409, 'nor a lead that its advertiser bought') from t, aim4;
create temp table aim5 as select x.* from t, pg_temp.t_sell(seller, niche, 'hal', null) x;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 409, 'nor a consumer lead') from t, aim5;
create temp table aim6 as select x.* from t, pg_temp.t_sell(seller, niche, 'ida', null, p_offer => offer, p_limit => 1) x;
select is((pg_temp.t_op('lead_release', seller, lead, '{}', false, pg_temp.t_now() + interval '30 days')).status, 409,
          'nor one whose time has passed') from t, aim6;
select is((pg_temp.t_op('lead_release', seller, lead)).status, 200, 'a consent without a limit') from t, aim6;
select is(sale_limit::integer, 3, 'leaves the niche''s') from leadx.leads join aim6 on id = lead;

-- consent taken back
create temp table back as select x.* from t, pg_temp.t_sell(seller, niche, 'jan', null) x;
select is((pg_temp.t_op('lead_consent_revoke', rival, lead)).status, 404, 'only its seller or the operator passes on a withdrawn consent') from t, back;
select is((pg_temp.t_op('lead_consent_revoke', seller, lead)).body ->> 'status', 'withdrawn', 'an unsold lead is withdrawn') from t, back;
select is((pg_temp.t_op('lead_consent_revoke', seller, lead)).status, 200, 'saying it again changes nothing') from t, back;
select is((select count(*) from leadx.lead_events e join back b on b.lead = e.lead_id), 1::bigint, 'and is told once');
select is((pg_temp.t_sell(rival, niche, 'jan', null)).code, 'suppressed', 'nobody may bring the person again') from t;

select is((pg_temp.t_op('lead_consent_revoke', acme, lead, '{}', true)).body ->> 'status', 'sold', 'a sold lead stays sold') from t, sold;
select results_eq('select sellable, consent_expires_at from leadx.leads join sold on id = lead', $$values (false, pg_temp.t_now())$$,
                  'but sells no more');
select is((pg_temp.t_sell(seller, niche, 'boris', array[bolt_order], p_lead => lead)).state, 'gone', 'not even where it was already on offer') from t, sold;
select is((select count(*) from leadx.sales s join sold on s.lead_id = lead), 1::bigint, 'what was bought before stands');

select * from finish();
rollback;
