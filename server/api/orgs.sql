-- name: org_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $2::int4)
  from (select o.id, json_org(o) as item from orgs o
         where $1::uuid is null or o.id < $1::uuid order by o.id desc limit $2::int4 + 1) x

-- name: org_get
select json_org(o) from orgs o where o.id = $1::uuid
