-- A claim and its moves by the parties. Every move is one conditional change of the dispute's state, with its line in the timeline;
-- money and lead move once, in dispute_end(). Order of locks: dispute, lead, sale, prints, accounts.

-- Clocks. A claim is answered in 48 hours, ruled in 7 days after it was contested (an administrator is asked to within 72 hours),
-- and appealed, like the appeal decided, in 72 hours: with a window of 7 days at most 22 days from the sale to the end.
create or replace function dispute_answer_time() returns interval language sql immutable parallel safe as $$ select interval '48 hours' $$;
create or replace function dispute_desk_time() returns interval language sql immutable parallel safe as $$ select interval '72 hours' $$;
create or replace function dispute_rule_time() returns interval language sql immutable parallel safe as $$ select interval '7 days' $$;
create or replace function dispute_appeal_time() returns interval language sql immutable parallel safe as $$ select interval '72 hours' $$;

-- accepted never rests: it becomes final in the same transaction.
create or replace function dispute_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('open', 'accepted'), ('open', 'contested'), ('open', 'ruled'), ('open', 'withdrawn'),
                              ('contested', 'accepted'), ('contested', 'ruled'), ('contested', 'withdrawn'),
                              ('accepted', 'final'), ('ruled', 'appealed'), ('ruled', 'final'), ('appealed', 'final'))
$$;

create or replace function dispute_event(p_dispute uuid, p_kind text, p_side text, p_detail jsonb, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into dispute_events (dispute_id, n, at, kind, side, detail)
    select p_dispute, count(*) + 1, p_now, p_kind, p_side, p_detail from dispute_events e where e.dispute_id = p_dispute
$$;

-- The one place a dispute's state moves. to holds the row as it is to be; only what a move may change is taken from it. An empty
-- row back: it is not there any more, and nothing changed. Tells both parties' endpoints.
create or replace function dispute_set_state(p disputes, p_from text, p_side text, p_detail jsonb, p_now timestamptz) returns disputes
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    d disputes;
begin
    if not dispute_move_ok(p_from, p.state) then
        raise exception 'a dispute does not go from % to %', p_from, p.state using errcode = 'LX003';
    end if;
    update disputes x
       set state = p.state, outcome = p.outcome, refund_percent = p.refund_percent, decided_by = p.decided_by, ruling = p.ruling,
           due_at = p.due_at, contested_at = p.contested_at, shown = p.shown, ruled_at = p.ruled_at, ruled_key = p.ruled_key,
           appealed_at = p.appealed_at, appealed_by = p.appealed_by, final_at = p.final_at, replacement = p.replacement, fee_minor = p.fee_minor
     where x.id = p.id and x.state = p_from returning * into d;
    if d.id is not null then
        perform dispute_event(d.id, d.state, p_side, p_detail, p_now);
        if d.state <> 'accepted' then
            perform sale_event('dispute.' || d.state, d.lead_id, d.sale_id, d.buyer_id, d.id, p_now);
            perform sale_event('dispute.' || d.state, d.lead_id, d.sale_id, d.seller_id, d.id, p_now);
        end if;
    end if;
    return d;
end $$;

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

create or replace function dispute_terms(p_niche smallint) returns niche_dispute_terms language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select t from niche_dispute_terms t where t.niche_no = p_niche), (p_niche, 2000, 0, 3)::niche_dispute_terms)
$$;

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
       -- ids carry the server's time: a bound for the index with a day to spare, except where a test clock runs ahead
       and x.id >= case when exists (select from test_clock) then '00000000-0000-0000-0000-000000000000' else uuid_floor(p_now - interval '31 days') end;
    return v_returned * 10000 > (dispute_terms(s.niche_no)).strong_share_bp * coalesce(v_delivered, 0);
end $$;

-- How long the seller may return the lead to whom it bought it from: by what its source said before the sale. Null: it is its own.
create or replace function dispute_upstream_until(s sales) returns timestamptz language sql stable set search_path = leadx, pg_temp as $$
    select d.received_at + u.return_window
      from leads d cross join lateral (select x.return_window from source_upstreams x where x.source_id = d.source_id and x.at <= s.sold_at
                                        order by x.at desc limit 1) u
     where d.id = s.lead_id
$$;

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

-- ---- the parties' moves

