-- Money that is asked for: by people, who then transfer it through a bank, and by wallets that fell below what their buyer named.

create table top_ups (
    id            uuid        not null constraint top_ups_pkey primary key,
    org_id        uuid        not null constraint top_ups_org_fkey references orgs (id),
    account_id    uuid        not null constraint top_ups_account_fkey references accounts (id),
    reference     text        not null constraint top_ups_reference_key unique
                  constraint top_ups_reference_check check (reference ~ '^RF[0-9]{2}[CDFGHJKMNPQRTWXY]{8}$'),
    amount_minor  bigint      not null constraint top_ups_amount_check check (amount_minor > 0),
    paid_minor    bigint      constraint top_ups_paid_minor_check check (paid_minor > 0),
    state         text        not null constraint top_ups_state_check check (state in ('asked', 'paid', 'refused', 'withdrawn', 'expired')),
    asked_by      uuid,
    asked_at      timestamptz not null,
    expires_at    timestamptz,
    ended_by      uuid,
    ended_at      timestamptz,
    reason        text        constraint top_ups_reason_check check (length(reason) between 1 and 500),
    constraint top_ups_expires_check check ((asked_by is null) = (expires_at is null)),
    constraint top_ups_ended_check check ((state = 'asked') = (ended_at is null)),
    constraint top_ups_paid_check check ((state = 'paid') = (paid_minor is not null)),
    constraint top_ups_refused_check check (state <> 'refused' or reason is not null)
) with (fillfactor = 80);
create unique index top_ups_own_key on top_ups (account_id) where state = 'asked' and asked_by is null;
create index top_ups_account_idx on top_ups (account_id, id);
create index top_ups_org_idx on top_ups (org_id, id);
create index top_ups_asked_idx on top_ups (id) where state = 'asked';
create index top_ups_expires_idx on top_ups (expires_at) where state = 'asked';
comment on table top_ups is
    'Requests to pay into a wallet. asked_by null: the wallet asked by itself, one open request at most, which stands until the wallet has enough. paid_minor: what really came.';
comment on column top_ups.reference is 'What the payer writes on the transfer, and the outside reference its deposit is booked under: RF, two check digits (ISO 11649), eight letters of which none looks like another or like a digit.';

alter table currency_terms
    add column pay_to text constraint currency_terms_pay_to_check check (length(pay_to) between 1 and 2000);
comment on column currency_terms.pay_to is 'Where a transfer goes: the operator''s account, in the words payers read; null = they have to ask.';

grant select on top_ups to leadx_server, leadx_reader;
