-- Sources: an administrator bans one, or takes the ban back; its seller keeps its unsold leads off the marketplace. Leads of a banned
-- source are rejected; what is listed of either leaves the shelf with the next round of listings_due().

-- a: {"source", "market"}
create or replace function op_source_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_source sources;
begin
    update sources set market = (a ->> 'market')::boolean where id = (a ->> 'source')::uuid and seller_id = c.org returning * into v_source;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_source(v_source), array['source:' || v_source.id]);
end $$;

create or replace function op_source_state(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_source sources;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    update sources set state = a ->> 'state' where id = (a ->> 'source')::uuid returning * into v_source;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_source(v_source), array['source:' || v_source.id]);
end $$;
