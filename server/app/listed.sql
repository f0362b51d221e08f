-- name: listed_changed
select * from listings_offered(null, null, to_timestamp($1::bigint / 1000000.0), $2::uuid, 200)

-- name: listed_page
select * from listings_offered(null, $1::smallint, to_timestamp($2::bigint / 1000000.0), $3::uuid, 200)

-- name: listed_one
select * from listings_offered($1::uuid, null, null, null, 1)
