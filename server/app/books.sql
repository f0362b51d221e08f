-- name: books_close
select ledger_close(null, make_interval(mins => $1::int4))

-- name: books_seal
select ledger_seal(null)

-- name: books_unsigned
select statement, day::text from ledger_unsigned(64)

-- name: books_sign
select ledger_sign($1::date, $2, $3::bytea, $4::bytea)

-- name: books_bill
select invoices_due(null, 20)
