-- Either party's disputes, newest first.
-- name: dispute_list
with page as (
    select d.id, dispute_json(d, case when d.buyer_id = $1::uuid then 'buyer' else 'seller' end) as item
      from disputes d
     where (d.buyer_id = $1::uuid or d.seller_id = $1::uuid) and ($2::text is null or d.state = $2) and ($3::uuid is null or d.id < $3)
     order by d.id desc limit $4::int4 + 1)
select json_page(array_agg(id order by id desc), array_agg(item order by id desc), $4) from page

-- Column 1: the evidence, to be opened; then what core/dispute.h knows of a dispute.
-- name: dispute_get
select doc, evidence, state, side, outcome, refund_percent, shown, replaceable, passable, passed, opened_ms, contested_ms, ruled_ms, appealed_ms, now_ms
  from dispute_show_one($1::uuid, $2::uuid, $3::boolean)

-- name: dispute_reasons
select jsonb_build_object('items', jsonb_agg(jsonb_build_object('code', r.code, 'valid', r.valid, 'sentence', r.sentence, 'effect', r.effect, 'proof', r.proof,
           'needs', (select coalesce(jsonb_agg(to_jsonb(string_to_array(n, '|'))), '[]') from unnest(r.needs) n),
           'needs_more', (select coalesce(jsonb_agg(to_jsonb(string_to_array(n, '|'))), '[]') from unnest(r.needs_more) n)) order by r.place))
  from dispute_reasons r
