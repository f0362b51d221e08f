-- What a buyer is expected to return, for niches that rank by effective price: price * (100 - percent) / 100, rounded down.
--
-- Whole per cent, because the next decimal is noise at any sample that is usual, and because every change of one moves all the
-- buyer's orders in every server's book. The book alone ranks by it: who is taken instead of whom, money, floors and the choice
-- between one exclusive and several shared buyers stand on prices.

-- Of a buyer with no score of its own: the niche's mean; before there is one, what is usual.
create or replace function expected_returns_percent(p_niche smallint, p_org uuid) returns smallint
    language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select x.percent from expected_returns x where x.niche_no = p_niche and x.org_id = p_org),
                    (select x.percent from expected_returns x where x.niche_no = p_niche and x.org_id = '00000000-0000-0000-0000-000000000000'),
                    (select least(99, round(m.prior_mean * 100))::smallint from score_measures m where m.measure = 'return_share'))
$$;

-- Takes over the scores of the 28 days that end with a day. Only what differs is written, and only niches that rank by it are
-- told of. Returns how many rows changed.
create or replace function expected_returns_make(p_until date, p_now timestamptz) returns integer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_changed smallint[];
begin
    with news as (
        select x.niche_no, x.org_id, least(99, round(x.value * 100))::smallint as percent
          from org_scores x where x.measure = 'return_share' and x.until = p_until
        union all
        select x.niche_no, '00000000-0000-0000-0000-000000000000', least(99, round(min(x.mean) * 100))::smallint
          from org_scores x where x.measure = 'return_share' and x.until = p_until group by 1),
    gone as (
        delete from expected_returns x where not exists (select from news n where n.niche_no = x.niche_no and n.org_id = x.org_id)
        returning x.niche_no),
    kept as (
        insert into expected_returns as x (niche_no, org_id, percent, changed_at)
        select n.niche_no, n.org_id, n.percent, p_now from news n order by 1, 2
            on conflict (niche_no, org_id) do update set percent = excluded.percent, changed_at = excluded.changed_at
               where x.percent <> excluded.percent
        returning x.niche_no)
    select array_agg(y.niche_no) into v_changed from (select niche_no from gone union all select niche_no from kept) y;
    perform pg_notify('leadx_change', 'ranks:' || g.name)
       from niches g where g.no = any (v_changed) and g.rank = 'effective' order by g.no;
    return coalesce(cardinality(v_changed), 0);
end $$;
