-- The marketplace: what did not sell at once is listed, falls in price with age, and is bought by click or by an order that waits for a price.

alter table niches add column market jsonb not null default
    '{"on": true, "causes": ["unsold", "deferred", "returned", "aged"], "days": 30, "start": null,
      "steps": [{"hours": 0, "percent": 100}, {"hours": 24, "percent": 80}, {"hours": 72, "percent": 60}, {"hours": 168, "percent": 40}, {"hours": 336, "percent": 25}],
      "floor_percent": 15, "resold_percent": 70, "exclusive_percent": 250, "aged_return_hours": 48, "k": 5}'
    constraint niches_market_check check (jsonb_typeof(market) = 'object' and jsonb_typeof(market -> 'steps') = 'array' and jsonb_array_length(market -> 'steps') between 1 and 16);
comment on column niches.market is 'What of the niche is listed, for how long, and how prices fall. Read anew at every price, but for start and floor, which a listing keeps.';

alter table sources add column market boolean not null default true;
comment on column sources.market is 'Its unsold leads may be listed; the seller says no here.';

-- A buyer's market order carries what it buys by click in a niche: its caps are its budget there, its delivery where purchases go. It has
-- no price and stands in no book.
alter table orders
    add column kind   text not null default 'standing' constraint orders_kind_check check (kind in ('standing', 'market')),
    add column market jsonb constraint orders_market_check check (market is null or ((market ->> 'max_price')::bigint between 1 and 100000000000000 and kind = 'standing' and offer_id is null)),
    drop constraint orders_price_check,
    add constraint orders_price_check check ((kind = 'standing') = (shared_price_minor is not null or exclusive_price_minor is not null));
comment on column orders.market is 'On which terms the order also takes listed leads: {"max_price", "max_age_hours"}; null = it does not.';
create unique index orders_market_key on orders (org_id, niche_no) where kind = 'market' and state <> 'closed';
create index orders_market_idx on orders (niche_no) where market is not null and state = 'active';

create table listings (
    id           uuid        not null default gen_random_uuid() constraint listings_pkey primary key,
    lead_id      uuid        not null,
    niche_no     smallint    not null constraint listings_niche_fkey references niches (no),
    seller_id    uuid        not null,
    source_id    uuid        not null,
    cause        text        not null constraint listings_cause_check check (cause in ('unsold', 'deferred', 'returned', 'aged')),
    state        text        not null default 'listed' constraint listings_state_check check (state in ('listed', 'sold', 'ended')),
    start_minor  bigint      not null constraint listings_start_check check (start_minor between 1 and 100000000000000),
    floor_minor  bigint      not null constraint listings_floor_check check (floor_minor between 1 and start_minor),
    listed_at    timestamptz not null constraint listings_listed_at_check check (listed_at = date_trunc('second', listed_at at time zone 'UTC') at time zone 'UTC'),
    ends_at      timestamptz not null,
    ended_at     timestamptz,
    reason       text        constraint listings_reason_check check (length(reason) between 1 and 40),
    xid          xid8        not null default pg_current_xact_id(),
    constraint listings_ends_check check (ends_at > listed_at),
    constraint listings_ended_check check ((state = 'listed') = (ended_at is null) and (state = 'ended') = (reason is not null))
);
create unique index listings_lead_key on listings (lead_id) where state = 'listed';
create index listings_lead_idx on listings (lead_id);
create index listings_xid_idx on listings (xid, id);
create index listings_age_idx on listings (niche_no, listed_at, id) where state = 'listed';
create index listings_ends_idx on listings (ends_at) where state = 'listed';
create index listings_source_idx on listings (source_id) where state = 'listed';
comment on table listings is
    'A lead on the marketplace. The id is random, because a lead''s own says when it came. The price is never written: market_price() makes it of start, floor, listed_at and the niche''s policy.';
comment on column listings.xid is
    'The transaction that wrote the row or sold a share of the lead: who reads along takes the rows with xid >= the pg_snapshot_xmin of its last look, and misses none, whichever commits first.';

create index sources_unlisted_idx on sources (id) where state = 'banned' or not market;

grant select on listings to leadx_server, leadx_reader;
