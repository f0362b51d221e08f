-- name: audit_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $8::int4)
  from (select a.id, jsonb_build_object('id', a.id, 'at', json_time(a.at), 'org', a.org_id, 'key', a.key_id, 'action', a.action,
                         'subject', a.subject, 'detail', a.detail, 'changes', a.changes) as item
          from audit a
         where ($1::uuid is null or a.org_id = $1) and ($2::uuid is null or a.key_id = $2) and ($3::text is null or a.action = $3)
           and ($4::text is null or a.subject = $4) and ($5::int8 is null or a.id >= uuid_floor(to_timestamp($5 / 1000.0)))
           and ($6::int8 is null or a.id < uuid_floor(to_timestamp($6 / 1000.0))) and ($7::uuid is null or a.id < $7)
         order by a.id desc limit $8::int4 + 1) x

-- The same, a line each; next: where the page after this begins.
-- name: audit_lines
select string_agg(jsonb_build_object('id', x.id, 'at', json_time(x.at), 'org', x.org_id, 'key', x.key_id, 'action', x.action,
                      'subject', x.subject, 'detail', x.detail, 'changes', x.changes)::text || E'\n', '' order by x.id desc) filter (where x.i <= $8::int4),
       case when max(x.i) > $8::int4 then json_cursor((array_agg(x.id order by x.i))[$8::int4]) end
  from (select a.*, row_number() over (order by a.id desc) as i
          from audit a
         where ($1::uuid is null or a.org_id = $1) and ($2::uuid is null or a.key_id = $2) and ($3::text is null or a.action = $3)
           and ($4::text is null or a.subject = $4) and ($5::int8 is null or a.id >= uuid_floor(to_timestamp($5 / 1000.0)))
           and ($6::int8 is null or a.id < uuid_floor(to_timestamp($6 / 1000.0))) and ($7::uuid is null or a.id < $7)
         order by a.id desc limit $8::int4 + 1) x
