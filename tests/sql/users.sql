-- People: who may manage whom, what ends their sessions, codes and links that work once, and what the tables refuse.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create function pg_temp.hex(p text) returns text language sql as $$ select encode(sha256(p::bytea), 'hex') $$;
create function pg_temp.args(p_org uuid, p_email text, p_role text) returns jsonb language sql as $$
    select jsonb_build_object('org', p_org, 'user', leadx.uuid_v7(pg_temp.t_now()), 'role', p_role, 'print', left(pg_temp.hex(p_email), 32), 'hash', pg_temp.hex('link ' || p_email),
        'minutes', 60, 'email', jsonb_build_object('sealed', '00', 'key', '00'), 'name', jsonb_build_object('sealed', '00', 'key', '00'))
$$;
create function pg_temp.made(p_org uuid, p_email text, p_role text) returns uuid language sql as $$
    select ((pg_temp.t_admin('user_create', pg_temp.args(p_org, p_email, p_role))).body ->> 'id')::uuid
$$;
-- As the person itself.
create function pg_temp.self(p_user uuid, p_op text, p_args jsonb, p_now timestamptz default '2026-11-21 12:00:00+00') returns leadx.op_answer language plpgsql as $$
declare v leadx.op_answer;
begin
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v
      using (select (u.org_id, u.org_id, u.id, u.role = 'admin')::leadx.op_caller from leadx.users u where u.id = p_user), p_args, p_now;
    return v;
end $$;
create function pg_temp.said(a leadx.op_answer) returns text language sql as $$
    select a.status || coalesce(' ' || (a.body ->> 'code'), '') || coalesce(' ' || (a.body #>> '{errors,0,pointer}'), '')
$$;
create function pg_temp.came(p_user uuid, p_more jsonb, p_now timestamptz default '2026-11-21 12:00:00+00') returns leadx.op_answer language sql as $$
    select pg_temp.self(p_user, 'session_open', jsonb_build_object('hash', pg_temp.hex(random()::text), 'agent', 'test', 'minutes', 600) || p_more, p_now)
$$;
create function pg_temp.live(p_user uuid) returns bigint language sql as $$ select count(*) from leadx.sessions where user_id = p_user and ended_at is null $$;

create temp table t as select pg_temp.t_org('agency', true, false) as agency, pg_temp.t_org('acme', false, true) as acme, pg_temp.t_operator() as operator;
create temp table p as select pg_temp.made(agency, 'anna', 'owner') as anna, pg_temp.made(agency, 'bo', 'member') as bo, pg_temp.made(acme, 'carl', 'owner') as carl,
                              pg_temp.made(operator, 'ada', 'admin') as ada from t;

-- who is made, and for whom
select is(pg_temp.said(pg_temp.self(anna, 'user_create', pg_temp.args(agency, 'dora', 'viewer'))), '201', 'an owner invites') from t, p;
select is(pg_temp.said(pg_temp.self(anna, 'user_create', pg_temp.args(acme, 'emil', 'viewer'))), '404 not_found', 'but not for another company') from t, p;
select is(pg_temp.said(pg_temp.self(anna, 'user_create', pg_temp.args(agency, 'carl', 'viewer'))), '409 conflict /email', 'an address is one person''s') from t, p;
select is(pg_temp.said(pg_temp.self(anna, 'user_create', pg_temp.args(agency, 'f', 'admin'))), '422 invalid_field /role', 'a company has no administrators') from t, p;
select is(pg_temp.said(pg_temp.t_admin('user_create', pg_temp.args(operator, 'g', 'owner'))), '422 invalid_field /role', 'nor the operator owners') from t;
select is(pg_temp.said(pg_temp.self(anna, 'user_change', jsonb_build_object('user', carl, 'role', 'viewer'))), '404 not_found', 'another company''s person is nobody') from p;
select is(pg_temp.said(pg_temp.self(anna, 'user_reset', jsonb_build_object('user', carl, 'hash', pg_temp.hex('x'), 'minutes', 5))), '404 not_found', 'also for a reset') from p;

-- links: once, in time, of a person who may come
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'link', 'link', pg_temp.hex('link bo')))), '401 link_ended', 'another''s link is none') from p;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'link', 'link', pg_temp.hex('link anna')), '2026-11-21 13:00:01+00')), '401 link_ended', 'an hour is over') from p;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'link', 'link', pg_temp.hex('link anna')))), '201', 'it works') from p;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'link', 'link', pg_temp.hex('link anna')))), '401 link_ended', 'once') from p;
select is(state, 'active', 'who came is active') from leadx.users, p where id = anna;

