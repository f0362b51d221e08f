-- name: due_clock
select (extract(epoch from leadx_now()) * 1000)::bigint

-- name: due_settle
select sales_settle(null, 500)

-- name: due_expire
select leads_expire(null, 500)

-- name: due_deferred
select deferrals_release(null)

-- name: due_listings
select listings_due(null, 500)

-- name: due_give_up
select deliveries_give_up(null, 500)

-- name: due_wallets
select wallets_watch(null, 500)

-- name: due_top_ups
select top_ups_expire(null, 500)

-- name: due_disputes
select disputes_due(null)

-- name: due_rulings
select disputes_bulk(null)

-- name: due_replace
select disputes_replace(null, 100)

-- name: due_forget
select disputes_forget(null, 500)

-- name: due_prices
select prices_count(null, $1::int4)

-- name: due_medians
select prices_make(null)

-- name: due_purge
select keys_purge(null, $1::int4)

-- name: due_partitions
select partitions_ahead(leadx_now())

-- name: due_withdraw
select suspended_withdraw(null, 500)

-- name: due_scores
select scores_refresh(null, $1::int4)

-- name: due_happenings
select happenings_forget(null, $1::int4, 1000)

-- name: due_sessions
select sessions_purge(null, 500)
