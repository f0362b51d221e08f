-- Leads that wait for a date. Whoever changes one holds the lead's row first and its deferral after it, the chore too, so that a
-- date that is moved, a withdrawal and the date's coming never cross.

-- How long a lead of this temperature looks for buyers when it comes to the market now.
create or replace function lead_open_until(d leads, g niches, p_now timestamptz) returns timestamptz language sql immutable set search_path = leadx, pg_temp as $$
    select least(p_now + case d.temperature when 'hot' then g.open_hot else g.open_other end, d.consent_expires_at)
$$;

create or replace function deferral_of(p_lead uuid) returns timestamptz language sql stable set search_path = leadx, pg_temp as $$
    select x.until from deferrals x where x.lead_id = p_lead and x.ended_at is null
$$;

-- Sets the date, or moves it. The caller holds the lead's row. false: it was moved too often; never for a return, which a lead has few of.
create or replace function deferral_set(d leads, p_until timestamptz, p_cause text, p_org uuid, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into deferrals as x (lead_id, until, cause, asked_by, made_at) values (d.id, p_until, p_cause, p_org, p_now)
        on conflict (lead_id) do update set until = excluded.until, cause = excluded.cause, asked_by = excluded.asked_by, made_at = excluded.made_at,
           moves = x.moves + (excluded.cause <> 'returned')::integer, ended_at = null, result = null
         where x.moves < 20 or excluded.cause = 'returned';
    if not found then
        return false;
    end if;
    perform lead_event(d.id, 'deferred', p_org, jsonb_build_object('until', json_time(p_until), 'cause', p_cause), p_now);
    return true;
end $$;

-- What is wrong with a date for this lead; null = nothing.
create or replace function deferral_fault(d leads, g niches, p_until timestamptz, p_now timestamptz) returns text
    language sql stable set search_path = leadx, pg_temp as $$
    select case when p_until <= p_now then 'must lie in the future'
                when p_until > p_now + g.defer_max_days * interval '1 day' then format('must lie within %s days', g.defer_max_days)
                when p_until >= d.consent_expires_at then 'must lie before the consent ends, on ' || json_time(d.consent_expires_at) end
$$;

-- A buyer reports when the person wants to be asked again: on that date the places still free are offered once more. What is on sale
-- now stays on sale, or one buyer's report would keep the lead from the others. Silently nothing where it cannot be: the report
-- itself stands anyway.
create or replace function deferral_recontact(s sales, p_until timestamptz, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    d leads;
    g niches;
begin
    select * into strict d from leads x where x.id = s.lead_id for no key update;
    select * into strict g from niches x where x.no = d.niche_no;
    if g.recontact and d.kind = 'consumer' and d.state in ('sold', 'open', 'listed', 'deferred') and d.erased_at is null
       and d.live_exclusive = 0 and d.live_shared < d.sale_limit and deferral_fault(d, g, p_until, p_now) is null then
        perform deferral_set(d, p_until, 'recontact', s.buyer_id, p_now);
    end if;
end $$;

-- The person becomes the lead's own again, where nobody else claims it now. false: somebody does, by one channel at least.
create or replace function claims_take(d leads, p_until timestamptz, p_repeat interval, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n integer;
begin
    insert into fingerprints as p (hash, niche_no, channel, scope, lead_id, until)
    select distinct y.hash, d.niche_no, y.channel, coalesce(d.offer_id, '00000000-0000-0000-0000-000000000000'), d.id, p_until
      from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel) where v.lead_id = d.id order by 1, 2, 3
        on conflict (hash, niche_no, channel, scope) do update
       set earlier = case when p.lead_id = d.id then p.earlier else claim_earlier(p.lead_id, p.earlier, p_now - greatest(p_repeat, interval '90 days')) end,
           lead_id = excluded.lead_id, until = greatest(p.until, excluded.until)
     where p.until <= p_now or p.lead_id = d.id;
    get diagnostics v_n = row_count;
    return v_n > 0 and v_n = (select count(*) from (select distinct y.hash, y.channel
                                from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel) where v.lead_id = d.id) z);
end $$;

-- Why this lead may not be offered, asked afresh on its date; null = it may.
create or replace function deferral_refusal(d leads, g niches, p_now timestamptz) returns text language sql stable set search_path = leadx, pg_temp as $$
    select case
        when d.erased_at is not null then 'erased'
        when d.consent_expires_at <= p_now then 'consent_expired'
        when exists (select from contacts v cross join lateral unnest(v.suppress) h
                       join suppressions s on s.hash = h and s.owner_id = '00000000-0000-0000-0000-000000000000' where v.lead_id = d.id) then 'suppressed'
        when not exists (select from orgs o where o.id = d.seller_id and o.state = 'active') then 'seller_paused'
        when not exists (select from sources s where s.id = d.source_id and s.state = 'active') then 'source_banned'
        when g.state <> 'active' then 'niche_closed'
        when d.kind = 'consumer' and lead_rival(d, p_now) then 'duplicate' end
$$;

-- What a date comes to. A lead that got away meanwhile stays where it is.
create or replace function deferral_end(d leads, p_now timestamptz) returns text language plpgsql set search_path = leadx, pg_temp as $$
declare
    g niches;
    v_why text;
begin
    select * into strict g from niches x where x.no = d.niche_no;
    if (d.sellable and d.open_until > p_now) or d.state = 'listed' then
        return 'on_sale';
    elsif d.state not in ('deferred', 'open', 'sold') or d.live_exclusive > 0 or d.live_shared >= d.sale_limit then
        return 'gone';
    end if;
    v_why := deferral_refusal(d, g, p_now);
    if v_why is null and not claims_take(d, p_now + g.claim, g.repeat_window, p_now) then
        v_why := 'duplicate';
    end if;
    if v_why is not null and d.state = 'deferred' then
        update leads x set state = 'expired', code = v_why where x.id = d.id;
        perform claims_release(array[d.id], p_now);
    elsif v_why is null then
        perform listings_end(array[d.id], 'reopened', p_now);      -- its free places are for standing orders first, once more
        update leads x set state = case when lead_live(d) > 0 then 'sold' else 'open' end, code = null, sellable = true,
               open_until = lead_open_until(d, g, p_now) where x.id = d.id;
        perform pg_notify('leadx_change', 'lead:' || d.id);
    end if;
    return coalesce(v_why, 'open');
end $$;

-- One lead whose date has come; 0: none. A transaction each, because a lead's prints are locked after its row.
create or replace function deferrals_release(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    d leads;
    v_result text;
begin
    -- a few, so that one that somebody holds does not hold up the others; never all that are due, however many share a date
    select x.* into d from (select y.lead_id from deferrals y where y.ended_at is null and y.until <= v_now order by y.until limit 20) y
      join leads x on x.id = y.lead_id limit 1 for no key update of x skip locked;
    if not found or deferral_of(d.id) is null or deferral_of(d.id) > v_now then     -- moved while this one looked
        return 0;
    end if;
    v_result := deferral_end(d, v_now);
    update deferrals y set ended_at = v_now, result = v_result where y.lead_id = d.id and y.ended_at is null;
    perform lead_event(d.id, 'deferral_ended', null, jsonb_build_object('result', v_result), v_now);
    return 1;
end $$;
grant execute on function deferrals_release(timestamptz) to leadx_server;
