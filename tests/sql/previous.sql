-- A new lead that names the ended one it offers again: whose, in which state, after which return.
begin;
\ir support/market.sql
select plan(11);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('rival', true, false) as rival, pg_temp.t_niche('roofs') as niche,
    pg_temp.t_niche('floors') as other;
create temp table l (name text, id uuid);
-- what is said of that person, posted with that previous lead
create function pg_temp.t_again(p_seller uuid, p_niche smallint, p_person text, p_previous uuid) returns text language sql as $$
    select coalesce(leadx.previous_refusal(p_previous, p_seller, p_niche, array[substring(sha256(p_person::bytea) for 16)], pg_temp.t_now()), 'fine')
$$;
insert into l select n, x.lead from t, unnest('{open,withdrawn,rejected,expired,closed,cooling,barred,over}'::text[]) n, pg_temp.t_sell(seller, niche, n, null) x;
update leadx.leads d set state = case when l.name in ('cooling', 'barred', 'over') then 'expired' else l.name end, sellable = l.name = 'open' from l where d.id = l.id;

select is(pg_temp.t_again(seller, niche, name, id), case name when 'open' then 'previous_active' when 'closed' then 'previous_barred' else 'fine' end, name || ' as it ended')
  from t, l where name in ('open', 'withdrawn', 'rejected', 'expired', 'closed');
select is(pg_temp.t_again(rival, niche, 'expired', id), 'previous_unknown', 'of another seller') from t, l where name = 'expired';
select is(pg_temp.t_again(seller, other, 'expired', id), 'previous_unknown', 'of another niche') from t, l where name = 'expired';
select is(pg_temp.t_again(seller, niche, 'withdrawn', id), 'previous_unknown', 'of another person') from t, l where name = 'expired';

update leadx.niches set reoffer = '{"language": {"cooling_hours": 10}, "competitor": {"again": false}}' where no = (select niche from t);
select leadx.lead_event(id, 'returned', null, jsonb_build_object('reason', case name when 'barred' then 'competitor' else 'language' end),
    pg_temp.t_now() - case name when 'over' then interval '10 hours' else interval '9 hours' end) from l where name in ('cooling', 'barred', 'over') \g /dev/null
select is(pg_temp.t_again(seller, niche, name, id), case name when 'over' then 'fine' else 'previous_' || name end, name || ' after its return') from t, l where name in ('cooling', 'barred', 'over');
select finish();
rollback;
