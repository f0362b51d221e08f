-- The equation every period must satisfy, per currency and to the minor unit:
--   charges - refunds = (seller credits - claw-backs) + (revenue - reversed) + (escrow at end - escrow at start)
-- The left and the flows come from what moved between kinds of account, the escrow from the balances that stood there.

-- What moved from p_from to p_to, both included: sealed days from their sums, later ones from their transfers.
create or replace function ledger_moved(p_from date, p_to date)
    returns table (currency text, kind text, debit_kind text, credit_kind text, n bigint, amount numeric)
    language sql stable set search_path = leadx, pg_temp as $$
    with until as (select coalesce(max(d.day), '-infinity') as day from ledger_days d where d.sealed_at is not null)
    select s.currency, s.kind, s.debit_kind, s.credit_kind, sum(s.n)::bigint, sum(s.amount_minor)
      from ledger_flows s, until u where s.day between p_from and least(p_to, u.day) group by 1, 2, 3, 4
    union all
    select t.currency, t.kind, d.kind, c.kind, count(*), sum(t.amount_minor)
      from until u, transfers t join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id
     where t.day between greatest(p_from, (u.day + 1)::date) and p_to group by 1, 2, 3, 4
$$;

-- What stood on all accounts of a kind at the end of a day.
create or replace function ledger_stood(p_kind text, p_day date) returns table (currency text, amount numeric)
    language sql stable set search_path = leadx, pg_temp as $$
    with until as (select coalesce(max(d.day), '-infinity') as day from ledger_days d where d.sealed_at is not null)
    select x.currency, sum(x.amount) from (
        select a.currency, l.balance_minor::numeric as amount
          from accounts a cross join until u
         cross join lateral (select y.balance_minor from account_lines y where y.account_id = a.id and y.day <= least(p_day, u.day)
                              order by y.day desc, y.part desc limit 1) l
         where a.kind = p_kind
        union all
        select a.currency, sum(case when t.credit_id = a.id then t.amount_minor else -t.amount_minor end)
          from until u, transfers t join accounts a on a.id in (t.debit_id, t.credit_id)
         where a.kind = p_kind and t.day between (u.day + 1)::date and p_day group by 1) x
     group by 1
$$;

create or replace function ledger_reconcile(p_from date, p_to date) returns jsonb
    language sql stable security definer set search_path = leadx, pg_temp as $$
    with moved as (select m.*, m.debit_kind || '>' || m.credit_kind as way from ledger_moved(p_from, p_to) m),
    flows as (
        select m.currency as of,
               coalesce(sum(m.amount) filter (where way in ('wallet>escrow', 'wallet>revenue') or kind = 'penalty' and way = 'debt>revenue'), 0) as charges,
               coalesce(sum(m.amount) filter (where way in ('escrow>wallet', 'payable>wallet', 'debt>wallet', 'revenue>wallet')), 0) as refunds,
               coalesce(sum(m.amount) filter (where way in ('escrow>payable', 'escrow>debt')), 0) as seller_credits,
               coalesce(sum(m.amount) filter (where way in ('payable>wallet', 'debt>wallet', 'payable>revenue') or kind <> 'penalty' and way = 'debt>revenue'), 0) as claw_backs,
               coalesce(sum(m.amount) filter (where way in ('escrow>revenue', 'wallet>revenue', 'payable>revenue', 'debt>revenue')), 0) as revenue,
               coalesce(sum(m.amount) filter (where way = 'revenue>wallet'), 0) as reversed,
               coalesce(sum(case when credit_kind = 'escrow' then m.amount else 0 end) - sum(case when debit_kind = 'escrow' then m.amount else 0 end), 0) as escrow_moved,
               coalesce(sum(m.amount) filter (where way in ('bank>wallet', 'bank>debt', 'bank>payable')), 0) as paid_in,
               coalesce(sum(m.amount) filter (where way in ('wallet>bank', 'debt>bank')), 0) as paid_back,
               coalesce(sum(m.amount) filter (where way in ('payable>payout', 'wallet>payout')), 0) as payouts_begun,
               coalesce(sum(m.amount) filter (where way = 'payout>bank'), 0) as payouts_sent,
               coalesce(sum(m.amount) filter (where way in ('payout>payable', 'payout>wallet', 'payout>debt')), 0) as payouts_returned,
               coalesce(sum(case when debit_kind = 'goodwill' then m.amount when credit_kind = 'goodwill' then -m.amount end), 0) as goodwill,
               coalesce(sum(m.amount) filter (where way = 'revenue>bank'), 0) as drawn,
               coalesce(sum(m.amount) filter (where way = 'payable>debt'), 0) as debt_kept_back,
               coalesce(sum(m.n), 0) as n,
               coalesce(jsonb_agg(distinct way) filter (where way not in ('wallet>escrow', 'wallet>revenue', 'escrow>wallet', 'payable>wallet', 'debt>wallet',
                   'revenue>wallet', 'escrow>payable', 'escrow>debt', 'payable>revenue', 'debt>revenue', 'escrow>revenue', 'bank>wallet', 'bank>debt', 'bank>payable', 'wallet>bank',
                   'debt>bank', 'payable>payout', 'wallet>payout', 'payout>bank', 'payout>payable', 'payout>wallet', 'payout>debt', 'revenue>bank', 'payable>debt')
                   and 'goodwill' not in (debit_kind, credit_kind)), '[]') as unknown
          from moved m group by 1),
    named as (
        select c.currency, f.*, coalesce(s.amount, 0) as escrow_start, coalesce(e.amount, 0) as escrow_end
          from (select distinct a.currency from accounts a) c
          left join flows f on f.of = c.currency
          left join ledger_stood('escrow', p_from - 1) s on s.currency = c.currency
          left join ledger_stood('escrow', p_to) e on e.currency = c.currency),
    items as (
        select n.*, coalesce(n.charges - n.refunds, 0) - coalesce(n.seller_credits - n.claw_backs + n.revenue - n.reversed, 0) - (n.escrow_end - n.escrow_start) as difference
          from named n)
    select jsonb_build_object('from', p_from, 'to', p_to, 'closed_until', (select max(day) from ledger_days where sealed_at is not null),
        'balanced', coalesce(bool_and(i.difference = 0 and coalesce(i.unknown, '[]') = '[]'), true),
        'items', coalesce(jsonb_agg(jsonb_build_object('currency', i.currency, 'transfers', coalesce(i.n, 0),
            'charges', coalesce(i.charges, 0), 'refunds', coalesce(i.refunds, 0), 'seller_credits', coalesce(i.seller_credits, 0),
            'claw_backs', coalesce(i.claw_backs, 0), 'revenue', coalesce(i.revenue, 0), 'reversed', coalesce(i.reversed, 0),
            'escrow_start', i.escrow_start, 'escrow_end', i.escrow_end, 'difference', i.difference,
            'deposits', coalesce(i.paid_in, 0), 'paid_back', coalesce(i.paid_back, 0), 'payouts_begun', coalesce(i.payouts_begun, 0),
            'payouts_sent', coalesce(i.payouts_sent, 0), 'payouts_returned', coalesce(i.payouts_returned, 0), 'goodwill', coalesce(i.goodwill, 0),
            'drawn', coalesce(i.drawn, 0), 'debt_kept_back', coalesce(i.debt_kept_back, 0), 'unknown', coalesce(i.unknown, '[]')) order by i.currency), '[]'))
      from items i
$$;
