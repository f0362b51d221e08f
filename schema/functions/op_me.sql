-- What a person changes about itself: how it is called, its password, its second factor. c.key is the person.

-- Whoever signed in, under its row lock; id null: shut out or gone.
create or replace function me_take(c op_caller) returns users language sql set search_path = leadx, pg_temp as $$
    select * from users where id = c.key and state = 'active' for no key update
$$;

create or replace function op_me_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users;
begin
    if a ->> 'time_zone' is not null and not exists (select from pg_timezone_names where name = a ->> 'time_zone') then
        return op_refused(422, 'invalid_field', '/time_zone', 'must be a name of the time zone database, such as Europe/Madrid');
    end if;
    update users set locale = coalesce(a ->> 'locale', locale), time_zone = coalesce(a ->> 'time_zone', time_zone),
           name = coalesce(decode(a #>> '{name,sealed}', 'hex'), name), name_key = coalesce(decode(a #>> '{name,key}', 'hex'), name_key)
     where id = c.key and state <> 'removed' returning * into u;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_user(u), array['user:' || u.id]);
end $$;

-- Whoever has a password says it, and the server has checked it (old: the digest of the stored one). Who came by a link in the
-- last quarter of an hour has shown to be the person already: that is how a forgotten one is replaced. Other sessions end.
create or replace function op_me_password(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := me_take(c);
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    if u.password is not null and encode(sha256(convert_to(u.password, 'UTF8')), 'hex') is distinct from a ->> 'old'
       and not exists (select from sessions s where s.id = (a ->> 'session')::uuid and s.user_id = u.id and s.via = 'link'
                          and s.created_at > p_now - interval '15 minutes' and s.created_at > u.password_at) then
        return op_refused(422, case when a ->> 'old' is null then 'missing_field' else 'invalid_field' end, '/current',
                          case when a ->> 'old' is null then 'is needed here' else 'is not your password' end);
    end if;
    update users set password = a ->> 'password', password_at = p_now where id = u.id returning * into u;
    perform user_links_end(u.id, p_now);
    return op_done(json_user(u), array['user:' || u.id] || user_sessions_end(u.id, p_now, (a ->> 'session')::uuid));
end $$;

-- A secret that asks for no code until the first one confirmed it.
create or replace function op_me_totp(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := me_take(c);
begin
    if u.id is null then
        return op_refused(404, 'not_found');
    end if;
    if u.totp_at is not null then
        return op_refused(409, 'conflict', null, 'A second factor is set already; remove it first.');
    end if;
    update users set totp = decode(a ->> 'sealed', 'hex'), totp_key = decode(a ->> 'key', 'hex'), totp_step = 0 where id = u.id returning * into u;
    return op_done(json_user(u), array['user:' || u.id], 201);
end $$;

-- secret: the digest of the sealed secret that the code was checked by; another one may have been asked for meanwhile.
create or replace function op_me_totp_confirm(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := me_take(c);
begin
    if u.totp is null or u.totp_at is not null or encode(sha256(u.totp), 'hex') <> a ->> 'secret' then
        return op_refused(409, 'conflict', null, 'No second factor waits to be confirmed; ask for a new secret.');
    end if;
    update users set totp_at = p_now, totp_step = (a ->> 'step')::bigint where id = u.id returning * into u;
    delete from user_recovery_codes where user_id = u.id;
    insert into user_recovery_codes (user_id, hash) select u.id, decode(x, 'hex') from jsonb_array_elements_text(a -> 'recovery') x;
    return op_done(json_user(u), array['user:' || u.id] || user_sessions_end(u.id, p_now, (a ->> 'session')::uuid));
end $$;

create or replace function op_me_totp_remove(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    u users := me_take(c);
begin
    if u.totp_at is null then
        return op_refused(409, 'conflict', null, 'No second factor is set.');
    end if;
    if not user_second_factor(u, a, p_now) then
        return op_refused(422, 'invalid_field', '/code', 'is no code that works now');
    end if;
    delete from user_recovery_codes where user_id = u.id;
    update users set totp = null, totp_key = null, totp_at = null where id = u.id returning * into u;
    return op_done(json_user(u), array['user:' || u.id]);
end $$;
