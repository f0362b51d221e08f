-- The verifier in pieces, for books that are too long to be read in one statement: all balances now, and one day at a time. The
-- pieces of every day together with the first one say what ledger_verify() says.

create or replace function ledger_problem(p_code text, p_what jsonb) returns jsonb language sql immutable as $$
    select jsonb_build_object('code', p_code) || p_what
$$;

-- Balances against the lines of sealed days and the entries of open ones, escrow against the sales it holds, the sum of each currency.
create or replace function ledger_check_now() returns jsonb language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    v_problems jsonb;
    v_currencies jsonb;
begin
    with wrong as (
        select coalesce(a.id, b.id) as id, a.kind, a.balance_minor, coalesce(b.amount, 0) as amount
          from accounts a full join ledger_balances() b on b.id = a.id
         where a.id is null or (a.kind not in ('revenue', 'bank', 'goodwill') and a.balance_minor <> coalesce(b.amount, 0)) limit 100)
    select coalesce(jsonb_agg(ledger_problem(case when kind is null then 'unknown_account' else 'balance_differs' end,
               jsonb_build_object('account', id, 'kind', kind, 'kept', balance_minor, 'computed', amount))), '[]') into v_problems from wrong;
    select v_problems || coalesce(jsonb_agg(ledger_problem('escrow_differs',
               jsonb_build_object('account', w.id, 'kept', w.balance_minor, 'computed', w.held))), '[]') into v_problems
      from (select a.id, a.balance_minor, coalesce(h.held, 0) as held from accounts a
              left join (select escrow_id, sum(price_minor) as held from sales where state in ('held', 'disputed') group by 1) h on h.escrow_id = a.id
             where a.kind = 'escrow' and a.balance_minor <> coalesce(h.held, 0) limit 100) w;
    select coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'sum', x.total, 'transfers', x.n, 'kinds', x.kinds) order by x.currency), '[]')
      into v_currencies
      from (select y.currency, sum(y.amount)::bigint as total, jsonb_object_agg(y.kind, y.amount order by y.kind) as kinds,
                   ledger_entries(y.currency) as n
              from (select a.currency, a.kind, sum(b.amount)::bigint as amount from ledger_balances() b join accounts a on a.id = b.id group by 1, 2) y
             group by 1) x;
    if exists (select from jsonb_array_elements(v_currencies) e where (e ->> 'sum')::bigint <> 0) then
        v_problems := v_problems || '[{"code": "not_balanced"}]';
    end if;
    return jsonb_build_object('balanced', v_problems = '[]', 'currencies', v_currencies, 'problems', v_problems);
end $$;

-- What the entries of a sale come to: charged by its wallet under the sale's id; released by its escrow at one moment. Without a
-- search path of its own, so that the planner sees through it.
drop function if exists sale_entries(sales);
create function sale_entries(s sales) returns table (charged bigint, released bigint, refunded bigint, reversed bigint) language sql stable as $$
    select (select sum(t.amount_minor)::bigint from transfers t
             where t.debit_id = s.wallet_id and t.id = s.id and t.kind = 'charge' and t.credit_id = s.escrow_id and t.sale_id = s.id
               and t.day >= (s.sold_at at time zone 'UTC')::date),
           x.released, x.refunded,
           (select coalesce(sum(t.amount_minor), 0)::bigint from accounts a
              join transfers t on t.credit_id = s.wallet_id and t.kind = 'reversal' and t.sale_id = s.id and t.debit_id = a.id
             where s.state = 'reversed' and (a.kind = 'revenue' or a.org_id = s.seller_id and a.kind in ('payable', 'debt')))
      from (select coalesce(sum(t.amount_minor), 0)::bigint as released, coalesce(sum(t.amount_minor) filter (where t.kind = 'refund'), 0)::bigint as refunded
              from transfers t
             where t.debit_id = s.escrow_id and t.sale_id = s.id and t.kind in ('settle', 'fee', 'refund') and s.settled_at is not null
               and t.day >= (s.settled_at at time zone 'UTC')::date
               and t.id >= uuid_floor(s.settled_at) and t.id < uuid_floor(s.settled_at + interval '1 millisecond')) x
$$;

-- Slice p_slice of p_slices of a day: what was booked in it; the leads that came in it, with their sales to the end. The first slice
-- also has the lines the day was sealed with.
drop function if exists ledger_check_day(date);
create or replace function ledger_check_day(p_day date, p_slice integer default 1, p_slices integer default 1) returns jsonb
    language plpgsql stable security definer set search_path = leadx, pg_temp set enable_mergejoin = off set plan_cache_mode = force_custom_plan as $$
declare
    c_step constant interval := interval '1 day' / p_slices;
    c_first constant uuid := uuid_floor(p_day::timestamp at time zone 'UTC' + c_step * (p_slice - 1));
    c_end constant uuid := uuid_floor(p_day::timestamp at time zone 'UTC' + c_step * p_slice);
    -- an entry's id may be older or newer than its day: the outer slices have those
    c_booked_first constant uuid := case p_slice when 1 then '00000000-0000-0000-0000-000000000000' else c_first end;
    c_booked_last constant uuid := case p_slice when p_slices then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else c_end end;
    v_problems jsonb;
    v_transfers bigint;
