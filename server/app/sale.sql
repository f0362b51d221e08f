-- name: leads_sell binary
select now_ms, out_state, out_code, out_lead, out_verdict, out_due
  from leads_sell(null, $1::uuid[], $2::bool[], $3::text[], $4::text[], $5::bool[], $6::uuid[], $7::uuid[], $8::int2[], $9::uuid[],
                  $10::uuid[], $11::int2[], $12::int8[], $13::text[], $14::int2[], $15::text[], $16::text[], $17::text[], $18::int8[],
                  $19::text[], $20::uuid[], $21::bytea[], $22::bytea[], $23::int8[], $24::bytea[], $25::bytea[], $26::bytea[],
                  $27::bytea[], $28::uuid[], $29::text[], $30::text[], $31::int4[], $32::int4[], $33::int4[], $34::int2[],
                  $35::bytea[], $36::bytea[], $37::int4[], $38::uuid[], $39::int4[], $40::int4[], $41::bool[], $42::uuid[], $43::int8[])
