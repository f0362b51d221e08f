-- name: currency_terms_list
select json_build_object('items', coalesce(jsonb_agg(json_currency_terms(x.currency) order by x.currency), '[]'), 'next', null)
  from (select distinct a.currency from accounts a join orgs o on o.id = a.org_id where o.operates and a.kind = 'bank') x

-- name: org_money_get
select json_org_money($1::uuid)
