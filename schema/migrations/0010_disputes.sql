-- Claims that a sale was not what was sold: why one may claim, the claim and its clocks, what each side shows, what was decided.

create table dispute_reasons (
    code       text       not null constraint dispute_reasons_pkey primary key constraint dispute_reasons_code_check check (length(code) between 1 and 40),
    place      smallint   not null constraint dispute_reasons_place_key unique,
    valid      boolean    not null,
    sentence   text       not null,
    effect     text       constraint dispute_reasons_effect_check check (effect in ('defect', 'misfit', 'region')),
    needs      text[]     not null default '{}',
    needs_more text[]     not null default '{}',
    proof      boolean    not null default false,
    constraint dispute_reasons_valid_check check (valid = (effect is not null))
);
comment on table dispute_reasons is
    'Why a sale may be returned, and what is no reason: then sentence says why not. needs: the evidence asked for, a|b = one of them; needs_more: the same once the buyer returns much.';
comment on column dispute_reasons.effect is
    'What an upheld claim does to the lead. defect: nobody may have it; misfit: somebody else may; region: a new lead in the right region may be sold.';
comment on column dispute_reasons.proof is 'The exchange looks for proof in its own records and rules at once when there is one.';

insert into dispute_reasons (place, code, valid, effect, proof, needs, needs_more, sentence) values
    (1, 'invalid_number', true, 'defect', true, '{attempts}', '{attempts3,recording|document}', 'The number is invalid or disconnected.'),
    (2, 'wrong_person', true, 'defect', false, '{statement,attempts}', '{recording}', 'Somebody else answers, who knows nothing of the request.'),
    (3, 'invalid_email', true, 'defect', true, '{statement}', '{document}', 'Mail to the address comes back.'),
    (4, 'fake', true, 'defect', false, '{statement,attempts}', '{recording|document}', 'The person or the request is made up.'),
    (5, 'duplicate', true, 'misfit', true, '{statement}', '{document}', 'The buyer had this person before.'),
    (6, 'outside_territory', true, 'region', true, '{region,statement}', '{region,recording|document}', 'The person lives in another region; name the right one.'),
    (7, 'outside_filter', true, 'misfit', true, '{statement}', '{recording|document}', 'The lead is not what the order''s filter asks for.'),
    (8, 'never_asked', true, 'defect', false, '{statement,attempts}', '{recording}', 'The person never asked for an offer.'),
    (9, 'accidental', true, 'defect', false, '{statement,attempts}', '{recording}', 'The request was sent by accident.'),
    (10, 'under_age', true, 'defect', false, '{statement}', '{recording|document}', 'The person is under age.'),
    (11, 'language', true, 'misfit', false, '{attempts}', '{recording}', 'The person does not speak the language that was promised.'),
    (12, 'job_seeker', true, 'misfit', false, '{statement,attempts}', '{recording}', 'The person looks for work, not for the service.'),
    (13, 'competitor', true, 'misfit', false, '{statement}', '{document}', 'A competitor of the buyer asked.'),
    (14, 'existing_customer', true, 'misfit', false, '{statement}', '{document}', 'The person is a customer of the buyer already.'),
    (15, 'do_not_call', true, 'defect', false, '{statement}', '{recording|document}', 'The person complains about being called.'),
    (16, 'not_decision_maker', true, 'misfit', false, '{statement,attempts}', '{recording}', 'The contact has no say in the decision.'),
    (17, 'not_delivered', true, 'misfit', true, '{}', '{}', 'The lead never reached the buyer.'),
    (31, 'no_answer', false, null, false, '{}', '{}', 'Nobody answering is no defect: the number works and the person asked. Try at other hours.'),
    (32, 'changed_mind', false, null, false, '{}', '{}', 'A person may change their mind; the interest was real when it was sold.'),
    (33, 'bought_elsewhere', false, null, false, '{}', '{}', 'Buying elsewhere shows that the interest was real; being first is the buyer''s part.'),
    (34, 'price', false, null, false, '{}', '{}', 'Finding the offer too dear is part of selling, not a defect of the lead.'),
    (35, 'not_approved', false, null, false, '{}', '{}', 'Whether the person passes the buyer''s own approval is not part of what was sold.'),
    (36, 'lost_sale', false, null, false, '{}', '{}', 'A sale that was not closed is the buyer''s risk; the lead was the contact.');

