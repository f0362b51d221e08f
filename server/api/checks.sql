-- name: check_provider_list
select json_page(array_agg(x.id order by x.id), array_agg(json_check_provider(x) order by x.id), 1000) from (select * from check_providers order by id limit 1000) x

-- name: check_provider_sealed
select id, sealed, key from check_providers where name = $1::text and state = 'active'

-- name: check_add
select jsonb_build_object('new', lead_check_add($1::uuid, $2, $3, $4, $5))