-- passwords: the hash that was compared must still be the one that stands
create temp table h as select '$argon2id$v=19$m=8,t=1,p=1$x$' || repeat('a', 20) as hash;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'password', 'password', pg_temp.hex('anything')))), '401 sign_in_wrong', 'who has no password has none') from p;
create temp table s as select (pg_temp.came(anna, '{"via": "link"}'::jsonb || jsonb_build_object('link', pg_temp.hex('again')))).body from p
 where (pg_temp.t_admin('user_link', jsonb_build_object('user', p.anna, 'hash', pg_temp.hex('again'), 'minutes', 5))).status = 201;
select is(pg_temp.said(pg_temp.self(anna, 'me_password', jsonb_build_object('user', anna, 'session', s.body ->> 'id', 'password', hash))), '200', 'a first one needs no other') from p, s, h;
select is(pg_temp.live(anna), 1::bigint, 'the other sessions have ended') from p;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'password', 'password', pg_temp.hex(hash)))), '201', 'it opens a session') from p, h;
select is(pg_temp.said(pg_temp.self(anna, 'me_password', jsonb_build_object('user', anna, 'session', s.body ->> 'id', 'password', hash || 'b'), '2026-11-21 12:20:00+00')),
          '422 missing_field /current', 'the next one needs this one') from p, s, h;
select is(pg_temp.said(pg_temp.self(anna, 'me_password', jsonb_build_object('user', anna, 'session', s.body ->> 'id', 'password', hash || 'b', 'old', pg_temp.hex('other')),
                                    '2026-11-21 12:20:00+00')), '422 invalid_field /current', 'and not another') from p, s, h;
select is(pg_temp.said(pg_temp.self(anna, 'me_password', jsonb_build_object('user', anna, 'session', s.body ->> 'id', 'password', hash || 'b', 'old', pg_temp.hex(hash)),
                                    '2026-11-21 12:20:00+00')), '200', 'this one will do') from p, s, h;
select is(pg_temp.said(pg_temp.came(anna, jsonb_build_object('via', 'password', 'password', pg_temp.hex(hash)))), '401 sign_in_wrong', 'the old one was compared meanwhile: too late') from p, h;

-- codes: a step once, and none before it; a recovery code once
update leadx.users set totp = '\x00', totp_key = '\x00', totp_at = pg_temp.t_now(), totp_step = 100 from p where id = anna;
insert into leadx.user_recovery_codes (user_id, hash) select anna, sha256('one') from p;
create temp table w as select jsonb_build_object('via', 'password', 'password', pg_temp.hex(hash || 'b')) as a from h;
select is(pg_temp.said(pg_temp.came(anna, a)), '401 totp_required', 'a code is asked for') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || '{"step": 100}')), '401 totp_wrong', 'one that was used') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || '{"step": 99}')), '401 totp_wrong', 'one before it') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || '{"step": 101}')), '201', 'the next one') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || '{"step": 101}')), '401 totp_wrong', 'once') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || jsonb_build_object('recovery', pg_temp.hex('one')))), '201', 'a recovery code') from p, w;
select is(pg_temp.said(pg_temp.came(anna, a || jsonb_build_object('recovery', pg_temp.hex('one')))), '401 totp_wrong', 'once') from p, w;
select is(pg_temp.said(pg_temp.self(anna, 'me_totp', jsonb_build_object('user', anna, 'sealed', '00', 'key', '00'))), '409 conflict', 'a set one is not replaced unasked') from p;
select is(pg_temp.said(pg_temp.self(anna, 'me_totp_remove', jsonb_build_object('user', anna, 'step', 101))), '422 invalid_field /code', 'nor removed by an old code') from p;
select is(pg_temp.said(pg_temp.self(anna, 'me_totp_remove', jsonb_build_object('user', anna, 'step', 102))), '200', 'but by a new one') from p;
select is((select count(*) from leadx.user_recovery_codes, p where user_id = anna), 0::bigint, 'its recovery codes are gone too');

