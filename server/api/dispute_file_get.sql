-- name: file_get
select e.type, e.bytes, (select count(*) from dispute_file_chunks x where x.evidence_id = e.id)
  from dispute_evidence e join disputes d on d.id = e.dispute_id
 where e.id = $1::uuid and d.id = $2::uuid and e.kind = 'file' and e.complete and e.key is not null
   and dispute_side(d, $3::uuid, $4::boolean) is not null

-- name: file_chunk_get
select x.id, x.sealed, x.key from dispute_file_chunks x where x.evidence_id = $1::uuid and x.n = $2::int4
