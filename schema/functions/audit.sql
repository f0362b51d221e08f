-- The audit: who did what to which object, what it was before and what after; who opened a contact. Rows are only ever added.
-- They are chained where days are sealed (ledger_days.sql), not here: writing one must not wait for another's commit.

-- The last thing its transaction does: 7307 is held shared until the commit, so the day cannot close under it.
create or replace function audit_write(p_now timestamptz, p_org uuid, p_api_key uuid, p_action text, p_subject text, p_detail jsonb, p_changes jsonb)
    returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(7307);
    insert into audit (id, at, day, org_id, key_id, action, subject, detail, changes)
    select uuid_v7(p_now), p_now, greatest((p_now at time zone 'UTC')::date, (select max(d.day) + 1 from ledger_days d where d.closed_at is not null)),
           p_org, p_api_key, p_action, left(p_subject, 100), p_detail, p_changes;
end $$;

-- What an operation is about, as it stands; null: nothing that has a before. Whose it is was or will be decided by the operation.
create or replace function audit_object(p_op text, a jsonb, p_admin boolean) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v jsonb;
begin
    if p_op in ('org_money', 'source_upstream', 'credit_note') then    -- their answers say all
        return null;
    end if;
    case split_part(p_op, '_', 1)
    when 'order' then select json_order(x) into v from orders x where x.id = (a ->> 'order')::uuid;
    when 'offer' then select json_offer(x) into v from offers x where x.id = (a ->> 'offer')::uuid;
    when 'org' then select json_org(x) into v from orgs x where x.id = (a ->> 'org')::uuid;
    when 'niche' then select json_niche(x) into v from niches x where x.name = coalesce(a ->> 'niche', a ->> 'name');
    when 'endpoint' then select json_endpoint(x) into v from endpoints x where x.id = (a ->> 'endpoint')::uuid;
    when 'source' then select json_source(x) into v from sources x where x.id = (a ->> 'source')::uuid;
    when 'key' then select json_key(x) into v from api_keys x where x.id = (a ->> 'key')::uuid;
    when 'user', 'me' then select json_user(x) into v from users x where x.id = (a ->> 'user')::uuid;
    when 'lead', 'review' then
        select jsonb_build_object('status', x.state, 'code', x.code, 'open_until', json_time(x.open_until)) into v from leads x where x.id = (a ->> 'lead')::uuid;
    when 'credit' then
        select jsonb_build_object('credit_limit', json_money(x.credit_limit_minor, x.currency)) into v
          from orgs o join accounts x on x.org_id = o.family_id and x.kind = 'wallet' and x.currency = a ->> 'currency' where o.id = (a ->> 'org')::uuid;
    when 'dispute' then
        if p_op = 'dispute_terms' then
            select json_dispute_terms(x.no) into v from niches x where x.name = a ->> 'niche';
        else
            select dispute_audited(x) into v from disputes x where x.id = (a ->> 'dispute')::uuid;
        end if;
    when 'sale' then
        select jsonb_build_object('state', x.state, 'refund', json_money(x.refund_minor, x.currency)) into v from sales x where x.id = (a ->> 'sale')::uuid;
    when 'check' then select json_check_provider(x) into v from check_providers x where x.name = a ->> 'provider';
    when 'search' then select json_search(x) into v from market_searches x where x.id = (a ->> 'search')::uuid;
    when 'payout' then select jsonb_build_object('state', x.state) into v from payouts x where x.id = (a ->> 'payout')::uuid;
    when 'top' then select jsonb_build_object('state', x.state) into v from top_ups x where x.id = (a ->> 'top_up')::uuid;
    when 'adjustment' then select jsonb_build_object('state', x.state) into v from adjustments x where x.id = (a ->> 'adjustment')::uuid;
    else null;
    end case;
    return v;
end $$;

-- A dispute as the audit compares it. What was shown and said stays where it is sealed.
create or replace function dispute_audited(d disputes) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('state', d.state, 'outcome', d.outcome, 'refund_percent', d.refund_percent, 'fee', json_money(d.fee_minor, d.currency),
               'decided_by', d.decided_by, 'due_at', json_time(d.due_at), 'appealed_by', d.appealed_by, 'replacement', d.replacement, 'region', d.region)
