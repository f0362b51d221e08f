-- What buyers report of what they bought, the scores made of it, alerts on sudden changes, and how companies come to trade.

create table outcomes (
    lead_id       uuid        not null,
    id            uuid        not null,
    sale_id       uuid        not null,
    kind          text        not null constraint outcomes_kind_check check (kind in ('contacted', 'no_answer', 'qualified', 'appointment', 'sold',
                                                                                      'lost', 'bought_elsewhere', 'recontact_at', 'no_intent', 'verdict')),
    at            timestamptz not null,
    reported_at   timestamptz not null,
    external_id   text        constraint outcomes_external_id_check check (length(external_id) between 1 and 128),
    call_seconds  integer     constraint outcomes_call_seconds_check check (call_seconds between 0 and 86400),
    amount_minor  bigint      constraint outcomes_amount_check check (amount_minor is null or (amount_minor between 1 and 100000000000000 and kind = 'sold')),
    recontact_at  timestamptz,
    verdict       text        constraint outcomes_verdict_check check (verdict in ('target', 'not_target')),
    reason        text        constraint outcomes_reason_check check (length(reason) between 1 and 200),
    operator      boolean     not null default false,
    key_id        uuid        not null,
    constraint outcomes_pkey primary key (lead_id, id),
    constraint outcomes_recontact_check check ((kind = 'recontact_at') = (recontact_at is not null)),
    constraint outcomes_manual_check check ((kind = 'verdict') = (verdict is not null) and (verdict is null) = (reason is null)),
    constraint outcomes_operator_check check (not operator or kind = 'verdict')
) partition by range (lead_id);
create unique index outcomes_external_key on outcomes (lead_id, sale_id, external_id) where external_id is not null;
comment on table outcomes is
    'What a buyer says became of what it bought, and verdicts by hand. Rows are only added: what was said before stays. No names, no words of the person.';
comment on column outcomes.operator is 'A verdict of the operator''s, which outranks the buyer''s own.';

do $$
declare
    v_month date;
begin
    create table outcomes_default partition of outcomes default;
    perform partition_name_indexes('outcomes', 'outcomes_default', '_default');
    for v_month in select generate_series(date_trunc('month', now()) - interval '4 months',
                                          date_trunc('month', now()) + interval '3 months', interval '1 month')::date loop
        perform partition_make('outcomes', v_month);
    end loop;
end $$;

-- What is measured. value = (k / scale + prior_weight * mean of the niche) / (n + prior_weight)
create table score_measures (
    measure      text     not null constraint score_measures_pkey primary key,
    place        smallint not null constraint score_measures_place_key unique,
    side         text     not null constraint score_measures_side_check check (side in ('seller', 'buyer')),
    weight       smallint not null constraint score_measures_weight_check check (weight between 0 and 100),
    scale        integer  not null constraint score_measures_scale_check check (scale > 0),
    prior_weight integer  not null constraint score_measures_prior_check check (prior_weight > 0),
    prior_mean   double precision not null,
    counts       text     not null constraint score_measures_counts_check check (counts in ('more', 'less', 'relative')),
    shown        boolean  not null,
    watched      text     constraint score_measures_watched_check check (watched in ('worse', 'both')),
    fraud        boolean  not null default false,
    formula      text     not null
);
comment on table score_measures is
    'The parts of the scores. weight: per cent of the side''s score, 0 = not part of it; shown: others see it too; watched: a sudden change raises an alert; fraud: it is a signal of fraud when it gets worse.';
comment on column score_measures.counts is 'more: the value counts; less: one minus the value; relative: value / (value + the niche''s mean), so that the mean counts half.';

insert into score_measures (place, side, measure, weight, scale, prior_weight, prior_mean, counts, shown, watched, fraud, formula) values
    (1, 'seller', 'returns', 40, 1, 20, 0.1, 'less', true, null, false, 'sales of which at least half the price went back / sales whose return window is over and that are decided'),
    (2, 'seller', 'conversion', 30, 1, 50, 0.05, 'relative', true, null, false, 'sales reported as sold / sales of which anything was reported'),
    (3, 'seller', 'completeness', 15, 10000, 20, 0.8, 'more', true, 'both', false, 'mean over accepted leads of filled fields / fields of the niche'),
    (4, 'seller', 'speed', 15, 1, 20, 0.5, 'more', true, 'both', false, 'leads posted within 5 minutes of the person''s consent / leads posted'),
    (5, 'seller', 'claims', 0, 1, 20, 0.1, 'less', false, 'worse', true, 'sales claimed or taken back / sales'),
    (6, 'seller', 'off_target', 0, 1, 20, 0.3, 'less', false, 'worse', true, 'sales judged not_target / sales with a verdict'),
    (7, 'seller', 'refused', 0, 1, 20, 0.2, 'less', false, 'worse', true, 'leads recorded as duplicate or rejected / leads posted'),
    (11, 'buyer', 'return_share', 50, 1, 20, 0.1, 'less', true, null, false, 'purchases of which at least half the price came back / purchases whose return window is over and that are decided'),
    (12, 'buyer', 'appeals_lost', 25, 1, 5, 0.5, 'less', true, null, false, 'appeals of the buyer that ended for the seller / appeals of the buyer that ended'),
    (13, 'buyer', 'first_contact', 25, 1, 20, 0.5, 'more', true, 'both', false, 'purchases contacted within 60 minutes / purchases of which anything was reported'),
    (14, 'buyer', 'contact_minutes', 0, 1, 20, 1440, 'less', true, null, false, 'mean minutes from the purchase to the first contact reported, a week at most');

