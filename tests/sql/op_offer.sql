-- Offers: the one order that buys for them, who may see and join them, who decides.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select pg_temp.t_admin('niche_create', '{"name": "offers_t", "title": "O", "currency": "RUB", "fields": [], "return_reasons": [], "floor_exclusive": 200, "fee_bp": 1000}') \g /dev/null
create temp table t as select pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('other', true, false) as other,
    pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival;
alter table t add inhouse uuid;
update t set inhouse = pg_temp.t_org('in-house', true, false, acme);
create function pg_temp.make(p_org uuid, a jsonb default '{}') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'offer_create', '{"name": "f", "niche": "offers_t", "exclusive_price": 500, "filter": {}}' || a)
$$;

select is(pg_temp.t_said(pg_temp.make(acme, '{"exclusive_price": 199}')), '422 invalid_field /price', 'not below the floor') from t;
select is(pg_temp.t_said(pg_temp.make(agency)), '403 forbidden', 'a seller makes none') from t;
create temp table f as select r.*, (r.body ->> 'id')::uuid as id, (r.body ->> 'order')::uuid as ord from t, pg_temp.make(acme) r;
select is(status, 201, 'an offer') from f;
select is(changed, array['order:' || ord, 'offer:' || id], 'with its order') from f;
select results_eq('select offer_id, exclusive_price_minor, shared_price_minor from leadx.orders join f on orders.id = ord', 'select id, 500::bigint, null::bigint from f',
                  'which buys exclusively');
select is(pg_temp.t_said(pg_temp.t_do(acme, 'order_change', jsonb_build_object('order', ord) || a::jsonb)), b, b) from t, f, (values
    ('{"shared_price": 300}', '422 invalid_field /shared_price'), ('{"exclusive_price": null}', '422 invalid_field /exclusive_price')) v(a, b);
select is(pg_temp.t_said(pg_temp.t_do(acme, 'order_change', jsonb_build_object('order', ord, 'exclusive_price', 600))), '200', 'its price is the order''s') from t, f;

create function pg_temp.joins(p_org uuid) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'offer_join', jsonb_build_object('offer', id)) from f
$$;
create function pg_temp.decides(p_org uuid, p_seller uuid, p_state text) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'offer_decide', jsonb_build_object('offer', id, 'seller', p_seller, 'state', p_state)) from f
$$;
select is((pg_temp.joins(agency)).body ->> 'state', 'asked', 'a seller asks') from t;
select is((pg_temp.joins(agency)).changed, '{}', 'asking twice is asking once') from t;
select is(pg_temp.t_said(pg_temp.joins(inhouse)), '404 not_found', 'the buyer''s own family does not see it') from t;
select is(pg_temp.t_said(pg_temp.joins(rival)), '403 forbidden', 'nor does one join that only buys') from t;
update leadx.orgs set niches = '{roofs}' where id = (select other from t);
select is(pg_temp.t_said(pg_temp.joins(other)), '404 not_found', 'nor one outside of the niche') from t;
select is(pg_temp.t_said(pg_temp.decides(rival, agency, 'admitted')), '404 not_found', 'another buyer decides nothing') from t;
select is(pg_temp.t_said(pg_temp.decides(agency, agency, 'admitted')), '404 not_found', 'nor the seller itself') from t;
select is(pg_temp.t_said(pg_temp.decides(acme, other, 'admitted')), '404 not_found', 'nor is one admitted who did not ask') from t;
select is((pg_temp.decides(acme, agency, 'admitted')).body ->> 'state', 'admitted', 'its buyer admits') from t;
select is((pg_temp.joins(agency)).body ->> 'state', 'admitted', 'the seller reads it') from t;
select is((pg_temp.decides(acme, agency, 'refused')).body ->> 'state', 'refused', 'and may change its mind') from t;
select is((pg_temp.joins(agency)).body ->> 'state', 'refused', 'asking again changes nothing') from t;

-- what each side sees
select is(leadx.json_offer_to_join(x, agency) - '{id,created_at,buyer}'::text[], '{"name": "f", "description": null, "niche": "offers_t", "state": "active", "buying": true,
    "price": {"amount": 600, "currency": "RUB"}, "payout": {"amount": 540, "currency": "RUB"}, "filter": {}, "joined": "refused"}', 'the seller: what it pays')
  from leadx.offers x join f using (id), t;
select is(leadx.json_offer(x) -> 'sellers' -> 0 ->> 'state', 'refused', 'the buyer: who asked') from leadx.offers x join f using (id);

-- an offer and its order end together
select is(pg_temp.t_said(pg_temp.t_do(rival, 'offer_close', jsonb_build_object('offer', id))), '404 not_found', 'not by a rival') from t, f;
select is((pg_temp.t_do(acme, 'offer_close', jsonb_build_object('offer', id))).body ->> 'state', 'closed', 'closing the offer') from t, f;
select is((select state from leadx.orders join f on orders.id = ord), 'closed', 'closes its order');
select is(pg_temp.t_said(pg_temp.t_do(acme, 'offer_close', jsonb_build_object('offer', id))), '200', 'closing twice is closing once') from t, f;
select is(pg_temp.t_said(pg_temp.decides(acme, agency, 'admitted')), '409 conflict', 'nobody is admitted any more') from t;
create temp table g as select r.*, (r.body ->> 'id')::uuid as id, (r.body ->> 'order')::uuid as ord from t, pg_temp.make(acme) r;
select is((pg_temp.t_do(acme, 'order_state', jsonb_build_object('order', ord, 'state', 'closed'))).changed, array['order:' || ord, 'offer:' || id],
          'closing the order') from t, g;
select is((select state from leadx.offers join g using (id)), 'closed', 'closes its offer');

select is(pg_temp.t_refused(format(x, (select ord from g))), c, c) from (values
    ('update leadx.orders set shared_price_minor = 1 where id = %L', '23514 orders_offer_price_check'),
    ('update leadx.orders set offer_id = (select id from f) where id = %L', '23505 orders_offer_key')) v(x, c);
select is(pg_temp.t_refused('update leadx.offer_sellers set state = ''member'''), '23514 offer_sellers_state_check', 'offer_sellers_state_check');
select * from finish();
rollback;
