-- name: corrections_next
select dispute, lead_id, contact, contact_key, consent, consent_key from lead_corrections_next(20)

-- name: correction_make
select lead_correct($1::uuid, $2::uuid, $3::bytea, $4::bytea, $5::bytea, $6::bytea)
