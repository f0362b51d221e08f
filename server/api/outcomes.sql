-- A purchase's reports: its buyer's, or anybody's for the operator.
-- name: outcome_list
select sale_outcomes_json(s) from sales s where s.id = $1::uuid and (s.buyer_id = $2::uuid or $3::boolean) and s.state not in ('pending', 'void')
