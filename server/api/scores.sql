-- name: score_me
select org_scores_json($1::uuid, true)

-- Others see the score by alias, without the parts that only concern the company itself.
-- name: score_org
select org_scores_json(o.id, o.id = $2::uuid or $3::boolean) from orgs o where o.alias = $1 and not o.operates and o.state <> 'applied'
