-- Leads held for a person to look at: let through, or turned down. Only the operator comes here.

-- Sellable from now on, as long as a lead that was never held: the server offers it at once.
create or replace function op_review_approve(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v leads;
begin
    select * into v from leads d where d.id = (a ->> 'lead')::uuid and c.admin;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    if v.consent_expires_at <= p_now then
        return op_refused(409, 'conflict', null, 'The consent has run out: the lead can only be rejected.');
    end if;
    update leads d
       set state = 'open', code = null, sellable = true,
           open_until = least(p_now + case d.temperature when 'hot' then g.open_hot else g.open_other end, d.consent_expires_at)
      from niches g where d.id = v.id and g.no = d.niche_no and d.state = 'review' returning d.* into v;
    if not found then
        return op_refused(409, 'conflict', null, 'The lead is not in review.');
    end if;
    perform lead_event(v.id, 'approved', c.org, null, p_now);
    return op_done(lead_brief(v), array['lead:' || v.id]);
end $$;

-- a: {"lead", "reason"}. The lead keeps the code it was held for; the reason is told to its seller.
create or replace function op_review_reject(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v leads;
begin
    select * into v from leads d where d.id = (a ->> 'lead')::uuid and c.admin;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    update leads d set state = 'rejected', sellable = false where d.id = v.id and d.state = 'review' returning * into v;
    if not found then
        return op_refused(409, 'conflict', null, 'The lead is not in review.');
    end if;
    perform claims_release(array[v.id], p_now);
    perform lead_event(v.id, 'review_rejected', c.org, jsonb_build_object('reason', a ->> 'reason'), p_now);
    return op_done(lead_brief(v));
end $$;

revoke execute on function op_review_approve(op_caller, jsonb, timestamptz), op_review_reject(op_caller, jsonb, timestamptz) from public;
