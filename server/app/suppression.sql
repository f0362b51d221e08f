-- name: suppressions_add
select suppressions_add($1::uuid, $2::uuid, $3::boolean, $4::bytea[])
