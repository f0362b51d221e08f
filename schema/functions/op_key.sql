-- API keys: made (the hash comes from outside, the key itself is never seen here) and revoked.

-- Who stands behind a caller: the person, also with a key that this person made, or that was made with such a key. Where two have to agree,
-- one with two keys is one.
create or replace function caller_hand(p_key uuid) returns uuid language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select k.made_by from api_keys k where k.id = p_key), p_key)
$$;

create or replace function op_key_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_keys_max constant integer := 200;
    v_org orgs;
    v_key api_keys;
begin
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found or not (c.admin or v_org.id = c.org) then
        return op_refused(404, 'not_found');
    end if;
    if v_org.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The company is closed.');
    end if;
    if a ->> 'role' is not null and not v_org.operates then
        return op_refused(422, 'invalid_field', '/role', 'Only the operator''s keys have a role.');
    end if;
    if (a ->> 'expires_at')::timestamptz <= p_now then
        return op_refused(422, 'invalid_field', '/expires_at', 'lies in the past');
    end if;
    if (select count(*) from api_keys k where k.org_id = v_org.id and k.revoked_at is null) >= c_keys_max then
        return op_refused(409, 'conflict', null, 'The company has ' || c_keys_max || ' keys; revoke one first.');
    end if;
    insert into api_keys (id, org_id, name, hash, hint, role, scopes, expires_at, created_at, made_by)
    values (uuid_v7(p_now), v_org.id, a ->> 'name', decode(a ->> 'hash', 'hex'), a ->> 'hint', a ->> 'role',
            coalesce(jsonb_texts(a -> 'scopes'), '{}'), (a ->> 'expires_at')::timestamptz, p_now,
            (select u.id from users u where u.id = caller_hand(c.key)))
    returning * into v_key;
    return op_done(json_key(v_key), array['key:' || v_key.id], 201);
end $$;

-- Revoking twice keeps the first time. The operator's last full key stays, or nobody could make another.
create or replace function op_key_revoke(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_key api_keys;
begin
    select o.* into v_org from api_keys k join orgs o on o.id = k.org_id where k.id = (a ->> 'key')::uuid for no key update of o;
    if not found or not (c.admin or v_org.id = c.org) then
        return op_refused(404, 'not_found');
    end if;
    if v_org.operates and not exists (
        select from api_keys k where k.org_id = v_org.id and k.id <> (a ->> 'key')::uuid and k.role is null and k.scopes = '{}'
           and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)) then
        return op_refused(409, 'conflict', null, 'This is the operator''s last full key; make another first.');
    end if;
    update api_keys set revoked_at = coalesce(revoked_at, p_now) where id = (a ->> 'key')::uuid returning * into v_key;
    return op_done(json_key(v_key), array['key:' || v_key.id]);
end $$;
