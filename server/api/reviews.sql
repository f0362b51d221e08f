-- The operator's queue, oldest first.
-- name: review_list
with page as (
    select d.id, jsonb_build_object('id', d.id, 'code', d.code, 'niche', g.name, 'kind', d.kind, 'score', d.score,
               'temperature', d.temperature, 'min_price', json_money(d.min_payout_minor, g.currency), 'attributes', d.attributes,
               'source', lead_source(d), 'seller', jsonb_build_object('id', o.id, 'alias', o.alias, 'name', o.name),
               'received_at', json_time(d.received_at), 'rejected_at', json_time(d.received_at + g.review_window)) as item
      from leads d join niches g on g.no = d.niche_no join orgs o on o.id = d.seller_id
     where d.state = 'review' and ($1::uuid is null or d.id > $1)
     order by d.id limit $2::int4 + 1)
select json_page(array_agg(id order by id), array_agg(item order by id), $2) from page

-- name: lead_reveal
select doc, whole, contact, contact_key, consent, consent_key from lead_reveal($1::uuid, $2::uuid, $3::uuid, $4)
