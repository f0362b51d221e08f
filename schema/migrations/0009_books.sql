-- The books, closed: days that are sealed and signed, what each account did on a day, tax rates, invoices; and the
-- audit, which is sealed with the days.

alter table ledger_days
    add column sealed_at       timestamptz,
    add column transfers       bigint    constraint ledger_days_transfers_check check (transfers >= 0),
    add column transfers_root  bytea     constraint ledger_days_transfers_root_check check (length(transfers_root) = 32),
    add column audits          bigint    constraint ledger_days_audits_check check (audits >= 0),
    add column audits_root     bytea     constraint ledger_days_audits_root_check check (length(audits_root) = 32),
    add column statement       text,
    add column head            bytea     constraint ledger_days_head_check check (length(head) = 32),
    add column key             bytea     constraint ledger_days_key_check check (length(key) = 32),
    add column signature       bytea     constraint ledger_days_signature_check check (length(signature) = 64),
    add constraint ledger_days_sealed_check check ((sealed_at is null) = (statement is null) and (sealed_at is null) = (head is null)
        and (sealed_at is null or closed_at is not null)),
    add constraint ledger_days_signed_check check ((signature is null) = (key is null) and (signature is null or sealed_at is not null));
create index ledger_days_unsigned_idx on ledger_days (day) where closed_at is not null and signature is null;
comment on column ledger_days.statement is 'The line that is signed: counts, roots, and the hash of the day before (admin/guide/ledger-format.md).';
comment on column ledger_days.head is 'SHA-256 of the statement; the next day names it.';

create table ledger_keys (
    key    bytea        not null constraint ledger_keys_pkey primary key constraint ledger_keys_length_check check (length(key) = 32),
    since  timestamptz  not null
);
comment on table ledger_keys is 'Ed25519 public keys that days were signed with. The private half is a file of the server''s; the database never sees it.';

create table ledger_chunks (
    book     text      not null constraint ledger_chunks_book_check check (book in ('transfers', 'audit')),
    day      date      not null,
    chunk    integer   not null constraint ledger_chunks_chunk_check check (chunk >= 0),
    n        smallint  not null constraint ledger_chunks_n_check check (n between 1 and 256),
    last_id  uuid      not null,
    root     bytea     not null,
    ids      bytea     not null,
    leaves   bytea     not null,
    constraint ledger_chunks_pkey primary key (book, day, chunk),
    constraint ledger_chunks_size_check check (length(ids) = 16 * n and length(leaves) = 32 * n and length(root) = 32)
);
comment on table ledger_chunks is 'What the closing saw: 256 rows of a day in id order, their ids and leaf hashes. Names the row when one is later changed, missing or added; proofs are cut from it.';

create table account_lines (
    account_id     uuid     not null,
    day            date     not null,
    part           integer  not null,
    n              integer  not null constraint account_lines_n_check check (n > 0),
    moved_minor    bigint   not null,
    balance_minor  bigint   not null,
    ids            bytea    not null,
    constraint account_lines_pkey primary key (account_id, day, part),
    constraint account_lines_ids_check check (length(ids) = 16 * n)
);
comment on table account_lines is 'Sealed transfers by account: which, and the balance after them; a part is up to 4,096 transfers of the day. The checkpoints of all accounts, the summed ones of the operator among them.';

create table ledger_flows (
    day           date     not null,
    currency      text     not null,
    kind          text     not null,
    debit_kind    text     not null,
    credit_kind   text     not null,
    n             bigint   not null constraint ledger_flows_n_check check (n > 0),
    amount_minor  bigint   not null constraint ledger_flows_amount_check check (amount_minor > 0),
    constraint ledger_flows_pkey primary key (day, currency, kind, debit_kind, credit_kind)
);
comment on table ledger_flows is 'What moved on a sealed day between which kinds of account.';

alter table audit add column day date, add column changes jsonb;
update audit set day = (at at time zone 'UTC')::date;
alter table audit alter column day set not null;
create index audit_day_idx on audit (day, id);
create index audit_subject_idx on audit (subject, id);
create index audit_org_idx on audit (org_id, id);
comment on column audit.day is 'The first day not yet closed: what is sealed stays complete.';
comment on column audit.changes is 'Fields that changed: {"field": [before, after]}; what may name a person is masked.';

