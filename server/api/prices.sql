-- name: price_guide
select price_guide($1, $2)

-- name: demand_left
select demand_left($1, $2)
