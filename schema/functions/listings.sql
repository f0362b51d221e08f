-- A listing's life: made where a lead stops looking for buyers on the market of orders, ended by time, by its lead, or by a sale of its
-- last share.
--
-- Who calls has locked the leads' rows; after them come their prints and listings, each list sorted. A listed lead is not sellable:
-- standing orders at their full price are not asked about it, leads_sell() takes it for a purchase or an order's market terms alone.

-- The leads' persons stay theirs until then. Returns the leads all of whose channels are: another one may have claimed a person
-- whose claim had run out.
create or replace function claims_keep(p_leads uuid[], p_until timestamptz[]) returns uuid[]
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    v_kept uuid[];
begin
    with mine as (
        select distinct y.hash, d.niche_no, y.channel, d.id, u.until
          from unnest(p_leads, p_until) u(id, until) join leads d on d.id = u.id join contacts v on v.lead_id = u.id
         cross join lateral unnest(v.prints, v.channels) y(hash, channel)
         order by 1, 2, 3),
    kept as (
        update fingerprints p set until = greatest(p.until, mine.until)
          from mine where p.hash = mine.hash and p.niche_no = mine.niche_no and p.channel = mine.channel
           and p.scope = '00000000-0000-0000-0000-000000000000' and p.lead_id = mine.id
        returning mine.id)
    select array_agg(m.id) into v_kept from (select id, count(*) as n from mine group by id) m
      join (select id, count(*) as n from kept group by id) k on k.id = m.id and k.n = m.n;
    return v_kept;
end $$;

-- What of these leads would be listed, and for how much. p_cause null: what happened to the lead says it. One statement, with the
-- rules of lead_may_return() and seller_fee() said for all of them at once: asked lead by lead they take ten times as long.
create or replace function listings_proposed(p_leads uuid[], p_cause text, p_now timestamptz)
    returns table (lead_id uuid, niche_no smallint, seller_id uuid, source_id uuid, cause text, start_minor bigint, floor_minor bigint, listed_at timestamptz, ends_at timestamptz)
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    return query
    with start as materialized (
        select g.no, market_start(g) as minor from niches g where g.no in (select x.niche_no from leads x where x.id = any (p_leads)))
    select d.id, d.niche_no, d.seller_id, d.source_id, y.cause, greatest(t.minor, y.low), y.low, y.at, y.until
      from unnest(p_leads) u(id) join leads d on d.id = u.id join niches g on g.no = d.niche_no join start t on t.no = d.niche_no
      join sources s on s.id = d.source_id join orgs b on b.id = d.seller_id join contacts v on v.lead_id = d.id
      left join org_fees m on m.org_id = d.seller_id and m.niche_no = d.niche_no left join org_fees k on k.org_id = d.seller_id and k.niche_no = 0
     cross join lateral (
        select coalesce(p_cause, case when d.resold then 'returned' when d.live_shared > 0 then 'aged'
                                     when exists (select from deferrals x where x.lead_id = d.id and x.result = 'open') then 'deferred' else 'unsold' end) as cause,
               date_trunc('second', p_now) as at,
               least(date_trunc('second', p_now) + (g.market ->> 'days')::integer * interval '1 day', d.consent_expires_at) as until,
               greatest(g.floor_shared_minor, t.minor * (g.market ->> 'floor_percent')::integer / 100,
                        case when d.min_payout_minor is not null and d.live_shared = 0
                             then coalesce(market_price_for_payout(d.min_payout_minor, coalesce(m.fee_bp, k.fee_bp, g.fee_bp), coalesce(m.fee_fixed_minor, k.fee_fixed_minor, g.fee_fixed_minor)),
                                           9223372036854775807) end) as low offset 0) y
     where d.kind = 'consumer' and g.state = 'active' and (g.market -> 'on')::boolean and g.market -> 'causes' ? y.cause
       and s.market and s.state = 'active' and b.state = 'active' and d.erased_at is null and v.contact_key is not null
       and d.live_exclusive = 0 and d.live_shared < d.sale_limit and y.low <= 100000000000000 and y.until > p_now
       and not exists (select from unnest(v.suppress) h join suppressions x on x.hash = h and x.owner_id = '00000000-0000-0000-0000-000000000000')
       and not exists (
            select from unnest(v.prints, v.channels) z(hash, channel)
              join fingerprints p on p.hash = z.hash and p.niche_no = d.niche_no and p.channel = z.channel
             where p.lead_id <> d.id and p.until > p_now
               and (p.scope = '00000000-0000-0000-0000-000000000000' or exists (select from leads o where o.id = p.lead_id and o.seller_id = d.seller_id)));
end $$;

-- Lists what may be listed. Returns these leads: nobody bought them, so they are 'listed', or they stay 'sold'.
create or replace function listings_make(p_leads uuid[], p_cause text, p_now timestamptz) returns uuid[]
    language plpgsql set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_ids uuid[];
    v_until timestamptz[];
    v_kept uuid[];
