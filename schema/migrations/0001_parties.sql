-- Who takes part: organisations and their families, API keys, and what administrators did.

create table orgs (
    id          uuid        not null constraint orgs_pkey primary key,
    family_id   uuid        not null,
    parent_id   uuid        constraint orgs_parent_fkey references orgs (id),
    name        text        not null constraint orgs_name_check check (length(name) between 1 and 200),
    alias       text        not null constraint orgs_alias_key unique
                constraint orgs_alias_check check (length(alias) between 1 and 60),
    state       text        not null default 'applied'
                constraint orgs_state_check check (state in ('applied', 'active', 'suspended', 'closed')),
    sells       boolean     not null default false,
    buys        boolean     not null default false,
    operates    boolean     not null default false,
    country     text        constraint orgs_country_check check (country ~ '^[A-Z]{2}$'),
    tax_id      text        constraint orgs_tax_id_check check (length(tax_id) <= 60),
    address     text        constraint orgs_address_check check (length(address) <= 500),
    terms       text        constraint orgs_terms_check check (length(terms) <= 60),
    terms_at    timestamptz,
    niches      text[],
    throttled   boolean     not null default true,
    revision    integer     not null default 1,
    created_at  timestamptz not null,
    constraint orgs_role_check check (sells or buys or operates),
    constraint orgs_terms_at_check check ((terms is null) = (terms_at is null))
);
create index orgs_family_idx on orgs (family_id);
create unique index orgs_operator_key on orgs (operates) where operates;
comment on table orgs is 'Companies. family_id is the root org of a parent and its sub-orgs; a family shares wallets and counts as one buyer.';
comment on column orgs.revision is 'Grows with every change of what an administrator writes about the company; not with its standing.';
comment on column orgs.niches is 'Names of the niches it is admitted to; null = all.';

create table api_keys (
    id          uuid        not null constraint api_keys_pkey primary key,
    org_id      uuid        not null constraint api_keys_org_fkey references orgs (id),
    name        text        not null constraint api_keys_name_check check (length(name) between 1 and 100),
    hash        bytea       not null constraint api_keys_hash_key unique
                constraint api_keys_hash_check check (length(hash) = 32),
    hint        text        not null constraint api_keys_hint_check check (length(hint) between 1 and 12),
    role        text        constraint api_keys_role_check check (role in ('auditor')),
    scopes      text[]      not null default '{}',
    expires_at  timestamptz,
    revoked_at  timestamptz,
    created_at  timestamptz not null,
    made_by     uuid
);
create index api_keys_org_idx on api_keys (org_id);
comment on column api_keys.made_by is 'The person who made it, or made the key it was made with. Null: no person''s.';
comment on table api_keys is 'Bearer keys, stored only as SHA-256. No scopes = all actions of the org''s roles; role auditor = the operator''s reader.';

create table audit (
    id       uuid        not null constraint audit_pkey primary key,
    at       timestamptz not null,
    org_id   uuid        not null,
    key_id   uuid        not null,
    action   text        not null constraint audit_action_check check (length(action) between 1 and 60),
    subject  text        constraint audit_subject_check check (length(subject) <= 100),
    detail   jsonb
);
comment on table audit is 'What people and keys changed, and why a sealed contact was opened. Appended, never edited; never personal data.';

create table test_clock (
    id       boolean     not null default true constraint test_clock_pkey primary key constraint test_clock_one_check check (id),
    ahead    interval    not null default interval '0',
    stands_at timestamptz
);
comment on table test_clock is
    'Has a row only in clusters made for tests, and while a history is written: how far the exchange''s now runs ahead, or where it stands.';
