-- Newest first; $1: only those nobody acknowledged.
-- name: alert_list
with page as (
    select x.id, json_alert(x) as item from alerts x
     where (not $1::boolean or x.acknowledged_at is null) and ($2::uuid is null or x.id < $2) order by x.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page

-- name: appeal_list
with page as (
    select x.id, json_appeal(x) || jsonb_build_object('text', x.text) as item from org_appeals x
     where (not $1::boolean or x.state = 'open') and ($2::uuid is null or x.id < $2) order by x.id desc limit $3::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $3) from page
