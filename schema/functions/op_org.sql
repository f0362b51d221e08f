-- Companies: taken in, changed, suspended, closed. Administrators only.

-- A name for others to see that says nothing about who it is.
create or replace function org_alias_make() returns text language plpgsql volatile set search_path = leadx, pg_temp as $$
declare
    v_alias text;
begin
    loop
        v_alias := 'P-' || upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 8));
        exit when not exists (select from orgs where alias = v_alias);
    end loop;
    return v_alias;
end $$;

-- The first name in the list that is no niche's; null = all are.
create or replace function niches_unknown(p_names jsonb) returns text language sql stable set search_path = leadx, pg_temp as $$
    select x.name from jsonb_array_elements_text(case jsonb_typeof(p_names) when 'array' then p_names else '[]' end) x(name)
     where not exists (select from niches n where n.name = x.name) limit 1
$$;

create or replace function jsonb_texts(p_list jsonb) returns text[] language sql immutable as $$
    select case when jsonb_typeof(p_list) = 'array' then (select coalesce(array_agg(x order by i), '{}') from jsonb_array_elements_text(p_list) with ordinality u(x, i)) end
$$;

create or replace function org_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select p_from = p_to or (p_from, p_to) in (('applied', 'active'), ('applied', 'closed'), ('active', 'suspended'), ('active', 'closed'),
                                               ('suspended', 'active'), ('suspended', 'closed'))
$$;

-- Everything of other tables that a change of the org makes stale in the servers' memory.
create or replace function org_changed(p_org uuid) returns text[] language sql stable set search_path = leadx, pg_temp as $$
    select array['org:' || p_org]
        || (select coalesce(array_agg('order:' || id order by id), '{}') from orders where org_id = p_org and state = 'active')
        || (select coalesce(array_agg('offer:' || id order by id), '{}') from offers where org_id = p_org and state = 'active')
$$;

create or replace function op_org_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_parent orgs;
    v_org orgs;
    v_id uuid := uuid_v7(p_now);
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    if niches_unknown(a -> 'niches') is not null then
        return op_refused(422, 'unknown_niche', '/niches', 'There is no niche ' || niches_unknown(a -> 'niches'));
    end if;
    if a ->> 'alias' is not null and exists (select from orgs where alias = a ->> 'alias') then
        return op_refused(409, 'conflict', '/alias', 'Another company goes by this alias.');
    end if;
    if a ->> 'parent' is not null then
        select * into v_parent from orgs where id = (a ->> 'parent')::uuid for share;
        if v_parent.id is null or v_parent.operates then
            return op_refused(422, 'invalid_field', '/parent', 'is no company that can have others below it');
        elsif v_parent.state = 'closed' then
            return op_refused(409, 'conflict', '/parent', 'is closed');
        end if;
    end if;
    insert into orgs (id, family_id, parent_id, name, alias, state, sells, buys, country, tax_id, address, terms, terms_at, niches,
                      throttled, created_at)
    values (v_id, coalesce(v_parent.family_id, v_id), v_parent.id, a ->> 'name', coalesce(a ->> 'alias', org_alias_make()),
            coalesce(a ->> 'state', 'active'), coalesce((a ->> 'sells')::boolean, false), coalesce((a ->> 'buys')::boolean, false), a ->> 'country', a ->> 'tax_id',
            a ->> 'address', a ->> 'terms', case when a ->> 'terms' is not null then p_now end, jsonb_texts(a -> 'niches'),
            coalesce((a ->> 'throttled')::boolean, true), p_now)
    returning * into v_org;
    return op_done(json_org(v_org), array['org:' || v_id], 201);
end $$;

-- What is in the arguments changes, the rest stays; a null clears what may be empty, and niches: null = all of them.
create or replace function op_org_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    if a ? 'state' and (not org_move_ok(v_org.state, a ->> 'state') or (v_org.operates and a ->> 'state' <> 'active')) then
        return op_refused(409, 'conflict', '/state', 'cannot go from ' || v_org.state || ' to ' || (a ->> 'state'));
    end if;
    if niches_unknown(a -> 'niches') is not null then
        return op_refused(422, 'unknown_niche', '/niches', 'There is no niche ' || niches_unknown(a -> 'niches'));
    end if;
    if a ->> 'alias' is not null and exists (select from orgs where alias = a ->> 'alias' and id <> v_org.id) then
        return op_refused(409, 'conflict', '/alias', 'Another company goes by this alias.');
    end if;
    if not (coalesce((a ->> 'sells')::boolean, v_org.sells) or coalesce((a ->> 'buys')::boolean, v_org.buys) or v_org.operates) then
        return op_refused(422, 'invalid_field', '/buys', 'A company sells, buys, or both.');
    end if;
    update orgs set
        name = coalesce(a ->> 'name', name), alias = coalesce(a ->> 'alias', alias), state = coalesce(a ->> 'state', state),
        sells = coalesce((a ->> 'sells')::boolean, sells), buys = coalesce((a ->> 'buys')::boolean, buys),
        country = case when a ? 'country' then a ->> 'country' else country end,
        tax_id = case when a ? 'tax_id' then a ->> 'tax_id' else tax_id end,
        address = case when a ? 'address' then a ->> 'address' else address end,
        terms = coalesce(a ->> 'terms', terms), terms_at = case when a ->> 'terms' is not null then p_now else terms_at end,
        niches = case when a ? 'niches' then jsonb_texts(a -> 'niches') else niches end,
        throttled = coalesce((a ->> 'throttled')::boolean, throttled)
     where id = v_org.id returning * into v_org;
    return op_done(json_org(v_org), org_changed(v_org.id));
end $$;
