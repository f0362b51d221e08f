-- Payouts: asked for by who has the money, approved by administrators, sent in batches, confirmed or returned by the bank. The
-- amount leaves its account when it is asked for, so that it cannot be spent meanwhile, and comes back if it does not arrive.

create or replace function payout_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('requested', 'approved'), ('requested', 'cancelled'), ('approved', 'cancelled'), ('approved', 'sent'),
                              ('sent', 'confirmed'), ('sent', 'returned'), ('confirmed', 'returned'))
$$;

-- Moves one payout and its money; an empty row: it does not go there from where it is. The caller holds the gate. A confirmed
-- payout that comes back was in the bank's hands: from there it returns.
create or replace function payout_set_state(p_id uuid, p_to text, p_reference text, p_reason text, p_now timestamptz) returns payouts
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    p payouts;
    v_from text;
    v_bank uuid;
begin
    select state into v_from from payouts where id = p_id for no key update;
    update payouts x
       set state = p_to, reference = coalesce(p_reference, x.reference), reason = coalesce(p_reason, x.reason),
           ended_at = case when p_to in ('confirmed', 'returned', 'cancelled') then p_now end
     where x.id = p_id and payout_move_ok(x.state, p_to) returning * into p;
    if not found or p_to in ('approved', 'sent') then
        return p;
    end if;
    v_bank := operator_account('bank', p.currency);
    perform accounts_lock(array[p.account_id, p.from_id]);
    perform ledger_book(array[case
        when p_to = 'confirmed' then ledger_entry('payout_paid', p.account_id, v_bank, p.amount_minor, p.currency, p.id::text)
        when v_from = 'confirmed' then ledger_entry('payout_back', v_bank, p.from_id, p.amount_minor, p.currency, p.id::text)
        else ledger_entry('payout_back', p.account_id, p.from_id, p.amount_minor, p.currency, p.id::text) end], p_now);
    return p;
end $$;

create or replace function json_payout(p payouts) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', p.id, 'org', p.org_id, 'source', p.source, 'amount', json_money(p.amount_minor, p.currency), 'state', p.state,
        'payee', p.payee_id, 'account', (select y.hint from payees y where y.id = p.payee_id), 'requested_at', json_time(p.requested_at),
        'approvals', (p.first_by is not null)::integer + (p.approved_by is not null)::integer, 'approved_at', json_time(p.approved_at),
        'batch', p.batch_id, 'sent_at', json_time(p.sent_at), 'ended_at', json_time(p.ended_at), 'reference', p.reference, 'reason', p.reason)
$$;
create or replace function json_payee(y payees) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', y.id, 'currency', y.currency, 'account', y.hint, 'created_at', json_time(y.created_at), 'retired_at', json_time(y.retired_at))
$$;

