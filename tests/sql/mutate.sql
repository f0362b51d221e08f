-- mutate(): one answer an Idempotency-Key, an audit row a success, nothing at all for a refusal.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create function pg_temp.ask(p_key text, p_body text, p_op text, a jsonb) returns table (status integer, body text, replayed boolean, changed text[]) language sql as $$
    select m.* from pg_temp.t_operator() x(id),
        leadx.mutate(substring(sha256(p_key::bytea) for 16), substring(sha256(p_body::bytea) for 16), x.id, x.id, x.id, true, p_op, a) m
$$;
create function pg_temp.audits() returns bigint language sql as $$ select count(*) from leadx.audit where org_id = pg_temp.t_operator() $$;
select pg_temp.audits() as before \gset

create temp table first as select * from pg_temp.ask('k1', 'b1', 'org_create', '{"name": "Once", "alias": "once-t", "buys": true}');
select is(status || ' ' || replayed, '201 false', 'the first time') from first;
select is(pg_temp.audits(), :before + 1::bigint, 'is audited');
select results_eq($$select action, subject from leadx.audit where org_id = pg_temp.t_operator() order by id desc limit 1$$,
                  $$select 'org_create', body::jsonb ->> 'id' from first$$, 'with what and whom');
create temp table again as select * from pg_temp.ask('k1', 'b1', 'org_create', '{"name": "Once", "alias": "once-t", "buys": true}');
select is(a.body::jsonb, f.body::jsonb, 'the same again: the first answer') from first f, again a;
select is(status || ' ' || replayed, '201 true', 'marked as such') from again;
select is(changed, '{}', 'with no effect') from again;
select is((select count(*) from leadx.orgs where alias = 'once-t'), 1::bigint, 'once');
select is(pg_temp.audits(), :before + 1::bigint, 'and audited once');
select is((select status || ' ' || (body::jsonb ->> 'code') from pg_temp.ask('k1', 'b2', 'org_create', '{}')), '422 key_reused', 'another body under the key');

-- a refusal keeps no key: the corrected request may use it
select is((select status from pg_temp.ask('k2', 'b1', 'org_create', '{"name": "Once", "alias": "once-t", "buys": true}')), 409, 'a refusal');
select is(pg_temp.audits(), :before + 1::bigint, 'is not audited');
select is((select status || ' ' || replayed from pg_temp.ask('k2', 'b3', 'org_create', '{"name": "Other", "alias": "other-t", "buys": true}')), '201 false',
          'and its key may be used again');

-- seven days later the key is free
update leadx.request_keys set until = leadx.leadx_now() where key = substring(sha256('k1'::bytea) for 16);
select is((select status || ' ' || replayed from pg_temp.ask('k1', 'b4', 'org_create', '{"name": "Late", "alias": "late-t", "buys": true}')), '201 false',
          'an old key is a new one');
select is((select status from pg_temp.ask(null, null, 'org_create', '{"name": "No key", "alias": "nokey-t", "buys": true}')), 201, 'and none is needed');
select is(pg_temp.t_refused($$select * from pg_temp.ask('k9', 'b', 'drop_everything', '{}')$$), '42883', 'there are only operations');
select * from finish();
rollback;
