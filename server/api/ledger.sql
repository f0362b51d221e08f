-- name: ledger_verify
select ledger_verify()

-- name: wallet_get
with own as (
    select g.id, g.family_id, g.buys, g.sells from orgs g where g.id = $1::uuid),
held as (
    select s.currency, sum(s.price_minor - s.fee_minor)::int8 as held
      from sales s where s.seller_id = $1::uuid and s.state in ('held', 'disputed') group by 1),
kept as (
    select a.currency,
           sum(a.balance_minor) filter (where a.kind = 'wallet')::int8 as wallet,
           sum(a.reserved_minor) filter (where a.kind = 'wallet')::int8 as reserved,
           sum(a.credit_limit_minor) filter (where a.kind = 'wallet')::int8 as credit_limit,
           sum(a.balance_minor) filter (where a.kind = 'escrow')::int8 as escrow,
           sum(a.balance_minor) filter (where a.kind = 'payable')::int8 as payable,
           sum(a.balance_minor) filter (where a.kind = 'payout')::int8 as payout,
           sum(a.balance_minor) filter (where a.kind = 'debt')::int8 as debt
      from accounts a, own
     where (a.org_id = own.family_id and a.kind in ('wallet', 'escrow') and own.buys)
        or (a.org_id = own.id and a.kind in ('payable', 'payout') and own.sells)
        or (a.org_id in (own.id, own.family_id) and a.kind = 'debt')
     group by 1)
select jsonb_build_object('org', own.id, 'family', own.family_id, 'items', coalesce((
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'currency', currency, 'wallet', json_money(k.wallet, currency), 'reserved', json_money(k.reserved, currency),
               'credit_limit', json_money(k.credit_limit, currency),
               'available', json_money(k.wallet - k.reserved + k.credit_limit, currency),
               'escrow', json_money(k.escrow, currency), 'payable', json_money(k.payable, currency),
               'payout', json_money(k.payout, currency), 'debt', json_money(nullif(k.debt, 0), currency),
               'held', json_money(case when own.sells then coalesce(h.held, 0) end, currency)))
               order by currency)
      from kept k full join held h using (currency)), '[]'))
  from own