begin
    select count(*) into v_transfers from transfers where day = p_day and id >= c_booked_first and id < c_booked_last;
    select coalesce(jsonb_agg(ledger_problem('currency_differs', jsonb_build_object('transfer', w.id))), '[]') into v_problems
      from (select t.id from transfers t left join accounts d on d.id = t.debit_id left join accounts k on k.id = t.credit_id
             where t.day = p_day and t.id >= c_booked_first and t.id < c_booked_last
               and (d.currency is distinct from t.currency or k.currency is distinct from t.currency) limit 100) w;
    select v_problems || coalesce(jsonb_agg(ledger_problem('orphan', jsonb_build_object('kind', 'transfer', 'id', w.id))), '[]') into v_problems
      from (select t.id from transfers t left join sales s on s.lead_id = t.lead_id and s.id = t.sale_id
             where t.day = p_day and t.id >= c_booked_first and t.id < c_booked_last and t.sale_id is not null and s.id is null limit 100) w;
    select v_problems || coalesce(jsonb_agg(ledger_problem('sale_differs', jsonb_build_object('sale', w.id, 'state', w.state))), '[]') into v_problems
      from (select s.id, s.state from sales s cross join lateral sale_entries(s) e
             where s.lead_id >= c_first and s.lead_id < c_end and s.state not in ('pending', 'void')
               and (e.charged is distinct from s.price_minor
                    or e.released <> case when s.state in ('held', 'disputed') then 0 else s.price_minor end
                    or e.refunded + e.reversed <> s.refund_minor) limit 100) w;
    select v_problems || coalesce(jsonb_agg(ledger_problem('live_differs', jsonb_build_object('lead', w.id))), '[]') into v_problems
      from (select d.id from leads d
              left join (select lead_id, count(*) filter (where not exclusive) as shared, count(*) filter (where exclusive) as exclusive
                           from sales where lead_id >= c_first and lead_id < c_end and state in ('pending', 'held', 'disputed', 'final') group by 1) s
                on s.lead_id = d.id
             where d.id >= c_first and d.id < c_end
               and (d.live_shared <> coalesce(s.shared, 0) or d.live_exclusive <> coalesce(s.exclusive, 0)) limit 100) w;
    select v_problems || coalesce(jsonb_agg(ledger_problem('orphan', jsonb_build_object('kind', w.kind, 'id', w.id))), '[]') into v_problems
      from ((select 'sale' as kind, s.id from sales s left join leads d on d.id = s.lead_id
              where s.lead_id >= c_first and s.lead_id < c_end and d.id is null limit 50)
            union all (select 'lead', d.id from leads d left join contacts v on v.lead_id = d.id
                        where d.id >= c_first and d.id < c_end and v.lead_id is null limit 50)
            union all (select 'contact', v.lead_id from contacts v left join leads d on d.id = v.lead_id
                        where v.lead_id >= c_first and v.lead_id < c_end and d.id is null limit 50)) w;
    if p_slice = 1 and exists (select from ledger_days where day = p_day and sealed_at is not null) then
        select v_problems || coalesce(jsonb_agg(ledger_problem('line_differs', jsonb_build_object('account', w.id))), '[]') into v_problems
          from (select x.id from ledger_lines_wrong(p_day) x(id) limit 100) w;
    end if;
    return jsonb_build_object('day', p_day, 'balanced', v_problems = '[]', 'transfers', v_transfers, 'problems', v_problems);
end $$;

-- The slices to go through: every day on which something was booked or a lead came, cut so that each takes well under a second.
create or replace function ledger_check_days() returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('day', d::date, 'slices', greatest(1, least(1000, n.n / 10000 + 1))) order by d), '[]')
      from generate_series((select least(min(x.day), (select (uuid_time(l.id) at time zone 'UTC')::date from leads l order by l.id limit 1)) from ledger_days x),
                           (select max(x.day) from ledger_days x), interval '1 day') d
      left join ledger_days y on y.day = d::date
     cross join lateral (select coalesce(y.transfers, (select count(*) from transfers t where t.day = d::date)) as n) n
$$;

-- What the API asks: everything at once while the books are short, else the balances, and which days are to be asked for.
drop function if exists ledger_verdict(date);
create or replace function ledger_verdict(p_day date, p_slice integer, p_slices integer) returns jsonb language plpgsql stable security definer set search_path = leadx, pg_temp as $$
declare
    c_short constant integer := 100000;
begin
    if p_day is not null then
        return ledger_check_day(p_day, least(p_slice, p_slices), p_slices);
    elsif (select count(*) from (select from transfers limit c_short + 1) x) <= c_short then
        return ledger_verify() || jsonb_build_object('days', '[]'::jsonb);
    end if;
    return ledger_check_now() || jsonb_build_object('days', ledger_check_days());
end $$;
grant execute on function ledger_verdict(date, integer, integer) to leadx_server;
