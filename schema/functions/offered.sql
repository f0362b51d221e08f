-- A page of a niche's leads that still look for buyers, along leads_sellable_idx: what was stored up to p_until, so that a round
-- over a busy market ends. How the planner may go is said here, because a plan made while the tables were empty would sort the
-- whole market for each page. Rows that may not be offered count for the page, and say so in live.
drop function if exists leads_offered;
create function leads_offered(p_niche smallint, p_after timestamptz, p_after_id uuid, p_until uuid, p_limit integer)
    returns table (id uuid, seller_id uuid, family_id uuid, source_id uuid, offer_id uuid, niche_no smallint, free smallint, unsold boolean,
                   temperature text, score smallint, min_payout bigint, consent_ms bigint, recipients uuid[], received_ms bigint, resold boolean,
                   attributes jsonb, channel text, origin_kind text, demand_kind text, capture_kind text, incentivised boolean,
                   channels smallint[], prints bytea[], suppress bytea[], open_us bigint, trigger text, live boolean)
    language plpgsql stable security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_sort = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
    v_now constant timestamptz := leadx_now();
begin
    return query
    select d.id, d.seller_id, d.seller_family_id, d.source_id, d.offer_id, d.niche_no,
           d.sale_limit - d.live_shared - d.live_exclusive, d.live_shared + d.live_exclusive = 0 and not d.resold, d.temperature::text, d.score::smallint,
           coalesce(d.min_payout_minor, 0)::bigint, (extract(epoch from d.consent_expires_at) * 1000)::bigint, d.consent_recipients,
           (extract(epoch from d.received_at) * 1000)::bigint, d.resold, d.attributes,
           s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised, v.channels, v.prints, v.suppress,
           (extract(epoch from d.open_until) * 1000000)::bigint, 'offered'::text,
           v.contact_key is not null and s.state = 'active' and b.state = 'active'
      from (select * from leads x
             where x.sellable and x.niche_no = p_niche and x.open_until > v_now and x.id <= p_until
               and (x.open_until, x.id) > (p_after, p_after_id)
             order by x.open_until, x.id limit p_limit) d
      join contacts v on v.lead_id = d.id join sources s on s.id = d.source_id join orgs b on b.id = d.seller_id
     order by d.open_until, d.id;
end $$;
