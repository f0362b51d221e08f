-- What became of a purchase, as its buyer reports it: contacted, sold, lost; how long the call was; a verdict by hand. Reports are
-- only added. One report is known by the buyer's own id for it, so that sending it again changes nothing.

-- A sale's verdict. By hand outranks the call, the operator outranks the buyer; the call is judged by its length and the rule
-- that was frozen with the sale. Null: nobody knows yet.
create or replace function verdict_of(p_operator text, p_buyer text, p_longest integer, p_rule integer) returns text
    language sql immutable parallel safe as $$
    select coalesce(p_operator, p_buyer, case when p_longest > p_rule then 'target' when p_longest is not null then 'not_target' end)
$$;

-- What is reported of a sale, in one row: the newest verdicts by hand, the longest call, the first contact, whether it was sold.
create or replace function sale_reports(p_lead uuid, p_sale uuid, out operator text, out buyer text, out longest integer, out reported boolean,
        out first_at timestamptz, out sold boolean, out judged_at timestamptz)
    language plpgsql stable set search_path = leadx, pg_temp as $$
begin   -- not in SQL, as the others below: that would be planned anew, over all months, at every report
    select (array_agg(o.verdict order by o.id desc) filter (where o.operator))[1],
           (array_agg(o.verdict order by o.id desc) filter (where o.kind = 'verdict' and not o.operator))[1],
           max(o.call_seconds), coalesce(bool_or(o.kind <> 'verdict'), false), min(o.at) filter (where o.kind <> 'verdict'),
           coalesce(bool_or(o.kind = 'sold'), false), max(o.reported_at) filter (where o.kind = 'verdict')
      into operator, buyer, longest, reported, first_at, sold, judged_at
      from outcomes o where o.lead_id = p_lead and o.sale_id = p_sale;
end $$;

-- The call rule a sale was made under.
create or replace function sale_call_rule(s sales) returns integer language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select coalesce((r.terms ->> 'call_seconds')::integer, 40) from niche_revisions r where r.niche_no = s.niche_no and r.revision = s.niche_revision);
end $$;

create or replace function sale_verdict_json(s sales) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select jsonb_build_object('verdict', verdict_of(r.operator, r.buyer, r.longest, sale_call_rule(s)),
               'by', case when r.operator is not null then 'operator' when r.buyer is not null then 'buyer' when r.longest is not null then 'call' end,
               'longest_call_seconds', r.longest, 'call_seconds_rule', sale_call_rule(s), 'judged_at', json_time(r.judged_at))
      from sale_reports(s.lead_id, s.id) r);
end $$;

create or replace function outcome_json(o outcomes, p_currency text) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return jsonb_build_object('id', o.id, 'kind', o.kind, 'at', json_time(o.at), 'reported_at', json_time(o.reported_at), 'external_id', o.external_id,
               'call_seconds', o.call_seconds, 'amount', json_money(o.amount_minor, p_currency), 'recontact_at', json_time(o.recontact_at),
               'verdict', o.verdict, 'reason', o.reason, 'by', case when o.operator then 'operator' else 'buyer' end);
end $$;

create or replace function sale_outcomes_json(s sales) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return jsonb_build_object('sale', s.id, 'lead', s.lead_id, 'result', sale_verdict_json(s), 'outcomes', coalesce((
               select jsonb_agg(outcome_json(o, s.currency) order by o.at, o.id) from outcomes o where o.lead_id = s.lead_id and o.sale_id = s.id), '[]'));
end $$;

-- The seller hears what its lead came to: kind and verdict, never the amount, which is the buyer's business.
create or replace function outcome_tell(s sales, p_outcome uuid, p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform sale_event('outcome.reported', s.lead_id, s.id, s.seller_id, p_outcome, p_now);
    perform happened_outcome(s, p_outcome, p_now);
end $$;

create or replace function outcome_about(p_lead uuid, p_outcome uuid) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select jsonb_build_object('id', o.id, 'kind', o.kind, 'at', json_time(o.at), 'call_seconds', o.call_seconds, 'verdict', o.verdict)
      from outcomes o where o.lead_id = p_lead and o.id = p_outcome);
end $$;

-- What is wrong with one report; null = nothing.
create or replace function outcome_fault(s sales, e jsonb, p_i bigint, p_now timestamptz) returns op_answer
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    c_skew constant interval := '5 minutes';
    v_at timestamptz := coalesce((e ->> 'at')::timestamptz, p_now);
    v_base text := '/outcomes/' || (p_i - 1);
begin
    if v_at > p_now + c_skew then
        return op_refused(422, 'invalid_field', v_base || '/at', 'lies in the future');
    elsif v_at < s.sold_at - c_skew then
        return op_refused(422, 'invalid_field', v_base || '/at', 'lies before the purchase');
    elsif e ->> 'currency' <> s.currency then
        return op_refused(422, 'currency_mismatch', v_base || '/amount/currency', 'must be ' || s.currency || ', the currency of the sale');
    elsif (e ->> 'recontact_at')::timestamptz not between p_now - c_skew and p_now + interval '3 years' then
        return op_refused(422, 'invalid_field', v_base || '/recontact_at', 'must lie in the next three years');
    end if;
    return null;
