-- Default partitions, and the months around now. Later months are made ahead by partitions_ahead().
-- Children carry their parent's names with a suffix: leads_202611, leads_pkey_202611.

create function uuid_floor(at timestamptz) returns uuid language sql immutable strict parallel safe as $$
    select encode(substring(int8send((extract(epoch from at - to_timestamp(0)) * 1000)::bigint) from 3) || decode('00000000000000000000', 'hex'), 'hex')::uuid
$$;
comment on function uuid_floor(timestamptz) is 'The least UUID that a UUIDv7 made at that millisecond can have, for range bounds.';

create function partition_name_indexes(p_parent text, p_child text, p_suffix text) returns void language plpgsql as $$
declare
    r record;
begin
    for r in
        select ci.relname as child_index, pi.relname as parent_index
          from pg_inherits h
          join pg_class ci on ci.oid = h.inhrelid
          join pg_class pi on pi.oid = h.inhparent
          join pg_index x on x.indexrelid = ci.oid
         where x.indrelid = p_child::regclass and pi.relkind = 'I'
    loop
        if r.child_index <> r.parent_index || p_suffix then
            execute format('alter index %I rename to %I', r.child_index, r.parent_index || p_suffix);
        end if;
    end loop;
end $$;
comment on function partition_name_indexes(text, text, text) is
    'Names a partition''s indexes after the parent''s, because PostgreSQL reports the child''s name when one refuses a row.';

create function partition_make(p_parent text, p_month date) returns boolean language plpgsql as $$
declare
    v_suffix text := '_' || to_char(p_month, 'YYYYMM');
    v_child text := p_parent || v_suffix;
    v_default text := p_parent || '_default';
    v_key text := case p_parent when 'leads' then 'id' when 'transfers' then 'day' else 'lead_id' end;
    v_from text;
    v_to text;
    v_moved bigint;
begin
    if to_regclass(v_child) is not null then
        return false;
    end if;
    if v_key = 'day' then
        v_from := p_month::text;
        v_to := (p_month + interval '1 month')::date::text;
    else
        v_from := uuid_floor(p_month::timestamp at time zone 'UTC')::text;
        v_to := uuid_floor((p_month + interval '1 month')::timestamp at time zone 'UTC')::text;
    end if;
    execute format('alter table %I detach partition %I', p_parent, v_default);
    execute format('create table %I partition of %I for values from (%L) to (%L)', v_child, p_parent, v_from, v_to);
    execute format('with moved as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from moved',
                   v_default, v_key, v_from, v_to, p_parent);
    get diagnostics v_moved = row_count;
    execute format('alter table %I attach partition %I default', p_parent, v_default);
    perform partition_name_indexes(p_parent, v_child, v_suffix);
    perform partition_name_indexes(p_parent, v_default, '_default');
    return true;
end $$;
comment on function partition_make(text, date) is
    'Makes one month''s partition; rows of that month that already fell into the default partition move over in the same transaction.';

do $$
declare
    v_parent text;
    v_month date;
begin
    foreach v_parent in array array['leads', 'contacts', 'decisions', 'lead_events', 'sales', 'deliveries', 'transfers'] loop
        execute format('create table %I partition of %I default', v_parent || '_default', v_parent);
        perform partition_name_indexes(v_parent, v_parent || '_default', '_default');
        for v_month in select generate_series(date_trunc('month', now()) - interval '4 months',
                                              date_trunc('month', now()) + interval '3 months', interval '1 month')::date loop
            perform partition_make(v_parent, v_month);
        end loop;
    end loop;
end $$;
