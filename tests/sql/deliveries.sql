-- The outbox: what is claimed by whom, in which turn, and what becomes of it; what an endpoint's failures do to it.
begin;
\ir support/market.sql
\ir support/ops.sql
-- the page an operation answers with is of this moment, too
insert into leadx.test_clock (stands_at) values (pg_temp.t_now());
select no_plan();

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_org('rival', false, true) as rival,
    pg_temp.t_niche('delivery_t') as niche;
select pg_temp.t_operator() \g /dev/null
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(rival, 1000000) from t \g /dev/null

create function pg_temp.endpoint(p_org uuid, p_more jsonb default '{}') returns uuid language sql as $$
    select (r.body ->> 'id')::uuid from pg_temp.t_do(p_org, 'endpoint_create', jsonb_build_object('name', 'e', 'kind', 'webhook',
        'address', 'https://example.com/hook', 'payload', 'thin', 'secret', jsonb_build_object('id', gen_random_uuid(), 'sealed', 'aa', 'key', 'bb')) || p_more) r
$$;
create function pg_temp.record(p_id uuid, p_state text, p_outcome text, p_now text, p_next bigint default 5000, p_took integer default 10, p_n integer default null,
    p_hold bigint default 0) returns integer language sql as $$
    select leadx.deliveries_record(p_now::timestamptz, array[y.lead_id], array[y.id], array[y.endpoint_id], array[coalesce(p_n, y.attempts)], array[p_state], array[p_outcome],
        array[200], array[p_took], array['note'], array[p_next], array[p_hold])
      from leadx.deliveries y where y.id = p_id
$$;
create function pg_temp.one(p_id uuid) returns text language sql as $$
    select concat_ws(' ', y.state, y.attempts, to_char(y.due_at at time zone 'UTC', 'DD HH24:MI:SS')) from leadx.deliveries y where y.id = p_id
$$;

-- whose endpoints, and orders that name them
create temp table e as select pg_temp.endpoint(acme) as a, pg_temp.endpoint(acme, '{"payload": "full", "events": ["consent.revoked", "endpoint.disabled", "sale.settled"]}') as b,
    pg_temp.endpoint(rival) as r from t;
select is(pg_temp.t_said(pg_temp.t_admin('endpoint_create', '{}')), '403 forbidden', 'who neither buys nor sells has no endpoint');
create function pg_temp.order_to(p_org uuid, p_endpoint uuid, p_type text default 'webhook') returns leadx.op_answer language sql as $$
    select pg_temp.t_do(p_org, 'order_create', jsonb_build_object('name', 'o', 'niche', 'delivery_t', 'shared_price', 100,
        'delivery', jsonb_build_object('type', p_type, 'endpoint', p_endpoint)))
$$;
select is(pg_temp.t_said(pg_temp.order_to(acme, r)), '422 invalid_field /delivery/endpoint', 'somebody else''s endpoint') from t, e;
select is(pg_temp.t_said(pg_temp.order_to(acme, a, 'email')), '422 invalid_field /delivery/endpoint', 'one of another kind') from t, e;
create temp table o as select ((pg_temp.order_to(acme, a)).body ->> 'id')::uuid as a, ((pg_temp.order_to(rival, r)).body ->> 'id')::uuid as r from t, e;
select is(endpoint_id, e.a, 'an order knows its endpoint') from leadx.orders d, o, e where d.id = o.a;
select is((pg_temp.t_do(acme, 'order_change', jsonb_build_object('order', o.a, 'delivery', '{"type": "pull"}'::jsonb))).body -> 'delivery', '{"type": "pull"}', 'and may be changed to pull') from t, o;
select is(endpoint_id, null, 'which has none') from leadx.orders d, o where d.id = o.a;
select pg_temp.t_do(acme, 'order_change', jsonb_build_object('order', o.a, 'delivery', jsonb_build_object('type', 'webhook', 'endpoint', e.a))) from t, o, e \g /dev/null

