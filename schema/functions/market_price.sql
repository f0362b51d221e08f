-- What a listed lead costs: a share of its starting price that falls with age, down to a floor. Said here for whoever decides, and
-- in core/curve.c for whoever shows; tests/data/market_prices.tsv holds both to the same figures.

-- The price of one share. p_floor >= 1, p_start >= p_floor, p_start <= 10^14. Rounded down at each step; a clock that is behind reads the first price.
create or replace function market_price(p_market jsonb, p_start bigint, p_floor bigint, p_listed_at timestamptz, p_resold boolean, p_now timestamptz) returns bigint
    language sql immutable parallel safe set search_path = leadx, pg_temp as $$
    select greatest(p_floor, case when p_resold then x.price * (p_market ->> 'resold_percent')::integer / 100 else x.price end)
      from (select p_start * coalesce((
                select (e ->> 'percent')::integer from jsonb_array_elements(p_market -> 'steps') with ordinality s(e, i)
                 where (e ->> 'hours')::bigint * 3600 <= floor(extract(epoch from p_now - p_listed_at)) order by i desc limit 1),
                (p_market #>> '{steps,0,percent}')::integer) / 100 as price) x
$$;

-- The price of having the lead alone, which is for sale while nobody has it: so many per cent of the share's.
create or replace function market_price_exclusive(p_market jsonb, p_share bigint, p_floor_exclusive bigint) returns bigint
    language sql immutable parallel safe set search_path = leadx, pg_temp as $$
    select least(100000000000000, greatest(p_floor_exclusive, p_share * (p_market ->> 'exclusive_percent')::integer / 100))
$$;

-- What a niche's listings start at: what its operator set, else the price guide, else the median of what its buyers' orders pay, else
-- what the floor would be the floor of. The guide here is made of own sales or the operator's benchmark: orders that stand go before hearsay.
create or replace function market_start(g niches) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select least(100000000000000, greatest(g.floor_shared_minor, coalesce((g.market ->> 'start')::bigint,
        (select price_guided(g, b.amount_minor) from price_benchmark(g, null) b where b.origin <> 'seed'), (
        select percentile_disc(0.5) within group (order by coalesce(o.shared_price_minor, o.exclusive_price_minor))
          from orders o where o.niche_no = g.no and o.state = 'active' and o.offer_id is null and coalesce(o.shared_price_minor, o.exclusive_price_minor) is not null),
        (select price_guided(g, b.amount_minor) from price_benchmark(g, null) b),
        g.floor_shared_minor * 100 / (g.market ->> 'floor_percent')::integer)))
$$;

-- The least price that pays the seller what it asks, after the fee; null = it asks nothing.
create or replace function market_price_for_payout(p_min_payout bigint, p_bp integer, p_fixed bigint) returns bigint language sql immutable parallel safe as $$
    -- the fee is rounded down, so this is enough; where the fee takes everything, no price is
    select case when p_bp < 10000 then ceil((p_min_payout + p_fixed)::numeric * 10000 / (10000 - p_bp))::bigint end
$$;
