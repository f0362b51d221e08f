-- Checkpoints: closed days summed once, so that a balance is the sums and the entries of the days still open.

-- What a day's entries come to.
create or replace function ledger_day_sums(p_day date) returns setof ledger_sums language sql stable set search_path = leadx, pg_temp as $$
    select p_day, x.id, sum(x.credit)::bigint, sum(x.debit)::bigint, count(*)::integer
      from (select credit_id as id, amount_minor as credit, 0::bigint as debit from transfers where day = p_day
            union all select debit_id, 0, amount_minor from transfers where day = p_day) x
     group by x.id
$$;

-- The chore: sums one closed day; 1 = there may be another.
create or replace function ledger_checkpoint(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_day date;
begin
    select d.day into v_day from ledger_days d where d.closed_at is not null and d.summed_at is null order by d.day limit 1 for update skip locked;
    if v_day is null then
        return 0;
    end if;
    insert into ledger_sums select * from ledger_day_sums(v_day);
    update ledger_days set summed_at = coalesce(p_now, leadx_now()) where day = v_day;
    return 1;
end $$;

-- Every account's balance out of checkpoints and open days.
create or replace view ledger_balances as
    with days as (select day from ledger_days where summed_at is null),
    open as (
        select t.credit_id as id, t.amount_minor as amount from days d join transfers t on t.day = d.day
        union all select t.debit_id, -t.amount_minor from days d join transfers t on t.day = d.day)
    select x.id, sum(x.amount)::bigint as amount
      from (select account_id as id, credit_minor - debit_minor as amount from ledger_sums union all select id, amount from open) x group by x.id;
comment on view ledger_balances is 'What entries say each account holds; the operator''s accounts are kept nowhere else.';
grant select on ledger_balances to leadx_server, leadx_reader;

create or replace function account_sum(p_account uuid) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select sum(s.credit_minor - s.debit_minor) from ledger_sums s where s.account_id = p_account), 0)::bigint
         + coalesce((select sum(case t.credit_id when p_account then t.amount_minor else -t.amount_minor end)
                       from ledger_days d join transfers t on t.day = d.day and (t.credit_id = p_account or t.debit_id = p_account)
                      where d.summed_at is null), 0)::bigint
$$;
