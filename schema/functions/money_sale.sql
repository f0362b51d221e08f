-- A sale's end, once: its escrow is paid out as its claim was decided, or what was settled is taken back. Every function here is
-- called by operations and chores inside their transaction; none has rights of its own, so the server's role cannot use one.
--
-- Once only comes from the conditional move of the sale's state. Order of locks: gate, lead, sale, accounts.

create or replace function sale_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('pending', 'held'), ('pending', 'void'), ('held', 'disputed'), ('held', 'final'), ('held', 'returned'),
                              ('disputed', 'final'), ('disputed', 'returned'), ('final', 'reversed'))
$$;

create or replace function sale_state_live(p_state text) returns boolean language sql immutable as $$
    select p_state in ('pending', 'held', 'disputed', 'final')
$$;

-- Moves one sale to a state, together with its lead's live counters. An empty row back: it does not go there from where it is,
-- and nothing changed. p_refund: what the buyer has back after it.
create or replace function sale_set_state(p_lead uuid, p_sale uuid, p_to text, p_refund bigint, p_now timestamptz) returns sales
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
begin
    perform from leads d where d.id = p_lead for no key update;
    update sales x
       set state = p_to, refund_minor = p_refund, settled_at = case when p_to in ('final', 'returned') then p_now else x.settled_at end
     where x.lead_id = p_lead and x.id = p_sale and sale_move_ok(x.state, p_to) returning * into s;
    if found and not sale_state_live(p_to) then
        update leads d set live_shared = d.live_shared - (not s.exclusive)::integer, live_exclusive = d.live_exclusive - s.exclusive::integer
         where d.id = p_lead;
    end if;
    return s;
end $$;
comment on function sale_set_state(uuid, uuid, text, bigint, timestamptz) is
    'The one place a single sale''s state moves (sales_settle moves many held ones to final). What becomes of the lead is its caller''s to say.';

-- What each gets of a price when the buyer has p_percent of it back: the refund rounded up, the fee on the rest rounded down.
create or replace function sale_split(p_price bigint, p_fee bigint, p_refund bigint, out fee bigint, out seller bigint)
    language sql immutable as $$
    select x.fee, p_price - p_refund - x.fee
      from (select div(p_fee::numeric * (p_price - p_refund), p_price)::bigint as fee) x
$$;
create or replace function sale_refund(p_price bigint, p_percent integer) returns bigint language sql immutable as $$
    select (p_price * p_percent + 99) / 100
$$;

-- Money came back to a wallet: orders that sleep for want of it hear so, as they do of a deposit.
create or replace function wallet_refilled(p_wallet uuid, p_amount bigint) returns void language sql set search_path = leadx, pg_temp as $$
    select pg_notify('leadx_change', 'wallet:' || p_wallet) where p_amount > 0
$$;

-- Ends a held or disputed sale: p_refund_percent of the price goes back to the buyer, the rest is the seller's and the exchange's
-- by the fee frozen in the sale; what the seller owes is paid first. 100 = returned, less = final. Null: the sale has ended
-- already, and nothing moved. Refund and fee name the charge they undo, the settlement does not: it corrects nothing.
create or replace function sale_conclude(p_lead uuid, p_sale uuid, p_refund_percent integer, p_now timestamptz, p_reference text) returns jsonb
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
    v_refund bigint; v_fee bigint; v_seller bigint; v_owed bigint;
    v_payable uuid; v_debt uuid; v_revenue uuid;
    v_entries ledger_entry[];
begin
    if p_refund_percent not between 0 and 100 then
        raise exception 'a refund is 0 to 100 per cent' using errcode = 'LX003';
    end if;
    perform ledger_gate(p_now);
    select sale_refund(x.price_minor, p_refund_percent) into v_refund from sales x where x.lead_id = p_lead and x.id = p_sale;
    s := sale_set_state(p_lead, p_sale, case when p_refund_percent = 100 then 'returned' else 'final' end, v_refund, p_now);
    if s.id is null then
        return null;
    end if;
    select x.fee, x.seller into v_fee, v_seller from sale_split(s.price_minor, s.fee_minor, v_refund) x;
    v_debt := account_ensure(s.seller_id, s.currency, 'debt', p_now);
    v_payable := account_ensure(s.seller_id, s.currency, 'payable', p_now);
    v_revenue := operator_account('revenue', s.currency);
    perform accounts_lock(array[s.wallet_id, s.escrow_id, v_payable, v_debt]);
    select least(v_seller, -balance_minor) into v_owed from accounts where id = v_debt;
    v_entries := array[
        ledger_entry('refund', s.escrow_id, s.wallet_id, v_refund, s.currency, p_reference, p_lead, p_sale, p_sale),
        ledger_entry('settle', s.escrow_id, v_debt, v_owed, s.currency, p_reference, p_lead, p_sale),
        ledger_entry('settle', s.escrow_id, v_payable, v_seller - v_owed, s.currency, p_reference, p_lead, p_sale),
        ledger_entry('fee', s.escrow_id, v_revenue, v_fee, s.currency, p_reference, p_lead, p_sale)];
    perform ledger_book(v_entries, p_now), payables_hold(v_entries, p_now);
    perform wallet_refilled(s.wallet_id, v_refund);
    if s.state = 'final' then
        perform sale_event('sale.settled', p_lead, p_sale, s.buyer_id, null, p_now);
    end if;
    return jsonb_build_object('sale', s.id, 'state', s.state, 'refund', v_refund, 'seller', v_seller, 'fee', v_fee, 'debt_paid', v_owed);
