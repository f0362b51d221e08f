-- How often one person may be sold: at most person_sales sales in person_days days, where a niche says so, counted over all leads of
-- the person in all niches. Only leads_sell asks, and only for batches with a lead of such a niche.
--
-- What is counted has no row that two sales would meet at, so the person is locked (7313) until the batch's end: in the order of
-- locks between request keys and fingerprints, sorted. A niche without a limit locks nobody; its sales are counted where they
-- were there first.

-- By lead, how many more sales it may bring; null = no limit of its niche. f_*: the leads' prints.
create or replace function persons_left(l_niche smallint[], f_lead integer[], f_hash bytea[], p_now timestamptz) returns integer[]
    language plpgsql set search_path = leadx, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    perform pg_advisory_xact_lock(x.k) from (
        select distinct hashtextextended(encode(u.h, 'hex'), 7313) as k
          from unnest(f_lead, f_hash) u(l, h) join niches g on g.no = l_niche[u.l] where g.person_sales is not null order by 1 offset 0) x;
    -- two leads of one person in a batch would not see each other's sales: the batch is halved until they go apart
    if exists (select from unnest(f_lead, f_hash) u(l, h) group by u.h having count(distinct u.l) > 1
                  and bool_or(exists (select from niches g where g.no = l_niche[u.l] and g.person_sales is not null))) then
        raise exception 'a person twice in a batch where its sales are counted' using errcode = 'LX001';
    end if;
    return (select array_agg(case when g.person_sales is not null then greatest(0, g.person_sales - (
                select count(distinct s.id)
                  from unnest(f_lead, f_hash) u(l, h) join fingerprints p on p.hash = u.h
                 cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
                 cross join lateral (select y.id, y.sold_at from sales y where y.lead_id = e.lead_id and y.state <> 'void' offset 0) s
                 where u.l = i and s.sold_at > p_now - g.person_days * interval '1 day'))::integer end order by i)
              from generate_subscripts(l_niche, 1) i left join niches g on g.no = l_niche[i]);
end $$;
