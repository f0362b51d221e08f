-- Lists of leads, newest first; no contact in them. $1: whether the operator asks. $2 state, $3 code, $4 niche, $5 and $6
-- from when and to when, $7 behind which, $8 how many, $9 how many to look at. The inner select reads an index backwards
-- and the outer one stops it as soon as the page is full.

-- A seller's. $10 whose, $11 from which source.
-- name: lead_list_of
with page as (
    select x.id
      from (select d.id, d.state, d.code, d.niche_no, d.source_id from leads d
             where d.seller_id = $10::uuid and d.id >= leads_from($5::int8) and d.id < leads_to($6::int8, $7::uuid)
             order by d.id desc limit $9::int4) x
     where ($2::text is null or x.state = $2) and ($3::text is null or x.code = $3)
       and ($4::text is null or x.niche_no = (select g.no from niches g where g.name = $4))
       and ($11::text is null or x.source_id = (select s.id from sources s where s.seller_id = $10 and s.name = $11))
     order by x.id desc limit $8::int4 + 1)
select lead_page(array_agg(id order by id desc), $8, case when count(*) <= $8 then
           (select d.id from leads d where d.seller_id = $10 and d.id >= leads_from($5) and d.id < leads_to($6, $7)
             order by d.id desc offset $9 - 1 limit 1) end, $1::boolean)
  from page

-- The operator's, of everybody's.
-- name: lead_list_all
with page as (
    select x.id
      from (select d.id, d.state, d.code, d.niche_no from leads d
             where d.id >= leads_from($5::int8) and d.id < leads_to($6::int8, $7::uuid) order by d.id desc limit $9::int4) x
     where ($2::text is null or x.state = $2) and ($3::text is null or x.code = $3)
       and ($4::text is null or x.niche_no = (select g.no from niches g where g.name = $4))
     order by x.id desc limit $8::int4 + 1)
select lead_page(array_agg(id order by id desc), $8, case when count(*) <= $8 then
           (select d.id from leads d where d.id >= leads_from($5) and d.id < leads_to($6, $7) order by d.id desc offset $9 - 1 limit 1) end, $1::boolean)
  from page

-- The names that a number may have come under.
-- name: lead_list_sources
select s.name from sources s where s.seller_id = $1::uuid order by s.id desc limit $2::int4

-- Those with one number: what their posts' keys ($10) led to. $9 whose.
-- name: lead_list_numbered
with page as (
    select d.id
      from request_keys k join leads d on d.id = k.lead_id
     where k.key = any ($10::bytea[]) and d.seller_id = $9::uuid and d.id >= leads_from($5::int8) and d.id < leads_to($6::int8, $7::uuid)
       and ($2::text is null or d.state = $2) and ($3::text is null or d.code = $3)
       and ($4::text is null or d.niche_no = (select g.no from niches g where g.name = $4))
     order by d.id desc limit $8::int4 + 1)
select lead_page(array_agg(id order by id desc), $8, null, $1::boolean) from page
