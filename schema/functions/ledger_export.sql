-- The closed books as a file that anybody can verify without us: a page at a time, so that a year takes no more memory than
-- a day. Rows come from the tables, the index beside them from what the closing saw: whatever differs was changed since.

-- The last day with none unsigned before it; null: none yet.
create or replace function ledger_signed_until() returns date language sql stable security definer set search_path = leadx, pg_temp as $$
    select coalesce((select max(d.day) from ledger_days d where d.day < (select min(u.day) from ledger_days u where u.closed_at is not null and u.signature is null)),
                    (select max(d.day) from ledger_days d
                      where d.signature is not null and not exists (select from ledger_days u where u.closed_at is not null and u.signature is null)))
$$;

-- The rows of a chunk, and the index of what the closing saw there.
create or replace function export_chunk(p_book text, p_day date, p_chunk integer) returns text language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    c ledger_chunks;
    v_after uuid;
    v_last uuid;
    v_rows text;
begin
    select * into strict c from ledger_chunks x where x.book = p_book and x.day = p_day and x.chunk = p_chunk;
    select x.last_id into v_after from ledger_chunks x where x.book = p_book and x.day = p_day and x.chunk = p_chunk - 1;
    -- what stands behind the last row that was sealed belongs to nobody, and must be seen
    select case when exists (select from ledger_chunks x where x.book = p_book and x.day = p_day and x.chunk > p_chunk) then c.last_id
                else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end into v_last;
    if p_book = 'transfers' then
        select string_agg(ledger_row(t) || E'\n', '' order by t.id) into v_rows from transfers t
         where t.day = p_day and t.id > coalesce(v_after, '00000000-0000-0000-0000-000000000000') and t.id <= v_last;
    else
        select string_agg(audit_row(a) || E'\n', '' order by a.id) into v_rows from audit a
         where a.day = p_day and a.id > coalesce(v_after, '00000000-0000-0000-0000-000000000000') and a.id <= v_last;
    end if;
    return coalesce(v_rows, '') || 'index ' || (select string_agg(encode(substr(c.ids, 16 * i + 1, 16) || substr(c.leaves, 32 * i + 1, 8), 'hex'), '' order by i)
                                                  from generate_series(0, c.n - 1) i) || E'\n';
end $$;

create or replace function export_head(p_book text, d ledger_days) returns text language sql stable set search_path = leadx, pg_temp as $$
    select d.statement || E'\nsign ' || encode(d.key, 'hex') || ' ' || encode(d.signature, 'hex') || E'\n'
        || case p_book when 'transfers' then ledger_balance_lines(d.day) else '' end
        -- of a day that was sealed empty, what has come since; other days' rows stand with their chunks
        || case when p_book = 'transfers' and d.transfers = 0 then
                    coalesce((select string_agg(ledger_row(t) || E'\n', '' order by t.id) from transfers t where t.day = d.day), '')
                when p_book = 'audit' and d.audits = 0 then
                    coalesce((select string_agg(audit_row(a) || E'\n', '' order by a.id) from audit a where a.day = d.day), '')
                else '' end
$$;

create or replace function export_page(p_book text, p_from date, p_to date, p_day date, p_chunk integer)
    returns table (out_body text, out_next text) language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    v_left integer := 16;    -- chunks: 4,096 rows
    v_chunk integer := coalesce(p_chunk, 0);
    v_head bytea;
    d ledger_days;
begin
    out_body := '';
    p_to := least(p_to, ledger_signed_until());
    if p_day is null then
        out_body := case p_book when 'transfers' then 'leadx-ledger 1' else 'leadx-audit 1' end || E'\n'
             || coalesce((select string_agg('key ' || encode(k.key, 'hex') || E'\n', '' order by k.since, k.key) from ledger_keys k
                         where k.key in (select x.key from ledger_days x where x.day between coalesce(p_from, '-infinity') and p_to)), '');
    end if;
    for d in select * from ledger_days x where x.signature is not null and x.day >= coalesce(greatest(p_from, p_day), '-infinity') and x.day <= p_to
              order by x.day loop
        if v_left <= 0 then
            out_next := d.day || '.0';
            return next;
            return;
        end if;
        if v_chunk = 0 then
            out_body := out_body || export_head(p_book, d);
        end if;
        v_left := v_left - 1;
        while exists (select from ledger_chunks c where c.book = p_book and c.day = d.day and c.chunk = v_chunk) loop
            if v_left < 0 then
                out_next := d.day || '.' || v_chunk;
                return next;
                return;
            end if;
            out_body := out_body || export_chunk(p_book, d.day, v_chunk);
            v_chunk := v_chunk + 1;
            v_left := v_left - 1;
        end loop;
        v_chunk := 0;
        v_head := d.head;
    end loop;
    select encode(x.head, 'hex') into strict out_next from (select coalesce(v_head, (select y.head from ledger_days y
        where y.signature is not null and y.day <= p_to and (p_from is null or y.day >= p_from) order by y.day desc limit 1)) as head) x;
    out_body := out_body || 'end ' || coalesce(out_next, repeat('00', 32)) || E'\n';
    out_next := null;
    return next;
