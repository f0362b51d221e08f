-- A file is about to come: its row, unless there is no such dispute of the caller's, or it has ended, or there are too many.
-- name: file_begin
select dispute_file_begin($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6)

-- name: file_chunk_add
select dispute_file_chunk($1::uuid, $2::int4, $3::uuid, $4::bytea, $5::bytea)

-- name: file_get
select e.type, e.bytes, (select count(*) from dispute_file_chunks x where x.evidence_id = e.id)
  from dispute_evidence e join disputes d on d.id = e.dispute_id
 where e.id = $1::uuid and d.id = $2::uuid and e.kind = 'file' and e.complete and e.key is not null
   and dispute_side(d, $3::uuid, $4::boolean) is not null

-- name: file_chunk_get
select x.id, x.sealed, x.key from dispute_file_chunks x where x.evidence_id = $1::uuid and x.n = $2::int4
