-- What happens, for whoever follows it live. Writers add rows; each server process that has listeners reads on from where it
-- stood, up to the oldest transaction still under way: all below it has ended, so the order of (xid, no) is final and a position
-- in it says exactly what was told, whoever reads on from there.

-- One thing that happened, told to a seller, a buyer, the operator, or several of them. What is booked with a time that is long
-- past is history being made up, and nobody follows it.
create or replace function happened(p_kind text, p_seller uuid, p_buyer uuid, p_operator boolean, p_detail jsonb, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    if p_now > leadx_now() - interval '1 hour' then
        insert into happenings (at, kind, seller_id, buyer_id, operator, detail) values (p_now, p_kind, p_seller, p_buyer, p_operator, p_detail);
    end if;
end $$;

-- To every company of the family that shares a wallet.
create or replace function happened_wallet(a accounts, p_what text, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    select happened('wallet', null, o.id, false, jsonb_build_object('what', p_what) || wallet_about(a.id), p_now) from orgs o where o.family_id = a.org_id
$$;

create or replace function happened_dispute(d disputes, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    select happened('dispute', d.seller_id, d.buyer_id, true,
               jsonb_build_object('dispute', d.id, 'sale', d.sale_id, 'lead', d.lead_id, 'state', d.state, 'reason', d.reason, 'outcome', d.outcome,
                                  'price', json_money(d.price_minor, d.currency), 'due_at', json_time(d.due_at)), p_now)
$$;

create or replace function happened_outcome(s sales, p_outcome uuid, p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform happened('outcome', s.seller_id, s.buyer_id, false, jsonb_build_object('sale', s.id, 'lead', s.lead_id, 'outcome', outcome_about(s.lead_id, p_outcome)), p_now);
end $$;

-- A process found an order's caps full: its buyer hears of each once a period.
create or replace function cap_reached(p_order uuid) returns integer language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    v_n integer := 0;
    r record;
begin
    for r in select c.*, o.org_id, o.name, p.start, n.currency, cap_period_end(c.per, v_now, o.time_zone) as ends
               from orders o join niches n on n.no = o.niche_no join order_caps c on c.order_id = o.id
              cross join lateral (select cap_period_start(c.per, v_now, o.time_zone) as start) p
              where o.id = p_order and o.state = 'active' and c.period_start >= p.start
                and (c.used_count >= c.count_cap or c.minor_cap - c.used_minor < least(o.shared_price_minor, o.exclusive_price_minor))
              order by c.per loop
        insert into caps_told as t (order_id, per, period_start) values (p_order, r.per, r.start)
            on conflict (order_id, per) do update set period_start = excluded.period_start where t.period_start < excluded.period_start;
        continue when not found;
        perform happened('cap', null, r.org_id, false,
            jsonb_build_object('order', p_order, 'name', r.name, 'per', r.per, 'count', r.count_cap, 'used_count', r.used_count,
                               'amount', json_money(r.minor_cap, r.currency), 'used_amount', json_money(r.used_minor, r.currency), 'until', json_time(r.ends)), v_now);
        v_n := v_n + 1;
    end loop;
    return v_n;
end $$;

-- ---- reading

-- What one row says to those of the companies whom it concerns, in an order that does not change. A company that sold or bought
-- much in one batch hears the sum: nobody watches fifty lines pass in one moment.
create or replace function happening_sales(h happenings, p_orgs uuid[]) returns table (org uuid, side text, place text, data jsonb)
    language sql stable set search_path = leadx, pg_temp as $$
    with told as (
        select x.org, x.side, s.*, count(*) over (partition by x.org, x.side, s.currency) as many
          from sales s cross join lateral (values (s.seller_id, 'seller'), (s.buyer_id, 'buyer')) x(org, side)
         where s.id = any (h.sales) and s.lead_id between h.lead_from and h.lead_to and x.org = any (p_orgs))
    select t.org, t.side, t.id::text,
           jsonb_build_object('sale', t.id, 'lead', t.lead_id, 'niche', g.name, 'exclusive', t.exclusive, 'price', json_money(t.price_minor, t.currency))
           || case t.side when 'buyer' then jsonb_build_object('order', t.order_id)
                          else jsonb_build_object('payout', json_money(t.price_minor - t.fee_minor, t.currency)) end
      from told t join niches g on g.no = t.niche_no where t.many <= 50
    union all
    select t.org, t.side, t.currency, jsonb_build_object('count', count(*), 'price', json_money(sum(t.price_minor)::bigint, t.currency))
           || case t.side when 'buyer' then '{}' else jsonb_build_object('payout', json_money(sum(t.price_minor - t.fee_minor)::bigint, t.currency)) end
      from told t where t.many > 50 group by t.org, t.side, t.currency
$$;

create or replace function happening_told(h happenings, p_orgs uuid[]) returns table (org uuid, side text, place text, data jsonb)
    language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    if h.sales is not null then
        return query select * from happening_sales(h, p_orgs);
    else
        return query select x.org, x.side, '', h.detail
                       from (values (h.seller_id, 'seller'), (h.buyer_id, 'buyer'),
                                    (case when h.operator then (select o.id from orgs o where o.operates) end, 'operator')) x(org, side)
                      where x.org = any (p_orgs);
    end if;
end $$;

-- On from a position for these companies: a row an event, then one without an event that says where the next reading begins.
-- k counts the events of one happening for one company. p_xid null: nothing but the position of now. kind "gap": what
-- came after the position is not kept any more, or was never here.
create or replace function happenings_read(p_xid xid8, p_no bigint, p_orgs uuid[], p_limit integer)
    returns table (xid text, no bigint, k integer, org uuid, side text, kind text, line text)
    language plpgsql stable security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
#variable_conflict use_column
declare
    v_end constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_n integer := 0;
    h happenings;
begin
    if p_xid > v_end or p_xid < (select least(x.xid, v_end) from happenings_kept x) then
        return query select v_end::text, 0::bigint, 0, null::uuid, null::text, 'gap', null::text;
        return;
    end if;
    for h in select x.* from happenings x where (x.xid, x.no) >= (p_xid, p_no) and x.xid < v_end order by x.xid, x.no limit p_limit loop
        v_n := v_n + 1;
        return query
        select h.xid::text, h.no, y.k, y.org, y.side, h.kind::text,
               jsonb_build_object('id', concat_ws('-', h.xid, h.no, y.k), 'type', h.kind, 'at', json_time(h.at), 'as', y.side, 'data', y.data)::text
          from (select e.*, row_number() over (partition by e.org order by e.side, e.place)::integer as k from happening_told(h, p_orgs) e) y
         order by y.org, y.k;
    end loop;
    if v_n = p_limit then
        return query select h.xid::text, h.no + 1, 0, null::uuid, null::text, 'more', null::text;
    else
        return query select v_end::text, 0::bigint, 0, null::uuid, null::text, 'end', null::text;
    end if;
end $$;

-- The chore: rows older than what streams may resume from.
create or replace function happenings_forget(p_now timestamptz, p_keep_minutes integer, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_before constant timestamptz := coalesce(p_now, leadx_now()) - p_keep_minutes * interval '1 minute';
    v_last xid8;
    v_n integer;
begin
    if not pg_try_advisory_xact_lock(7315) then
        return 0;   -- another process is at it
    end if;
    -- a restored database counts its transactions anew: what came with it was told elsewhere
    delete from happenings x where x.xid >= pg_snapshot_xmax(pg_current_snapshot());
    update happenings_kept x set xid = pg_snapshot_xmin(pg_current_snapshot()) where x.xid >= pg_snapshot_xmax(pg_current_snapshot());
    -- whole transactions from the front, up to the first row that is kept
    select y.xid into v_last
      from (select x.xid, x.at, max(x.at) over (order by x.xid, x.no) as newest from (
                select z.xid, z.no, z.at from happenings z order by z.xid, z.no limit p_limit) x) y
     where y.newest <= v_before order by y.xid desc limit 1;
    if v_last is null then
        return 0;
    end if;
    update happenings_kept set xid = (v_last::text::numeric + 1)::text::xid8;
    delete from happenings x where x.xid <= v_last;
    get diagnostics v_n = row_count;
    return v_n;
end $$;
