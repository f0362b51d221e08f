-- The order as it would have stood, and what it goes by; null: not theirs.
-- name: replay_begin
select replay_begin($1::uuid, $2::boolean, $3::uuid, $4::jsonb, $5::int4)

-- name: replay_page
select looked_to, looked_to_ms, walked, lead, attributes, score, temperature, source_id, channel, origin_kind, demand_kind, capture_kind, incentivised,
       seller, received_ms, sale_limit, min_payout, own_family, consents, suppressed_ms, bought_before, prints,
       own_ms, own_price, own_exclusive, decision, at_ms, late, candidates, verdicts, live, own_live, resold
  from replay_page($1::uuid, $2::uuid, $3::uuid, $4::int4::smallint, $5::uuid, $6::uuid, $7::uuid, $8::uuid, $9::int4)
