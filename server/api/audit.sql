-- name: audit_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $2::int4)
  from (select a.id, jsonb_build_object('id', a.id, 'at', json_time(a.at), 'org', a.org_id, 'key', a.key_id, 'action', a.action,
                         'subject', a.subject, 'detail', a.detail) as item
          from audit a
         where $1::uuid is null or a.id < $1::uuid order by a.id desc limit $2::int4 + 1) x
