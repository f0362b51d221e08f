-- Statements: opening, every entry on a party's own accounts, closing. Of sealed days a page reads the parts of account_lines
-- that it needs and looks its entries up by key, so a hundred thousand lines cost page by page what their pages cost; later
-- days are read by the accounts' indexes.

create or replace function account_stood(p_account uuid, p_day date) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    with sealed as (select l.day, l.balance_minor from account_lines l where l.account_id = p_account and l.day <= p_day order by l.day desc, l.part desc limit 1),
    until as (select coalesce(max(d.day), '-infinity') as day from ledger_days d where d.sealed_at is not null)
    select coalesce((select balance_minor from sealed), 0)
         + case when p_day <= u.day then 0 else
               coalesce((select sum(case t.credit_id when p_account then t.amount_minor else -t.amount_minor end) from transfers t
                          where t.day > u.day and t.day <= p_day and (t.debit_id = p_account or t.credit_id = p_account)), 0)::bigint end
      from until u
$$;

-- The same just after one entry of the day; p_id null: at its end.
create or replace function account_stood_at(p_account uuid, p_day date, p_id uuid) returns bigint language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_before bigint;
    l account_lines;
begin
    if p_id is null then
        return account_stood(p_account, p_day);
    elsif p_day > coalesce((select max(d.day) from ledger_days d where d.sealed_at is not null), '-infinity') then
        return account_stood(p_account, p_day - 1) + coalesce((select sum(case t.credit_id when p_account then t.amount_minor else -t.amount_minor end) from transfers t
            where t.day = p_day and t.id <= p_id and (t.debit_id = p_account or t.credit_id = p_account)), 0)::bigint;
    end if;
    -- the part that the entry may stand in: the first that ends behind it
    select x.* into l from account_lines x where x.account_id = p_account and x.day = p_day and substr(x.ids, 16 * x.n - 15) > uuid_send(p_id) order by x.part limit 1;
    if not found then
        return account_stood(p_account, p_day);
    end if;
    v_before := l.balance_minor - l.moved_minor;
    return v_before + coalesce((select sum(case t.credit_id when p_account then t.amount_minor else -t.amount_minor end)
        from generate_series(0, l.n - 1) i join transfers t on t.day = p_day and t.id = encode(substr(l.ids, 16 * i + 1, 16), 'hex')::uuid
       where t.id <= p_id), 0)::bigint;
end $$;

-- Up to p_limit entries on the accounts after (p_day, p_id), in the order of booking.
create or replace function statement_entries(p_accounts uuid[], p_from date, p_to date, p_day date, p_id uuid, p_limit integer) returns setof transfers
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_until date := coalesce((select max(d.day) from ledger_days d where d.sealed_at is not null), '-infinity');
    v_begin date := coalesce(p_day, p_from);
    v_day date[] := '{}';
    v_id uuid[] := '{}';
    v_last date;
    v_part integer;
    r record;
begin
    for r in select l.day, l.part, l.n, l.ids from account_lines l
              where l.account_id = any (p_accounts) and l.day between v_begin and least(p_to, v_until)
                and (p_id is null or l.day > p_day or substr(l.ids, 16 * l.n - 15) > uuid_send(p_id))
              order by l.day, l.part loop
        -- an entry stands on two of the accounts at most
        exit when (r.day, r.part) is distinct from (v_last, v_part) and cardinality(v_id) >= 2 * p_limit;
        v_last := r.day;
        v_part := r.part;
        v_id := v_id || array(select x from (select encode(substr(r.ids, 16 * i + 1, 16), 'hex')::uuid as x from generate_series(0, r.n - 1) i) y
                               where p_id is null or r.day > p_day or x > p_id);
        v_day := v_day || array_fill(r.day, array[cardinality(v_id) - cardinality(v_day)]);
    end loop;
    return query
        select t.* from (select distinct u.day, u.id from unnest(v_day, v_id) u(day, id) order by u.day, u.id limit p_limit) k
          join transfers t on t.day = k.day and t.id = k.id order by t.day, t.id;
    select count(*) into r from (select distinct u.day, u.id from unnest(v_day, v_id) u(day, id) limit p_limit) k;
    if r.count >= p_limit or p_to <= v_until then
        return;
    end if;
    return query
        select t.* from transfers t
         where t.day > v_until and t.day between v_begin and p_to and (t.debit_id = any (p_accounts) or t.credit_id = any (p_accounts))
           and (p_id is null or t.day > p_day or t.day = p_day and t.id > p_id)
         order by t.day, t.id limit p_limit - r.count;
end $$;

