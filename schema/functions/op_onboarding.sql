-- What stands between a company and its trade: the terms it accepts, what is held against it, its appeal, and the alerts that an
-- administrator acknowledges.

create or replace function json_terms(t terms_versions) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('version', t.version, 'sha256', encode(t.sha256, 'hex'), 'text', t.text, 'published_at', json_time(t.published_at))
$$;

-- a: version, text. What was published is never changed.
create or replace function op_terms_publish(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    t terms_versions;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    insert into terms_versions (version, sha256, text, published_at, key_id)
    values (a ->> 'version', sha256(convert_to(a ->> 'text', 'UTF8')), a ->> 'text', p_now, c.key) on conflict do nothing returning * into t;
    if not found then
        return op_refused(409, 'conflict', '/version', 'Terms of this version were published before.');
    end if;
    return op_done(json_terms(t) || jsonb_build_object('id', t.version), '{}', 201);
end $$;

-- a: version, sha256: of the text it read. Only the newest version can be accepted; accepting it twice keeps the first time.
create or replace function op_terms_accept(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    t terms_versions := terms_current();
    v terms_accepted;
    v_org orgs;
begin
    if t.version is distinct from a ->> 'version' then
        return op_refused(409, 'conflict', '/version', 'is not the current version of the terms');
    elsif encode(t.sha256, 'hex') <> a ->> 'sha256' then
        return op_refused(409, 'conflict', '/sha256', 'is not of the text that was published');
    end if;
    insert into terms_accepted (org_id, version, sha256, at, key_id) values (c.org, t.version, t.sha256, p_now, c.key) on conflict do nothing;
    select * into strict v from terms_accepted x where x.org_id = c.org and x.version = t.version;
    update orgs set terms = v.version, terms_at = v.at, revision = revision + 1 where id = c.org returning * into strict v_org;
    return op_done(jsonb_build_object('id', v_org.id, 'version', v.version, 'sha256', encode(v.sha256, 'hex'), 'at', json_time(v.at), 'key', v.key_id),
                   array['org:' || v_org.id]);
end $$;

-- ---- restraints and appeals

-- The company's row is locked. Slows its keys and holds its payouts; false: that is so already.
create or replace function org_restrain(p_org uuid, p_alert uuid, p_reason text, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into org_restraints (id, org_id, alert_id, at, reason) values (uuid_v7(p_now), p_org, p_alert, p_now, p_reason) on conflict do nothing;
    if not found then
        return false;
    end if;
    update orgs set slowed = true, payouts_held_reason = p_reason, revision = revision + 1 where id = p_org;
    perform org_money_revise(p_org);
    perform notice_tell(p_org, 'org.restrained', jsonb_build_object('reason', p_reason, 'appeal', '/v1/orgs/me/appeal'), p_now);
    return true;
end $$;

-- Lifts a restraint, and payouts held by hand.
create or replace function org_unrestrain(p_org uuid, p_key uuid, p_now timestamptz) returns boolean language plpgsql set search_path = leadx, pg_temp as $$
begin
    update org_restraints set lifted_at = p_now, lifted_by = p_key where org_id = p_org and lifted_at is null;
    update orgs set slowed = false, payouts_held_reason = null, revision = revision + 1 where id = p_org and (slowed or payouts_held_reason is not null);
    if not found then
        return false;
    end if;
    perform org_money_revise(p_org);
    perform notice_tell(p_org, 'org.unrestrained', null, p_now);
    return true;
end $$;

-- a: org, reason; or org alone to lift it. By an administrator's own word.
create or replace function op_org_restrain(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found or v_org.operates then
        return op_refused(404, 'not_found');
    end if;
    if a ->> 'reason' is not null then
        perform org_restrain(v_org.id, null, a ->> 'reason', p_now);
    else
        perform org_unrestrain(v_org.id, c.key, p_now);
    end if;
    select * into strict v_org from orgs where id = v_org.id;
    return op_done(json_org(v_org), array['org:' || v_org.id]);
end $$;

create or replace function json_appeal(x org_appeals) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', x.id, 'org', x.org_id, 'alias', o.alias, 'at', json_time(x.at), 'state', x.state, 'decided_at', json_time(x.decided_at),
               'answer', x.answer, 'against', to_jsonb(array_remove(array[case when o.state = 'suspended' then 'suspension' end,
                                                                          case when o.slowed or o.payouts_held_reason is not null then 'restraint' end], null)))
      from orgs o where o.id = x.org_id
$$;

-- a: text. The answer, which is kept and audited, does not repeat it.
create or replace function op_appeal_send(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    x org_appeals;
begin
    select * into strict v_org from orgs where id = c.org for no key update;
    if v_org.state <> 'suspended' and not v_org.slowed and v_org.payouts_held_reason is null then
        return op_refused(409, 'conflict', null, 'Nothing is held against the company.');
    elsif exists (select from org_appeals y where y.org_id = c.org and y.state = 'open') then
        return op_refused(409, 'conflict', null, 'An appeal of the company waits for its answer.');
    elsif (select count(*) from org_appeals y where y.org_id = c.org and y.at > p_now - interval '28 days') >= 10 then
        return op_refused(409, 'conflict', null, 'The company appealed ten times in 28 days.');
    end if;
    insert into org_appeals (id, org_id, at, text) values (uuid_v7(p_now), c.org, p_now, a ->> 'text') returning * into x;
    return op_done(json_appeal(x), '{}', 201);
end $$;

-- a: appeal, grant, answer. Granted: the restraint is lifted, and a suspended company goes on.
create or replace function op_appeal_decide(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    x org_appeals;
    v_org orgs;
    v_changed text[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select o.* into v_org from org_appeals y join orgs o on o.id = y.org_id where y.id = (a ->> 'appeal')::uuid for no key update of o;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    update org_appeals y set state = case when (a ->> 'grant')::boolean then 'granted' else 'refused' end, decided_at = p_now, decided_by = c.key,
           answer = a ->> 'answer'
     where y.id = (a ->> 'appeal')::uuid and y.state = 'open' returning * into x;
    if not found then
        return op_refused(409, 'conflict', null, 'The appeal was decided before.');
    end if;
    v_changed := array['org:' || v_org.id];
    if x.state = 'granted' then
        perform org_unrestrain(v_org.id, c.key, p_now);
        if v_org.state = 'suspended' then
            v_changed := v_changed || org_set_state(v_org.id, 'active', null, c.key, p_now);
        end if;
    end if;
    perform notice_tell(v_org.id, 'appeal.' || x.state, jsonb_strip_nulls(jsonb_build_object('appeal', x.id, 'answer', x.answer)), p_now);
    return op_done(json_appeal(x), changed_once(v_changed));
end $$;

-- ---- alerts

create or replace function json_alert(x alerts) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', x.id, 'at', json_time(x.at), 'kind', x.kind, 'org', x.org_id, 'alias', o.alias, 'niche', n.name, 'measure', x.measure,
               'worse', x.worse, 'recent', jsonb_build_object('n', x.recent_n, 'share', round((x.recent_k / nullif(x.recent_n * coalesce(m.scale, 1)::numeric, 0)), 4)),
               'before', jsonb_build_object('n', x.before_n, 'share', round((x.before_k / nullif(x.before_n * coalesce(m.scale, 1)::numeric, 0)), 4)),
               'z', round(x.z::numeric, 2), 'acknowledged_at', json_time(x.acknowledged_at), 'note', x.note)
      from orgs o left join niches n on n.no = x.niche_no left join score_measures m on m.measure = x.measure where o.id = x.org_id
$$;

-- a: alert, note. Acknowledged twice keeps the first time.
create or replace function op_alert_acknowledge(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    x alerts;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    update alerts y set acknowledged_at = coalesce(y.acknowledged_at, p_now), acknowledged_by = coalesce(y.acknowledged_by, c.key),
           note = case when y.acknowledged_at is null then a ->> 'note' else y.note end
     where y.id = (a ->> 'alert')::uuid returning * into x;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_alert(x));
end $$;
