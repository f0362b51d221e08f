-- The books: immutable transfers by booking day.

create table ledger_days (
    day        date        not null constraint ledger_days_pkey primary key,
    closed_at  timestamptz
);
comment on table ledger_days is 'Booking days. A transfer is booked on the first open day from today on.';

create domain transfer_amount as bigint constraint transfers_amount_check check (value > 0);
create domain transfer_currency as text constraint transfers_currency_check check (value ~ '^[A-Z]{3}$');
create domain transfer_kind as text constraint transfers_kind_check
    check (value = any ('{deposit,gift,charge,settle,fee,refund,reversal,payout,debt,write_off,draw}'));
create domain transfer_reference as text constraint transfers_reference_check check (length(value) <= 200);

create table transfers (
    id           uuid        not null,
    day          date        not null,
    at           timestamptz not null,
    debit_id     uuid        not null,
    credit_id    uuid        not null,
    amount_minor transfer_amount not null,
    currency     transfer_currency not null,
    kind         transfer_kind not null,
    lead_id      uuid,
    sale_id      uuid,
    corrects_id  uuid,
    reference    transfer_reference,
    constraint transfers_pkey primary key (day, id),
    constraint transfers_sides_check check (debit_id <> credit_id)
) partition by range (day);
comment on table transfers is
    'One row is one entry with both sides: it cannot be unbalanced. The debited account pays. Never updated, never deleted; a correction is a new transfer that names the old one.';

create table outside_references (
    reference   text        not null constraint outside_references_pkey primary key
                constraint outside_references_length_check check (length(reference) between 1 and 200),
    kind        text        not null,
    transfer_id uuid        not null,
    at          timestamptz not null
);
comment on table outside_references is 'Bank and provider references of deposits and payouts: one reference moves money once.';
