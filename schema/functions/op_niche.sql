-- Niches: opened and changed by administrators. Every version of the terms is kept, since a sale is judged by the one it
-- was made under.

-- The operator's accounts of a currency: every movement of money needs them on its other side.
create or replace function operator_accounts_ensure(p_currency text, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    select accounts_ensure(o.id, p_currency, array['bank', 'goodwill', 'revenue'], p_now) from orgs o where o.operates
$$;

-- Writes what the arguments hold over the row; what they lack stays.
create or replace function niche_write(p_no smallint, a jsonb, p_now timestamptz) returns niches
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    c_second constant interval := interval '1 second';
begin
    update niches set
        title = coalesce(a ->> 'title', title), currency = coalesce(a ->> 'currency', currency), state = coalesce(a ->> 'state', state),
        fields = coalesce(a -> 'fields', fields), billable_event = coalesce(a ->> 'billable_event', billable_event),
        default_kind = coalesce(a ->> 'default_kind', default_kind), max_sales = coalesce((a ->> 'max_sales')::smallint, max_sales),
        floor_shared_minor = coalesce((a ->> 'floor_shared')::bigint, floor_shared_minor),
        floor_exclusive_minor = coalesce((a ->> 'floor_exclusive')::bigint, floor_exclusive_minor),
        fee_bp = coalesce((a ->> 'fee_bp')::integer, fee_bp), fee_fixed_minor = coalesce((a ->> 'fee_fixed')::bigint, fee_fixed_minor),
        return_window = coalesce((a ->> 'return_window_s')::bigint * c_second, return_window),
        open_hot = coalesce((a ->> 'open_hot_s')::bigint * c_second, open_hot),
        open_other = coalesce((a ->> 'open_other_s')::bigint * c_second, open_other),
        review_window = coalesce((a ->> 'review_window_s')::bigint * c_second, review_window),
        claim = coalesce((a ->> 'claim_s')::bigint * c_second, claim),
        claim_exclusive = coalesce((a ->> 'claim_exclusive_s')::bigint * c_second, claim_exclusive),
        repeat_window = coalesce((a ->> 'repeat_window_s')::bigint * c_second, repeat_window),
        return_reasons = coalesce(jsonb_texts(a -> 'return_reasons'), return_reasons),
        call_seconds = coalesce((a ->> 'call_seconds')::integer, call_seconds),
        review_policy = coalesce(a ->> 'review_policy', review_policy), admission = coalesce(a ->> 'admission', admission), min_score = coalesce((a ->> 'min_score')::smallint, min_score),
        benchmark_minor = case when a ? 'benchmark' then (a ->> 'benchmark')::bigint else benchmark_minor end,
        defer_max_days = coalesce((a ->> 'defer_max_days')::smallint, defer_max_days), recontact = coalesce((a ->> 'recontact')::boolean, recontact),
        person_sales = case when a ? 'person_sales' then (a ->> 'person_sales')::smallint else person_sales end,
        rank = coalesce(a ->> 'rank', rank), person_days = coalesce((a ->> 'person_days')::smallint, person_days), reoffer = coalesce(a -> 'reoffer', reoffer),
        price_category = case when a ? 'price_category' then a ->> 'price_category' else price_category end, price_factors = coalesce(a -> 'price_factors', price_factors),
        price_min_sample = coalesce((a ->> 'price_min_sample')::integer, price_min_sample),
        retention = coalesce((a ->> 'retention_days')::bigint * interval '1 day', retention),
        market = market || coalesce(nullif(a -> 'market', 'null'), '{}')
     where no = p_no returning * into strict v_niche;
    insert into niche_revisions (niche_no, revision, terms, at) values (v_niche.no, v_niche.revision, json_niche(v_niche), p_now);
    perform operator_accounts_ensure(v_niche.currency, p_now);
    return v_niche;
end $$;

-- Windows that only make sense together, asked of the row as it would be; n may be null. Null = fine.
create or replace function niche_windows_fault(n niches, a jsonb) returns op_answer language plpgsql immutable set search_path = leadx, pg_temp as $$
declare
    v_claim bigint := coalesce((a ->> 'claim_s')::bigint, interval_seconds(n.claim), 30 * 86400);
    v_open bigint := greatest(coalesce((a ->> 'open_hot_s')::bigint, interval_seconds(n.open_hot), 86400),
                              coalesce((a ->> 'open_other_s')::bigint, interval_seconds(n.open_other), 3 * 86400));
begin
    if coalesce((a ->> 'claim_exclusive_s')::bigint, interval_seconds(n.claim_exclusive), 90 * 86400) < v_claim then
        return op_refused(422, 'invalid_field', '/claim_exclusive_s', 'must not be shorter than claim_s');
    end if;
    -- else a lead would look for buyers while another one may already claim its person
    if v_claim < v_open + coalesce((a ->> 'review_window_s')::bigint, interval_seconds(n.review_window), 3 * 86400) then
        return op_refused(422, 'invalid_field', '/claim_s', 'must not be shorter than a review and the time a lead is open after it');
    end if;
    return null;
end $$;

create or replace function op_niche_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    v_fault op_answer := niche_windows_fault(null, a);
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    if exists (select from niches where name = a ->> 'name') then
        return op_refused(409, 'conflict', '/name', 'There is a niche of this name.');
    end if;
    if v_fault.status is null then
        v_fault := reoffer_fault(a);
    end if;
    if v_fault.status is not null then
        return v_fault;
    end if;
    if a ->> 'billable_event' = 'call' and a ->> 'return_window_s' is null then
        a := a || jsonb_build_object('return_window_s', 3 * 86400);     -- a call shows sooner what it was
    end if;
    insert into niches (id, name, title, currency, fields, return_reasons, created_at)
    values (uuid_v7(p_now), a ->> 'name', a ->> 'title', a ->> 'currency', a -> 'fields', jsonb_texts(a -> 'return_reasons'), p_now)
    returning * into v_niche;
    v_niche := niche_write(v_niche.no, a, p_now);
    return op_done(json_niche(v_niche), ('niche:' || v_niche.name)::text || case when v_niche.admission = 'listed' then array['org:' || c.org] else '{}' end, 201);
end $$;

-- The first field that an open order's filter names and the new list takes away, changes in type, or robs of a value.
create or replace function niche_field_in_use(p_no smallint, p_old jsonb, p_new jsonb) returns text
    language sql stable set search_path = leadx, pg_temp as $$
    select f ->> 'name'
      from jsonb_array_elements(p_old) f
      left join jsonb_array_elements(p_new) g on g ->> 'name' = f ->> 'name' and g ->> 'type' = f ->> 'type'
     where exists (
        select from orders o
         where o.niche_no = p_no and o.state <> 'closed' and o.filter ? (f ->> 'name')
           and (g is null or (g ->> 'type' = 'enum' and exists (
                select from jsonb_array_elements_text(coalesce(o.filter -> (f ->> 'name') -> 'in', '[]')
                                                      || coalesce(o.filter -> (f ->> 'name') -> 'not_in', '[]')) v
                 where not g -> 'values' ? v))))
     limit 1
$$;

create or replace function op_niche_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    v_fault op_answer;
    v_field text;
    v_changed text[] := '{}';
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_niche from niches where name = a ->> 'niche' for no key update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    v_fault := revision_fault(a, v_niche.revision);
    if v_fault.status is not null then
        return v_fault;
    end if;
    -- orders are priced, and their accounts kept, in the niche's currency; without orders nothing was sold
    if a ->> 'currency' <> v_niche.currency
       and (exists (select from orders where niche_no = v_niche.no) or exists (select from leads where niche_no = v_niche.no and sellable)
            or exists (select from listings where niche_no = v_niche.no)) then
        return op_refused(409, 'conflict', '/currency', 'is fixed once the niche has orders or leads');
    end if;
    v_fault := niche_windows_fault(v_niche, a);
    if v_fault.status is null then
        v_fault := reoffer_fault(a);
    end if;
    if v_fault.status is not null then
        return v_fault;
    end if;
    v_field := niche_field_in_use(v_niche.no, v_niche.fields, a -> 'fields');
    if a ? 'fields' and v_field is not null then
        return op_refused(409, 'conflict', '/fields', 'An open order filters by ' || v_field || ': keep it, its type and the values it names');
    end if;
    update niches set revision = revision + 1 where no = v_niche.no;
    v_niche := niche_write(v_niche.no, a, p_now);
    if a ? 'admission' then
        v_changed := orders_hold(null, v_niche.no, 'admission', p_now) || orders_release(null, v_niche.no, 'admission', p_now)
                     || ('org:' || c.org)::text;     -- who may post where is read again
    end if;
    return op_done(json_niche(v_niche), ('niche:' || v_niche.name)::text || v_changed);
end $$;
