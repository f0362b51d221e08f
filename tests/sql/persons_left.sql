-- At most so many sales of one person in so many days: over leads, niches, slots; and what does not count.
begin;
\ir support/market.sql
select plan(12);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_niche('roofs') as roofs, pg_temp.t_niche('floors') as floors;
create temp table b as select n, pg_temp.t_org('buyer ' || n, false, true) as org from generate_series(1, 4) n;
select pg_temp.t_fund(org, 1000000) from b \g /dev/null
alter table b add roofs uuid, add floors uuid;
update b set roofs = pg_temp.t_order(org, t.roofs, 500, 5000), floors = pg_temp.t_order(org, t.floors, 500) from t;
create function pg_temp.t_all(p_niche text) returns uuid[] language sql as $$
    select array_agg(case p_niche when 'roofs' then roofs else floors end order by n) from b
$$;

select is((pg_temp.t_sell(seller, roofs, 'anna', pg_temp.t_all('roofs'))).verdicts, array[1, 1, 1, 0]::smallint[], 'without a limit three buyers share a person') from t;
update leadx.niches set person_sales = 4, person_days = 30 where no in (select floors from t);
select is((pg_temp.t_sell(seller, floors, 'anna', pg_temp.t_all('floors'))).verdicts, array[1, 0, 0, 0]::smallint[], 'four at most: one more in another niche') from t;
update leadx.fingerprints set until = pg_temp.t_now();
create temp table full_ as select x.* from t, pg_temp.t_sell(seller, floors, 'anna', pg_temp.t_all('floors')) x;
select is(verdicts, array[12, 12, 12, 12]::smallint[], 'then nobody') from full_;
select is(state || ' ' || code, 'open contact_limit', 'and the seller reads why') from full_;
select is((pg_temp.t_sell(seller, floors, 'anna', pg_temp.t_all('floors'), p_lead => lead, p_now => pg_temp.t_now() + interval '20 hours')).state, 'open', 'the same when it is offered again')
  from t, full_;
select is((pg_temp.t_sell(seller, floors, 'boris', pg_temp.t_all('floors'))).verdicts, array[1, 1, 1, 0]::smallint[], 'another person is another count') from t;
update leadx.fingerprints set until = pg_temp.t_now() + interval '1 day';
select is((pg_temp.t_sell(seller, floors, 'anna', pg_temp.t_all('floors'), p_now => pg_temp.t_now() + interval '30 days 1 second')).verdicts, array[7, 1, 1, 1]::smallint[],
          'after the days are over the count begins anew, the repeat buyer stays barred') from t;
update leadx.fingerprints set until = pg_temp.t_now();
select is((pg_temp.t_sell(seller, roofs, 'anna', pg_temp.t_all('roofs'))).verdicts, array[7, 7, 7, 1]::smallint[], 'a niche without a limit counts nobody: only its own buyers are barred') from t;

-- an exclusive buyer is one sale; voided ones are none
update leadx.niches set person_sales = 1 where no in (select roofs from t);
select is((pg_temp.t_sell(seller, roofs, 'clara', pg_temp.t_all('roofs'), 'xsss')).verdicts, array[1, 2, 0, 0]::smallint[], 'one sale may be an exclusive one, against one shared') from t;
update leadx.fingerprints set until = pg_temp.t_now();
select is((pg_temp.t_sell(seller, roofs, 'clara', pg_temp.t_all('roofs'), 'xsss')).code, 'contact_limit', 'which counts as one') from t;
update leadx.sales set state = 'void' where lead_id in (select l.id from leadx.leads l join leadx.contacts v on v.lead_id = l.id where v.prints[1] = substring(sha256('clara') for 16));
update leadx.fingerprints set until = pg_temp.t_now();
select is((pg_temp.t_sell(seller, roofs, 'clara', pg_temp.t_all('roofs'), 'ssss')).verdicts, array[1, 0, 0, 0]::smallint[], 'a sale that never was is not counted') from t;

-- two of one person in a batch
select throws_ok($$select leadx.persons_left(array[floors, floors], '{1,2}', array['\x01', '\x01']::bytea[], pg_temp.t_now()) from t$$, 'LX001', null, 'two leads of one person do not go in one batch');
select finish();
rollback;
