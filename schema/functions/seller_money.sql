-- What is agreed with sellers: how long new ones wait for what they earned, and what the exchange keeps of it.

-- How long what the company earns stays; null = not at all.
create or replace function seller_hold(p_org uuid, p_currency text, p_now timestamptz) returns interval
    language sql stable set search_path = leadx, pg_temp as $$
    select nullif(coalesce(m.hold, case when o.created_at > p_now - t.new_seller then t.hold end), interval '0')
      from orgs o left join org_money m on m.org_id = o.id left join currency_terms t on t.currency = p_currency
     where o.id = p_org
$$;

-- Of the entries, what comes to payables of sellers on hold stays until the end of its last day. The caller holds the accounts.
create or replace function payables_hold(p_entries ledger_entry[], p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into payable_holds as h (account_id, until, amount_minor)
    select a.id, date_trunc('day', p_now + s.hold, 'UTC') + interval '1 day', sum(e.amount_minor)::bigint
      from unnest(p_entries) e join accounts a on a.id = e.credit_id and a.kind = 'payable'
     cross join lateral (select seller_hold(a.org_id, a.currency, p_now) as hold) s
     where e.kind = 'settle' and e.amount_minor > 0 and s.hold is not null
     group by a.id, s.hold order by a.id
        on conflict (account_id, until) do update set amount_minor = h.amount_minor + excluded.amount_minor
$$;

-- What of a payable can be paid out now. After a reversal the balance may be less than what is held.
create or replace function payable_available(a accounts, p_now timestamptz) returns bigint
    language sql stable set search_path = leadx, pg_temp as $$
    select greatest(0, a.balance_minor - coalesce(sum(h.amount_minor), 0))::bigint
      from payable_holds h where h.account_id = a.id and h.until > p_now
$$;

-- The fee on what the seller sells in the niche: agreed for the niche, else for all, else the niche's own. leads_sell reads the same.
create or replace function seller_fee(p_seller uuid, p_niche smallint, out bp integer, out fixed bigint) language sql stable
    set search_path = leadx, pg_temp as $$
    select coalesce(m.fee_bp, y.fee_bp, g.fee_bp), coalesce(m.fee_fixed_minor, y.fee_fixed_minor, g.fee_fixed_minor)
      from niches g left join org_fees m on m.org_id = p_seller and m.niche_no = g.no
      left join org_fees y on y.org_id = p_seller and y.niche_no = 0
     where g.no = p_niche
$$;
