-- Sessions: opened by a password or a one-time link, with the second factor where there is one; ended; used by the operator
-- to look at a company's console.

-- Takes a code of the second factor, once: a time step later than the last one taken, or a recovery code.
create or replace function user_second_factor(u users, a jsonb, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    if a ->> 'step' is not null and (a ->> 'step')::bigint > u.totp_step then
        update users set totp_step = (a ->> 'step')::bigint where id = u.id;
        return true;
    end if;
    update user_recovery_codes set used_at = p_now where user_id = u.id and hash = decode(a ->> 'recovery', 'hex') and used_at is null;
    return found;
end $$;

-- c is the person who signs in. The server has checked the password against the stored one, whose digest is in a: when it was
-- changed meanwhile, it was the wrong one.
create or replace function op_session_open(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_sessions_max constant integer := 20;
    u users;
    s sessions;
    v_link uuid;
    v_ended text[];
begin
    select * into u from users where id = c.key and state in ('invited', 'active') for no key update;
    if not found or not exists (select from orgs where id = u.org_id and state <> 'closed') then
        return op_refused(401, case a ->> 'via' when 'link' then 'link_ended' else 'sign_in_wrong' end);
    end if;
    if a ->> 'via' = 'link' then
        select id into v_link from user_links where hash = decode(a ->> 'link', 'hex') and user_id = u.id and used_at is null and expires_at > p_now;
        if not found then
            return op_refused(401, 'link_ended');
        end if;
    elsif encode(sha256(convert_to(u.password, 'UTF8')), 'hex') is distinct from a ->> 'password' then
        return op_refused(401, 'sign_in_wrong');
    end if;
    if u.totp_at is not null and not user_second_factor(u, a, p_now) then
        return op_refused(401, case when a ->> 'step' is null and a ->> 'recovery' is null then 'totp_required' else 'totp_wrong' end);
    end if;
    update user_links set used_at = p_now where id = v_link;
    with old as (select id from sessions where user_id = u.id and ended_at is null order by id desc offset c_sessions_max - 1),
    done as (update sessions x set ended_at = p_now from old where x.id = old.id returning x.id)
    select coalesce(array_agg('session:' || id), '{}') into v_ended from done;
    update users set state = 'active', signed_in_at = p_now where id = u.id;
    insert into sessions (id, user_id, hash, via, agent, created_at, seen_at, ends_at)
    values (uuid_v7(p_now), u.id, decode(a ->> 'hash', 'hex'), a ->> 'via', a ->> 'agent', p_now, p_now, p_now + make_interval(mins => (a ->> 'minutes')::integer))
    returning * into s;
    return op_done(json_session(s), v_ended, 201);
end $$;

-- One of the caller's own sessions.
create or replace function op_session_end(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    s sessions;
begin
    update sessions set ended_at = p_now where id = (a ->> 'session')::uuid and user_id = c.key and ended_at is null returning * into s;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_session(s), array['session:' || s.id]);
end $$;

-- All of the caller's sessions but the one it speaks through.
create or replace function op_session_end_others(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_ended text[];
begin
    perform from users where id = c.key for no key update;
    v_ended := user_sessions_end(c.key, p_now, (a ->> 'session')::uuid);
    return op_done(jsonb_build_object('ended', cardinality(v_ended)), v_ended);
end $$;

-- The operator looks at a company's console: the session reads as that company, changes nothing, and comes back by itself.
create or replace function op_looking_begin(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    s sessions;
begin
    select * into v_org from orgs where id = (a ->> 'org')::uuid and not operates;
    if not found or not c.admin then
        return op_refused(404, 'not_found');
    end if;
    if v_org.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The company is closed.');
    end if;
    update sessions set as_org = v_org.id, as_reason = a ->> 'reason', as_until = p_now + make_interval(mins => (a ->> 'minutes')::integer)
     where id = (a ->> 'session')::uuid and user_id = c.key and ended_at is null returning * into s;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(jsonb_build_object('id', v_org.id, 'session', s.id, 'alias', v_org.alias, 'reason', s.as_reason, 'until', json_time(s.as_until)),
                   array['session:' || s.id], 201);
end $$;

create or replace function op_looking_end(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org uuid;
begin
    select as_org into v_org from sessions where id = (a ->> 'session')::uuid and user_id = c.key for no key update;
    update sessions set as_org = null, as_reason = null, as_until = null where id = (a ->> 'session')::uuid and user_id = c.key;
    return op_done(jsonb_build_object('id', v_org, 'session', a ->> 'session'), array['session:' || (a ->> 'session')]);
end $$;
