-- Listings for the orders that wait for their price, as leads_offered() gives open leads, with what a share costs now and the
-- listing's id. Of one lead; or a page of a niche, by when it was listed; or, with neither, a page of those whose price reached a step
-- since p_after, by when it did. The last two go on behind (open_us, listing) of the page before.

drop function if exists listings_offered;
create function listings_offered(p_lead uuid, p_niche smallint, p_after timestamptz, p_after_id uuid, p_limit integer)
    returns table (id uuid, seller_id uuid, family_id uuid, source_id uuid, offer_id uuid, niche_no smallint, free smallint, unsold boolean,
                   temperature text, score smallint, min_payout bigint, consent_ms bigint, recipients uuid[], received_ms bigint, resold boolean,
                   attributes jsonb, channel text, origin_kind text, demand_kind text, capture_kind text, incentivised boolean,
                   channels smallint[], prints bytea[], suppress bytea[], open_us bigint, trigger text, live boolean, share bigint, listing uuid)
    language plpgsql stable security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
    v_now constant timestamptz := leadx_now();
begin
    return query
    with picked as (
        select y.lead_id, y.id, y.listed_at as at from listings y where p_lead is not null and y.lead_id = p_lead and y.state = 'listed'
        union all
        (select y.lead_id, y.id, y.listed_at from listings y
          where p_niche is not null and y.niche_no = p_niche and y.state = 'listed' and (y.listed_at, y.id) > (p_after, p_after_id)
          order by y.listed_at, y.id limit p_limit)
        union all
        (select z.lead_id, z.id, z.at
           from (select n.no, (e ->> 'hours')::integer * interval '1 hour' as later
                   from niches n cross join lateral jsonb_array_elements(n.market -> 'steps') e
                  where p_lead is null and p_niche is null and (e ->> 'hours')::integer > 0
                    and exists (select from orders o where o.niche_no = n.no and o.market is not null and o.state = 'active')) s
          cross join lateral (
                select y.lead_id, y.id, y.listed_at + s.later as at from listings y
                 where y.niche_no = s.no and y.state = 'listed' and (y.listed_at, y.id) > (p_after - s.later, p_after_id) and y.listed_at <= v_now - s.later
                 order by y.listed_at, y.id limit p_limit) z
          order by z.at, z.id limit p_limit))
    select d.id, d.seller_id, d.seller_family_id, d.source_id, d.offer_id, d.niche_no,
           d.sale_limit - d.live_shared - d.live_exclusive, d.live_shared + d.live_exclusive = 0 and not d.resold, d.temperature::text, d.score::smallint,
           coalesce(d.min_payout_minor, 0)::bigint, (extract(epoch from d.consent_expires_at) * 1000)::bigint, d.consent_recipients,
           (extract(epoch from d.received_at) * 1000)::bigint, d.resold, d.attributes,
           s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised, v.channels, v.prints, v.suppress,
           (extract(epoch from p.at) * 1000000)::bigint, 'listed'::text,
           v.contact_key is not null and s.state = 'active' and b.state = 'active' and y.state = 'listed' and y.ends_at > v_now,
           market_price(g.market, y.start_minor, y.floor_minor, y.listed_at, d.resold, v_now), y.id
      from picked p join listings y on y.id = p.id join leads d on d.id = p.lead_id join niches g on g.no = d.niche_no
      join contacts v on v.lead_id = d.id join sources s on s.id = d.source_id join orgs b on b.id = d.seller_id
     order by p.at, p.id;
end $$;
grant execute on function listings_offered(uuid, smallint, timestamptz, uuid, integer) to leadx_server;
