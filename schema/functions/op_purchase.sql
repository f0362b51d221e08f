-- Buying listed leads by click: each is bought or refused by itself, through leads_sell() as every sale, on the buyer's market order
-- of its niche. One transaction with the Idempotency-Key, so a click repeated buys nothing twice.

-- The buyer's market order of the niche, made on first use.
create or replace function market_order(c op_caller, p_niche niches, p_now timestamptz) returns orders
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v orders;
begin
    select * into v from orders o where o.org_id = c.org and o.niche_no = p_niche.no and o.kind = 'market' and o.state <> 'closed';
    if not found then
        perform pg_advisory_xact_lock(hashtextextended(c.org::text, 7308));    -- one of two first clicks makes it
        select * into v from orders o where o.org_id = c.org and o.niche_no = p_niche.no and o.kind = 'market' and o.state <> 'closed';
        if not found then
            v := order_insert(c, '{"type": "market", "name": "Marketplace"}', p_niche, null, p_now);
        end if;
    end if;
    return v;
end $$;

-- Why a verdict of leads_sell() kept a buyer from it. 0: nobody asked it, because what it wanted was taken.
create or replace function purchase_code(p_verdict smallint, p_code text, p_exclusive boolean, p_state text) returns text language sql immutable as $$
    select case p_verdict when 1 then null when 3 then 'cap' when 4 then 'money' when 5 then 'consent' when 6 then 'suppressed' when 7 then 'repeat'
                          when 8 then 'paused' when 9 then 'own_family' when 12 then 'contact_limit'
                          when 13 then 'price_rose'
                          else case when p_code = 'suppressed' then 'suppressed' when p_state <> 'gone' and p_exclusive then 'not_exclusive' else 'gone' end end
$$;

-- What is asked for, line by line, with its lead if that is still listed, and the place of its niche among p_niches. Leads are locked in
-- id order before anything is decided: those who click together wait for each other here, and the second sees what the first left.
create or replace function purchase_lines(p_lines jsonb, p_niches smallint[], p_now timestamptz)
    returns table (no integer, exclusive boolean, most bigint, lead_id uuid, place integer)
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform from listings y join leads d on d.id = y.lead_id
      where y.id in (select (e ->> 'id')::uuid from jsonb_array_elements(p_lines) e) and y.state = 'listed' order by d.id for no key update of d;
    return query
    select u.i::integer, coalesce((u.e ->> 'exclusive')::boolean, false), (u.e ->> 'price')::bigint, y.lead_id, array_position(p_niches, y.niche_no)
      from jsonb_array_elements(p_lines) with ordinality u(e, i)
      left join listings y on y.id = (u.e ->> 'id')::uuid and y.state = 'listed' and y.ends_at > p_now order by u.i;
end $$;

-- The lines through the sale, in the order they were named: money goes to the first. The decision keeps the listing's price, not what the
-- buyer would have paid. p_order: the place of each line's market order.
create or replace function purchase_sell(p_leads uuid[], p_exclusive boolean[], p_most bigint[], p_sales uuid[], p_order integer[], p_orders orders[], p_now timestamptz,
    out state text[], out code text[], out verdict smallint[], out due integer) language plpgsql set search_path = leadx, pg_temp as $$
declare
    n constant integer := cardinality(p_leads);
    c_text constant text[] := array_fill(null::text, array[n]);
    c_bytes constant bytea[] := array_fill(null::bytea, array[n]);
    c_ids constant uuid[] := array_fill(null::uuid, array[n]);
    v_stand uuid[]; v_family uuid[]; v_niche smallint[]; v_source uuid[];
    f_lead integer[]; f_channel smallint[]; f_hash bytea[]; f_suppress bytea[];
    v_prints integer[]; v_reasoning text[];
