-- Niches: their terms, every version kept, and what may not change under orders.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

create function pg_temp.create_niche(p_more jsonb default '{}') returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('niche_create', '{"name": "roofs_t", "title": "Roofs", "currency": "NOK", "return_reasons": ["fake", "duplicate"],
        "fields": [{"name": "region", "type": "region"}, {"name": "age", "type": "integer"}, {"name": "job", "type": "enum", "values": ["a", "b"]}]}' || p_more)
$$;
create function pg_temp.change(a jsonb) returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('niche_change', '{"niche": "roofs_t"}' || a)
$$;

select is(pg_temp.t_said(pg_temp.create_niche('{"claim_s": 100, "claim_exclusive_s": 50}')), '422 invalid_field /claim_exclusive_s', 'claims make sense together');
select is(pg_temp.t_said(pg_temp.create_niche('{"claim_s": 518399}')), '422 invalid_field /claim_s', 'a lead holds its person as long as it may look for buyers');
create temp table n as select r.* from pg_temp.create_niche('{"return_window_s": 3600, "retention_days": 400, "fee_bp": 1500, "benchmark": 5}') r;
select is(status, 201, 'a niche is opened') from n;
select is(body ->> 'return_window_s', '3600', 'seconds come back as they went in') from n;
select is(body ->> 'retention_days', '400', 'and days') from n;
select is(body ->> 'claim_s', '2592000', 'what is not said takes the usual value') from n;
select is(body ->> 'revision', '1', 'in its first version') from n;
select is(changed, array['niche:roofs_t'], 'servers are told') from n;
select set_eq($$select kind from leadx.accounts where currency = 'NOK' and org_id = pg_temp.t_operator()$$, array['bank', 'revenue', 'goodwill'],
              'the operator has its accounts in the currency');
select is(pg_temp.t_said(pg_temp.create_niche()), '409 conflict /name', 'names are taken once');
select is(pg_temp.t_said(pg_temp.t_do(pg_temp.t_org('agency', true, false), 'niche_create', '{}')), '403 forbidden', 'companies open none');
select is(pg_temp.t_said(pg_temp.t_admin('niche_change', '{"niche": "nowhere"}')), '404 not_found', 'a missing niche');

select is((pg_temp.change('{"benchmark": null, "max_sales": 5}')).body - '{benchmark,max_sales,revision}'::text[],
          body - '{benchmark,max_sales,revision}'::text[], 'what is not named stays') from n;
select is((select array_agg(terms ->> 'max_sales' order by v.revision) from leadx.niche_revisions v join leadx.niches g on g.no = v.niche_no where g.name = 'roofs_t'),
          array['3', '5'], 'both versions are kept');
select is((pg_temp.change('{"currency": "SEK"}')).body ->> 'currency', 'SEK', 'without orders the currency may change');
select is(pg_temp.t_said(pg_temp.change('{"claim_s": 9000000}')), '422 invalid_field /claim_exclusive_s', 'also against what is stored');
select is(pg_temp.t_said(pg_temp.change('{"review_window_s": 2400000}')), '422 invalid_field /claim_s', 'whichever of them is changed');

-- an order filters by region and by one value of job
select pg_temp.t_order(pg_temp.t_org('acme', false, true), no, 100) as ord from leadx.niches where name = 'roofs_t' \gset
update leadx.orders set filter = '{"region": {"in": ["RU-MOW"]}, "job": {"not_in": ["b"]}}' where id = :'ord';
select is(pg_temp.t_said(pg_temp.change('{"currency": "NOK"}')), '409 conflict /currency', 'with orders it is fixed');
select is(pg_temp.t_said(pg_temp.change(jsonb_build_object('fields', f::jsonb))), y, z) from (values
    ('[]', '409 conflict /fields', 'a field in a filter stays'),
    ('[{"name": "region", "type": "text"}, {"name": "job", "type": "enum", "values": ["a", "b"]}]', '409 conflict /fields', 'with its type'),
    ('[{"name": "region", "type": "region"}, {"name": "job", "type": "enum", "values": ["a"]}]', '409 conflict /fields', 'and the values named'),
    ('[{"name": "region", "type": "region", "required": true}, {"name": "job", "type": "enum", "values": ["b", "c"]}]', '200', 'the rest may go')) v(f, y, z);
update leadx.orders set state = 'closed' where id = :'ord';
select is(pg_temp.t_said(pg_temp.change('{"fields": []}')), '200', 'a closed order holds nothing back');

select is(pg_temp.t_refused(format('update leadx.niches set %s where name = %L', x, 'roofs_t')), '23514 ' || c, c) from (values
    ('max_sales = 17', 'niches_max_sales_check'), ('fee_bp = 10001', 'niches_fee_bp_check'), ('floor_shared_minor = 0', 'niches_floor_shared_check'),
    ('return_window = interval ''61 days''', 'niches_return_window_check'), ('claim_exclusive = interval ''1 day''', 'niches_windows_check'),
    ('name = ''Roofs''', 'niches_name_check'), ('currency = ''nok''', 'niches_currency_check')) v(x, c);
select * from finish();
rollback;
