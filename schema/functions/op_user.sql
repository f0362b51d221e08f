-- A company's people: invited, given another role, shut out, removed, helped back in. Owners do it for their company,
-- administrators for any. Who a person is comes sealed; only the address's keyed hash can be compared.

create or replace function user_role_fits(p_role text, o orgs) returns boolean language sql immutable as $$
    select (p_role in ('admin', 'auditor')) = o.operates
$$;

-- The person, locked, when the caller may manage it: its own company's, or anybody's for an administrator. Its company first: who
-- manages people of one company waits for each other, so two owners cannot take the last place from each other.
create or replace function user_take(c op_caller, p_user uuid) returns users language plpgsql set search_path = leadx, pg_temp as $$
declare
    u users;
begin
    perform from orgs o where o.id = (select x.org_id from users x where x.id = p_user and (c.admin or x.org_id = c.org)) for no key update;
    select * into u from users where id = p_user and state <> 'removed' and (c.admin or org_id = c.org) for no key update;
    return u;
end $$;

-- A company that has an owner keeps one.
create or replace function user_last_owner(u users) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select u.role = 'owner' and u.state in ('invited', 'active')
       and not exists (select from users x where x.org_id = u.org_id and x.id <> u.id and x.role = 'owner' and x.state in ('invited', 'active'))
$$;

create or replace function user_sessions_end(p_user uuid, p_now timestamptz, p_but uuid default null) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ended text[];
begin
    with done as (update sessions set ended_at = p_now where user_id = p_user and ended_at is null and id is distinct from p_but returning id)
    select coalesce(array_agg('session:' || id), '{}') into v_ended from done;
    return v_ended;
end $$;