create table niche_dispute_terms (
    niche_no         smallint not null constraint niche_dispute_terms_pkey primary key constraint niche_dispute_terms_niche_fkey references niches (no),
    strong_share_bp  integer  not null default 2000 constraint niche_dispute_terms_share_check check (strong_share_bp between 0 and 10000),
    claim_fee_minor  bigint   not null default 0 constraint niche_dispute_terms_fee_check check (claim_fee_minor between 0 and 100000000000000),
    claim_fee_after  integer  not null default 3 constraint niche_dispute_terms_after_check check (claim_fee_after between 0 and 1000000),
    revision         integer  not null default 1
);
comment on table niche_dispute_terms is
    'A niche without a row has the defaults. strong_share_bp: share of the value bought in 30 days that may come back before only the stronger evidence counts; claim_fee: for each groundless claim in 30 days after so many.';

create table source_upstreams (
    source_id  uuid        not null constraint source_upstreams_source_fkey references sources (id),
    at         timestamptz not null,
    return_window interval constraint source_upstreams_window_check check (return_window between interval '1 hour' and interval '60 days'),
    constraint source_upstreams_pkey primary key (source_id, at)
);
comment on table source_upstreams is
    'A source whose leads the seller itself bought: how long after it received one it may return it. Rows are added, never changed: a sale goes by the one before it. Null: no longer.';

create table disputes (
    id             uuid        not null constraint disputes_pkey primary key,
    lead_id        uuid        not null,
    sale_id        uuid        not null constraint disputes_sale_key unique,
    buyer_id       uuid        not null,
    seller_id      uuid        not null,
    niche_no       smallint    not null,
    reason         text        not null constraint disputes_reason_fkey references dispute_reasons (code),
    strong         boolean     not null,
    state          text        not null constraint disputes_state_check check (state in
                   ('open', 'accepted', 'contested', 'ruled', 'appealed', 'final', 'withdrawn')),
    outcome        text        constraint disputes_outcome_check check (outcome in ('buyer', 'seller', 'split')),
    refund_percent smallint    constraint disputes_percent_check check (refund_percent between 0 and 100),
    decided_by     text        constraint disputes_decided_check check (decided_by in ('proof', 'administrator', 'seller', 'silence', 'buyer')),
    ruling         text        constraint disputes_ruling_check check (length(ruling) between 1 and 4000),
    proof          jsonb,
    region         text        constraint disputes_region_check check (length(region) between 2 and 20),
    price_minor    bigint      not null,
    currency       text        not null,
    due_at         timestamptz,
    upstream_until timestamptz,
    passed_at      timestamptz,
    opened_at      timestamptz not null,
    contested_at   timestamptz,
    shown          boolean     not null default false,
    ruled_at       timestamptz,
    ruled_key      uuid,
    appealed_at    timestamptz,
    appealed_by    text        constraint disputes_appealed_by_check check (appealed_by in ('buyer', 'seller')),
    final_at       timestamptz,
    replacement    text        constraint disputes_replacement_check check (replacement in ('offered', 'agreed', 'delivered', 'lapsed')),
    replaced_by    uuid,
    new_lead_id    uuid,
    fee_minor      bigint      constraint disputes_fee_check check (fee_minor > 0),
    constraint disputes_outcome_percent_check check (case outcome when 'buyer' then refund_percent = 100 when 'seller' then refund_percent = 0
        when 'split' then refund_percent between 1 and 99 else refund_percent is null end),
    constraint disputes_decision_check check ((outcome is null) = (state in ('open', 'contested')) and (outcome is null) = (decided_by is null)),
    constraint disputes_due_check check ((due_at is null) = (state in ('final', 'withdrawn'))),
    constraint disputes_final_check check ((final_at is null) = (state not in ('final', 'withdrawn')))
) with (fillfactor = 80);
create index disputes_due_idx on disputes (due_at) where due_at is not null;
create index disputes_buyer_idx on disputes (buyer_id, id);
create index disputes_seller_idx on disputes (seller_id, id);
create index disputes_lead_idx on disputes (lead_id);
create index disputes_replacement_idx on disputes (seller_id, buyer_id) where replacement = 'agreed';
create unique index disputes_replaced_key on disputes (replaced_by) where replaced_by is not null;
create index disputes_ruling_idx on disputes using gin (to_tsvector('simple', ruling)) where ruling is not null;
comment on table disputes is
    'A buyer''s claim about one sale, once a sale. Left alone in any state it moves by itself at due_at; money moves once, when it becomes final or is withdrawn.';
