-- What companies follow while it happens, and what their people do with what they bought.

create table happenings (
    xid        xid8        not null default pg_current_xact_id(),
    no         bigint      not null generated always as identity,
    at         timestamptz not null,
    kind       text        not null constraint happenings_kind_check
               check (kind = any ('{sale,outcome,dispute,wallet,cap,listing,search,alert}')),
    seller_id  uuid,
    buyer_id   uuid,
    operator   boolean     not null default false,
    detail     jsonb       constraint happenings_detail_check check (length(detail::text) <= 4000),
    sales      uuid[],
    lead_from  uuid,
    lead_to    uuid,
    constraint happenings_pkey primary key (xid, no),
    constraint happenings_sale_check check ((sales is null) = (detail is not null) and (sales is null) = (lead_from is null)
        and (lead_from is null) = (lead_to is null) and (sales is null or kind = 'sale'))
);
comment on table happenings is
    'What the streams tell, kept for minutes. A batch of sales is one row: their ids, and bounds of their leads. xid: read up to the oldest transaction under way, nothing is missed or seen twice.';
comment on column happenings.seller_id is 'Who hears of it as a seller; buyer_id: as a buyer; operator: the exchange''s own people do. A batch''s parties stand in its sales.';

create table happenings_kept (
    one  boolean not null default true constraint happenings_kept_pkey primary key constraint happenings_kept_one_check check (one),
    xid  xid8    not null
);
insert into happenings_kept (xid) values (pg_current_xact_id());
comment on table happenings_kept is 'Rows of happenings from this transaction on are still there.';

create table caps_told (
    order_id      uuid        not null constraint caps_told_order_fkey references orders (id),
    per           text        not null,
    period_start  timestamptz not null,
    constraint caps_told_pkey primary key (order_id, per)
);
comment on table caps_told is 'For which period a buyer was last told that a cap of its order is full: once a period, however many processes notice.';

create table work_items (
    sale_id      uuid        not null constraint work_items_pkey primary key,
    lead_id      uuid        not null,
    buyer_id     uuid        not null constraint work_items_buyer_fkey references orgs (id),
    state        text        not null constraint work_items_state_check check (state in ('new', 'working', 'waiting', 'done')),
    assignee     text        constraint work_items_assignee_check check (length(assignee) between 1 and 100),
    note         bytea       constraint work_items_note_check check (length(note) <= 20000),
    note_key     bytea,
    next_action  bytea       constraint work_items_next_action_check check (length(next_action) <= 1000),
    next_key     bytea,
    next_at      timestamptz,
    revision     integer     not null,
    updated_at   timestamptz not null,
    updated_by   uuid        not null,
    constraint work_items_keys_check check ((note_key is null or note is not null) and (next_key is null or next_action is not null))
);
create index work_items_buyer_idx on work_items (buyer_id, next_at) where next_at is not null;
comment on table work_items is
    'What a buyer''s people do about what they bought; a purchase without a row is new. note and next_action are words about a person: sealed, and gone with the keys when the person is erased.';

-- Sums for reports, a row a combination that occurred, counted when the scores are (scores.sql): by the day a lead was received,
-- again and again while something may still come of it. fresh: a count that is not finished, which no report reads.
create table report_sales (
    lead_day     date     not null,
    day          date     not null,
    niche_no     smallint not null,
    seller_id    uuid     not null,
    source_id    uuid     not null,
    buyer_id     uuid     not null,
    order_id     uuid     not null,
    region       text     not null,
    fresh        boolean  not null,
    sales        bigint   not null,
    exclusive    bigint   not null,
    price_minor  bigint   not null,
    fee_minor    bigint   not null,
    earned_minor bigint   not null,
    refund_minor bigint   not null,
    decided      bigint   not null,
    returned     bigint   not null,
    disputed     bigint   not null,
    reported     bigint   not null,
    closed       bigint   not null,
    income_minor bigint   not null,
    constraint report_sales_pkey primary key (lead_day, fresh, niche_no, seller_id, buyer_id, order_id, source_id, region, day),
    constraint report_sales_check check (sales > 0 and sales >= exclusive and decided >= returned and sales >= disputed and sales >= reported and reported >= closed)
);
create index report_sales_seller_idx on report_sales (seller_id, day) where not fresh;
create index report_sales_buyer_idx on report_sales (buyer_id, day) where not fresh;
create index report_sales_day_idx on report_sales (day) where not fresh;
comment on table report_sales is 'Sales by the day they were made (day) and the day their leads were received (lead_day). earned: the seller''s, after refunds; income: what buyers report to have sold.';

create table report_leads (
    day        date     not null,
    niche_no   smallint not null,
    seller_id  uuid     not null,
    source_id  uuid     not null,
    region     text     not null,
    fresh      boolean  not null,
    posted     bigint   not null,
    rejected   bigint   not null,
    duplicate  bigint   not null,
    sold       bigint   not null,
    constraint report_leads_pkey primary key (day, fresh, niche_no, seller_id, source_id, region),
    constraint report_leads_check check (posted > 0 and posted >= rejected + duplicate + sold)
);
create index report_leads_seller_idx on report_leads (seller_id, day) where not fresh;
comment on table report_leads is 'Leads by the day they were received.';

grant select on happenings, report_sales, report_leads to leadx_reader;
