-- Companies: taken in, changed, moved through their states; only by administrators.
begin;
\ir support/market.sql
\ir support/ops.sql
select no_plan();

select pg_temp.t_niche('org_a') \g /dev/null
create temp table made as select r.* from pg_temp.t_admin('org_create', '{"name": "Orbita", "alias": "orbita-t", "sells": true, "country": "RU", "terms": "2026-1"}') r;
select is(status, 201, 'a company is taken in') from made;
select is(body ->> 'family', body ->> 'id', 'as its own family') from made;
select is(body ->> 'state', 'active', 'active unless said otherwise') from made;
select is(body ->> 'terms_at', '2026-11-21T12:00:00.000Z', 'accepted terms carry their time') from made;
select is(changed, array['org:' || (body ->> 'id')], 'servers are told') from made;
select matches((pg_temp.t_admin('org_create', '{"name": "Nameless", "buys": true}')).body ->> 'alias', '^P-[0-9A-F]{8}$', 'an alias is made up');
select is(pg_temp.t_said(pg_temp.t_admin('org_create', '{"name": "Two", "alias": "orbita-t", "buys": true}')), '409 conflict /alias', 'an alias is taken once');
select is(pg_temp.t_said(pg_temp.t_admin('org_create', '{"name": "X", "buys": true, "niches": ["org_a", "nowhere"]}')), '422 unknown_niche /niches',
          'niches must exist');
select is(pg_temp.t_said(pg_temp.t_do((body ->> 'id')::uuid, 'org_create', '{"name": "X", "buys": true}')), '403 forbidden', 'a company makes no companies')
  from made;

-- families
create temp table dealer as select r.* from made, pg_temp.t_admin('org_create', jsonb_build_object('name', 'Dealer', 'buys', true, 'parent', made.body ->> 'id')) r;
select is(dealer.body ->> 'family', made.body ->> 'id', 'a sub-org belongs to its parent''s family') from made, dealer;
select is((pg_temp.t_admin('org_create', jsonb_build_object('name', 'Sub', 'buys', true, 'parent', dealer.body ->> 'id'))).body ->> 'family',
          made.body ->> 'id', 'and so does its own') from made, dealer;
select is(pg_temp.t_said(pg_temp.t_admin('org_create', jsonb_build_object('name', 'Sub', 'buys', true, 'parent', pg_temp.t_operator()))),
          '422 invalid_field /parent', 'nobody belongs to the operator''s family');
select is(pg_temp.t_said(pg_temp.t_admin('org_create', jsonb_build_object('name', 'Sub', 'buys', true, 'parent', leadx.uuid_v7(now())))),
          '422 invalid_field /parent', 'or to nobody''s');

-- changing
create function pg_temp.change(a jsonb) returns leadx.op_answer language sql as $$
    select pg_temp.t_admin('org_change', a || jsonb_build_object('org', body ->> 'id')) from made
$$;
select is((pg_temp.change('{"name": "Orbita 2", "country": null}')).body - '{name,country,revision}'::text[], body - '{name,country,revision}'::text[],
          'what is not named stays') from made;
select is((select name || coalesce(country, '-') from leadx.orgs where alias = 'orbita-t'), 'Orbita 2-', 'what is named changes, null clears');
select is((pg_temp.change('{"niches": ["org_a"]}')).body -> 'niches', '["org_a"]', 'admitted to one niche');
select is((pg_temp.change('{"niches": null}')).body -> 'niches', 'null', 'admitted to all');
select is(pg_temp.t_said(pg_temp.t_admin('org_change', jsonb_build_object('org', leadx.uuid_v7(now()), 'name', 'x'))), '404 not_found', 'a missing company');
select is(pg_temp.t_said(pg_temp.change('{"sells": false}')), '422 invalid_field /buys', 'a company sells or buys');
select is(pg_temp.t_said(pg_temp.change('{"state": "applied"}')), '409 conflict /state', 'active does not go back to applied');
select is(pg_temp.t_said(pg_temp.t_admin('org_change', jsonb_build_object('org', pg_temp.t_operator(), 'state', 'closed'))), '409 conflict /state',
          'the operator stays');

-- a suspended buyer's orders are reloaded everywhere
select pg_temp.t_order((body ->> 'id')::uuid, (select no from leadx.niches where name = 'org_a'), 100) as ord from dealer \gset
select is((pg_temp.t_admin('org_change', jsonb_build_object('org', body ->> 'id', 'state', 'suspended'))).changed,
          array['org:' || (body ->> 'id'), 'order:' || :'ord'], 'suspending names the company and its orders') from dealer;
select is(pg_temp.t_said(pg_temp.t_admin('org_change', jsonb_build_object('org', body ->> 'id', 'state', x))), y, 'suspended, then ' || x)
  from dealer, (values ('active', '200'), ('closed', '200'), ('active', '409 conflict /state')) v(x, y);

select is(pg_temp.t_refused(format('insert into leadx.orgs (id, family_id, name, alias, created_at, %s) values (leadx.uuid_v7(now()),
              leadx.uuid_v7(now()), ''Second'', %L, now(), %s)', k, a, v)), c, c) from (values
    ('operates', 'second', 'true', '23505 orgs_operator_key'), ('buys', 'orbita-t', 'true', '23505 orgs_alias_key'),
    ('buys', 'second', 'false', '23514 orgs_role_check'), ('country', 'second', '''no''', '23514 orgs_country_check'),
    ('buys, state', 'second', 'true, ''sold''', '23514 orgs_state_check'), ('buys, terms', 'second', 'true, ''1''', '23514 orgs_terms_at_check')) x(k, a, v, c);
select * from finish();
rollback;
