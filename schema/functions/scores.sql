-- Open scores: what was counted of each company a day, niche and measure; the shares made of it; what changed suddenly. The
-- formulas stand here and nowhere else; score_measures has their numbers, and every answer repeats them.

-- A share drawn towards the niche's mean: as if prior_weight cases of the mean had been seen before. With no case it is the mean;
-- it never leaves the space between the mean and the share itself.
create or replace function score_shrunk(k double precision, n double precision, mean double precision, prior_weight double precision)
    returns double precision language sql immutable parallel safe as $$
    select (k + prior_weight * mean) / (n + prior_weight)
$$;

-- What a measure is worth, 0 to 1.
create or replace function score_quality(p_counts text, p_value double precision, p_mean double precision) returns double precision
    language sql immutable parallel safe as $$
    select least(1, greatest(0, case p_counts when 'more' then p_value when 'less' then 1 - p_value
                                              else case when p_value + p_mean > 0 then p_value / (p_value + p_mean) else 0.5 end end))
$$;

-- How far the share of the first lies above that of the second, in standard errors of their common share. 0: nothing to tell.
create or replace function score_change_z(k1 double precision, n1 double precision, k2 double precision, n2 double precision)
    returns double precision language sql immutable parallel safe as $$
    select case when n1 > 0 and n2 > 0 and x.p > 0 and x.p < 1 then (k1 / n1 - k2 / n2) / sqrt(x.p * (1 - x.p) * (1 / n1 + 1 / n2)) else 0 end
      from (select (k1 + k2) / nullif(n1 + n2, 0) as p) x
$$;

-- ---- counting

-- Sales of the leads received on a day, with what is reported of them. Not in SQL, as what follows: that would be planned anew, over
-- all months, at every slice.
create or replace function score_sales(p_from uuid, p_to uuid, p_now timestamptz)
    returns table (seller uuid, buyer uuid, niche_no smallint, decided boolean, back boolean, claimed boolean, reported boolean, sold boolean,
                   verdict text, minutes double precision)
    language plpgsql stable set search_path = leadx, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select s.seller_id, s.buyer_id, s.niche_no, s.window_ends_at <= p_now and s.state in ('final', 'returned', 'reversed'),
           s.refund_minor * 2 >= s.price_minor, s.state in ('disputed', 'returned', 'reversed') or s.refund_minor > 0, coalesce(o.reported, false),
           coalesce(o.sold, false), verdict_of(o.operator, o.buyer, o.longest, coalesce((r.terms ->> 'call_seconds')::integer, 40)),
           least(10080, greatest(0, extract(epoch from o.first_at - s.sold_at) / 60))::double precision
      from sales s
      left join (select x.lead_id, x.sale_id, bool_or(x.kind <> 'verdict') as reported, bool_or(x.kind = 'sold') as sold, max(x.call_seconds) as longest,
                        min(x.at) filter (where x.kind <> 'verdict') as first_at,
                        (array_agg(x.verdict order by x.id desc) filter (where x.operator))[1] as operator,
                        (array_agg(x.verdict order by x.id desc) filter (where x.kind = 'verdict' and not x.operator))[1] as buyer
                   from outcomes x where x.lead_id >= p_from and x.lead_id < p_to group by 1, 2) o on o.lead_id = s.lead_id and o.sale_id = s.id
      left join niche_revisions r on r.niche_no = s.niche_no and r.revision = s.niche_revision
     where s.lead_id >= p_from and s.lead_id < p_to and s.state not in ('pending', 'void');
end $$;

-- The same of the leads themselves: refused or not, how full, how fresh.
create or replace function score_leads(p_from uuid, p_to uuid)
    returns table (seller uuid, niche_no smallint, refused boolean, full_bp bigint, age_s bigint)
    language plpgsql stable set search_path = leadx, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select d.seller_id, d.niche_no, d.state in ('duplicate', 'rejected'),
           case when x.fields > 0 then least(10000, x.filled * 10000 / x.fields) else 10000 end, (d.origin ->> 'age_s')::bigint
      from leads d left join niche_revisions r on r.niche_no = d.niche_no and r.revision = d.niche_revision
     cross join lateral (select (select count(*) from jsonb_object_keys(d.attributes)) as filled, coalesce(jsonb_array_length(r.terms -> 'fields'), 0) as fields) x
     where d.id >= p_from and d.id < p_to;
