-- name: searches_due
select x.id, x.niche_no, x.family_id, x.filter, coalesce(x.min_minor, 0), coalesce(x.max_minor, 0), x.exclusive, x.seen_s
  from searches_due($1::int8, $2::int8 * interval '1 second', $3::int4) x

-- name: searches_seen
select searches_seen($1::int8, $2::uuid[], $3::int8[], $4::int4[], $5::text[], $6::int8 * interval '1 second')
