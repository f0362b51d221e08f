-- Leads, their sealed contacts, the decisions about them, and the walls: fingerprints, request keys, suppression.
-- Month partitions by the time inside the UUIDv7 are made by partition_make(); each parent has a default partition.
-- Checks on these tables say = any ('{…}') and not in (…): a check is read anew by every statement that writes, and a list
-- is one constant where the other is an expression for each word.

-- What a column may hold alone is its type: see accounts.
create domain lead_kind as text constraint leads_kind_check check (value = any ('{consumer,targeted}'));
create domain lead_state as text constraint leads_state_check
    check (value = any ('{review,open,sold,listed,deferred,duplicate,rejected,withdrawn,closed,expired}'));
create domain lead_code as text constraint leads_code_check check (length(value) <= 40);
create domain lead_limit as smallint constraint leads_limit_check check (value between 1 and 16);
create domain lead_temperature as text constraint leads_temperature_check check (value = any ('{hot,warm,cold}'));
create domain lead_score as smallint constraint leads_score_check check (value between 0 and 100);
create domain lead_min_payout as bigint constraint leads_min_payout_check check (value > 0);
create domain lead_external_id as text constraint leads_external_id_check check (length(value) between 1 and 128);

create table leads (
    id                uuid        not null constraint leads_pkey primary key,
    seller_id         uuid        not null,
    seller_family_id  uuid        not null,
    niche_no          smallint    not null,
    niche_revision    integer     not null,
    source_id         uuid        not null,
    offer_id          uuid,
    kind              lead_kind   not null,
    state             lead_state  not null,
    code              lead_code,
    sale_limit        lead_limit  not null,
    live_shared       smallint    not null default 0,
    live_exclusive    smallint    not null default 0,
    sellable          boolean     not null default false,
    resold            boolean     not null default false,
    temperature       lead_temperature not null,
    score             lead_score  not null,
    min_payout_minor  lead_min_payout,
    attributes        jsonb       not null,
    origin            jsonb,
    external_id       lead_external_id,
    consent_expires_at timestamptz,
    consent_recipients uuid[],
    previous_lead_id  uuid,
    received_at       timestamptz not null,
    open_until        timestamptz,
    erased_at         timestamptz,
    -- shared up to the limit, or one alone; short, for it is read at each statement that writes a row
    constraint leads_live_check check (live_shared between 0 and case live_exclusive when 0 then sale_limit when 1 then 0 else -1 end),
    constraint leads_targeted_check check (kind <> 'targeted' or sale_limit = 1),
    constraint leads_offer_check check ((kind = 'targeted') = (offer_id is not null)),
    constraint leads_sellable_check check (not sellable or (state = any ('{open,sold}') and open_until is not null))
) partition by range (id);
create index leads_seller_idx on leads (seller_id, id);
create index leads_sellable_idx on leads (niche_no, open_until, id) where sellable;
create index leads_review_idx on leads (received_at) where state = 'review';
comment on table leads is 'One person''s interest, brought once. Contact data stands sealed in contacts; live_* are the exchange''s promise of exclusivity.';
comment on column leads.sellable is 'Still looking for buyers: open, or sold with free shared slots and no exclusive, until open_until.';
comment on column leads.origin is 'Campaign, ad group and sub-ids of this lead, and what the seller declared (temperature, purchase_by); no personal data.';

create table contacts (
    lead_id         uuid      not null constraint contacts_pkey primary key,
    contact_sealed  bytea     not null,
    contact_key     bytea,
    consent_sealed  bytea,
    consent_key     bytea,
    channels        smallint[] not null,
    prints          bytea[]   not null,
    suppress        bytea[]   not null
) partition by range (lead_id);
comment on table contacts is
    'The vault: AES-256-GCM under a data key wrapped by a master key outside the database. Erasing a person nulls the keys and empties the hashes.';

create domain decision_trigger as text constraint decisions_trigger_check check (value = any ('{post,offered,review,release}'));

create table decisions (
    lead_id    uuid        not null,
    id         uuid        not null,
    at         timestamptz not null,
    trigger    decision_trigger not null,
    state      text        not null,
    code       text,
    reasoning  json        not null,
    verdicts   smallint[]  not null,
    constraint decisions_pkey primary key (lead_id, id)
) partition by range (lead_id);
comment on table decisions is 'Why a lead went where it went: the ranked candidates in reasoning (kept as written: few are ever read), the database''s verdict on each (the list at the top of leads_sell.sql), and the counts of those passed over.';

create table lead_events (
    lead_id  uuid        not null,
    id       uuid        not null,
    at       timestamptz not null,
    kind     text        not null constraint lead_events_kind_check check (length(kind) between 1 and 40),
    org_id   uuid,
    detail   jsonb,
    constraint lead_events_pkey primary key (lead_id, id)
) partition by range (lead_id);
comment on table lead_events is 'What happened to a lead besides decisions and sales: withdrawn, released, consent revoked, contact read, expired.';

