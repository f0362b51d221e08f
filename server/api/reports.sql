-- name: report_get
select report_json($1, $2::uuid, coalesce($3::date, x.today - 29), coalesce($4::date, x.today), $5, $6)
  from (select (leadx_now() at time zone 'UTC')::date as today) x

-- name: report_home
select home_json($1::uuid, $2::date, $3::boolean, $4::boolean, $5::boolean)

-- name: floor_get
select floor_json()
