-- A seller puts a lead off to a date: the person asked for a later call, or it is too early to sell.

-- a: {"lead", "until"}. The same call again moves the date.
create or replace function op_lead_defer(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_until constant timestamptz := (a ->> 'until')::timestamptz;
    d leads;
    g niches;
    v_fault text;
begin
    select * into d from leads x where x.id = (a ->> 'lead')::uuid and x.seller_id = c.org for no key update;
    if not found then
        return op_refused(404, 'not_found');
    elsif d.state not in ('open', 'listed', 'deferred') or lead_live(d) > 0 or d.erased_at is not null then
        return op_refused(409, 'conflict', null, 'Only a lead that nobody has and that looks for a buyer, or waits for a date, can be put off. '
                          'A lead that has ended is posted again, naming it as previous.');
    end if;
    select * into strict g from niches x where x.no = d.niche_no;
    v_fault := deferral_fault(d, g, v_until, p_now);
    if v_fault is not null then
        return op_refused(422, 'invalid_field', '/until', v_fault);
    elsif not deferral_set(d, v_until, 'seller', c.org, p_now) then
        return op_refused(409, 'conflict', null, 'A lead''s date is moved 20 times at most.');
    end if;
    update leads x set state = 'deferred', code = null, sellable = false, open_until = null where x.id = d.id returning * into d;
    perform listings_end(array[d.id], 'deferred', p_now);
    return op_done(lead_brief(d) || jsonb_build_object('deferred_until', json_time(v_until)));
end $$;
revoke execute on function op_lead_defer(op_caller, jsonb, timestamptz) from public;
