-- A lead that has ended is offered again as a new lead that names it as previous: with its consent given anew, under an id of its own,
-- and only where the niche's rules let the earlier one come back.

-- When the earlier lead came back for the last time, and for what; no row: it never did.
create or replace function lead_last_return(p_lead uuid) returns table (at timestamptz, reason text) language sql stable set search_path = leadx, pg_temp as $$
    select e.at, e.detail ->> 'reason' from lead_events e where e.lead_id = p_lead and e.kind = 'returned' order by e.id desc limit 1
$$;

-- Why a lead with these prints may not name that one; null = it may. Asked by the sale only, and only of posts that name one.
create or replace function previous_refusal(p_previous uuid, p_seller uuid, p_niche smallint, p_prints bytea[], p_now timestamptz) returns text
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    d leads;
    g niches;
    v_at timestamptz;
    v_reason text;
begin
    select * into d from leads x where x.id = p_previous and x.seller_id = p_seller and x.niche_no = p_niche
       and exists (select from contacts v where v.lead_id = x.id and v.prints && p_prints);
    if d.id is null then
        return 'previous_unknown';
    elsif d.state in ('review', 'open', 'listed', 'deferred') or d.sellable
          or exists (select from listings y where y.lead_id = d.id and y.state = 'listed') then
        return 'previous_active';
    elsif d.state = 'closed' or d.erased_at is not null then
        return 'previous_barred';
    end if;
    select r.at, r.reason into v_at, v_reason from lead_last_return(d.id) r;
    if v_at is null then
        return null;
    end if;
    select * into strict g from niches x where x.no = d.niche_no;
    return case when not reoffer_again(g, v_reason) then 'previous_barred' when v_at + reoffer_cooling(g, v_reason) > p_now then 'previous_cooling' end;
end $$;
