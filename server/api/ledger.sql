-- name: ledger_verify
select ledger_verdict($1::date, $2::int4, $3::int4)

-- name: transfer_list
select transfers_page($1::uuid, $2::text, $3::uuid, $4::date, $5::date, $6::uuid, $7::int4)

-- name: transfer_day
select transfers_day($1::date, $2::text, $3::uuid, $4::uuid, $5::int4)

-- name: wallet_get
select wallet_json($1::uuid, leadx_now())
