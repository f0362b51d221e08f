-- The administrator's desk: rulings, one or many at once, and what undoes a settled sale.

-- A ruling is read by others later and found by its words: what looks like a number or an address in it is masked.
create or replace function ruling_masked(p_text text) returns text language sql immutable parallel safe as $$
    select regexp_replace(regexp_replace(p_text, '[^\s@<>]+@[^\s@<>]+\.[[:alnum:]]{2,}', '[…]', 'g'), '\+?\d[\d\s().-]{6,}\d', '[…]', 'g')
$$;

-- Whether this ruling can be made now; null = it can.
create or replace function dispute_rule_fault(c op_caller, d disputes, p_now timestamptz) returns op_answer
    language plpgsql immutable set search_path = leadx, pg_temp as $$
begin
    if d.id is null then
        return op_refused(404, 'not_found');
    elsif d.state not in ('contested', 'appealed') or p_now >= d.due_at then
        return dispute_not_now(d, 'ruled');
    elsif d.state = 'appealed' and caller_hand(d.ruled_key) = caller_hand(c.key) then
        return op_refused(409, 'conflict', null, 'Whoever made the ruling does not decide on the appeal against it.');
    end if;
    return null;
end $$;

-- Of a contested claim: a ruling that may be appealed. Of an appeal: the end.
create or replace function dispute_rule(d disputes, p_from text, p_key uuid, p_outcome text, p_percent integer, p_text text, p_now timestamptz) returns disputes
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    d.outcome := p_outcome; d.refund_percent := p_percent; d.decided_by := 'administrator'; d.ruling := ruling_masked(p_text);
    if p_from = 'appealed' then
        perform dispute_event(d.id, 'appeal_ruled', 'operator', jsonb_build_object('outcome', d.outcome, 'refund_percent', d.refund_percent, 'text', d.ruling), p_now);
        return dispute_end(d, 'final', p_now);
    end if;
    d.state := 'ruled'; d.ruled_at := p_now; d.ruled_key := p_key; d.due_at := p_now + dispute_appeal_time();
    return dispute_set_state(d, p_from, 'operator', jsonb_build_object('outcome', d.outcome, 'refund_percent', d.refund_percent, 'by', 'administrator', 'text', d.ruling), p_now);
end $$;

-- a: {"dispute", "outcome", "refund_percent", "text"}; checked by the server: the percentage fits the outcome.
create or replace function op_dispute_rule(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    d disputes;
    v_fault op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into d from disputes x where x.id = (a ->> 'dispute')::uuid for no key update;
    v_fault := dispute_rule_fault(c, d, p_now);
    if v_fault.status is not null then
        return v_fault;
    end if;
    d := dispute_rule(d, d.state, c.key, a ->> 'outcome', (a ->> 'refund_percent')::integer, a ->> 'text', p_now);
    return op_done(dispute_json(d, 'operator'), array['lead:' || d.lead_id]);
end $$;

-- ---- many at once

create or replace function json_bulk(b dispute_bulks) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', b.id, 'at', json_time(b.at), 'outcome', b.outcome, 'refund_percent', b.refund_percent, 'text', b.ruling, 'total', b.total,
               'ruled', x.ruled, 'skipped', x.skipped, 'done_at', json_time(b.done_at))
      from (select count(*) filter (where i.result = 'ruled') as ruled, count(*) filter (where i.result = 'skipped') as skipped
              from dispute_bulk_items i where i.bulk_id = b.id) x
$$;

