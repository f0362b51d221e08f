-- Top-ups: asked for, paid by bank transfer, and confirmed by an administrator when the money came. What confirms one is a deposit
-- under the top-up's reference, in the same transaction; so it is booked once, whoever confirms.

-- A transfer may come after the request expired; what was refused or withdrawn stays so, and its money is an ordinary deposit.
create or replace function top_up_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select (p_from, p_to) in (('asked', 'paid'), ('asked', 'refused'), ('asked', 'withdrawn'), ('asked', 'expired'), ('expired', 'paid'))
$$;

-- ISO 11649: RF and two check digits before the body. With its first four characters moved to the end and letters counted from 10, the
-- whole is 1 modulo 97: no one letter mistyped and no two exchanged leave that true, as long as the body is letters alone.
create or replace function creditor_reference(p_body text) returns text language sql immutable set search_path = leadx, pg_temp as $$
    select 'RF' || lpad((98 - string_agg(case when u.c >= 'A' then (ascii(u.c) - 55)::text else u.c end, '' order by u.i)::numeric % 97)::text, 2, '0') || p_body
      from string_to_table(p_body || 'RF00', null) with ordinality u(c, i)
$$;

-- By chance, so that nobody writes another's by counting on. Bytes 6 and 8 of a random id are not all chance.
create or replace function top_up_reference() returns text language sql volatile set search_path = leadx, pg_temp as $$
    select creditor_reference(string_agg(substr('CDFGHJKMNPQRTWXY', 1 + get_byte(r.b, i) % 16, 1), ''))
      from (select uuid_send(gen_random_uuid()) as b) r cross join unnest('{0,1,2,3,4,5,10,11}'::integer[]) i
$$;

create or replace function json_top_up(u top_ups) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', u.id, 'org', u.org_id, 'reference', u.reference, 'amount', json_money(u.amount_minor, a.currency),
        'paid', json_money(u.paid_minor, a.currency), 'state', u.state, 'by', case when u.asked_by is null then 'wallet' else 'person' end,
        'pay_to', (select t.pay_to from currency_terms t where t.currency = a.currency), 'asked_at', json_time(u.asked_at),
        'expires_at', json_time(u.expires_at), 'ended_at', json_time(u.ended_at), 'reason', u.reason)
      from accounts a where a.id = u.account_id
$$;

