-- name: terms_current
select json_terms(t) from terms_current() t where t.version is not null

-- name: notice_list
with page as (
    select x.id, jsonb_build_object('id', x.id, 'at', json_time(x.at), 'kind', x.kind, 'detail', x.detail) as item from notices x
     where x.org_id = $1::uuid and ($2::uuid is null or x.id < $2) order by x.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page

-- name: appeal_mine
with page as (
    select x.id, json_appeal(x) || jsonb_build_object('text', x.text) as item from org_appeals x
     where x.org_id = $1::uuid and ($2::uuid is null or x.id < $2) order by x.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page
