-- name: history_state
select case when exists (select from test_clock where stands_at is not null) then 'broken'
            when exists (select from orgs where not operates) or exists (select from niches) then 'kept' else 'fresh' end,
       (select id from orgs where operates), exists (select from test_clock), (select id from api_keys order by id limit 1)

-- name: history_open
-- The clock stands from here on; and whoever runs the exchange was there before its first day.
with clock as (insert into test_clock (stands_at) values (to_timestamp($1::int8 / 1000.0))
                   on conflict (id) do update set stands_at = excluded.stands_at),
     keys as (update api_keys set created_at = to_timestamp($1::int8 / 1000.0))
update orgs set created_at = to_timestamp($1::int8 / 1000.0) where operates

-- name: history_clock
update test_clock set stands_at = to_timestamp($1::int8 / 1000.0)

-- name: history_analyze
select history_analyze($1::int4)

-- name: history_operate
-- In the order of the list. A claim that the exchange's own records proved at once left its seller nothing to answer and the desk nothing
-- to rule: what was planned for it is left out. (A scalar, since a join might change the order.)
select m.status, m.body::jsonb ->> 'id', array_to_string(m.changed, ' '), o.value ->> 'op', m.body::jsonb ->> 'detail'
  from jsonb_array_elements($1::jsonb) with ordinality o(value, i)
 cross join lateral mutate(null, null, (o.value ->> 'org')::uuid, (o.value ->> 'family')::uuid, nullif(o.value ->> 'key', '')::uuid,
            (o.value ->> 'admin')::boolean, o.value ->> 'op',
            (o.value -> 'args')
            || case when o.value ? 'sale' then jsonb_build_object('dispute', (select d.id from disputes d where d.sale_id = (o.value ->> 'sale')::uuid))
                    else '{}' end
            || case o.value ->> 'op' when 'niche_create' then jsonb_build_object('return_reasons',
                   (select jsonb_agg(r.code order by r.place) from dispute_reasons r where r.valid)) else '{}' end) m
 where (select d.proof from disputes d where d.sale_id = (o.value ->> 'sale')::uuid) is null

-- name: history_scores
select scores_refresh(null)

-- name: history_wallets
select org_id, balance_minor from accounts where kind = 'wallet'

-- name: history_payouts_ask
-- Whoever has something to be paid asks for all of it.
select count(m.status)
  from accounts x join payees y on y.org_id = x.org_id and y.retired_at is null
 cross join lateral (select k.id from api_keys k where k.org_id = x.org_id order by k.id limit 1) k
 cross join lateral mutate(null, null, x.org_id, x.org_id, k.id, false, 'payout',
            jsonb_build_object('amount', payable_available(x, leadx_now()), 'currency', x.currency, 'payee', y.id, 'source', 'payable')) m
 where x.kind = 'payable' and payable_available(x, leadx_now()) >= 1000000

-- name: history_payouts_approve
select count(m.status) from payouts p
 cross join lateral mutate(null, null, $1::uuid, $1::uuid, $2::uuid, true, 'payout_approve', jsonb_build_object('payout', p.id)) m
 where p.state = 'requested' and p.first_by is distinct from $2::uuid

-- name: history_payouts_send
select count(m.status) from (select distinct p.currency from payouts p where p.state = 'approved') c
 cross join lateral mutate(null, null, $1::uuid, $1::uuid, $2::uuid, true, 'payout_batch', jsonb_build_object('currency', c.currency)) m

-- name: history_payouts_confirm
select count(m.status) from (select distinct p.batch_id from payouts p where p.state = 'sent') b
 cross join lateral mutate(null, null, $1::uuid, $1::uuid, $2::uuid, true, 'payout_batch_confirm', jsonb_build_object('batch', b.batch_id)) m
