-- name: offered_page
select * from leads_offered($1::smallint, to_timestamp($2::bigint / 1000000.0), $3::uuid, $4::uuid, 200)

-- name: offered_one
select d.id, d.seller_id, d.seller_family_id, d.source_id, d.offer_id, d.niche_no,
       d.sale_limit - d.live_shared - d.live_exclusive, d.live_shared + d.live_exclusive = 0 and not d.resold, d.temperature, d.score,
       coalesce(d.min_payout_minor, 0), (extract(epoch from d.consent_expires_at) * 1000)::bigint, d.consent_recipients,
       (extract(epoch from d.received_at) * 1000)::bigint, d.resold, d.attributes,
       s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised, v.channels, v.prints, v.suppress,
       (extract(epoch from d.open_until) * 1000000)::bigint,
       coalesce((select case e.kind when 'released' then 'release' when 'deferral_ended' then 'deferred' else 'review' end from lead_events e
                  where e.lead_id = d.id and e.kind in ('released', 'approved', 'deferral_ended') order by e.id desc limit 1), 'offered'), true
  from leads d join contacts v on v.lead_id = d.id join sources s on s.id = d.source_id join orgs b on b.id = d.seller_id
 where d.sellable and d.id = $1::uuid and d.open_until > leadx_now() and v.contact_key is not null and s.state = 'active' and b.state = 'active'