end $$;

-- Adds what was counted to what was counted before of the day.
create or replace function score_add(p_org uuid[], p_niche smallint[], p_measure text[], p_n bigint[], p_k bigint[]) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into score_parts as x (org_id, niche_no, measure, n, k)
    select * from unnest(p_org, p_niche, p_measure, p_n, p_k)
        on conflict (niche_no, org_id, measure) do update set n = x.n + excluded.n, k = x.k + excluded.k;
end $$;

-- One slice: leads from an id up to, not with, another one; a lead's sales, reports and claims count with it.
-- No loops: see report_slice.
create or replace function score_slice(p_from uuid, p_to uuid, p_now timestamptz) returns void language plpgsql
    set search_path = leadx, pg_temp set enable_nestloop = off as $$
begin
    perform score_add(array_agg(y.org), array_agg(y.niche_no), array_agg(y.measure), array_agg(y.n), array_agg(y.k))
       from (select m.org, s.niche_no, m.measure, count(*) as n, sum(m.k)::bigint as k
               from score_sales(p_from, p_to, p_now) s
              cross join lateral (values
                     ('returns', s.seller, s.decided, s.back::integer::double precision), ('claims', s.seller, true, s.claimed::integer),
                     ('conversion', s.seller, s.reported, s.sold::integer), ('off_target', s.seller, s.verdict is not null, (s.verdict = 'not_target')::integer),
                     ('return_share', s.buyer, s.decided, s.back::integer), ('first_contact', s.buyer, s.reported, (s.minutes <= 60)::integer),
                     ('contact_minutes', s.buyer, s.reported, round(s.minutes))) m(measure, org, counts, k)
              where m.counts group by 1, 2, 3) y;
    perform score_add(array_agg(y.seller), array_agg(y.niche_no), array_agg(y.measure), array_agg(y.n), array_agg(y.k))
       from (select d.seller, d.niche_no, m.measure, count(*) as n, sum(m.k)::bigint as k
               from score_leads(p_from, p_to) d
              cross join lateral (values ('refused', true, d.refused::integer::bigint), ('completeness', not d.refused, d.full_bp),
                                         ('speed', d.age_s is not null, (d.age_s <= 300)::integer)) m(measure, counts, k)
              where m.counts group by 1, 2, 3) y;
    perform score_add(array_agg(y.buyer_id), array_agg(y.niche_no), array_agg('appeals_lost'::text), array_agg(y.n), array_agg(y.k))
       from (select x.buyer_id, x.niche_no, count(*) as n, count(*) filter (where x.outcome = 'seller') as k
               from disputes x
              where x.lead_id >= p_from and x.lead_id < p_to and x.appealed_by = 'buyer' and x.state = 'final' group by 1, 2) y;
end $$;

-- What a day's slices came to takes the place of what stood there.
create or replace function score_day_end(p_day date, p_now timestamptz, p_took interval) returns void language plpgsql set search_path = leadx, pg_temp as $$
begin
    delete from score_days x where x.day = p_day;
    insert into score_days (day, org_id, niche_no, measure, n, k) select p_day, x.org_id, x.niche_no, x.measure, x.n, x.k from score_parts x;
    delete from score_parts;
    insert into score_tallies (day, at, took) values (p_day, p_now, p_took) on conflict (day) do update set at = excluded.at, took = excluded.took;
end $$;

-- ---- the scores