begin
    select array_agg(d.seller_id order by u.i), array_agg(d.seller_family_id order by u.i), array_agg(d.niche_no order by u.i), array_agg(d.source_id order by u.i),
           array_agg(jsonb_build_object('v', 1, 'candidates', jsonb_build_array(jsonb_build_object('order', p_orders[p_order[u.i]].id,
               'revision', p_orders[p_order[u.i]].revision, 'price', case when p_exclusive[u.i] then market_price_exclusive(g.market, m.share, g.floor_exclusive_minor) else m.share end,
               'exclusive', p_exclusive[u.i])))::text order by u.i)
      into v_stand, v_family, v_niche, v_source, v_reasoning
      from unnest(p_leads) with ordinality u(id, i) join leads d on d.id = u.id join niches g on g.no = d.niche_no
      join listings y on y.lead_id = d.id and y.state = 'listed'
     cross join lateral (select market_price(g.market, y.start_minor, y.floor_minor, y.listed_at, d.resold, p_now) as share) m;
    select array_agg(y.i order by y.i, y.k), array_agg(y.channel order by y.i, y.k), array_agg(y.hash order by y.i, y.k), array_agg(y.suppress order by y.i, y.k)
      into f_lead, f_channel, f_hash, f_suppress
      from (select u.i::integer as i, p.k, p.channel, p.hash, p.suppress
              from unnest(p_leads) with ordinality u(id, i) join contacts v on v.lead_id = u.id
             cross join lateral unnest(v.channels, v.prints, v.suppress) with ordinality p(channel, hash, suppress, k)) y;
    v_prints := array(select count(x.l)::integer from generate_series(1, n) i left join unnest(f_lead) x(l) on x.l <= i group by i order by i);
    select s.out_state, s.out_code, s.out_verdict, s.out_due into state, code, verdict, due
      from leads_sell(null, p_leads, array_fill(false, array[n]), array_fill('route'::text, array[n]), c_text, array_fill(false, array[n]),
               v_stand, v_family, v_niche, v_source, c_ids, array_fill(1::smallint, array[n]), array_fill(null::bigint, array[n]),
               array_fill('cold'::text, array[n]), array_fill(0::smallint, array[n]), array_fill('{}'::text, array[n]), c_text, c_text,
               array_fill(null::bigint, array[n]), c_text, c_ids, c_bytes, c_bytes, array_fill(null::bigint, array[n]), c_bytes, c_bytes, c_bytes, c_bytes,
               array(select uuid_v7(p_now) from generate_series(1, n)), array_fill('purchase'::text, array[n]), v_reasoning,
               v_prints, array(select i from generate_series(1, n) i), f_lead, f_channel, f_hash, f_suppress,
               -- no two of them are the same print: one person is listed once in a niche
               array(select i from generate_series(1, cardinality(f_lead)) i),
               array(select o.id from unnest(p_orders) o), array(select o.revision from unnest(p_orders) o), p_order, p_exclusive, p_sales, p_most) s;
end $$;

-- Two of these leads, of different niches, are of one person: how often a person is sold is counted lead by lead.
create or replace function purchase_same_person(p_leads uuid[]) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select exists (select from contacts v cross join lateral unnest(v.prints) h where v.lead_id = any (p_leads) group by h having count(distinct v.lead_id) > 1)
$$;

