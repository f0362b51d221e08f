-- People: who signs in for a company, with what, and the sessions and one-time links that came of it.
-- A person's address and name are sealed as contacts are; the address is found again by a keyed hash.

create table users (
    id            uuid        not null constraint users_pkey primary key,
    org_id        uuid        not null constraint users_org_fkey references orgs (id),
    role          text        not null constraint users_role_check check (role in ('owner', 'member', 'viewer', 'admin', 'auditor')),
    state         text        not null default 'invited' constraint users_state_check check (state in ('invited', 'active', 'disabled', 'removed')),
    print         bytea       constraint users_print_key unique constraint users_print_check check (length(print) = 16),
    email         bytea,
    email_key     bytea,
    name          bytea,
    name_key      bytea,
    locale        text        not null default 'en' constraint users_locale_check check (locale in ('en', 'ru', 'es', 'pt', 'nb')),
    time_zone     text        not null default 'UTC' constraint users_time_zone_check check (length(time_zone) between 1 and 60),
    password      text        constraint users_password_check check (password like '$argon2id$%' and length(password) <= 128),
    password_at   timestamptz,
    totp          bytea,
    totp_key      bytea,
    totp_at       timestamptz,
    totp_step     bigint      not null default 0,
    signed_in_at  timestamptz,
    created_at    timestamptz not null,
    constraint users_person_check check ((state = 'removed') = (print is null) and (print is null) = (email is null)
        and (email is null) = (email_key is null) and (email is null) = (name is null) and (name is null) = (name_key is null)),
    constraint users_secret_check check ((password is null) = (password_at is null) and (totp is null) = (totp_key is null)
        and (totp_at is null or totp is not null))
);
create index users_org_idx on users (org_id, id);
comment on table users is 'People. A removed one keeps its id, for the audit names it, and nothing that says who it was.';
comment on column users.totp_at is 'When the secret was confirmed by a first code; before that it asks for none.';
comment on column users.totp_step is 'The latest time step whose code was taken: no code works twice.';

create table user_recovery_codes (
    user_id  uuid   not null constraint user_recovery_codes_user_fkey references users (id),
    hash     bytea  not null constraint user_recovery_codes_hash_check check (length(hash) = 32),
    used_at  timestamptz,
    constraint user_recovery_codes_pkey primary key (user_id, hash)
);
comment on table user_recovery_codes is 'What stands in for a lost second factor, each once; stored as SHA-256, for they are 80 bits of chance.';

create table user_links (
    id          uuid        not null constraint user_links_pkey primary key,
    user_id     uuid        not null constraint user_links_user_fkey references users (id),
    hash        bytea       not null constraint user_links_hash_key unique constraint user_links_hash_check check (length(hash) = 32),
    made_by     uuid,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    used_at     timestamptz,
    constraint user_links_time_check check (expires_at > created_at)
);
create index user_links_user_idx on user_links (user_id);
create index user_links_expires_idx on user_links (expires_at);
comment on table user_links is 'One-time links: invitations, mailed sign-ins, the operator''s help. made_by: who asked for it; null = the person itself.';

create table sessions (
    id          uuid        not null constraint sessions_pkey primary key,
    user_id     uuid        not null constraint sessions_user_fkey references users (id),
    hash        bytea       not null constraint sessions_hash_key unique constraint sessions_hash_check check (length(hash) = 32),
    via         text        not null constraint sessions_via_check check (via in ('password', 'link')),
    agent       text        not null constraint sessions_agent_check check (length(agent) between 1 and 60),
    created_at  timestamptz not null,
    seen_at     timestamptz not null,
    ends_at     timestamptz not null,
    ended_at    timestamptz,
    as_org      uuid        constraint sessions_as_org_fkey references orgs (id),
    as_reason   text        constraint sessions_as_reason_check check (length(as_reason) between 1 and 500),
    as_until    timestamptz,
    constraint sessions_as_check check ((as_org is null) = (as_reason is null) and (as_org is null) = (as_until is null)),
    constraint sessions_time_check check (ends_at > created_at)
);
create index sessions_user_idx on sessions (user_id) where ended_at is null;
create index sessions_ends_idx on sessions (ends_at);
comment on table sessions is 'Browsers that signed in; the cookie''s token is stored as SHA-256. as_…: the operator looks at a company''s console, read only.';
comment on column sessions.seen_at is 'The last request, to the minute: what the idle expiry counts from.';
comment on column sessions.agent is 'Browser and system in two words, so that a person knows its own; never the whole User-Agent.';

grant select on users, user_recovery_codes, user_links, sessions to leadx_server;
