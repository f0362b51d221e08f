-- A company's endpoints: made, changed, disabled, their secrets replaced, their deliveries replayed. Secrets arrive sealed.

create or replace function json_endpoint(e endpoints) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', e.id, 'revision', e.revision, 'name', e.name, 'kind', e.kind, 'url', case when e.kind <> 'email' then e.address end,
        'email', case when e.kind = 'email' then e.address end, 'payload', e.payload, 'template', e.template, 'events', to_jsonb(e.events),
        'tests', e.tests, 'state', e.state, 'reason', e.reason, 'created_at', json_time(e.created_at), 'updated_at', json_time(e.updated_at),
        'circuit', jsonb_build_object('state', case when e.opened_until is null then 'closed' when e.opened_until > leadx_now() then 'open' else 'half_open' end,
            'failures', e.failures, 'failing_since', json_time(e.failing_since), 'opened_until', json_time(e.opened_until)),
        'secrets', (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'created_at', json_time(x.created_at), 'ends_at', json_time(x.ends_at))
                                              order by x.id desc), '[]')
                      from endpoint_secrets x where x.endpoint_id = e.id and x.use = 'signing' and (x.ends_at is null or x.ends_at > leadx_now())),
        'waiting', (select count(*) from (select from deliveries y where y.endpoint_id = e.id and y.state in ('due', 'sending') limit 1000) w))
$$;

create or replace function json_delivery(y deliveries) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', y.id, 'event', y.event, 'lead', case when y.sale_id is not null then y.lead_id end, 'sale', y.sale_id, 'endpoint', y.endpoint_id, 'channel', y.channel,
        'state', y.state, 'attempts', y.attempts, 'next_at', case when y.state = 'due' then json_time(y.due_at) end, 'done_at', json_time(y.done_at),
        'created_at', json_time(uuid_time(y.id)),
        'last', (select jsonb_build_object('n', t.n, 'at', json_time(t.at), 'outcome', t.outcome, 'code', t.code, 'took_ms', t.took_ms, 'note', t.note)
                   from delivery_attempts t where t.lead_id = y.lead_id and t.delivery_id = y.id order by t.n desc limit 1))
$$;

