-- name: terms_current
select json_terms(t) from terms_current() t where t.version is not null

-- Every version, newest first, and how many of the companies that trade accepted it. A version's text is read where it is current.
-- name: terms_list
select jsonb_build_object('next', null, 'items', coalesce(jsonb_agg(jsonb_build_object('version', x.version, 'sha256', encode(x.sha256, 'hex'),
           'published_at', json_time(x.published_at), 'current', x.i = 1, 'accepted', x.accepted, 'companies', x.companies) order by x.i), '[]'))
  from (select t.version, t.sha256, t.published_at, row_number() over (order by t.published_at desc, t.version desc) as i,
               (select count(*) from terms_accepted a join orgs o on o.id = a.org_id where a.version = t.version and o.state <> 'closed' and not o.operates) as accepted,
               (select count(*) from orgs o where o.state <> 'closed' and not o.operates) as companies
          from terms_versions t order by t.published_at desc, t.version desc limit 200) x

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
