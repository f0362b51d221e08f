-- name: caller_find
select k.id, k.org_id, o.family_id, o.sells, o.buys, o.operates, coalesce(k.role = 'auditor', false), array_to_string(k.scopes, ' '),
       (extract(epoch from k.expires_at) * 1000)::bigint, o.state = 'active', o.throttled,
       o.state = 'applied', o.slowed
  from api_keys k join orgs o on o.id = k.org_id
 where k.hash = $1::bytea and k.revoked_at is null and o.state <> 'closed'
