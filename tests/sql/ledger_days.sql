-- Days: closed in order and for good, sealed bite by bite, signed once; the export and the proofs that come of it.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select is(encode(leadx.merkle_root(null), 'hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'the root of nothing');
-- RFC 6962's own tree of the seven leaves below has this shape: ((01)(23))((45)6)
create temp table leaf as select i, leadx.ledger_leaf('row ' || i) as h from generate_series(0, 6) i;
create function pg_temp.l(i integer) returns bytea language sql as $$ select h from leaf where leaf.i = $1 $$;
create function pg_temp.n(a bytea, b bytea) returns bytea language sql as $$ select sha256('\x01'::bytea || a || b) $$;
select is(leadx.merkle_root(array(select h from leaf order by i)),
          pg_temp.n(pg_temp.n(pg_temp.n(pg_temp.l(0), pg_temp.l(1)), pg_temp.n(pg_temp.l(2), pg_temp.l(3))), pg_temp.n(pg_temp.n(pg_temp.l(4), pg_temp.l(5)), pg_temp.l(6))),
          'seven leaves as RFC 6962 joins them');
select is(leadx.merkle_path(array(select h from leaf order by i), 6), array[pg_temp.n(pg_temp.l(4), pg_temp.l(5)),
          pg_temp.n(pg_temp.n(pg_temp.l(0), pg_temp.l(1)), pg_temp.n(pg_temp.l(2), pg_temp.l(3)))], 'the last leaf''s neighbours');
select is(leadx.merkle_path(array(select h from leaf order by i limit 1), 0), '{}', 'a leaf alone has none');

-- six days: transfers on three of them, more than one chunk on the first
create temp table t as select pg_temp.t_org('acme', false, true) as acme;
select pg_temp.t_fund(acme, 0) from t \g /dev/null
create function pg_temp.account(p_kind text) returns uuid language sql as $$ select a.id from leadx.accounts a, t where a.org_id = t.acme and a.kind = p_kind $$;
create function pg_temp.book(p_day date, p_n integer, p_minor bigint) returns void language sql as $$
    insert into leadx.ledger_days (day) values (p_day) on conflict do nothing;
    insert into leadx.transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, reference)
    select leadx.uuid_v7(p_day + interval '12 hours'), p_day, p_day + interval '12 hours', pg_temp.account('bank'), pg_temp.account('wallet'), p_minor, 'RUB', 'deposit',
           case i when 1 then E'a \\ and\na line' end from generate_series(1, p_n) i;
$$;
select pg_temp.book('2026-11-01', 600, 3), pg_temp.book('2026-11-02', 1, 5), pg_temp.book('2026-11-04', 2, 7) \g /dev/null
select is(leadx.ledger_close('2026-11-05 00:59:59+00', '1 hour'), 3, 'days close when they are over and the hour has come');
select results_eq('select day from leadx.ledger_days where closed_at is not null order by day', array['2026-11-01', '2026-11-02', '2026-11-03']::date[], 'a quiet one too');
select is(leadx.ledger_close('2026-11-05 00:59:59+00', '1 hour'), 0, 'once');
select is(leadx.ledger_booking_day('2026-11-02 12:00:00+00'), '2026-11-04'::date, 'nothing is booked on a closed day');
select is(leadx.ledger_close('2026-11-05 01:00:00+00', '1 hour'), 1, 'the next one');
create function pg_temp.seal() returns integer language plpgsql as $$
declare n integer := 0; begin while leadx.ledger_seal('2026-11-05 01:00:00+00') > 0 loop n := n + 1; end loop; return n; end $$;
select is(pg_temp.seal(), 4, 'each is sealed');
select results_eq('select day, transfers from leadx.ledger_days where sealed_at is not null order by day',
                  $$values ('2026-11-01'::date, 600::bigint), ('2026-11-02', 1), ('2026-11-03', 0), ('2026-11-04', 2)$$, 'with what is on it');
select is((select transfers_root from leadx.ledger_days where day = '2026-11-01'),
          leadx.merkle_root(array(select leadx.ledger_leaf(leadx.ledger_row(x)) from leadx.transfers x where x.day = '2026-11-01' order by x.id)), 'chunks join to the root of all rows');
select is((select count(*) from leadx.ledger_days d join leadx.ledger_days e on e.day = d.day + 1 where e.statement like '% previous ' || encode(d.head, 'hex')), 3::bigint,
          'each names the one before');
select matches((select statement from leadx.ledger_days where day = '2026-11-03'), 'transfers 0 e3b0c442', 'nothing is signed as nothing');

-- what stood where
select results_eq($$select day, moved_minor, balance_minor from leadx.account_lines where account_id = pg_temp.account('wallet') order by day$$,
                  $$values ('2026-11-01'::date, 1800::bigint, 1800::bigint), ('2026-11-02', 5, 1805), ('2026-11-04', 14, 1819)$$, 'an account''s days');
select is((select balance_minor from leadx.account_lines where account_id = pg_temp.account('bank') order by day desc limit 1), -1819::bigint, 'of the summed accounts too');
select is((select amount_minor from leadx.ledger_flows where day = '2026-11-01'), 1800::bigint, 'and what moved between which');

-- signing
select is((select count(*) from leadx.ledger_unsigned(10)), 4::bigint, 'all wait for their signature');
select ok(leadx.ledger_sign(day, statement, sha256('key'), sha512('sig')), 'signed') from leadx.ledger_unsigned(10) where day <> '2026-11-03';
select is(leadx.ledger_signed_until(), '2026-11-02'::date, 'the export ends where one is missing');
select ok(not leadx.ledger_sign('2026-11-03', 'leadx-day 1 other', sha256('key'), sha512('sig')), 'not for another statement');
select ok(leadx.ledger_sign(day, statement, sha256('key'), sha512('sig')), 'the last') from leadx.ledger_unsigned(10);
select ok(not leadx.ledger_sign(day, statement, sha256('other'), sha512('x')), 'once only') from leadx.ledger_days where day = '2026-11-03';
select is((select count(*) from leadx.ledger_keys), 1::bigint, 'the key that signed is known, no other');

-- the export
create temp table page as select x.* from leadx.export_page('transfers', null, null, null, null) x;
select is((select count(*) from page, regexp_split_to_table(out_body, E'\n') l where l like 'transfer %'), 603::bigint, 'every transfer is a line');
select is((select count(*) from page, regexp_split_to_table(out_body, E'\n') l where l like 'index %'), 5::bigint, 'with an index of each chunk');
select ok((select position(E' =a \\\\ and\\na line\n' in out_body) > 0 from page), 'a reference stays on its line');
select matches((select out_body from page), 'end ' || encode(head, 'hex') || E'\n$', 'it ends with the last head') from leadx.ledger_days where day = '2026-11-04';
select is((select count(*) from leadx.export_page('transfers', '2026-11-02', '2026-11-03', null, null), regexp_split_to_table(out_body, E'\n') l where l like 'leadx-day %'), 2::bigint,
          'between two days');

-- proofs
create temp table p as select leadx.transfer_proof(x.id, t.acme, false) as doc, x.* from t, leadx.transfers x where x.day = '2026-11-01' order by x.id offset 555 limit 1;
select matches(doc, 'row 555' || E'\n' || 'transfer ' || id, 'the row and its number') from p;
select is((select count(*) from regexp_matches(doc, 'node ', 'g')), 8::bigint, 'and its neighbours') from p;
select is(leadx.transfer_proof(id, pg_temp.t_org('other', true, true), false), null, 'nobody else''s') from p;
select is(leadx.transfer_proof(leadx.uuid_v7(now()), acme, true), null, 'nor of one that is not there') from t;

-- what somebody with all rights does to the tables is seen
update leadx.transfers set amount_minor = 4 where day = '2026-11-01' and id = (select id from p);
select isnt(out_body, (select out_body from page), 'a changed row changes the export') from leadx.export_page('transfers', null, null, null, null);
insert into leadx.transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind) values ('ffffffff-0000-7000-8000-000000000000', '2026-11-03', now(),
       pg_temp.account('bank'), pg_temp.account('wallet'), 1, 'RUB', 'gift');
select is((select count(*) from leadx.export_page('transfers', null, null, null, null), regexp_split_to_table(out_body, E'\n') l where l like 'transfer %'), 604::bigint,
          'one put into a sealed day stands in the export');

select is(pg_temp.t_refused_as('leadx_server', x), '42501', 'the server: ' || x) from (values
    ('update leadx.ledger_days set closed_at = null'), ('delete from leadx.ledger_days'), ('update leadx.ledger_chunks set root = null'),
    ('delete from leadx.account_lines'), ('update leadx.ledger_keys set since = now()')) v(x);
select * from finish();
rollback;