-- The scores of the 28 days that end with a day, from the days' counts.
create or replace function scores_make(p_until date) returns void language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_niche_prior constant double precision := 20;  -- a niche with few cases is itself drawn towards what is usual
begin
    delete from org_scores x where x.until = p_until;
    insert into org_scores (org_id, niche_no, measure, until, n, k, mean, value)
    with sums as (
        select x.org_id, x.niche_no, x.measure, sum(x.n)::bigint as n, sum(x.k)::bigint as k
          from score_days x where x.day > p_until - 28 and x.day <= p_until group by 1, 2, 3),
    means as (
        select s.niche_no, m.measure, m.scale, m.prior_weight,
               score_shrunk(sum(s.k)::double precision / m.scale, sum(s.n)::double precision, m.prior_mean, c_niche_prior) as mean
          from sums s join score_measures m on m.measure = s.measure group by 1, 2, 3, 4, m.prior_mean)
    select s.org_id, s.niche_no, s.measure, p_until, s.n, s.k, y.mean, score_shrunk(s.k::double precision / y.scale, s.n, y.mean, y.prior_weight)
      from sums s join means y on y.niche_no = s.niche_no and y.measure = s.measure;
end $$;

-- ---- sudden changes

create or replace function alert_audit(p_org uuid, p_action text, p_detail jsonb, p_now timestamptz) returns void
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    perform audit_write(p_now, o.id, '00000000-0000-0000-0000-000000000000', p_action, p_org::text, p_detail, null) from orgs o where o.operates;
end $$;

create or replace function alert_raise(x alerts, p_now timestamptz) returns uuid language plpgsql set search_path = leadx, pg_temp as $$
begin
    insert into alerts select (x).* on conflict do nothing;
    if not found then
        return null;
    end if;
    perform alert_audit(x.org_id, 'alert_raised', jsonb_build_object('alert', x.id, 'kind', x.kind, 'measure', x.measure), p_now);
    perform notice_tell(y.org, 'alert.' || x.kind, jsonb_build_object('alert', x.id, 'org', x.org_id, 'measure', x.measure, 'worse', x.worse), p_now)
       from (select o.id as org from orgs o where o.operates union select x.org_id where (select m.shown from score_measures m where m.measure = x.measure)) y;
    perform happened('alert', case when o.sells then o.id end, case when o.buys and not o.sells then o.id end, false, y.said, p_now)
       from orgs o, score_measures m, (select jsonb_build_object('alert', x.id, 'measure', x.measure, 'worse', x.worse) as said) y
      where o.id = x.org_id and m.measure = x.measure and m.shown;
    perform happened('alert', null, null, true,
        jsonb_build_object('alert', x.id, 'kind', x.kind, 'org', x.org_id, 'measure', x.measure, 'worse', x.worse), p_now);
    return x.id;
end $$;

-- 7 days against the 28 before them. Enough cases on both sides, a difference worth a word, and one that chance makes in one of
-- sixteen thousand looks. The same is not told again within 7 days.
create or replace function alerts_scan(p_today date, p_now timestamptz) returns integer language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_least_n constant integer := 30;
    c_least_change constant double precision := 0.05;
    c_z constant double precision := 4;
    v_n integer := 0;
    r record;
begin
    for r in
        select y.*, (y.z > 0) = (m.counts = 'less') as worse, m.watched
          from (select x.org_id, x.niche_no, x.measure, x.n1, x.k1, x.n2, x.k2, score_change_z(x.k1::double precision / m.scale, x.n1, x.k2::double precision / m.scale, x.n2) as z,
                       abs(x.k1::double precision / m.scale / x.n1 - x.k2::double precision / m.scale / x.n2) as change
                  from (select d.org_id, d.niche_no, d.measure, sum(d.n) filter (where d.day > p_today - 7) as n1, sum(d.k) filter (where d.day > p_today - 7) as k1,
                               sum(d.n) filter (where d.day <= p_today - 7) as n2, sum(d.k) filter (where d.day <= p_today - 7) as k2
                          from score_days d where d.day > p_today - 35 and d.day <= p_today group by 1, 2, 3) x
                  join score_measures m on m.measure = x.measure and m.watched is not null
                 where x.n1 >= c_least_n and x.n2 >= c_least_n) y
          join score_measures m on m.measure = y.measure
         where abs(y.z) >= c_z and y.change >= c_least_change order by y.org_id, y.niche_no, y.measure loop
        continue when r.watched = 'worse' and not r.worse
            or exists (select from alerts x where x.org_id = r.org_id and x.niche_no = r.niche_no and x.measure = r.measure and x.at > p_now - interval '7 days');
        if alert_raise((uuid_v7(p_now), p_now, 'score_changed', r.org_id, r.niche_no, r.measure, r.worse, r.n1, r.k1, r.n2, r.k2, r.z, null, null, null)::alerts, p_now) is not null then
            v_n := v_n + 1;
        end if;
    end loop;
    return v_n + fraud_scan(p_now);
