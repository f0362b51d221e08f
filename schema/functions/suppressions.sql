-- Lists of people who must not be sold: the operator's for everybody, each buyer's own. Keyed hashes only, never shown again.

-- Adds to the caller's list and returns how many were new. Saying the same again changes nothing.
create or replace function suppressions_add(p_org uuid, p_api_key uuid, p_admin boolean, p_hashes bytea[]) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    v_added integer;
begin
    -- in hash order: two lists with the same people must not wait for each other
    insert into suppressions (hash, owner_id, at)
    select distinct h, case when p_admin then '00000000-0000-0000-0000-000000000000' else p_org end, v_now
      from unnest(p_hashes) h where length(h) = 16 order by 1
        on conflict do nothing;
    get diagnostics v_added = row_count;
    if v_added > 0 then
        perform audit_write(v_now, p_org, p_api_key, 'suppressions_add', case when p_admin then 'everybody' else 'own' end,
                            jsonb_build_object('added', v_added), null);
    end if;
    return v_added;
end $$;
revoke execute on function suppressions_add(uuid, uuid, boolean, bytea[]) from public;
grant execute on function suppressions_add(uuid, uuid, boolean, bytea[]) to leadx_server;
