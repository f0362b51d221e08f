-- What is traded on which terms: niches, sources, orders, offers.

create table niches (
    no              smallint    not null generated always as identity constraint niches_no_key unique,
    id              uuid        not null constraint niches_pkey primary key,
    name            text        not null constraint niches_name_key unique
                    constraint niches_name_check check (name ~ '^[a-z][a-z0-9_]{0,59}$'),
    title           text        not null constraint niches_title_check check (length(title) between 1 and 200),
    currency        text        not null constraint niches_currency_check check (currency ~ '^[A-Z]{3}$'),
    state           text        not null default 'active' constraint niches_state_check check (state in ('active', 'closed')),
    revision        integer     not null default 1,
    fields          jsonb       not null,
    billable_event  text        not null default 'questionnaire' constraint niches_billable_event_check
                    check (billable_event in ('order_request', 'order_placed', 'call', 'questionnaire', 'registration', 'install', 'visit')),
    default_kind    text        not null default 'consumer' constraint niches_default_kind_check check (default_kind in ('consumer', 'targeted')),
    max_sales       smallint    not null default 3 constraint niches_max_sales_check check (max_sales between 1 and 16),
    floor_shared_minor    bigint not null default 1 constraint niches_floor_shared_check check (floor_shared_minor > 0),
    floor_exclusive_minor bigint not null default 1 constraint niches_floor_exclusive_check check (floor_exclusive_minor > 0),
    fee_bp          integer     not null default 1000 constraint niches_fee_bp_check check (fee_bp between 0 and 10000),
    fee_fixed_minor bigint      not null default 0 constraint niches_fee_fixed_check check (fee_fixed_minor >= 0),
    return_window   interval    not null default interval '7 days' constraint niches_return_window_check
                    check (return_window between interval '1 minute' and interval '60 days'),
    open_hot        interval    not null default interval '24 hours',
    open_other      interval    not null default interval '72 hours',
    review_window   interval    not null default interval '72 hours',
    claim           interval    not null default interval '30 days',
    claim_exclusive interval    not null default interval '90 days',
    repeat_window   interval    not null default interval '90 days',
    return_reasons  text[]      not null,
    call_seconds    integer     not null default 40 constraint niches_call_seconds_check check (call_seconds between 1 and 3600),
    review_policy   text        not null default 'none' constraint niches_review_policy_check check (review_policy in ('none', 'all')),
    min_score       smallint    not null default 0 constraint niches_min_score_check check (min_score between 0 and 100),
    benchmark_minor bigint      constraint niches_benchmark_check check (benchmark_minor > 0),
    retention       interval    not null default interval '3 years',
    created_at      timestamptz not null,
    constraint niches_windows_check check (open_hot > interval '0' and open_other > interval '0' and review_window > interval '0'
        and claim >= greatest(open_hot, open_other) + review_window and claim_exclusive >= claim and repeat_window > interval '0' and retention > interval '30 days')
);
comment on table niches is 'Markets. no is the narrow number used in hot rows; currency is fixed once something was sold.';

create table niche_revisions (
    niche_no  smallint    not null constraint niche_revisions_niche_fkey references niches (no),
    revision  integer     not null,
    terms     jsonb       not null,
    at        timestamptz not null,
    constraint niche_revisions_pkey primary key (niche_no, revision)
);
comment on table niche_revisions is 'Every version of a niche''s terms: a sale points at the one it was made under, which freezes window, reasons and call rule.';

create table sources (
    id            uuid        not null constraint sources_pkey primary key,
    seller_id     uuid        not null constraint sources_seller_fkey references orgs (id),
    name          text        not null constraint sources_name_check check (length(name) between 1 and 100),
    channel       text        constraint sources_channel_check check (length(channel) <= 60),
    origin_kind   text        constraint sources_origin_kind_check
                  check (origin_kind in ('spears', 'seeds', 'nets', 'purchased_list', 'cold_base')),
    capture_kind  text        constraint sources_capture_kind_check check (length(capture_kind) <= 60),
    demand_kind   text        constraint sources_demand_kind_check check (length(demand_kind) <= 60),
    incentivised  boolean     not null default false,
    state         text        not null default 'active' constraint sources_state_check check (state in ('active', 'banned')),
    created_at    timestamptz not null,
    constraint sources_seller_name_key unique (seller_id, name)
);
comment on table sources is 'Where a seller''s leads come from. Buyers see the id, never the name.';

-- Here and in what each sale writes, what a column may hold is its type, where no other column has a say. A check of the table is
-- read, planned and compiled anew by every statement that writes a row: a sixth of what a small batch of leads cost.
create domain account_kind as text constraint accounts_kind_check
    check (value = any ('{wallet,escrow,payable,payout,debt,revenue,bank,goodwill}'));
create domain account_currency as text constraint accounts_currency_check check (value ~ '^[A-Z]{3}$');
create domain account_reserved as bigint constraint accounts_reserved_check check (value >= 0);
create domain account_credit_limit as bigint constraint accounts_credit_limit_check check (value >= 0);

