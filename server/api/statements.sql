-- name: statement_page
select statement_page($1::uuid, $2, coalesce($3::date, date_trunc('month', coalesce($4::date, (leadx_now() at time zone 'UTC')::date))::date),
                      coalesce($4::date, (leadx_now() at time zone 'UTC')::date), $5::date, $6::uuid, $7::int4)

-- name: statement_list
select statement_list($1::uuid, $2::int4, $3::date)