create or replace function user_links_end(p_user uuid, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    update user_links set expires_at = greatest(p_now, created_at + interval '1 millisecond') where user_id = p_user and used_at is null and expires_at > p_now
$$;

create or replace function op_user_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_users_max constant integer := 200;
    v_org orgs;
    u users;
begin
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found or not (c.admin or v_org.id = c.org) then
        return op_refused(404, 'not_found');
    end if;
    if v_org.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The company is closed.');
    end if;
    if not user_role_fits(a ->> 'role', v_org) then
        return op_refused(422, 'invalid_field', '/role', case when v_org.operates then 'must be admin or auditor for the operator''s people; a company''s are added to that company: POST /v1/admin/orgs/{id}/users, leadx user add --org'
                                                              else 'must be owner, member or viewer' end);
    end if;
    if exists (select from users x where x.print = decode(a ->> 'print', 'hex')) then
        return op_refused(409, 'conflict', '/email', 'Somebody signs in with this address already.');
    end if;
    if (select count(*) from users x where x.org_id = v_org.id and x.state <> 'removed') >= c_users_max then
        return op_refused(409, 'conflict', null, 'The company has ' || c_users_max || ' people; remove one first.');
    end if;
    insert into users (id, org_id, role, print, email, email_key, name, name_key, locale, time_zone, created_at)
    values ((a ->> 'user')::uuid, v_org.id, a ->> 'role', decode(a ->> 'print', 'hex'), decode(a #>> '{email,sealed}', 'hex'), decode(a #>> '{email,key}', 'hex'),
            decode(a #>> '{name,sealed}', 'hex'), decode(a #>> '{name,key}', 'hex'), coalesce(a ->> 'locale', 'en'), coalesce(a ->> 'time_zone', 'UTC'), p_now)
    returning * into u;
    perform user_link_add(u.id, a ->> 'hash', (a ->> 'minutes')::integer, c.key, p_now);
    return op_done(json_user(u), array['user:' || u.id], 201);
end $$;

create or replace function op_user_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := user_take(c, (a ->> 'user')::uuid);
    v_org orgs;
    v_ended text[] := '{}';
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    select * into strict v_org from orgs where id = u.org_id;
    if not user_role_fits(coalesce(a ->> 'role', u.role), v_org) then
        return op_refused(422, 'invalid_field', '/role', case when v_org.operates then 'must be admin or auditor for the operator''s people'
                                                              else 'must be owner, member or viewer' end);
    end if;
    if (coalesce(a ->> 'role', 'owner') <> 'owner' or a ->> 'state' = 'disabled') and user_last_owner(u) then
        return op_refused(409, 'conflict', null, 'This is the company''s last owner; make somebody else one first.');
    end if;
    if u.id = c.key and (a ->> 'state' = 'disabled' or a ->> 'role' is distinct from null and a ->> 'role' <> u.role) then
        return op_refused(409, 'conflict', null, 'Nobody takes rights from himself; ask somebody else who may.');
    end if;
    if a ->> 'state' = 'disabled' then
        v_ended := user_sessions_end(u.id, p_now);
        perform user_links_end(u.id, p_now);
    end if;
    update users set role = coalesce(a ->> 'role', role),
           state = case a ->> 'state' when 'disabled' then 'disabled'
                                      when 'active' then case when state = 'disabled' and signed_in_at is null then 'invited' when state = 'disabled' then 'active' else state end
                                      else state end,
           name = coalesce(decode(a #>> '{name,sealed}', 'hex'), name), name_key = coalesce(decode(a #>> '{name,key}', 'hex'), name_key)
     where id = u.id returning * into u;
    return op_done(json_user(u), array['user:' || u.id] || v_ended);
end $$;

-- What the audit names stays; who it was does not.
create or replace function op_user_remove(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := user_take(c, (a ->> 'user')::uuid);
    v_ended text[];
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    if u.id = c.key then
        return op_refused(409, 'conflict', null, 'Nobody removes himself; ask somebody else who may.');
    end if;
    if user_last_owner(u) then
        return op_refused(409, 'conflict', null, 'This is the company''s last owner; make somebody else one first.');
    end if;
    v_ended := user_sessions_end(u.id, p_now);
    delete from user_links where user_id = u.id;
    delete from user_recovery_codes where user_id = u.id;
    update users set state = 'removed', print = null, email = null, email_key = null, name = null, name_key = null, password = null, password_at = null,
           totp = null, totp_key = null, totp_at = null where id = u.id returning * into u;
    return op_done(json_user(u), array['user:' || u.id] || v_ended);
end $$;

-- At most ten that still work. The eleventh made for somebody ends the oldest; the eleventh that came by itself, by mail, is not made,
-- so that nobody who only knows an address can end an invitation.
create or replace function user_link_add(p_user uuid, p_hash text, p_minutes integer, p_by uuid, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_oldest uuid := (select l.id from user_links l where l.user_id = p_user and l.used_at is null and l.expires_at > p_now order by l.id desc offset 9 limit 1);
begin
    if v_oldest is not null and p_by is null then
        return false;
    end if;
    delete from user_links where id = v_oldest;
    insert into user_links (id, user_id, hash, made_by, created_at, expires_at)
    values (uuid_v7(p_now), p_user, decode(p_hash, 'hex'), p_by, p_now, p_now + make_interval(mins => p_minutes));
    return true;
end $$;

-- c is the person itself when it asked by mail, with no session.
create or replace function op_user_link(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := user_take(c, (a ->> 'user')::uuid);
    v_made boolean;
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    if u.state = 'disabled' then
        return op_refused(409, 'conflict', null, 'The person is shut out; let it in first.');
    end if;
    v_made := user_link_add(u.id, a ->> 'hash', (a ->> 'minutes')::integer, case when c.key <> u.id then c.key end, p_now);
    if not v_made then
        return op_refused(409, 'conflict', null, 'Ten links of this person''s still work; use one of them.');
    end if;
    return op_done(json_user(u), array['user:' || u.id], 201);
end $$;

-- For who lost everything: no password, no second factor, no session; a new link lets it in.
create or replace function op_user_reset(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := user_take(c, (a ->> 'user')::uuid);
    v_ended text[];
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    if u.state = 'disabled' then
        return op_refused(409, 'conflict', null, 'The person is shut out; let it in first.');
    end if;
    v_ended := user_sessions_end(u.id, p_now);
    perform user_links_end(u.id, p_now);
    delete from user_recovery_codes where user_id = u.id;
    update users set password = null, password_at = null, totp = null, totp_key = null, totp_at = null where id = u.id returning * into u;
    perform user_link_add(u.id, a ->> 'hash', (a ->> 'minutes')::integer, c.key, p_now);
    return op_done(json_user(u), array['user:' || u.id] || v_ended, 201);
end $$;