-- sessions: twenty at most; one's own
select pg_temp.came(anna, a) from p, w, generate_series(1, 25) \g /dev/null
select is(pg_temp.live(anna), 20::bigint, 'the oldest give way') from p;
select is(pg_temp.said(pg_temp.self(bo, 'session_end', jsonb_build_object('session', x.id))), '404 not_found', 'another''s session is not ended')
  from p, lateral (select id from leadx.sessions where user_id = anna and ended_at is null limit 1) x;
select is(pg_temp.said(pg_temp.self(anna, 'session_end_others', jsonb_build_object('session', x.id))), '200', 'all others are')
  from p, lateral (select id from leadx.sessions where user_id = anna and ended_at is null limit 1) x;
select is(pg_temp.live(anna), 1::bigint, 'but this one') from p;

-- found by the digest; idle, over, shut out
select is((select live from leadx.session_find(sha256('nothing'), 60)), null, 'no such session');
create temp table one as select x.hash, x.id from p, lateral (select hash, id from leadx.sessions where user_id = anna and ended_at is null) x;
update leadx.sessions set created_at = now(), seen_at = now(), ends_at = now() + interval '10 hours' where id = (select id from one);
select is((select (live, role, looking)::text from one, leadx.session_find(hash, 60)), '(t,owner,f)', 'it is found');
update leadx.sessions set seen_at = now() - interval '61 minutes' where id = (select id from one);
select is((select live from one, leadx.session_find(hash, 60)), false, 'idle for too long');
select is((select live from one, leadx.session_find(hash, 62)), true, 'not for a longer patience');
select ok((select seen_at > now() - interval '1 minute' from leadx.sessions where id = (select id from one)), 'which noted the time');
update leadx.sessions set created_at = now() - interval '2 hours', ends_at = now() - interval '1 second' where id = (select id from one);
select is((select live from one, leadx.session_find(hash, 60)), false, 'over');
update leadx.sessions set ends_at = now() + interval '1 hour' where id = (select id from one);
update leadx.orgs set state = 'closed' where id = (select agency from t);
select is((select live from one, leadx.session_find(hash, 60)), false, 'its company is closed');
update leadx.orgs set state = 'active' where id = (select agency from t);

-- the last owner, and oneself
select is(pg_temp.said(pg_temp.t_admin('user_change', jsonb_build_object('user', anna, 'role', 'viewer'))), '409 conflict', 'the last owner stays one') from p;
select is(pg_temp.said(pg_temp.t_admin('user_change', jsonb_build_object('user', anna, 'state', 'disabled'))), '409 conflict', 'and is not shut out') from p;
select is(pg_temp.said(pg_temp.t_admin('user_remove', jsonb_build_object('user', anna))), '409 conflict', 'nor removed') from p;
select is(pg_temp.said(pg_temp.self(anna, 'user_change', jsonb_build_object('user', bo, 'role', 'owner'))), '200', 'with another beside') from p;
select is(pg_temp.said(pg_temp.self(anna, 'user_change', jsonb_build_object('user', anna, 'role', 'viewer'))), '409 conflict', 'nobody takes rights from himself') from p;
select is(pg_temp.said(pg_temp.self(bo, 'user_change', jsonb_build_object('user', anna, 'state', 'disabled'))), '200', 'the other does') from p;
select is(pg_temp.live(anna), 0::bigint, 'her sessions have ended') from p;
select is(pg_temp.said(pg_temp.came(anna, a)), '401 sign_in_wrong', 'the password works no more') from p, w;
select is(pg_temp.said(pg_temp.self(bo, 'user_remove', jsonb_build_object('user', anna))), '200', 'removed') from p;
select is(num_nonnulls(print, email, email_key, name, name_key, password, totp), 0, 'nothing is left that says who it was') from leadx.users, p where id = anna;
select is(pg_temp.said(pg_temp.self(bo, 'user_change', jsonb_build_object('user', anna, 'role', 'owner'))), '404 not_found', 'and nothing to change') from p;