-- a sale writes what is due
create temp table s as select n, x.* from t, o, generate_series(1, 8) n, pg_temp.t_sell(seller, niche, 'person ' || n, case when n <= 6 then array[o.a] else array[o.r] end) x;
select results_eq('select y.channel::text, y.state::text, y.event::text, count(*) from leadx.deliveries y join s on s.lead = y.lead_id group by 1, 2, 3',
                  $$values ('webhook', 'due', 'lead.sold', 8::bigint)$$, 'a sale to an endpoint is due at once');

-- claims: turns, places, leases
create temp table c as select * from leadx.deliveries_claim('2026-11-21 12:00:01Z', 5, 100, 4, 60000, '{}', '{}');
select is((select count(*) from c), 5::bigint, 'no more than asked for');
select is((select count(*) from c, e where endpoint = e.r), 2::bigint, 'the endpoints take turns');
select ok(bool_and(attempt = 1 and round = 1 and live and not suspect and contact is null), 'a thin payload comes without the contact') from c;
select is(sealed::jsonb -> 0 ->> 'sealed', '\xaa', 'with the sealed secret') from c limit 1;
select is((select count(*) from leadx.deliveries_claim('2026-11-21 12:00:02Z', 100, 100, 4, 60000, array[e.a], array[3])), 1::bigint, 'an endpoint''s places are counted with those under way')
  from e;
create function pg_temp.claimed(p_now text, p_suspects integer default 100, p_each integer default 4) returns uuid[] language sql as $$
    select coalesce(array_agg(id), '{}') from leadx.deliveries_claim(p_now::timestamptz, 100, p_suspects, p_each, 60000, '{}', '{}')
$$;
select is(cardinality(pg_temp.claimed('2026-11-21 12:00:03Z')), 2, 'what is claimed is not claimed again');
select is(cardinality(pg_temp.claimed('2026-11-21 12:00:04Z')), 0, 'nothing is left');
select is(cardinality(pg_temp.claimed('2026-11-21 12:01:02Z', 100, 100)), 6, 'until the lease ended');
select is((select max(attempts) from leadx.deliveries y join s on s.lead = y.lead_id), 2::smallint, 'which counts as an attempt');

-- what is recorded
create temp table d as select s.n, y.id from s join leadx.deliveries y on y.lead_id = s.lead;
select is(pg_temp.record(id, 'done', 'delivered', '2026-11-21 12:01:05Z'), 0, 'done') from d where n = 1;
select is(pg_temp.one(id) like 'done%', true, 'is done') from d where n = 1;
select is(pg_temp.record(id, 'due', 'status', '2026-11-21 12:01:06Z', p_next => 30000), 0, 'a failure') from d where n = 2;
select is(pg_temp.one(id), 'due 2 21 12:01:36', 'waits for its pause') from d where n = 2;
select is(failures, 1, 'and is counted') from leadx.endpoints x, e where x.id = e.a;
select pg_temp.record(id, 'due', 'status', '2026-11-21 12:01:07Z', p_n => 1) from d where n = 3 \g /dev/null
select is(left(pg_temp.one(id), 7), 'sending', 'an attempt that lost its claim changes nothing') from d where n = 3;
select pg_temp.record(id, 'done', 'delivered', '2026-11-21 12:01:07Z', p_n => 1) from d where n = 3 \g /dev/null
select is(left(pg_temp.one(id), 4), 'done', 'unless it delivered') from d where n = 3;
select is(failures, 0, 'a success clears the count') from leadx.endpoints x, e where x.id = e.a;
select is((select count(*) from leadx.delivery_attempts a join d on d.id = a.delivery_id), 3::bigint, 'each attempt is kept, once');
select pg_temp.record(id, 'dead', 'rejected', '2026-11-21 12:01:08Z') from d where n = 4 \g /dev/null
select is(left(pg_temp.one(id), 4), 'dead', 'refused for good by the answer') from d where n = 4;

