-- A sample of a niche's consumer leads, for what an order would have found: one piece of a day, looked at in so many places, where the
-- first so many leads are taken. No contact, no seller, no buyer: only what filters compare and the prices that won.
create or replace function estimate_sample(p_niche smallint, p_day date, p_piece integer, p_pieces integer, p_slices integer, p_rows integer)
    returns table (slice integer, attributes jsonb, score smallint, temperature text, source_id uuid, channel text, origin_kind text, demand_kind text,
                   capture_kind text, incentivised boolean, hour integer, shared_low bigint, shared_sum bigint, exclusive bigint, full_up boolean)
    language plpgsql stable set search_path = leadx, pg_temp set plan_cache_mode = force_generic_plan
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
    c_walk constant integer := 3000;    -- a rare niche is not searched for longer than this
    v_step constant interval := interval '1 day' / (p_pieces * p_slices);
    v_from constant timestamptz := p_day::timestamp at time zone 'UTC' + p_piece * p_slices * v_step;
begin
    return query
    select i, d.attributes, d.score::smallint, d.temperature::text, d.source_id, s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised,
           extract(hour from d.received_at at time zone 'UTC')::integer, coalesce(y.low, 0), coalesce(y.total, 0), coalesce(y.alone, 0),
           coalesce(y.n, 0) >= d.sale_limit
      from generate_series(0, p_slices - 1) i
     cross join lateral (
           select * from (select * from leads x where x.id >= uuid_floor(v_from + i * v_step) and x.id < uuid_floor(v_from + (i + 1) * v_step) order by x.id limit c_walk) w
            where w.niche_no = p_niche and w.kind = 'consumer' and w.state not in ('rejected', 'duplicate') order by w.id limit p_rows) d
      join sources s on s.id = d.source_id
      left join lateral (
           select min(z.price_minor) filter (where not z.exclusive) as low, sum(z.price_minor) filter (where not z.exclusive)::bigint as total,
                  max(z.price_minor) filter (where z.exclusive) as alone, count(*) as n
             from sales z where z.lead_id = d.id and z.state not in ('pending', 'void')) y on true
     order by i;
end $$;