-- An entry as a line on one account, with what it is about.
create or replace function statement_line(t transfers, a accounts, p_balance bigint) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('transfer', t.id, 'day', t.day, 'at', json_time(t.at), 'account', a.kind, 'kind', t.kind,
               'amount', case t.credit_id when a.id then t.amount_minor else -t.amount_minor end, 'balance', p_balance, 'other', o.kind,
               'lead', t.lead_id, 'sale', t.sale_id, 'niche', g.name, 'price', s.price_minor, 'fee', s.fee_minor,
               'dispute', d.id, 'ruling', case when d.outcome is not null then d.outcome || ', ' || d.decided_by end,
               'corrects', t.corrects_id, 'reference', t.reference)
      from accounts o left join sales s on s.lead_id = t.lead_id and s.id = t.sale_id left join niches g on g.no = s.niche_no
      left join disputes d on t.kind in ('refund', 'settle', 'reversal', 'penalty', 'fee') and d.sale_id = t.sale_id
     where o.id = case t.credit_id when a.id then t.debit_id else t.credit_id end
$$;

create or replace function statement_page(p_org uuid, p_currency text, p_from date, p_to date, p_day date, p_id uuid, p_limit integer) returns jsonb
    language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_own accounts[] := array(select a from org_accounts(p_org) a where a.currency = p_currency order by a.kind, a.id);
    v_ids uuid[] := array(select a.id from unnest(v_own) a);
    v_stands bigint[];
    v_lines jsonb[] := '{}';
    v_n integer := 0;
    v_next text;
    v_moved bigint;
    a accounts;
    t transfers;
    v_last transfers;
begin
    select * into v_org from orgs where id = p_org;
    if not found or v_own = '{}' then
        return null;
    end if;
    if p_to > p_from + 3660 or p_to < p_from then
        return null;
    end if;
    -- what each account stood at where the page begins
    v_stands := array(select account_stood_at(x.id, coalesce(p_day, p_from - 1), p_id) from unnest(v_ids) with ordinality x(id, i) order by x.i);
    for t in select * from statement_entries(v_ids, p_from, p_to, p_day, p_id, p_limit + 1) loop
        v_n := v_n + 1;
        if v_n > p_limit then
            v_next := v_last.day || '.' || v_last.id;
            exit;
        end if;
        for i in 1 .. cardinality(v_own) loop
            a := v_own[i];
            continue when a.id not in (t.debit_id, t.credit_id);
            v_moved := case t.credit_id when a.id then t.amount_minor else -t.amount_minor end;
            v_stands[i] := v_stands[i] + v_moved;
            v_lines := v_lines || statement_line(t, a, v_stands[i]);
        end loop;
        v_last := t;
    end loop;
    return jsonb_build_object('id', case when p_from = date_trunc('month', p_from)::date and p_to = (p_from + interval '1 month - 1 day')::date
                                         then p_currency || '-' || to_char(p_from, 'YYYY-MM') end,
        'org', v_org.id, 'name', v_org.name, 'currency', p_currency, 'from', p_from, 'to', p_to,
        'closed', p_to <= coalesce((select max(d.day) from ledger_days d where d.sealed_at is not null), '-infinity'),
        'opening', (select jsonb_agg(jsonb_build_object('account', x.kind, 'balance', account_stood(x.id, p_from - 1)) order by x.kind, x.id) from org_accounts(p_org) x
                     where x.currency = p_currency),
        'closing', (select jsonb_agg(jsonb_build_object('account', x.kind, 'balance', account_stood(x.id, p_to)) order by x.kind, x.id) from org_accounts(p_org) x
                     where x.currency = p_currency),
        'lines', to_jsonb(v_lines), 'next', v_next);
end $$;

-- The months that ended since a party's first entry, newest first, a currency each.
create or replace function statement_list(p_org uuid, p_limit integer, p_before date) returns jsonb language sql stable security definer set search_path = leadx, pg_temp as $$
    with until as (select max(d.day) as day from ledger_days d where d.sealed_at is not null),
    own as (select a.id, a.currency, a.kind, (select min(l.day) from account_lines l where l.account_id = a.id) as first from org_accounts(p_org) a),
    begun as (select currency, min(first) as first from own group by 1 having min(first) is not null),
    months as (select b.currency, m::date as month, (m + interval '1 month - 1 day')::date as last
                 from begun b, until u, generate_series(date_trunc('month', b.first), u.day, interval '1 month') m
                where (m + interval '1 month - 1 day')::date <= u.day and (p_before is null or m::date < p_before)),
    page as (select * from months where month in (select distinct month from months order by month desc limit p_limit)),
    rest as (select 1 from months where month < (select min(month) from page) limit 1)
    select jsonb_build_object('items', coalesce((select jsonb_agg(jsonb_build_object('id', p.currency || '-' || to_char(p.month, 'YYYY-MM'), 'currency', p.currency,
               'from', p.month, 'to', p.last,
               'opening', (select jsonb_agg(jsonb_build_object('account', o.kind, 'balance', account_stood(o.id, p.month - 1)) order by o.kind, o.id) from own o where o.currency = p.currency),
               'closing', (select jsonb_agg(jsonb_build_object('account', o.kind, 'balance', account_stood(o.id, p.last)) order by o.kind, o.id) from own o where o.currency = p.currency))
               order by p.month desc, p.currency) from page p), '[]'),
           'next', case when exists (select from rest) then (select min(month)::text from page) end)
$$;