end $$;

-- Two signals of fraud that got worse within 14 days, or claims alone by far: the seller is slowed and its payouts held, once, until
-- an administrator lifts it; not again within 14 days after that.
create or replace function fraud_scan(p_now timestamptz) returns integer language plpgsql set search_path = leadx, pg_temp as $$
declare
    c_far constant double precision := 6;
    v_n integer := 0;
    v_alert uuid;
    r record;
begin
    for r in select x.org_id, count(distinct x.measure) as signals, max(x.z) as z, (array_agg(x.niche_no order by x.z desc))[1] as niche_no
               from alerts x join score_measures m on m.measure = x.measure and m.fraud
              where x.worse and x.at > p_now - interval '14 days'
                and not exists (select from org_restraints y where y.org_id = x.org_id and (y.lifted_at is null or y.lifted_at > p_now - interval '14 days'))
              group by 1 having count(distinct x.measure) >= 2 or max(x.z) filter (where x.measure = 'claims') >= c_far order by 1 loop
        perform from orgs o where o.id = r.org_id for no key update;
        v_alert := alert_raise((uuid_v7(p_now), p_now, 'fraud_signals', r.org_id, r.niche_no, 'fraud', true, 0, 0, 0, 0, r.z, null, null, null)::alerts, p_now);
        continue when not org_restrain(r.org_id, v_alert, 'Signals of fraud rose: ' || r.signals || case r.signals when 1 then ' signal.' else ' signals.' end, p_now);
        perform alert_audit(r.org_id, 'org_restrained', jsonb_build_object('alert', v_alert, 'signals', r.signals), p_now);
        perform pg_notify('leadx_change', 'org:' || r.org_id);
        v_n := v_n + 1;
    end loop;
    return v_n;
end $$;

-- ---- the chore

-- How long a day's count is good: today's and yesterday's 15 minutes, the next five weeks' a day, older ones' a week; and never
-- less than 50 times what it took, so that counting is 2 % of the work at most.
create or replace function score_count_good(p_age integer, p_took interval) returns interval language sql immutable parallel safe as $$
    select greatest(case when p_age <= 1 then interval '15 minutes' when p_age <= 35 then interval '1 day' else interval '7 days' end, p_took * 50)
$$;

-- The newest day that is due; days without leads are marked on the way. Null: none is.
create or replace function score_day_due(p_now timestamptz) returns date language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_today date := (p_now at time zone 'UTC')::date;
    v_day date;
begin
    for v_day in select x::date from generate_series(v_today, v_today - 59, interval '-1 day') x
                   left join score_tallies t on t.day = x::date
                  where t.at is null or t.at <= p_now - score_count_good(v_today - x::date, t.took)
                  order by x desc loop
        if exists (select from leads d where d.id >= uuid_floor(v_day::timestamp at time zone 'UTC') and d.id < uuid_floor((v_day + 1)::timestamp at time zone 'UTC')) then
            return v_day;
        end if;
        insert into score_tallies (day, at, took) values (v_day, p_now, '0') on conflict (day) do update set at = excluded.at, took = excluded.took;
    end loop;
    return null;
end $$;

-- One slice of one day a call, p_limit leads, so that no call takes long however large the day is. When no day is due any more the
-- scores are made and looked at. 1: there is more.
drop function if exists scores_refresh;
create function scores_refresh(p_now timestamptz, p_limit integer default 500) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set jit = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_began timestamptz := clock_timestamp();
    v_today date := (v_now at time zone 'UTC')::date;
    v_day date;
    v_end uuid;
    v_to uuid;
    w score_work;
