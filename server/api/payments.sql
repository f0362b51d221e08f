-- name: payment_provider_list
select json_page(array_agg(v.id order by v.id), array_agg(json_payment_provider(v) order by v.id), 1000) from (select * from payment_providers order by id limit 1000) v

-- name: payment_provider_sealed
select id, sealed, key, operator from payment_provider_sealed($1)

-- name: payment_provider_id
select v.id from payment_providers v where v.name = $1
