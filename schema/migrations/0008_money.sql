-- Money after the sale: how a sale's end is remembered, and every kind of entry the books know.

-- A settled sale may have been split, and may be reversed: what its buyer got back stays with it. The fee kept and what the
-- seller earned follow from price, fee and this, by sale_split().
alter table sales
    add column refund_minor bigint not null default 0;
alter table sales
    add constraint sales_refund_check check (
        refund_minor between case state when 'returned' then price_minor when 'reversed' then 1 else 0 end
                         and case when state = any ('{returned,final,reversed}') then price_minor else 0 end);
comment on column sales.refund_minor is 'What its buyer has back of the price: all of it when returned, a part of it after a split or a reversal.';

alter domain transfer_kind drop constraint transfers_kind_check;
alter domain transfer_kind add constraint transfers_kind_check check (value = any
    ('{deposit,gift,charge,settle,fee,refund,reversal,penalty,payout,payout_paid,payout_back,charge_back,write_off,draw}'));

-- One entry to be booked by ledger_book(): from, to, how much, and what it is for.
create type ledger_entry as (debit_id uuid, credit_id uuid, amount_minor bigint, currency text, kind text, lead_id uuid, sale_id uuid,
                             corrects_id uuid, reference text);

-- What a currency's money is held to, and what a company has agreed otherwise.
create table currency_terms (
    currency          text     not null constraint currency_terms_pkey primary key
                      constraint currency_terms_currency_check check (currency ~ '^[A-Z]{3}$'),
    min_payout_minor  bigint   not null default 1 constraint currency_terms_min_payout_check check (min_payout_minor > 0),
    approval_minor    bigint   constraint currency_terms_approval_check check (approval_minor >= 0),
    hold              interval not null default interval '0' constraint currency_terms_hold_check
                      check (hold between interval '0' and interval '366 days'),
    new_seller        interval not null default interval '30 days' constraint currency_terms_new_seller_check
                      check (new_seller between interval '0' and interval '3660 days'),
    revision          integer  not null default 0
);
comment on table currency_terms is 'A currency without a row has the defaults. approval_minor: adjustments and payouts above it take two administrators; null = one suffices.';
comment on column currency_terms.hold is 'How long what a new seller earned stays before it can be paid out; new_seller = how long a company counts as new.';

create table org_money (
    org_id        uuid     not null constraint org_money_pkey primary key constraint org_money_org_fkey references orgs (id),
    hold          interval constraint org_money_hold_check check (hold between interval '0' and interval '366 days'),
    revision      integer  not null default 0
);
comment on table org_money is 'What is agreed with one company: a holding time of its own; null = by the currency''s terms.';
comment on column org_money.revision is 'Grows with every change of what is agreed: this, its fees, whether its payouts are held.';

create table org_fees (
    org_id           uuid     not null constraint org_fees_org_fkey references orgs (id),
    niche_no         smallint not null default 0,
    fee_bp           integer  not null constraint org_fees_bp_check check (fee_bp between 0 and 10000),
    fee_fixed_minor  bigint   not null default 0 constraint org_fees_fixed_check check (fee_fixed_minor between 0 and 100000000000000),
    constraint org_fees_pkey primary key (org_id, niche_no),
    constraint org_fees_all_check check (niche_no > 0 or fee_fixed_minor = 0)
);
comment on table org_fees is 'Fees agreed with a seller instead of the niche''s; niche_no 0 = every niche without a row of its own, then without a fixed part, which would have no currency.';

create table payable_holds (
    account_id    uuid        not null constraint payable_holds_account_fkey references accounts (id),
    until         timestamptz not null,
    amount_minor  bigint      not null constraint payable_holds_amount_check check (amount_minor > 0),
    constraint payable_holds_pkey primary key (account_id, until)
);
comment on table payable_holds is 'Parts of a payable that cannot be paid out yet, summed by the day they become available.';

