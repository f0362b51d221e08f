-- Money from and to the outside that is no payout: deposits, charge-backs, agreed credit. All stand on the family's root, whose
-- wallet all its companies share.

-- The operator's account of a kind and currency; null: the exchange does not trade in it.
create or replace function operator_account(p_kind text, p_currency text) returns uuid language sql stable set search_path = leadx, pg_temp as $$
    select x.id from accounts x join orgs o on o.id = x.org_id where o.operates and x.kind = p_kind and x.currency = p_currency
$$;

-- Why money cannot move for this company in this currency; a null status = it can. p_closed: also for a closed one.
create or replace function money_fault(p_org orgs, p_currency text, p_closed boolean) returns op_answer
    language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    if p_org.id is null or p_org.operates then
        return op_refused(422, 'invalid_field', '/org', 'is no seller or buyer');
    elsif p_org.state = 'closed' and not p_closed then
        return op_refused(409, 'conflict', '/org', 'is closed');
    elsif operator_account('bank', p_currency) is null then
        return op_refused(422, 'invalid_field', '/amount/currency', 'No niche trades in this currency.');
    end if;
    return null;
end $$;

-- Makes an outside reference ours. Empty: it moved money before.
create or replace function reference_take(p_reference text, p_kind text, p_id uuid, p_now timestamptz) returns boolean
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into outside_references (reference, kind, transfer_id, at) values (p_reference, p_kind, p_id, p_now) on conflict do nothing;
    return found;
end $$;

-- The family's accounts that money from outside reaches: debts first, the oldest account first, then the wallet. Locked.
create or replace function family_accounts_lock(p_org orgs, p_currency text, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform accounts_ensure(p_org.family_id, p_currency, '{debt,wallet}', p_now);
    perform accounts_lock(array(select id from accounts where org_id in (p_org.id, p_org.family_id) and currency = p_currency and kind in ('wallet', 'debt')));
end $$;

-- bank → debts of the family, then bank → wallet.
create or replace function deposit_book(p_org orgs, p_currency text, p_amount bigint, p_reference text, p_now timestamptz) returns jsonb
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_wallet accounts;
    v_transfers uuid[];
    v_debt bigint;
begin
    perform ledger_gate(p_now);
    perform family_accounts_lock(p_org, p_currency, p_now);
    with owed as (
        select x.id, x.kind, least(-x.balance_minor, greatest(0, p_amount - coalesce(sum(-x.balance_minor) over (order by x.id rows between unbounded preceding and 1 preceding), 0)))::bigint as part
          from accounts x where x.org_id in (p_org.id, p_org.family_id) and x.currency = p_currency and x.kind = 'debt'),
    parts as (
        select * from owed union all
        select w.id, w.kind, p_amount - coalesce((select sum(part) from owed), 0)::bigint from accounts w
         where w.org_id = p_org.family_id and w.currency = p_currency and w.kind = 'wallet')
    select ledger_book(array_agg(ledger_entry('deposit', operator_account('bank', p_currency), parts.id, parts.part, p_currency, p_reference)
                                 order by parts.kind, parts.id), p_now),
           coalesce(sum(part) filter (where kind = 'debt'), 0)
      into v_transfers, v_debt from parts;
    select * into strict v_wallet from accounts where org_id = p_org.family_id and currency = p_currency and kind = 'wallet';
    perform happened_wallet(v_wallet, 'deposit', p_now);
    return jsonb_build_object('id', v_transfers[1], 'transfer', v_transfers[1], 'transfers', to_jsonb(v_transfers), 'org', p_org.id,
        'account', v_wallet.id, 'amount', json_money(p_amount, p_currency), 'debt_paid', json_money(v_debt, p_currency),
        'balance', json_money(v_wallet.balance_minor, p_currency));
end $$;

-- One deposit under a reference that is taken with it; refused, it has written nothing. Called by an administrator's operation.
create or replace function deposit_take(p_org orgs, p_currency text, p_amount bigint, p_reference text, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_fault op_answer := money_fault(p_org, p_currency, false);
    v_answer jsonb;
begin
    if v_fault.status is not null then
        return v_fault;
    elsif not reference_take(p_reference, 'deposit', p_org.id, p_now) then
        return op_refused(409, 'conflict', '/reference', 'Money moved under this reference before.');
    end if;
    v_answer := deposit_book(p_org, p_currency, p_amount, p_reference, p_now);
    update outside_references set transfer_id = (v_answer ->> 'id')::uuid where reference = p_reference;
    return op_done(v_answer, array['wallet:' || (v_answer ->> 'account')], 201);
end $$;

-- A reference of the bank as it is booked: a top-up's in its own spelling, or money booked under it would come a second time as it stands
-- in groups, or in small letters, on the bank's statement.
create or replace function deposit_reference(p_reference text) returns text language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select u.reference from top_ups u where u.reference = upper(regexp_replace(p_reference, '[^A-Za-z0-9]', '', 'g'))), p_reference)
$$;

