-- name: lead_answer
select json_build_object('id', d.id, 'status', x.state, 'code', x.code,
           'sales', coalesce((select json_agg(json_build_object('id', s.id, 'price', json_build_object('amount', s.price_minor, 'currency', s.currency),
                                              'exclusive', s.exclusive, 'buyer', b.alias) order by s.slot)
                                from sales s join orgs b on b.id = s.buyer_id where s.lead_id = d.id and s.sold_at = x.at), '[]'),
           'payout', json_build_object('amount', coalesce((select sum(s.price_minor - s.fee_minor) from sales s
                                                            where s.lead_id = d.id and s.sold_at = x.at), 0),
                                       'currency', g.currency),
           'decision', '/v1/leads/' || d.id || '/decision')
  from leads d join niches g on g.no = d.niche_no
  cross join lateral (select y.state, y.code, y.at from decisions y where y.lead_id = d.id and y.trigger = 'post' limit 1) x
 where d.id = $1::uuid and d.seller_id = $2::uuid

-- name: test_lead_store
select test_lead_store($1::uuid, $2::uuid, $3::jsonb)
