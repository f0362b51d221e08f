-- What each party sees of a lead: the lead itself, its timeline, its decisions; and nothing for everybody else.
begin;
\ir support/market.sql
select plan(41);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('rival', true, false) as rival,
    pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('bolt', false, true) as bolt, pg_temp.t_org('coin', false, true) as coin,
    pg_temp.t_niche('roofs', 1) as niche, leadx.uuid_v7(now()) as admin;
alter table t add acme_order uuid, add bolt_order uuid, add coin_order uuid, add lead uuid, add sale uuid;
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(bolt, 1000000) from t \g /dev/null
update t set acme_order = pg_temp.t_order(acme, niche, 500), bolt_order = pg_temp.t_order(bolt, niche, 400), coin_order = pg_temp.t_order(coin, niche, 600);
update t set lead = (pg_temp.t_sell(seller, niche, 'anna', array[coin_order, acme_order, bolt_order], p_limit => 1)).lead;
update t set sale = s.id from leadx.sales s where s.lead_id = t.lead;
update leadx.decisions d set reasoning = jsonb_build_object('v', 1,
    'counts', '{"considered": 9, "filtered": 4, "outside_hours": 0, "own_family": 0, "no_consent": 0, "asleep_cap": 1, "asleep_money": 1}'::jsonb,
    'score', '{"total": 50, "rules": {"phone_valid": 30}}'::jsonb, 'temperature', '{"is": "hot", "declared": true}'::jsonb,
    'candidates', jsonb_build_array(
        jsonb_build_object('order', coin_order, 'revision', 1, 'price', 600, 'exclusive', false),
        jsonb_build_object('order', acme_order, 'revision', 1, 'price', 500, 'exclusive', false),
        jsonb_build_object('order', bolt_order, 'revision', 1, 'price', 400, 'exclusive', false))) from t where d.lead_id = t.lead;

-- the lead
select is((select count(*) from t, leadx.lead_show(lead, rival, false)), 0::bigint, 'another seller does not see the lead');
select is((select count(*) from t, leadx.lead_show(lead, acme, false)), 0::bigint, 'nor does its buyer, under the lead''s id');
select ok((select whole from t, leadx.lead_show(lead, seller, false)), 'its seller sees it whole');
select ok((select not whole from t, leadx.lead_show(lead, admin, true)), 'the operator masked');
create temp table mine as select doc::jsonb as doc from t, leadx.lead_show(lead, seller, false);
create temp table theirs as select doc::jsonb as doc from t, leadx.lead_show(lead, admin, true);
select is(doc ->> 'status', 'sold', 'its state') from mine;
select is(doc -> 'sales' -> 0 -> 'price', '{"amount": 500, "currency": "RUB"}', 'what was paid') from mine;
select is((doc -> 'payout' ->> 'amount')::bigint, 450::bigint, 'what is paid out') from mine;
select is(doc -> 'sales' -> 0 ->> 'buyer', (select alias from leadx.orgs, t where id = acme), 'by alias') from mine;
select ok(doc::text not like '%' || acme || '%' and doc::text not like '%' || acme_order || '%', 'the seller reads no id of the buyer') from mine, t;
select is(doc -> 'sales' -> 0 ->> 'buyer_org', acme::text, 'the operator does') from theirs, t;
select is(doc -> 'seller' ->> 'name', 'agency', 'and who brought it') from theirs;
select ok(not doc ? 'seller', 'which the seller need not be told') from mine;

-- decisions
create temp table d as select leadx.lead_decisions(lead, seller, false) as to_seller, leadx.lead_decisions(lead, admin, true) as to_admin,
    leadx.lead_decisions(lead, bolt, false) as to_bolt, leadx.lead_decisions(lead, coin, false) as to_coin from t;
