-- name: me_get
select jsonb_build_object('org', json_org(o) || jsonb_build_object('roles', $3::jsonb, 'terms_current', (select t.version from terms_current() t)), 'key', json_key(k), 'roles', $3::jsonb, 'user', null,
                          'looking_as', null, 'csrf', null)
  from orgs o, api_keys k where o.id = $1::uuid and k.id = $2::uuid

-- $1: the org that is seen, $2: the session.
-- name: me_person
select jsonb_build_object('org', json_org(o) || jsonb_build_object('roles', $3::jsonb, 'terms_current', (select t.version from terms_current() t)), 'key', null, 'roles', $3::jsonb, 'id', u.id, 'user', json_user(u),
                          'looking_as', case when s.as_until > leadx_now() then jsonb_build_object('by', u.id, 'reason', s.as_reason, 'until', json_time(s.as_until)) end),
       u.email, u.email_key, u.name, u.name_key
  from orgs o, sessions s join users u on u.id = s.user_id where o.id = $1::uuid and s.id = $2::uuid

-- name: me_secrets
select u.password, u.totp, u.totp_key, u.totp_at is not null, encode(sha256(u.totp), 'hex'), encode(sha256(convert_to(u.password, 'UTF8')), 'hex'),
       u.email, u.email_key, encode(u.print, 'hex')
  from users u where u.id = $1::uuid and u.state = 'active'
