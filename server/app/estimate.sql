-- The buyer's other orders of the niche, the newest first; those with very long filters are left out.
-- name: estimate_orders
select o.id, o.name, o.filter from orders o
 where o.org_id = $1::uuid and o.niche_no = $2::int4 and o.state = 'active' and o.offer_id is null and length(o.filter::text) <= 8192
 order by o.id desc limit $3::int4

-- name: estimate_day
select (x.day)::text, coalesce((select sum(r.posted - r.rejected - r.duplicate) from report_leads r where r.day = x.day and not r.fresh and r.niche_no = $1::int4), 0)
  from (select (leadx_now() at time zone 'UTC')::date - d as day from generate_series(0, $2::int4 - 1) d) x order by x.day

-- name: estimate_sample
select slice, attributes, score, temperature, source_id, channel, origin_kind, demand_kind, capture_kind, incentivised, hour, shared_low, shared_sum, exclusive, full_up
  from estimate_sample($1::int4::smallint, $2::text::date, $3::int4, $4::int4, $5::int4, $6::int4)
