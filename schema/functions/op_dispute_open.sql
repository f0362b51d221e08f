-- A claim is made: what it needs, what is shown, what the exchange proves by itself. Whatever is shown came sealed; what is counted here
-- is what the stronger and the weaker evidence ask for.

-- ---- evidence

-- What is shown, as words: of what came with the claim, or of what stands in the table.
create or replace function dispute_shown_words(p_evidence jsonb, p_region text) returns text[] language sql immutable set search_path = leadx, pg_temp as $$
    select array(select e ->> 'kind' from jsonb_array_elements(coalesce(p_evidence, '[]')) e)
        || array(select 'attempts3' from jsonb_array_elements(coalesce(p_evidence, '[]')) e
                  where (e ->> 'attempts')::integer >= 3 and (e ->> 'days')::integer >= 2)
        || array(select 'document' from jsonb_array_elements(coalesce(p_evidence, '[]')) e where e ->> 'kind' in ('link', 'file'))
        || case when p_region is not null then '{region}'::text[] else '{}' end
$$;

create or replace function dispute_need_fault(p_need text) returns jsonb language sql immutable as $$
    select jsonb_build_object('code', 'missing_field', 'pointer', case split_part(p_need, '|', 1) when 'statement' then '/text' when 'attempts' then '/attempts'
               when 'attempts3' then '/attempts' when 'recording' then '/recording' when 'region' then '/region' else '/links' end,
           'message', case p_need when 'statement' then 'Say what happened.' when 'attempts' then 'List the attempts to reach the person.'
               when 'attempts3' then 'List at least three attempts to reach the person, on two different days or more.'
               when 'recording' then 'Link the recording of the call and say how long it is.'
               when 'recording|document' then 'Link a recording of the call, or a document that shows it.'
               when 'region' then 'Name the right region.' else 'Link a document that shows it.' end)
$$;

create or replace function dispute_gaps(p_needs text[], p_shown text[]) returns jsonb language sql immutable set search_path = leadx, pg_temp as $$
    select jsonb_agg(dispute_need_fault(n.need) order by n.i) from unnest(p_needs) with ordinality n(need, i)
     where not string_to_array(n.need, '|') && p_shown
$$;

-- Adds what a side shows; sealed by the server. Returns how many pieces of it are more than words.
create or replace function dispute_show(p_dispute uuid, p_side text, p_evidence jsonb, p_now timestamptz) returns integer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n integer;
begin
    insert into dispute_evidence (id, n, dispute_id, side, kind, at, sealed, key, seconds, attempts, days)
    select (e ->> 'id')::uuid, i, p_dispute, p_side, e ->> 'kind', p_now, decode(e ->> 'sealed', 'hex'), decode(e ->> 'key', 'hex'),
           (e ->> 'seconds')::integer, (e ->> 'attempts')::smallint, (e ->> 'days')::smallint
      from jsonb_array_elements(coalesce(p_evidence, '[]')) with ordinality u(e, i);
    get diagnostics v_n = row_count;
    if v_n > 0 then
        perform dispute_event(p_dispute, 'evidence', p_side, jsonb_build_object('kinds', (select jsonb_agg(distinct e ->> 'kind') from jsonb_array_elements(p_evidence) e)), p_now);
    end if;
    return (select count(*) from jsonb_array_elements(coalesce(p_evidence, '[]')) e where e ->> 'kind' <> 'statement');
end $$;

create or replace function dispute_shows(p_dispute uuid, p_side text) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select exists (select from dispute_evidence e where e.dispute_id = p_dispute and e.side = p_side and e.kind <> 'statement' and e.complete)
$$;

-- ---- opening

-- Whether so much of what the buyer's family was delivered in 30 days came back that only the stronger evidence counts. Claims that
-- another lead settled do not count.
create or replace function dispute_strong(s sales, p_now timestamptz) returns boolean language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_returned numeric;
    v_delivered numeric;
begin
    select sum(d.price_minor::numeric * d.refund_percent / 100) into v_returned
      from disputes d join sales x on x.lead_id = d.lead_id and x.id = d.sale_id
     where d.buyer_id in (select o.id from orgs o where o.family_id = s.buyer_family_id) and d.niche_no = s.niche_no and d.state = 'final'
       and d.final_at > p_now - interval '30 days' and d.refund_percent > 0 and coalesce(d.replacement not in ('agreed', 'delivered'), true);
    if coalesce(v_returned, 0) = 0 then
        return false;
    end if;
    select sum(x.price_minor) into v_delivered from sales x
     where x.buyer_id in (select o.id from orgs o where o.family_id = s.buyer_family_id) and x.niche_no = s.niche_no
       and x.sold_at > p_now - interval '30 days' and x.state <> 'void'
       -- ids carry the server's time: a bound for the index with a day to spare, except where a test clock runs ahead; where it stands ids carry its time
       and x.id >= case when exists (select from test_clock where stands_at is null) then '00000000-0000-0000-0000-000000000000' else uuid_floor(p_now - interval '31 days') end;
    return v_returned * 10000 > (dispute_terms(s.niche_no)).strong_share_bp * coalesce(v_delivered, 0);
