-- A seller's own leads, newest first; no contact in lists.
-- name: lead_list
with page as (
    select d.id, jsonb_build_object('id', d.id, 'status', d.state, 'code', d.code, 'niche', g.name, 'kind', d.kind, 'offer', d.offer_id,
               'external_id', d.external_id, 'source', s.name, 'score', d.score, 'temperature', d.temperature,
               'sales', d.live_shared + d.live_exclusive, 'payout', json_money(lead_payout(d.id), g.currency),
               'received_at', json_time(d.received_at), 'open_until', json_time(d.open_until)) as item
      from leads d join niches g on g.no = d.niche_no join sources s on s.id = d.source_id
     where d.seller_id = $1::uuid and ($2::text is null or d.state = $2) and ($3::text is null or g.name = $3)
       and ($4::uuid is null or d.id < $4)
     order by d.id desc limit $5::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $5) from page

-- The operator's list of everybody's.
-- name: lead_list_all
with page as (
    select d.id, jsonb_build_object('id', d.id, 'status', d.state, 'code', d.code, 'niche', g.name, 'kind', d.kind, 'offer', d.offer_id,
               'external_id', d.external_id, 'source', s.name, 'seller', o.alias, 'score', d.score, 'temperature', d.temperature,
               'sales', d.live_shared + d.live_exclusive, 'payout', json_money(lead_payout(d.id), g.currency),
               'received_at', json_time(d.received_at), 'open_until', json_time(d.open_until)) as item
      from leads d join niches g on g.no = d.niche_no join sources s on s.id = d.source_id join orgs o on o.id = d.seller_id
     where ($1::text is null or d.state = $1) and ($2::text is null or g.name = $2) and ($3::uuid is null or d.id < $3)
     order by d.id desc limit $4::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $4) from page

-- name: lead_get
select doc, whole, contact, contact_key, consent, consent_key from lead_show($1::uuid, $2::uuid, $3::boolean)

-- The stored answer to a post with test: true.
-- name: test_lead_get
select answer from test_leads
 where id = $1::uuid and (seller_id = $2::uuid or $3::boolean) and received_at > leadx_now() - interval '7 days'

-- name: lead_timeline
select lead_timeline($1::uuid, $2::uuid, $3::boolean)

-- name: lead_decisions
select lead_decisions($1::uuid, $2::uuid, $3::boolean)

-- name: lead_consent
select v.consent_sealed, v.consent_key from leads d join contacts v on v.lead_id = d.id where d.id = $1::uuid and d.seller_id = $2::uuid
