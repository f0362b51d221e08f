-- name: session_find
select session, person, role, live, looking, org, family, sells, buys, operates, active, applied, throttled, slowed
  from session_find($1::bytea, $2::int4)

-- One's own that still work, newest first; there are twenty at most. $2: the one that asks.
-- name: session_list
select jsonb_build_object('items', coalesce(jsonb_agg(json_session(s) || jsonb_build_object('current', s.id = $2::uuid) order by s.id desc), '[]'),
                          'next', null)
  from sessions s where s.user_id = $1::uuid and session_lives(s, make_interval(mins => $3::int4), leadx_now())