-- slow ones go one at a time
select pg_temp.record(id, 'done', 'delivered', '2026-11-21 12:01:08Z', p_took => 5000) from d where n = 7 \g /dev/null
select ok(slow, 'a slow answer is remembered') from leadx.endpoints x, e where x.id = e.r;
update leadx.deliveries y set state = 'due', due_at = '2026-11-21 12:01:00Z' from d where y.id = d.id and d.n in (7, 8);
select is(pg_temp.claimed('2026-11-21 12:02:00Z', 0) && (select array_agg(id) from d where n in (7, 8)), false, 'suspects wait for places of their own');
select is(cardinality(pg_temp.claimed('2026-11-21 12:02:00Z')), 1, 'and go one at a time');
update leadx.endpoints set slow = false;

-- the circuit
update leadx.deliveries y set state = 'sending', attempts = 3 from d where y.id = d.id and d.n in (5, 6);
update leadx.endpoints x set failures = 4 from e where x.id = e.a;
select pg_temp.record(id, 'due', 'timeout', '2026-11-21 13:00:00Z') from d where n = 5 \g /dev/null
select is(opened_until, '2026-11-21 13:00:10Z', 'five failures in a row open it') from leadx.endpoints x, e where x.id = e.a;
select pg_temp.claimed('2026-11-21 13:00:09Z') \g /dev/null
select is((select count(*) from leadx.deliveries y, e where y.endpoint_id = e.a and y.state = 'sending' and y.due_at > '2026-11-21 13:00:30Z'), 0::bigint, 'nothing is sent before its pause ends');
select is((select count(*) from (select unnest(pg_temp.claimed('2026-11-21 13:00:11Z')) as id) x join leadx.deliveries y using (id) join e on e.a = y.endpoint_id), 1::bigint, 'then one probes');
select is(opened_until, '2026-11-21 13:01:11Z', 'alone') from leadx.endpoints x, e where x.id = e.a;
select is((pg_temp.t_do(acme, 'endpoint_state', jsonb_build_object('endpoint', e.a, 'state', 'active'))).body #>> '{circuit,failures}', '0', 'by hand it is closed') from t, e;

-- Retry-After holds the whole endpoint
select pg_temp.record(y.id, 'due', 'status', '2026-11-21 13:02:00Z', p_hold => 60000) from leadx.deliveries y, e where y.endpoint_id = e.a and y.state = 'sending' limit 1 \g /dev/null
select is(opened_until, '2026-11-21 13:03:00Z', 'a Retry-After holds the endpoint') from leadx.endpoints x, e where x.id = e.a;
select pg_temp.t_do(acme, 'endpoint_state', jsonb_build_object('endpoint', e.a, 'state', 'active')) from t, e \g /dev/null

-- three days
update leadx.deliveries y set state = 'sending', attempts = 9, until = '2026-11-24 12:00:00Z' from d where y.id = d.id and d.n = 5;
select pg_temp.record(id, 'due', 'timeout', '2026-11-24 05:00:00Z', p_next => 28800000) from d where n = 5 \g /dev/null
select is(left(pg_temp.one(id), 4), 'dead', 'a try that would come after the three days is not made') from d where n = 5;
select is(pg_temp.t_said(pg_temp.t_do(rival, 'delivery_replay', jsonb_build_object('delivery', id))), '404 not_found', 'not replayed by another') from t, d where n = 5;
select is((pg_temp.t_do(acme, 'delivery_replay', jsonb_build_object('delivery', id), '2026-11-24 06:00:00Z')).body ->> 'state', 'due', 'but by its buyer') from t, d where n = 5;
select is(replayed_at, 9::smallint, 'the pauses begin anew') from leadx.deliveries y join d using (id) where n = 5;
select is(round, 1, 'with the first') from leadx.deliveries_claim('2026-11-24 06:00:01Z', 100, 100, 4, 60000, '{}', '{}') x join d using (id) where n = 5;
select is((pg_temp.t_do(acme, 'endpoint_replay', jsonb_build_object('endpoint', e.a, 'from', '2026-11-21T00:00:00Z', 'to', '2026-11-22T00:00:00Z', 'all', false),
    '2026-11-24 06:00:00Z')).body ->> 'replayed', '1', 'a range: what was given up') from t, e;
select is((pg_temp.t_do(acme, 'endpoint_replay', jsonb_build_object('endpoint', e.a, 'from', '2026-11-21T00:00:00Z', 'to', '2026-11-22T00:00:00Z', 'all', true),
    '2026-11-24 06:00:00Z')).body ->> 'replayed', '2', 'or all of it') from t, e;

-- 410
select is(pg_temp.record(y.id, 'due', 'gone', '2026-11-24 07:00:00Z'), 1, 'gone disables') from leadx.deliveries y join d using (id) where n = 5;
select is(state || ' ' || reason, 'disabled gone_410', 'says why') from leadx.endpoints x, e where x.id = e.a;
select results_eq($$select y.endpoint_id, y.ref from leadx.deliveries y, t where y.event = 'endpoint.disabled' and y.buyer_id = t.acme$$, 'select b, a from e',
                  'and the buyer hears of it where it still listens');
select is(about::jsonb ->> 'reason', 'gone_410', 'with the reason') from leadx.deliveries_claim('2026-11-24 07:00:01Z', 100, 100, 4, 60000, '{}', '{}') x, e where x.endpoint = e.b;
select is(pg_temp.t_said(pg_temp.t_do(acme, 'delivery_replay', jsonb_build_object('delivery', id))), '409 conflict', 'nothing is replayed to a disabled endpoint') from t, d where n = 1;
update leadx.deliveries y set due_at = '2026-11-24 08:00:00Z' from e where y.endpoint_id = e.a and y.state = 'due';
select ok(leadx.deliveries_give_up('2026-11-24 09:00:00Z', 100) = 0, 'what waits for it is kept');
select ok(leadx.deliveries_give_up('2026-11-29 09:00:00Z', 100) > 0, 'for three days');

-- consent taken back, and settled sales
select pg_temp.t_do(seller, 'lead_consent_revoke', jsonb_build_object('lead', s.lead)) from t, s where n = 1 \g /dev/null
select results_eq($$select y.endpoint_id from leadx.deliveries y, s where s.n = 1 and y.lead_id = s.lead and y.event = 'consent.revoked'$$, 'select b from e', 'a consent taken back is told');
select leadx.sales_settle('2026-12-21 12:00:00Z', 500) \g /dev/null
select is((select count(*) from leadx.deliveries y, e where y.endpoint_id = e.b and y.event = 'sale.settled'), 6::bigint, 'settled sales too, where asked for');

-- a sale that fell is not delivered
update leadx.deliveries y set state = 'due', due_at = '2026-12-22 12:00:00Z' from d where y.id = d.id and d.n = 8;
update leadx.sales x set state = 'returned', refund_minor = price_minor from s where x.lead_id = s.lead and s.n = 8;
select ok(not live, 'a returned sale is not live') from leadx.deliveries_claim('2026-12-22 12:00:01Z', 100, 100, 4, 60000, '{}', '{}') x join d using (id) where n = 8;

-- secrets
select is(jsonb_array_length((pg_temp.t_do(acme, 'endpoint_rotate', jsonb_build_object('endpoint', e.b, 'overlap_hours', 24,
    'secret', jsonb_build_object('id', gen_random_uuid(), 'sealed', 'cc', 'key', 'dd')))).body -> 'secrets'), 2, 'during a rotation two secrets sign') from t, e;
select is(jsonb_array_length(leadx.endpoint_sealed(e.b, pg_temp.t_now() + interval '25 hours')::jsonb), 1, 'then the new one alone') from e;
select is(pg_temp.t_said(pg_temp.t_do(rival, 'endpoint_' || x, jsonb_build_object('endpoint', e.b))), '404 not_found', 'not by a rival: ' || x)
  from t, e, (values ('change'), ('state'), ('rotate'), ('replay')) v(x);
select * from finish();
rollback;
