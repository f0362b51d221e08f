-- Who may sign in with the address; nobody: no row.
-- name: sign_in_person
select u.id, u.org_id, o.family_id, u.password, case when u.totp_at is not null then u.totp end, u.totp_key, encode(u.print, 'hex')
  from users u join orgs o on o.id = u.org_id
 where u.print = $1::bytea and u.state in ('invited', 'active') and o.state <> 'closed'

-- name: sign_in_link
select u.id, u.org_id, o.family_id, null, case when u.totp_at is not null then u.totp end, u.totp_key, encode(u.print, 'hex')
  from user_links l join users u on u.id = l.user_id join orgs o on o.id = u.org_id
 where l.hash = $1::bytea and l.used_at is null and l.expires_at > leadx_now() and u.state in ('invited', 'active') and o.state <> 'closed'

-- name: sign_in_mail
select u.id, u.org_id, o.family_id, u.locale
  from users u join orgs o on o.id = u.org_id
 where u.print = $1::bytea and u.state in ('invited', 'active') and o.state <> 'closed'
