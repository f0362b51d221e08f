-- name: offer_list
select json_page(array_agg(x.id order by x.id desc), array_agg(x.item order by x.id desc), $4::int4)
  from (select f.id, case when f.org_id = $1::uuid or $2::boolean then json_offer(f) else json_offer_to_join(f, $1::uuid) end as item
          from offers f join orgs me on me.id = $1::uuid
         where (f.org_id = $1::uuid or $2::boolean
                or me.sells and (offer_joinable(f, me)
                                 or exists (select from offer_sellers s where s.offer_id = f.id and s.seller_id = me.id)))
           and ($3::uuid is null or f.id < $3::uuid)
         order by f.id desc limit $4::int4 + 1) x

-- name: offer_get
select case when f.org_id = $1::uuid or $2::boolean then json_offer(f) else json_offer_to_join(f, $1::uuid) end
  from offers f join orgs me on me.id = $1::uuid
 where f.id = $3::uuid
   and (f.org_id = $1::uuid or $2::boolean
        or me.sells and (offer_joinable(f, me)
                         or exists (select from offer_sellers s where s.offer_id = f.id and s.seller_id = me.id)))