begin
    with made as (
        insert into listings (lead_id, niche_no, seller_id, source_id, cause, start_minor, floor_minor, listed_at, ends_at)
        select x.* from listings_proposed(p_leads, p_cause, p_now) x returning lead_id, ends_at)
    select array_agg(made.lead_id), array_agg(made.ends_at) into v_ids, v_until from made;
    if v_ids is null then
        return '{}';
    end if;
    v_kept := coalesce(claims_keep(v_ids, v_until), '{}');
    if cardinality(v_kept) < cardinality(v_ids) then    -- somebody else's by now
        delete from listings y where y.lead_id = any (v_ids) and not y.lead_id = any (v_kept) and y.state = 'listed';
    end if;
    update leads d set sellable = false, code = null, state = case when d.live_shared = 0 then 'listed' else d.state end
     where d.id = any (v_kept);
    perform pg_notify('leadx_change', 'listed:' || y.lead_id) from listings y     -- orders may wait for it
      where y.lead_id = any (v_kept) and y.state = 'listed'
        and exists (select from orders o where o.niche_no = y.niche_no and o.market is not null and o.state = 'active');
    insert into lead_events (lead_id, id, at, kind, detail)
    select y.lead_id, uuid_v7(p_now), p_now, 'listed', jsonb_build_object('cause', y.cause) from listings y where y.lead_id = any (v_kept) and y.state = 'listed';
    return v_kept;
end $$;

create or replace function listing_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('listed', 'sold'), ('listed', 'ended'))
$$;

-- Takes the leads' listings off the shelf: sold out, or ended for a reason. Returns whose were there. What becomes of the lead is the caller's to say.
create or replace function listings_set_state(p_leads uuid[], p_to text, p_reason text, p_now timestamptz) returns uuid[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ids uuid[];
begin
    with mine as (select y.id from listings y where y.lead_id = any (p_leads) and listing_move_ok(y.state, p_to) order by y.lead_id for no key update),
    done as (
        update listings y set state = p_to, reason = p_reason, ended_at = p_now, xid = pg_current_xact_id()
          from mine where y.id = mine.id returning y.lead_id)
    select array_agg(done.lead_id) into v_ids from done;
    return coalesce(v_ids, '{}');
end $$;

-- The sale took shares of these listed leads, whose counters hold them already. A listing that ended meanwhile aborts the batch.
create or replace function listings_sold(p_leads uuid[], p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n integer;
begin
    with mine as (select y.id from listings y where y.lead_id = any (p_leads) and y.state = 'listed' and y.ends_at > p_now order by y.lead_id for no key update)
    update listings y set xid = pg_current_xact_id() from mine where y.id = mine.id;
    get diagnostics v_n = row_count;
    if v_n <> cardinality(p_leads) then
        raise exception 'a listing ended meanwhile' using errcode = 'LX001';
    end if;
    perform listings_set_state(array(select d.id from leads d where d.id = any (p_leads) and (d.live_exclusive = 1 or d.live_shared >= d.sale_limit)), 'sold', null, p_now);
end $$;

-- The lead goes another way: nobody buys it on the marketplace any more.
create or replace function listings_end(p_leads uuid[], p_reason text, p_now timestamptz) returns uuid[] language sql set search_path = leadx, pg_temp as $$
    select listings_set_state(p_leads, 'ended', p_reason, p_now)
$$;

-- Ends listings for good: a lead that nobody bought is expired and gives its person back; one that was sold stays sold.
create or replace function listings_expire(p_leads uuid[], p_reason text, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ended uuid[] := listings_end(p_leads, p_reason, p_now);
    v_unsold uuid[];
begin
    with done as (update leads d set state = 'expired' where d.id = any (v_ended) and d.state = 'listed' returning d.id)
    select array_agg(done.id) into v_unsold from done;
    if v_unsold is not null then
        perform claims_release(v_unsold, p_now);
    end if;
    insert into lead_events (lead_id, id, at, kind, detail)
    select u.id, uuid_v7(p_now), p_now, 'unlisted', jsonb_build_object('reason', p_reason) from unnest(v_ended) u(id);
    insert into lead_events (lead_id, id, at, kind) select u.id, uuid_v7(p_now), p_now, 'expired' from unnest(v_unsold) u(id);
end $$;

-- The chore: listings whose time or consent is over, and those of sources that were banned or taken out. Their leads are locked here.
create or replace function listings_due(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_over uuid[] := array(select y.lead_id from listings y where y.state = 'listed' and y.ends_at <= v_now order by y.ends_at limit p_limit);
    v_out uuid[] := array(select y.lead_id from sources s join listings y on y.source_id = s.id and y.state = 'listed' where s.state = 'banned' or not s.market limit p_limit);
    v_locked uuid[];
begin
    if cardinality(v_over || v_out) = 0 then
        return 0;
    end if;
    v_locked := array(select d.id from leads d where d.id = any (v_over || v_out) order by d.id for no key update skip locked);
    perform listings_expire(array(select d.id from leads d join sources s on s.id = d.source_id and s.state = 'banned' where d.id = any (v_locked)), 'source_banned', v_now);
    perform listings_expire(array(select d.id from leads d join sources s on s.id = d.source_id and not s.market where d.id = any (v_locked)), 'source_out', v_now);
    perform listings_expire(array(select d.id from leads d where d.id = any (v_locked) and d.consent_expires_at <= v_now), 'consent_expired', v_now);
    perform listings_expire(array(select u.id from unnest(v_locked) u(id) where u.id = any (v_over)), 'time', v_now);
    return cardinality(v_locked);
end $$;
grant execute on function listings_due(timestamptz, integer) to leadx_server;
