-- What falls due about disputes. Each call is one transaction with at most one dispute's money in it, so that nobody's locks cross;
-- 1 = there may be more.

-- A dispute left alone in its state: silence accepts a claim; without a ruling the seller wins if it showed something, else the buyer;
-- an appeal nobody made or decided leaves the ruling as it is.
create or replace function disputes_due(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    d disputes;
    v_before disputes;
begin
    select * into d from disputes x where x.due_at <= v_now order by x.due_at limit 1 for no key update skip locked;
    if not found then
        return 0;
    end if;
    v_before := d;
    case d.state
        when 'open' then
            perform dispute_accept(d, 'silence', v_now);
        when 'contested' then
            d.outcome := case when d.shown then 'seller' else 'buyer' end; d.refund_percent := case when d.shown then 0 else 100 end;
            d.decided_by := 'silence'; d.state := 'ruled'; d.ruled_at := v_now; d.due_at := v_now + dispute_appeal_time();
            perform dispute_set_state(d, 'contested', 'exchange', jsonb_build_object('outcome', d.outcome, 'by', 'silence'), v_now);
        else
            perform dispute_end(d, 'final', v_now);
    end case;
    perform audit_dispute(v_before, 'dispute_due', null, v_now);
    return 1;
end $$;

-- The next of many disputes that one ruling was made for.
create or replace function disputes_bulk(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    b dispute_bulks;
    i dispute_bulk_items;
    d disputes;
begin
    select * into b from dispute_bulks x where x.done_at is null order by x.id limit 1 for no key update skip locked;
    if not found then
        return 0;
    end if;
    select * into i from dispute_bulk_items x where x.bulk_id = b.id and x.result is null order by x.dispute_id limit 1;
    if not found then
        update dispute_bulks x set done_at = v_now where x.id = b.id;
        return 1;
    end if;
    select * into strict d from disputes x where x.id = i.dispute_id for no key update;
    if d.state in ('open', 'contested') then
        perform dispute_rule(d, d.state, b.key_id, b.outcome, b.refund_percent, b.ruling, v_now);
    end if;
    update dispute_bulk_items x set result = case when d.state in ('open', 'contested') then 'ruled' else 'skipped' end
     where x.bulk_id = i.bulk_id and x.dispute_id = i.dispute_id;
    if d.state in ('open', 'contested') then
        perform audit_dispute(d, 'dispute_rule', b.key_id, v_now);
    end if;
    return 1;
end $$;

-- Claims settled by another lead: the first that the seller sold to the same order since is it; after 14 days without one the claim
-- stays what it was, a return.
create or replace function disputes_replace(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    r record;
    v_n integer := 0;
begin
    for r in select d.id, y.id as sale
               from disputes d join sales s on s.lead_id = d.lead_id and s.id = d.sale_id
               left join lateral (
                   select x.id from sales x
                    where x.buyer_id = s.buyer_id and x.order_id = s.order_id and x.seller_id = s.seller_id and x.sold_at > d.final_at and x.state <> 'void'
                      and not exists (select from disputes z where z.replaced_by = x.id) order by x.sold_at, x.id limit 1) y on true
              where d.replacement = 'agreed' and d.state = 'final' and (y.id is not null or d.final_at < v_now - interval '14 days')
              order by d.id limit p_limit for no key update of d skip locked loop
        continue when exists (select from disputes z where z.replaced_by = r.sale);     -- taken by the one before; the next round finds another
        update disputes x set replacement = case when r.sale is null then 'lapsed' else 'delivered' end, replaced_by = r.sale where x.id = r.id;
        perform dispute_event(r.id, case when r.sale is null then 'replacement_lapsed' else 'replaced' end, 'exchange',
                              jsonb_build_object('sale', r.sale), v_now);
        v_n := v_n + 1;
    end loop;
    return v_n;
end $$;

-- What was shown is kept for 180 days after the end; then its keys are destroyed. Files whose upload broke off go after an hour.
create or replace function disputes_forget(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_old uuid[];
    v_broken uuid[];
begin
    v_old := array(select e.id from disputes d join dispute_evidence e on e.dispute_id = d.id
                    where d.final_at < v_now - interval '180 days' and e.key is not null order by e.id limit p_limit for update of e skip locked);
    v_broken := array(select e.id from dispute_evidence e where not e.complete and e.at < v_now - interval '1 hour' order by e.id limit p_limit
                         for update skip locked);
    delete from dispute_file_chunks x where x.evidence_id = any (v_old || v_broken);
    update dispute_evidence e set key = null, sealed = '' where e.id = any (v_old);
    delete from dispute_evidence e where e.id = any (v_broken);
    return cardinality(v_old) + cardinality(v_broken);
end $$;

revoke execute on function disputes_due(timestamptz), disputes_bulk(timestamptz), disputes_replace(timestamptz, integer), disputes_forget(timestamptz, integer)
    from public;
grant execute on function disputes_due(timestamptz), disputes_bulk(timestamptz), disputes_replace(timestamptz, integer), disputes_forget(timestamptz, integer)
    to leadx_server;
