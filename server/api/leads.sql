-- name: lead_get
select doc, whole, contact, contact_key, consent, consent_key from lead_show($1::uuid, $2::uuid, $3::boolean)

-- The stored answer to a post with test: true.
-- name: test_lead_get
select answer from test_leads
 where id = $1::uuid and (seller_id = $2::uuid or $3::boolean) and received_at > leadx_now() - interval '7 days'

-- name: lead_timeline
select lead_timeline($1::uuid, $2::uuid, $3::boolean)

-- name: lead_decisions
select lead_decisions($1::uuid, $2::uuid, $3::boolean)

-- name: lead_consent
select v.consent_sealed, v.consent_key from leads d join contacts v on v.lead_id = d.id where d.id = $1::uuid and d.seller_id = $2::uuid