-- ten links wait at most: an eleventh by hand ends the oldest, one by mail is not made
select pg_temp.t_admin('user_link', jsonb_build_object('user', carl, 'hash', pg_temp.hex('c' || i), 'minutes', 5), pg_temp.t_now() + i * interval '1 millisecond') from p, generate_series(1, 12) i \g /dev/null
select is((select count(*) from leadx.user_links, p where user_id = carl and expires_at > pg_temp.t_now()), 10::bigint, 'ten');
select is(pg_temp.said(pg_temp.self(carl, 'user_link', jsonb_build_object('user', carl, 'hash', pg_temp.hex('mail'), 'minutes', 5))), '409 conflict', 'none by mail') from p;
select is(pg_temp.said(pg_temp.came(carl, jsonb_build_object('via', 'link', 'link', pg_temp.hex('c3')))), '201', 'an early one still works') from p;

-- looking as a company
create temp table l as select (pg_temp.came(ada, jsonb_build_object('via', 'link', 'link', pg_temp.hex('link ada')))).body from p;
select is(pg_temp.said(pg_temp.self(carl, 'looking_begin', jsonb_build_object('org', agency, 'session', l.body ->> 'id', 'reason', 'r', 'minutes', 5))), '404 not_found', 'not for a company') from p, t, l;
select is(pg_temp.said(pg_temp.self(ada, 'looking_begin', jsonb_build_object('org', operator, 'session', l.body ->> 'id', 'reason', 'r', 'minutes', 5))), '404 not_found', 'not at itself') from p, t, l;
select is(pg_temp.said(pg_temp.self(ada, 'looking_begin', jsonb_build_object('org', acme, 'session', l.body ->> 'id', 'reason', 'r', 'minutes', 5), leadx.leadx_now())), '201', 'the operator looks') from p, t, l;
update leadx.sessions set seen_at = now(), created_at = now(), ends_at = now() + interval '1 hour' where id = (select (body ->> 'id')::uuid from l);
select is((select (f.looking, f.org = t.acme, f.buys, f.operates)::text from l, t, leadx.sessions s, leadx.session_find(s.hash, 60) f where s.id = (l.body ->> 'id')::uuid), '(t,t,t,f)', 'as that company');
update leadx.sessions set as_until = now() - interval '1 second' where id = (select (body ->> 'id')::uuid from l);
select is((select (f.looking, f.org = t.operator)::text from l, t, leadx.sessions s, leadx.session_find(s.hash, 60) f where s.id = (l.body ->> 'id')::uuid), '(f,t)', 'and is itself again by itself');

-- what the tables refuse
select is(pg_temp.t_refused(x), c, c) from (values
    ('update leadx.users set password = ''plain text'' where state <> ''removed''', '23514 users_password_check'),
    ('update leadx.users set role = ''king''', '23514 users_role_check'),
    ('update leadx.users set print = null where state = ''active''', '23514 users_person_check'),
    ('update leadx.users set locale = ''de''', '23514 users_locale_check'),
    ('update leadx.users set totp_at = now() where totp is null', '23514 users_secret_check'),
    ('update leadx.sessions set hash = ''\x00''', '23514 sessions_hash_check'),
    ('update leadx.sessions set as_org = user_id', '23514 sessions_as_check'),
    ('update leadx.user_links set hash = ''\x00''', '23514 user_links_hash_check')) v(x, c);
select * from finish();
rollback;
