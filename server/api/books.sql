-- name: books_export
select out_body, out_next from export_page($1, $2::date, $3::date, $4::date, $5::int4)

-- name: books_days
select ledger_days_page($1::date, $2::int4)

-- name: books_keys
select ledger_keys_list()

-- name: books_proof
select transfer_proof($1::uuid, $2::uuid, $3::bool), null::text

-- name: books_reconcile
select ledger_reconcile(coalesce($1::date, date_trunc('month', coalesce($2::date, (leadx_now() at time zone 'UTC')::date))::date),
                        coalesce($2::date, (leadx_now() at time zone 'UTC')::date))