create domain sale_slot as smallint constraint sales_slot_check check (value between 1 and 16);
create domain sale_currency as text constraint sales_currency_check check (value ~ '^[A-Z]{3}$');
create domain sale_price as bigint constraint sales_price_check check (value > 0);
create domain sale_state as text constraint sales_state_check check (value = any ('{pending,held,disputed,final,returned,void,reversed}'));

create table sales (
    id               uuid        not null,
    lead_id          uuid        not null,
    slot             sale_slot   not null,
    exclusive        boolean     not null,
    buyer_id         uuid        not null,
    buyer_family_id  uuid        not null,
    seller_id        uuid        not null,
    order_id         uuid        not null,
    order_revision   integer     not null,
    niche_no         smallint    not null,
    niche_revision   integer     not null,
    currency         sale_currency not null,
    price_minor      sale_price  not null,
    fee_minor        bigint      not null constraint sales_fee_check check (fee_minor between 0 and price_minor),
    state            sale_state  not null,
    wallet_id        uuid        not null,
    escrow_id        uuid        not null,
    sold_at          timestamptz not null,
    window_ends_at   timestamptz not null,
    settled_at       timestamptz,
    first_read_at    timestamptz,
    reads            integer     not null default 0,
    constraint sales_pkey primary key (id, lead_id)
) partition by range (lead_id);
create unique index sales_slot_key  on sales (lead_id, (case when state = any ('{pending,held,disputed,final}') then slot end));
create unique index sales_buyer_key on sales (lead_id, buyer_family_id) where state <> 'void';
create index sales_buyer_idx on sales (buyer_id, id);
create index sales_due_idx on sales (window_ends_at) where state = 'held';
comment on table sales is 'One buyer bought one lead; sales_slot_key is whole, so that a lead''s sales are found by it, dead ones too. Live states are pending, held, disputed, final. Corrections are new transfers, never edits of the price.';

create domain delivery_channel as text constraint deliveries_channel_check check (value = any ('{pull,webhook,post,email}'));
create domain delivery_state as text constraint deliveries_state_check check (value = any ('{ready,due,sending,done,dead}'));

create table deliveries (
    lead_id    uuid        not null,
    id         uuid        not null,
    sale_id    uuid        not null,
    buyer_id   uuid        not null,
    channel    delivery_channel not null,
    state      delivery_state not null,
    due_at     timestamptz not null,
    attempts   smallint    not null default 0,
    done_at    timestamptz,
    constraint deliveries_pkey primary key (lead_id, id)
) partition by range (lead_id);
create index deliveries_due_idx on deliveries (due_at) where state = 'due';
comment on table deliveries is 'The outbox: ids only, bodies are built from the vault when sent. pull is ready at once and done when the contact is read.';

create table fingerprints (
    hash      bytea       not null,
    niche_no  smallint    not null,
    channel   smallint    not null,
    scope     uuid        not null,
    lead_id   uuid        not null,
    until     timestamptz not null,
    earlier   uuid[],
    constraint fingerprints_pkey primary key (hash, niche_no, channel, scope)
);
comment on table fingerprints is
    'Which lead claims a person''s channel in a niche, and until when. scope: the offer of a targeted lead, else nil. Never deleted but by erasure; earlier keeps, for the repeat-buyer rule, the claimants before it that were sold.';

-- A sample of nothing but hashes tells the planner little, and taking it reads the table far and wide.
alter table fingerprints alter hash set statistics 10, alter niche_no set statistics 10, alter channel set statistics 10,
    alter scope set statistics 10, alter lead_id set statistics 10, alter until set statistics 10, alter earlier set statistics 10;

create table request_keys (
    key      bytea       not null constraint request_keys_pkey primary key,
    body     bytea       not null,
    lead_id  uuid,
    status   smallint,
    answer   text,
    until    timestamptz not null,
    constraint request_keys_answer_check check ((status is null) = (answer is null))
);
alter table request_keys alter key set statistics 10, alter body set statistics 10, alter lead_id set statistics 10,
    alter status set statistics 10, alter answer set statistics 10, alter until set statistics 10;
create index request_keys_until_idx on request_keys (until) where until < 'infinity';
comment on table request_keys is
    'Exactly once for callers: external ids (for ever), Idempotency-Keys (7 days) and bodies (60 s), each a hash with the hash of the body it came with.';

create table suppressions (
    hash      bytea       not null,
    owner_id  uuid        not null,
    at        timestamptz not null,
    constraint suppressions_pkey primary key (hash, owner_id)
);
comment on table suppressions is 'Who must not be sold: owner nil = the operator''s list for everybody, else a buyer''s own. Keyed hashes only.';

create table test_leads (
    id           uuid        not null constraint test_leads_pkey primary key,
    seller_id    uuid        not null,
    answer       jsonb       not null,
    received_at  timestamptz not null
);
comment on table test_leads is 'Answers to posts with test: true, without contact data; kept 7 days; touch no claim, cap or wallet.';
