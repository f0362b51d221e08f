-- Invoices: what buyers finally paid, and in sellers' names what they earned. Sealing a day sums what is to be billed; issuing
-- reads those few rows, so that it takes as long for a million leads as for ten. An invoice is written once. Prices include tax.

-- What one bite of a sealed day adds. A sale's entries are booked in one moment and may part over two bites; it counts in the first.
create or replace function billing_seal(p_day date, p_first uuid, p_last uuid) returns void
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    with moved as (
        select t.id, t.kind, t.currency, t.amount_minor, t.sale_id, d.org_id as payer, c.org_id as payee, d.kind as d, c.kind as c,
               coalesce(s.niche_no, 0) as niche_no, coalesce((s.settled_at at time zone 'UTC')::date, p_day) as settled,
               case when uuid_floor(t.at) > p_first then true else
               not exists (select from transfers e where e.day = p_day and e.id < p_first and e.id >= uuid_floor(t.at) and e.sale_id = t.sale_id
                            and e.kind in ('settle', 'fee')) end as first
          from transfers t join accounts d on d.id = t.debit_id join accounts c on c.id = t.credit_id
          left join sales s on s.lead_id = t.lead_id and s.id = t.sale_id
         where t.day = p_day and t.id between p_first and p_last and t.kind in ('settle', 'fee', 'penalty', 'reversal')),
    parts as (
        select payer as org, 'invoice' as series, currency, niche_no, 'leads' as what, p_day as settled, case when first then sale_id end as sale_id, amount_minor
          from moved where d = 'escrow'
        union all
        select payer, 'invoice', currency, niche_no, 'penalty', p_day, id, amount_minor from moved where kind = 'penalty'
        union all
        select payee, 'invoice', currency, niche_no, 'reversal', settled, sale_id, -amount_minor from moved where kind = 'reversal' and c = 'wallet'
        union all
        select payee, 'self_billed', currency, niche_no, 'leads', p_day, case when first then sale_id end, amount_minor
          from moved where kind = 'settle' and c in ('payable', 'debt')
        union all
        select payer, 'self_billed', currency, niche_no, 'reversal', settled, sale_id, -amount_minor
          from moved where kind = 'reversal' and d in ('payable', 'debt')),
    added as (
        insert into billing_days as b (org_id, series, currency, day, niche_no, what, settled_day, n, amount_minor)
        select org, series, currency, p_day, niche_no, what, settled, count(distinct sale_id), sum(amount_minor) from parts group by 1, 2, 3, 5, 6, 7
            on conflict (org_id, series, currency, day, niche_no, what, settled_day)
            do update set n = b.n + excluded.n, amount_minor = b.amount_minor + excluded.amount_minor
        returning org_id, series, currency)
    insert into invoice_marks as m (org_id, series, currency, pending) select distinct org_id, series, currency, p_day from added order by 1, 2, 3
        on conflict (org_id, series, currency) do update set pending = least(m.pending, excluded.pending);
end $$;

-- p_known: by what was entered until then.
drop function if exists tax_rate_on(text, text, date);
create or replace function tax_rate_on(p_country text, p_series text, p_day date, p_known timestamptz default 'infinity') returns tax_rates
    language sql stable set search_path = leadx, pg_temp as $$
    select r.* from tax_rates r where r.country in (coalesce(p_country, ''), '') and r.series = p_series and r.from_day <= p_day and r.created_at <= p_known
     order by r.country desc, r.from_day desc limit 1
$$;

-- Who a company is on paper, as it is at this moment.
create or replace function json_legal(o orgs) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', o.id, 'name', o.name, 'address', o.address, 'country', o.country, 'tax_id', o.tax_id)
$$;

-- One line: what, how many, gross, and the tax that is in it, rounded to the nearest unit.
create or replace function invoice_line(p_text text, p_n bigint, p_gross bigint, p_rate tax_rates) returns jsonb language sql immutable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('text', p_text, 'count', p_n, 'gross', p_gross, 'tax', x.tax, 'net', p_gross - x.tax, 'rate_bp', coalesce(p_rate.rate_bp, 0), 'tax_name', p_rate.name)
      from (select round(p_gross::numeric * coalesce(p_rate.rate_bp, 0) / (10000 + coalesce(p_rate.rate_bp, 0)))::bigint as tax) x
