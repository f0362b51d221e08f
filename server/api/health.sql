-- The exchange's now in ms, and how far the test clock runs ahead: null where there is none.
-- name: health_now
select (extract(epoch from leadx_now()) * 1000)::bigint, json_time(leadx_now()),
       (select (extract(epoch from ahead) * 1000)::bigint from test_clock)

-- name: test_clock_advance
select (extract(epoch from t) * 1000)::bigint, json_time(t) from test_clock_advance($1::int8 * interval '1 millisecond') t