create table tax_rates (
    id          uuid         not null constraint tax_rates_pkey primary key,
    country     text         not null constraint tax_rates_country_check check (country ~ '^([A-Z]{2})?$'),
    series      text         not null constraint tax_rates_series_check check (series in ('invoice', 'self_billed')),
    from_day    date         not null,
    name        text         not null constraint tax_rates_name_check check (length(name) between 1 and 60),
    rate_bp     integer      not null constraint tax_rates_rate_check check (rate_bp between 0 and 10000),
    created_at  timestamptz  not null,
    constraint tax_rates_from_key unique (country, series, from_day)
);
comment on table tax_rates is 'Tax included in prices, from a day on. country: the billed company''s; empty = every other. Never changed: a new rate has a new day.';

create table invoice_counters (
    operator_id  uuid      not null,
    year         smallint  not null,
    series       text      not null constraint invoice_counters_series_check check (series in ('invoice', 'self_billed', 'credit_note')),
    last         integer   not null constraint invoice_counters_last_check check (last >= 0),
    constraint invoice_counters_pkey primary key (operator_id, year, series)
);
comment on table invoice_counters is 'The last number given; its row is locked while an invoice is issued, so numbers have no gap.';

create table billing_days (
    org_id       uuid      not null,
    series       text      not null constraint billing_days_series_check check (series in ('invoice', 'self_billed')),
    currency     text      not null,
    day          date      not null,
    niche_no     smallint  not null,
    what         text      not null constraint billing_days_what_check check (what in ('leads', 'penalty', 'reversal')),
    settled_day  date      not null,
    n            bigint    not null constraint billing_days_n_check check (n >= 0),
    amount_minor bigint    not null,
    constraint billing_days_pkey primary key (org_id, series, currency, day, niche_no, what, settled_day)
);
comment on table billing_days is 'What of a sealed day is to be billed, summed by niche: to buyers what they finally paid, for sellers what they earned. niche_no 0: none.';

create table invoice_marks (
    org_id    uuid  not null,
    series    text  not null constraint invoice_marks_series_check check (series in ('invoice', 'self_billed')),
    currency  text  not null,
    until     date,
    pending   date,
    constraint invoice_marks_pkey primary key (org_id, series, currency)
);
create index invoice_marks_pending_idx on invoice_marks (pending) where pending is not null;
comment on table invoice_marks is 'Up to which booking day, included, a company is billed; the next invoice begins the day after. pending: the first day that waits to be billed.';

create table invoices (
    id            uuid         not null constraint invoices_pkey primary key,
    org_id        uuid         not null constraint invoices_org_fkey references orgs (id),
    operator_id   uuid         not null,
    series        text         not null constraint invoices_series_check check (series in ('invoice', 'self_billed', 'credit_note')),
    year          smallint     not null,
    no            integer      not null constraint invoices_no_check check (no > 0),
    number        text         not null constraint invoices_number_key unique,
    currency      text         not null constraint invoices_currency_check check (currency ~ '^[A-Z]{3}$'),
    from_day      date         not null,
    to_day        date         not null,
    issued_at     timestamptz  not null,
    issuer        jsonb        not null,
    recipient     jsonb        not null,
    lines         jsonb        not null,
    net_minor     bigint       not null,
    tax_minor     bigint       not null,
    gross_minor   bigint       not null,
    corrects_id   uuid         constraint invoices_corrects_fkey references invoices (id),
    reason        text         constraint invoices_reason_check check (length(reason) between 1 and 500),
    constraint invoices_no_key unique (operator_id, year, series, no),
    constraint invoices_period_check check (to_day >= from_day),
    constraint invoices_sum_check check (net_minor + tax_minor = gross_minor and gross_minor > 0),
    constraint invoices_corrects_check check ((series = 'credit_note') = (corrects_id is not null))
);
create unique index invoices_period_key on invoices (org_id, series, currency, from_day) where series <> 'credit_note';
create index invoices_org_idx on invoices (org_id, id);
create index invoices_corrects_idx on invoices (corrects_id) where corrects_id is not null;
comment on table invoices is 'Issued once, never changed: number, parties as they were, lines with their tax. A credit note names the invoice it corrects; a self-billed note is issued by the operator in a seller''s name.';

grant select on ledger_keys, ledger_chunks, account_lines, ledger_flows, tax_rates, invoice_counters, invoice_marks, billing_days, invoices to leadx_reader;
