-- Work that falls due on the exchange's clock. Each function takes a bounded bite and says how much it took, so that any
-- number of processes may run them side by side; a killed one leaves nothing half done.

-- A lead that ends unsold gives its person back: until = now, never deleted.
create or replace function claims_release(p_leads uuid[], p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    with mine as (
        select y.hash, d.niche_no, y.channel, coalesce(d.offer_id, '00000000-0000-0000-0000-000000000000') as scope, d.id
          from unnest(p_leads) u(id) join leads d on d.id = u.id join contacts v on v.lead_id = u.id
         cross join lateral unnest(v.prints, v.channels) y(hash, channel)
         order by 1, 2, 3, 4)
    update fingerprints p set until = p_now
      from mine where p.hash = mine.hash and p.niche_no = mine.niche_no and p.channel = mine.channel and p.scope = mine.scope
       and p.lead_id = mine.id and p.until > p_now;
end $$;

-- Leads past their time: who has a date waits for it; what the niche's policy lists goes to the marketplace; of the others, open ones
-- expire and sold ones stop offering their free slots. Reviews nobody made are rejected.
create or replace function leads_expire(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_all uuid[];
    v_listed uuid[] := '{}';
    v_unsold uuid[];
    v_reviews uuid[];
begin
    with due as (
        select d.id from niches g cross join lateral (
            select x.id from leads x where x.sellable and x.niche_no = g.no and x.open_until <= v_now
             order by x.open_until limit p_limit for update skip locked) d limit p_limit)
    select array_agg(due.id) into v_all from due;
    if v_all is not null then
        v_listed := listings_make(array(select d.id from leads d where d.id = any (v_all) and (d.state = 'sold' or coalesce(deferral_of(d.id), v_now) <= v_now)), null, v_now);
    end if;
    with done as (
        update leads d set sellable = false,
               state = case when d.state <> 'open' then d.state when deferral_of(d.id) > v_now then 'deferred' else 'expired' end
         where d.id = any (v_all) and not d.id = any (v_listed) returning d.id, d.state)
    select array_agg(done.id) filter (where done.state = 'expired') into v_unsold from done;
    if v_unsold is not null then
        perform claims_release(v_unsold, v_now);
        insert into lead_events (lead_id, id, at, kind) select u.id, uuid_v7(v_now), v_now, 'expired' from unnest(v_unsold) u(id);
    end if;
    with due as (
        select d.id from leads d join niches g on g.no = d.niche_no
         where d.state = 'review' and d.received_at <= v_now - g.review_window
         order by d.received_at limit p_limit for update of d skip locked),
    done as (update leads d set state = 'rejected' from due where d.id = due.id returning d.id)
    select array_agg(done.id) into v_reviews from done;
    if v_reviews is not null then
        perform claims_release(v_reviews, v_now);
        insert into lead_events (lead_id, id, at, kind) select u.id, uuid_v7(v_now), v_now, 'review_ended' from unnest(v_reviews) u(id);
    end if;
    return greatest(coalesce(cardinality(v_all), 0), coalesce(cardinality(v_reviews), 0));
end $$;
grant execute on function leads_expire(timestamptz, integer) to leadx_server;

-- Keys that no longer answer, test leads past their week.
create or replace function keys_purge(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_n integer;
    v_tests integer;
begin
    delete from request_keys where key in (
        select key from request_keys where until <= v_now - interval '1 hour' and until < 'infinity' limit p_limit for update skip locked);
    get diagnostics v_n = row_count;
    delete from test_leads where id in (
        select id from test_leads where received_at <= v_now - interval '7 days' limit p_limit for update skip locked);
    get diagnostics v_tests = row_count;
    return v_n + v_tests;
end $$;
grant execute on function keys_purge(timestamptz, integer) to leadx_server;