create table score_days (
    day       date     not null,
    org_id    uuid     not null,
    niche_no  smallint not null,
    measure   text     not null,
    n         integer  not null constraint score_days_n_check check (n > 0),
    k         bigint   not null constraint score_days_k_check check (k >= 0),
    constraint score_days_pkey primary key (day, niche_no, org_id, measure)
);
comment on table score_days is 'Counts a company, niche and measure by the day its leads were received; each day is counted anew while claims and reports about it still come in.';

create table score_tallies (
    day date        not null constraint score_tallies_pkey primary key,
    at  timestamptz not null,
    took interval   not null
);
comment on table score_tallies is 'When each day was last counted, and how long that took: what takes long is counted less often.';

create table score_work (
    one        boolean     not null default true constraint score_work_pkey primary key constraint score_work_one_check check (one),
    day        date        not null,
    next_lead  uuid        not null,
    started_at timestamptz not null,
    took       interval    not null default interval '0'
);
comment on table score_work is 'The day that is being counted, and where the next slice of its leads begins.';

create table score_parts (
    org_id    uuid     not null,
    niche_no  smallint not null,
    measure   text     not null,
    n         integer  not null constraint score_parts_n_check check (n > 0),
    k         bigint   not null constraint score_parts_k_check check (k >= 0),
    constraint score_parts_pkey primary key (niche_no, org_id, measure)
);
comment on table score_parts is 'What was counted so far of that day.';

create table score_made (
    one     boolean     not null default true constraint score_made_pkey primary key constraint score_made_one_check check (one),
    made_at timestamptz not null
);
comment on table score_made is 'When the scores were last made.';

create table org_scores (
    org_id    uuid             not null,
    niche_no  smallint         not null,
    measure   text             not null constraint org_scores_measure_fkey references score_measures (measure),
    until     date             not null,
    n         bigint           not null,
    k         bigint           not null,
    mean      double precision not null,
    value     double precision not null,
    constraint org_scores_pkey primary key (org_id, niche_no, measure, until)
);
create index org_scores_until_idx on org_scores (until);
comment on table org_scores is 'Scores of 28 days that end with the day until, a row a measure: sample, the niche''s mean, and the value drawn towards that mean when the sample is small.';

create table alerts (
    id        uuid        not null constraint alerts_pkey primary key,
    at        timestamptz not null,
    kind      text        not null constraint alerts_kind_check check (kind in ('score_changed', 'fraud_signals')),
    org_id    uuid        not null constraint alerts_org_fkey references orgs (id),
    niche_no  smallint    not null,
    measure   text        not null,
    worse     boolean     not null,
    recent_n  bigint      not null,
    recent_k  bigint      not null,
    before_n  bigint      not null,
    before_k  bigint      not null,
    z         double precision not null,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    note      text        constraint alerts_note_check check (length(note) between 1 and 500),
    constraint alerts_acknowledged_check check ((acknowledged_at is null) = (acknowledged_by is null))
);
create unique index alerts_open_key on alerts (org_id, niche_no, measure) where acknowledged_at is null;
create index alerts_org_idx on alerts (org_id, at);
comment on table alerts is 'Sudden changes of what is measured: 7 days against the 28 before them, by a test of two proportions. measure fraud: several signals at once.';

-- How companies come to trade, and what is held against them.
alter table orgs
    add column vetted_at           timestamptz,
    add column slowed              boolean not null default false,
    add column payouts_held_reason text constraint orgs_payouts_held_check check (length(payouts_held_reason) between 1 and 500);
comment on column orgs.slowed is 'Its keys make no more requests than rate_slowed_per_second.';
comment on column orgs.payouts_held_reason is 'Why its payouts wait; null = they do not, for this reason.';
update orgs set vetted_at = created_at where state <> 'applied';

alter table orders add column paused_for text constraint orders_paused_for_check check (paused_for is null or (paused_for in ('suspension', 'admission') and state <> 'active'));
comment on column orders.paused_for is 'Not paused by its buyer, but with its company: it goes on when that ends.';

create table org_suspensions (
    id        uuid        not null constraint org_suspensions_pkey primary key,
    org_id    uuid        not null constraint org_suspensions_org_fkey references orgs (id),
    at        timestamptz not null,
    reason    text        constraint org_suspensions_reason_check check (length(reason) between 1 and 500),
    key_id    uuid        not null,
    cursor    uuid,
    ended_at  timestamptz
);
create unique index org_suspensions_open_key on org_suspensions (org_id) where ended_at is null;
create index org_suspensions_cursor_idx on org_suspensions (id) where cursor is not null;
comment on table org_suspensions is 'When a company was suspended or closed, and why. cursor: how far its open leads are withdrawn; null = all of them.';

