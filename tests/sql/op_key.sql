-- API keys: whose, with which rights, and that the operator cannot lock itself out.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as buyer, pg_temp.t_operator() as operator;
create function pg_temp.args(p_org uuid, p_more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('org', p_org, 'name', 'k', 'hint', 'lx_abcdef', 'hash', encode(sha256(random()::text::bytea), 'hex')) || p_more
$$;

create temp table k as select r.* from t, pg_temp.t_do(seller, 'key_create', pg_temp.args(seller, '{"scopes": ["leads:write"], "expires_at": "2027-01-01T00:00:00Z"}')) r;
select is(status, 201, 'a company makes its own key') from k;
select is(body -> 'scopes', '["leads:write"]', 'with scopes') from k;
select is(body ->> 'expires_at', '2027-01-01T00:00:00.000Z', 'that ends') from k;
select ok(not body ? 'hash', 'its hash is not told') from k;
select is(pg_temp.t_said(pg_temp.t_do(seller, 'key_create', pg_temp.args(buyer))), '404 not_found', 'but not another''s') from t;
select is(pg_temp.t_said(pg_temp.t_admin('key_create', pg_temp.args(buyer))), '201', 'an administrator does') from t;
select is(pg_temp.t_said(pg_temp.t_admin('key_create', pg_temp.args(buyer, '{"role": "auditor"}'))), '422 invalid_field /role', 'auditors are the operator''s') from t;
select is(pg_temp.t_said(pg_temp.t_admin('key_create', pg_temp.args(operator, '{"role": "auditor"}'))), '201', 'and so they are made') from t;
select is(pg_temp.t_said(pg_temp.t_admin('key_create', pg_temp.args(buyer, '{"expires_at": "2026-11-21T11:00:00Z"}'))), '422 invalid_field /expires_at',
          'not for the past') from t;

select is(pg_temp.t_said(pg_temp.t_do(buyer, 'key_revoke', jsonb_build_object('key', k.body ->> 'id'))), '404 not_found', 'another''s key is not revoked') from t, k;
select is((pg_temp.t_do(seller, 'key_revoke', jsonb_build_object('key', k.body ->> 'id'))).body ->> 'revoked_at', '2026-11-21T12:00:00.000Z', 'one''s own is') from t, k;
select is((pg_temp.t_do(seller, 'key_revoke', jsonb_build_object('key', k.body ->> 'id'), '2026-11-22')).body ->> 'revoked_at', '2026-11-21T12:00:00.000Z',
          'once: the first time stays') from t, k;

create temp table full_key as select r.* from t, pg_temp.t_admin('key_create', pg_temp.args(operator)) r;
update leadx.api_keys set revoked_at = pg_temp.t_now() where org_id = pg_temp.t_operator() and id <> (select (body ->> 'id')::uuid from full_key);
select is(pg_temp.t_said(pg_temp.t_admin('key_revoke', jsonb_build_object('key', body ->> 'id'))), '409 conflict', 'the operator''s last full key stays') from full_key;
select pg_temp.t_admin('key_create', pg_temp.args(operator)) from t \g /dev/null
select is(pg_temp.t_said(pg_temp.t_admin('key_revoke', jsonb_build_object('key', body ->> 'id'))), '200', 'with another beside it, it goes') from full_key;

insert into leadx.api_keys (id, org_id, name, hash, hint, created_at)
select leadx.uuid_v7(now()), buyer, 'n', sha256(i::text::bytea), 'h', now() from t, generate_series(1, 199) i;
select is(pg_temp.t_said(pg_temp.t_admin('key_create', pg_temp.args(buyer))), '409 conflict', 'not more than 200 keys') from t;
select is(pg_temp.t_refused($$insert into leadx.api_keys (id, org_id, name, hash, hint, created_at)
                              select leadx.uuid_v7(now()), buyer, 'n', '\x00', 'h', now() from t$$), '23514 api_keys_hash_check', 'what is stored is a SHA-256');
select is(pg_temp.t_refused($$insert into leadx.api_keys (id, org_id, name, hash, hint, created_at)
                              select leadx.uuid_v7(now()), org_id, name, hash, hint, now() from leadx.api_keys limit 1$$), '23505 api_keys_hash_key',
          'once');
select * from finish();
rollback;
