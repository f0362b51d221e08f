-- What accounts hold by their entries: of sealed days the balance that was drawn up when they were sealed (account_lines), of the days
-- since then the entries themselves. So nobody has to read all entries again.

drop view if exists ledger_balances;
create or replace function ledger_balances() returns table (id uuid, amount bigint) language plpgsql stable
    set search_path = leadx, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    v_open date[] := array(select d.day from ledger_days d where d.sealed_at is null);
begin
    return query
    with moved as (
        select t.credit_id as id, t.amount_minor as amount from transfers t where t.day = any (v_open)
        union all select t.debit_id, -t.amount_minor from transfers t where t.day = any (v_open)
        union all select a.id, l.balance_minor from accounts a cross join lateral (
            select x.balance_minor from account_lines x where x.account_id = a.id and not x.day = any (v_open)
             order by x.day desc, x.part desc limit 1) l)
    select m.id, sum(m.amount)::bigint from moved m group by m.id;
end $$;
comment on function ledger_balances() is 'What entries say each account holds; the operator''s accounts are kept nowhere else.';

create or replace function account_sum(p_account uuid) returns bigint language plpgsql stable
    set search_path = leadx, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    v_open date[] := array(select d.day from ledger_days d where d.sealed_at is null);
begin
    return coalesce((select l.balance_minor from account_lines l where l.account_id = p_account and not l.day = any (v_open)
                      order by l.day desc, l.part desc limit 1), 0)
         + coalesce((select sum(case t.credit_id when p_account then t.amount_minor else -t.amount_minor end)
                       from transfers t where t.day = any (v_open) and (t.credit_id = p_account or t.debit_id = p_account)), 0)::bigint;
end $$;

-- How many entries a currency has.
create or replace function ledger_entries(p_currency text) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select (select coalesce(sum(f.n), 0) from ledger_flows f join ledger_days d on d.day = f.day and d.sealed_at is not null where f.currency = p_currency)::bigint
         + (select count(*) from ledger_days d join transfers t on t.day = d.day where d.sealed_at is null and t.currency = p_currency)
$$;

-- Accounts whose lines of a sealed day are not what its entries come to, or whose balance does not follow from the line before.
create or replace function ledger_lines_wrong(p_day date) returns setof uuid language sql stable set search_path = leadx, pg_temp as $$
    with kept as (
        select l.account_id as id, sum(l.n) as n, sum(l.moved_minor) as moved, (array_agg(l.balance_minor order by l.part desc))[1] as balance
          from account_lines l where l.day = p_day group by 1),
    computed as (
        select x.id, count(*) as n, sum(x.amount) as moved
          from (select credit_id as id, amount_minor as amount from transfers where day = p_day
                union all select debit_id, -amount_minor from transfers where day = p_day) x group by 1)
    select coalesce(k.id, c.id) from kept k full join computed c on c.id = k.id
      left join lateral (select l.balance_minor from account_lines l where l.account_id = k.id and l.day < p_day order by l.day desc, l.part desc limit 1) b on true
     where k.n is distinct from c.n or k.moved is distinct from c.moved or k.balance is distinct from coalesce(b.balance_minor, 0) + k.moved
$$;
