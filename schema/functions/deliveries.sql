-- The outbox's two ends: what is due is claimed under a lease, and how it ended is recorded. Any number of servers do it
-- side by side. A killed server's claims come due again when their lease ends, so every event goes out at least once,
-- always under its delivery's id.

-- The moment inside a UUIDv7.
create or replace function uuid_time(p_id uuid) returns timestamptz language sql immutable strict parallel safe as $$
    select to_timestamp(('x0000' || left(replace(p_id::text, '-', ''), 12))::bit(64)::bigint / 1000.0)
$$;

-- What an endpoint's messages are signed or filled with, sealed; newest first. JSON, for the server alone.
create or replace function endpoint_sealed(p_endpoint uuid, p_now timestamptz) returns text language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(json_agg(json_build_object('id', x.id, 'use', x.use, 'sealed', x.sealed::text, 'key', x.key::text) order by x.id desc), '[]')::text
      from endpoint_secrets x where x.endpoint_id = p_endpoint and (x.ends_at is null or x.ends_at > p_now)
$$;

-- One row an endpoint that hears of the event: on its other endpoints than p_ref, a buyer hears that p_ref was disabled.
create or replace function sale_event(p_event text, p_lead uuid, p_sale uuid, p_buyer uuid, p_ref uuid, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into deliveries (lead_id, id, sale_id, buyer_id, channel, state, due_at, endpoint_id, event, ref)
    select p_lead, uuid_v7(p_now), p_sale, p_buyer, e.kind, 'due', p_now, e.id, p_event, p_ref
      from endpoints e where e.org_id = p_buyer and p_event = any (e.events) and e.id is distinct from p_ref
       and (e.state = 'active' or p_event = 'consent.revoked');
end $$;

-- Claims at most p_limit deliveries: the endpoints take turns, each has at most p_per_endpoint under way in this process
-- (p_busy, p_busy_n: what is under way), and those that failed or were slow last share p_suspects places with one each, so
-- that they never hold up the others. After a circuit's pause one delivery probes.
drop function if exists deliveries_claim;
create function deliveries_claim(p_now timestamptz, p_limit integer, p_suspects integer, p_per_endpoint integer, p_lease_ms bigint,
        p_busy uuid[], p_busy_n integer[])
    returns table (lead_id uuid, id uuid, attempt integer, round integer, event text, endpoint uuid, kind text, address text, payload text,
                   template text, suspect boolean, sealed text, live boolean, sale text, lead text, about text,
                   contact bytea, contact_key bytea, consent bytea, consent_key bytea)
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_lease timestamptz := v_now + p_lease_ms * interval '1 millisecond';
begin
    return query
    with recursive waiting (endpoint_id) as (
        (select y.endpoint_id from deliveries y where y.state in ('due', 'sending') and y.endpoint_id is not null order by y.endpoint_id limit 1)
        union all
        select (select y.endpoint_id from deliveries y where y.state in ('due', 'sending') and y.endpoint_id > w.endpoint_id
                 order by y.endpoint_id limit 1)
          from waiting w where w.endpoint_id is not null),
    ends as (
        select e.id as endpoint_id, e.opened_until is not null as probing, x.suspect,
               case when x.suspect then 1 else p_per_endpoint end
                   - coalesce((select b.n from unnest(p_busy, p_busy_n) b(id, n) where b.id = e.id), 0) as room
          from waiting w join endpoints e on e.id = w.endpoint_id
         cross join lateral (select e.failures > 0 or e.slow or e.opened_until is not null as suspect) x
         where e.state = 'active' and (e.opened_until is null or e.opened_until <= v_now)),
    found as (
        select e.endpoint_id, e.probing, e.suspect, d.lead_id, d.id, d.due_at,
               row_number() over (partition by e.endpoint_id order by d.due_at, d.id) as place
          from ends e cross join lateral (
              select y.lead_id, y.id, y.due_at from deliveries y
               where y.endpoint_id = e.endpoint_id and y.state in ('due', 'sending') and y.due_at <= v_now
               order by y.due_at limit e.room for update skip locked) d
         where e.room > 0),
    turns as (select f.*, row_number() over (partition by f.suspect order by f.place, f.due_at, f.id) as turn from found f),
    chosen as (
        select * from turns t where not t.suspect or t.turn <= p_suspects order by t.place, t.due_at, t.id limit p_limit),
    taken as (
        update deliveries y set state = 'sending', attempts = y.attempts + 1, due_at = v_lease
          from chosen c where y.lead_id = c.lead_id and y.id = c.id
        returning y.lead_id, y.id, y.attempts, y.replayed_at, y.event, y.endpoint_id, y.sale_id, y.ref, c.place, c.suspect),
    probes as (
        update endpoints e set opened_until = v_lease
          from (select c.endpoint_id from chosen c where c.probing order by 1) c
         where e.id = c.endpoint_id and e.opened_until <= v_now)
    select t.lead_id, t.id, t.attempts::integer, (t.attempts - t.replayed_at)::integer, t.event::text, e.id, e.kind, e.address, e.payload, e.template::text, t.suspect,
           endpoint_sealed(e.id, v_now), case t.event when 'lead.sold' then s.state in ('pending', 'held', 'disputed', 'final') and d.erased_at is null
                        when 'market.match' then search_about(t.ref) is not null else true end,
           case when s.id is null then null when e.org_id = s.buyer_id then sale_json(s) else sale_json(s) - '{order,order_revision,reads,first_read_at}'::text[] end::text,
           case when s.id is not null then (jsonb_build_object('id', d.id) || sale_lead_json(d))::text end,
           case t.event when 'wallet.low' then wallet_about(t.ref)::text
                        when 'endpoint.disabled' then (select jsonb_build_object('id', r.id, 'name', r.name, 'reason', r.reason)::text from endpoints r where r.id = t.ref)
                        when 'outcome.reported' then outcome_about(t.lead_id, t.ref)::text
                        when 'notice.posted' then notice_about(t.ref)::text
                        when 'market.match' then search_about(t.ref)::text
                        else dispute_about(t.ref, e.org_id)::text end,
           case when w.whole then v.contact_sealed end, case when w.whole then v.contact_key end,
           case when w.whole then v.consent_sealed end, case when w.whole then v.consent_key end
      from taken t join endpoints e on e.id = t.endpoint_id
      left join sales s on s.lead_id = t.lead_id and s.id = t.sale_id left join leads d on d.id = s.lead_id
     cross join lateral (select t.event = 'lead.sold' and e.payload = 'full' and d.erased_at is null as whole) w
      left join contacts v on v.lead_id = d.id
     order by t.place, t.id;
end $$;
comment on function deliveries_claim is 'Due deliveries with all that is needed to send them, sealed; they are due again when the lease ends unless deliveries_record says more.';

-- How attempts ended, one element each. p_state: done, dead (refused for good by the answer), cancelled, or due (again in
-- p_next_ms, unless its three days are over by then). Said twice it changes nothing more. An attempt that lost its claim is
-- believed when it delivered, and else only noted. Returns how many endpoints were disabled.
create or replace function deliveries_record(p_now timestamptz, p_lead uuid[], p_id uuid[], p_endpoint uuid[], p_n integer[], p_state text[],
        p_outcome text[], p_code integer[], p_took_ms integer[], p_note text[], p_next_ms bigint[], p_hold_ms bigint[])
    returns integer language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
    c_patience constant interval := '3 days';
    c_opens constant integer := 5;          -- failures in a row that open the circuit
    c_slow_ms constant integer := 2000;
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_disabled integer := 0;
    r record;
begin
    insert into delivery_attempts (lead_id, delivery_id, n, at, outcome, code, took_ms, note)
    select u.lead_id, u.id, u.n, v_now, u.outcome, u.code, u.took, u.note
      from unnest(p_lead, p_id, p_n, p_outcome, p_code, p_took_ms, p_note) u(lead_id, id, n, outcome, code, took, note)
        on conflict do nothing;
    update deliveries y
       set state = case when u.state = 'due' and v_now + u.next * interval '1 millisecond' > coalesce(y.until, v_now + c_patience) then 'dead' else u.state end,
           due_at = case when u.state = 'due' then v_now + u.next * interval '1 millisecond' else y.due_at end,
           until = coalesce(y.until, v_now + c_patience), done_at = case when u.state = 'done' then v_now end
      from (select * from unnest(p_lead, p_id, p_n, p_state, p_next_ms) x(lead_id, id, n, state, next) order by 1, 2) u
     where y.lead_id = u.lead_id and y.id = u.id
       and ((u.state = 'done' and y.state in ('sending', 'due')) or (y.state = 'sending' and y.attempts = u.n));
    for r in
        with tally as (
            select u.endpoint, bool_or(u.state in ('done', 'dead')) as answers, count(*) filter (where u.state = 'due') as failed,
                   bool_or(u.outcome = 'gone') as gone, max(u.hold) as hold, bool_or(u.took >= c_slow_ms) as slow, min(u.lead_id::text)::uuid as lead_id
              from unnest(p_endpoint, p_lead, p_state, p_outcome, p_took_ms, p_hold_ms) u(endpoint, lead_id, state, outcome, took, hold)
             where u.state <> 'cancelled' and u.outcome <> 'local' group by 1 order by 1),
        moved as (
            select t.*, case when t.answers then 0 else e.failures + t.failed::integer end as failures, e.state as was,
                   case when t.answers then null else coalesce(e.failing_since, v_now) end as failing_since, e.org_id
              from tally t join endpoints e on e.id = t.endpoint
             where not t.answers or e.failures > 0 or e.slow <> t.slow or e.opened_until is not null or t.hold > 0
             order by t.endpoint for update of e)
        update endpoints e
           set failures = m.failures, failing_since = m.failing_since, slow = m.slow,
               opened_until = greatest(
                   case when not m.answers and m.failures >= c_opens
                        then v_now + least(interval '10 seconds' * power(2, least(m.failures - c_opens, 7)), interval '15 minutes') end,
                   case when m.hold > 0 then v_now + m.hold * interval '1 millisecond' end),
               state = case when m.gone or m.failing_since < v_now - interval '5 days' then 'disabled' else e.state end,
               reason = case when e.state = 'disabled' then e.reason when m.gone then 'gone_410'
                             when m.failing_since < v_now - interval '5 days' then 'failing' end
          from moved m where e.id = m.endpoint
        returning e.id, e.org_id, m.lead_id, m.was = 'active' and e.state = 'disabled' as ended loop
        if r.ended then
            v_disabled := v_disabled + 1;
            perform sale_event('endpoint.disabled', s.lead_id, s.id, r.org_id, r.id, v_now)
               from ((select x.lead_id, x.id from sales x where x.lead_id = r.lead_id order by x.buyer_id = r.org_id desc limit 1)
                     union all
                     (select x.lead_id, x.id from sales x where x.buyer_id = r.org_id order by x.id desc limit 1) limit 1) s;
        end if;
    end loop;
    return v_disabled;
end $$;

-- Deliveries whose endpoint takes nothing (disabled, or its circuit open) are given up when their three days are over.
create or replace function deliveries_give_up(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_n integer;
begin
    with late as (
        select y.lead_id, y.id from endpoints e cross join lateral (
            select x.lead_id, x.id from deliveries x
             where x.endpoint_id = e.id and x.state in ('due', 'sending') and x.due_at <= v_now
               and coalesce(x.until, uuid_time(x.id) + interval '3 days') <= v_now
             order by x.due_at limit p_limit for update skip locked) y
         where e.state = 'disabled' or e.opened_until > v_now limit p_limit)
    update deliveries y set state = 'dead' from late where y.lead_id = late.lead_id and y.id = late.id;
    get diagnostics v_n = row_count;
    return v_n;
end $$;

-- An endpoint as the test button needs it: the caller's own.
create or replace function endpoint_for_test(p_endpoint uuid, p_org uuid)
    returns table (kind text, address text, payload text, template text, sealed text)
    language sql stable set search_path = leadx, pg_temp as $$
    select e.kind, e.address, e.payload, e.template::text, endpoint_sealed(e.id, leadx_now())
      from endpoints e where e.id = p_endpoint and e.org_id = p_org
$$;

-- The endpoint of an order, if it wants test leads.
create or replace function endpoint_for_test_lead(p_order uuid)
    returns table (kind text, address text, payload text, template text, sealed text, endpoint uuid)
    language sql stable set search_path = leadx, pg_temp as $$
    select e.kind, e.address, e.payload, e.template::text, endpoint_sealed(e.id, leadx_now()), e.id
      from orders o join endpoints e on e.id = o.endpoint_id where o.id = p_order and e.tests and e.state = 'active'
$$;

grant execute on function endpoint_for_test_lead, uuid_time, endpoint_sealed, deliveries_claim, deliveries_record, deliveries_give_up, endpoint_for_test to leadx_server;