comment on column disputes.strong is 'Only the stronger evidence counted when it was opened.';
comment on column disputes.shown is 'The seller contested with more than words: without a ruling it keeps its money.';
comment on column disputes.passed_at is 'When the seller said that it returns the lead to whom it bought it from: it has longer to contest.';
comment on column disputes.replacement is 'agreed: settled by another lead of the seller, which the refund pays for; replaced_by is the sale of it.';
comment on column disputes.new_lead_id is 'Wrong region: the lead with the right one.';

create table dispute_events (
    dispute_id uuid        not null constraint dispute_events_dispute_fkey references disputes (id),
    n          integer     not null constraint dispute_events_n_check check (n > 0),
    at         timestamptz not null,
    kind       text        not null constraint dispute_events_kind_check check (length(kind) between 1 and 40),
    side       text        not null constraint dispute_events_side_check check (side in ('buyer', 'seller', 'operator', 'exchange')),
    detail     jsonb,
    constraint dispute_events_pkey primary key (dispute_id, n)
);
comment on table dispute_events is 'The timeline both parties see, numbered under the dispute''s row lock. Ids and words of ours only, and what an administrator ruled; never personal data.';

create table dispute_evidence (
    id          uuid        not null constraint dispute_evidence_pkey primary key,
    n           smallint    not null default 1,
    dispute_id  uuid        not null constraint dispute_evidence_dispute_fkey references disputes (id),
    side        text        not null constraint dispute_evidence_side_check check (side in ('buyer', 'seller')),
    kind        text        not null constraint dispute_evidence_kind_check check (kind in ('statement', 'attempts', 'recording', 'link', 'file')),
    at          timestamptz not null,
    sealed      bytea       not null,
    key         bytea,
    seconds     integer     constraint dispute_evidence_seconds_check check (seconds between 0 and 86400),
    attempts    smallint    constraint dispute_evidence_attempts_check check (attempts between 1 and 50),
    days        smallint    constraint dispute_evidence_days_check check (days between 1 and 50),
    type        text        constraint dispute_evidence_type_check check (length(type) <= 100),
    bytes       bigint      constraint dispute_evidence_bytes_check check (bytes > 0),
    scan        text        constraint dispute_evidence_scan_check check (scan in ('off', 'clean')),
    complete    boolean     not null default true,
    constraint dispute_evidence_file_check check ((kind = 'file') = (type is not null))
);
create index dispute_evidence_dispute_idx on dispute_evidence (dispute_id, id);
comment on column dispute_evidence.n is 'Its place among what was shown at the same moment.';
comment on table dispute_evidence is
    'What a side shows. Its content is sealed like a contact, under a key of its own that is destroyed when the time to keep it is over (key null); what is countable about it stays.';

create table dispute_file_chunks (
    evidence_id uuid     not null constraint dispute_file_chunks_evidence_fkey references dispute_evidence (id),
    n           integer  not null constraint dispute_file_chunks_n_check check (n between 0 and 1000),
    id          uuid     not null,
    sealed      bytea    not null constraint dispute_file_chunks_sealed_check check (length(sealed) <= 1048576),
    key         bytea    not null,
    constraint dispute_file_chunks_pkey primary key (evidence_id, n)
);
comment on table dispute_file_chunks is 'Files in pieces as they came, each sealed under a data key of its own. Deleted when the time to keep them is over.';