$$;

-- The next number of a series: its row stays locked until the invoice is there, and goes back if it never is.
create or replace function invoice_number(p_operator uuid, p_series text, p_now timestamptz, out out_year smallint, out out_no integer, out out_number text)
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    out_year := extract(year from p_now at time zone 'UTC');
    insert into invoice_counters as c (operator_id, year, series, last) values (p_operator, out_year, p_series, 1)
        on conflict (operator_id, year, series) do update set last = c.last + 1 returning c.last into out_no;
    out_number := case p_series when 'invoice' then 'INV' when 'self_billed' then 'SB' else 'CN' end || '-' || out_year || '-' || lpad(out_no::text, 6, '0');
end $$;

create or replace function invoice_write(p_org uuid, p_series text, p_currency text, p_from date, p_to date, p_lines jsonb, p_corrects invoices, p_reason text, p_now timestamptz)
    returns invoices language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_operator orgs;
    v_org orgs;
    v_number record;
    v invoices;
begin
    select * into strict v_operator from orgs where operates;
    select * into strict v_org from orgs where id = p_org;
    select * into v_number from invoice_number(v_operator.id, p_series, p_now);
    insert into invoices (id, org_id, operator_id, series, year, no, number, currency, from_day, to_day, issued_at, issuer, recipient, lines, net_minor, tax_minor,
                          gross_minor, corrects_id, reason)
    select uuid_v7(p_now), p_org, v_operator.id, p_series, v_number.out_year, v_number.out_no, v_number.out_number, p_currency, p_from, p_to, p_now,
           -- a self-billed note and what corrects it are the seller's papers, which the operator writes
           json_legal(case when 'self_billed' in (p_series, p_corrects.series) then v_org else v_operator end),
           json_legal(case when 'self_billed' in (p_series, p_corrects.series) then v_operator else v_org end),
           p_lines, sum((l ->> 'net')::bigint), sum((l ->> 'tax')::bigint), sum((l ->> 'gross')::bigint), p_corrects.id, p_reason
      from jsonb_array_elements(p_lines) l
    returning * into v;
    return v;
end $$;

