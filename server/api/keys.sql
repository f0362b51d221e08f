-- name: key_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $3::int4)
  from (select k.id, json_key(k) as item from api_keys k
         where k.org_id = $1::uuid and ($2::uuid is null or k.id < $2::uuid) order by k.id desc limit $3::int4 + 1) x
