-- The books: immutable transfers by booking day.

create table ledger_days (
    day        date        not null constraint ledger_days_pkey primary key,
    closed_at  timestamptz
);
comment on table ledger_days is 'Booking days. A transfer is booked on the first open day from today on.';

create table transfers (
    id           uuid        not null,
    day          date        not null,
    at           timestamptz not null,
    debit_id     uuid        not null,
    credit_id    uuid        not null,
    amount_minor bigint      not null constraint transfers_amount_check check (amount_minor > 0),
    currency     text        not null constraint transfers_currency_check check (currency ~ '^[A-Z]{3}$'),
    kind         text        not null constraint transfers_kind_check check (kind = any ('{deposit,gift,charge,settle,fee,refund,reversal,payout,debt,write_off,draw}')),
    lead_id      uuid,
    sale_id      uuid,
    corrects_id  uuid,
    reference    text        constraint transfers_reference_check check (length(reference) <= 200),
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