end $$;

-- How long the seller may return the lead to whom it bought it from: by what its source said before the sale. Null: it is its own.
create or replace function dispute_upstream_until(s sales) returns timestamptz language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select d.received_at + u.return_window
      from leads d cross join lateral (select x.return_window from source_upstreams x where x.source_id = d.source_id and x.at <= s.sold_at
                                        order by x.at desc limit 1) u
     where d.id = s.lead_id);
end $$;

-- Why the claim cannot be taken; null = it can.
create or replace function dispute_open_fault(s sales, r dispute_reasons, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_frozen jsonb;
begin
    if r.code is null then
        return op_refused(422, 'invalid_field', '/reason', 'is no reason known here; GET /v1/dispute-reasons lists them');
    elsif not r.valid then
        return op_refused(422, 'invalid_field', '/reason', r.sentence);
    end if;
    select v.terms -> 'return_reasons' into v_frozen from niche_revisions v where v.niche_no = s.niche_no and v.revision = s.niche_revision;
    if jsonb_array_length(v_frozen) > 0 and not v_frozen ? r.code then
        return op_refused(422, 'invalid_field', '/reason', 'was no reason for a return in this niche when the lead was sold');
    end if;
    if s.state = 'disputed' or exists (select from disputes d where d.sale_id = s.id) then
        return op_refused(409, 'conflict', null, 'The sale was disputed before; a sale is disputed once.');
    elsif s.state <> 'held' then
        return op_refused(409, 'conflict', null, 'The sale is not held any more: only an administrator can reverse what was settled.');
    elsif p_now >= s.window_ends_at then
        return op_refused(409, 'conflict', null, 'The time to dispute this sale is over.');
    end if;
    return null;
end $$;

-- a: {"sale", "reason", "region", "evidence": [{"id", "kind", "sealed", "key", "seconds", "attempts", "days"}]}
create or replace function op_dispute_open(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
    r dispute_reasons;
    d disputes;
    v_fault op_answer;
    v_strong boolean;
    v_proof jsonb;
    v_gaps jsonb;
begin
    select * into s from sales x where x.id = (a ->> 'sale')::uuid and x.buyer_id = c.org and x.state <> 'void';
    if not found then
        return op_refused(404, 'not_found');
    end if;
    select * into r from dispute_reasons x where x.code = a ->> 'reason';
    v_fault := dispute_open_fault(s, r, a, p_now);
    if v_fault.status is not null then
        return v_fault;
    end if;
    v_strong := dispute_strong(s, p_now);
    v_proof := dispute_proof(s, r, p_now);
    v_gaps := dispute_gaps(case when v_strong then r.needs_more else r.needs end, dispute_shown_words(a -> 'evidence', a ->> 'region'));
    if v_gaps is not null and v_proof is null then
        return (422, jsonb_build_object('code', 'missing_field', 'detail', 'This reason needs more evidence.', 'errors', v_gaps), '{}'::text[])::op_answer;
    end if;
    s := sale_set_state(s.lead_id, s.id, 'disputed', 0, p_now);
    if s.id is null then
        return op_refused(409, 'conflict', null, 'The sale is not held any more.');
    end if;
    insert into disputes (id, lead_id, sale_id, buyer_id, seller_id, niche_no, reason, strong, state, region, price_minor, currency, due_at,
                          upstream_until, opened_at)
    values (uuid_v7(p_now), s.lead_id, s.id, s.buyer_id, s.seller_id, s.niche_no, r.code, v_strong, 'open',
            coalesce(a ->> 'region', v_proof ->> 'region'), s.price_minor, s.currency, p_now + dispute_answer_time(), dispute_upstream_until(s), p_now)
    returning * into d;
    perform dispute_event(d.id, 'opened', 'buyer', jsonb_strip_nulls(jsonb_build_object('reason', d.reason, 'region', d.region)), p_now);
    perform dispute_show(d.id, 'buyer', a -> 'evidence', p_now);
    perform lead_event(d.lead_id, 'disputed', d.buyer_id, jsonb_build_object('sale', d.sale_id, 'dispute', d.id, 'reason', d.reason), p_now);
    perform happened_dispute(d, p_now);
    perform sale_event('dispute.opened', d.lead_id, d.sale_id, x, d.id, p_now) from unnest(array[d.buyer_id, d.seller_id]) x;
    if v_proof is not null then
        d := dispute_prove(d, v_proof, p_now);
    end if;
    return op_done(dispute_json(d, 'buyer'), '{}', 201);
end $$;

-- Ruled at once for the buyer, since the exchange's own records show it; appealable like any ruling.
create or replace function dispute_prove(d disputes, p_proof jsonb, p_now timestamptz) returns disputes
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    update disputes x set proof = p_proof where x.id = d.id;
    d.state := 'ruled'; d.outcome := 'buyer'; d.refund_percent := 100; d.decided_by := 'proof'; d.ruled_at := p_now;
    d.due_at := p_now + dispute_appeal_time();
    return dispute_set_state(d, 'open', 'exchange', jsonb_build_object('outcome', 'buyer', 'by', 'proof', 'proof', p_proof), p_now);
end $$;
