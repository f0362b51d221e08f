-- name: search_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $4::int4)
  from (select s.id, json_search(s) as item from market_searches s
         where (s.org_id = $1::uuid or $2::boolean) and ($3::uuid is null or s.id < $3::uuid)
         order by s.id desc limit $4::int4 + 1) x

-- name: search_get
select json_search(s) from market_searches s where s.id = $3::uuid and (s.org_id = $1::uuid or $2::boolean)

-- name: search_niche
select g.name from market_searches s join niches g on g.no = s.niche_no where s.id = $2::uuid and s.org_id = $1::uuid
