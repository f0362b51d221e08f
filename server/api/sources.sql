-- name: source_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $3::int4)
  from (select s.id, json_source(s) as item from sources s
         where s.seller_id = $1::uuid and ($2::uuid is null or s.id < $2::uuid) order by s.id desc limit $3::int4 + 1) x
