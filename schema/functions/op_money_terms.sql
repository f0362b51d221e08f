-- What money is held to: a currency's terms, what is agreed with one company, what a buyer wants to hear of its wallet.

create or replace function json_currency_terms(p_currency text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('currency', p_currency, 'min_payout', coalesce(t.min_payout_minor, 1), 'approval_limit', t.approval_minor,
        'hold_s', coalesce(interval_seconds(t.hold), 0), 'new_seller_s', coalesce(interval_seconds(t.new_seller), 30 * 86400), 'pay_to', t.pay_to, 'revision', coalesce(t.revision, 0))
      from (select) one left join currency_terms t on t.currency = p_currency
$$;

-- a: currency and any of min_payout, approval_limit (null = one administrator suffices), hold_s, new_seller_s, pay_to (null = payers have to ask)
create or replace function op_currency_terms(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_revision integer;
    v_fault op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    elsif operator_account('bank', a ->> 'currency') is null then
        return op_refused(422, 'invalid_field', '/currency', 'No niche trades in this currency.');
    end if;
    insert into currency_terms (currency) select a ->> 'currency' where coalesce((a ->> 'if_revision')::bigint, 0) = 0 on conflict do nothing;
    select t.revision into v_revision from currency_terms t where t.currency = a ->> 'currency' for no key update;
    v_fault := revision_fault(a, coalesce(v_revision, 0));
    if v_fault.status is not null then
        return v_fault;
    end if;
    update currency_terms set revision = revision + 1, min_payout_minor = coalesce((a ->> 'min_payout')::bigint, min_payout_minor),
           approval_minor = case when a ? 'approval_limit' then (a ->> 'approval_limit')::bigint else approval_minor end,
           hold = coalesce((a ->> 'hold_s')::bigint * interval '1 second', hold),
           new_seller = coalesce((a ->> 'new_seller_s')::bigint * interval '1 second', new_seller),
           pay_to = case when a ? 'pay_to' then a ->> 'pay_to' else pay_to end
     where currency = a ->> 'currency';
    return op_done(json_currency_terms(a ->> 'currency'), array['currency:' || (a ->> 'currency')]);
end $$;

create or replace function json_org_money(p_org uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('org', o.id, 'revision', coalesce(m.revision, 0), 'hold_s', interval_seconds(m.hold), 'payouts_held', o.payouts_held_reason is not null, 'reason', o.payouts_held_reason,
        'fees', (select coalesce(jsonb_agg(jsonb_build_object('niche', g.name, 'fee_bp', f.fee_bp, 'fee_fixed', f.fee_fixed_minor) order by f.niche_no), '[]')
                   from org_fees f left join niches g on g.no = f.niche_no where f.org_id = o.id))
      from orgs o left join org_money m on m.org_id = o.id where o.id = p_org
$$;

-- What is agreed with a company changes; whoever calls has locked its row.
create or replace function org_money_revise(p_org uuid) returns void language sql set search_path = leadx, pg_temp as $$
    insert into org_money as m (org_id, revision) values (p_org, 1) on conflict (org_id) do update set revision = m.revision + 1
$$;

-- a: org and any of hold_s, payouts_held, reason, fees [{niche or null, fee_bp, fee_fixed}]: the list replaces the list.
create or replace function op_org_money(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid for no key update;
    if not found or v_org.operates then
        return op_refused(404, 'not_found');
    end if;
    v_fault := revision_fault(a, coalesce((select m.revision from org_money m where m.org_id = v_org.id), 0));
    if v_fault.status is not null then
        return v_fault;
    elsif niches_unknown((select jsonb_agg(f -> 'niche') from jsonb_array_elements(a -> 'fees') f where jsonb_typeof(f -> 'niche') = 'string')) is not null then
        return op_refused(422, 'unknown_niche', '/fees', 'There is no such niche.');
    elsif (a ->> 'payouts_held')::boolean and a ->> 'reason' is null then
        return op_refused(422, 'missing_field', '/reason', 'The company is told why its payouts wait.');
    elsif (select count(*) <> count(distinct coalesce(f ->> 'niche', '')) from jsonb_array_elements(a -> 'fees') f) then
        return op_refused(422, 'invalid_field', '/fees', 'names a niche twice');
    end if;
    perform org_money_revise(v_org.id);
    update org_money set hold = case when a ? 'hold_s' then (a ->> 'hold_s')::bigint * interval '1 second' else hold end where org_id = v_org.id;
    if (a ->> 'payouts_held')::boolean <> (v_org.payouts_held_reason is not null) then
        update orgs set payouts_held_reason = case when (a ->> 'payouts_held')::boolean then a ->> 'reason' end, revision = revision + 1
         where id = v_org.id;
        perform notice_tell(v_org.id, case when (a ->> 'payouts_held')::boolean then 'payouts.held' else 'payouts.released' end,
                            jsonb_build_object('reason', a ->> 'reason'), p_now);
    end if;
    if a ? 'fees' then
        delete from org_fees where org_id = v_org.id;
        insert into org_fees (org_id, niche_no, fee_bp, fee_fixed_minor)
        select v_org.id, coalesce(g.no, 0), (f ->> 'fee_bp')::integer, coalesce((f ->> 'fee_fixed')::bigint, 0)
          from jsonb_array_elements(a -> 'fees') f left join niches g on g.name = f ->> 'niche';
    end if;
    return op_done(json_org_money(v_org.id), array['org:' || v_org.id]);
end $$;

-- a: currency and low, top_up_below, top_up; null = no longer. The wallet is the family's, so its root says.
create or replace function op_wallet_terms(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_wallet uuid;
    t wallet_terms;
begin
    if c.org <> c.family then
        return op_refused(403, 'forbidden', null, 'The wallet is the parent company''s.');
    elsif operator_account('bank', a ->> 'currency') is null then
        return op_refused(422, 'invalid_field', '/currency', 'No niche trades in this currency.');
    end if;
    v_wallet := account_ensure(c.family, a ->> 'currency', 'wallet', p_now);
    insert into wallet_terms (account_id) values (v_wallet) on conflict do nothing;
    update wallet_terms x set low = false, low_minor = (a ->> 'low')::bigint, top_up_below_minor = (a ->> 'top_up_below')::bigint,
           top_up_minor = (a ->> 'top_up')::bigint
     where x.account_id = v_wallet returning * into t;
    return op_done(jsonb_build_object('id', v_wallet, 'currency', a ->> 'currency', 'low', t.low_minor, 'top_up_below', t.top_up_below_minor, 'top_up', t.top_up_minor));
end $$;