create table wallet_terms (
    account_id         uuid    not null constraint wallet_terms_pkey primary key constraint wallet_terms_account_fkey references accounts (id),
    low_minor          bigint  constraint wallet_terms_low_check check (low_minor >= 0),
    top_up_below_minor bigint  constraint wallet_terms_below_check check (top_up_below_minor >= 0),
    top_up_minor       bigint  constraint wallet_terms_top_up_check check (top_up_minor > 0),
    low                boolean not null default false,
    constraint wallet_terms_both_check check ((top_up_below_minor is null) = (top_up_minor is null))
);
comment on table wallet_terms is 'What a buyer wants to hear of its wallet. low: it was told that the wallet is, and is not told again until it was not.';

-- Money by hand, inside the exchange: gifts, debts written off, what the operator takes out.
create table adjustments (
    id            uuid        not null constraint adjustments_pkey primary key,
    kind          text        not null constraint adjustments_kind_check check (kind in ('gift', 'write_off', 'draw')),
    org_id        uuid        constraint adjustments_org_fkey references orgs (id),
    currency      text        not null constraint adjustments_currency_check check (currency ~ '^[A-Z]{3}$'),
    amount_minor  bigint      not null constraint adjustments_amount_check check (amount_minor > 0),
    reason        text        not null constraint adjustments_reason_check check (length(reason) between 1 and 500),
    state         text        not null constraint adjustments_state_check check (state in ('requested', 'done', 'cancelled')),
    requested_by  uuid        not null,
    requested_at  timestamptz not null,
    approved_by   uuid,
    ended_at      timestamptz,
    constraint adjustments_two_check check (approved_by <> requested_by),
    constraint adjustments_org_check check ((kind = 'draw') = (org_id is null)),
    constraint adjustments_ended_check check ((state = 'requested') = (ended_at is null))
);
comment on table adjustments is 'Money moved by an administrator''s word. Above the currency''s limit it waits for another one''s.';

-- Payouts. The bank details stand sealed; hint is all that is shown of them.
create table payees (
    id          uuid        not null constraint payees_pkey primary key,
    org_id      uuid        not null constraint payees_org_fkey references orgs (id),
    currency    text        not null constraint payees_currency_check check (currency ~ '^[A-Z]{3}$'),
    sealed      bytea       not null,
    key         bytea       not null,
    hint        text        not null constraint payees_hint_check check (length(hint) between 1 and 12),
    created_at  timestamptz not null,
    retired_at  timestamptz
);
create index payees_org_idx on payees (org_id, id);
comment on table payees is 'Where a company''s money is sent: name, account and bank, sealed as contacts are. Never changed, only retired: a payout goes where it was asked to go.';

create table payout_batches (
    id            uuid        not null constraint payout_batches_pkey primary key,
    currency      text        not null constraint payout_batches_currency_check check (currency ~ '^[A-Z]{3}$'),
    payouts       integer     not null constraint payout_batches_payouts_check check (payouts between 1 and 1000),
    amount_minor  bigint      not null constraint payout_batches_amount_check check (amount_minor > 0),
    made_by       uuid        not null,
    made_at       timestamptz not null
);
comment on table payout_batches is 'Payouts that go to the bank in one file. Making one marks them sent.';

