-- name: deliveries_claim
select lead_id, id, attempt, round, event, endpoint, suspect, live, kind, address, payload, template, sealed, sale, lead, about,
       contact, contact_key, consent, consent_key, (extract(epoch from uuid_time(id)) * 1000)::bigint
  from deliveries_claim(null, $1::int4, $2::int4, $3::int4, $4::int8, $5::uuid[], $6::int4[])

-- name: deliveries_record
select deliveries_record(null, $1::uuid[], $2::uuid[], $3::uuid[], $4::int4[], $5::text[], $6::text[], $7::int4[], $8::int4[], $9::text[],
                         $10::int8[], $11::int8[])

-- name: endpoint_for_test
select kind, address, payload, template, sealed from endpoint_for_test($1::uuid, $2::uuid)

-- name: endpoint_for_test_lead
select kind, address, payload, template, sealed, endpoint from endpoint_for_test_lead($1::uuid)
