-- What leads go for: counts of the prices paid, medians made of them, and where to begin before there are enough.

alter table niches
    add column price_category   text     constraint niches_price_category_check check (price_category ~ '^[a-z][a-z0-9_]{0,59}$'),
    add column price_factors    jsonb    not null default '{}' constraint niches_price_factors_check
               check (jsonb_typeof(price_factors) = 'object' and length(price_factors::text) <= 1024),
    add column price_min_sample integer  not null default 30 constraint niches_price_min_sample_check check (price_min_sample between 1 and 100000);
comment on column niches.price_category is 'The line of price_seeds that stands in until the niche has sales of its own; null: the one of its name, if there is one.';
comment on column niches.price_factors is 'What makes a lead of this niche worth more or less than the benchmark, by name, in per cent; 100 changes nothing.';
comment on column niches.price_min_sample is 'So many sales in 28 days make a median that is shown and used.';

create table price_seeds (
    category      text    not null constraint price_seeds_pkey primary key,
    currency      text    not null constraint price_seeds_currency_check check (currency ~ '^[A-Z]{3}$'),
    amount_minor  bigint  not null constraint price_seeds_amount_check check (amount_minor > 0),
    noted_on      date    not null,
    origin        text    not null constraint price_seeds_origin_check check (length(origin) between 1 and 200)
);
comment on table price_seeds is 'What a lead costs by hearsay: somewhere to begin, shown with where it comes from and the day it was noted.';
insert into price_seeds (category, currency, amount_minor, noted_on, origin)
select c, 'RUB', m, '2026-11-22', 'from an article' from (values
    ('construction_repair', 200000), ('beauty_health', 130000), ('finance', 100000), ('education', 100000), ('insurance', 32500), ('entertainment', 6500)) x(c, m);

create table price_counts (
    niche_no     smallint not null constraint price_counts_niche_fkey references niches (no),
    day          date     not null,
    region       text     not null constraint price_counts_region_check check (length(region) <= 20),
    exclusive    boolean  not null,
    price_minor  bigint   not null constraint price_counts_price_check check (price_minor > 0),
    n            bigint   not null constraint price_counts_n_check check (n > 0),
    constraint price_counts_pkey primary key (niche_no, day, region, exclusive, price_minor)
);
comment on table price_counts is
    'How many sales of a day were made at a price, in three digits: the median of any days is read off it, however many sales there were. region: of the lead, '''' = it has none.';

create table price_medians (
    niche_no      smallint    not null constraint price_medians_niche_fkey references niches (no),
    region        text        not null,
    kind          text        not null constraint price_medians_kind_check check (kind in ('all', 'shared', 'exclusive')),
    median_minor  bigint      not null constraint price_medians_median_check check (median_minor > 0),
    n             bigint      not null constraint price_medians_n_check check (n > 0),
    constraint price_medians_pkey primary key (niche_no, region, kind)
);
comment on table price_medians is 'The medians of the last 28 days, made anew every hour from price_counts; region '''' is the whole niche.';

create table price_progress (
    one         boolean     not null default true constraint price_progress_pkey primary key constraint price_progress_one_check check (one),
    counted_to  uuid        not null,
    made_at     timestamptz not null
);
comment on table price_progress is 'The sale up to which prices are counted, and when the medians were made last.';
insert into price_progress (counted_to, made_at) values ('00000000-0000-0000-0000-000000000000', '-infinity');

create table demand_seen (
    niche_no     smallint    not null constraint demand_seen_niche_fkey references niches (no),
    region       text        not null constraint demand_seen_region_check check (length(region) <= 20),
    made_at      timestamptz not null,
    buyers       integer     not null,
    orders       integer     not null,
    left_today   bigint      not null,
    price_minor  bigint,
    constraint demand_seen_pkey primary key (niche_no, region)
);
comment on table demand_seen is 'What standing orders would still take today, made when somebody asks and what stands here is a minute old. region '''' is the whole niche, ''-'' any region that no order and no sale names.';
grant select on price_seeds, price_counts, price_medians, price_progress, demand_seen to leadx_reader;
