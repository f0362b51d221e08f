-- Orders: whose, on which terms, their caps and what those count, and that each change is a new revision.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select pg_temp.t_admin('niche_create', '{"name": "orders_t", "title": "O", "currency": "RUB", "fields": [{"name": "age", "type": "integer"}], "return_reasons": [],
    "floor_shared": 100, "floor_exclusive": 200}') \g /dev/null
create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival,
    (select no from leadx.niches where name = 'orders_t') as niche;
alter table t add dealer uuid;
update t set dealer = pg_temp.t_org('dealer', false, true, acme);
select pg_temp.t_fund(acme, 1000000) from t \g /dev/null
create function pg_temp.create_order(p_org uuid, a jsonb default '{}') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'order_create', '{"name": "o", "niche": "orders_t", "shared_price": 150}' || a)
$$;
create function pg_temp.caps(p_order uuid) returns text language sql as $$
    select string_agg(concat_ws(' ', per, count_cap, '(' || used_count || ')', minor_cap, '(' || used_minor || ')'), ', ' order by per)
      from leadx.order_caps where order_id = p_order
$$;

-- who may
select is(pg_temp.t_said(pg_temp.create_order(seller)), '403 forbidden', 'a seller buys nothing') from t;
select is(pg_temp.t_said(pg_temp.create_order(acme, '{"niche": "nowhere"}')), '422 unknown_niche /niche', 'a niche that is not there') from t;
update leadx.orgs set niches = '{other}' where id = (select rival from t);
select is(pg_temp.t_said(pg_temp.create_order(rival)), '403 not_admitted /niche', 'a buyer that is not admitted to it') from t;
update leadx.orgs set niches = null, state = 'suspended' where id = (select rival from t);
select is(pg_temp.t_said(pg_temp.create_order(rival)), '403 forbidden', 'or suspended') from t;
update leadx.orgs set state = 'active' where id = (select rival from t);

-- on which terms
select is(pg_temp.t_said(pg_temp.create_order(acme, a::jsonb)), b, c) from t, (values
    ('{"shared_price": 99}', '422 invalid_field /shared_price', 'below the shared floor'),
    ('{"exclusive_price": 199}', '422 invalid_field /exclusive_price', 'below the exclusive floor'),
    ('{"time_zone": "Mars/Olympus"}', '422 invalid_field /time_zone', 'an unknown time zone'),
    ('{"time_zone": "posix/Europe/Oslo"}', '422 invalid_field /time_zone', 'a name of the machine''s own'),
    ('{"niche_revision": 7}', '409 conflict /filter', 'checked against another version of the niche')) v(a, b, c);
select is((select count(*) from leadx.orders o, t where o.niche_no = t.niche), 0::bigint, 'a refusal leaves nothing behind');
create temp table o as select r.*, (r.body ->> 'id')::uuid as id from t, pg_temp.create_order(dealer, '{"niche_revision": 1, "filter": {"age": {"min": 20}}, "exclusive_price": 300,
    "caps": [{"per": "day", "count": 2}, {"per": "total", "amount": 1000}], "time_zone": "Asia/Tokyo"}') r;
select is(status, 201, 'an order') from o;
select is(body - '{id,created_at,updated_at,caps}'::text[], '{"niche": "orders_t", "offer": null, "name": "o", "state": "active", "kinds": ["consumer"],
    "filter": {"age": {"min": 20}}, "shared_price": {"amount": 150, "currency": "RUB"}, "exclusive_price": {"amount": 300, "currency": "RUB"}, "schedule": null,
    "time_zone": "Asia/Tokyo", "delivery": {"type": "pull"}, "priority": 0, "revision": 1, "paused_for": null, "type": "standing", "market": null}', 'comes back as it was asked for') from o;
select is(body -> 'caps', '[{"per": "day", "count": 2, "amount": null}, {"per": "total", "count": null, "amount": {"amount": 1000, "currency": "RUB"}}]', 'with its caps') from o;
select results_eq($$select a.kind::text, a.org_id from leadx.orders d join o using (id) join leadx.accounts a on a.id in (d.wallet_id, d.escrow_id) order by 1$$,
                  $$select x, acme from t, (values ('escrow'), ('wallet')) v(x)$$, 'paid by the family''s root');

-- whose
select is(pg_temp.t_said(pg_temp.t_do(x, y, jsonb_build_object('order', o.id, 'state', 'paused'))), '404 not_found', 'not by ' || z || ': ' || y)
  from t, o, lateral (values (acme, 'its parent'), (rival, 'a rival')) v(x, z), (values ('order_change'), ('order_state')) w(y);

-- caps count what was sold
create temp table s as select x.* from t, o, pg_temp.t_sell(seller, niche, 'anna', array[o.id], p_now => '2026-11-21 13:00:00+00') x;
select is(state, 'sold', 'the order buys') from s;
select is(pg_temp.caps(id), 'day 2 (1) (150), total (1) 1000 (150)', 'its caps count') from o;
create function pg_temp.change(a jsonb, p_now timestamptz default '2026-11-21 14:00:00+00') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(t.dealer, 'order_change', jsonb_build_object('order', o.id) || a, p_now) from t, o
$$;
select pg_temp.change('{"caps": [{"per": "day", "count": 5}, {"per": "hour", "count": 4}, {"per": "week", "count": 9}]}') \g /dev/null
select is(pg_temp.caps(id), 'day 5 (1) (150), hour 4 (0) (0), week 9 (1) (150)',
          'a changed cap keeps its count, a new one begins with what its period used, a missing one is gone') from o;
