-- Work that falls due on the exchange's clock. Each function takes a bounded bite and says how much it took, so that any
-- number of processes may run them side by side; a killed one leaves nothing half done.

-- Windows that passed: escrow goes to the seller and to the operator.
create or replace function sales_settle(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_day date;
    v_n integer;
    v_expected integer;
    v_operator uuid;
    r record;
    d_lead uuid[]; d_id uuid[]; d_buyer uuid[]; d_seller uuid[]; d_escrow uuid[]; d_price bigint[]; d_fee bigint[]; d_currency text[];
    d_payable uuid[]; d_revenue uuid[];
begin
    perform pg_advisory_xact_lock_shared(7301);
    select array_agg(x.lead_id), array_agg(x.id), array_agg(x.buyer_id), array_agg(x.seller_id), array_agg(x.escrow_id), array_agg(x.price_minor),
           array_agg(x.fee_minor), array_agg(x.currency)
      into d_lead, d_id, d_buyer, d_seller, d_escrow, d_price, d_fee, d_currency
      from (select * from sales s where s.state = 'held' and s.window_ends_at <= v_now
             order by s.window_ends_at limit p_limit for update skip locked) x;
    if d_id is null then
        return 0;
    end if;
    v_day := ledger_booking_day(v_now);
    select id into strict v_operator from orgs where operates;
    for r in select distinct u.seller, u.currency from unnest(d_seller, d_currency) u(seller, currency) order by 1, 2 loop
        perform accounts_ensure(r.seller, r.currency, '{payable}', v_now);
        perform accounts_ensure(v_operator, r.currency, '{revenue}', v_now);
    end loop;
    select array_agg(p.id order by u.i), array_agg(o.id order by u.i) into d_payable, d_revenue
      from unnest(d_seller, d_currency) with ordinality u(seller, currency, i)
      join accounts p on p.org_id = u.seller and p.currency = u.currency and p.kind = 'payable'
      join accounts o on o.org_id = v_operator and o.currency = u.currency and o.kind = 'revenue';

    update sales s set state = 'final', settled_at = v_now
      from unnest(d_lead, d_id) u(lead_id, id) where s.lead_id = u.lead_id and s.id = u.id and s.state = 'held';
    get diagnostics v_n = row_count;
    if v_n <> cardinality(d_id) then
        raise exception 'a locked sale changed' using errcode = 'LX003';
    end if;
    insert into transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, lead_id, sale_id)
    select uuid_v7(v_now), v_day, v_now, x.debit, x.credit, x.amount, x.currency, x.kind, x.lead_id, x.sale_id
      from (select escrow as debit, payable as credit, price - fee as amount, currency, 'settle' as kind, lead_id, sale_id
              from unnest(d_escrow, d_payable, d_price, d_fee, d_currency, d_lead, d_id) u(escrow, payable, price, fee, currency, lead_id, sale_id)
            union all
            select escrow, revenue, fee, currency, 'fee', lead_id, sale_id
              from unnest(d_escrow, d_revenue, d_fee, d_currency, d_lead, d_id) u(escrow, revenue, fee, currency, lead_id, sale_id)) x
     where x.amount > 0;
    with moved as (
        select x.id, sum(x.delta)::bigint as delta
          from (select escrow as id, -price as delta from unnest(d_escrow, d_price) u(escrow, price)
                union all
                select payable, price - fee from unnest(d_payable, d_price, d_fee) u(payable, price, fee)) x
         group by x.id order by x.id),
    done as (update accounts a set balance_minor = a.balance_minor + moved.delta from moved where a.id = moved.id returning 1)
    select count(*), (select count(*) from moved) into v_n, v_expected from done;
    if v_n <> v_expected then
        raise exception 'an account is missing' using errcode = 'LX003';
    end if;
    if exists (select from endpoints e where e.org_id = any (d_buyer) and 'sale.settled' = any (e.events)) then
        perform sale_event('sale.settled', u.lead_id, u.id, u.buyer, null, v_now) from unnest(d_lead, d_id, d_buyer) u(lead_id, id, buyer);
    end if;
    return cardinality(d_id);
end $$;
comment on function sales_settle(timestamptz, integer) is 'Settles held sales whose return window has passed; returns how many.';
grant execute on function sales_settle(timestamptz, integer) to leadx_server;

-- A lead that ends unsold gives its person back: until = now, never deleted.
create or replace function claims_release(p_leads uuid[], p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    with mine as (
        select y.hash, d.niche_no, y.channel, coalesce(d.offer_id, '00000000-0000-0000-0000-000000000000') as scope, d.id
          from unnest(p_leads) u(id) join leads d on d.id = u.id join contacts v on v.lead_id = u.id
         cross join lateral unnest(v.prints, v.channels) y(hash, channel)
         order by 1, 2, 3, 4)
    update fingerprints p set until = p_now
      from mine where p.hash = mine.hash and p.niche_no = mine.niche_no and p.channel = mine.channel and p.scope = mine.scope
       and p.lead_id = mine.id and p.until > p_now;
end $$;

-- Leads past their time: open ones expire, sold ones stop offering their free slots, reviews nobody made are rejected.
create or replace function leads_expire(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_all uuid[];
    v_unsold uuid[];
    v_reviews uuid[];
begin
    with due as (
        select d.id from niches g cross join lateral (
            select x.id from leads x where x.sellable and x.niche_no = g.no and x.open_until <= v_now
             order by x.open_until limit p_limit for update skip locked) d limit p_limit),
    done as (
        update leads d set sellable = false, state = case d.state when 'open' then 'expired' else d.state end
          from due where d.id = due.id returning d.id, d.state)
    select array_agg(done.id), array_agg(done.id) filter (where done.state = 'expired') into v_all, v_unsold from done;
    if v_unsold is not null then
        perform claims_release(v_unsold, v_now);
        insert into lead_events (lead_id, id, at, kind) select u.id, uuid_v7(v_now), v_now, 'expired' from unnest(v_unsold) u(id);
    end if;
    with due as (
        select d.id from leads d join niches g on g.no = d.niche_no
         where d.state = 'review' and d.received_at <= v_now - g.review_window
         order by d.received_at limit p_limit for update of d skip locked),
    done as (update leads d set state = 'rejected' from due where d.id = due.id returning d.id)
    select array_agg(done.id) into v_reviews from done;
    if v_reviews is not null then
        perform claims_release(v_reviews, v_now);
        insert into lead_events (lead_id, id, at, kind) select u.id, uuid_v7(v_now), v_now, 'review_ended' from unnest(v_reviews) u(id);
    end if;
    return greatest(coalesce(cardinality(v_all), 0), coalesce(cardinality(v_reviews), 0));
end $$;
grant execute on function leads_expire(timestamptz, integer) to leadx_server;

-- Keys that no longer answer, test leads past their week.
create or replace function keys_purge(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_n integer;
    v_tests integer;
begin
    delete from request_keys where key in (
        select key from request_keys where until <= v_now - interval '1 hour' and until < 'infinity' limit p_limit for update skip locked);
    get diagnostics v_n = row_count;
    delete from test_leads where id in (
        select id from test_leads where received_at <= v_now - interval '7 days' limit p_limit for update skip locked);
    get diagnostics v_tests = row_count;
    return v_n + v_tests;
end $$;
grant execute on function keys_purge(timestamptz, integer) to leadx_server;