create table dispute_bulks (
    id         uuid        not null constraint dispute_bulks_pkey primary key,
    at         timestamptz not null,
    key_id     uuid        not null,
    outcome    text        not null,
    refund_percent smallint not null,
    ruling     text        not null,
    total      integer     not null,
    done_at    timestamptz
);
comment on table dispute_bulks is 'One ruling for many disputes, as in a case of fraud; worked off by a chore.';

create table dispute_bulk_items (
    bulk_id    uuid        not null constraint dispute_bulk_items_bulk_fkey references dispute_bulks (id),
    dispute_id uuid        not null constraint dispute_bulk_items_dispute_fkey references disputes (id),
    result     text        constraint dispute_bulk_items_result_check check (result in ('ruled', 'skipped')),
    constraint dispute_bulk_items_pkey primary key (bulk_id, dispute_id)
);
create index dispute_bulk_items_open_idx on dispute_bulk_items (bulk_id, dispute_id) where result is null;
comment on table dispute_bulk_items is 'skipped: it could not be ruled any more when its turn came.';

create table lead_corrections (
    dispute_id uuid        not null constraint lead_corrections_pkey primary key constraint lead_corrections_dispute_fkey references disputes (id),
    lead_id    uuid        not null,
    region     text        not null,
    at         timestamptz not null,
    done_at    timestamptz
);
create index lead_corrections_open_idx on lead_corrections (dispute_id) where done_at is null;
comment on table lead_corrections is 'Leads sold in a wrong region that wait for the server to seal their contact for a new lead in the right one.';

create table lead_checks (
    lead_id    uuid        not null,
    provider   text        not null constraint lead_checks_provider_check check (length(provider) between 1 and 60),
    kind       text        not null constraint lead_checks_kind_check check (kind in ('phone', 'email')),
    result     text        not null constraint lead_checks_result_check check (result in ('valid', 'invalid', 'unknown')),
    reference  text        not null constraint lead_checks_reference_check check (length(reference) between 1 and 200),
    at         timestamptz not null,
    constraint lead_checks_pkey primary key (lead_id, provider, kind, reference)
);
comment on table lead_checks is 'What providers that check numbers and addresses said about a lead, through their signed hook: proof for a claim.';

create table check_providers (
    id         uuid        not null constraint check_providers_pkey primary key,
    name       text        not null constraint check_providers_name_key unique constraint check_providers_name_check check (length(name) between 1 and 40),
    sealed     bytea       not null,
    key        bytea       not null,
    state      text        not null default 'active' constraint check_providers_state_check check (state in ('active', 'disabled')),
    created_at timestamptz not null
);
comment on table check_providers is 'Who may report checks: names and sealed secrets. Apart from payment providers, so that neither can say what the other may.';

-- Once returned for a misfit and free again, a lead has no exclusive buyer any more: somebody has seen it.
alter table leads add constraint leads_resold_check check (not resold or live_exclusive = 0);

alter domain delivery_event drop constraint deliveries_event_check;
alter domain delivery_event add constraint deliveries_event_check
    check (value in ('lead.sold', 'consent.revoked', 'sale.settled', 'endpoint.disabled', 'wallet.low', 'lead.closed', 'dispute.opened',
                     'dispute.contested', 'dispute.ruled', 'dispute.appealed', 'dispute.final', 'dispute.withdrawn'));

comment on column deliveries.buyer_id is 'Whom the event is told: the buyer; of its dispute, the seller too.';

grant select on dispute_reasons, niche_dispute_terms, disputes, dispute_events, dispute_evidence, dispute_bulks, dispute_bulk_items to leadx_reader;
grant select on dispute_reasons, niche_dispute_terms, source_upstreams, disputes, dispute_events, dispute_evidence, dispute_file_chunks,
    dispute_bulks, dispute_bulk_items, lead_corrections, lead_checks, check_providers to leadx_server;
