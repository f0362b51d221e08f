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
        perform happened_dispute(d, p_now);
        if d.state <> 'accepted' then
            perform sale_event('dispute.' || d.state, d.lead_id, d.sale_id, d.buyer_id, d.id, p_now);
            perform sale_event('dispute.' || d.state, d.lead_id, d.sale_id, d.seller_id, d.id, p_now);
        end if;
    end if;
    return d;
end $$;

-- ---- the parties' moves

-- What parties may do: who (null: either), in which states, whether only until the clock of that state runs out, and how it is called
-- when it is too late.
create or replace function dispute_act(p_act text, out side text, out refusal text, out states text[], out in_time boolean, out word text)
    language sql immutable set search_path = leadx, pg_temp as $$
    select x.side, x.refusal, x.states::text[], x.in_time, x.word
      from (values
        ('accept', 'seller', 'The seller accepts a claim.', '{open,contested}', false, 'accepted'),
        ('contest', 'seller', 'The seller contests a claim.', '{open}', true, 'contested'),
        ('pass', 'seller', 'The seller passes a claim on.', '{open}', true, 'passed on'),
        ('offer', 'seller', 'The seller offers another lead.', '{open,contested}', false, 'settled by another lead'),
        ('take', 'buyer', 'The buyer takes another lead instead.', '{open,contested}', false, 'settled by another lead, unless the seller offers one'),
        ('withdraw', 'buyer', 'The buyer withdraws its claim.', '{open,contested}', false, 'withdrawn'),
        ('appeal', null, null, '{ruled}', true, 'appealed'),
        ('show', null, null, '{open,contested,ruled,appealed}', false, 'shown more')) x(act, side, refusal, states, in_time, word)
     where x.act = p_act
$$;

create or replace function dispute_not_now(d disputes, p_what text) returns op_answer language sql immutable set search_path = leadx, pg_temp as $$
    select op_refused(409, 'conflict', null, 'A dispute that is ' || d.state || ' cannot be ' || p_what || '; GET /v1/disputes/{id} says under may what can be done now.')
$$;

-- How every move by a party begins: the dispute under its row lock, which side the caller is, and why the move cannot be made;
-- fault.status null = it can.
create or replace function dispute_begin(c op_caller, a jsonb, p_act text, p_now timestamptz, out d disputes, out side text, out fault op_answer)
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    x record;
begin
    select * into strict x from dispute_act(p_act);
    select * into d from disputes y where y.id = (a ->> 'dispute')::uuid and c.org in (y.buyer_id, y.seller_id) for no key update;
    side := dispute_side(d, c.org, false);
    if d.id is null then
        fault := op_refused(404, 'not_found');
    elsif side <> x.side then
        fault := op_refused(403, 'forbidden', null, x.refusal);
    elsif d.state <> all (x.states) or (x.in_time and p_now >= d.due_at) then
        fault := dispute_not_now(d, x.word);
    end if;
end $$;

create or replace function op_dispute_accept(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    o record;
    d disputes;
begin
    select * into o from dispute_begin(c, a, 'accept', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
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
    select * into o from dispute_begin(c, a, 'contest', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
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
    select * into o from dispute_begin(c, a, 'show', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
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
    select * into o from dispute_begin(c, a, 'withdraw', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
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
    select * into o from dispute_begin(c, a, 'appeal', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
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
    select * into o from dispute_begin(c, a, 'pass', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
    elsif d.passed_at is not null then
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
    select * into o from dispute_begin(c, a, 'offer', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
    elsif d.replacement is not null then
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
    select * into o from dispute_begin(c, a, 'take', p_now);
    d := o.d;
    if (o.fault).status is not null then
        return o.fault;
    elsif d.replacement is distinct from 'offered' then
        return dispute_not_now(d, (dispute_act('take')).word);
    end if;
    d.replacement := 'agreed';
    d := dispute_accept(d, 'seller', p_now);
    return op_done(dispute_json(d, 'buyer'), array['lead:' || d.lead_id]);
end $$;
