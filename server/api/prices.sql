-- name: price_guide
select price_guide($1, $2)

-- name: demand_left
select x from (select demand_left($1, $2) as x) y where x is not null