begin
    if not pg_try_advisory_xact_lock(7312) then
        return 0;   -- another process is at it
    end if;
    select * into w from score_work;
    if w.day is null then
        v_day := score_day_due(v_now);
        if v_day is not null then
            delete from score_parts;
            perform report_day_begin(v_day);
            insert into score_work (day, next_lead, started_at) values (v_day, uuid_floor(v_day::timestamp at time zone 'UTC'), v_now) returning * into w;
        end if;
    end if;
    if w.day is not null then
        v_end := uuid_floor((w.day + 1)::timestamp at time zone 'UTC');
        v_to := coalesce((select d.id from leads d where d.id >= w.next_lead and d.id < v_end order by d.id offset p_limit limit 1), v_end);
        perform score_slice(w.next_lead, v_to, v_now);
        perform report_slice(w.next_lead, v_to, v_now);
        if v_to < v_end then
            update score_work set next_lead = v_to, took = w.took + (clock_timestamp() - v_began);
        else
            perform score_day_end(w.day, w.started_at, w.took + (clock_timestamp() - v_began));
            perform report_day_end(w.day);
            delete from score_work;
        end if;
        return 1;
    end if;
    if exists (select from score_tallies t where t.at > coalesce((select made_at from score_made), '-infinity')) and exists (select from score_days) then
        perform scores_make(v_today);
        perform expected_returns_make(v_today, v_now);
        perform alerts_scan(v_today, v_now);
        insert into score_made (made_at) values (v_now) on conflict (one) do update set made_at = excluded.made_at;
        delete from org_scores x where x.until < v_today - 60;
        delete from score_days x where x.day < v_today - 90;
        delete from score_tallies x where x.day < v_today - 90;
    end if;
    return 0;
end $$;
grant execute on function scores_refresh(timestamptz, integer) to leadx_server;

-- ---- as they are shown

-- One score with its parts. p_whole: also what only the company itself and the operator see.
create or replace function score_json(p_org uuid, p_side text, p_niche smallint, p_until date, p_whole boolean) returns jsonb
    language sql stable set search_path = leadx, pg_temp as $$
    with parts as (
        select m.*, coalesce(x.n, 0) as n, coalesce(x.k, 0) as k, coalesce(x.mean, y.mean, m.prior_mean) as niche_mean,
               coalesce(x.value, y.mean, m.prior_mean) as value
          from score_measures m
          left join org_scores x on x.org_id = p_org and x.niche_no = p_niche and x.measure = m.measure and x.until = p_until
          left join lateral (select z.mean from org_scores z where z.niche_no = p_niche and z.measure = m.measure and z.until = p_until limit 1) y on x.n is null
         where m.side = p_side)
    select jsonb_build_object('side', p_side, 'niche', (select name from niches where no = p_niche), 'from', p_until - 27, 'until', p_until,
               'score', round((sum(q.weight * score_quality(q.counts, q.value, q.niche_mean)) filter (where q.weight > 0))::numeric),
               'sample', max(q.n) filter (where q.weight > 0),
               'parts', jsonb_agg(jsonb_build_object('measure', q.measure, 'weight', q.weight, 'value', round(q.value::numeric, 4), 'sample', q.n,
                            'share', round(q.k / nullif(q.n * q.scale::numeric, 0), 4), 'mean', round(q.niche_mean::numeric, 4), 'prior_weight', q.prior_weight,
                            'counts', q.counts, 'formula', q.formula) order by q.place) filter (where q.shown or p_whole))
      from parts q
$$;

create or replace function org_scores_json(p_org uuid, p_whole boolean) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('org', o.alias, 'days', 28,
               'made_at', (select json_time(made_at) from score_made),
               'formula', 'value = (share * sample + prior_weight * mean) / (sample + prior_weight); score = sum of weight * (value, 1 - value, or value / (value + mean), as counts says)',
               'items', coalesce((
                   select jsonb_agg(score_json(o.id, x.side, x.niche_no, x.until, p_whole) order by x.side desc, x.niche_no)
                     from (select distinct m.side, s.niche_no, s.until from org_scores s join score_measures m on m.measure = s.measure
                            where s.org_id = o.id and s.until = (select max(z.until) from org_scores z where z.org_id = o.id)
                            order by 1 desc, 2 limit 200) x), '[]'))
      from orgs o where o.id = p_org
$$;
