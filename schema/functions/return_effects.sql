-- How a dispute ends: the money once, and what becomes of the lead.

-- A lead may be offered again: nobody took the consent back, nobody else brought the person meanwhile, its seller still sells.
create or replace function lead_may_return(d leads, p_now timestamptz) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select d.erased_at is null and (d.consent_expires_at is null or d.consent_expires_at > p_now)
       and exists (select from orgs o where o.id = d.seller_id and o.state = 'active')
       and exists (select from sources s where s.id = d.source_id and s.state = 'active')
       and (d.kind = 'targeted' or not lead_rival(d, p_now))
$$;

-- Keeps the person the lead's own for a while longer.
create or replace function claims_renew(d leads, p_until timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    update fingerprints p set until = greatest(p.until, p_until)
      from (select y.hash, y.channel from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel) where v.lead_id = d.id order by 1, 2) mine
     where p.hash = mine.hash and p.niche_no = d.niche_no and p.channel = mine.channel
       and p.scope = coalesce(d.offer_id, '00000000-0000-0000-0000-000000000000') and p.lead_id = d.id
$$;

-- What the claims on the person come to, before money moves: prints are locked before accounts. free: nobody has the lead then.
create or replace function return_claims(d leads, p_effect text, p_free boolean, p_back boolean, g niches, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    if p_effect = 'region' or (p_effect = 'misfit' and p_back) then
        perform claims_renew(d, p_now + g.claim);
    elsif p_free then
        perform claims_release(array[d.id], p_now);
    end if;
end $$;

-- The lead after one of its sales was returned. Free again means: for shared buyers, and marked, since somebody has seen it; a targeted
-- lead has no other buyer until its seller releases it. With a cooling period it waits for its end.
drop function if exists return_lead(leads, text, boolean, niches, timestamptz);
create or replace function return_lead(d leads, p_effect text, p_back boolean, p_cooling interval, g niches, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    select * into strict d from leads x where x.id = d.id;
    perform listings_end(array[d.id], 'returned', p_now);    -- if it comes back, it is for standing orders first
    if p_effect = 'misfit' and p_back and p_cooling > interval '0' then
        update leads x
           set resold = true, code = null, sellable = false, state = case when lead_live(x) = 0 then 'deferred' else 'sold' end, open_until = null
         where x.id = d.id;
        perform deferral_set(d, greatest(p_now + p_cooling, deferral_of(d.id)), 'returned', null, p_now);
        return;
    end if;
    if p_effect = 'misfit' and p_back then
        update leads x
           set resold = true, code = null, sellable = x.live_exclusive = 0 and x.live_shared < x.sale_limit,
               state = case when lead_live(x) = 0 then 'open' else 'sold' end,
               open_until = least(p_now + case x.temperature when 'hot' then g.open_hot else g.open_other end, x.consent_expires_at)
         where x.id = d.id;
        perform pg_notify('leadx_change', 'lead:' || d.id);
        return;
    end if;
    update leads x
       set sellable = false, state = case when lead_live(x) > 0 then x.state when p_effect = 'misfit' then 'expired' else 'closed' end
     where x.id = d.id;
end $$;

-- Everybody else who has the lead hears that it is no good; their claim of the same is proven by this one.
create or replace function return_tell_others(d disputes, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    select sale_event('lead.closed', s.lead_id, s.id, s.buyer_id, d.id, p_now) from sales s
     where s.lead_id = d.lead_id and s.id <> d.sale_id and s.state in ('held', 'disputed', 'final')
$$;

-- The fee for a groundless claim, if the buyer made too many of them in the niche: decided against it within 30 days, this one included.
create or replace function claim_fee(d disputes, p_now timestamptz) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select nullif(case when d.outcome = 'seller' and d.decided_by in ('administrator', 'silence') and x.n + 1 > t.claim_fee_after then t.claim_fee_minor else 0 end, 0)
      from dispute_terms(d.niche_no) t
     cross join lateral (select count(*) as n from disputes y
                          where y.buyer_id = d.buyer_id and y.niche_no = d.niche_no and y.state = 'final' and y.outcome = 'seller'
                            and y.final_at > p_now - interval '30 days') x
$$;

-- All accounts the end will touch, in their one order, before the first of them moves.
create or replace function dispute_lock_accounts(d disputes, s sales, p_fee bigint, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ids uuid[] := array[s.wallet_id, s.escrow_id, account_ensure(s.seller_id, s.currency, 'debt', p_now), account_ensure(s.seller_id, s.currency, 'payable', p_now)];
begin
    if p_fee is not null then
        v_ids := v_ids || account_ensure(s.buyer_family_id, s.currency, 'debt', p_now);
    end if;
    perform accounts_lock(v_ids);
end $$;

-- The niche's field that says where a person lives.
create or replace function lead_region_field(p_niche smallint) returns text language sql stable set search_path = leadx, pg_temp as $$
    select e ->> 'name' from niches g cross join lateral jsonb_array_elements(g.fields) with ordinality f(e, i)
     where g.no = p_niche and e ->> 'type' = 'region' order by f.i limit 1
$$;

-- What an upheld claim does to this lead. Who is where the lead says, but not where the order buys, suits somebody else; a wrong region
-- that nobody can put right, as a targeted lead's, is a defect.
create or replace function return_effect(d disputes, p_lead leads) returns text language sql stable set search_path = leadx, pg_temp as $$
    select case when r.effect <> 'region' then r.effect
                when d.region = p_lead.attributes ->> f.field then 'misfit'
                when p_lead.kind = 'targeted' or d.region is null or f.field is null then 'defect'
                else 'region' end
      from dispute_reasons r cross join lateral (select lead_region_field(p_lead.niche_no) as field) f where r.code = d.reason
$$;

-- The end of a dispute: d is locked and holds the outcome that stands. Money moves here, once; a sale that is not disputed any more
-- would be a bug, and nothing is kept.
create or replace function dispute_end(d disputes, p_to text, p_now timestamptz) returns disputes
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_from text := (select state from disputes x where x.id = d.id);
    v_lead leads;
    s sales;
    g niches;
    v_effect text;
    v_back boolean;
    v_again boolean;
begin
    perform ledger_gate(p_now);
    select * into strict v_lead from leads x where x.id = d.lead_id for no key update;
    select * into strict s from sales x where x.lead_id = d.lead_id and x.id = d.sale_id for no key update;
    select * into strict g from niches x where x.no = d.niche_no;
    if d.outcome = 'buyer' and d.decided_by = 'proof' and d.reason = 'not_delivered' and s.first_read_at is not null then
        d.outcome := 'seller'; d.refund_percent := 0;     -- it has arrived after all
    end if;
    v_effect := case when d.outcome = 'buyer' then return_effect(d, v_lead) end;
    v_again := v_effect is distinct from 'misfit' or reoffer_again(g, d.reason);
    v_back := v_effect is not null and v_effect <> 'defect' and v_again and lead_may_return(v_lead, p_now);
    if v_effect is not null then
        -- a reason that bars a new offer keeps the person claimed, or the lead would come back under another id
        perform return_claims(v_lead, v_effect, lead_live(v_lead) = 1 and v_again, v_back, g, p_now);
    end if;
    d.fee_minor := claim_fee(d, p_now);
    perform dispute_lock_accounts(d, s, d.fee_minor, p_now);
    if sale_conclude(d.lead_id, d.sale_id, d.refund_percent, p_now, 'dispute ' || d.id) is null then
        raise exception 'a disputed sale ended without its dispute' using errcode = 'LX003';
    end if;
    if d.fee_minor is not null then
        perform dispute_charge(d.buyer_id, d.currency, d.fee_minor, p_now, 'dispute ' || d.id);
    end if;
    if v_effect is not null then
        perform return_lead(v_lead, v_effect, v_back, reoffer_cooling(g, d.reason), g, p_now);
        perform dispute_returned(d, v_effect, p_now);
    end if;
    d.state := p_to; d.due_at := null; d.final_at := p_now;
    return dispute_set_state(d, v_from, case p_to when 'withdrawn' then 'buyer' else 'exchange' end,
        jsonb_strip_nulls(jsonb_build_object('outcome', d.outcome, 'refund_percent', d.refund_percent, 'fee', json_money(d.fee_minor, d.currency))), p_now);
end $$;

-- What follows from a return besides the lead's own state.
create or replace function dispute_returned(d disputes, p_effect text, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform lead_event(d.lead_id, 'returned', d.buyer_id, jsonb_build_object('sale', d.sale_id, 'dispute', d.id, 'reason', d.reason), p_now);
    if p_effect = 'defect' then
        perform return_tell_others(d, p_now);
    elsif p_effect = 'region' then
        insert into lead_corrections (dispute_id, lead_id, region, at) values (d.id, d.lead_id, d.region, p_now);
    end if;
end $$;

-- ---- a lead sold in a wrong region

-- Leads that wait for a new one in the right region, with what the server seals anew.
create or replace function lead_corrections_next(p_limit integer) returns table (dispute uuid, lead_id uuid, contact bytea, contact_key bytea, consent bytea, consent_key bytea)
    language sql stable set search_path = leadx, pg_temp as $$
    select x.dispute_id, x.lead_id, v.contact_sealed, v.contact_key, v.consent_sealed, v.consent_key
      from lead_corrections x left join contacts v on v.lead_id = x.lead_id where x.done_at is null order by x.dispute_id limit p_limit
$$;

-- Makes the new lead: the same in everything but the region, linked to the old one, whose claims it takes over; for as many buyers as
-- the old one has places left. The first buyer is
-- among the families that bought this person, so it is not sold to it again. p_lead null: the contact does not open, there is none.
create or replace function lead_correct(p_dispute uuid, p_lead uuid, p_contact bytea, p_contact_key bytea, p_consent bytea, p_consent_key bytea) returns boolean
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    v_old leads;
    g niches;
    v_field text;
    x lead_corrections;
begin
    update lead_corrections y set done_at = v_now where y.dispute_id = p_dispute and y.done_at is null returning * into x;
    if x.dispute_id is null then
        return false;
    end if;
    select * into strict v_old from leads d where d.id = x.lead_id for no key update;
    select * into strict g from niches y where y.no = v_old.niche_no;
    v_field := lead_region_field(g.no);
    if p_lead is null or v_field is null or not lead_may_return(v_old, v_now) or lead_live(v_old) >= v_old.sale_limit then
        if lead_live(v_old) = 0 then
            perform claims_release(array[v_old.id], v_now);
        end if;
        return false;
    end if;
    insert into leads (id, seller_id, seller_family_id, niche_no, niche_revision, source_id, kind, state, sale_limit, sellable, temperature, score,
                       min_payout_minor, attributes, origin, consent_expires_at, consent_recipients, previous_lead_id, received_at, open_until, resold)
    values (p_lead, v_old.seller_id, v_old.seller_family_id, g.no, g.revision, v_old.source_id, 'consumer', 'open', v_old.sale_limit - lead_live(v_old), true, v_old.temperature,
            v_old.score, v_old.min_payout_minor, v_old.attributes || jsonb_build_object(v_field, x.region), v_old.origin, v_old.consent_expires_at,
            v_old.consent_recipients, v_old.id, v_now,
            least(v_now + case v_old.temperature when 'hot' then g.open_hot else g.open_other end, v_old.consent_expires_at), true);
    insert into contacts (lead_id, contact_sealed, contact_key, consent_sealed, consent_key, channels, prints, suppress)
    select p_lead, p_contact, p_contact_key, p_consent, p_consent_key, v.channels, v.prints, v.suppress from contacts v where v.lead_id = v_old.id;
    update fingerprints p set lead_id = p_lead, earlier = p.lead_id || p.earlier, until = greatest(p.until, v_now + g.claim)
      from (select y.hash, y.channel from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel) where v.lead_id = v_old.id order by 1, 2) mine
     where p.hash = mine.hash and p.niche_no = g.no and p.channel = mine.channel and p.scope = '00000000-0000-0000-0000-000000000000' and p.lead_id = v_old.id;
    update disputes y set new_lead_id = p_lead where y.id = p_dispute;
    perform lead_event(p_lead, 'corrected', null, jsonb_build_object('from', v_old.id, 'region', x.region), v_now);
    perform lead_event(v_old.id, 'corrected', null, jsonb_build_object('to', p_lead, 'region', x.region), v_now);
    perform dispute_event(p_dispute, 'lead_corrected', 'exchange', jsonb_build_object('lead', p_lead, 'region', x.region), v_now);
    perform pg_notify('leadx_change', 'lead:' || p_lead);
    return true;
end $$;
revoke execute on function lead_correct(uuid, uuid, bytea, bytea, bytea, bytea) from public;
grant execute on function lead_correct(uuid, uuid, bytea, bytea, bytea, bytea) to leadx_server;