create table payouts (
    id            uuid        not null constraint payouts_pkey primary key,
    org_id        uuid        not null constraint payouts_org_fkey references orgs (id),
    source        text        not null constraint payouts_source_check check (source in ('payable', 'wallet')),
    currency      text        not null constraint payouts_currency_check check (currency ~ '^[A-Z]{3}$'),
    amount_minor  bigint      not null constraint payouts_amount_check check (amount_minor > 0),
    payee_id      uuid        not null constraint payouts_payee_fkey references payees (id),
    account_id    uuid        not null constraint payouts_account_fkey references accounts (id),
    from_id       uuid        not null constraint payouts_from_fkey references accounts (id),
    state         text        not null constraint payouts_state_check
                  check (state in ('requested', 'approved', 'sent', 'confirmed', 'returned', 'cancelled')),
    requested_by  uuid        not null,
    requested_at  timestamptz not null,
    first_by      uuid,
    approved_by   uuid,
    approved_at   timestamptz,
    batch_id      uuid        constraint payouts_batch_fkey references payout_batches (id),
    sent_at       timestamptz,
    ended_at      timestamptz,
    reference     text        constraint payouts_reference_check check (length(reference) <= 200),
    reason        text        constraint payouts_reason_check check (length(reason) <= 500),
    constraint payouts_two_check check (approved_by <> requested_by and first_by <> requested_by and first_by <> approved_by),
    constraint payouts_approved_check check (state in ('requested', 'cancelled') or approved_by is not null),
    constraint payouts_sent_check check ((batch_id is not null) = (sent_at is not null) and (state not in ('sent', 'confirmed', 'returned') or sent_at is not null))
) with (fillfactor = 80);
create index payouts_org_idx on payouts (org_id, id);
create index payouts_state_idx on payouts (state, id) where state in ('requested', 'approved', 'sent');
create index payouts_batch_idx on payouts (batch_id, id) where batch_id is not null;
comment on table payouts is 'Money on its way out. Whoever asks does not approve; first_by is the first of two administrators, where the amount wants two. source wallet = unused money going back.';

create table payment_providers (
    id          uuid        not null constraint payment_providers_pkey primary key,
    name        text        not null constraint payment_providers_name_key unique
                constraint payment_providers_name_check check (name ~ '^[a-z][a-z0-9_-]{0,39}$'),
    sealed      bytea       not null,
    key         bytea       not null,
    state       text        not null default 'active' constraint payment_providers_state_check check (state in ('active', 'disabled')),
    created_at  timestamptz not null
);
comment on table payment_providers is 'Who may report payments at /hooks/payments/{name}: the secret of their signature, sealed.';

alter table outside_references
    add column body   bytea constraint outside_references_body_check check (length(body) = 32),
    add column answer jsonb;
comment on column outside_references.body is 'SHA-256 of what a provider said under this reference: said again it gets answer again; anything else under it is refused.';

-- Own entries of a party, newest first: what it pays by debit_id, what it is paid by credit_id. A sale's charge and its end are
-- found by the account that pays them, so the other side needs no entry.
create index transfers_debit_idx on transfers (debit_id, id);
create index transfers_credit_idx on transfers (credit_id, id) where kind not in ('charge', 'fee', 'refund');
create index transfers_sale_idx on transfers (sale_id) where kind <> 'charge' and sale_id is not null;    -- a charge has its sale's id
create index sales_seller_held_idx on sales (seller_id) include (currency, price_minor, fee_minor) where state in ('held', 'disputed');

do $$
declare
    v_parent text;
    v_month date;
begin
    foreach v_parent in array array['transfers', 'sales'] loop
        for v_month in select generate_series(date_trunc('month', now()) - interval '4 months',
                                              date_trunc('month', now()) + interval '3 months', interval '1 month')::date loop
            perform partition_name_indexes(v_parent, v_parent || '_' || to_char(v_month, 'YYYYMM'), '_' || to_char(v_month, 'YYYYMM'));
        end loop;
        perform partition_name_indexes(v_parent, v_parent || '_default', '_default');
    end loop;
end $$;

grant select on currency_terms, org_money, org_fees, payable_holds, wallet_terms, adjustments, payout_batches, payouts, payment_providers,
    payees to leadx_server;
grant select on currency_terms, org_money, org_fees, payable_holds, wallet_terms, adjustments, payout_batches, payouts to leadx_reader;

alter domain delivery_event drop constraint deliveries_event_check;
alter domain delivery_event add constraint deliveries_event_check
    check (value in ('lead.sold', 'consent.revoked', 'sale.settled', 'endpoint.disabled', 'wallet.low'));