end $$;

-- What it takes to bring a settled sale from p_before, which its buyer has back, to p_refund: the fee's part and the seller's.
create or replace function sale_reversal(p_price bigint, p_fee bigint, p_before bigint, p_refund bigint, out fee bigint, out seller bigint)
    language sql immutable set search_path = leadx, pg_temp as $$
    select o.fee - n.fee, o.seller - n.seller from sale_split(p_price, p_fee, p_before) o, sale_split(p_price, p_fee, p_refund) n
$$;

-- Takes a settled sale back, by an administrator's word: afterwards the money stands as if the sale had been concluded with
-- p_refund_percent of the price. The fee's part comes from revenue, the seller's from payable as far as it reaches; what was
-- paid out already becomes the seller's debt. Null: the sale is not final, or its buyer has that much back already.
create or replace function sale_reverse(p_lead uuid, p_sale uuid, p_refund_percent integer, p_now timestamptz, p_reference text) returns jsonb
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
    v_before bigint; v_refund bigint; v_fee bigint; v_seller bigint; v_part bigint;
    v_payable uuid; v_debt uuid; v_revenue uuid;
begin
    if p_refund_percent not between 1 and 100 then
        raise exception 'a reversal gives back 1 to 100 per cent' using errcode = 'LX003';
    end if;
    perform ledger_gate(p_now);
    perform from leads d where d.id = p_lead for no key update;
    select x.refund_minor, sale_refund(x.price_minor, p_refund_percent) into v_before, v_refund
      from sales x where x.lead_id = p_lead and x.id = p_sale and x.state = 'final' for no key update;
    if not found or v_refund <= v_before then
        return null;
    end if;
    s := sale_set_state(p_lead, p_sale, 'reversed', v_refund, p_now);
    select x.fee, x.seller into v_fee, v_seller from sale_reversal(s.price_minor, s.fee_minor, v_before, v_refund) x;
    v_debt := account_ensure(s.seller_id, s.currency, 'debt', p_now);
    v_payable := account_ensure(s.seller_id, s.currency, 'payable', p_now);
    v_revenue := operator_account('revenue', s.currency);
    perform accounts_lock(array[s.wallet_id, v_payable, v_debt]);
    select least(v_seller, balance_minor) into v_part from accounts where id = v_payable;
    perform ledger_book(array[
        ledger_entry('reversal', v_revenue, s.wallet_id, v_fee, s.currency, p_reference, p_lead, p_sale, p_sale),
        ledger_entry('reversal', v_payable, s.wallet_id, v_part, s.currency, p_reference, p_lead, p_sale, p_sale),
        ledger_entry('reversal', v_debt, s.wallet_id, v_seller - v_part, s.currency, p_reference, p_lead, p_sale, p_sale)], p_now);
    perform wallet_refilled(s.wallet_id, v_fee + v_seller);
    return jsonb_build_object('sale', s.id, 'state', s.state, 'refund', v_refund, 'seller', v_seller, 'fee', v_fee, 'debt', v_seller - v_part);
end $$;

-- A fee for a groundless claim: wallet → revenue as far as the wallet and its agreed credit reach, the rest is owed. Debts of
-- buyers stand on the family's root, whose deposits fill them.
create or replace function dispute_charge(p_org uuid, p_currency text, p_amount bigint, p_now timestamptz, p_reference text) returns jsonb
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_root uuid := (select family_id from orgs where id = p_org);
    v_wallet uuid; v_debt uuid; v_part bigint;
begin
    if p_amount <= 0 then
        raise exception 'a fee is more than nothing' using errcode = 'LX003';
    end if;
    perform ledger_gate(p_now);
    v_debt := account_ensure(v_root, p_currency, 'debt', p_now);
    v_wallet := account_ensure(v_root, p_currency, 'wallet', p_now);
    perform accounts_lock(array[v_wallet, v_debt]);
    select greatest(0, least(p_amount, balance_minor - reserved_minor + credit_limit_minor)) into v_part from accounts where id = v_wallet;
    perform ledger_book(array[
        ledger_entry('penalty', v_wallet, operator_account('revenue', p_currency), v_part, p_currency, p_reference),
        ledger_entry('penalty', v_debt, operator_account('revenue', p_currency), p_amount - v_part, p_currency, p_reference)], p_now);
    return jsonb_build_object('amount', p_amount, 'wallet', v_part, 'debt', p_amount - v_part);
end $$;
