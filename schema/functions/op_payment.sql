-- What payment providers report, each under a signature that the server has checked: deposits, charge-backs, how payouts ended.

-- a: id, name, sealed, key
create or replace function op_payment_provider(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v payment_providers;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    elsif exists (select from payment_providers x where x.name = a ->> 'name') then
        return op_refused(409, 'conflict', '/name', 'There is a provider of this name.');
    end if;
    insert into payment_providers (id, name, sealed, key, created_at)
    values ((a ->> 'id')::uuid, a ->> 'name', decode(a ->> 'sealed', 'hex'), decode(a ->> 'key', 'hex'), p_now) returning * into v;
    return op_done(json_payment_provider(v), '{}', 201);
end $$;

create or replace function json_payment_provider(v payment_providers) returns jsonb language sql stable as $$
    select jsonb_build_object('id', v.id, 'name', v.name, 'state', v.state, 'path', '/hooks/payments/' || v.name, 'created_at', json_time(v.created_at))
$$;

-- a: provider, and state, or sealed and key.
create or replace function payment_provider_change(c op_caller, a jsonb) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v payment_providers;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    update payment_providers x set state = coalesce(a ->> 'state', x.state), sealed = coalesce(decode(a ->> 'sealed', 'hex'), x.sealed),
           key = coalesce(decode(a ->> 'key', 'hex'), x.key) where x.name = a ->> 'provider' returning * into v;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_payment_provider(v));
end $$;

create or replace function op_payment_provider_state(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language sql security definer set search_path = leadx, pg_temp as $$ select * from payment_provider_change(c, a) $$;

-- The old secret is believed no more. The name stays, and with it what was said under it: its references are done for ever, which those
-- of another name would not be.
create or replace function op_payment_provider_secret(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language sql security definer set search_path = leadx, pg_temp as $$ select * from payment_provider_change(c, a) $$;

-- a: provider, body (SHA-256 of what was said), type, reference, and org, amount, currency or payout, reason. One reference of one
-- provider has one effect: said again it gets the same answer, for ever; another body under it is a conflict. The reference is
-- taken before the effect, so that of two at the same moment one waits and then repeats the other's answer.
create or replace function op_payment_event(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_reference text := (a ->> 'provider') || ':' || (a ->> 'reference');
    v_body bytea := decode(a ->> 'body', 'hex');
    v_args jsonb := (a - array['provider', 'body', 'type', 'reference']);
    v_first outside_references;
    v_answer op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    perform pg_advisory_xact_lock(hashtextextended(v_reference, 7306));
    select * into v_first from outside_references where reference = v_reference;
    if found then
        if v_first.body is distinct from v_body then
            return op_refused(409, 'conflict', '/reference', 'Something else was said under this reference before.');
        end if;
        return op_done(v_first.answer);
    end if;
    v_args := v_args || jsonb_build_object('reference', v_reference);
    v_answer := case a ->> 'type'
        when 'deposit' then op_deposit(c, v_args, p_now)
        when 'charge_back' then op_charge_back(c, v_args, p_now)
        when 'payout.confirmed' then op_payout_end(c, v_args || '{"to": "confirmed"}', p_now)
        when 'payout.returned' then op_payout_end(c, v_args || '{"to": "returned"}', p_now) end;
    if v_answer.status >= 400 then
        return v_answer;
    end if;
    v_answer.body := jsonb_build_object('id', v_answer.body -> 'id', 'type', a ->> 'type', 'reference', a ->> 'reference');
    v_answer.status := 200;
    update outside_references set body = v_body, answer = v_answer.body where reference = v_reference;
    return v_answer;
end $$;

-- What the server needs to check a signature.
create or replace function payment_provider_sealed(p_name text) returns table (id uuid, sealed bytea, key bytea, operator uuid)
    language sql stable set search_path = leadx, pg_temp as $$
    select v.id, v.sealed, v.key, o.id from payment_providers v, orgs o where v.name = p_name and v.state = 'active' and o.operates
$$;