select is(leadx.lead_decisions(lead, rival, false), null, 'another seller learns nothing') from t;
select is(leadx.lead_decisions(leadx.uuid_v7(now()), rival, true), null, 'nobody does of a missing lead') from t;
select is(array(select jsonb_path_query(to_seller, '$.decisions[0].candidates[*].verdict') #>> '{}'), array['not_able', 'sold', 'not_asked'],
          'the seller reads a verdict on each candidate') from d;
select ok(to_seller::text not like '%money%' and to_seller::text not like '%wallet%', 'but not who lacked money') from d;
select is(to_seller -> 'decisions' -> 0 -> 'candidates' -> 0 -> 'buyer', 'null', 'nor by whose name') from d;
select is((to_seller -> 'decisions' -> 0 -> 'counts' ->> 'not_able')::integer, 2, 'nor in the counts') from d;
select ok(not (to_seller -> 'decisions' -> 0 -> 'counts' ? 'asleep_money'), 'not one of them') from d;
select ok(to_seller::text not like '%' || acme_order || '%', 'nor an order''s id') from d, t;
select is(array(select jsonb_path_query(to_admin, '$.decisions[0].candidates[*].verdict') #>> '{}'), array['money', 'sold', 'not_asked'],
          'the operator reads it as it was') from d;
select is(to_admin -> 'decisions' -> 0 -> 'candidates' -> 1 ->> 'order', acme_order::text, 'with the orders') from d, t;
select is(array(select jsonb_path_query(to_seller, '$.decisions[0].candidates[*].rank')::integer), '{1,2,3}', 'each with its rank') from d;
select is(to_seller -> 'decisions' -> 0 -> 'chosen', '{"way": "shared", "sales": 1, "worth": {"amount": 500, "currency": "RUB"}, "instead": null}', 'and why this set') from d;
select is(to_seller -> 'limits' ->> 'sales', '1', 'within which limits') from d;
select ok(not (to_bolt ? 'limits' or to_bolt -> 'decisions' -> 0 ? 'chosen' or to_bolt -> 'decisions' -> 0 -> 'candidates' -> 0 ? 'rank'), 'which a losing buyer does not read') from d;
-- an exclusive offer that was worth less, of one who could have paid; and of one who could not, who is no alternative
update leadx.decisions d set reasoning = '{"candidates": [{"exclusive": true, "price": 900}, {"exclusive": true, "price": 450}, {"exclusive": false, "price": 300}, {"exclusive": false, "price": 200}, {"exclusive": false, "price": 100}]}',
    verdicts = '{4,2,1,1,0}' from t where d.lead_id = t.lead;
select is(leadx.decision_chosen(x, 'RUB', 2), '{"way": "shared", "sales": 2, "worth": {"amount": 500, "currency": "RUB"}, "instead": {"amount": 450, "currency": "RUB"}}', 'shared over exclusive')
  from leadx.decisions x, t where x.lead_id = t.lead;
update leadx.decisions d set verdicts = '{4,1,2,2,2}' from t where d.lead_id = t.lead;
select is(leadx.decision_chosen(x, 'RUB', 2) -> 'instead' ->> 'amount', '500', 'exclusive over the shared ones there was room for')
  from leadx.decisions x, t where x.lead_id = t.lead;
select is(jsonb_array_length(to_bolt -> 'decisions' -> 0 -> 'candidates'), 1, 'a losing buyer reads its own order''s part alone') from d;
select is(to_bolt -> 'decisions' -> 0 -> 'candidates' -> 0 ->> 'order', bolt_order::text, 'its own') from d, t;
select ok(to_bolt::text not like '%: 500%' and not (to_bolt -> 'decisions' -> 0 ? 'counts'), 'not what the winner paid') from d;
select is(to_coin -> 'decisions' -> 0 -> 'candidates' -> 0 ->> 'verdict', 'money', 'who lacked money is told so itself') from d;
select is((select string_agg(coalesce(leadx.verdict_sentence(leadx.verdict_word(v::smallint, true)), '?'), '') ~ '\?' from generate_series(0, 11) v), false,
          'every verdict has its sentence');

-- the timeline
select is(leadx.lead_timeline(lead, rival, false), null, 'another seller sees no timeline') from t;
select is(leadx.lead_timeline(lead, bolt, false), null, 'nor does a buyer that did not buy') from t;
select is(array(select jsonb_path_query(leadx.lead_timeline(lead, seller, false), '$.events[*].kind') #>> '{}'), array['received', 'routed', 'sold'],
          'the seller sees everything in order') from t;
select is(array(select jsonb_path_query(leadx.lead_timeline(lead, acme, false), '$.events[*].kind') #>> '{}'), array['sold'],
          'the buyer its own purchase') from t;
select ok(leadx.lead_timeline(lead, seller, false)::text not like '%' || acme || '%', 'by alias') from t;
select leadx.sale_read(sale, acme, leadx.uuid_v7(now())) from t \g /dev/null
select leadx.op_lead_consent_revoke((seller, seller, seller, false)::leadx.op_caller, jsonb_build_object('lead', lead), leadx.leadx_now() + interval '1 second') from t \g /dev/null
select is(array(select jsonb_path_query(leadx.lead_timeline(lead, acme, false), '$.events[*].kind') #>> '{}'),
          array['sold', 'contact_read', 'consent_revoked'], 'and that the person took the consent back') from t;
select is(jsonb_path_query_array(leadx.lead_timeline(lead, seller, false), '$.events[*] ? (@.kind == "contact_read").by'),
          (select jsonb_build_array(alias) from leadx.orgs where id = acme), 'the seller sees who read the contact, by alias') from t;
select ok((select leadx.lead_timeline(lead, acme, false)::text not like '%' || alias || '%' from leadx.orgs where id = seller),
          'the buyer does not see by whom it was told') from t;

select * from finish();
rollback;
