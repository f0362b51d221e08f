-- Demand that waits for a date: leads put off by their seller, by what their buyer reports, or because a returned one has to cool
-- down; and how often one person may be sold at all.

alter table niches
    add column defer_max_days smallint not null default 180 constraint niches_defer_max_days_check check (defer_max_days between 1 and 730),
    add column recontact      boolean  not null default true,
    add column person_sales   smallint constraint niches_person_sales_check check (person_sales between 1 and 100),
    add column person_days    smallint not null default 30 constraint niches_person_days_check check (person_days between 1 and 90),
    add column reoffer        jsonb    not null default '{}' constraint niches_reoffer_check
               check (jsonb_typeof(reoffer) = 'object' and length(reoffer::text) <= 4096);
comment on column niches.recontact is 'Whether a lead''s free places are offered again on the date at which its buyer says the person wants to be asked again.';
comment on column niches.person_sales is 'At most so many sales of one person in person_days days, over all leads of all niches; null: no limit.';
comment on column niches.reoffer is 'By reason of a return: whether the lead may be offered again, and how many hours later. A reason that is not named: at once.';

create table deferrals (
    lead_id   uuid        not null constraint deferrals_pkey primary key,
    until     timestamptz not null,
    cause     text        not null constraint deferrals_cause_check check (cause in ('seller', 'recontact', 'returned')),
    asked_by  uuid,
    made_at   timestamptz not null,
    moves     smallint    not null default 0 constraint deferrals_moves_check check (moves between 0 and 20),
    ended_at  timestamptz,
    result    text        constraint deferrals_result_check check (length(result) <= 40),
    constraint deferrals_end_check check ((ended_at is null) = (result is null))
);
create index deferrals_due_idx on deferrals (until) where ended_at is null;
comment on table deferrals is
    'The date a lead waits for, one row a lead. A lead nobody has waits in state deferred; one that has buyers stays sold, and its free places wait.';
comment on column deferrals.moves is 'How often the date was set after the first time: bounded, so that nobody is put off for ever.';
comment on column deferrals.result is 'What the date came to: open, on_sale, gone, or the code of why the lead may not be offered again.';

alter domain decision_trigger drop constraint decisions_trigger_check;
alter domain decision_trigger add constraint decisions_trigger_check check (value = any ('{post,offered,review,release,deferred,purchase,listed}'));