create or replace function op_deposit(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_reference text := deposit_reference(a ->> 'reference');
    v_org orgs;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    elsif exists (select from top_ups u where u.reference = v_reference and top_up_move_ok(u.state, 'paid')) then
        return op_refused(409, 'conflict', '/reference', 'A top-up was asked for under this reference: confirm that one.');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid;
    return deposit_take(v_org, a ->> 'currency', (a ->> 'amount')::bigint, v_reference, p_now);
end $$;

-- Every active order of the family stops; the notices that the servers need of it.
create or replace function orders_pause(p_family uuid, p_key uuid, p_now timestamptz) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_changed text[] := '{}';
    o orders;
begin
    perform from orders x where x.family_id = p_family and x.state = 'active' order by x.id for no key update;
    for o in update orders x set state = 'paused', revision = x.revision + 1, updated_at = p_now
              where x.family_id = p_family and x.state = 'active' returning x.* loop
        insert into order_revisions (order_id, revision, terms, key_id, at) values (o.id, o.revision, json_order(o), p_key, p_now);
        v_changed := v_changed || ('order:' || o.id);
    end loop;
    return v_changed;
end $$;

-- The payer's bank took a payment back: wallet → bank as far as it is not reserved, the rest is owed. The family's orders pause
-- until somebody resumes them; credit is not drawn on for this.
create or replace function charge_back_book(p_org orgs, p_currency text, p_amount bigint, p_reference text, p_now timestamptz) returns jsonb
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_bank uuid := operator_account('bank', p_currency);
    v_wallet accounts;
    v_debt uuid;
    v_part bigint;
    v_transfers uuid[];
begin
    perform ledger_gate(p_now);
    perform family_accounts_lock(p_org, p_currency, p_now);
    select * into strict v_wallet from accounts where org_id = p_org.family_id and currency = p_currency and kind = 'wallet';
    select id into strict v_debt from accounts where org_id = p_org.family_id and currency = p_currency and kind = 'debt';
    v_part := greatest(0, least(p_amount, v_wallet.balance_minor - v_wallet.reserved_minor));
    v_transfers := ledger_book(array[ledger_entry('charge_back', v_wallet.id, v_bank, v_part, p_currency, p_reference),
                                     ledger_entry('charge_back', v_debt, v_bank, p_amount - v_part, p_currency, p_reference)], p_now);
    return jsonb_build_object('id', v_transfers[1], 'transfers', to_jsonb(v_transfers), 'org', p_org.id, 'account', v_wallet.id,
        'amount', json_money(p_amount, p_currency), 'debt', json_money(p_amount - v_part, p_currency),
        'balance', json_money(v_wallet.balance_minor - v_part, p_currency));
end $$;

create or replace function op_charge_back(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
    v_answer jsonb;
    v_changed text[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid;
    v_fault := money_fault(v_org, a ->> 'currency', true);
    if v_fault.status is not null then
        return v_fault;
    end if;
    if not reference_take(a ->> 'reference', 'charge_back', v_org.id, p_now) then
        return op_refused(409, 'conflict', '/reference', 'Money moved under this reference before.');
    end if;
    v_changed := orders_pause(v_org.family_id, c.key, p_now);
    v_answer := charge_back_book(v_org, a ->> 'currency', (a ->> 'amount')::bigint, a ->> 'reference', p_now)
             || jsonb_build_object('orders_paused', cardinality(v_changed));
    update outside_references set transfer_id = (v_answer ->> 'id')::uuid where reference = a ->> 'reference';
    perform notice_tell(v_org.family_id, 'charge_back', v_answer - array['id', 'transfers', 'account'], p_now);
    return op_done(v_answer, v_changed || ('wallet:' || (v_answer ->> 'account')), 201);
end $$;

-- Lowering a limit below what is drawn never blocks: overdraft_max_minor keeps the depth reached until deposits fill it.
create or replace function op_credit_limit(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_currency text := a ->> 'currency';
    v_limit bigint := (a ->> 'amount')::bigint;
    v_wallet accounts;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid;
    if not found or v_org.operates then
        return op_refused(422, 'invalid_field', '/org', 'is no seller or buyer');
    end if;
    if operator_account('bank', v_currency) is null then
        return op_refused(422, 'invalid_field', '/limit/currency', 'No niche trades in this currency.');
    end if;
    perform accounts_ensure(v_org.family_id, v_currency, array['wallet'], p_now);
    update accounts set credit_limit_minor = v_limit, overdraft_max_minor = greatest(v_limit, reserved_minor - balance_minor)
     where org_id = v_org.family_id and currency = v_currency and kind = 'wallet' returning * into strict v_wallet;
    return op_done(jsonb_build_object('org', v_org.id, 'account', v_wallet.id, 'credit_limit', json_money(v_wallet.credit_limit_minor, v_currency),
                       'balance', json_money(v_wallet.balance_minor, v_currency), 'reserved', json_money(v_wallet.reserved_minor, v_currency)),
                   array['wallet:' || v_wallet.id]);
end $$;
