-- People and their sessions, as they are read. Changes are in op_user.sql, op_session.sql and op_me.sql.

-- Without address and name: those are sealed, and the server puts them in.
create or replace function json_user(u users) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', u.id, 'org', u.org_id, 'role', u.role, 'state', u.state, 'locale', u.locale, 'time_zone', u.time_zone,
        'password', u.password is not null, 'totp', u.totp_at is not null, 'signed_in_at', json_time(u.signed_in_at),
        'created_at', json_time(u.created_at))
$$;

create or replace function json_session(s sessions) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', s.id, 'via', s.via, 'agent', s.agent, 'created_at', json_time(s.created_at), 'seen_at', json_time(s.seen_at),
        'ends_at', json_time(s.ends_at), 'looking_as', s.as_org)
$$;

create or replace function session_lives(s sessions, p_idle interval, p_now timestamptz) returns boolean language sql immutable as $$
    select s.ended_at is null and s.ends_at > p_now and s.seen_at > p_now - p_idle
$$;

-- Whose token it is, asked at every request: nothing of a session is remembered in a server, so that one which was ended
-- anywhere is refused everywhere by the next request. live = false: it has ended. Notes the time, at most once a minute.
create or replace function session_find(p_hash bytea, p_idle_minutes integer)
    returns table (session uuid, person uuid, role text, live boolean, looking boolean, org uuid, family uuid, sells boolean, buys boolean, operates boolean,
                   active boolean, applied boolean, throttled boolean, slowed boolean)
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    s sessions;
    u users;
    o orgs;
    v_looks boolean;
begin
    select * into s from sessions x where x.hash = p_hash;
    if not found then
        return;
    end if;
    select * into strict u from users x where x.id = s.user_id;
    v_looks := coalesce(s.as_until > v_now, false);
    select * into strict o from orgs x where x.id = case when v_looks then s.as_org else u.org_id end;
    if session_lives(s, make_interval(mins => p_idle_minutes), v_now) and u.state = 'active' and o.state <> 'closed' then
        live := true;
        if s.seen_at < v_now - interval '1 minute' then
            update sessions x set seen_at = v_now where x.id = s.id and x.seen_at < v_now - interval '1 minute' and x.ended_at is null;
        end if;
    end if;
    return query select s.id, u.id, u.role, coalesce(live, false), v_looks, o.id, o.family_id, o.sells, o.buys, o.operates,
                        o.state = 'active', o.state = 'applied', o.throttled, o.slowed;
end $$;
grant execute on function session_find(bytea, integer) to leadx_server;

-- Sessions and links that ended a month ago.
create or replace function sessions_purge(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_before timestamptz := coalesce(p_now, leadx_now()) - interval '30 days';
    v_n integer;
    v_links integer;
begin
    delete from sessions where id in (select id from sessions where ends_at <= v_before limit p_limit for update skip locked);
    get diagnostics v_n = row_count;
    delete from user_links where id in (select id from user_links where expires_at <= v_before limit p_limit for update skip locked);
    get diagnostics v_links = row_count;
    return greatest(v_n, v_links);
end $$;
grant execute on function sessions_purge(timestamptz, integer) to leadx_server;
