-- name: niche_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $2::int4)
  from (select n.id, json_niche(n) as item from niches n
         where $1::uuid is null or n.id < $1::uuid order by n.id desc limit $2::int4 + 1) x

-- name: niche_get
select json_niche(n) from niches n where n.name = $1::text
