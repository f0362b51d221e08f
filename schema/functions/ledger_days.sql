-- Days close, are sealed, and are signed. Closing takes the gate for a moment: afterwards nothing more is booked on the day.
-- Sealing reads what is closed, bite by bite, beside the sales. Signing is the server's: the database never sees the key.
-- What the bytes are is said in admin/guide/ledger-format.md.

create or replace function merkle_parents(p_nodes bytea[]) returns bytea[] language sql immutable strict parallel safe as $$
    select array_agg(case when p_nodes[i + 1] is null then p_nodes[i] else sha256('\x01'::bytea || p_nodes[i] || p_nodes[i + 1]) end order by i)
      from generate_series(1, cardinality(p_nodes), 2) i
$$;

-- RFC 6962: two neighbours make a parent, one left over goes up as it is.
create or replace function merkle_root(p_nodes bytea[]) returns bytea language plpgsql immutable parallel safe set search_path = leadx, pg_temp as $$
begin
    if coalesce(cardinality(p_nodes), 0) = 0 then
        return sha256('');
    end if;
    while cardinality(p_nodes) > 1 loop
        p_nodes := merkle_parents(p_nodes);
    end loop;
    return p_nodes[1];
end $$;

-- The neighbours on the way from node p_at (from 0) up to the root.
create or replace function merkle_path(p_nodes bytea[], p_at integer) returns bytea[] language plpgsql immutable parallel safe set search_path = leadx, pg_temp as $$
declare
    v_path bytea[] := '{}';
