-- name: endpoint_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $4::int4)
  from (select e.id, json_endpoint(e) as item from endpoints e
         where (e.org_id = $1::uuid or $2::boolean) and ($3::uuid is null or e.id < $3::uuid)
         order by e.id desc limit $4::int4 + 1) x

-- name: endpoint_get
select json_endpoint(e) from endpoints e where e.id = $3::uuid and (e.org_id = $1::uuid or $2::boolean)

-- What was sent to an endpoint or waits for it, newest first; without it no row, which is 404.
-- name: endpoint_deliveries
select json_page(x.ids, x.items, $6::int4)
  from endpoints e cross join lateral (
      select array_agg(z.id order by z.id desc) as ids, array_agg(z.item order by z.id desc) as items
        from (select y.id, json_delivery(y) as item from deliveries y
               where y.endpoint_id = e.id and ($4::text is null or y.state = $4) and ($5::uuid is null or y.id < $5)
               order by y.id desc limit $6::int4 + 1) z) x
 where e.id = $3::uuid and (e.org_id = $1::uuid or $2::boolean)

-- name: delivery_get
select json_delivery(y) || jsonb_build_object('log', (
           select coalesce(jsonb_agg(jsonb_build_object('n', t.n, 'at', json_time(t.at), 'outcome', t.outcome, 'code', t.code, 'took_ms', t.took_ms,
                                                        'note', t.note) order by t.n), '[]')
             from (select * from delivery_attempts t where t.lead_id = y.lead_id and t.delivery_id = y.id order by t.n desc limit 200) t))
  from endpoints e join deliveries y on y.endpoint_id = e.id and y.id = $3::uuid
 where e.org_id = $1::uuid or $2::boolean
