-- name: currency_terms_list
select json_build_object('items', coalesce(jsonb_agg(json_currency_terms(x.currency) order by x.currency), '[]'), 'next', null)
  from (select distinct a.currency from accounts a join orgs o on o.id = a.org_id where o.operates and a.kind = 'bank') x

-- name: org_money_get
select json_org_money($1::uuid)

-- name: top_up_list
with page as (
    select u.id, jsonb_build_object('id', u.id, 'org', a.org_id, 'amount', json_money(u.amount_minor, a.currency), 'state', u.state,
               'at', json_time(u.at), 'ended_at', json_time(u.ended_at)) as item
      from top_ups u join accounts a on a.id = u.account_id
     where ($2::bool or a.org_id = $1::uuid) and ($3::text is null or u.state = $3) and ($4::uuid is null or u.id < $4)
     order by u.id desc limit $5::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $5) from page
