-- Files shown in a dispute: a row first, pieces as they come, and at the end the word that all of it is there.

-- ok, or why not: missing, ended, full.
create or replace function dispute_file_begin(p_dispute uuid, p_org uuid, p_id uuid, p_sealed bytea, p_key bytea, p_type text) returns text
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_most constant integer := 10;
    d disputes;
    v_side text;
begin
    select * into d from disputes x where x.id = p_dispute and p_org in (x.buyer_id, x.seller_id) for no key update;
    v_side := dispute_side(d, p_org, false);
    if d.id is null then
        return 'missing';
    elsif d.final_at is not null then
        return 'ended';
    elsif (select count(*) from dispute_evidence e where e.dispute_id = d.id and e.side = v_side and e.kind = 'file') >= c_most then
        return 'full';
    end if;
    insert into dispute_evidence (id, dispute_id, side, kind, at, sealed, key, type, complete)
    values (p_id, d.id, v_side, 'file', leadx_now(), p_sealed, p_key, p_type, false);
    return 'ok';
end $$;

create or replace function dispute_file_chunk(p_file uuid, p_n integer, p_id uuid, p_sealed bytea, p_key bytea) returns boolean
    language sql security definer set search_path = leadx, pg_temp as $$
    insert into dispute_file_chunks (evidence_id, n, id, sealed, key)
    select e.id, p_n, p_id, p_sealed, p_key from dispute_evidence e where e.id = p_file and e.kind = 'file' and not e.complete
    returning true
$$;

-- a: {"dispute", "file", "bytes", "scan"}
create or replace function op_dispute_file(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
    e dispute_evidence;
begin
    select * into o from dispute_begin(c, a, 'show', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
    end if;
    update dispute_evidence x set complete = true, at = p_now, bytes = (a ->> 'bytes')::bigint, scan = a ->> 'scan'
     where x.id = (a ->> 'file')::uuid and x.dispute_id = d.id and x.side = o.side and not x.complete returning * into e;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    perform dispute_event(d.id, 'evidence', o.side, jsonb_build_object('kinds', jsonb_build_array('file'), 'file', e.id), p_now);
    update disputes x set shown = dispute_shows(x.id, 'seller') where x.id = d.id and x.state = 'contested';
    return op_done(jsonb_build_object('id', e.id, 'dispute', d.id, 'type', e.type, 'bytes', e.bytes, 'scan', e.scan), '{}', 201);
end $$;

revoke execute on function dispute_file_begin(uuid, uuid, uuid, bytea, bytea, text), dispute_file_chunk(uuid, integer, uuid, bytea, bytea) from public;
grant execute on function dispute_file_begin(uuid, uuid, uuid, bytea, bytea, text), dispute_file_chunk(uuid, integer, uuid, bytea, bytea) to leadx_server;
