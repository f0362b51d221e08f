-- Where sold leads are sent: buyers' endpoints, the secrets they are signed with, and every attempt.
-- deliveries (0003) is the outbox: a row an event and an endpoint, ids only.

create table endpoints (
    id             uuid        not null constraint endpoints_pkey primary key,
    org_id         uuid        not null constraint endpoints_org_fkey references orgs (id),
    name           text        not null constraint endpoints_name_check check (length(name) between 1 and 200),
    kind           text        not null constraint endpoints_kind_check check (kind in ('webhook', 'post', 'email')),
    address        text        not null constraint endpoints_address_check check (length(address) between 3 and 2000),
    payload        text        not null constraint endpoints_payload_check check (payload in ('thin', 'full')),
    template       jsonb       constraint endpoints_template_check check (length(template::text) <= 32768),
    events         text[]      not null default '{}',
    tests          boolean     not null default false,
    state          text        not null default 'active' constraint endpoints_state_check check (state in ('active', 'disabled')),
    reason         text        constraint endpoints_reason_check check (reason in ('gone_410', 'by_hand', 'failing')),
    failures       integer     not null default 0 constraint endpoints_failures_check check (failures >= 0),
    failing_since  timestamptz,
    slow           boolean     not null default false,
    opened_until   timestamptz,
    revision       integer     not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    constraint endpoints_disabled_check check ((state = 'disabled') = (reason is not null)),
    constraint endpoints_post_check check ((kind = 'post') = (template is not null))
) with (fillfactor = 70);
create index endpoints_org_idx on endpoints (org_id, id);
comment on table endpoints is 'A buyer''s webhook, templated HTTP post or mailbox. failures counts in a row; opened_until is the circuit breaker''s: nothing is sent before it, one delivery probes after it.';
comment on column endpoints.events is 'What it hears besides the leads of the orders that name it.';
comment on column endpoints.revision is 'Grows with every change of its terms by its people; not with how its deliveries fare.';
comment on column endpoints.slow is 'The last answer took long: it gets one call at a time, like one that fails.';

create table endpoint_secrets (
    id           uuid        not null constraint endpoint_secrets_pkey primary key,
    endpoint_id  uuid        not null constraint endpoint_secrets_endpoint_fkey references endpoints (id),
    use          text        not null constraint endpoint_secrets_use_check check (use in ('signing', 'credentials')),
    sealed       bytea       not null,
    key          bytea       not null,
    created_at   timestamptz not null,
    ends_at      timestamptz
);
create index endpoint_secrets_endpoint_idx on endpoint_secrets (endpoint_id);
comment on table endpoint_secrets is 'Signing secrets (several while one is replaced by the next) and the credentials a template names, sealed as contacts are.';

alter table orders add column endpoint_id uuid constraint orders_endpoint_fkey references endpoints (id);
alter table orders add constraint orders_delivery_check check ((delivery ->> 'type' = 'pull') = (endpoint_id is null));
create index orders_endpoint_idx on orders (endpoint_id) where endpoint_id is not null;

create domain delivery_event as text constraint deliveries_event_check
    check (value = any ('{lead.sold,consent.revoked,sale.settled,endpoint.disabled}'));
alter table deliveries
    add column endpoint_id  uuid,
    add column event        delivery_event not null default 'lead.sold',
    add column ref          uuid,
    add column replayed_at  smallint not null default 0,
    add column until        timestamptz;
alter domain delivery_state drop constraint deliveries_state_check;
alter domain delivery_state add constraint deliveries_state_check
    check (value = any ('{ready,due,sending,done,dead,cancelled}'));
alter table deliveries add constraint deliveries_endpoint_check check ((channel = 'pull') = (endpoint_id is null));
drop index deliveries_due_idx;
create index deliveries_due_idx on deliveries (endpoint_id, due_at) where state in ('due', 'sending');
create index deliveries_endpoint_idx on deliveries (endpoint_id, id) where endpoint_id is not null;
comment on column deliveries.due_at is 'due: not tried before; sending: the claim''s lease ends, and it is due again.';
comment on column deliveries.ref is 'What the event is about besides the sale: the endpoint that was disabled.';
comment on column deliveries.replayed_at is 'attempts when it was last replayed by hand: the pauses begin anew.';
comment on column deliveries.until is 'When it is given up: three days after the first try.';

create table delivery_attempts (
    lead_id      uuid        not null,
    delivery_id  uuid        not null,
    n            smallint    not null constraint delivery_attempts_n_check check (n > 0),
    at           timestamptz not null,
    outcome      text        not null constraint delivery_attempts_outcome_check check (length(outcome) between 1 and 20),
    code         integer,
    took_ms      integer     not null constraint delivery_attempts_took_check check (took_ms >= 0),
    note         text        constraint delivery_attempts_note_check check (length(note) <= 200),
    constraint delivery_attempts_pkey primary key (lead_id, delivery_id, n)
) partition by range (lead_id);
comment on table delivery_attempts is 'Every try to deliver: how it ended and how long it took. note is a sentence of ours, never bytes of the other side.';

do $$
declare
    v_month date;
begin
    create table delivery_attempts_default partition of delivery_attempts default;
    perform partition_name_indexes('delivery_attempts', 'delivery_attempts_default', '_default');
    for v_month in select generate_series(date_trunc('month', now()) - interval '4 months',
                                          date_trunc('month', now()) + interval '3 months', interval '1 month')::date loop
        perform partition_make('delivery_attempts', v_month);
    end loop;
    -- the deliveries' partitions got an index that PostgreSQL named
    for v_month in select generate_series(date_trunc('month', now()) - interval '4 months',
                                          date_trunc('month', now()) + interval '3 months', interval '1 month')::date loop
        perform partition_name_indexes('deliveries', 'deliveries_' || to_char(v_month, 'YYYYMM'), '_' || to_char(v_month, 'YYYYMM'));
    end loop;
    perform partition_name_indexes('deliveries', 'deliveries_default', '_default');
end $$;

grant select on endpoints, delivery_attempts to leadx_reader;
grant select on endpoints, endpoint_secrets, delivery_attempts to leadx_server;
