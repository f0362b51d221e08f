-- The books: the booking day, and the verifier that trusts nothing but the transfers.

create or replace function ledger_booking_day(p_now timestamptz) returns date language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_today constant date := (p_now at time zone 'UTC')::date;
    v_day date;
begin
    -- the caller came through the gate (ledger_gate), so no day closes under it
    select d.day into v_day from ledger_days d where d.day >= v_today and d.closed_at is null order by d.day limit 1;
    if v_day = v_today then
        return v_day;
    end if;
    v_day := v_today;
    while exists (select from ledger_days d where d.day = v_day and d.closed_at is not null) loop
        v_day := v_day + 1;
    end loop;
    insert into ledger_days (day) values (v_day) on conflict do nothing;
    return v_day;
end $$;
comment on function ledger_booking_day(timestamptz) is 'The day a transfer made now is booked on: today, or the next day that is still open.';

-- The gate, and the day behind it. Everybody who books comes through here before it locks a sale or an account: the first booking
-- of a day makes the day's row, for which the others wait, and one that held accounts by then would be waited for in turn.
create or replace function ledger_gate(p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(7301);    -- no day closes meanwhile
    perform ledger_booking_day(p_now);
end $$;

create or replace function accounts_ensure(p_org uuid, p_currency text, p_kinds text[], p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into accounts (id, org_id, currency, kind, created_at)
    select uuid_v7(p_now), p_org, p_currency, k, p_now from unnest(p_kinds) k order by k
        on conflict (org_id, currency, kind) do nothing
$$;

-- Takes the accounts' rows in id order, which is everybody's order; null ids are passed over. Amounts that depend on balances are
-- worked out after this.
create or replace function accounts_lock(p_ids uuid[]) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform from accounts a where a.id = any (p_ids) order by a.id for no key update;
end $$;

-- The account of an org, made if there is none. Before any lock on accounts, so that nobody waits for the other's new row; whoever needs
-- several makes them in the order of their kinds' names, as accounts_ensure() does, or two who make the same ones wait for each other.
create or replace function account_ensure(p_org uuid, p_currency text, p_kind text, p_now timestamptz) returns uuid
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform accounts_ensure(p_org, p_currency, array[p_kind], p_now);
    return (select id from accounts where org_id = p_org and currency = p_currency and kind = p_kind);
end $$;

create or replace function ledger_entry(p_kind text, p_debit uuid, p_credit uuid, p_amount bigint, p_currency text, p_reference text default null,
    p_lead uuid default null, p_sale uuid default null, p_corrects uuid default null) returns ledger_entry language sql immutable as $$
    select (p_debit, p_credit, p_amount, p_currency, p_kind, p_lead, p_sale, p_corrects, p_reference)::ledger_entry
$$;

-- Books the entries that move something, in their order, and tells their ids. The caller came through ledger_gate and holds the accounts'
-- rows. The operator's accounts are summed from transfers, so no row of theirs changes. Money that comes to a wallet makes the
-- depth it may keep shallower, down to the agreed limit.
create or replace function ledger_book(p_entries ledger_entry[], p_now timestamptz) returns uuid[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_day date := ledger_booking_day(p_now);
    v_ids uuid[];
    v_rows integer;
begin
    if exists (select from unnest(p_entries) e where e.amount_minor is null or e.amount_minor < 0) then
        raise exception 'an entry moves no amount' using errcode = 'LX003';
    end if;
    with booked as (
        insert into transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, lead_id, sale_id, corrects_id, reference)
        select uuid_v7(p_now), v_day, p_now, e.debit_id, e.credit_id, e.amount_minor, e.currency, e.kind, e.lead_id, e.sale_id, e.corrects_id, e.reference
          from unnest(p_entries) e where e.amount_minor > 0 returning id)
    select array_agg(id) into v_ids from booked;
    with moved as (
        select x.id, sum(x.delta)::bigint as delta
          from unnest(p_entries) e cross join lateral (values (e.debit_id, -e.amount_minor), (e.credit_id, e.amount_minor)) x(id, delta)
         where e.amount_minor > 0 group by x.id order by x.id),
    done as (
        update accounts a
           set balance_minor = a.balance_minor + case when a.kind in ('bank', 'revenue', 'goodwill') then 0 else moved.delta end,
               overdraft_max_minor = case when a.kind = 'wallet' and moved.delta > 0
                   then greatest(a.credit_limit_minor, least(a.overdraft_max_minor, a.reserved_minor - a.balance_minor - moved.delta))
                   else a.overdraft_max_minor end
          from moved where a.id = moved.id and a.kind not in ('bank', 'revenue', 'goodwill') returning 1)
    select (select count(*) from moved m join accounts a on a.id = m.id and a.kind not in ('bank', 'revenue', 'goodwill')) - (select count(*) from done)
         + (select count(*) from moved m where not exists (select from accounts a where a.id = m.id)) into v_rows;
    if v_rows <> 0 then
        raise exception 'an account is missing' using errcode = 'LX003';
    end if;
    return coalesce(v_ids, '{}');
end $$;

-- Every balance recomputed from the transfers, every sale from its transfers; sums to zero per currency, bank included.
create or replace function ledger_verify() returns jsonb language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    v_problems jsonb := '[]';
    v_currencies jsonb;
begin
    with moves as (
        select credit_id as id, sum(amount_minor) as amount from transfers group by 1
        union all
        select debit_id, -sum(amount_minor) from transfers group by 1),
    truth as (select id, sum(amount) as amount from moves group by id),
    wrong as (
        select coalesce(a.id, t.id) as id, a.kind, a.balance_minor, coalesce(t.amount, 0) as amount
          from accounts a full join truth t on t.id = a.id
         where a.id is null or (a.kind not in ('revenue', 'bank', 'goodwill') and a.balance_minor <> coalesce(t.amount, 0)))
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', case when kind is null then 'unknown_account' else 'balance_differs' end,
               'account', id, 'kind', kind, 'kept', balance_minor, 'computed', amount)), '[]')
      into v_problems from (select * from wrong limit 100) w;
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', 'currency_differs', 'transfer', t.id)), '[]') into v_problems
      from (select t.id from transfers t join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id
             where d.currency <> t.currency or c.currency <> t.currency limit 100) t;
    -- each live sale is paid exactly once, and what is held stands in escrow
    with paid as (select sale_id, sum(case kind when 'charge' then amount_minor end) as charged,
                         sum(case when kind in ('settle', 'fee', 'refund') then amount_minor end) as released,
                         sum(case when kind in ('refund', 'reversal') then amount_minor end) as returned
                    from transfers where sale_id is not null and kind in ('charge', 'settle', 'fee', 'refund', 'reversal') group by 1)
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', 'sale_differs', 'sale', w.id, 'state', w.state)), '[]') into v_problems
      from (select s.id, s.state from sales s left join paid p on p.sale_id = s.id
             where s.state <> 'pending' and (p.charged is distinct from s.price_minor and s.state <> 'void'
                or coalesce(p.released, 0) <> case when s.state in ('held', 'disputed') then 0 when s.state = 'void' then coalesce(p.charged, 0) else s.price_minor end
                or s.state <> 'void' and coalesce(p.returned, 0) <> s.refund_minor)
             limit 100) w;
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', 'escrow_differs', 'account', w.id, 'kept', w.balance_minor, 'computed', w.held)), '[]')
      into v_problems
      from (select a.id, a.balance_minor, coalesce(h.held, 0) as held from accounts a
              left join (select escrow_id, sum(price_minor) as held from sales where state in ('held', 'disputed') group by 1) h on h.escrow_id = a.id
             where a.kind = 'escrow' and a.balance_minor <> coalesce(h.held, 0) limit 100) w;
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', 'live_differs', 'lead', w.id)), '[]') into v_problems
      from (select d.id from leads d
              left join (select lead_id, count(*) filter (where not exclusive) as shared, count(*) filter (where exclusive) as exclusive
                           from sales where state in ('pending', 'held', 'disputed', 'final') group by 1) s on s.lead_id = d.id
             where d.live_shared <> coalesce(s.shared, 0) or d.live_exclusive <> coalesce(s.exclusive, 0) limit 100) w;
    select v_problems || coalesce(jsonb_agg(jsonb_build_object('code', 'orphan', 'kind', w.kind, 'id', w.id)), '[]') into v_problems
      from ((select 'sale' as kind, s.id from sales s left join leads d on d.id = s.lead_id where d.id is null limit 50)
            union all (select 'contact', v.lead_id from contacts v left join leads d on d.id = v.lead_id where d.id is null limit 50)
            union all (select 'lead', d.id from leads d left join contacts v on v.lead_id = d.id where v.lead_id is null limit 50)) w;

    select coalesce(jsonb_agg(jsonb_build_object('currency', c.currency, 'sum', c.total, 'transfers', c.n, 'kinds', c.kinds) order by c.currency), '[]')
      into v_currencies
      from (select b.currency, sum(b.amount)::bigint as total, max(b.n) as n, jsonb_object_agg(b.kind, b.amount order by b.kind) as kinds
              from (select a.currency, a.kind, sum(m.amount)::bigint as amount, (select count(*) from transfers t where t.currency = a.currency) as n
                      from (select credit_id as id, amount_minor as amount from transfers union all select debit_id, -amount_minor from transfers) m
                      join accounts a on a.id = m.id group by 1, 2) b
             group by 1) c;
    if exists (select from jsonb_array_elements(v_currencies) e where (e ->> 'sum')::bigint <> 0) then
        v_problems := v_problems || '[{"code": "not_balanced"}]';
    end if;
    return jsonb_build_object('balanced', v_problems = '[]', 'currencies', v_currencies, 'problems', v_problems);
end $$;
grant execute on function ledger_verify() to leadx_server, leadx_reader;
