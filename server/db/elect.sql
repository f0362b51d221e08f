-- The office is the session's: whoever ends, however it ends, gives it back.
-- name: elect_try
select pg_try_advisory_lock(7305)
