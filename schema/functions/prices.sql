-- What leads go for. Two chores: prices_count adds up what was sold since it last looked, prices_make draws the medians of 28 days
-- from these sums. The guide is the benchmark times the niche's factors, with every part shown.

-- In three digits: 123456 is counted as 123000. A niche has at most 900 different prices a power of ten then.
create or replace function price_rounded(p_minor bigint) returns bigint language sql immutable parallel safe as $$
    select p_minor / x.unit * x.unit from (select (10 ^ greatest(0, length(p_minor::text) - 3))::bigint as unit) x
$$;

-- Sales after the last one that was counted, in the order of their ids, up to a minute ago: until then every sale of that time is
-- committed. What clicks and orders took from the marketplace is left out: its price falls with age and says nothing about fresh leads.
create or replace function prices_count(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_from uuid;
    v_to uuid;
    v_n integer;
begin
    select greatest(x.counted_to, uuid_floor(v_now - interval '29 days')) into v_from from price_progress x for update skip locked;
    if not found then
        return 0;
    end if;
    with page as (
        select s.id, s.lead_id, s.niche_no, s.exclusive, s.price_minor, s.sold_at, s.state, s.order_id
          from sales s where s.id > v_from and s.id < uuid_floor(v_now - interval '1 minute') order by s.id limit p_limit),
    added as (
        insert into price_counts as x (niche_no, day, region, exclusive, price_minor, n)
        select p.niche_no, (p.sold_at at time zone 'UTC')::date, left(coalesce(d.attributes ->> lead_region_field(p.niche_no), ''), 20), p.exclusive,
               price_rounded(p.price_minor), count(*)
          from page p join leads d on d.id = p.lead_id
         where p.state <> 'void' and not exists (select from decisions y where y.lead_id = p.lead_id and y.at = p.sold_at and y.trigger in ('purchase', 'listed'))
         group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
            on conflict (niche_no, day, region, exclusive, price_minor) do update set n = x.n + excluded.n)
    select count(*), (array_agg(page.id order by page.id desc))[1] into v_n, v_to from page;
    if v_to is not null then
        update price_progress x set counted_to = v_to;
    end if;
    return v_n;
end $$;

-- The price that half of the sales stay below or at.
create or replace function prices_make(p_now timestamptz) returns integer language plpgsql security definer set search_path = leadx, pg_temp set jit = off as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
begin
    update price_progress x set made_at = v_now where x.made_at <= v_now - interval '1 hour';
    if not found then
        return 0;
    end if;
    delete from price_counts x where x.day < (v_now at time zone 'UTC')::date - 35;
    delete from price_medians;
    insert into price_medians (niche_no, region, kind, median_minor, n)
    select y.niche_no, y.region, y.kind, min(y.price_minor), y.total::bigint
      from (select x.*, sum(x.n) over (partition by x.niche_no, x.region, x.kind order by x.price_minor) as below,
                   sum(x.n) over (partition by x.niche_no, x.region, x.kind) as total
              from (select c.niche_no, r.region, k.kind, c.price_minor, sum(c.n) as n
                      from price_counts c
                     cross join lateral (select c.region where c.region <> '' union all select '') r
                     cross join lateral (values ('all'), (case when c.exclusive then 'exclusive' else 'shared' end)) k(kind)
                     where c.day > (v_now at time zone 'UTC')::date - 28 group by 1, 2, 3, 4) x) y
     where y.below * 2 >= y.total group by y.niche_no, y.region, y.kind, y.total;
    return 1;
end $$;

-- What a lead of the niche is measured by: own sales of the region, own sales, the operator's figure, hearsay. No row: nothing is known.
create or replace function price_benchmark(g niches, p_region text)
    returns table (origin text, amount_minor bigint, n bigint, region text, noted_on date, said text) language sql stable set search_path = leadx, pg_temp as $$
    select y.origin, y.amount_minor, y.n, y.region, y.noted_on, y.said
      from (select case when m.region = '' then 2 else 1 end as rank, 'own' as origin, m.median_minor as amount_minor, m.n, nullif(m.region, '') as region,
                   null::date as noted_on, 'median of the last 28 days' as said
              from price_medians m where m.niche_no = g.no and m.kind = 'all' and m.region in ('', coalesce(p_region, '')) and m.n >= g.price_min_sample
            union all
            select 3, 'operator', g.benchmark_minor, null, null, null, 'set by the operator' where g.benchmark_minor is not null
            union all
            select 4, 'seed', s.amount_minor, null, null, s.noted_on, s.origin
              from price_seeds s where s.category = coalesce(g.price_category, g.name) and s.currency = g.currency) y
     order by y.rank limit 1
$$;

-- Every benchmark a server measures posts by: '' is the niche's own, then those of its regions.
create or replace function price_benchmarks() returns table (niche_no smallint, region text, amount_minor bigint) language sql stable set search_path = leadx, pg_temp as $$
    select g.no, '', b.amount_minor from niches g cross join lateral price_benchmark(g, null) b
    union all
    select m.niche_no, m.region, m.median_minor
      from price_medians m join niches g on g.no = m.niche_no where m.kind = 'all' and m.region <> '' and m.n >= g.price_min_sample
$$;

-- The names of factors are these, and their product is taken in their order.
create or replace function price_factor_names() returns text[] language sql immutable parallel safe as $$
    select array['cost_of_product', 'uniqueness', 'demand', 'audience', 'competition', 'location', 'source_quality', 'season']
$$;

create or replace function price_guided(g niches, p_minor bigint) returns bigint language plpgsql immutable strict set search_path = leadx, pg_temp as $$
declare
    v numeric := p_minor;
    k text;
begin
    foreach k in array price_factor_names() loop
        v := v * coalesce((g.price_factors ->> k)::integer, 100) / 100;
    end loop;
    return least(greatest(trunc(v), 1), 100000000000000)::bigint;
end $$;

-- Too small a sample is told as such: its median would tell what single buyers pay.
create or replace function price_median_json(g niches, p_region text, p_kind text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('sample', coalesce(max(m.n), 0),
               'median', json_money(max(m.median_minor) filter (where m.n >= g.price_min_sample), g.currency))
      from price_medians m where m.niche_no = g.no and m.region = coalesce(p_region, '') and m.kind = p_kind
$$;

create or replace function price_guide(p_niche text, p_region text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('niche', g.name, 'region', p_region, 'currency', g.currency,
               'benchmark', case when b.origin is not null then jsonb_build_object('amount', json_money(b.amount_minor, g.currency), 'origin', b.origin, 'sample', b.n,
                    'region', b.region, 'noted_on', b.noted_on, 'text', b.said) end,
               'factors', (select coalesce(jsonb_agg(jsonb_build_object('name', f.k, 'percent', (g.price_factors ->> f.k)::integer) order by f.i), '[]')
                             from unnest(price_factor_names()) with ordinality f(k, i) where g.price_factors ? f.k),
               'guide', json_money(price_guided(g, b.amount_minor), g.currency),
               'suspicious_below', json_money(b.amount_minor * 2 / 5, g.currency),
               'own', jsonb_build_object('days', 28, 'min_sample', g.price_min_sample, 'made_at', (select json_time(nullif(x.made_at, '-infinity')) from price_progress x),
                    'all', price_median_json(g, p_region, 'all'), 'shared', price_median_json(g, p_region, 'shared'),
                    'exclusive', price_median_json(g, p_region, 'exclusive')))
      from niches g left join lateral price_benchmark(g, p_region) b on true where g.name = p_niche
$$;
grant execute on function prices_count(timestamptz, integer), prices_make(timestamptz), price_guide(text, text), price_benchmarks() to leadx_server;