-- a: {"disputes": [ids]} or {"seller", "from", "to"} (when they were opened), and outcome, refund_percent, text. A case of fraud does not
-- wait until the accused contested: open claims are ruled too. The appeal stays.
create or replace function op_dispute_bulk(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_most constant integer := 10000;
    b dispute_bulks;
    v_ids uuid[];
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    v_ids := array(
        select d.id from disputes d
         where d.state in ('open', 'contested') and case when a ? 'disputes'
               then d.id = any (array(select x::uuid from jsonb_array_elements_text(a -> 'disputes') x))
               else d.seller_id = (a ->> 'seller')::uuid and d.opened_at >= (a ->> 'from')::timestamptz and d.opened_at < (a ->> 'to')::timestamptz end
         order by d.id limit c_most + 1);
    if cardinality(v_ids) = 0 then
        return op_refused(409, 'conflict', null, 'None of them can be ruled: no open or contested dispute fits.');
    elsif cardinality(v_ids) > c_most then
        return op_refused(409, 'conflict', null, 'At most ' || c_most || ' at once; choose a shorter time.');
    end if;
    insert into dispute_bulks (id, at, key_id, outcome, refund_percent, ruling, total)
    values (uuid_v7(p_now), p_now, c.key, a ->> 'outcome', (a ->> 'refund_percent')::smallint, ruling_masked(a ->> 'text'), cardinality(v_ids)) returning * into b;
    insert into dispute_bulk_items (bulk_id, dispute_id) select b.id, x from unnest(v_ids) x;
    return op_done(json_bulk(b), '{}', 202);
end $$;

-- ---- undoing

-- What op_sale_reverse would move at this moment, and where it would leave the accounts it touches; moves nothing and locks nothing, so
-- another payout or sale may come between. The wallet is the buyer's family's.
create or replace function sale_reversal_show(p_sale uuid, p_refund_percent integer) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    with x as (
        select s.*, r.refund, s.state = 'final' and r.refund > s.refund_minor as possible, w.balance_minor as wallet,
               coalesce(p.balance_minor, 0) as payable, coalesce(d.balance_minor, 0) as debt
          from sales s join accounts w on w.id = s.wallet_id
          left join accounts p on p.org_id = s.seller_id and p.currency = s.currency and p.kind = 'payable'
          left join accounts d on d.org_id = s.seller_id and d.currency = s.currency and d.kind = 'debt'
         cross join lateral (select sale_refund(s.price_minor, p_refund_percent) as refund) r
         where s.id = p_sale and s.state <> 'void'),
    y as (
        select x.*, case when x.possible then v.fee else 0 end as from_fee, case when x.possible then v.seller else 0 end as from_seller,
               case when x.possible then least(v.seller, x.payable) else 0 end as part
          from x cross join lateral sale_reversal(x.price_minor, x.fee_minor, x.refund_minor, greatest(x.refund, x.refund_minor)) v)
    select jsonb_build_object('id', y.id, 'state', y.state, 'possible', y.possible, 'price', json_money(y.price_minor, y.currency),
               'refunded', json_money(y.refund_minor, y.currency), 'refund', json_money(greatest(y.refund, y.refund_minor), y.currency),
               'from_seller', json_money(y.from_seller, y.currency), 'from_fee', json_money(y.from_fee, y.currency),
               'seller_debt', json_money(y.from_seller - y.part, y.currency),
               'balances', jsonb_build_array(
                   jsonb_build_object('party', 'buyer', 'org', y.buyer_family_id, 'account', 'wallet', 'before', y.wallet, 'after', y.wallet + y.from_fee + y.from_seller),
                   jsonb_build_object('party', 'seller', 'org', y.seller_id, 'account', 'payable', 'before', y.payable, 'after', y.payable - y.part),
                   jsonb_build_object('party', 'seller', 'org', y.seller_id, 'account', 'debt', 'before', y.debt, 'after', y.debt - (y.from_seller - y.part))))
      from y
$$;

-- a: {"sale", "refund_percent", "text"}. What was settled is never edited: new transfers take it back.
create or replace function op_sale_reverse(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    s sales;
    v jsonb;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select * into s from sales x where x.id = (a ->> 'sale')::uuid and x.state <> 'void';
    if not found then
        return op_refused(404, 'not_found');
    end if;
    v := sale_reverse(s.lead_id, s.id, (a ->> 'refund_percent')::integer, p_now, 'ruling of ' || json_time(p_now));
    if v is null then
        return op_refused(409, 'conflict', null, 'Only a settled sale can be reversed, once, and for more than its buyer has back already.');
    end if;
    perform lead_event(s.lead_id, 'reversed', s.buyer_id, jsonb_build_object('sale', s.id, 'refund_percent', a -> 'refund_percent', 'text', ruling_masked(a ->> 'text')), p_now);
    return op_done(jsonb_build_object('id', s.id, 'state', 'reversed', 'refund', json_money((v ->> 'refund')::bigint, s.currency),
                       'from_seller', json_money((v ->> 'seller')::bigint, s.currency), 'from_fee', json_money((v ->> 'fee')::bigint, s.currency),
                       'seller_debt', json_money((v ->> 'debt')::bigint, s.currency)));
end $$;
