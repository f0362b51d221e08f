-- Offers: an advertiser's own proposition, with the one order that buys for it; sellers ask to join, its buyer decides.

create or replace function op_offer_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_niche niches;
    v_fault op_answer;
    v_offer offers;
    v_order orders;
begin
    select * into v_niche from niches where name = a ->> 'niche' and state = 'active' for share;
    if not found then
        return op_refused(422, 'unknown_niche', '/niche', 'There is no such niche.');
    end if;
    v_fault := order_fault(c, a, v_niche, true);
    if v_fault.status is not null then
        return v_fault;
    end if;
    if orders_full(c.org) then
        return op_refused(409, 'conflict', null, 'The company has 20000 orders; close some first.');
    end if;
    insert into offers (id, org_id, niche_no, name, description, created_at)
    values (uuid_v7(p_now), c.org, v_niche.no, a ->> 'name', a ->> 'description', p_now) returning * into v_offer;
    v_order := order_insert(c, a, v_niche, v_offer.id, p_now);
    return op_done(json_offer(v_offer), array['order:' || v_order.id, 'offer:' || v_offer.id], 201);
end $$;

-- Offers a seller may see: of other families, in niches it is admitted to. Its own past is always visible to it.
create or replace function offer_joinable(f offers, p_seller orgs) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select f.state = 'active' and b.family_id <> p_seller.family_id and org_admitted(p_seller, n)
      from orgs b, niches n where b.id = f.org_id and n.no = f.niche_no
$$;

create or replace function op_offer_join(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_seller orgs;
    v_offer offers;
    v_member offer_sellers;
begin
    select * into strict v_seller from orgs where id = c.org;
    select f.* into v_offer from offers f where f.id = (a ->> 'offer')::uuid and offer_joinable(f, v_seller) for share;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    if not v_seller.sells or v_seller.state <> 'active' then
        return op_refused(403, 'forbidden', null, 'The company does not sell.');
    end if;
    insert into offer_sellers (offer_id, seller_id, state, asked_at) values (v_offer.id, c.org, 'asked', p_now)
        on conflict (offer_id, seller_id) do nothing returning * into v_member;
    if found then
        return op_done(json_membership(v_member), array['offer:' || v_offer.id]);
    end if;
    select * into strict v_member from offer_sellers s where s.offer_id = v_offer.id and s.seller_id = c.org;
    return op_done(json_membership(v_member));
end $$;

-- The buyer admits or refuses who asked, and may change its mind.
create or replace function op_offer_decide(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_offer offers;
    v_member offer_sellers;
begin
    select * into v_offer from offers where id = (a ->> 'offer')::uuid and org_id = c.org for share;
    if not found or not exists (select from offer_sellers where offer_id = v_offer.id and seller_id = (a ->> 'seller')::uuid) then
        return op_refused(404, 'not_found');
    end if;
    if v_offer.state = 'closed' then
        return op_refused(409, 'conflict', null, 'The offer is closed.');
    end if;
    update offer_sellers set state = a ->> 'state', decided_at = p_now
     where offer_id = v_offer.id and seller_id = (a ->> 'seller')::uuid returning * into v_member;
    return op_done(json_membership(v_member), array['offer:' || v_offer.id]);
end $$;

-- An offer ends by closing its order, and the other way round.
create or replace function op_offer_close(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_offer offers;
    v_closed op_answer;
begin
    select * into v_offer from offers where id = (a ->> 'offer')::uuid and org_id = c.org;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    v_closed := op_order_state(c, jsonb_build_object('order', (select o.id from orders o where o.offer_id = v_offer.id), 'state', 'closed'), p_now);
    select * into strict v_offer from offers where id = v_offer.id;
    return op_done(json_offer(v_offer), v_closed.changed);
end $$;
