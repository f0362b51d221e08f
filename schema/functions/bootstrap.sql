-- The first administrator: the operator's org and one key, made once. Only the owner may call it.
create or replace function bootstrap(p_key_hash bytea, p_hint text, p_test_clock boolean) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    v_org uuid := uuid_v7(v_now);
begin
    perform pg_advisory_xact_lock(7303);
    if p_test_clock then
        insert into test_clock default values on conflict do nothing;
    end if;
    if exists (select from orgs where operates) then
        return false;
    end if;
    insert into orgs (id, family_id, name, alias, state, operates, throttled, created_at)
    values (v_org, v_org, 'Operator', 'Operator', 'active', true, false, v_now);
    insert into api_keys (id, org_id, name, hash, hint, created_at) values (uuid_v7(v_now), v_org, 'first administrator', p_key_hash, p_hint, v_now);
    return true;
end $$;