create table org_restraints (
    id         uuid        not null constraint org_restraints_pkey primary key,
    org_id     uuid        not null constraint org_restraints_org_fkey references orgs (id),
    alert_id   uuid        constraint org_restraints_alert_fkey references alerts (id),
    at         timestamptz not null,
    reason     text        not null constraint org_restraints_reason_check check (length(reason) between 1 and 500),
    lifted_at  timestamptz,
    lifted_by  uuid,
    constraint org_restraints_lifted_check check ((lifted_at is null) = (lifted_by is null))
);
create unique index org_restraints_open_key on org_restraints (org_id) where lifted_at is null;
comment on table org_restraints is 'A company whose signals of fraud rose: slowed, its payouts held, until an administrator lifts it.';

create table org_appeals (
    id          uuid        not null constraint org_appeals_pkey primary key,
    org_id      uuid        not null constraint org_appeals_org_fkey references orgs (id),
    at          timestamptz not null,
    text        text        not null constraint org_appeals_text_check check (length(text) between 1 and 4000),
    state       text        not null default 'open' constraint org_appeals_state_check check (state in ('open', 'granted', 'refused')),
    decided_at  timestamptz,
    decided_by  uuid,
    answer      text        constraint org_appeals_answer_check check (length(answer) between 1 and 4000),
    constraint org_appeals_decided_check check ((state = 'open') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create unique index org_appeals_open_key on org_appeals (org_id) where state = 'open';
create index org_appeals_org_idx on org_appeals (org_id, id);
comment on table org_appeals is 'What a suspended or restrained company says to it, and what an administrator decided.';

create table notices (
    id      uuid        not null constraint notices_pkey primary key,
    org_id  uuid        not null constraint notices_org_fkey references orgs (id),
    at      timestamptz not null,
    kind    text        not null constraint notices_kind_check check (length(kind) between 1 and 40),
    detail  jsonb       not null
);
create index notices_org_idx on notices (org_id, id);
comment on table notices is 'What a company is told about itself: transitions, alerts, restraints, decisions. Words of ours and what an administrator wrote.';

create table terms_versions (
    version      text        not null constraint terms_versions_pkey primary key constraint terms_versions_version_check check (length(version) between 1 and 60),
    sha256       bytea       not null constraint terms_versions_sha256_check check (length(sha256) = 32),
    text         text        not null constraint terms_versions_text_check check (length(text) between 1 and 200000),
    published_at timestamptz not null,
    key_id       uuid        not null
);
create index terms_versions_published_idx on terms_versions (published_at);
comment on table terms_versions is 'The exchange''s terms. A published version is never changed; the newest one is what companies accept.';

create table terms_accepted (
    org_id   uuid        not null constraint terms_accepted_org_fkey references orgs (id),
    version  text        not null constraint terms_accepted_version_fkey references terms_versions (version),
    sha256   bytea       not null,
    at       timestamptz not null,
    key_id   uuid        not null,
    constraint terms_accepted_pkey primary key (org_id, version)
);
comment on table terms_accepted is 'Who accepted which terms, when, by which key; sha256 is what it said it had read.';

alter table niches add column admission text not null default 'open' constraint niches_admission_check check (admission in ('open', 'listed'));
comment on column niches.admission is 'listed: only companies that an administrator admitted sell and buy here.';
create table niche_admissions (
    niche_no  smallint    not null constraint niche_admissions_niche_fkey references niches (no),
    org_id    uuid        not null constraint niche_admissions_org_fkey references orgs (id),
    at        timestamptz not null,
    key_id    uuid        not null,
    constraint niche_admissions_pkey primary key (niche_no, org_id)
);
create index niche_admissions_org_idx on niche_admissions (org_id);
comment on table niche_admissions is 'Who was admitted to a niche that does not take everybody.';

alter domain delivery_event drop constraint deliveries_event_check;
alter domain delivery_event add constraint deliveries_event_check
    check (value in ('lead.sold', 'consent.revoked', 'sale.settled', 'endpoint.disabled', 'wallet.low', 'lead.closed', 'dispute.opened',
                     'dispute.contested', 'dispute.ruled', 'dispute.appealed', 'dispute.final', 'dispute.withdrawn', 'outcome.reported', 'notice.posted'));

grant select on outcomes, score_measures, score_days, score_tallies, score_work, score_parts, score_made, org_scores, alerts, org_suspensions, org_restraints, niche_admissions,
    terms_versions, terms_accepted to leadx_reader;
grant select on outcomes, score_measures, score_days, score_tallies, score_work, score_parts, score_made, org_scores, alerts, org_suspensions, org_restraints, org_appeals, notices,
    niche_admissions, terms_versions, terms_accepted to leadx_server;
