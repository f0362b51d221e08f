-- name: mutate
select status, body, replayed, changed
  from mutate($1::bytea, $2::bytea, $3::uuid, $4::uuid, $5::uuid, $6::boolean, $7::text, $8::jsonb)
