-- What administrators do by hand about invoices: issue one now, credit one, enter a tax rate.

create or replace function op_invoice_issue(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
    v_to date := coalesce((a ->> 'to')::date, ledger_signed_until());
    v_made invoices[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v_org from orgs where id = (a ->> 'org')::uuid;
    if not found or v_org.operates then
        return op_refused(422, 'invalid_field', '/org', 'is no seller or buyer');
    elsif v_to is null or v_to > coalesce(ledger_signed_until(), '-infinity') then
        return op_refused(409, 'conflict', '/to', 'Only signed days are billed.');
    end if;
    v_made := invoice_issue(case a ->> 'series' when 'invoice' then v_org.family_id else v_org.id end, a ->> 'series', a ->> 'currency', v_to, p_now);
    if v_made = '{}' then
        return op_refused(409, 'conflict', null, 'There is nothing to bill.');
    end if;
    return op_done(jsonb_build_object('id', v_made[1].id, 'items', (select jsonb_agg(json_invoice(i)) from unnest(v_made) i)), '{}', 201);
end $$;

-- Credits part of an invoice, or all of what is left of it. Moves no money: the entry that gives it back is another thing.
create or replace function op_credit_note(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v invoices;
    v_line jsonb;
    v_left bigint;
    v_amount bigint;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into v from invoices where id = (a ->> 'invoice')::uuid for update;
    if not found then
        return op_refused(404, 'not_found');
    elsif v.series = 'credit_note' then
        return op_refused(409, 'conflict', null, 'A credit note is not credited.');
    elsif a ->> 'currency' <> v.currency then
        return op_refused(422, 'currency_mismatch', '/amount/currency', 'The invoice is in another currency.');
    end if;
    v_line := v.lines -> coalesce((a ->> 'line')::integer, 0);
    v_left := v.gross_minor - coalesce((select sum(i.gross_minor) from invoices i where i.corrects_id = v.id), 0);
    v_amount := coalesce((a ->> 'amount')::bigint, v_left);
    if v_line is null then
        return op_refused(422, 'invalid_field', '/line', 'The invoice has no such line.');
    elsif v_amount > v_left or v_amount < 1 then
        return op_refused(409, 'conflict', '/amount', 'is more than is left of the invoice');
    end if;
    v := invoice_write(v.org_id, 'credit_note', v.currency, v.from_day, v.to_day,
             jsonb_build_array(invoice_line(v_line ->> 'text', 1, v_amount,
                 row(null, null, null, null, v_line ->> 'tax_name', (v_line ->> 'rate_bp')::integer, null)::tax_rates)),
             v, a ->> 'reason', p_now);
    return op_done(json_invoice(v), '{}', 201);
end $$;

-- A rate is for days that are not billed yet: what was billed keeps its own.
create or replace function op_tax_rate_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v tax_rates;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    if exists (select from tax_rates r where r.country = coalesce(a ->> 'country', '') and r.series = a ->> 'series' and r.from_day = (a ->> 'from')::date) then
        return op_refused(409, 'conflict', '/from', 'There is a rate from this day on.');
    end if;
    insert into tax_rates (id, country, series, from_day, name, rate_bp, created_at)
    values (uuid_v7(p_now), coalesce(a ->> 'country', ''), a ->> 'series', (a ->> 'from')::date, a ->> 'name', (a ->> 'rate_bp')::integer, p_now) returning * into v;
    return op_done(json_tax_rate(v), '{}', 201);
end $$;
