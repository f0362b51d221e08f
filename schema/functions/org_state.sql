-- How a company comes to trade and stops: applied, active, suspended, closed, and per niche. Suspended, its orders pause and its
-- open leads are withdrawn; disputes and settlement go on, payouts wait. Every transition is one function here, used by the operations.

create or replace function org_move_ok(p_from text, p_to text) returns boolean language sql immutable as $$
    select p_from = p_to or (p_from, p_to) in (('applied', 'active'), ('applied', 'closed'), ('active', 'suspended'), ('active', 'closed'),
                                               ('suspended', 'active'), ('suspended', 'closed'))
$$;

-- Tells a company something about itself: it reads it at GET /v1/notices, and its endpoints that ask for notices hear of it. An
-- event travels with a sale, so who never sold or bought only reads.
create or replace function notice_tell(p_org uuid, p_kind text, p_detail jsonb, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_id uuid := uuid_v7(p_now);
begin
    insert into notices (id, org_id, at, kind, detail) values (v_id, p_org, p_now, p_kind, coalesce(p_detail, '{}'));
    if exists (select from endpoints e where e.org_id = p_org and e.state = 'active' and 'notice.posted' = any (e.events)) then
        perform sale_event('notice.posted', s.lead_id, s.id, p_org, v_id, p_now)
           from ((select x.lead_id, x.id from sales x where x.buyer_id = p_org order by x.id desc limit 1)
                 union all
                 (select x.lead_id, x.id from (select y.id from leads y where y.seller_id = p_org order by y.id desc limit 200) d join sales x on x.lead_id = d.id limit 1)
                 limit 1) s;
    end if;
end $$;

create or replace function notice_about(p_notice uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', n.id, 'at', json_time(n.at), 'kind', n.kind, 'detail', n.detail) from notices n where n.id = p_notice
$$;

-- Active orders stop with their company, or with its admission to a niche; null = every company, every niche. What was paused
-- by its buyer stays so. It is no new revision: a sale asks for the state besides, and a company may have 20,000 orders. Returns what
-- servers reload.
create or replace function orders_hold(p_org uuid, p_niche smallint, p_why text, p_now timestamptz) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ids uuid[] := array(
        select x.id from orders x join orgs b on b.id = x.org_id join niches n on n.no = x.niche_no
         where x.state = 'active' and (p_org is null or x.org_id = p_org) and (p_niche is null or x.niche_no = p_niche)
           and (p_why = 'suspension' or not org_admitted(b, n)) order by x.id for no key update of x);
begin
    update orders x set state = 'paused', paused_for = p_why, updated_at = p_now where x.id = any (v_ids);
    return array(select 'order:' || id from unnest(v_ids) id);
end $$;

-- Orders go on whose company is active and admitted; for others only the reason changes: admission may have ended during a
-- suspension, and the other way round.
create or replace function orders_release(p_org uuid, p_niche smallint, p_why text, p_now timestamptz) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_ids uuid[] := array(
        select x.id from orders x
         where x.state = 'paused' and x.paused_for = p_why and (p_org is null or x.org_id = p_org) and (p_niche is null or x.niche_no = p_niche)
         order by x.id for no key update);
    v_on uuid[];
begin
    update orders x set paused_for = case when b.state <> 'active' then 'suspension' else 'admission' end
      from orgs b, niches n
     where x.id = any (v_ids) and b.id = x.org_id and n.no = x.niche_no and (b.state <> 'active' or not org_admitted(b, n));
    v_on := array(select x.id from orders x join orgs b on b.id = x.org_id join niches n on n.no = x.niche_no
                   where x.id = any (v_ids) and b.state = 'active' and org_admitted(b, n));
    update orders x set state = 'active', paused_for = null, updated_at = p_now where x.id = any (v_on);
    return array(select 'order:' || id from unnest(v_on) id);
end $$;

-- Withdraws a page of the company's leads that nobody bought; those with a buyer stop looking for more. Rows in id order, then
-- prints, as everywhere. Returns where the next page begins; null = there is none.
create or replace function org_leads_withdraw(p_org uuid, p_after uuid, p_limit integer, p_now timestamptz) returns uuid
    language plpgsql set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_page uuid[];
    v_unsold uuid[];
begin
    v_page := array(select d.id from leads d where d.seller_id = p_org and d.id > p_after order by d.id limit p_limit);
    with mine as (select d.id from leads d join unnest(v_page) u(id) on u.id = d.id
                   where d.sellable or d.state in ('review', 'open', 'listed', 'deferred') order by d.id for update of d),
    done as (
        update leads d
           set sellable = false, state = case when d.state in ('review', 'open', 'listed', 'deferred') and lead_live(d) = 0 then 'withdrawn' else d.state end,
               code = case when d.state = 'sold' then d.code end, open_until = case when d.state = 'sold' then d.open_until end
          from mine where d.id = mine.id returning d.id, d.state)
    select array_agg(done.id) filter (where done.state = 'withdrawn') into v_unsold from done;
    perform listings_end(v_page, 'seller_stopped', p_now);
    if v_unsold is not null then
        perform claims_release(v_unsold, p_now);
        perform lead_event(u.id, 'withdrawn', null, '{"for": "suspension"}', p_now) from unnest(v_unsold) u(id);
    end if;
    return case when cardinality(v_page) = p_limit then v_page[p_limit] end;
end $$;

create or replace function changed_once(p_changed text[]) returns text[] language sql immutable as $$
    select coalesce(array_agg(x order by x not like 'org:%', x), '{}') from (select distinct unnest(p_changed)) u(x)
$$;

-- Why a company does not go there; null = it does. Who begins to trade has accepted the terms, if any were published.
create or replace function org_move_fault(o orgs, p_to text, p_pointer text) returns op_answer language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    if p_to is null or p_to = o.state then
        return null;
    elsif not org_move_ok(o.state, p_to) or o.operates then
        return op_refused(409, 'conflict', p_pointer, 'cannot go from ' || o.state || ' to ' || p_to);
    elsif o.state = 'applied' and p_to = 'active' and (terms_current()).version is distinct from o.terms and (terms_current()).version is not null then
        return op_refused(409, 'conflict', p_pointer, 'The company has not accepted the terms ' || (terms_current()).version || '.');
    end if;
    return null;
end $$;

-- The company's row is locked. Moves it; returns what servers reload. Moving it where it is does nothing.
create or replace function org_set_state(p_org uuid, p_to text, p_reason text, p_key uuid, p_now timestamptz) returns text[]
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_oldest constant interval := '100 days';   -- nothing is open or listed for longer
    v_from text;
    v_changed text[];
begin
    select state into strict v_from from orgs where id = p_org;
    if v_from = p_to then
        return '{}';
    elsif not org_move_ok(v_from, p_to) then
        raise exception 'a company does not go from % to %', v_from, p_to using errcode = 'LX003';
    end if;
    v_changed := org_changed(p_org);
    update orgs set state = p_to, revision = revision + 1, vetted_at = case when p_to = 'active' then coalesce(vetted_at, p_now) else vetted_at end where id = p_org;
    if p_to = 'active' then
        update org_suspensions set ended_at = p_now, cursor = null where org_id = p_org and ended_at is null;
        v_changed := v_changed || orders_release(p_org, null, 'suspension', p_now);
    else
        v_changed := v_changed || orders_hold(p_org, null, 'suspension', p_now);
        update org_suspensions set ended_at = p_now where org_id = p_org and ended_at is null;
        insert into org_suspensions (id, org_id, at, reason, key_id, cursor)
        values (uuid_v7(p_now), p_org, p_now, p_reason, p_key, org_leads_withdraw(p_org, uuid_floor(p_now - c_oldest), 500, p_now));
    end if;
    perform notice_tell(p_org, 'org.' || case when p_to = 'active' and v_from = 'suspended' then 'resumed' when p_to = 'active' then 'approved' else p_to end,
                        jsonb_strip_nulls(jsonb_build_object('reason', p_reason)), p_now);
    return changed_once(v_changed);
end $$;

-- The chore: what a transition left of the company's open leads. Nobody can buy these meanwhile.
create or replace function suspended_withdraw(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v org_suspensions;
begin
    select * into v from org_suspensions x where x.cursor is not null order by x.id limit 1 for update skip locked;
    if not found then
        return 0;
    end if;
    update org_suspensions x set cursor = org_leads_withdraw(v.org_id, v.cursor, p_limit, coalesce(p_now, leadx_now())) where x.id = v.id;
    return 1;
end $$;
grant execute on function suspended_withdraw(timestamptz, integer) to leadx_server;

-- Newest published terms; an empty row: none were published.
create or replace function terms_current() returns terms_versions language sql stable set search_path = leadx, pg_temp as $$
    select t.* from terms_versions t order by t.published_at desc, t.version desc limit 1
$$;
