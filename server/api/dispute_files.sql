-- A file is about to come: its row, unless there is no such dispute of the caller's, or it has ended, or there are too many.
-- name: file_begin
select dispute_file_begin($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6)

-- name: file_chunk_add
select dispute_file_chunk($1::uuid, $2::int4, $3::uuid, $4::bytea, $5::bytea)
