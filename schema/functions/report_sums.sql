-- Sums for reports, made in the same walk over a day's leads as the scores: slice by slice beside what stands, which they replace
-- when the day is through.

-- Sales of a slice of leads, with what became of them. A sale counts as disputed when it ever was, as decided when its window is over
-- and nothing is open.
create or replace function report_slice_sales(p_day date, p_from uuid, p_to uuid, p_now timestamptz) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into report_sales as x (lead_day, day, niche_no, seller_id, source_id, buyer_id, order_id, region, fresh, sales, exclusive, price_minor, fee_minor,
                                   earned_minor, refund_minor, decided, returned, disputed, reported, closed, income_minor)
    select p_day, (s.sold_at at time zone 'UTC')::date, s.niche_no, s.seller_id, d.source_id, s.buyer_id, s.order_id, coalesce(left(d.attributes ->> 'region', 20), ''), true,
           count(*), count(*) filter (where s.exclusive), sum(s.price_minor), sum(y.fee), sum(y.seller), sum(s.refund_minor),
           count(*) filter (where s.window_ends_at <= p_now and s.state in ('final', 'returned', 'reversed')),
           count(*) filter (where s.window_ends_at <= p_now and s.state in ('final', 'returned', 'reversed') and s.refund_minor * 2 >= s.price_minor),
           count(*) filter (where s.state in ('disputed', 'returned', 'reversed') or s.refund_minor > 0),
           count(o.sale_id), count(o.sale_id) filter (where o.closed), coalesce(sum(o.income), 0)
      from leads d join sales s on s.lead_id = d.id
     cross join lateral sale_split(s.price_minor, s.fee_minor, s.refund_minor) y
      left join (select r.lead_id, r.sale_id, bool_or(r.kind = 'sold') as closed, sum(r.amount_minor) as income
                   from outcomes r where r.lead_id >= p_from and r.lead_id < p_to and r.kind <> 'verdict' group by 1, 2) o on o.lead_id = s.lead_id and o.sale_id = s.id
     where d.id >= p_from and d.id < p_to and s.lead_id >= p_from and s.lead_id < p_to and s.state not in ('pending', 'void')
     group by 1, 2, 3, 4, 5, 6, 7, 8
        on conflict (lead_day, fresh, niche_no, seller_id, buyer_id, order_id, source_id, region, day) do update
       set sales = x.sales + excluded.sales, exclusive = x.exclusive + excluded.exclusive, price_minor = x.price_minor + excluded.price_minor,
           fee_minor = x.fee_minor + excluded.fee_minor, earned_minor = x.earned_minor + excluded.earned_minor, refund_minor = x.refund_minor + excluded.refund_minor,
           decided = x.decided + excluded.decided, returned = x.returned + excluded.returned, disputed = x.disputed + excluded.disputed,
           reported = x.reported + excluded.reported, closed = x.closed + excluded.closed, income_minor = x.income_minor + excluded.income_minor;
end $$;

create or replace function report_slice_leads(p_day date, p_from uuid, p_to uuid) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into report_leads as x (day, niche_no, seller_id, source_id, region, fresh, posted, rejected, duplicate, sold)
    select p_day, d.niche_no, d.seller_id, d.source_id, coalesce(left(d.attributes ->> 'region', 20), ''), true,
           count(*), count(*) filter (where d.state = 'rejected'), count(*) filter (where d.state = 'duplicate'), count(*) filter (where d.state not in ('rejected', 'duplicate')
               and exists (select from sales s where s.lead_id = d.id and s.state not in ('pending', 'void')))
      from leads d where d.id >= p_from and d.id < p_to group by 1, 2, 3, 4, 5
        on conflict (day, fresh, niche_no, seller_id, source_id, region) do update
       set posted = x.posted + excluded.posted, rejected = x.rejected + excluded.rejected, duplicate = x.duplicate + excluded.duplicate, sold = x.sold + excluded.sold;
end $$;

-- The newest rows stand behind what the statistics know, so a slice of them is believed to be one row: loops over it would compare
-- each of thousands with each.
create or replace function report_slice(p_from uuid, p_to uuid, p_now timestamptz) returns void language plpgsql
    set search_path = leadx, pg_temp set enable_nestloop = off as $$
declare
    v_day date := (uuid_time(p_from) at time zone 'UTC')::date;
begin
    perform report_slice_sales(v_day, p_from, p_to, p_now);
    perform report_slice_leads(v_day, p_from, p_to);
end $$;

-- A count begins: what an earlier one left unfinished goes.
create or replace function report_day_begin(p_day date) returns void language sql set search_path = leadx, pg_temp as $$
    delete from report_sales where lead_day = p_day and fresh;
    delete from report_leads where day = p_day and fresh
$$;

-- Without the setting the sums of all days are walked for those few that are too old, of which there are none on most days.
create or replace function report_day_end(p_day date) returns void language plpgsql set search_path = leadx, pg_temp
    set enable_seqscan = off set enable_bitmapscan = off as $$
begin
    delete from report_sales where lead_day = p_day and not fresh;
    update report_sales set fresh = false where lead_day = p_day;
    delete from report_leads where day = p_day and not fresh;
    update report_leads set fresh = false where day = p_day;
    delete from report_sales where lead_day < p_day - 800;
    delete from report_leads where day < p_day - 800;
end $$;
