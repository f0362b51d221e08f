-- A buyer's purchases, newest first.
-- name: sale_list
with page as (
    select s.id, sale_json(s) as item
      from sales s join niches g on g.no = s.niche_no
     where s.buyer_id = $1::uuid and ($2::uuid is null or s.order_id = $2) and ($3::text is null or g.name = $3)
       and ($4::text is null or s.state = $4) and ($5::int8 is null or s.sold_at >= to_timestamp($5 / 1000.0))
       and ($6::int8 is null or s.sold_at < to_timestamp($6 / 1000.0)) and ($7::uuid is null or s.id < $7)
     order by s.id desc limit $8::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $8) from page

-- The operator's list of everybody's.
-- name: sale_list_all
with page as (
    select s.id, sale_json(s) || jsonb_build_object('buyer', o.alias) as item
      from sales s join niches g on g.no = s.niche_no join orgs o on o.id = s.buyer_id
     where ($1::uuid is null or s.order_id = $1) and ($2::text is null or g.name = $2)
       and ($3::text is null or s.state = $3) and ($4::int8 is null or s.sold_at >= to_timestamp($4 / 1000.0))
       and ($5::int8 is null or s.sold_at < to_timestamp($5 / 1000.0)) and ($6::uuid is null or s.id < $6)
     order by s.id desc limit $7::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $7) from page

-- Counts as a reading of the contact.
-- name: sale_read
select doc, lead_id, contact, contact_key, consent, consent_key from sale_read($1::uuid, $2::uuid, $3::uuid)

-- The operator's look: masked, and no reading. $2: as that buyer; null: at anybody's.
-- name: sale_show
select (sale_json(s) || sale_lead_json(d) || jsonb_build_object('buyer', o.alias))::text, s.lead_id,
       v.contact_sealed, v.contact_key, v.consent_sealed, v.consent_key
  from sales s join leads d on d.id = s.lead_id join orgs o on o.id = s.buyer_id left join contacts v on v.lead_id = s.lead_id
 where s.id = $1::uuid and ($2::uuid is null or s.buyer_id = $2)

-- A page with contacts; counts each as read.
-- name: sale_export
select doc, lead_id, contact, contact_key, consent, consent_key, next
  from sales_read_page($1::uuid, $9::uuid, $2::uuid, $3::text, $4::text, to_timestamp($5::int8 / 1000.0), to_timestamp($6::int8 / 1000.0), $7::uuid, $8::int4)
