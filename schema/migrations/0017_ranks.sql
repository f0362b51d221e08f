-- Whether a niche ranks orders by their price or by what is expected to be left of it.

alter table niches add column rank text not null default 'price' constraint niches_rank_check check (rank in ('price', 'effective'));
comment on column niches.rank is 'effective: orders are ranked by price less the share of it that the buyer is expected to return.';

create table expected_returns (
    niche_no   smallint    not null constraint expected_returns_niche_fkey references niches (no),
    org_id     uuid        not null,
    percent    smallint    not null constraint expected_returns_percent_check check (percent between 0 and 99),
    changed_at timestamptz not null,
    constraint expected_returns_pkey primary key (niche_no, org_id)
);
comment on table expected_returns is
    'How much of its purchases a buyer is expected to return, in whole per cent: its score return_share when scores were last made. The nil org is every buyer without one: the niche''s mean.';
grant select on expected_returns to leadx_reader, leadx_server;
