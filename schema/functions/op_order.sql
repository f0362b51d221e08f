-- Standing orders: made, changed, paused, resumed, closed by their buyer. Every change of terms or state is a new revision;
-- a sale proposed under another one is refused.

-- A name of the IANA database; null is fine too. Reading that list takes the server tenths of a second, so what the
-- company used before is not looked up again.
create or replace function time_zone_known(p_zone text, p_org uuid) returns boolean language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    if p_zone is null or p_zone = 'UTC' or exists (select from orders o where o.org_id = p_org and o.time_zone = p_zone) then
        return true;
    end if;
    return exists (select from pg_timezone_names z where z.name = p_zone and z.name !~ '^(posix|right)/');
end $$;

-- May the caller buy in this niche on these terms? Null = yes. What a change leaves out is not asked about.
create or replace function order_fault(c op_caller, a jsonb, p_niche niches, p_offer boolean) returns op_answer
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_org orgs;
begin
    select * into strict v_org from orgs where id = c.org;
    if not v_org.buys or v_org.state <> 'active' then
        return op_refused(403, 'forbidden', null, 'The company does not buy.');
    end if;
    if not org_admitted(v_org, p_niche) then
        return op_refused(403, 'not_admitted', '/niche', 'The company is not admitted to this niche.');
    end if;
    if (a ->> 'niche_revision')::integer <> p_niche.revision then
        return op_refused(409, 'conflict', '/filter', 'The niche changed meanwhile; try again.');
    end if;
    if (a ->> 'shared_price')::bigint < p_niche.floor_shared_minor then
        return op_refused(422, 'invalid_field', '/shared_price', 'is below the niche''s floor');
    end if;
    if (a ->> 'exclusive_price')::bigint < p_niche.floor_exclusive_minor then
        return op_refused(422, 'invalid_field', case when p_offer then '/price' else '/exclusive_price' end,
                          'is below the niche''s floor');
    end if;
    if (a #>> '{market,max_price}')::bigint < p_niche.floor_shared_minor then
        return op_refused(422, 'invalid_field', '/market/max_price', 'is below the niche''s floor');
    end if;
    if not time_zone_known(a ->> 'time_zone', c.org) then
        return op_refused(422, 'invalid_field', '/time_zone', 'must be a name of the IANA time zone database, such as Europe/Moscow');
    end if;
    if a #>> '{delivery,endpoint}' is not null and not exists (
        select from endpoints e where e.id = (a #>> '{delivery,endpoint}')::uuid and e.org_id = c.org and e.kind = a #>> '{delivery,type}' and e.state = 'active') then
        return op_refused(422, 'invalid_field', '/delivery/endpoint', 'is no active endpoint of yours of that type');
    end if;
    return null;
end $$;

-- What the order bought since. Sales count when they are made; only the total gets back what was returned.
drop function if exists order_used;
create function order_used(o orders, p_from timestamptz, p_total boolean, out n bigint, out minor bigint, out last timestamptz)
    language sql stable set search_path = leadx, pg_temp as $$
    select count(*), coalesce(sum(s.price_minor), 0)::bigint, max(s.sold_at)
      from sales s
     where s.buyer_id = o.org_id and s.order_id = o.id and s.sold_at >= p_from and s.state <> 'void'
       and (not p_total or s.state <> 'returned')
       -- ids carry the server's time: a bound for the index with a day to spare, except where a test clock runs ahead
       and s.id >= case when exists (select from test_clock) then '00000000-0000-0000-0000-000000000000'
                        else uuid_floor(greatest(p_from, o.created_at) - interval '1 day') end
$$;

-- Makes the order's caps those of the list. A new cap, or all of them in a new time zone, starts with what the current
-- period already used. The caller holds the gate (7301), or the order is new.
create or replace function order_caps_write(o orders, p_caps jsonb, p_recount boolean, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    r record;
    u record;
    v_start timestamptz;
begin
    delete from order_caps k where k.order_id = o.id
       and not exists (select from jsonb_array_elements(p_caps) e where e ->> 'per' = k.per);
    for r in select e ->> 'per' as per, (e ->> 'count')::bigint as n, (e ->> 'amount')::bigint as minor,
                    cap_period_start(e ->> 'per', p_now, o.time_zone) as start,
                    exists (select from order_caps k where k.order_id = o.id and k.per = e ->> 'per') as known
               from jsonb_array_elements(p_caps) e order by 1 loop
        if r.known and not p_recount then
            update order_caps set count_cap = r.n, minor_cap = r.minor where order_id = o.id and per = r.per;
            continue;
        end if;
        select * into u from order_used(o, r.start, r.per = 'total');
        v_start := r.start;
        if cap_period_start(r.per, u.last, o.time_zone) > v_start then  -- a sale while we waited, and in the next period
            v_start := cap_period_start(r.per, u.last, o.time_zone);
            select * into u from order_used(o, v_start, false);
        end if;
        insert into order_caps (order_id, per, count_cap, minor_cap, period_start, used_count, used_minor)
        values (o.id, r.per, r.n, r.minor, v_start, u.n, u.minor)
            on conflict (order_id, per) do update set count_cap = excluded.count_cap, minor_cap = excluded.minor_cap,
               period_start = excluded.period_start, used_count = excluded.used_count, used_minor = excluded.used_minor;
    end loop;
end $$;

create or replace function order_record(o orders, p_key uuid, p_now timestamptz) returns void
    language sql set search_path = leadx, pg_temp as $$
    insert into order_revisions (order_id, revision, terms, key_id, at) values (o.id, o.revision, json_order(o), p_key, p_now)
$$;

-- The new order itself; checked by order_fault before. The family's wallet and escrow come with its first order.
create or replace function order_insert(c op_caller, a jsonb, p_niche niches, p_offer uuid, p_now timestamptz) returns orders
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_order orders;
begin
    perform accounts_ensure(c.family, p_niche.currency, array['escrow', 'wallet'], p_now);
    insert into orders (id, org_id, family_id, niche_no, offer_id, kind, name, filter, shared_price_minor, exclusive_price_minor, schedule,
                        time_zone, delivery, endpoint_id, priority, wallet_id, escrow_id, market, created_at, updated_at)
    select uuid_v7(p_now), c.org, c.family, p_niche.no, p_offer, coalesce(a ->> 'type', 'standing'), a ->> 'name', coalesce(a -> 'filter', '{}'),
           (a ->> 'shared_price')::bigint, (a ->> 'exclusive_price')::bigint, nullif(a -> 'schedule', 'null'),
           coalesce(a ->> 'time_zone', 'UTC'), coalesce(nullif(a -> 'delivery', 'null'), '{"type": "pull"}'), (a #>> '{delivery,endpoint}')::uuid,
           coalesce((a ->> 'priority')::smallint, 0), w.id, e.id, nullif(a -> 'market', 'null'), p_now, p_now
      from accounts w, accounts e
     where w.org_id = c.family and w.currency = p_niche.currency and w.kind = 'wallet'
       and e.org_id = c.family and e.currency = p_niche.currency and e.kind = 'escrow'
    returning * into strict v_order;
    perform order_caps_write(v_order, coalesce(nullif(a -> 'caps', 'null'), '[]'), false, p_now);
    perform order_record(v_order, c.key, p_now);
    return v_order;
end $$;

create or replace function orders_full(p_org uuid) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select count(*) >= 20000 from orders where org_id = p_org and state <> 'closed'
$$;

create or replace function op_order_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    v_fault op_answer;
    v_order orders;
begin
    select * into v_niche from niches where name = a ->> 'niche' and state = 'active' for share;
    if not found then
        return op_refused(422, 'unknown_niche', '/niche', 'There is no such niche.');
    end if;
    v_fault := order_fault(c, a, v_niche, false);
    if v_fault.status is not null then
        return v_fault;
    end if;
    if orders_full(c.org) then
        return op_refused(409, 'conflict', null, 'The company has 20000 orders; close some first.');
    end if;
    v_order := order_insert(c, a, v_niche, null, p_now);
    return op_done(json_order(v_order), array['order:' || v_order.id], 201);
end $$;

-- What would be wrong with the order's prices after the change; null = nothing.
create or replace function order_price_fault(o orders, a jsonb) returns op_answer language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_shared bigint := case when a ? 'shared_price' then (a ->> 'shared_price')::bigint else o.shared_price_minor end;
    v_exclusive bigint := case when a ? 'exclusive_price' then (a ->> 'exclusive_price')::bigint else o.exclusive_price_minor end;
begin
    if o.kind = 'market' then
        if v_shared is not null or v_exclusive is not null then
            return op_refused(422, 'invalid_field', case when v_shared is not null then '/shared_price' else '/exclusive_price' end,
                              'A marketplace order has no price: each listing has its own.');
        elsif a ?| '{filter,schedule,market}' then
            return op_refused(422, 'invalid_field', case when a ? 'filter' then '/filter' when a ? 'schedule' then '/schedule' else '/market' end,
                              'A marketplace order buys what is clicked, when it is clicked.');
        end if;
    elsif o.offer_id is not null and nullif(a -> 'market', 'null') is not null then
        return op_refused(422, 'invalid_field', '/market', 'An offer''s order takes the leads generated for it alone.');
    elsif o.offer_id is not null and v_shared is not null then
        return op_refused(422, 'invalid_field', '/shared_price', 'An offer''s order buys exclusively.');
    elsif o.offer_id is not null and v_exclusive is null then
        return op_refused(422, 'invalid_field', '/exclusive_price', 'An offer''s order needs its exclusive price.');
    elsif v_shared is null and v_exclusive is null then
        return op_refused(422, 'missing_field', '/shared_price', 'An order needs a shared price, an exclusive price, or both.');
    end if;
    return null;
end $$;

create or replace function op_order_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    v_fault op_answer;
    v_order orders;
    v_zone text;
begin
    select * into v_order from orders where id = (a ->> 'order')::uuid and org_id = c.org for no key update;
    if not found then
        return op_refused(404, 'not_found');
    elsif v_order.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The order is closed.');
    end if;
    v_fault := revision_fault(a, v_order.revision);
    if v_fault.status is not null then
        return v_fault;
    end if;
    select * into strict v_niche from niches where no = v_order.niche_no for share;
    v_fault := order_fault(c, a, v_niche, v_order.offer_id is not null);
    if v_fault.status is null then
        v_fault := order_price_fault(v_order, a);
    end if;
    if v_fault.status is not null then
        return v_fault;
    end if;
    v_zone := v_order.time_zone;
    if a ? 'caps' or a ->> 'time_zone' <> v_zone then
        -- No sale is under way while counters are made from sales. Not before the checks: all sales wait for this lock; and
        -- no sale locks what is locked so far.
        perform pg_advisory_xact_lock(7301);
    end if;
    update orders set
        name = coalesce(a ->> 'name', name), filter = coalesce(a -> 'filter', filter),
        shared_price_minor = case when a ? 'shared_price' then (a ->> 'shared_price')::bigint else shared_price_minor end,
        exclusive_price_minor = case when a ? 'exclusive_price' then (a ->> 'exclusive_price')::bigint else exclusive_price_minor end,
        schedule = case when a ? 'schedule' then nullif(a -> 'schedule', 'null') else schedule end,
        time_zone = coalesce(a ->> 'time_zone', time_zone),
        delivery = coalesce(nullif(a -> 'delivery', 'null'), delivery),
        endpoint_id = case when jsonb_typeof(a -> 'delivery') = 'object' then (a #>> '{delivery,endpoint}')::uuid else endpoint_id end,
        priority = coalesce((a ->> 'priority')::smallint, priority),
        market = case when a ? 'market' then nullif(a -> 'market', 'null') else market end, revision = revision + 1, updated_at = p_now
     where id = v_order.id returning * into v_order;
    if a ? 'caps' or v_order.time_zone <> v_zone then
        perform order_caps_write(v_order, case when a ? 'caps' then coalesce(nullif(a -> 'caps', 'null'), '[]') else order_caps_list(v_order.id) end,
                                 v_order.time_zone <> v_zone, p_now);
    end if;
    perform order_record(v_order, c.key, p_now);
    return op_done(json_order(v_order), array['order:' || v_order.id]);
end $$;

-- The caps as the arguments of a change would say them.
create or replace function order_caps_list(p_order uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('per', per, 'count', count_cap, 'amount', minor_cap)), '[]') from order_caps where order_id = p_order
$$;

-- Pause, resume, close. Asking for the state it is in changes nothing. An offer ends with its order.
create or replace function op_order_state(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_order orders;
    v_changed text[];
begin
    select * into v_order from orders where id = (a ->> 'order')::uuid and org_id = c.org for no key update;
    if not found then
        return op_refused(404, 'not_found');
    elsif v_order.state = a ->> 'state' and v_order.paused_for is null then
        return op_done(json_order(v_order));
    elsif v_order.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The order is closed.');
    elsif a ->> 'state' = 'active' and not (select org_admitted(b, n) from orgs b, niches n where b.id = c.org and n.no = v_order.niche_no) then
        return op_refused(403, 'not_admitted', null, 'The company is not admitted to this niche.');
    end if;
    update orders set state = a ->> 'state', paused_for = null, revision = revision + 1, updated_at = p_now where id = v_order.id returning * into v_order;
    v_changed := array['order:' || v_order.id];
    if v_order.offer_id is not null then
        update offers set state = 'closed' where id = v_order.offer_id and v_order.state = 'closed';
        v_changed := v_changed || ('offer:' || v_order.offer_id);
    end if;
    perform order_record(v_order, c.key, p_now);
    return op_done(json_order(v_order), v_changed);
end $$;
