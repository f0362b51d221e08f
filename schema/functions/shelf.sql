-- What the servers keep in memory of the marketplace, for browsing: pages to begin with, then whatever changed. How the planner
-- may go is said here, because a plan made while the tables were empty would sort the whole market for each page.

-- One listing as a shelf wants it; times in seconds since 1970. Where somebody bought the lead before, barred names the families.
-- Nobody's family is the nil id: with it, an empty list of recipients does not become everybody.
drop function if exists shelf_page, shelf_changes, shelf_rows;
drop view if exists shelf_listings;
create view shelf_listings as
select l.id, l.niche_no, l.xid, l.listed_at, d.id is not null as listed, l.cause, l.start_minor, l.floor_minor,
       extract(epoch from l.listed_at)::bigint as listed_s,
       floor(extract(epoch from least(l.ends_at, coalesce(d.consent_expires_at, l.ends_at))))::bigint as ends_s,
       floor(extract(epoch from d.received_at) / 3600)::bigint * 3600 as born_s, l.seller_id, d.seller_family_id as family_id, d.score,
       d.temperature, s.origin_kind, split_part(s.channel, '/', 1) as channel, d.resold,
       d.sale_limit - d.live_shared - d.live_exclusive as shares, d.live_shared + d.live_exclusive = 0 and not d.resold as alone,
       d.attributes::text as attributes,
       case when d.consent_recipients is not null then
           '00000000-0000-0000-0000-000000000000'::uuid || array(select distinct o.family_id from orgs o where o.id = any (d.consent_recipients)) end as only,
       case when l.cause <> 'unsold' or d.resold or d.live_shared > 0 then
           array(select y.buyer_family_id from sales y where y.lead_id = d.id and y.state <> 'void') end as barred, b.alias
  from listings l
  left join leads d on d.id = l.lead_id and l.state = 'listed'
  left join sources s on s.id = d.source_id
  left join orgs b on b.id = d.seller_id;
comment on view shelf_listings is 'A listing as servers show it to those who browse; when it is listed no more, only id, niche and xid mean anything.';

-- Those listings, in that order: one after the other by their keys, however many there are besides.
create function shelf_rows(p_ids uuid[]) returns setof shelf_listings
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0 set jit = off as $$
begin
    return query
    select v.* from unnest(p_ids) with ordinality u(id, i) cross join lateral (select w.* from shelf_listings w where w.id = u.id offset 0) v order by u.i;
end $$;

-- A niche's listings along listings_age_idx.
create function shelf_page(p_niche smallint, p_after timestamptz, p_after_id uuid, p_limit integer) returns setof shelf_listings
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0 set jit = off as $$
begin
    return query select * from shelf_rows(array(
        select x.id from listings x where x.niche_no = p_niche and x.state = 'listed' and (x.listed_at, x.id) > (p_after, p_after_id)
         order by x.listed_at, x.id limit p_limit));
end $$;

-- What transactions from p_xid on wrote, behind the row (p_xid, p_id); in order. Whoever asks again from the pg_snapshot_xmin of
-- this answer's snapshot misses nothing, whichever transaction commits first. Numbers that are still to come are a restored
-- database's: that other cluster's transactions changed nothing here.
create function shelf_changes(p_xid xid8, p_id uuid, p_limit integer) returns setof shelf_listings
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0 set jit = off as $$
begin
    return query select * from shelf_rows(array(
        select x.id from listings x where (x.xid, x.id) > (p_xid, p_id) and x.xid < pg_snapshot_xmax(pg_current_snapshot())
         order by x.xid, x.id limit p_limit));
end $$;
grant select on shelf_listings to leadx_server;
grant execute on function shelf_rows, shelf_page, shelf_changes to leadx_server;
