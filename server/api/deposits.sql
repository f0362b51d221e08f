-- name: adjustment_list
with page as (
    select x.id, json_adjustment(x) as item from adjustments x
     where ($1::text is null or x.state = $1) and ($2::uuid is null or x.id < $2) order by x.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page