end $$;

-- The same report under the same outside id.
create or replace function outcome_same(o outcomes, e jsonb) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select o.kind = e ->> 'kind' and (not e ? 'at' or o.at = (e ->> 'at')::timestamptz)
       and o.call_seconds is not distinct from (e ->> 'call_seconds')::integer and o.amount_minor is not distinct from (e ->> 'amount')::bigint
       and o.recontact_at is not distinct from (e ->> 'recontact_at')::timestamptz
$$;

-- The buyer's sale as it may be reported on, its reports taken one caller at a time. An empty row: not to be found.
create or replace function outcome_sale(p_sale uuid, p_buyer uuid) returns sales language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
begin
    select * into s from sales x where x.id = p_sale and (p_buyer is null or x.buyer_id = p_buyer) and x.state not in ('pending', 'void');
    if found then
        perform pg_advisory_xact_lock(hashtextextended(s.id::text, 7311));
    end if;
    return s;
end $$;

create or replace function outcomes_full(s sales, p_more bigint) returns boolean language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select count(*) + p_more > 50 from outcomes o where o.lead_id = s.lead_id and o.sale_id = s.id and not o.operator);
end $$;

-- a: sale, outcomes [{external_id, kind, at, call_seconds, amount, currency, recontact_at}]. All of the list or none of it.
create or replace function op_outcome_report(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_patience constant interval := '366 days';
    s sales := outcome_sale((a ->> 'sale')::uuid, c.org);
    v_fault op_answer;
    v_known outcomes;
    v_fresh bigint[] := '{}';
    v_id uuid;
    r record;
begin
    if s.id is null then
        return op_refused(404, 'not_found');
    elsif s.sold_at < p_now - c_patience then
        return op_refused(409, 'conflict', null, 'The purchase is too old to be reported on.');
    end if;
    for r in select e, i from jsonb_array_elements(a -> 'outcomes') with ordinality u(e, i) loop
        select * into v_known from outcomes o where o.lead_id = s.lead_id and o.sale_id = s.id and o.external_id = r.e ->> 'external_id';
        if found and not outcome_same(v_known, r.e) then
            return op_refused(422, 'external_id_reused', '/outcomes/' || (r.i - 1) || '/external_id', 'was used for another report of this purchase');
        end if;
        continue when v_known.id is not null;
        v_fault := outcome_fault(s, r.e, r.i, p_now);
        if v_fault.status is not null then
            return v_fault;
        end if;
        v_fresh := v_fresh || r.i;
    end loop;
    if outcomes_full(s, cardinality(v_fresh)) then
        return op_refused(409, 'conflict', '/outcomes', 'A purchase takes 50 reports.');
    end if;
    for r in select e, i from jsonb_array_elements(a -> 'outcomes') with ordinality u(e, i) where i = any (v_fresh) order by i loop
        insert into outcomes (lead_id, id, sale_id, kind, at, reported_at, external_id, call_seconds, amount_minor, recontact_at, key_id)
        values (s.lead_id, uuid_v7(p_now), s.id, r.e ->> 'kind', coalesce((r.e ->> 'at')::timestamptz, p_now), p_now, r.e ->> 'external_id',
                (r.e ->> 'call_seconds')::integer, (r.e ->> 'amount')::bigint, (r.e ->> 'recontact_at')::timestamptz, c.key)
        returning id into v_id;
        perform outcome_tell(s, v_id, p_now);
        if r.e ? 'recontact_at' and jsonb_typeof(r.e -> 'recontact_at') = 'string' then
            perform deferral_recontact(s, (r.e ->> 'recontact_at')::timestamptz, p_now);
        end if;
    end loop;
    return op_done(jsonb_build_object('id', s.id, 'new', cardinality(v_fresh)) || sale_outcomes_json(s), '{}', case when v_id is null then 200 else 201 end);
end $$;

-- a: sale, verdict, reason. The buyer's own, or the operator's, which outranks it.
create or replace function op_outcome_verdict(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    s sales := outcome_sale((a ->> 'sale')::uuid, case when c.admin then null else c.org end);
    v_id uuid := uuid_v7(p_now);
begin
    if s.id is null then
        return op_refused(404, 'not_found');
    elsif not c.admin and outcomes_full(s, 1) then
        return op_refused(409, 'conflict', null, 'A purchase takes 50 reports.');
    end if;
    insert into outcomes (lead_id, id, sale_id, kind, at, reported_at, verdict, reason, operator, key_id)
    values (s.lead_id, v_id, s.id, 'verdict', p_now, p_now, a ->> 'verdict', a ->> 'reason', c.admin, c.key);
    perform outcome_tell(s, v_id, p_now);
    return op_done(jsonb_build_object('id', s.id, 'new', 1) || sale_outcomes_json(s), '{}', 201);
end $$;