-- One line's answer; p_code null: bought.
create or replace function purchase_answer(p_listing uuid, p_exclusive boolean, p_code text, p_lead uuid, p_sale uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('listing', p_listing, 'exclusive', p_exclusive, 'status', case when p_code is null then 'sold' else 'refused' end, 'code', p_code,
               'sale', s.id, 'price', json_money(s.price_minor, s.currency), 'order', s.order_id)
      from (select) x left join sales s on p_code is null and s.lead_id = p_lead and s.id = p_sale
$$;

-- Why nothing is bought at all; null = each line is looked at.
create or replace function purchase_fault(c op_caller, p_lines jsonb) returns op_answer language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_line bigint;
begin
    if not exists (select from orgs o where o.id = c.org and o.buys and o.state = 'active') then
        return op_refused(403, 'forbidden', null, 'The company does not buy.');
    end if;
    select min(u.i) into v_line from jsonb_array_elements(p_lines) with ordinality u(e, i)
      join listings y on y.id = (u.e ->> 'id')::uuid join niches n on n.no = y.niche_no where u.e ->> 'currency' <> n.currency;
    if v_line is not null then
        return op_refused(422, 'currency_mismatch', '/listings/' || v_line - 1 || '/price/currency', 'is not the currency of the listing');
    end if;
    return null;
end $$;

-- The buyer's market orders for what is asked for, one a niche that admits it.
create or replace function purchase_orders(c op_caller, p_lines jsonb, p_now timestamptz) returns orders[] language sql set search_path = leadx, pg_temp as $$
    select coalesce(array_agg(market_order(c, n, p_now) order by n.no), '{}') from niches n
     where n.no in (select y.niche_no from listings y where y.id in (select (e ->> 'id')::uuid from jsonb_array_elements(p_lines) e) and y.state = 'listed')
       and (select org_admitted(b, n) from orgs b where b.id = c.org)
$$;

-- a: {"listings": [{"id", "price", "currency", "exclusive"}]}, each listing once; price: the most it may cost, what the buyer saw.
create or replace function op_purchase(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_fault op_answer := purchase_fault(c, a -> 'listings');
    v_orders orders[];
    v_no integer[]; v_exclusive boolean[]; v_most bigint[]; v_leads uuid[]; v_place integer[]; v_sales uuid[];    -- lines that are there to be bought
    v_state text[]; v_code text[]; v_verdict smallint[];
    v_barred integer[];                                                                                            -- lines of niches that do not admit the buyer
    v_items jsonb;
begin
    if v_fault.status is not null then
        return v_fault;
    end if;
    perform ledger_gate(p_now);     -- before any lead is locked, as every sale does
    v_orders := purchase_orders(c, a -> 'listings', p_now);     -- before the leads: who makes an order holds up nobody who buys
    select array_agg(l.no) filter (where l.place is not null), array_agg(l.exclusive) filter (where l.place is not null), array_agg(l.most) filter (where l.place is not null),
           array_agg(l.lead_id) filter (where l.place is not null), array_agg(l.place) filter (where l.place is not null),
           array_agg(uuid_v7(p_now)) filter (where l.place is not null), array_agg(l.no) filter (where l.place is null and l.lead_id is not null)
      into v_no, v_exclusive, v_most, v_leads, v_place, v_sales, v_barred
      from purchase_lines(a -> 'listings', array(select o.niche_no from unnest(v_orders) o), p_now) l;
    if purchase_same_person(v_leads) then
        for i in 1 .. cardinality(v_leads) loop     -- each sees what the one before it did to the person
            select v_state || s.state, v_code || s.code, v_verdict || s.verdict into v_state, v_code, v_verdict
              from purchase_sell(v_leads[i:i], v_exclusive[i:i], v_most[i:i], v_sales[i:i], v_place[i:i], v_orders, p_now) s;
        end loop;
    elsif v_leads is not null then
        select s.state, s.code, s.verdict into v_state, v_code, v_verdict
          from purchase_sell(v_leads, v_exclusive, v_most, v_sales, v_place, v_orders, p_now) s;
    end if;
    select jsonb_agg(purchase_answer((u.e ->> 'id')::uuid, coalesce((u.e ->> 'exclusive')::boolean, false),
               case when x.i is not null then purchase_code(v_verdict[x.i], v_code[x.i], v_exclusive[x.i], v_state[x.i])
                    when u.i = any (v_barred) then 'not_admitted' else 'gone' end, v_leads[x.i], v_sales[x.i]) order by u.i)
      into v_items
      from jsonb_array_elements(a -> 'listings') with ordinality u(e, i) left join unnest(v_no) with ordinality x(no, i) on x.no = u.i;
    return op_done(jsonb_build_object('items', v_items, 'bought', (select count(*) from jsonb_array_elements(v_items) e where e ->> 'status' = 'sold')),
                   array(select 'order:' || o.id from unnest(v_orders) o where o.created_at = p_now), 201);
end $$;