-- Reversals of what earlier invoices billed: a credit note for each of those, at its rates: neither a rate that was entered later nor
-- another country of the company changes what was billed.
create or replace function invoice_credits(p_org uuid, p_series text, p_currency text, p_from date, p_to date, p_now timestamptz) returns invoices[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_made invoices[] := '{}';
    v_lines jsonb;
    v invoices;
begin
    for v in select i.* from invoices i where i.org_id = p_org and i.series = p_series and i.currency = p_currency and i.to_day < p_from
              and exists (select from billing_days b where b.org_id = p_org and b.series = p_series and b.currency = p_currency and b.day between p_from and p_to
                           and b.what = 'reversal' and b.settled_day between i.from_day and i.to_day)
              order by i.id loop
        select jsonb_agg(invoice_line('reversal ' || coalesce(g.name, ''), x.n, -x.amount, x.rate) order by g.name, x.rate) into v_lines
          from (select b.niche_no, b.rate, sum(b.n)::bigint as n, sum(b.amount_minor)::bigint as amount
                  from (select y.*, tax_rate_on(case p_series when 'self_billed' then v.issuer else v.recipient end ->> 'country', p_series, y.settled_day, v.issued_at) as rate
                          from billing_days y
                         where y.org_id = p_org and y.series = p_series and y.currency = p_currency and y.day between p_from and p_to
                           and y.what = 'reversal' and y.settled_day between v.from_day and v.to_day) b group by 1, 2) x
          left join niches g on g.no = x.niche_no;
        v_made := v_made || invoice_write(p_org, 'credit_note', p_currency, p_from, p_to, v_lines, v, 'reversed after settlement', p_now);
    end loop;
    return v_made;
end $$;

-- Bills a company up to a sealed day, from the day after the last bill: at most one invoice, and its credit notes. Nothing to
-- bill, or less than nothing: no invoice, and what there is waits for the next.
create or replace function invoice_issue(p_org uuid, p_series text, p_currency text, p_to date, p_now timestamptz) returns invoices[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    m invoice_marks;
    v_from date;
    v_lines jsonb;
    v_gross numeric;
    v_made invoices[];
begin
    select * into m from invoice_marks x where x.org_id = p_org and x.series = p_series and x.currency = p_currency for update;
    if not found or m.pending is null or m.pending > p_to then
        return '{}';
    end if;
    v_from := greatest(coalesce(m.until + 1, m.pending), date_trunc('month', p_to)::date);
    v_from := least(v_from, (select min(b.day) from billing_days b where b.org_id = p_org and b.series = p_series and b.currency = p_currency
                                and b.day > coalesce(m.until, '-infinity')));    -- also what waits since it came to less than nothing
    select jsonb_agg(invoice_line(x.what || coalesce(' ' || g.name, ''), x.n, x.amount, x.rate) order by g.name, x.what, x.rate), sum(x.amount) into v_lines, v_gross
      from (select b.niche_no, case b.what when 'penalty' then 'groundless claims' else 'leads' end as what, b.rate,
                   sum(case b.what when 'reversal' then -b.n else b.n end)::bigint as n, sum(b.amount_minor)::bigint as amount
              from (select y.*, tax_rate_on(o.country, p_series, y.day) as rate from billing_days y, orgs o
                     where o.id = p_org and y.org_id = p_org and y.series = p_series and y.currency = p_currency and y.day between v_from and p_to
                       and (y.what <> 'reversal' or not exists (select from invoices i where i.org_id = p_org and i.series = p_series and i.currency = p_currency
                                                                and i.to_day < v_from and y.settled_day between i.from_day and i.to_day))) b
             group by 1, 2, 3) x
      left join niches g on g.no = x.niche_no where x.amount <> 0;
    if v_gross < 0 then
        update invoice_marks x set pending = p_to + 1 where x.org_id = p_org and x.series = p_series and x.currency = p_currency;
        return '{}';
    end if;
    v_made := invoice_credits(p_org, p_series, p_currency, v_from, p_to, p_now);
    if v_gross > 0 then
        v_made := invoice_write(p_org, p_series, p_currency, v_from, p_to, v_lines, null, null, p_now) || v_made;
    end if;
    update invoice_marks x set until = p_to, pending = (select min(b.day) from billing_days b where b.org_id = p_org and b.series = p_series
                                                          and b.currency = p_currency and b.day > p_to)
     where x.org_id = p_org and x.series = p_series and x.currency = p_currency;
    return v_made;
end $$;

-- The chore: months that ended and are signed. Returns how many companies it billed; a full bite means there is more.
create or replace function invoices_due(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_last date := (date_trunc('month', v_now at time zone 'UTC') - interval '1 day')::date;
    v_n integer := 0;
    r record;
begin
    if v_last > coalesce(ledger_signed_until(), '-infinity') then
        return 0;
    end if;
    for r in select m.* from invoice_marks m where m.pending <= v_last order by m.pending limit p_limit for update skip locked loop
        -- month by month, where several were missed
        perform invoice_issue(r.org_id, r.series, r.currency, least(v_last, (date_trunc('month', r.pending) + interval '1 month - 1 day')::date), v_now);
        v_n := v_n + 1;
    end loop;
    return v_n;
end $$;
revoke execute on function invoices_due(timestamptz, integer) from public;

create or replace function json_invoice(i invoices) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', i.id, 'number', i.number, 'series', i.series, 'org', i.org_id, 'currency', i.currency, 'from', i.from_day, 'to', i.to_day,
        'issued_at', json_time(i.issued_at), 'issuer', i.issuer, 'recipient', i.recipient, 'lines', i.lines, 'net', json_money(i.net_minor, i.currency),
        'tax', json_money(i.tax_minor, i.currency), 'gross', json_money(i.gross_minor, i.currency), 'corrects', i.corrects_id, 'reason', i.reason,
        'credited', (select json_money(coalesce(sum(c.gross_minor), 0)::bigint, i.currency) from invoices c where c.corrects_id = i.id),
        'corrects_number', (select c.number from invoices c where c.id = i.corrects_id))
$$;

create or replace function json_tax_rate(r tax_rates) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', r.id, 'country', r.country, 'series', r.series, 'from', r.from_day, 'name', r.name, 'rate_bp', r.rate_bp, 'created_at', json_time(r.created_at))
$$;
