-- The queue: what waits for the desk, or a state of it. Sorted by clock, by value or by pair; a page goes on after the dispute $8.
-- name: desk_queue
with matching as (
    select d.id, dispute_json(d, 'operator') as item, x.key
      from disputes d join niches g on g.no = d.niche_no
     cross join lateral (select case $1::text when 'value' then lpad((1000000000000000 - d.price_minor)::text, 20, '0')
                                              when 'pair' then d.buyer_id::text || d.seller_id
                                              else to_char(coalesce(d.due_at, d.final_at) at time zone 'UTC', 'YYYYMMDDHH24MISSMS') end as key) x
     where d.state = any (case when $2::text is null then array['contested', 'appealed'] else array[$2] end)
       and ($3::uuid is null or d.buyer_id = $3) and ($4::uuid is null or d.seller_id = $4) and ($5::text is null or d.reason = $5)
       and ($6::text is null or g.name = $6)
       and (not $7::boolean or (d.state = 'contested' and d.contested_at + dispute_desk_time() < leadx_now()))),
page as (
    select row_number() over (order by m.key, m.id) as place, m.id, m.item from matching m
     where $8::uuid is null or (m.key, m.id) > (select y.key, y.id from matching y where y.id = $8)
     order by m.key, m.id limit $9::int4 + 1)
select json_page(array_agg(id order by place), array_agg(item order by place), $9) from page

-- Past rulings by their words, newest first; without parties.
-- name: desk_precedents
with page as (
    select d.id, jsonb_build_object('id', d.id, 'niche', g.name, 'reason', d.reason, 'outcome', d.outcome, 'refund_percent', d.refund_percent, 'ruling', d.ruling,
               'appealed', d.appealed_at is not null, 'final_at', json_time(d.final_at)) as item
      from disputes d join niches g on g.no = d.niche_no
     where d.state = 'final' and d.ruling is not null and ($1::text is null or to_tsvector('simple', d.ruling) @@ websearch_to_tsquery('simple', $1))
       and ($2::text is null or d.reason = $2) and ($3::uuid is null or d.id < $3)
     order by d.id desc limit $4::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $4) from page

-- name: desk_bulk
select json_bulk(b) from dispute_bulks b where b.id = $1::uuid

-- name: desk_terms
select json_dispute_terms(g.no) from niches g where g.name = $1::text

-- name: desk_reversal
select sale_reversal_show($1::uuid, $2::int4)