-- The dispute under its row lock, if the caller is a party of it: side says which.
create or replace function dispute_own(c op_caller, a jsonb, out d disputes, out side text) language plpgsql set search_path = leadx, pg_temp as $$
begin
    select * into d from disputes x where x.id = (a ->> 'dispute')::uuid and c.org in (x.buyer_id, x.seller_id) for no key update;
    side := case when d.id is null then null when d.buyer_id = c.org then 'buyer' else 'seller' end;
end $$;

create or replace function dispute_not_now(d disputes, p_what text) returns op_answer language sql immutable set search_path = leadx, pg_temp as $$
    select op_refused(409, 'conflict', null, 'A dispute that is ' || d.state || ' cannot be ' || p_what || '.')
$$;

create or replace function op_dispute_accept(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'seller' then
        return op_refused(403, 'forbidden', null, 'The seller accepts a claim.');
    elsif d.state not in ('open', 'contested') then
        return dispute_not_now(d, 'accepted');
    end if;
    d := dispute_accept(d, 'seller', p_now);
    return op_done(dispute_json(d, 'seller'), array['lead:' || d.lead_id]);
end $$;

-- Given in, by the seller or by its silence: the outcome is final at once.
create or replace function dispute_accept(d disputes, p_by text, p_now timestamptz) returns disputes
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_from text := d.state;
begin
    d.state := 'accepted'; d.outcome := 'buyer'; d.refund_percent := 100; d.decided_by := p_by; d.due_at := p_now;
    d := dispute_set_state(d, v_from, case p_by when 'seller' then 'seller' else 'exchange' end, jsonb_build_object('by', p_by), p_now);
    return dispute_end(d, 'final', p_now);
end $$;

create or replace function op_dispute_contest(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'seller' then
        return op_refused(403, 'forbidden', null, 'The seller contests a claim.');
    elsif d.state <> 'open' or p_now >= d.due_at then
        return dispute_not_now(d, 'contested');
    end if;
    perform dispute_show(d.id, 'seller', a -> 'evidence', p_now);
    d.state := 'contested'; d.contested_at := p_now; d.shown := dispute_shows(d.id, 'seller');
    -- who had longer to contest, because it returned the lead to its own supplier, does not lengthen the whole
    d.due_at := least(p_now, d.opened_at + dispute_answer_time()) + dispute_rule_time();
    d := dispute_set_state(d, 'open', 'seller', jsonb_build_object('shown', d.shown), p_now);
    return op_done(dispute_json(d, 'seller'));
end $$;

-- More of it, while somebody still decides.
create or replace function op_dispute_evidence(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_most constant integer := 60;
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif d.state in ('final', 'withdrawn') then
        return dispute_not_now(d, 'shown more');
    elsif (select count(*) from dispute_evidence e where e.dispute_id = d.id and e.side = o.side)
          + jsonb_array_length(coalesce(a -> 'evidence', '[]')) > c_most then
        return op_refused(409, 'conflict', null, 'A side shows at most ' || c_most || ' pieces of evidence.');
    end if;
    perform dispute_show(d.id, o.side, a -> 'evidence', p_now);
    update disputes x set shown = dispute_shows(x.id, 'seller') where x.id = d.id and x.state = 'contested' returning * into d;
    return op_done(dispute_json(coalesce(d, o.d), o.side));
end $$;

create or replace function op_dispute_withdraw(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'buyer' then
        return op_refused(403, 'forbidden', null, 'The buyer withdraws its claim.');
    elsif d.state not in ('open', 'contested') then
        return dispute_not_now(d, 'withdrawn');
    end if;
    d.outcome := 'seller'; d.refund_percent := 0; d.decided_by := 'buyer';
    d := dispute_end(d, 'withdrawn', p_now);
    return op_done(dispute_json(d, 'buyer'));
end $$;

create or replace function op_dispute_appeal(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif d.state <> 'ruled' or p_now >= d.due_at then
        return dispute_not_now(d, 'appealed');
    elsif d.outcome = o.side then
        return op_refused(409, 'conflict', null, 'The ruling is yours already: there is nothing to appeal against.');
    end if;
    perform dispute_show(d.id, o.side, a -> 'evidence', p_now);
    d.state := 'appealed'; d.appealed_at := p_now; d.appealed_by := o.side; d.due_at := p_now + dispute_appeal_time();
    d := dispute_set_state(d, 'ruled', o.side, null, p_now);
    return op_done(dispute_json(d, o.side));
end $$;

-- A seller that bought the lead itself returns it there: it has 48 hours longer to contest; the ruling's clock does not wait.
create or replace function op_dispute_pass(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'seller' then
        return op_refused(403, 'forbidden', null, 'The seller passes a claim on.');
    elsif d.state <> 'open' or p_now >= d.due_at or d.passed_at is not null then
        return dispute_not_now(d, 'passed on');
    elsif d.upstream_until is null then
        return op_refused(409, 'conflict', null, 'The source of this lead was not said to be bought from others before the sale.');
    elsif d.upstream_until <= p_now then
        return op_refused(409, 'conflict', null, 'The time to return the lead to its supplier is over.');
    end if;
    update disputes x set passed_at = p_now, due_at = x.opened_at + 2 * dispute_answer_time() where x.id = d.id returning * into d;
    perform dispute_event(d.id, 'passed_on', 'seller', jsonb_build_object('contest_by', json_time(d.due_at)), p_now);
    return op_done(dispute_json(d, 'seller'));
end $$;

-- ---- another lead instead of money

create or replace function op_dispute_replacement_offer(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'seller' then
        return op_refused(403, 'forbidden', null, 'The seller offers another lead.');
    elsif d.state not in ('open', 'contested') or d.replacement is not null then
        return dispute_not_now(d, 'settled by another lead');
    end if;
    update disputes x set replacement = 'offered' where x.id = d.id returning * into d;
    perform dispute_event(d.id, 'replacement_offered', 'seller', null, p_now);
    return op_done(dispute_json(d, 'seller'));
end $$;

-- Agreed: the price comes back now, and pays for the next lead of the seller's that the order buys (see disputes_replace).
create or replace function op_dispute_replacement_accept(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_own(c, a);
    d := o.d;
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif o.side <> 'buyer' then
        return op_refused(403, 'forbidden', null, 'The buyer takes another lead instead.');
    elsif d.state not in ('open', 'contested') or d.replacement is distinct from 'offered' then
        return dispute_not_now(d, 'settled by another lead, unless the seller offers one');
    end if;
    d.replacement := 'agreed';
    d := dispute_accept(d, 'seller', p_now);
    return op_done(dispute_json(d, 'buyer'), array['lead:' || d.lead_id]);
end $$;

-- ---- what sellers say about their sources, and niches about claims

create or replace function op_source_upstream(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    if not exists (select from sources s where s.id = (a ->> 'source')::uuid and s.seller_id = c.org) then
        return op_refused(404, 'not_found');
    end if;
    insert into source_upstreams (source_id, at, return_window)
    values ((a ->> 'source')::uuid, p_now, (a ->> 'return_window_s')::bigint * interval '1 second')
        on conflict (source_id, at) do update set return_window = excluded.return_window;
    return op_done(jsonb_build_object('id', a ->> 'source', 'return_window_s', (a ->> 'return_window_s')::bigint, 'since', json_time(p_now)));
end $$;

create or replace function json_dispute_terms(p_niche smallint) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('niche', g.name, 'strong_share_bp', t.strong_share_bp, 'claim_fee', json_money(t.claim_fee_minor, g.currency),
               'claim_fee_after', t.claim_fee_after)
      from niches g cross join lateral dispute_terms(g.no) t where g.no = p_niche
$$;

create or replace function op_dispute_terms(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    t niche_dispute_terms;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select x.* into t from niches g cross join lateral dispute_terms(g.no) x where g.name = a ->> 'niche';
    if t.niche_no is null then
        return op_refused(404, 'not_found');
    end if;
    insert into niche_dispute_terms as x (niche_no, strong_share_bp, claim_fee_minor, claim_fee_after)
    values (t.niche_no, coalesce((a ->> 'strong_share_bp')::integer, t.strong_share_bp), coalesce((a ->> 'claim_fee')::bigint, t.claim_fee_minor),
            coalesce((a ->> 'claim_fee_after')::integer, t.claim_fee_after))
        on conflict (niche_no) do update set strong_share_bp = excluded.strong_share_bp, claim_fee_minor = excluded.claim_fee_minor,
           claim_fee_after = excluded.claim_fee_after;
    return op_done(json_dispute_terms(t.niche_no));
end $$;
