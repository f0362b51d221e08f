-- What a party reads of its money: balances, and the entries behind them.

-- The accounts a company sees: its family's wallet and escrow, its own payable and payout, debts of both.
create or replace function org_accounts(p_org uuid) returns setof accounts language sql stable set search_path = leadx, pg_temp as $$
    select a.* from orgs o join accounts a on a.org_id in (o.id, o.family_id)
     where o.id = p_org
       and (a.kind = 'debt' or a.org_id = o.family_id and a.kind in ('wallet', 'escrow') and o.buys
            or a.org_id = o.id and a.kind in ('payable', 'payout') and (o.sells or a.kind = 'payout') or o.operates and a.org_id = o.id)
$$;

-- An entry as one party sees it: its own side with the account's id, the other side by kind alone.
create or replace function json_transfer(t transfers, p_own uuid[]) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', t.id, 'day', t.day, 'at', json_time(t.at), 'kind', t.kind, 'amount', json_money(t.amount_minor, t.currency),
        'from', jsonb_build_object('kind', d.kind, 'account', case when p_own is null or d.id = any (p_own) then d.id end),
        'to', jsonb_build_object('kind', k.kind, 'account', case when p_own is null or k.id = any (p_own) then k.id end),
        'lead', t.lead_id, 'sale', t.sale_id, 'corrects', t.corrects_id, 'reference', t.reference)
      from accounts d, accounts k where d.id = t.debit_id and k.id = t.credit_id
$$;

-- A page of a company's entries, newest first; each account is read by its index. A seller's own lead stands in its entries; a
-- buyer sees the lead's id with the sale.
create or replace function transfers_page(p_org uuid, p_kind text, p_sale uuid, p_from date, p_to date, p_after uuid, p_limit integer) returns jsonb
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    v_own uuid[] := array(select id from org_accounts(p_org));
    v_answer jsonb;
begin
    if p_sale is not null then
        with found as (
            select t from transfers t where t.sale_id = p_sale and t.kind <> 'charge' and (t.debit_id = any (v_own) or t.credit_id = any (v_own))
            union all select t from transfers t where t.debit_id = any (v_own) and t.id = p_sale and t.kind = 'charge'),
        page as (
            select f.t from found f
             where (p_kind is null or (f.t).kind = p_kind) and (f.t).day >= coalesce(p_from, '-infinity') and (f.t).day <= coalesce(p_to, 'infinity')
               and (p_after is null or (f.t).id < p_after)
             order by (f.t).id desc limit p_limit + 1)
        select json_page(array_agg((f.t).id order by (f.t).id desc), array_agg(json_transfer(f.t, v_own) order by (f.t).id desc), p_limit) into v_answer
          from page f;
        return v_answer;
    end if;
    with found as (
        select distinct on ((x.t).id, (x.t).day) x.t from unnest(v_own) a(id) cross join lateral (
            (select t from transfers t
              where t.debit_id = a.id and (p_kind is null or t.kind = p_kind)
                and t.day >= coalesce(p_from, '-infinity') and t.day <= coalesce(p_to, 'infinity') and (p_after is null or t.id < p_after)
              order by t.id desc limit p_limit + 1)
            union all
            (select t from transfers t
              where t.credit_id = a.id and t.kind not in ('charge', 'fee', 'refund') and (p_kind is null or t.kind = p_kind)
                and t.day >= coalesce(p_from, '-infinity') and t.day <= coalesce(p_to, 'infinity') and (p_after is null or t.id < p_after)
              order by t.id desc limit p_limit + 1)) x
         order by (x.t).id desc, (x.t).day desc limit p_limit + 1)
    select json_page(array_agg((f.t).id order by (f.t).id desc), array_agg(json_transfer(f.t, v_own) order by (f.t).id desc), p_limit) into v_answer
      from found f;
    return v_answer;
end $$;

-- All entries of one booking day, for the operator, in the order of their ids.
create or replace function transfers_day(p_day date, p_kind text, p_sale uuid, p_after uuid, p_limit integer) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    select json_page(array_agg((x.t).id order by (x.t).id), array_agg(json_transfer(x.t, null) order by (x.t).id), p_limit)
      from (select t from transfers t
             where t.day = p_day and (p_kind is null or t.kind = p_kind) and (p_sale is null or t.sale_id = p_sale) and (p_after is null or t.id > p_after)
             order by t.id limit p_limit + 1) x
$$;

-- Balances, a currency a row. held: what the seller's sales still in their windows will bring if all stand.
create or replace function wallet_json(p_org uuid, p_now timestamptz) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    with own as (
        select g.id, g.family_id, g.buys, g.sells from orgs g where g.id = p_org),
    held as (
        select s.currency, sum(s.price_minor - s.fee_minor)::int8 as held
          from sales s where s.seller_id = p_org and s.state in ('held', 'disputed') group by 1),
    kept as (
        select a.currency,
               sum(a.balance_minor) filter (where a.kind = 'wallet')::int8 as wallet,
               sum(a.reserved_minor) filter (where a.kind = 'wallet')::int8 as reserved,
               sum(a.credit_limit_minor) filter (where a.kind = 'wallet')::int8 as credit_limit,
               sum(a.balance_minor) filter (where a.kind = 'escrow')::int8 as escrow,
               sum(a.balance_minor) filter (where a.kind = 'payable')::int8 as payable,
               sum(payable_available(a, p_now)) filter (where a.kind = 'payable')::int8 as payable_available,
               sum(a.balance_minor) filter (where a.kind = 'payout')::int8 as payout,
               sum(a.balance_minor) filter (where a.kind = 'debt')::int8 as debt,
               bool_or(t.low) as low
          from org_accounts(p_org) a left join wallet_terms t on t.account_id = a.id
         where a.kind not in ('bank', 'revenue', 'goodwill')
         group by 1)
    select jsonb_build_object('org', own.id, 'family', own.family_id, 'items', coalesce((
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'currency', currency, 'wallet', json_money(k.wallet, currency), 'reserved', json_money(k.reserved, currency),
                   'credit_limit', json_money(k.credit_limit, currency),
                   'available', json_money(k.wallet - k.reserved + k.credit_limit, currency), 'low', nullif(k.low, false),
                   'escrow', json_money(k.escrow, currency), 'payable', json_money(k.payable, currency),
                   'payable_available', json_money(k.payable_available, currency),
                   'payout', json_money(k.payout, currency), 'debt', json_money(nullif(k.debt, 0), currency),
                   'held', json_money(case when own.sells then coalesce(h.held, 0) end, currency)))
                   order by currency)
          from kept k full join held h using (currency)), '[]'))
      from own
$$;
