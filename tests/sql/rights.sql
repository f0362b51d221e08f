-- The second wall: what the server's and the reader's roles cannot do, whatever their statements say.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_operator() \g /dev/null
select pg_temp.t_fund(pg_temp.t_org('acme', false, true), 500) \g /dev/null
grant usage on schema leadx to leadx_server, leadx_reader;

-- a booked transfer stays as it is
select is(pg_temp.t_refused_as('leadx_server', x), '42501', 'the server: ' || x) from (values
    ('update leadx.transfers set amount_minor = 1'), ('delete from leadx.transfers'), ('truncate leadx.transfers'),
    ('insert into leadx.transfers select * from leadx.transfers'), ('update leadx.accounts set balance_minor = 1'),
    ('update leadx.sales set state = ''void'''), ('delete from leadx.sales'), ('update leadx.leads set live_shared = 0'),
    ('delete from leadx.fingerprints'), ('delete from leadx.request_keys'), ('delete from leadx.audit'), ('update leadx.audit set action = ''x'''),
    ('update leadx.api_keys set revoked_at = null'), ('insert into leadx.suppressions values (''\x00'', leadx.uuid_v7(now()), now())'),
    ('drop table leadx.transfers'), ('create table leadx.mine (x int)')) v(x);
select is(pg_temp.t_refused_as('leadx_server', 'select count(*) from leadx.' || quote_ident(relname)), 'done', 'the server reads ' || relname)
  from pg_class where relnamespace = 'leadx'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not like 'schema%';
select ok(not has_table_privilege('leadx_server', oid, 'insert, update, delete, truncate'), 'the server writes no ' || relname)
  from pg_class where relnamespace = 'leadx'::regnamespace and relkind in ('r', 'p', 'v');

-- operations run through mutate() only, which keeps keys and audit
select ok(not has_function_privilege('leadx_server', oid, 'execute'), 'the server does not call ' || proname || ' itself')
  from pg_proc where pronamespace = 'leadx'::regnamespace and proname like 'op\_%' and proname not in ('op_done', 'op_refused');
select ok(not has_function_privilege('leadx_reader', oid, 'execute'), 'the reader does not call ' || proname)
  from pg_proc where pronamespace = 'leadx'::regnamespace and prosecdef and proname <> 'ledger_verify';
select is(array(select proname::text from pg_proc where pronamespace = 'leadx'::regnamespace and prosecdef
                 and not proconfig @> array['search_path=leadx, pg_temp']), '{}'::text[], 'what runs with the owner''s rights fixes its search path');

-- the reader sees no personal data
select is(pg_temp.t_refused_as('leadx_reader', 'select count(*) from leadx.' || x), '42501', 'the reader has no ' || x) from (values
    ('contacts'), ('fingerprints'), ('suppressions'), ('api_keys'), ('request_keys'), ('test_leads'), ('users'), ('sessions'), ('user_links'),
    ('user_recovery_codes')) v(x);
select is(pg_temp.t_refused_as('leadx_reader', 'select count(*) from leadx.transfers'), 'done', 'but the books');

select is(pg_temp.t_refused(x), c, c) from (values
    ('update leadx.transfers set amount_minor = 0', '23514 transfers_amount_check'),
    ('update leadx.transfers set credit_id = debit_id', '23514 transfers_sides_check'),
    ('update leadx.transfers set kind = ''present''', '23514 transfers_kind_check'),
    ('insert into leadx.accounts (id, org_id, currency, kind, created_at) select leadx.uuid_v7(now()), org_id, currency, kind, now() from leadx.accounts limit 1',
     '23505 accounts_org_key'),
    ('update leadx.accounts set balance_minor = 1 where kind = ''revenue''', '23514 accounts_overdraft_check'),
    ('update leadx.accounts set balance_minor = 1 where kind = ''bank''', '23514 accounts_overdraft_check'),
    ('update leadx.accounts set balance_minor = -1 where kind = ''payable''', '23514 accounts_overdraft_check'),
    ('update leadx.accounts set balance_minor = -1 where kind = ''escrow''', '23514 accounts_overdraft_check'),
    ('update leadx.accounts set balance_minor = -1 where kind = ''wallet''', '23514 accounts_overdraft_check'),
    ('update leadx.accounts set reserved_minor = -1', '23514 accounts_reserved_check'),
    ('update leadx.accounts set credit_limit_minor = 5 where kind = ''wallet''', '23514 accounts_credit_check'),
    ('update leadx.accounts set overdraft_max_minor = 5 where kind = ''escrow''', '23514 accounts_credit_check')) v(x, c);
select * from finish();
rollback;
