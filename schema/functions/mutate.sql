-- Every change asked for over the API is one function op_<name>(caller, args, now), run here in one transaction together
-- with its Idempotency-Key and its audit row. A refusal returns status >= 400 before anything was written.

do $$ begin
    if to_regtype('leadx.op_caller') is null then
        create type op_caller as (org uuid, family uuid, key uuid, admin boolean);
        create type op_answer as (status integer, body jsonb, changed text[]);
    end if;
end $$;

create or replace function op_done(p_body jsonb, p_changed text[] default '{}', p_status integer default 200)
    returns op_answer language sql immutable as $$ select (p_status, p_body, p_changed)::op_answer $$;
create or replace function op_refused(p_status integer, p_code text, p_pointer text default null, p_message text default null)
    returns op_answer language sql immutable as $$
    select (p_status, jsonb_strip_nulls(jsonb_build_object('code', p_code, 'detail', p_message,
        'errors', case when p_pointer is not null then jsonb_build_array(jsonb_build_object('pointer', p_pointer, 'code', p_code, 'message', p_message)) end)),
        '{}'::text[])::op_answer
$$;

-- For settings that people edit as a whole: a.if_revision is the one the caller read (If-Match). Asked of the row that is locked for the
-- change, so that of two who read the same one is first and the other hears of it; a null status = go on.
create or replace function revision_fault(a jsonb, p_revision bigint) returns op_answer language sql immutable set search_path = leadx, pg_temp as $$
    select op_refused(412, 'precondition_failed', null, 'Somebody changed it meanwhile: read it again, and repeat with its ETag.')
     where (a ->> 'if_revision')::bigint <> p_revision
$$;

-- p_key: 16 bytes that stand for caller, operation and Idempotency-Key; null = none. p_body: 16 bytes that stand for the body.
-- The same key again: the first answer (a second caller waits for the first one's commit, at most lock_timeout);
-- another body under it: 422 key_reused.
create or replace function mutate(p_key bytea, p_body bytea, p_org uuid, p_family uuid, p_api_key uuid, p_admin boolean, p_op text, p_args jsonb)
    returns table (status integer, body text, replayed boolean, changed text[])
    language plpgsql security definer set search_path = leadx, pg_temp set lock_timeout = '4500ms' as $$
declare
    v_now timestamptz := leadx_now();
    v_caller op_caller := (p_org, p_family, p_api_key, p_admin)::op_caller;
    v_answer op_answer;
    v_first request_keys;
    v_before jsonb;
begin
    if p_key is not null then
        insert into request_keys as r (key, body, status, answer, until) values (p_key, p_body, 102, '', v_now + interval '7 days')
            on conflict (key) do update set body = excluded.body, status = 102, answer = '', until = excluded.until where r.until <= v_now;
        if not found then
            select * into strict v_first from request_keys r where r.key = p_key;
            if v_first.body <> p_body then
                return query select 422, '{"code": "key_reused"}', false, '{}'::text[];
            else
                return query select v_first.status::integer, v_first.answer, true, '{}'::text[];
            end if;
            return;
        end if;
    end if;
    v_before := audit_object(p_op, p_args, p_admin);
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v_answer using v_caller, p_args, v_now;
    if p_key is not null then
        if v_answer.status >= 400 then
            delete from request_keys r where r.key = p_key;
        else
            update request_keys r set status = v_answer.status, answer = coalesce(v_answer.body::text, '{}') where r.key = p_key;
        end if;
    end if;
    if v_answer.status < 400 then
        perform pg_notify('leadx_change', c) from unnest(v_answer.changed) c;
        perform audit_operation(v_now, p_org, p_api_key, p_admin, p_op, p_args, v_before, v_answer.body, v_answer.changed);
    end if;
    return query select v_answer.status, coalesce(v_answer.body::text, '{}'), false, coalesce(v_answer.changed, '{}'::text[]);
end $$;
grant execute on function mutate(bytea, bytea, uuid, uuid, uuid, boolean, text, jsonb) to leadx_server;
