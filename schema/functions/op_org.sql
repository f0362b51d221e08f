-- Companies: taken in, changed, moved through their states, admitted to niches. Administrators only; what a company does about
-- itself is in op_onboarding.sql.

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
                      throttled, created_at, vetted_at)
    values (v_id, coalesce(v_parent.family_id, v_id), v_parent.id, a ->> 'name', coalesce(a ->> 'alias', org_alias_make()),
            coalesce(a ->> 'state', 'active'), coalesce((a ->> 'sells')::boolean, false), coalesce((a ->> 'buys')::boolean, false), a ->> 'country', a ->> 'tax_id',
            a ->> 'address', a ->> 'terms', case when a ->> 'terms' is not null then p_now end, jsonb_texts(a -> 'niches'),
            coalesce((a ->> 'throttled')::boolean, true), p_now, case when a ->> 'state' is distinct from 'applied' then p_now end)
    returning * into v_org;
    return op_done(json_org(v_org), array['org:' || v_id], 201);
end $$;

-- What is in the arguments changes, the rest stays; a null clears what may be empty, and niches: null = all of them.
create or replace function op_org_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
    v_changed text[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    v_fault := revision_fault(a, v_org.revision);
    if v_fault.status is null then
        v_fault := org_move_fault(v_org, a ->> 'state', '/state');
    end if;
    if v_fault.status is not null then
        return v_fault;
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
        name = coalesce(a ->> 'name', name), alias = coalesce(a ->> 'alias', alias),
        sells = coalesce((a ->> 'sells')::boolean, sells), buys = coalesce((a ->> 'buys')::boolean, buys),
        country = case when a ? 'country' then a ->> 'country' else country end,
        tax_id = case when a ? 'tax_id' then a ->> 'tax_id' else tax_id end,
        address = case when a ? 'address' then a ->> 'address' else address end,
        terms = coalesce(a ->> 'terms', terms), terms_at = case when a ->> 'terms' is not null then p_now else terms_at end,
        niches = case when a ? 'niches' then jsonb_texts(a -> 'niches') else niches end,
        throttled = coalesce((a ->> 'throttled')::boolean, throttled), revision = revision + 1
     where id = v_org.id;
    v_changed := org_changed(v_org.id);
    if a ->> 'state' is not null then
        v_changed := v_changed || org_set_state(v_org.id, a ->> 'state', null, c.key, p_now);
    end if;
    if a ? 'niches' then
        v_changed := v_changed || orders_hold(v_org.id, null, 'admission', p_now) || orders_release(v_org.id, null, 'admission', p_now);
    end if;
    select * into strict v_org from orgs where id = v_org.id;
    return op_done(json_org(v_org), changed_once(v_changed));
end $$;

-- The transitions by name. a: org, reason.
create or replace function org_move(c op_caller, a jsonb, p_from text[], p_to text, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
    v_changed text[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    v_fault := case when v_org.state = any (p_from) or v_org.state = p_to then org_move_fault(v_org, p_to, null)
                    else op_refused(409, 'conflict', null, 'The company is ' || v_org.state || '.') end;
    if v_fault.status is not null then
        return v_fault;
    end if;
    v_changed := org_set_state(v_org.id, p_to, a ->> 'reason', c.key, p_now);
    select * into strict v_org from orgs where id = v_org.id;
    return op_done(json_org(v_org), v_changed);
end $$;

create or replace function op_org_approve(c op_caller, a jsonb, p_now timestamptz) returns op_answer language sql security definer
    set search_path = leadx, pg_temp as $$ select * from org_move(c, a, '{applied}', 'active', p_now) $$;
create or replace function op_org_suspend(c op_caller, a jsonb, p_now timestamptz) returns op_answer language sql security definer
    set search_path = leadx, pg_temp as $$ select * from org_move(c, a, '{active}', 'suspended', p_now) $$;
create or replace function op_org_resume(c op_caller, a jsonb, p_now timestamptz) returns op_answer language sql security definer
    set search_path = leadx, pg_temp as $$ select * from org_move(c, a, '{suspended}', 'active', p_now) $$;
create or replace function op_org_close(c op_caller, a jsonb, p_now timestamptz) returns op_answer language sql security definer
    set search_path = leadx, pg_temp as $$ select * from org_move(c, a, '{applied,active,suspended}', 'closed', p_now) $$;

-- a: org, niche, admitted. Admitted, a company's orders that waited for it go on; no longer admitted, they stop.
create or replace function op_org_admission(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_niche niches;
    v_changed text[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found or v_org.operates then
        return op_refused(404, 'not_found');
    end if;
    select * into v_niche from niches where name = a ->> 'niche' for share;
    if not found then
        return op_refused(422, 'unknown_niche', '/niche', 'There is no such niche.');
    end if;
    if (a ->> 'admitted')::boolean then
        insert into niche_admissions (niche_no, org_id, at, key_id) values (v_niche.no, v_org.id, p_now, c.key) on conflict do nothing;
        v_changed := orders_release(v_org.id, v_niche.no, 'admission', p_now);
    else
        delete from niche_admissions where niche_no = v_niche.no and org_id = v_org.id;
        v_changed := orders_hold(v_org.id, v_niche.no, 'admission', p_now);
    end if;
    perform notice_tell(v_org.id, case when (a ->> 'admitted')::boolean then 'niche.admitted' else 'niche.dismissed' end,
                        jsonb_build_object('niche', v_niche.name), p_now);
    return op_done(json_org(v_org) || jsonb_build_object('id', v_org.id), ('org:' || v_org.id)::text || v_changed);
end $$;
