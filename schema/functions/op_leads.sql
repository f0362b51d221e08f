-- What a seller does with a lead it brought: withdraw it, release a targeted one, pass on that the person took consent back.
--
-- Each takes the lead's row first and its fingerprints after it, as a sale of a stored lead does, and decides in the
-- conditional update itself: a sale made at the same moment is either seen there or finds the lead no longer sellable.

create or replace function lead_event(p_lead uuid, p_kind text, p_org uuid, p_detail jsonb, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into lead_events (lead_id, id, at, kind, org_id, detail) values (p_lead, uuid_v7(p_now), p_now, p_kind, p_org, p_detail)
$$;

create or replace function lead_live(d leads) returns integer language sql immutable as $$ select d.live_shared + d.live_exclusive $$;

-- The answer to every change of a lead.
create or replace function lead_brief(d leads) returns jsonb language sql immutable as $$
    select jsonb_build_object('id', d.id, 'status', d.state, 'code', d.code)
$$;

create or replace function op_lead_withdraw(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v leads;
begin
    select * into v from leads d where d.id = (a ->> 'lead')::uuid and d.seller_id = c.org;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    update leads d set state = 'withdrawn', code = null, sellable = false, open_until = null
     where d.id = v.id and d.state in ('review', 'open', 'listed', 'deferred') and lead_live(d) = 0 returning * into v;
    if not found then
        return op_refused(409, 'conflict', null, 'Only a lead that nobody bought and that still looks for a buyer can be withdrawn.');
    end if;
    perform listings_end(array[v.id], 'withdrawn', p_now);
    perform claims_release(array[v.id], p_now);
    perform lead_event(v.id, 'withdrawn', c.org, null, p_now);
    return op_done(lead_brief(v));
end $$;

-- Another lead that claims one of this lead's channels where a consumer lead would: on the consumer market, or for an
-- offer of the same seller's, which may not bring one person both ways. Not in SQL: asked of thousands of leads, it would be planned
-- anew for each, over all months.
create or replace function lead_rival(d leads, p_now timestamptz) returns boolean language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return exists (
        select from contacts v
         cross join lateral unnest(v.prints, v.channels) y(hash, channel)
          join fingerprints p on p.hash = y.hash and p.niche_no = d.niche_no and p.channel = y.channel
         where v.lead_id = d.id and p.lead_id <> d.id and p.until > p_now
           and (p.scope = '00000000-0000-0000-0000-000000000000'
                or exists (select from leads o where o.id = p.lead_id and o.seller_id = d.seller_id)));
end $$;

-- The person's claims move from the offer to the niche. p_offer: the scope they had.
create or replace function claims_to_niche(d leads, p_offer uuid, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_claim interval;
    v_repeat interval;
    v_n integer;
begin
    select g.claim, g.repeat_window into strict v_claim, v_repeat from niches g where g.no = d.niche_no;
    update fingerprints p set until = p_now
      from (select y.hash, y.channel from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel)
             where v.lead_id = d.id order by 1, 2) mine
     where p.hash = mine.hash and p.niche_no = d.niche_no and p.channel = mine.channel and p.scope = p_offer
       and p.lead_id = d.id and p.until > p_now;
    insert into fingerprints as p (hash, niche_no, channel, scope, lead_id, until)
    select distinct y.hash, d.niche_no, y.channel, '00000000-0000-0000-0000-000000000000'::uuid, d.id, p_now + v_claim
      from contacts v cross join lateral unnest(v.prints, v.channels) y(hash, channel)
     where v.lead_id = d.id order by 1, 2, 3
        on conflict (hash, niche_no, channel, scope) do update
       set earlier = claim_earlier(p.lead_id, p.earlier, p_now - greatest(v_repeat, interval '90 days')), lead_id = excluded.lead_id, until = excluded.until
     where p.until <= p_now;
    get diagnostics v_n = row_count;
    if v_n <> (select count(*) from contacts v
                cross join lateral (select distinct y.hash, y.channel from unnest(v.prints, v.channels) y(hash, channel)) z
                where v.lead_id = d.id) then
        -- a serialization failure: the operation runs again and is then refused in the ordinary way
        raise exception 'another lead claimed the person meanwhile' using errcode = '40001';
    end if;
end $$;

-- a: {"lead", "max_recipients": what the sealed consent allows, null = any number}
create or replace function op_lead_release(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v leads;
    v_offer uuid;
begin
    select * into v from leads d where d.id = (a ->> 'lead')::uuid and d.seller_id = c.org;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    if v.consent_recipients is not null or v.consent_expires_at <= p_now then
        return op_refused(409, 'conflict', null, 'The consent does not allow other buyers than the offer''s.');
    end if;
    -- what the sale does for a seller with offers: its posts of this person wait, or are seen here
    perform pg_advisory_xact_lock(g.k) from (
        select distinct hashtextextended(v.seller_id::text || encode(h, 'hex'), 7302) as k
          from contacts x cross join lateral unnest(x.prints) h where x.lead_id = v.id order by 1 offset 0) g;
    if lead_rival(v, p_now) then
        return op_refused(409, 'conflict', null, 'Another lead of this niche claims the same person.');
    end if;
    v_offer := v.offer_id;
    update leads d set kind = 'consumer', offer_id = null, sale_limit = least(g.max_sales, (a ->> 'max_recipients')::smallint, (d.origin ->> 'max_sales')::smallint)
      from niches g
     where d.id = v.id and g.no = d.niche_no and g.state = 'active' and d.kind = 'targeted' and d.state = 'open'
       and d.sellable and d.open_until > p_now and lead_live(d) = 0 returning d.* into v;
    if not found then
        return op_refused(409, 'conflict', null, 'Only a targeted lead that is open and that nobody bought can be released.');
    end if;
    perform claims_to_niche(v, v_offer, p_now);
    perform lead_event(v.id, 'released', c.org, jsonb_build_object('offer', v_offer), p_now);
    return op_done(lead_brief(v), array['lead:' || v.id]);
end $$;

-- The person's suppression hashes go to the operator's list, so that nobody sells the person again, whoever brings them.
create or replace function lead_suppress(p_lead uuid, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into suppressions (hash, owner_id, at)
    select distinct h, '00000000-0000-0000-0000-000000000000'::uuid, p_now from contacts v cross join lateral unnest(v.suppress) h
     where v.lead_id = p_lead order by 1
        on conflict do nothing
$$;

-- The seller says so, or the operator on the person's behalf. Saying it twice changes nothing more.
create or replace function op_lead_consent_revoke(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v leads;
begin
    select * into v from leads d where d.id = (a ->> 'lead')::uuid and (d.seller_id = c.org or c.admin) for update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    if exists (select from lead_events e where e.lead_id = v.id and e.kind = 'consent_revoked') then
        return op_done(lead_brief(v));
    end if;
    update leads d
       set sellable = false, consent_expires_at = least(d.consent_expires_at, p_now),
           state = case when d.state in ('review', 'open', 'listed', 'deferred') and lead_live(d) = 0 then 'withdrawn' else d.state end
     where d.id = v.id returning * into v;
    perform listings_end(array[v.id], 'consent_revoked', p_now);
    if v.state = 'withdrawn' then
        perform claims_release(array[v.id], p_now);
    end if;
    perform lead_suppress(v.id, p_now);
    perform lead_event(v.id, 'consent_revoked', c.org, null, p_now);
    perform sale_event('consent.revoked', s.lead_id, s.id, s.buyer_id, null, p_now) from sales s where s.lead_id = v.id and s.state <> 'void';
    return op_done(lead_brief(v));
end $$;

revoke execute on function lead_event(uuid, text, uuid, jsonb, timestamptz), lead_suppress(uuid, timestamptz),
    claims_to_niche(leads, uuid, timestamptz), op_lead_withdraw(op_caller, jsonb, timestamptz),
    op_lead_release(op_caller, jsonb, timestamptz), op_lead_consent_revoke(op_caller, jsonb, timestamptz) from public;
