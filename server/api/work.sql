-- name: work_page
select doc, sale, note, note_key, next_action, next_key, next
  from work_page($1::uuid, $2::uuid, $3, $4, $5::uuid, to_timestamp($6::int8 / 1000.0), $7::uuid, $8::int4)