-- a: id, currency, sealed, key, hint
create or replace function op_payee(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_payees_max constant integer := 20;
    y payees;
begin
    if operator_account('bank', a ->> 'currency') is null then
        return op_refused(422, 'invalid_field', '/currency', 'No niche trades in this currency.');
    end if;
    perform from orgs where id = c.org for no key update;
    if (select count(*) from payees x where x.org_id = c.org and x.retired_at is null) >= c_payees_max then
        return op_refused(409, 'conflict', null, 'The company has ' || c_payees_max || ' accounts to be paid to; retire one of them.');
    end if;
    insert into payees (id, org_id, currency, sealed, key, hint, created_at)
    values ((a ->> 'id')::uuid, c.org, a ->> 'currency', decode(a ->> 'sealed', 'hex'), decode(a ->> 'key', 'hex'), a ->> 'hint', p_now) returning * into y;
    return op_done(json_payee(y), '{}', 201);
end $$;

create or replace function op_payee_retire(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    y payees;
begin
    update payees x set retired_at = coalesce(x.retired_at, p_now) where x.id = (a ->> 'payee')::uuid and x.org_id = c.org returning * into y;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_payee(y));
end $$;

-- What can be paid out of an account now: settled and past its holding time; or, of a wallet, its own money, never credit.
create or replace function payout_available(x accounts, p_now timestamptz) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select case x.kind when 'wallet' then greatest(0, x.balance_minor - x.reserved_minor) else payable_available(x, p_now) end
$$;

-- a: amount, currency, payee, source (payable or wallet)
create or replace function op_payout(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_currency text := a ->> 'currency';
    v_amount bigint := (a ->> 'amount')::bigint;
    v_source text := coalesce(a ->> 'source', 'payable');
    v_owner uuid := case when a ->> 'source' = 'wallet' then c.family else c.org end;
    v_minimum bigint := coalesce((select min_payout_minor from currency_terms where currency = v_currency), 1);
    v_from accounts;
    v_payout uuid;
    p payouts;
begin
    if not exists (select from payees y where y.id = (a ->> 'payee')::uuid and y.org_id = c.org and y.currency = v_currency and y.retired_at is null) then
        return op_refused(422, 'invalid_field', '/payee', 'is no account of yours for this currency');
    elsif v_source = 'payable' and v_amount < v_minimum then
        return op_refused(422, 'invalid_field', '/amount', 'The least payout is ' || v_minimum || ' minor units.');
    elsif v_owner <> c.org then
        return op_refused(403, 'forbidden', null, 'The wallet is the parent company''s: it asks for its money back.');
    end if;
    perform ledger_gate(p_now);
    perform accounts_ensure(c.org, v_currency, '{debt}', p_now);
    v_payout := account_ensure(c.org, v_currency, 'payout', p_now);
    perform accounts_lock(array(select id from accounts where org_id = c.org and currency = v_currency and kind in (v_source, 'payout', 'debt')));
    select * into v_from from accounts where org_id = c.org and currency = v_currency and kind = v_source;
    if exists (select from accounts where org_id = c.org and currency = v_currency and kind = 'debt' and balance_minor < 0) then
        return op_refused(409, 'conflict', null, 'What the company owes comes first.');
    elsif v_from.id is null or payout_available(v_from, p_now) < v_amount then
        return op_refused(409, 'conflict', '/amount', 'So much cannot be paid out now; ' ||
            greatest(payout_available(v_from, p_now), 0) || ' minor units can.');
    end if;
    insert into payouts (id, org_id, source, currency, amount_minor, payee_id, account_id, from_id, state, requested_by, requested_at)
    values (uuid_v7(p_now), c.org, v_source, v_currency, v_amount, (a ->> 'payee')::uuid, v_payout, v_from.id, 'requested', c.key, p_now) returning * into p;
    perform ledger_book(array[ledger_entry('payout', v_from.id, v_payout, v_amount, v_currency, p.id::text)], p_now);
    return op_done(json_payout(p), case v_source when 'wallet' then array['wallet:' || v_from.id] else '{}' end, 201);
end $$;

-- Whether the company's payouts wait; null = they go.
create or replace function payouts_wait(p_org uuid) returns text language sql stable set search_path = leadx, pg_temp as $$
    select case when o.state <> 'active' then 'The company is ' || o.state || '.' when o.payouts_held_reason is not null then 'The company''s payouts are held: ' || o.payouts_held_reason end
      from orgs o where o.id = p_org
$$;

-- a: payout. Above the currency's limit the first administrator's word is kept until a second one's comes.
create or replace function op_payout_approve(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    p payouts;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into p from payouts x where x.id = (a ->> 'payout')::uuid for no key update;
    if not found then
        return op_refused(404, 'not_found');
    elsif p.state <> 'requested' then
        return op_refused(409, 'conflict', null, 'The payout is ' || p.state || '.');
    elsif caller_hand(c.key) in (caller_hand(p.requested_by), caller_hand(p.first_by)) then
        return op_refused(409, 'conflict', null, 'Another administrator has to approve it.');
    elsif payouts_wait(p.org_id) is not null then
        return op_refused(409, 'conflict', null, payouts_wait(p.org_id));
    end if;
    if p.first_by is null and money_wants_two(p.currency, p.amount_minor) then
        update payouts x set first_by = c.key where x.id = p.id returning * into p;
    else
        update payouts x set approved_by = c.key, approved_at = p_now where x.id = p.id;
        p := payout_set_state(p.id, 'approved', null, null, p_now);
    end if;
    return op_done(json_payout(p));
end $$;

-- a: payout, to (cancelled, confirmed, returned), reference, reason. Who asked may cancel; the rest is the administrator's.
create or replace function op_payout_end(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    p payouts;
begin
    select * into p from payouts x where x.id = (a ->> 'payout')::uuid and (c.admin or x.org_id = c.org and a ->> 'to' = 'cancelled');
    if not found then
        return op_refused(404, 'not_found');
    elsif not payout_move_ok(p.state, a ->> 'to') then
        return op_refused(409, 'conflict', null, 'The payout is ' || p.state || '.');
    end if;
    perform ledger_gate(p_now);
    select * into p from payouts x where x.id = p.id for no key update;
    if not payout_move_ok(p.state, a ->> 'to') then
        return op_refused(409, 'conflict', null, 'The payout is ' || p.state || '.');
    elsif a ->> 'reference' is not null and not reference_take(a ->> 'reference', 'payout_' || (a ->> 'to'), p.id, p_now) then
        return op_refused(409, 'conflict', '/reference', 'Money moved under this reference before.');
    end if;
    p := payout_set_state(p.id, a ->> 'to', a ->> 'reference', a ->> 'reason', p_now);
    if p.org_id <> c.org and p.state <> 'confirmed' then
        perform notice_tell(p.org_id, 'payout.' || p.state, jsonb_build_object('payout', p.id, 'amount', json_money(p.amount_minor, p.currency), 'reason', p.reason), p_now);
    end if;
    return op_done(json_payout(p), case p.source when 'wallet' then array['wallet:' || p.from_id] else '{}' end);
end $$;

create or replace function json_payout_batch(b payout_batches) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', b.id, 'payouts', b.payouts, 'amount', json_money(b.amount_minor, b.currency), 'made_at', json_time(b.made_at),
        'states', (select jsonb_object_agg(x.state, x.n) from (select p.state, count(*) as n from payouts p where p.batch_id = b.id group by 1) x))
$$;

-- a: currency. Everything approved of it, the oldest first, a thousand at most, is sent: who makes the batch hands it to the bank.
create or replace function op_payout_batch(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_ids uuid[];
    v_sum bigint;
    b payout_batches;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select array_agg(x.id), sum(x.amount_minor)::bigint into v_ids, v_sum
      from (select p.id, p.amount_minor from payouts p where p.state = 'approved' and p.currency = a ->> 'currency' and payouts_wait(p.org_id) is null
             order by p.id limit 1000 for no key update skip locked) x;
    if v_ids is null then
        return op_refused(409, 'conflict', null, 'No approved payout waits in this currency.');
    end if;
    insert into payout_batches (id, currency, payouts, amount_minor, made_by, made_at)
    values (uuid_v7(p_now), a ->> 'currency', cardinality(v_ids), v_sum, c.key, p_now) returning * into b;
    update payouts p set batch_id = b.id, sent_at = p_now where p.id = any (v_ids);
    perform payout_set_state(u.id, 'sent', null, null, p_now) from unnest(v_ids) u(id);
    return op_done(json_payout_batch(b), '{}', 201);
end $$;

-- a: batch. The bank carried out all of it: whatever of it is still sent is confirmed.
create or replace function op_payout_batch_confirm(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    b payout_batches;
    v_accounts uuid[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into b from payout_batches x where x.id = (a ->> 'batch')::uuid;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    perform ledger_gate(p_now);
    perform from payouts p where p.batch_id = b.id order by p.id for no key update;
    v_accounts := array(select p.account_id from payouts p where p.batch_id = b.id and p.state = 'sent'
                        union select p.from_id from payouts p where p.batch_id = b.id and p.state = 'sent');
    perform accounts_lock(v_accounts);
    perform payout_set_state(p.id, 'confirmed', null, null, p_now) from (select id from payouts where batch_id = b.id and state = 'sent' order by id) p;
    return op_done(json_payout_batch(b));
end $$;

-- A batch's payouts with the sealed details of their payees, for the bank's file; that they were opened is audited.
create or replace function payout_batch_file(p_batch uuid, p_org uuid, p_api_key uuid)
    returns table (id uuid, amount_minor bigint, payee_id uuid, sealed bytea, key bytea, currency text, made_ms bigint)
    language plpgsql security definer set search_path = leadx, pg_temp as $$
#variable_conflict use_column
declare
    v_now timestamptz := leadx_now();
begin
    perform audit_write(v_now, p_org, p_api_key, 'payout_file', b.id::text, null, null) from payout_batches b where b.id = p_batch;
    return query select p.id, p.amount_minor, p.payee_id, y.sealed, y.key, p.currency, (extract(epoch from b.made_at) * 1000)::bigint
      from payout_batches b join payouts p on p.batch_id = b.id join payees y on y.id = p.payee_id
     where b.id = p_batch order by p.id;
end $$;
grant execute on function payout_batch_file(uuid, uuid, uuid) to leadx_server;