-- To the streams of the wallet's companies, and to the operator's.
create or replace function happened_top_up(u top_ups, p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_wallet accounts;
begin
    select * into strict v_wallet from accounts x where x.id = u.account_id;
    perform happened_wallet(v_wallet, 'top_up', p_now);
    perform happened('wallet', null, null, true, jsonb_build_object('what', 'top_up', 'org', u.org_id, 'top_up_id', u.id, 'state', u.state,
                                                                    'amount', json_money(u.amount_minor, v_wallet.currency)), p_now);
end $$;

-- p_by null: the wallet itself asks, for its family's root.
create or replace function top_up_make(p_org uuid, p_wallet uuid, p_amount bigint, p_by uuid, p_expires timestamptz, p_now timestamptz) returns top_ups
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    u top_ups;
begin
    loop
        insert into top_ups (id, org_id, account_id, reference, amount_minor, state, asked_by, asked_at, expires_at)
        values (uuid_v7(p_now), p_org, p_wallet, top_up_reference(), p_amount, 'asked', p_by, p_now, p_expires)
            on conflict (reference) do nothing returning * into u;
        exit when found;
    end loop;
    perform happened_top_up(u, p_now);
    return u;
end $$;

-- Moves one; an empty row: it does not go there from where it is. Its company is told of what it did not do itself.
create or replace function top_up_set_state(p_id uuid, p_to text, p_paid bigint, p_reason text, p_by uuid, p_now timestamptz) returns top_ups
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    u top_ups;
begin
    update top_ups x set state = p_to, paid_minor = p_paid, reason = p_reason, ended_by = p_by, ended_at = p_now
     where x.id = p_id and top_up_move_ok(x.state, p_to) returning * into u;
    if not found then
        return u;
    end if;
    perform happened_top_up(u, p_now);
    if p_to <> 'withdrawn' then
        perform notice_tell(u.org_id, 'top_up.' || p_to, json_top_up(u) - array['pay_to', 'org', 'by', 'ended_at', 'asked_at', 'expires_at'], p_now);
    end if;
    return u;
end $$;

-- a: amount, currency; days until it expires; most, how many a company may have open
create or replace function op_top_up_ask(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_fault op_answer;
    u top_ups;
begin
    select * into v_org from orgs where id = c.org for no key update;
    v_fault := money_fault(v_org, a ->> 'currency', false);
    if v_fault.status is not null then
        return v_fault;
    elsif (select count(*) from top_ups x where x.org_id = c.org and x.state = 'asked' and x.asked_by is not null) >= (a ->> 'most')::integer then
        return op_refused(409, 'conflict', null, 'The company has ' || (a ->> 'most') || ' open top-ups: withdraw one, or wait until its money came.');
    end if;
    u := top_up_make(c.org, account_ensure(c.family, a ->> 'currency', 'wallet', p_now), (a ->> 'amount')::bigint, c.key,
                     p_now + (a ->> 'days')::integer * interval '1 day', p_now);
    return op_done(json_top_up(u), '{}', 201);
end $$;

-- Takes the row of a top-up; the answer says why it does not go there, a null status: it does. p_family: whose wallet it is for, null =
-- anybody's. A wallet that asks by itself would at once ask again.
create or replace function top_up_begin(a jsonb, p_to text, p_family uuid, out u top_ups, out fault op_answer)
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    select x.* into u from top_ups x join accounts w on w.id = x.account_id
     where x.id = (a ->> 'top_up')::uuid and (p_family is null or w.org_id = p_family) for no key update of x;
    if u.id is null then
        fault := op_refused(404, 'not_found');
    elsif not top_up_move_ok(u.state, p_to) then
        fault := op_refused(409, 'conflict', null, 'The top-up is ' || u.state
            || case when p_to = 'paid' and u.state <> 'paid' then ': book what came as a deposit, under the bank''s reference.' else '.' end);
    elsif p_to <> 'paid' and u.asked_by is null then
        fault := op_refused(409, 'conflict', null, 'The wallet asks by itself, until it has enough or its company changes when it asks.');
    end if;
end $$;

-- a: top_up. Whoever may pay into a wallet may take a request back: any company of the family.
create or replace function op_top_up_withdraw(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    o record;
begin
    select * into o from top_up_begin(a, 'withdrawn', c.family);
    if (o.fault).status is not null then
        return o.fault;
    end if;
    return op_done(json_top_up(top_up_set_state((o.u).id, 'withdrawn', null, null, c.key, p_now)));
end $$;

-- a: top_up, reason
create or replace function op_top_up_refuse(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    o record;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into o from top_up_begin(a, 'refused', null);
    if (o.fault).status is not null then
        return o.fault;
    end if;
    return op_done(json_top_up(top_up_set_state((o.u).id, 'refused', null, a ->> 'reason', c.key, p_now)));
end $$;

-- a: top_up, amount and currency of what came, be it more or less than was asked for. Who waits here for another's confirmation finds
-- it paid.
create or replace function op_top_up_confirm(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    o record;
    u top_ups;
    v_org orgs;
    v_currency text;
    v_answer op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into o from top_up_begin(a, 'paid', null);
    if (o.fault).status is not null then
        return o.fault;
    end if;
    u := o.u;
    select w.currency into strict v_currency from accounts w where w.id = u.account_id;
    if a ->> 'currency' <> v_currency then
        return op_refused(422, 'currency_mismatch', '/amount/currency', 'must be ' || v_currency || ', as it was asked for');
    end if;
    select * into strict v_org from orgs x where x.id = u.org_id;
    v_answer := deposit_take(v_org, v_currency, (a ->> 'amount')::bigint, u.reference, p_now);
    if v_answer.status >= 400 then
        return v_answer;
    end if;
    u := top_up_set_state(u.id, 'paid', (a ->> 'amount')::bigint, null, c.key, p_now);
    return op_done(json_top_up(u) || jsonb_build_object('deposit', v_answer.body), v_answer.changed);
end $$;

-- The chore: requests whose money did not come in time.
create or replace function top_ups_expire(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_ids uuid[];
begin
    v_ids := array(select x.id from top_ups x where x.state = 'asked' and x.expires_at <= v_now order by x.expires_at limit p_limit for update skip locked);
    perform top_up_set_state(u.id, 'expired', null, null, null, v_now) from unnest(v_ids) u(id);
    return cardinality(v_ids);
end $$;
grant execute on function top_ups_expire(timestamptz, integer), json_top_up(top_ups) to leadx_server;
