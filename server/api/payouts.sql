-- name: payee_list
with page as (
    select y.id, json_payee(y) as item from payees y
     where y.org_id = $1::uuid and ($2::uuid is null or y.id < $2) order by y.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page

-- name: payout_list
with page as (
    select p.id, json_payout(p) as item from payouts p
     where ($2::bool or p.org_id = $1::uuid) and ($3::text is null or p.state = $3) and ($4::uuid is null or p.org_id = $4)
       and ($5::uuid is null or p.batch_id = $5) and ($6::uuid is null or p.id < $6)
     order by p.id desc limit $7::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $7) from page

-- name: payout_get
select json_payout(p) from payouts p where ($2::bool or p.org_id = $1::uuid) and p.id = $3::uuid

-- name: payout_batch_list
with page as (
    select b.id, json_payout_batch(b) as item from payout_batches b where ($1::uuid is null or b.id < $1) order by b.id desc limit $2::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $2) from page

-- name: payout_batch_get
select json_payout_batch(b) from payout_batches b where b.id = $1::uuid

-- name: payout_batch_file
select id, amount_minor, payee_id, sealed, key, currency, made_ms from payout_batch_file($1::uuid, $2::uuid, $3::uuid)
