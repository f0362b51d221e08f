-- name: replay_niche
select n.name from orders o join niches n on n.no = o.niche_no where o.id = $3::uuid and (o.org_id = $1::uuid or $2::boolean)
