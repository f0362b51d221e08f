-- name: me_get
select jsonb_build_object('org', json_org(o), 'key', json_key(k), 'roles', $3::jsonb)
  from orgs o, api_keys k where o.id = $1::uuid and k.id = $2::uuid