begin
    while cardinality(p_nodes) > 1 loop
        v_path := v_path || array_remove(array[p_nodes[(p_at # 1) + 1]], null);
        p_nodes := merkle_parents(p_nodes);
        p_at := p_at / 2;
    end loop;
    return v_path;
end $$;

-- A row of the ledger as it is hashed and exported.
create or replace function ledger_row(t transfers) returns text language sql stable as $$
    select 'transfer ' || t.id || ' ' || to_char(t.day, 'YYYY-MM-DD') || ' ' || (extract(epoch from t.at) * 1000000)::bigint || ' ' || t.debit_id || ' '
        || t.credit_id || ' ' || t.amount_minor || ' ' || t.currency || ' ' || t.kind || ' ' || coalesce(t.lead_id::text, '-') || ' '
        || coalesce(t.sale_id::text, '-') || ' ' || coalesce(t.corrects_id::text, '-') || ' '
        || coalesce('=' || replace(replace(replace(t.reference, '\', '\\'), E'\n', '\n'), E'\r', '\r'), '-')
$$;

-- A row of the audit as it is hashed and exported: JSON with the id first.
create or replace function audit_row(a audit) returns text language sql stable as $$
    select json_build_object('id', a.id, 'at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'day', a.day, 'org', a.org_id,
               'key', a.key_id, 'action', a.action, 'subject', a.subject, 'detail', a.detail, 'changes', a.changes)::text
$$;

create or replace function ledger_leaf(p_row text) returns bytea language sql immutable strict parallel safe as $$
    select sha256('\x00'::bytea || convert_to(p_row, 'UTF8'))
$$;

-- Every calendar day from the first booked one to p_last, whether anything happened on it or not: no booking can fall
-- behind, and a quiet day is signed as one.
create or replace function ledger_close(p_now timestamptz, p_after interval) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set lock_timeout = '3s' as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_last date := ((v_now - p_after) at time zone 'UTC')::date - 1;
    v_first date;
    v_n integer;
begin
    select greatest(least((select min(day) from ledger_days), (select min(day) from audit)),
                    (select max(day) + 1 from ledger_days where closed_at is not null)) into v_first;
    if v_first is null or v_first > v_last then
        return 0;
    end if;
    perform pg_advisory_xact_lock(7301);    -- no sale, settlement or deposit is under way
    perform pg_advisory_xact_lock(7307);    -- and no audit row is being written
    insert into ledger_days as d (day, closed_at) select x::date, v_now from generate_series(v_first, v_last, interval '1 day') x
        on conflict (day) do update set closed_at = v_now where d.closed_at is null;
    get diagnostics v_n = row_count;
    return v_n;
end $$;
comment on function ledger_close(timestamptz, interval) is 'Closes the days that ended at least p_after ago; returns how many.';

create or replace function ledger_seal_transfers(p_day date, p_chunk integer, p_last uuid, p_limit integer) returns integer
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_part integer := p_chunk / 16;
    v_first uuid; v_end uuid;    -- the bite: all ids between
    v_n integer;
begin
    select (array_agg(x.id order by x.id))[1], (array_agg(x.id order by x.id desc))[1], count(*) into v_first, v_end, v_n
      from (select t.id from transfers t where t.day = p_day and t.id > p_last order by t.id limit p_limit) x;
    if v_n = 0 then
        return 0;
    end if;
    insert into ledger_chunks (book, day, chunk, n, last_id, root, ids, leaves)
    select 'transfers', p_day, p_chunk + x.k, count(*), (array_agg(x.id order by x.id desc))[1], merkle_root(array_agg(x.leaf order by x.id)),
           string_agg(uuid_send(x.id), '' order by x.id), string_agg(x.leaf, '' order by x.id)
      from (select t.id, ledger_leaf(ledger_row(t)) as leaf, (row_number() over (order by t.id) - 1)::integer / 256 as k
              from transfers t where t.day = p_day and t.id between v_first and v_end) x
     group by x.k;
    insert into account_lines (account_id, day, part, n, moved_minor, balance_minor, ids)
    select m.account, p_day, v_part, m.n, m.moved, m.moved + coalesce(b.balance_minor, 0), m.ids
      from (select s.account, count(*) as n, sum(s.amount) as moved, string_agg(uuid_send(t.id), '' order by t.id) as ids
              from transfers t cross join lateral (values (t.debit_id, -t.amount_minor), (t.credit_id, t.amount_minor)) s(account, amount)
             where t.day = p_day and t.id between v_first and v_end group by 1) m
      left join lateral (select l.balance_minor from account_lines l where l.account_id = m.account order by l.day desc, l.part desc limit 1) b on true;
    insert into ledger_flows as s (day, currency, kind, debit_kind, credit_kind, n, amount_minor)
    select p_day, t.currency, t.kind, d.kind, c.kind, count(*), sum(t.amount_minor)
      from transfers t join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id
     where t.day = p_day and t.id between v_first and v_end group by 2, 3, 4, 5
        on conflict (day, currency, kind, debit_kind, credit_kind) do update set n = s.n + excluded.n, amount_minor = s.amount_minor + excluded.amount_minor;
    perform billing_seal(p_day, v_first, v_end);
    return v_n;
end $$;

create or replace function ledger_seal_audit(p_day date, p_chunk integer, p_last uuid, p_limit integer) returns integer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n integer;
begin
    with rows as (select x.id, ledger_leaf(audit_row(x)) as leaf, (row_number() over (order by x.id) - 1)::integer / 256 as k
                    from (select a.* from audit a where a.day = p_day and a.id > p_last order by a.id limit p_limit) x),
    made as (
        insert into ledger_chunks (book, day, chunk, n, last_id, root, ids, leaves)
        select 'audit', p_day, p_chunk + r.k, count(*), (array_agg(r.id order by r.id desc))[1], merkle_root(array_agg(r.leaf order by r.id)),
               string_agg(uuid_send(r.id), '' order by r.id), string_agg(r.leaf, '' order by r.id)
          from rows r group by r.k returning n)
    select coalesce(sum(n), 0) into v_n from made;
    return v_n;
end $$;

-- What stood on the operator's summed accounts when the day ended, as lines.
create or replace function ledger_balance_lines(p_day date) returns text language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(string_agg('balance ' || a.id || ' ' || a.kind || ' ' || a.currency || ' ' || l.balance_minor || E'\n', '' order by a.id), '')
      from accounts a cross join lateral (select x.balance_minor from account_lines x where x.account_id = a.id and x.day <= p_day
                                           order by x.day desc, x.part desc limit 1) l
     where a.kind in ('revenue', 'bank', 'goodwill')
$$;

create or replace function ledger_seal_end(p_day date, p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n bigint[]; v_root bytea[]; v_previous bytea; v_statement text;
begin
    select array_agg(x.n order by x.book desc), array_agg(x.root order by x.book desc) into v_n, v_root
      from (select b.book, coalesce(sum(c.n), 0)::bigint as n, merkle_root(array_agg(c.root order by c.chunk) filter (where c.chunk is not null)) as root
              from (values ('transfers'), ('audit')) b(book) left join ledger_chunks c on c.book = b.book and c.day = p_day group by b.book) x;
    select d.head into v_previous from ledger_days d where d.day < p_day order by d.day desc limit 1;
    v_statement := 'leadx-day 1 ' || to_char(p_day, 'YYYY-MM-DD') || ' transfers ' || v_n[1] || ' ' || encode(v_root[1], 'hex')
        || ' audit ' || v_n[2] || ' ' || encode(v_root[2], 'hex') || ' balances ' || encode(sha256(convert_to(ledger_balance_lines(p_day), 'UTF8')), 'hex')
        || ' previous ' || encode(coalesce(v_previous, decode(repeat('00', 32), 'hex')), 'hex');
    update ledger_days set sealed_at = p_now, transfers = v_n[1], transfers_root = v_root[1], audits = v_n[2], audits_root = v_root[2],
           statement = v_statement, head = sha256(convert_to(v_statement, 'UTF8'))
     where day = p_day;
end $$;

-- One bite of the oldest closed day: 4,096 transfers, or as many audit rows, or its end. Returns 1 while there is more.
create or replace function ledger_seal(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    v_bite constant integer := 4096;
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_day date;
    v_book text;
    v_next integer;
    v_last uuid;
    v_n integer;
begin
    if not pg_try_advisory_xact_lock(7306) then   -- another process is at it
        return 0;
    end if;
    select d.day into v_day from ledger_days d where d.closed_at is not null and d.signature is null and d.sealed_at is null order by d.day limit 1;
    if not found then
        return 0;
    end if;
    foreach v_book in array array['transfers', 'audit'] loop
        select c.chunk + 1, c.last_id into v_next, v_last from ledger_chunks c where c.book = v_book and c.day = v_day order by c.chunk desc limit 1;
        v_next := coalesce(v_next, 0);
        v_last := coalesce(v_last, '00000000-0000-0000-0000-000000000000');
        execute format('select leadx.ledger_seal_%s($1, $2, $3, $4)', v_book) into v_n using v_day, v_next, v_last, v_bite;
        if v_n = v_bite then
            return 1;
        end if;
    end loop;
    perform ledger_seal_end(v_day, v_now);
    return 1;
end $$;

create or replace function ledger_unsigned(p_limit integer) returns table (day date, statement text)
    language sql stable security definer set search_path = leadx, pg_temp as $$
    select d.day, d.statement from ledger_days d where d.sealed_at is not null and d.closed_at is not null and d.signature is null
     order by d.day limit p_limit
$$;

-- Signed once; the same signature again, by another process with the same key, changes nothing.
create or replace function ledger_sign(p_day date, p_statement text, p_key bytea, p_signature bytea) returns boolean
    language plpgsql security definer set search_path = leadx, pg_temp as $$
begin
    update ledger_days d set key = p_key, signature = p_signature where d.day = p_day and d.statement = p_statement and d.signature is null;
    if not found then
        return false;
    end if;
    insert into ledger_keys (key, since) values (p_key, leadx_now()) on conflict do nothing;
    return true;
end $$;
revoke execute on function ledger_close(timestamptz, interval), ledger_seal(timestamptz), ledger_unsigned(integer), ledger_sign(date, text, bytea, bytea) from public;