$$;

-- A move that no request made: by its clock (no key), or one of many by an administrator's ruling. The row is read as it stands now.
create or replace function audit_dispute(p_before disputes, p_action text, p_key uuid, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform audit_write(p_now, o.id, coalesce(p_key, '00000000-0000-0000-0000-000000000000'), p_action, d.id::text, null,
                        audit_changes(dispute_audited(p_before), dispute_audited(d)))
       from orgs o, disputes d where o.operates and d.id = p_before.id;
end $$;

-- What is never written into it, whatever it holds: what could name a person or open a door.
create or replace function audit_hides(p_name text) returns boolean language sql immutable parallel safe as $$
    select p_name in ('contact', 'consent', 'attributes', 'address', 'tax_id', 'secret', 'secrets', 'credentials', 'key', 'hash', 'hint', 'email',
                      'phone', 'first_name', 'last_name', 'note', 'text', 'comment', 'message', 'evidence', 'proof', 'ruling', 'template', 'iban', 'account')
$$;
-- A short plain value, kept as it is. Asked before audit_mask() is called: most values are, and a call costs more than they do.
create or replace function audit_keeps(p_name text, p_value jsonb) returns boolean language sql immutable parallel safe as $$
    select jsonb_typeof(p_value) not in ('object', 'array') and not audit_hides(p_name) and length(p_value::text) <= 2000
$$;

-- A value as the audit may keep it: nothing hidden, and nothing long. Not in SQL, like what calls it: that would be planned anew at
-- every call, a millisecond in each operation.
create or replace function audit_mask(p_name text, p_value jsonb) returns jsonb language plpgsql immutable set search_path = leadx, pg_temp as $$
begin
    if p_value is null or p_value = 'null' then
        return 'null';
    elsif audit_hides(p_name) then
        return '"***"';
    elsif length(p_value::text) > 2000 then
        return jsonb_build_object('sha256', encode(sha256(convert_to(p_value::text, 'UTF8')), 'hex'));
    end if;
    return case jsonb_typeof(p_value)
        when 'object' then (
            select coalesce(jsonb_object_agg(e.key, case when audit_keeps(e.key, e.value) then e.value else audit_mask(e.key, e.value) end), '{}')
              from jsonb_each(p_value) e)
        when 'array' then (
            select coalesce(jsonb_agg(case when audit_keeps(p_name, e.value) then e.value else audit_mask(p_name, e.value) end order by e.i), '[]')
              from jsonb_array_elements(p_value) with ordinality e(value, i))
        else p_value end;
end $$;

-- {"field": [before, after]} of what differs; null: nothing does.
create or replace function audit_changes(p_before jsonb, p_after jsonb) returns jsonb language plpgsql immutable set search_path = leadx, pg_temp as $$
begin
    return (select jsonb_object_agg(name, jsonb_build_array(case when b is null then 'null' when audit_keeps(name, b) then b else audit_mask(name, b) end,
                                                   case when a is null then 'null' when audit_keeps(name, a) then a else audit_mask(name, a) end))
      from (select coalesce(b.key, a.key) as name, b.value as b, a.value as a
              from jsonb_each(case jsonb_typeof(p_before) when 'object' then p_before else '{}' end) b
              full join jsonb_each(case jsonb_typeof(p_after) when 'object' then p_after else '{}' end) a on a.key = b.key
             where a.value is distinct from b.value and coalesce(b.key, a.key) not in ('revision', 'updated_at')) x);
end $$;

-- The audit row of an operation that was done.
create or replace function audit_operation(p_now timestamptz, p_org uuid, p_api_key uuid, p_admin boolean, p_op text, a jsonb, p_before jsonb, p_body jsonb, p_changed text[])
    returns void language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_after jsonb := audit_object(p_op, a, p_admin);
begin
    perform audit_write(p_now, p_org, p_api_key, p_op, coalesce(p_body ->> 'id', p_changed[1]), null,
        audit_changes(p_before, case when p_before is null and p_op !~ '^(lead_|review_|credit_limit)' then p_body else v_after end));
end $$;
