-- name: order_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $4::int4)
  from (select o.id, json_order(o) as item from orders o
         where (o.org_id = $1::uuid or $2::boolean) and ($3::uuid is null or o.id < $3::uuid)
         order by o.id desc limit $4::int4 + 1) x

-- name: order_get
select json_order(o) from orders o where o.id = $3::uuid and (o.org_id = $1::uuid or $2::boolean)

-- name: order_progress
select json_progress(o, leadx_now()) from orders o where o.id = $3::uuid and (o.org_id = $1::uuid or $2::boolean)

-- name: order_niche
select n.name from orders o join niches n on n.no = o.niche_no where o.id = $2::uuid and o.org_id = $1::uuid
