-- $1: whose; the oldest first: who founded it stands on top.
-- name: user_list
select json_user(u), u.email, u.email_key, u.name, u.name_key
  from users u where u.org_id = $1::uuid and u.state <> 'removed' order by u.id limit 200

-- $2: only of this org; null: anybody's.
-- name: user_get
select json_user(u), u.email, u.email_key, u.name, u.name_key
  from users u where u.id = $1::uuid and ($2::uuid is null or u.org_id = $2)

-- name: user_by_print
select json_user(u), u.email, u.email_key, u.name, u.name_key from users u where u.print = $1::bytea
