-- A company's own, and for a dealer also its family's.
-- name: invoice_list
with page as (
    select i.id, json_invoice(i) - 'lines' as item
      from invoices i join orgs o on o.id = $1::uuid
     where i.org_id in (o.id, o.family_id) and ($2::text is null or i.series = $2) and ($3::uuid is null or i.id < $3)
     order by i.id desc limit $4::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $4) from page

-- Ids are of the moment of issue, so that days are a range of them.
-- name: invoice_list_all
with page as (
    select i.id, json_invoice(i) - 'lines' as item
      from invoices i
     where ($1::uuid is null or i.org_id = $1) and ($2::text is null or i.series = $2)
       and ($3::date is null or i.id >= uuid_floor($3::timestamp at time zone 'UTC'))
       and ($4::date is null or i.id < uuid_floor(($4::date + 1)::timestamp at time zone 'UTC'))
       and ($5::text is null or i.number = $5) and ($6::uuid is null or i.corrects_id = $6) and ($7::uuid is null or i.id < $7)
     order by i.id desc limit $8::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $8) from page

-- name: invoice_get
select json_invoice(i) from invoices i join orgs o on o.id = $2::uuid
 where i.id = $1::uuid and (i.org_id in (o.id, o.family_id) or $3::bool)

-- name: tax_rate_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $2::int4)
  from (select r.id, json_tax_rate(r) as item from tax_rates r where $1::uuid is null or r.id < $1 order by r.id desc limit $2 + 1) x
