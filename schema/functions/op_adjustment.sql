-- Adjustments: gifts (goodwill → wallet), debts written off (goodwill → debt), what the operator takes out (revenue → bank). One
-- administrator asks; above the currency's limit another one approves before anything moves.

create or replace function json_adjustment(x adjustments) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', x.id, 'kind', x.kind, 'org', x.org_id, 'amount', json_money(x.amount_minor, x.currency), 'reason', x.reason,
        'state', x.state, 'requested_by', x.requested_by, 'requested_at', json_time(x.requested_at), 'approved_by', x.approved_by,
        'ended_at', json_time(x.ended_at))
$$;

create or replace function adjustment_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('requested', 'done'), ('requested', 'cancelled'))
$$;

create or replace function adjustment_set_state(p_id uuid, p_to text, p_approver uuid, p_now timestamptz) returns adjustments
    language sql set search_path = leadx, pg_temp as $$
    update adjustments x set state = p_to, approved_by = p_approver, ended_at = p_now
     where x.id = p_id and adjustment_move_ok(x.state, p_to) returning x.*
$$;

-- Does two administrators' consent need to be had for this amount?
create or replace function money_wants_two(p_currency text, p_amount bigint) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select p_amount > t.approval_minor from currency_terms t where t.currency = p_currency), false)
$$;

-- Revenue that was not taken out yet.
create or replace function operator_balance(p_kind text, p_currency text) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select account_sum(operator_account(p_kind, p_currency))
$$;

-- Books it. Null: what it wants is not there.
create or replace function adjustment_book(x adjustments, p_now timestamptz) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_goodwill uuid := operator_account('goodwill', x.currency);
    v_to uuid; v_owed bigint;
begin
    perform ledger_gate(p_now);
    if x.kind = 'draw' then
        perform pg_advisory_xact_lock(hashtextextended(x.currency, 7305));   -- two draws of one revenue, one after the other
        if operator_balance('revenue', x.currency) < x.amount_minor then
            return null;
        end if;
        perform ledger_book(array[ledger_entry('draw', operator_account('revenue', x.currency), operator_account('bank', x.currency),
                                               x.amount_minor, x.currency, x.reason)], p_now);
        return '{}';
    end if;
    select * into strict v_org from orgs where id = x.org_id;
    if x.kind = 'gift' then
        v_to := account_ensure(v_org.family_id, x.currency, 'wallet', p_now);
        perform accounts_lock(array[v_to]);
        perform ledger_book(array[ledger_entry('gift', v_goodwill, v_to, x.amount_minor, x.currency, x.reason)], p_now);
        return array['wallet:' || v_to];
    end if;
    v_to := account_ensure(v_org.id, x.currency, 'debt', p_now);
    perform accounts_lock(array[v_to]);
    select -balance_minor into v_owed from accounts where id = v_to;
    if v_owed < x.amount_minor then
        return null;
    end if;
    perform ledger_book(array[ledger_entry('write_off', v_goodwill, v_to, x.amount_minor, x.currency, x.reason)], p_now);
    return '{}';
end $$;

create or replace function adjustment_refused(p_kind text) returns op_answer language sql immutable as $$
    select op_refused(409, 'conflict', '/amount', case p_kind when 'draw' then 'The operator has not earned that much.' else 'The company does not owe that much.' end)
$$;

-- a: kind, org, amount, currency, reason
create or replace function op_adjustment(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
    v_two boolean := money_wants_two(a ->> 'currency', (a ->> 'amount')::bigint);
    v_changed text[] := '{}';
    x adjustments;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    elsif a ->> 'kind' = 'draw' and a ->> 'org' is not null then
        return op_refused(422, 'invalid_field', '/org', 'The operator''s own draw names no company.');
    elsif a ->> 'kind' <> 'draw' or operator_account('bank', a ->> 'currency') is null then
        select * into v_org from orgs where id = (a ->> 'org')::uuid;
        v_fault := case when a ->> 'kind' = 'draw' then op_refused(422, 'invalid_field', '/amount/currency', 'No niche trades in this currency.')
                        else money_fault(v_org, a ->> 'currency', a ->> 'kind' = 'write_off') end;
        if v_fault.status is not null then
            return v_fault;
        end if;
    end if;
    x := row(uuid_v7(p_now), a ->> 'kind', v_org.id, a ->> 'currency', (a ->> 'amount')::bigint, a ->> 'reason', case when v_two then 'requested' else 'done' end,
             c.key, p_now, null, case when not v_two then p_now end)::adjustments;
    if not v_two then
        v_changed := adjustment_book(x, p_now);
        if v_changed is null then
            return adjustment_refused(x.kind);
        end if;
    end if;
    insert into adjustments select x.*;
    return op_done(json_adjustment(x), v_changed, case when v_two then 202 else 201 end);
end $$;

-- a: adjustment, approve (false = cancel, which who asked may do too)
create or replace function op_adjustment_end(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    x adjustments;
    v_changed text[] := '{}';
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into x from adjustments y where y.id = (a ->> 'adjustment')::uuid for no key update;
    if not found then
        return op_refused(404, 'not_found');
    elsif x.state <> 'requested' then
        return op_refused(409, 'conflict', null, 'It is ' || x.state || ' already.');
    elsif not (a ->> 'approve')::boolean then
        return op_done(json_adjustment(adjustment_set_state(x.id, 'cancelled', null, p_now)));
    elsif caller_hand(x.requested_by) = caller_hand(c.key) then
        return op_refused(409, 'conflict', null, 'Another administrator than the one who asked has to approve it.');
    end if;
    v_changed := adjustment_book(x, p_now);
    if v_changed is null then
        return adjustment_refused(x.kind);
    end if;
    return op_done(json_adjustment(adjustment_set_state(x.id, 'done', c.key, p_now)), v_changed);
end $$;