end $$;
comment on function export_page(text, date, date, date, integer) is 'A page of the export of the signed days, and where the next one begins (day.chunk); null after the last.';
revoke execute on function export_page(text, date, date, date, integer) from public;

-- The proof that a transfer is in the signed day, for whoever took part in it; null: not theirs, none, or not signed yet.
create or replace function transfer_proof(p_transfer uuid, p_org uuid, p_all boolean) returns text
    language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    v_about date := (to_timestamp(('x' || substr(replace(p_transfer::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) at time zone 'UTC')::date;
    t transfers;
    d ledger_days;
    c ledger_chunks;
    v_at integer;
    v_path bytea[];
begin
    select x.* into t from generate_series(0, 31) i join transfers x on x.day = v_about + i and x.id = p_transfer limit 1;
    if not found or not (p_all or exists (select from accounts a join orgs o on o.id = p_org and a.org_id in (o.id, o.family_id)
                                           where a.id in (t.debit_id, t.credit_id))) then
        return null;
    end if;
    select * into d from ledger_days x where x.day = t.day and x.signature is not null;
    select * into c from ledger_chunks x where x.book = 'transfers' and x.day = t.day and x.last_id >= t.id order by x.chunk limit 1;
    if d.day is null or c.day is null then
        return null;
    end if;
    v_at := (select i from generate_series(0, c.n - 1) i where substr(c.ids, 16 * i + 1, 16) = uuid_send(t.id));
    if v_at is null then
        return null;
    end if;
    v_path := merkle_path(array(select substr(c.leaves, 32 * i + 1, 32) from generate_series(0, c.n - 1) i order by i), v_at)
           || merkle_path(array(select x.root from ledger_chunks x where x.book = 'transfers' and x.day = t.day order by x.chunk), c.chunk);
    return 'leadx-proof 1' || E'\n' || d.statement || E'\nsign ' || encode(d.key, 'hex') || ' ' || encode(d.signature, 'hex') || E'\nrow '
        || 256 * c.chunk::bigint + v_at || E'\n' || ledger_row(t) || E'\n'
        || coalesce((select string_agg('node ' || encode(x, 'hex') || E'\n', '' order by i) from unnest(v_path) with ordinality u(x, i)), '');
end $$;
revoke execute on function transfer_proof(uuid, uuid, boolean) from public;

create or replace function ledger_days_page(p_after date, p_limit integer) returns jsonb language sql stable security definer set search_path = leadx, pg_temp as $$
    with page as (select d.* from ledger_days d where d.signature is not null and d.day <= ledger_signed_until() and (p_after is null or d.day < p_after)
                   order by d.day desc limit p_limit + 1)
    select jsonb_build_object('items', coalesce((select jsonb_agg(jsonb_build_object('day', x.day, 'closed_at', json_time(x.closed_at), 'statement', x.statement,
                                   'head', encode(x.head, 'hex'), 'key', encode(x.key, 'hex'), 'signature', encode(x.signature, 'hex')) order by x.day desc)
                                    from (select * from page order by day desc limit p_limit) x), '[]'),
               'next', case when (select count(*) from page) > p_limit then (select min(day)::text from (select day from page order by day desc limit p_limit) y) end)
$$;

create or replace function ledger_keys_list() returns jsonb language sql stable security definer set search_path = leadx, pg_temp as $$
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('key', encode(k.key, 'hex'), 'since', json_time(k.since)) order by k.since, k.key), '[]'))
      from ledger_keys k
$$;
