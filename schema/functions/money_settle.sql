-- Windows that passed: escrow goes to the seller and to the operator. A bounded bite a call, so that any number of processes may
-- run it side by side; a killed one leaves nothing half done. What a seller owes is filled first, sale after sale.
create or replace function sales_settle(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_n integer;
    v_operator uuid;
    r record;
    d_lead uuid[]; d_id uuid[]; d_buyer uuid[]; d_seller uuid[]; d_escrow uuid[]; d_price bigint[]; d_fee bigint[]; d_currency text[];
    d_payable uuid[]; d_debt uuid[]; d_revenue uuid[];
    v_entries ledger_entry[];
begin
    perform ledger_gate(v_now);
    select array_agg(x.lead_id), array_agg(x.id), array_agg(x.buyer_id), array_agg(x.seller_id), array_agg(x.escrow_id), array_agg(x.price_minor),
           array_agg(x.fee_minor), array_agg(x.currency)
      into d_lead, d_id, d_buyer, d_seller, d_escrow, d_price, d_fee, d_currency
      from (select * from sales s where s.state = 'held' and s.window_ends_at <= v_now
             order by s.window_ends_at limit p_limit for update skip locked) x;
    if d_id is null then
        return 0;
    end if;
    select id into strict v_operator from orgs where operates;
    for r in select distinct u.seller, u.currency from unnest(d_seller, d_currency) u(seller, currency) order by 1, 2 loop
        perform accounts_ensure(r.seller, r.currency, '{debt,payable}', v_now);
        perform accounts_ensure(v_operator, r.currency, '{revenue}', v_now);
    end loop;
    select array_agg(p.id order by u.i), array_agg(y.id order by u.i), array_agg(o.id order by u.i) into d_payable, d_debt, d_revenue
      from unnest(d_seller, d_currency) with ordinality u(seller, currency, i)
      join accounts p on p.org_id = u.seller and p.currency = u.currency and p.kind = 'payable'
      join accounts y on y.org_id = u.seller and y.currency = u.currency and y.kind = 'debt'
      join accounts o on o.org_id = v_operator and o.currency = u.currency and o.kind = 'revenue';

    update sales s set state = 'final', settled_at = v_now
      from unnest(d_lead, d_id) u(lead_id, id) where s.lead_id = u.lead_id and s.id = u.id and s.state = 'held';
    get diagnostics v_n = row_count;
    if v_n <> cardinality(d_id) then
        raise exception 'a locked sale changed' using errcode = 'LX003';
    end if;
    perform accounts_lock(d_escrow || d_payable || d_debt);
    with shares as (    -- of what each sale earns, the part that fills the debt left by the sales before it
        select u.*, u.price - u.fee as earned,
               least(u.price - u.fee, greatest(0, -y.balance_minor - sum(u.price - u.fee) over w + u.price - u.fee))::bigint as filled
          from unnest(d_escrow, d_payable, d_debt, d_revenue, d_price, d_fee, d_currency, d_lead, d_id) with ordinality
               u(escrow, payable, debt, revenue, price, fee, currency, lead, sale, i)
          join accounts y on y.id = u.debt
        window w as (partition by u.debt order by u.i))
    select array_agg(ledger_entry(e.kind, s.escrow, e.credit, e.amount, s.currency, null, s.lead, s.sale) order by s.i, e.kind desc)
      into v_entries
      from shares s cross join lateral (values ('settle', s.debt, s.filled), ('settle', s.payable, s.earned - s.filled), ('fee', s.revenue, s.fee))
           e(kind, credit, amount);
    perform ledger_book(v_entries, v_now), payables_hold(v_entries, v_now);
    if exists (select from endpoints e where e.org_id = any (d_buyer) and 'sale.settled' = any (e.events)) then
        perform sale_event('sale.settled', u.lead_id, u.id, u.buyer, null, v_now) from unnest(d_lead, d_id, d_buyer) u(lead_id, id, buyer);
    end if;
    return cardinality(d_id);
end $$;
comment on function sales_settle(timestamptz, integer) is 'Settles held sales whose return window has passed; returns how many.';
grant execute on function sales_settle(timestamptz, integer) to leadx_server;
