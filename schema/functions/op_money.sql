-- Money from outside: deposits and agreed credit. Both stand on the family's root, whose wallet all its companies share.

-- The operator's account of a kind and currency; null: the exchange does not trade in it.
create or replace function operator_account(p_kind text, p_currency text) returns uuid language sql stable set search_path = leadx, pg_temp as $$
    select x.id from accounts x join orgs o on o.id = x.org_id where o.operates and x.kind = p_kind and x.currency = p_currency
$$;

-- bank → debts of the family first, the oldest account first, then bank → wallet. Accounts change in id order.
create or replace function op_deposit(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_currency text := a ->> 'currency';
    v_left bigint := (a ->> 'amount')::bigint;
    v_bank uuid := operator_account('bank', v_currency);
    v_transfer uuid := uuid_v7(p_now);
    v_transfers uuid[] := '{}';
    v_day date;
    v_part bigint;
    v_debt bigint := 0;
    v_wallet accounts;
    r record;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid;
    if not found or v_org.operates then
        return op_refused(422, 'invalid_field', '/org', 'is no seller or buyer');
    end if;
    if v_org.state = 'closed' then
        return op_refused(409, 'conflict', '/org', 'is closed');
    end if;
    if v_bank is null then
        return op_refused(422, 'invalid_field', '/amount/currency', 'No niche trades in this currency.');
    end if;
    if exists (select from outside_references where reference = a ->> 'reference') then
        return op_refused(409, 'conflict', '/reference', 'Money moved under this reference before.');
    end if;

    perform pg_advisory_xact_lock_shared(7301);
    v_day := ledger_booking_day(p_now);
    insert into outside_references (reference, kind, transfer_id, at) values (a ->> 'reference', 'deposit', v_transfer, p_now);
    perform accounts_ensure(v_org.family_id, v_currency, array['wallet'], p_now);
    perform from accounts where org_id in (v_org.id, v_org.family_id) and currency = v_currency and kind in ('wallet', 'debt') order by id
        for no key update;
    for r in select x.id, x.kind, -x.balance_minor as owed from accounts x
              where x.org_id in (v_org.id, v_org.family_id) and x.currency = v_currency
                and (x.kind = 'debt' and x.balance_minor < 0 or x.kind = 'wallet' and x.org_id = v_org.family_id)
              order by x.kind, x.id loop    -- debt before wallet
        v_part := case r.kind when 'debt' then least(v_left, r.owed) else v_left end;
        continue when v_part = 0;
        update accounts set balance_minor = balance_minor + v_part,
               overdraft_max_minor = greatest(credit_limit_minor, least(overdraft_max_minor, reserved_minor - balance_minor - v_part))
         where id = r.id;
        insert into transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, reference)
        values (v_transfer, v_day, p_now, v_bank, r.id, v_part, v_currency, 'deposit', a ->> 'reference');
        v_transfers := v_transfers || v_transfer;
        v_transfer := uuid_v7(p_now);
        v_left := v_left - v_part;
        v_debt := v_debt + case r.kind when 'debt' then v_part else 0 end;
    end loop;
    select * into strict v_wallet from accounts where org_id = v_org.family_id and currency = v_currency and kind = 'wallet';
    return op_done(jsonb_build_object('id', v_transfers[1], 'transfer', v_transfers[1], 'transfers', to_jsonb(v_transfers), 'org', v_org.id,
                       'account', v_wallet.id, 'amount', json_money((a ->> 'amount')::bigint, v_currency),
                       'debt_paid', json_money(v_debt, v_currency),
                       'balance', json_money(v_wallet.balance_minor, v_currency)),
                   array['wallet:' || v_wallet.id], 201);
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
