-- Invoices: what is billed to whom, tax out of the price, marks that leave nothing out and bill nothing twice.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
create temp table t as select pg_temp.t_org('acme', false, true) as acme, pg_temp.t_niche('bill_t') as niche;
insert into leadx.tax_rates (id, country, series, from_day, name, rate_bp, created_at) values
    (leadx.uuid_v7(now()), '', 'invoice', '2026-01-01', 'old', 1000, now()), (leadx.uuid_v7(now()), '', 'invoice', '2026-11-15', 'new', 2000, now()),
    (leadx.uuid_v7(now()), 'NO', 'invoice', '2026-01-01', 'MVA', 2500, now());
create function pg_temp.day(p_day date, p_n bigint, p_minor bigint, p_what text default 'leads', p_settled date default null) returns void language sql as $$
    insert into leadx.billing_days select acme, 'invoice', 'RUB', p_day, niche, p_what, coalesce(p_settled, p_day), p_n, p_minor from t;
    insert into leadx.invoice_marks select acme, 'invoice', 'RUB', null, p_day from t on conflict (org_id, series, currency)
        do update set pending = least(leadx.invoice_marks.pending, excluded.pending);
$$;
create function pg_temp.issue(p_to date) returns leadx.invoices[] language sql as $$
    select leadx.invoice_issue(acme, 'invoice', 'RUB', p_to, '2026-12-01 02:00:00+00') from t
$$;
select pg_temp.day('2026-10-20', 1, 110), pg_temp.day('2026-11-03', 2, 1100), pg_temp.day('2026-11-20', 1, 1200), pg_temp.day('2026-11-21', 1, -600, 'reversal', '2026-11-20') \g /dev/null
create temp table i as select x.* from unnest(pg_temp.issue('2026-11-30')) x;
select is(concat_ws(' ', number, from_day, to_day, gross_minor, tax_minor, net_minor), 'INV-2026-000001 2026-10-20 2026-11-30 1810 210 1600',
          'all that waited, once') from i;
select is(jsonb_array_length(lines), 2, 'a line a rate') from i;
select is(lines -> 0 ->> 'tax_name', case when (lines -> 0 ->> 'gross')::int = 600 then 'new' else 'old' end, 'the rate of its day') from i;
select is((select sum((l ->> 'count')::int) from i, jsonb_array_elements(lines) l), 3::bigint, 'a sale taken back in the same time is not counted');
select is(pg_temp.issue('2026-11-30'), '{}', 'and not again');
select is(leadx.tax_rate_on('NO', 'invoice', '2026-11-20'), (select r from leadx.tax_rates r where name = 'MVA'), 'a country''s own rate before that of all others');

-- afterwards
select pg_temp.day('2026-12-02', 1, -110, 'reversal', '2026-10-20') \g /dev/null
create temp table n as select x.* from unnest(pg_temp.issue('2026-12-03')) x;
select is(concat_ws(' ', series, number, corrects_id, gross_minor), 'credit_note CN-2026-000001 ' || (select id from i) || ' 110', 'what was billed is credited') from n;
select pg_temp.day('2026-12-04', 1, -50, 'reversal', '2025-01-01') \g /dev/null
select is(pg_temp.issue('2026-12-05'), '{}', 'less than nothing is not billed');
select pg_temp.day('2026-12-06', 1, 80) \g /dev/null
select is((pg_temp.issue('2026-12-07'))[1].gross_minor, 30::bigint, 'but taken off the next bill');

select pg_temp.day('2026-12-10', 1, -50, 'reversal', '2025-01-01') \g /dev/null
select is(pg_temp.issue('2026-12-31'), '{}', 'nor at a month''s end');
select is((select pending from leadx.invoice_marks), '2027-01-01', 'it waits for days to come, so that nobody asks again');
select pg_temp.day('2027-01-03', 1, 80) \g /dev/null
select is((select concat_ws(' ', x[1].from_day, x[1].gross_minor) from pg_temp.issue('2027-01-31') x), '2026-12-10 30', 'but taken off next month''s bill');

-- a rate entered late, another country: what was billed keeps its rate
insert into leadx.tax_rates (id, country, series, from_day, name, rate_bp, created_at) values (leadx.uuid_v7(now()), '', 'invoice', '2026-10-19', 'late', 500, '2027-01-31 12:00:00+00');
update leadx.orgs set country = 'NO' where id = (select acme from t);
select pg_temp.day('2027-02-02', 1, -110, 'reversal', '2026-11-03'), pg_temp.day('2027-02-03', 1, -60, 'reversal', '2026-11-20') \g /dev/null
create temp table late as select x.lines from unnest(pg_temp.issue('2027-02-28')) x;
select is((select string_agg(concat_ws(' ', l ->> 'text', l ->> 'gross', l ->> 'tax', l ->> 'tax_name'), ', ' order by l ->> 'tax_name' desc) from late, jsonb_array_elements(lines) l),
          'reversal bill_t 110 10 old, reversal bill_t 60 10 new', 'each the one of its day, as it was known then');
delete from leadx.tax_rates where name = 'late';

-- by hand
create function pg_temp.credit(p_minor bigint) returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('credit_note', jsonb_build_object('invoice', id, 'amount', p_minor, 'currency', 'RUB', 'reason', 'kind')) from i
$$;
select is(pg_temp.t_said(pg_temp.credit(1531)), '409 conflict /amount', 'no more than is left of it');
select is(pg_temp.t_said(pg_temp.credit(1530)), '201', 'all that is left');
select is(pg_temp.t_said(pg_temp.credit(1)), '409 conflict /amount', 'then nothing');
select is(pg_temp.t_said(pg_temp.t_do(acme, 'credit_note', '{}')), '403 forbidden', 'administrators only') from t;
select is(pg_temp.t_said(pg_temp.t_admin('tax_rate_create', '{"series": "invoice", "from": "2026-11-15", "name": "again", "rate_bp": 1}')), '409 conflict /from', 'a day has one rate');

select is(pg_temp.t_refused(x), c, c) from (values
    ('update leadx.invoices set net_minor = net_minor + 1', '23514 invoices_sum_check'),
    ('update leadx.invoices set corrects_id = null', '23514 invoices_corrects_check'),
    ('insert into leadx.invoices select * from leadx.invoices limit 1', '23505 invoices_pkey')) v(x, c);
select is(pg_temp.t_refused_as('leadx_server', x), '42501', 'the server: ' || x) from (values
    ('update leadx.invoices set gross_minor = 1'), ('delete from leadx.invoices'), ('update leadx.invoice_counters set last = 0'),
    ('delete from leadx.tax_rates'), ('update leadx.invoice_marks set until = null')) v(x);
select * from finish();
rollback;