select pg_temp.change('{"caps": [{"per": "day", "count": 0}]}') \g /dev/null
select is(pg_temp.caps(id), 'day 0 (1) (150)', 'a cap can be lowered below what is used') from o;
select is((pg_temp.t_sell(seller, niche, 'boris', array[o.id], p_now => '2026-11-21 14:30:00+00')).code, 'cap_reached', 'and stops') from t, o;
select pg_temp.change('{"caps": [{"per": "total", "count": 10}]}') \g /dev/null
select is(pg_temp.caps(id), 'total 10 (1) (150)', 'a new total counts from the beginning') from o;
update leadx.sales set state = 'returned', refund_minor = price_minor where order_id = (select id from o);
select pg_temp.change('{"caps": [{"per": "day", "count": 3}]}') \g /dev/null
select pg_temp.change('{"caps": [{"per": "day", "count": 3}, {"per": "total", "count": 10}]}') \g /dev/null
select is(pg_temp.caps(id), 'day 3 (1) (150), total 10 (0) (0)', 'a return gives back to the total only') from o;
-- 13:00 UTC is today in Tokyo until 15:00 UTC, and yesterday's for Kiritimati (UTC+14) from 10:00 UTC on
select pg_temp.change('{"time_zone": "Pacific/Kiritimati"}', '2026-11-22 10:30:00+00') \g /dev/null
select is(pg_temp.caps(id), 'day 3 (0) (0), total 10 (0) (0)', 'in a new time zone the day is counted anew') from o;
select is((select period_start from leadx.order_caps join o on order_id = id where per = 'day'), '2026-11-22 10:00:00+00', 'from its own midnight');
select pg_temp.change('{"caps": null}') \g /dev/null
select is(pg_temp.caps(id), null, 'caps can all go') from o;

-- changes and revisions
select is((pg_temp.change('{"name": "p", "filter": {}, "shared_price": 180, "priority": 5, "schedule": [{"days": ["mon"], "from": "09:00", "to": "18:00"}]}')).body
          - '{id,created_at,updated_at,revision,offer,niche,caps,kinds,type,market,delivery,time_zone,state,paused_for}'::text[],
          '{"name": "p", "filter": {}, "shared_price": {"amount": 180, "currency": "RUB"}, "exclusive_price": {"amount": 300, "currency": "RUB"}, "priority": 5,
            "schedule": [{"days": ["mon"], "from": "09:00", "to": "18:00"}]}', 'what is named changes');
select is((pg_temp.change('{"schedule": null, "exclusive_price": null}')).body -> 'exclusive_price', 'null', 'null clears');
select is(pg_temp.t_said(pg_temp.change(a::jsonb)), b, b) from (values ('{"shared_price": null}', '422 missing_field /shared_price'),
    ('{"shared_price": 50}', '422 invalid_field /shared_price'), ('{"niche_revision": 9}', '409 conflict /filter')) v(a, b);
select is((select array_agg(revision order by revision) from leadx.order_revisions join o on order_id = id),
          (select array_agg(x) from generate_series(1, (select revision from leadx.orders join o using (id))) x), 'every change is kept as a revision');
select is((select terms ->> 'name' from leadx.order_revisions r join o on r.order_id = id where r.revision = 1), 'o', 'with the terms of its time');

-- states
create function pg_temp.move(p_state text) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(t.dealer, 'order_state', jsonb_build_object('order', o.id, 'state', p_state)) from t, o
$$;
select revision as before from leadx.orders join o using (id) \gset
select is((pg_temp.move('paused')).body ->> 'state', 'paused', 'paused');
select is((pg_temp.t_sell(seller, niche, 'clara', array[o.id])).state, 'open', 'it does not buy') from t, o;
select is((pg_temp.move('paused')).changed, '{}', 'pausing twice changes nothing');
select is((pg_temp.move('active')).body ->> 'revision', (:before + 2)::text, 'pause and resume are two revisions');
select is((pg_temp.move('closed')).body ->> 'state', 'closed', 'closed');
select is(pg_temp.t_said(pg_temp.move('active')), '409 conflict', 'for good');
select is(pg_temp.t_said(pg_temp.change('{"name": "x"}')), '409 conflict', 'and not to be changed');

-- progress
select is((leadx.json_progress(d, '2026-11-21 14:00:00+00')) -> 'sales' -> 'by_state', '{"returned": {"count": 1, "amount": {"amount": 150, "currency": "RUB"}}}',
          'progress counts the sales by state') from leadx.orders d join o using (id);

-- what no code can do
select is(pg_temp.t_refused(format(x, (select id from o))), c, c) from (values
    ('update leadx.orders set shared_price_minor = null, exclusive_price_minor = null where id = %L', '23514 orders_price_check'),
    ('update leadx.orders set shared_price_minor = 0 where id = %L', '23514 orders_shared_price_check'),
    ('update leadx.orders set state = ''sleeping'' where id = %L', '23514 orders_state_check'),
    ('insert into leadx.order_caps (order_id, per, period_start) values (%L, ''day'', now())', '23514 order_caps_one_check'),
    ('insert into leadx.order_caps (order_id, per, count_cap, period_start) values (%L, ''year'', 1, now())', '23514 order_caps_per_check'),
    ('insert into leadx.order_caps (order_id, per, count_cap, period_start) values (%L, ''day'', -1, now())', '23514 order_caps_count_check'),
    ('insert into leadx.order_revisions (order_id, revision, terms, key_id, at) values (%L, 1, ''{}'', leadx.uuid_v7(now()), now())', '23505 order_revisions_pkey')) v(x, c);
select * from finish();
rollback;
