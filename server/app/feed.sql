-- name: feed_read
select xid, no, k, org, side, kind, line from happenings_read(nullif($1, '0')::xid8, $2::int8, $3::uuid[], $4::int4)

-- name: feed_cap_reached
select cap_reached($1::uuid)
