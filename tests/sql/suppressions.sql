-- Suppression lists: the operator's bars everybody, a buyer's own only that buyer; hashes only, each once.
begin;
\ir support/market.sql
select plan(11);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme,
    pg_temp.t_org('bolt', false, true) as bolt, pg_temp.t_niche('roofs') as niche;
alter table t add acme_order uuid, add bolt_order uuid;
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(bolt, 1000000) from t \g /dev/null
update t set acme_order = pg_temp.t_order(acme, niche, 500), bolt_order = pg_temp.t_order(bolt, niche, 400);
create function pg_temp.t_hash(p_person text) returns bytea language sql as $$ select substring(sha256(p_person::bytea) for 16) $$;

select is(leadx.suppressions_add(acme, acme, false, array[pg_temp.t_hash('anna'), pg_temp.t_hash('boris'), pg_temp.t_hash('anna')]), 2,
          'each hash counts once') from t;
select is(leadx.suppressions_add(acme, acme, false, array[pg_temp.t_hash('anna')]), 0, 'and is new only once') from t;
select is(leadx.suppressions_add(acme, acme, false, '{}'), 0, 'nothing adds nothing') from t;
select is(leadx.suppressions_add(acme, acme, false, array['\x01'::bytea, null]), 0, 'what is no hash is not kept') from t;
select is((pg_temp.t_sell(seller, niche, 'anna', array[acme_order, bolt_order])).verdicts, array[6, 1]::smallint[],
          'a buyer''s own list bars that buyer alone') from t;
select is((select array_agg(detail ->> 'added') from leadx.audit, t where org_id = acme and action = 'suppressions_add'), array['2'],
          'the audit says how many, not who');

select is(leadx.suppressions_add(bolt, bolt, true, array[pg_temp.t_hash('clara')]), 1, 'the operator adds to everybody''s') from t;
select is((pg_temp.t_sell(seller, niche, 'clara', array[acme_order, bolt_order])).code, 'suppressed', 'which nobody may buy') from t;
select is(leadx.suppressions_add(acme, acme, false, array[pg_temp.t_hash('clara')]), 1, 'a list does not tell what stands on another') from t;

select ok(not has_table_privilege('leadx_server', 'leadx.suppressions', 'insert'), 'the server writes the list only through the function');
select ok(has_function_privilege('leadx_server', 'leadx.suppressions_add(uuid, uuid, boolean, bytea[])', 'execute'), 'which it may call');
select * from finish();
rollback;