create table accounts (
    id              uuid        not null constraint accounts_pkey primary key,
    org_id          uuid        not null constraint accounts_org_fkey references orgs (id),
    currency        account_currency not null,
    kind            account_kind not null,
    balance_minor   bigint      not null default 0,
    reserved_minor  account_reserved not null default 0,
    credit_limit_minor  account_credit_limit not null default 0,
    overdraft_max_minor bigint  not null default 0,
    created_at      timestamptz not null,
    constraint accounts_org_key unique (org_id, currency, kind),
    -- a debt is not above nothing, what is summed elsewhere is nothing, and all but a debt is not below its limit
    constraint accounts_overdraft_check check (
        balance_minor >= case kind when 'wallet' then reserved_minor - overdraft_max_minor when 'debt' then balance_minor else 0 end
        and (balance_minor <= 0 or kind <> all ('{debt,revenue,bank,goodwill}'))),
    constraint accounts_credit_check check (overdraft_max_minor >= credit_limit_minor and (kind = 'wallet' or overdraft_max_minor = 0))
);
comment on table accounts is 'The ledger''s accounts. A family''s wallet and escrow stand on its root org. revenue, bank and goodwill are summed from transfers, never kept here.';
comment on column accounts.overdraft_max_minor is
    'What the overdraft check enforces: the agreed limit, or the depth already reached when the limit was lowered, so that lowering a limit never blocks a deposit.';

create table offers (
    id           uuid        not null constraint offers_pkey primary key,
    org_id       uuid        not null constraint offers_org_fkey references orgs (id),
    niche_no     smallint    not null constraint offers_niche_fkey references niches (no),
    name         text        not null constraint offers_name_check check (length(name) between 1 and 200),
    description  text        constraint offers_description_check check (length(description) <= 4000),
    state        text        not null default 'active' constraint offers_state_check check (state in ('active', 'closed')),
    created_at   timestamptz not null
);
create index offers_org_idx on offers (org_id);
comment on table offers is 'An advertiser''s own proposition for which targeted leads are generated; it owns exactly one order.';

create table offer_sellers (
    offer_id    uuid        not null constraint offer_sellers_offer_fkey references offers (id),
    seller_id   uuid        not null constraint offer_sellers_seller_fkey references orgs (id),
    state       text        not null constraint offer_sellers_state_check check (state in ('asked', 'admitted', 'refused')),
    asked_at    timestamptz not null,
    decided_at  timestamptz,
    constraint offer_sellers_pkey primary key (offer_id, seller_id)
);
create index offer_sellers_seller_idx on offer_sellers (seller_id);
comment on table offer_sellers is 'Which sellers may generate leads for an offer: they ask, its buyer admits or refuses.';

create table orders (
    id          uuid        not null constraint orders_pkey primary key,
    org_id      uuid        not null constraint orders_org_fkey references orgs (id),
    family_id   uuid        not null,
    niche_no    smallint    not null constraint orders_niche_fkey references niches (no),
    offer_id    uuid        constraint orders_offer_key unique constraint orders_offer_fkey references offers (id),
    name        text        not null constraint orders_name_check check (length(name) between 1 and 200),
    state       text        not null default 'active' constraint orders_state_check check (state in ('active', 'paused', 'closed')),
    filter      jsonb       not null default '{}' constraint orders_filter_check check (length(filter::text) <= 65536),
    shared_price_minor    bigint constraint orders_shared_price_check check (shared_price_minor between 1 and 100000000000000),
    exclusive_price_minor bigint constraint orders_exclusive_price_check check (exclusive_price_minor between 1 and 100000000000000),
    schedule    jsonb       constraint orders_schedule_check check (length(schedule::text) <= 8192),
    time_zone   text        not null default 'UTC' constraint orders_time_zone_check check (length(time_zone) <= 60),
    delivery    jsonb       not null default '{"type": "pull"}',
    priority    smallint    not null default 0,
    wallet_id   uuid        not null constraint orders_wallet_fkey references accounts (id),
    escrow_id   uuid        not null constraint orders_escrow_fkey references accounts (id),
    revision    integer     not null default 1,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    constraint orders_price_check check (shared_price_minor is not null or exclusive_price_minor is not null),
    constraint orders_offer_price_check check (offer_id is null or (exclusive_price_minor is not null and shared_price_minor is null))
);
create index orders_org_idx on orders (org_id);
create index orders_offer_family_idx on orders (family_id, niche_no) where offer_id is not null;
comment on table orders is 'A buyer''s standing order. revision grows with every change of terms or state; a sale proposed under another revision is refused.';

create table order_revisions (
    order_id  uuid        not null constraint order_revisions_order_fkey references orders (id),
    revision  integer     not null,
    terms     jsonb       not null,
    key_id    uuid        not null,
    at        timestamptz not null,
    constraint order_revisions_pkey primary key (order_id, revision)
);
comment on table order_revisions is 'Every version of an order, so that a decision can be explained and replayed under the terms it saw.';

create domain cap_period as text constraint order_caps_per_check check (value = any ('{hour,day,week,month,total}'));
create domain cap_count as bigint constraint order_caps_count_check check (value >= 0);
create domain cap_minor as bigint constraint order_caps_minor_check check (value >= 0);

create table order_caps (
    order_id      uuid        not null constraint order_caps_order_fkey references orders (id),
    per           cap_period  not null,
    count_cap     cap_count,
    minor_cap     cap_minor,
    period_start  timestamptz not null,
    used_count    cap_count   not null default 0,
    used_minor    cap_minor   not null default 0,
    leased_count  cap_count   not null default 0,
    leased_minor  cap_minor   not null default 0,
    constraint order_caps_pkey primary key (order_id, per),
    constraint order_caps_one_check check (count_cap is not null or minor_cap is not null)
) with (fillfactor = 70);
comment on table order_caps is
    'What an order may still buy, one row a cap. No check compares used with a cap: caps can be lowered below what is used. Moved only by the sale.';
