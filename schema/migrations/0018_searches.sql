-- Saved searches of the marketplace: who wants to hear of new listings, and what each was told.

create table market_searches (
    id               uuid        not null constraint market_searches_pkey primary key,
    org_id           uuid        not null constraint market_searches_org_fkey references orgs (id),
    niche_no         smallint    not null constraint market_searches_niche_fkey references niches (no),
    name             text        not null constraint market_searches_name_check check (length(name) between 1 and 200),
    filter           jsonb       not null default '{}' constraint market_searches_filter_check check (jsonb_typeof(filter) = 'object' and length(filter::text) <= 8192),
    min_price_minor  bigint      constraint market_searches_min_price_check check (min_price_minor between 1 and 100000000000000),
    max_price_minor  bigint      constraint market_searches_max_price_check check (max_price_minor between 1 and 100000000000000),
    exclusive        boolean     not null default false,
    notify           boolean     not null default true,
    readable         boolean     not null default true,
    seen_at          timestamptz not null,
    matched_at       timestamptz,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    constraint market_searches_prices_check check (min_price_minor <= max_price_minor)
);
create index market_searches_org_idx on market_searches (org_id, id);
create index market_searches_seen_idx on market_searches (seen_at) where notify and readable;
comment on table market_searches is 'What a buyer looks for on the marketplace, and is told of.';
comment on column market_searches.readable is 'Its filter still fits the niche''s fields; else nothing is looked for until it is changed.';
comment on column market_searches.seen_at is 'What was listed until then, and had come into its price range until then, it was told of.';

create table market_matches (
    id         uuid        not null constraint market_matches_pkey primary key,
    search_id  uuid        not null constraint market_matches_search_fkey references market_searches (id) on delete cascade,
    at         timestamptz not null,
    n          integer     not null constraint market_matches_n_check check (n > 0),
    listings   uuid[]      not null constraint market_matches_listings_check check (cardinality(listings) between 1 and 20)
);
create index market_matches_search_idx on market_matches (search_id, id);
comment on table market_matches is 'What a search was told at once: how many new listings fit, and the first of them. Kept as long as it may be delivered.';

-- An event that is about no sale: its lead_id is its own id, which says when it happened, too.
alter table deliveries alter column sale_id drop not null;
alter domain delivery_event drop constraint deliveries_event_check;
alter domain delivery_event add constraint deliveries_event_check
    check (value = any ('{lead.sold,consent.revoked,sale.settled,endpoint.disabled,wallet.low,lead.closed,dispute.opened,dispute.contested,
        dispute.ruled,dispute.appealed,dispute.final,dispute.withdrawn,outcome.reported,notice.posted,market.match}'));
alter table deliveries add constraint deliveries_sale_check
    check ((event = 'market.match') = (sale_id is null) and (sale_id is not null or lead_id = id));

grant select on market_searches, market_matches to leadx_server;
