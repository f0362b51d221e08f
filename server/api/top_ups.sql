-- name: top_up_list
with page as (
    select u.id, json_top_up(u) as item from accounts a join top_ups u on u.account_id = a.id
     where a.org_id = $1::uuid and a.kind = 'wallet' and ($2::text is null or u.state = $2) and ($3::uuid is null or u.id < $3)
     order by u.id desc limit $4::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $4) from page

-- name: top_up_get
select json_top_up(u) from top_ups u join accounts a on a.id = u.account_id where u.id = $2::uuid and a.org_id = $1::uuid

-- name: top_up_desk
with page as (
    select u.id, json_top_up(u) as item from top_ups u
     where ($1::text is null or u.state = $1) and ($2::uuid is null or u.org_id = $2) and ($3::text is null or u.reference = $3)
       and ($4::uuid is null or u.id < $4)
     order by u.id desc limit $5::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $5) from page