create or replace function endpoint_secret_add(p_endpoint uuid, p_use text, a jsonb, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into endpoint_secrets (id, endpoint_id, use, sealed, key, created_at)
    values ((a ->> 'id')::uuid, p_endpoint, p_use, decode(a ->> 'sealed', 'hex'), decode(a ->> 'key', 'hex'), p_now)
$$;

-- a: id, name, kind, address, payload, template, events, tests, secret, credentials
create or replace function op_endpoint_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_endpoints_max constant integer := 100;
    v_org orgs;
    e endpoints;
begin
    select * into strict v_org from orgs where id = c.org for no key update;
    if v_org.operates or v_org.state <> 'active' then
        return op_refused(403, 'forbidden', null, 'The company neither buys nor sells.');
    end if;
    if (select count(*) from endpoints x where x.org_id = c.org) >= c_endpoints_max then
        return op_refused(409, 'conflict', null, 'The company has ' || c_endpoints_max || ' endpoints; change one of them.');
    end if;
    insert into endpoints (id, org_id, name, kind, address, payload, template, events, tests, created_at, updated_at)
    values (uuid_v7(p_now), c.org, a ->> 'name', a ->> 'kind', a ->> 'address', a ->> 'payload', nullif(a -> 'template', 'null'),
            coalesce(jsonb_texts(a -> 'events'), '{}'), coalesce((a ->> 'tests')::boolean, false), p_now, p_now)
    returning * into e;
    if jsonb_typeof(a -> 'secret') = 'object' then
        perform endpoint_secret_add(e.id, 'signing', a -> 'secret', p_now);
    end if;
    if jsonb_typeof(a -> 'credentials') = 'object' then
        perform endpoint_secret_add(e.id, 'credentials', a -> 'credentials', p_now);
    end if;
    return op_done(json_endpoint(e), array['endpoint:' || e.id], 201);
end $$;

create or replace function endpoint_own(c op_caller, a jsonb) returns endpoints language sql set search_path = leadx, pg_temp as $$
    select * from endpoints e where e.id = (a ->> 'endpoint')::uuid and e.org_id = c.org for no key update
$$;

-- A new address begins with a clean slate. What is left out stays.
create or replace function op_endpoint_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    e endpoints := endpoint_own(c, a);
    v_moved boolean;
    v_fault op_answer;
begin
    if e.id is null then
        return op_refused(404, 'not_found');
    end if;
    v_fault := revision_fault(a, e.revision);
    if v_fault.status is not null then
        return v_fault;
    elsif a ->> 'kind' <> e.kind then
        return op_refused(422, 'invalid_field', '/kind', 'cannot be changed; make another endpoint');
    elsif a ? 'address' and (a ->> 'address_kind' = 'email') <> (e.kind = 'email') then
        return op_refused(422, 'invalid_field', '/' || (a ->> 'address_kind'), 'An endpoint stays of its kind; make another.');
    elsif a ? 'credentials' and e.kind <> 'post' then
        return op_refused(422, 'invalid_field', '/credentials', 'Only a post has credentials.');
    elsif a ? 'template' and e.kind <> 'post' then
        return op_refused(422, 'invalid_field', '/template', 'Only a post has a template.');
    elsif e.kind = 'post' and jsonb_array_length(a -> 'events') > 0 then
        return op_refused(422, 'invalid_field', '/events', 'A post hears of sold leads alone.');
    elsif e.kind = 'post' and a ->> 'payload' = 'thin' then
        return op_refused(422, 'invalid_field', '/payload', 'A post is filled from the whole lead: full.');
    end if;
    v_moved := coalesce(a ->> 'address' <> e.address, false);
    update endpoints x set
        name = coalesce(a ->> 'name', x.name), address = coalesce(a ->> 'address', x.address), payload = coalesce(a ->> 'payload', x.payload),
        template = coalesce(nullif(a -> 'template', 'null'), x.template), events = coalesce(jsonb_texts(a -> 'events'), x.events),
        tests = coalesce((a ->> 'tests')::boolean, x.tests), failures = case when v_moved then 0 else x.failures end,
        failing_since = case when v_moved then null else x.failing_since end, opened_until = case when v_moved then null else x.opened_until end,
        revision = x.revision + 1, updated_at = p_now
     where x.id = e.id returning * into e;
    if jsonb_typeof(a -> 'credentials') = 'object' then
        delete from endpoint_secrets x where x.endpoint_id = e.id and x.use = 'credentials';
        perform endpoint_secret_add(e.id, 'credentials', a -> 'credentials', p_now);
    end if;
    return op_done(json_endpoint(e), array['endpoint:' || e.id]);
end $$;

create or replace function op_endpoint_state(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    e endpoints := endpoint_own(c, a);
begin
    if e.id is null then
        return op_refused(404, 'not_found');
    end if;
    if a ->> 'state' = 'active' then
        update endpoints x set state = 'active', reason = null, failures = 0, failing_since = null, opened_until = null, slow = false, updated_at = p_now
         where x.id = e.id returning * into e;
    elsif e.state = 'active' then
        update endpoints x set state = 'disabled', reason = 'by_hand', updated_at = p_now where x.id = e.id returning * into e;
    end if;
    return op_done(json_endpoint(e), array['endpoint:' || e.id]);
end $$;

-- The new secret signs at once; the old ones beside it for p_overlap, so that a receiver can change without a gap.
create or replace function op_endpoint_rotate(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_secrets_max constant integer := 4;
    e endpoints := endpoint_own(c, a);
begin
    if e.id is null then
        return op_refused(404, 'not_found');
    elsif e.kind <> 'webhook' then
        return op_refused(409, 'conflict', null, 'Only a webhook is signed.');
    end if;
    delete from endpoint_secrets x where x.endpoint_id = e.id and x.use = 'signing' and x.ends_at <= p_now;
    if (select count(*) from endpoint_secrets x where x.endpoint_id = e.id and x.use = 'signing') >= c_secrets_max then
        return op_refused(409, 'conflict', null, 'All ' || c_secrets_max || ' secrets are in use; wait until the oldest ends.');
    end if;
    update endpoint_secrets x set ends_at = least(x.ends_at, p_now + (a ->> 'overlap_hours')::integer * interval '1 hour')
     where x.endpoint_id = e.id and x.use = 'signing';
    perform endpoint_secret_add(e.id, 'signing', a -> 'secret', p_now);
    update endpoints x set updated_at = p_now where x.id = e.id returning * into e;
    return op_done(json_endpoint(e), array['endpoint:' || e.id]);
end $$;

create or replace function op_delivery_replay(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    e endpoints;
    y deliveries;
begin
    select d.* into y from endpoints x cross join lateral (
        select * from deliveries z where z.endpoint_id = x.id and z.id = (a ->> 'delivery')::uuid) d where x.org_id = c.org;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    select * into strict e from endpoints x where x.id = y.endpoint_id;
    if e.state <> 'active' then
        return op_refused(409, 'conflict', null, 'The endpoint is disabled; enable it first.');
    end if;
    update deliveries z set state = 'due', due_at = p_now, replayed_at = z.attempts, until = p_now + interval '3 days', done_at = null
     where z.lead_id = y.lead_id and z.id = y.id and z.state in ('due', 'done', 'dead') returning * into y;
    if not found then
        return op_refused(409, 'conflict', null, 'The delivery is being sent at this moment, or was cancelled with its sale.');
    end if;
    return op_done(json_delivery(y), array['delivery:' || y.id]);
end $$;

-- a: endpoint, from, to, all (false: only what was given up). At most 10,000 a call, oldest first.
create or replace function op_endpoint_replay(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_most constant integer := 10000;
    e endpoints := endpoint_own(c, a);
    v_n integer;
begin
    if e.id is null then
        return op_refused(404, 'not_found');
    elsif e.state <> 'active' then
        return op_refused(409, 'conflict', null, 'The endpoint is disabled; enable it first.');
    end if;
    with old as (
        select y.lead_id, y.id from deliveries y
         where y.endpoint_id = e.id and y.id >= uuid_floor((a ->> 'from')::timestamptz) and y.id < uuid_floor((a ->> 'to')::timestamptz)
           and (y.state = 'dead' or (y.state = 'done' and (a ->> 'all')::boolean))
         order by y.id limit c_most for update)
    update deliveries y set state = 'due', due_at = p_now, replayed_at = y.attempts, until = p_now + interval '3 days', done_at = null
      from old where y.lead_id = old.lead_id and y.id = old.id;
    get diagnostics v_n = row_count;
    return op_done(jsonb_build_object('id', e.id, 'replayed', v_n, 'more', v_n = c_most), array['endpoint:' || e.id]);
end $$;

revoke execute on function endpoint_own(op_caller, jsonb), endpoint_secret_add(uuid, text, jsonb, timestamptz) from public;
grant execute on function json_endpoint(endpoints), json_delivery(deliveries) to leadx_server;
