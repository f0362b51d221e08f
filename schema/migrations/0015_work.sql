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
