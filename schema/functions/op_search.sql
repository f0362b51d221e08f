-- Saved searches of the marketplace: made, changed, deleted by their buyers, and told of what is new.

-- What the event says: {"search": {"id", "name", "niche"}, "at", "n", "listings"}; null: the search was deleted.
create or replace function search_about(p_match uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('search', jsonb_build_object('id', x.id, 'name', x.name, 'niche', g.name), 'at', json_time(m.at), 'n', m.n, 'listings', m.listings)
      from market_matches m join market_searches x on x.id = m.search_id join niches g on g.no = x.niche_no where m.id = p_match
$$;

create or replace function json_search(x market_searches) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', x.id, 'name', x.name, 'niche', g.name, 'filter', x.filter, 'min_price', json_money(x.min_price_minor, g.currency),
               'max_price', json_money(x.max_price_minor, g.currency), 'exclusive', x.exclusive, 'notify', x.notify, 'readable', x.readable,
               'matched_at', json_time(x.matched_at), 'created_at', json_time(x.created_at), 'updated_at', json_time(x.updated_at),
               'last', (select search_about(m.id) - 'search' from market_matches m where m.search_id = x.id order by m.id desc limit 1))
      from niches g where g.no = x.niche_no
$$;

-- Listings know the second they were made: one of the same second is told, rather than none.
create or replace function search_begins(p_now timestamptz) returns timestamptz language sql immutable set search_path = leadx, pg_temp as $$
    select date_trunc('second', p_now, 'UTC') - interval '1 second'
$$;

-- a: name, niche, filter, min_price, max_price, exclusive, notify; the filter was read by the server.
create or replace function op_search_create(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_searches_max constant integer := 50;
    v_niche niches;
    x market_searches;
begin
    select * into v_niche from niches where name = a ->> 'niche' and state = 'active' for share;
    if not found then
        return op_refused(422, 'unknown_niche', '/niche', 'There is no such niche.');
    elsif not (select org_admitted(b, v_niche) from orgs b where b.id = c.org for no key update) then  -- one at a time: they are counted
        return op_refused(403, 'not_admitted', null, 'The company is not admitted to this niche.');
    elsif (select count(*) from market_searches y where y.org_id = c.org) >= c_searches_max then
        return op_refused(409, 'conflict', null, 'The company has ' || c_searches_max || ' searches; delete one of them.');
    elsif (a ->> 'min_price')::bigint > (a ->> 'max_price')::bigint then
        return op_refused(422, 'invalid_field', '/max_price', 'The greatest price must not be less than the least.');
    end if;
    insert into market_searches (id, org_id, niche_no, name, filter, min_price_minor, max_price_minor, exclusive, notify, seen_at, created_at, updated_at)
    values (uuid_v7(p_now), c.org, v_niche.no, a ->> 'name', coalesce(a -> 'filter', '{}'), (a ->> 'min_price')::bigint, (a ->> 'max_price')::bigint,
            coalesce((a ->> 'exclusive')::boolean, false), coalesce((a ->> 'notify')::boolean, true), search_begins(p_now), p_now, p_now) returning * into x;
    return op_done(json_search(x), '{}', 201);
end $$;

-- What it looks for from now on: what it would have found before is not told.
create or replace function op_search_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    x market_searches;
begin
    select * into x from market_searches y where y.id = (a ->> 'search')::uuid and y.org_id = c.org for update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    x.name := coalesce(a ->> 'name', x.name);
    x.filter := coalesce(nullif(a -> 'filter', 'null'), x.filter);
    x.min_price_minor := case when a ? 'min_price' then (a ->> 'min_price')::bigint else x.min_price_minor end;
    x.max_price_minor := case when a ? 'max_price' then (a ->> 'max_price')::bigint else x.max_price_minor end;
    if x.min_price_minor > x.max_price_minor then
        return op_refused(422, 'invalid_field', '/max_price', 'The greatest price must not be less than the least.');
    end if;
    update market_searches y
       set name = x.name, filter = x.filter, min_price_minor = x.min_price_minor, max_price_minor = x.max_price_minor,
           exclusive = coalesce((a ->> 'exclusive')::boolean, y.exclusive), notify = coalesce((a ->> 'notify')::boolean, y.notify),
           readable = y.readable or a ? 'filter', seen_at = search_begins(p_now), updated_at = p_now
     where y.id = x.id returning * into x;
    return op_done(json_search(x));
end $$;

create or replace function op_search_delete(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
begin
    delete from market_searches x where x.id = (a ->> 'search')::uuid and x.org_id = c.org;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done('{}');
end $$;

-- Searches to look for again until p_until_s, longest unseen first: those that were told nothing for p_pause and in whose niche something was
-- listed since they were looked at; for those with a greatest price an hour is enough, because prices fall.
create or replace function searches_due(p_until_s bigint, p_pause interval, p_limit integer)
    returns table (id uuid, niche_no smallint, family_id uuid, filter text, min_minor bigint, max_minor bigint, exclusive boolean, seen_s bigint)
    language plpgsql stable set search_path = leadx, pg_temp as $$
#variable_conflict use_column
declare
    v_now constant timestamptz := leadx_now();
    v_until constant timestamptz := to_timestamp(p_until_s);
begin
    return query
    select x.id, x.niche_no, o.family_id, x.filter::text, x.min_price_minor, x.max_price_minor, x.exclusive, extract(epoch from x.seen_at)::bigint
      from market_searches x join orgs o on o.id = x.org_id and o.state = 'active'
     where x.notify and x.readable and x.seen_at < v_until and coalesce(x.matched_at, '-infinity') <= v_now - p_pause
       and (exists (select from listings l where l.niche_no = x.niche_no and l.state = 'listed' and l.listed_at > date_trunc('second', x.seen_at) and l.listed_at <= v_until)
            or (x.max_price_minor is not null and x.seen_at <= v_now - interval '1 hour'))
     order by x.seen_at limit p_limit;
end $$;

-- What looking came to, one element a search: it looked at what came after p_seen_s (its seen_at, in seconds) until p_until_s; p_n new
-- listings fit, p_listings ("{…}") are the first of them; -1: its filter does not read any more. Whoever looked second, or for what was
-- changed meanwhile, changes nothing. Returns how many were told.
create or replace function searches_seen(p_until_s bigint, p_id uuid[], p_seen_s bigint[], p_n integer[], p_listings text[], p_pause interval) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    c_keep constant interval := '7 days';   -- longer than deliveries are tried
    v_now constant timestamptz := leadx_now();
    v_told integer := 0;
    v_match uuid;
    r record;
    x market_searches;
begin
    for r in select * from unnest(p_id, p_seen_s, p_n, p_listings) u(id, seen_s, n, listings) order by u.id loop
        update market_searches y
           set seen_at = to_timestamp(p_until_s), readable = r.n >= 0, matched_at = case when r.n > 0 then v_now else y.matched_at end
         where y.id = r.id and extract(epoch from y.seen_at)::bigint = r.seen_s and (r.n <= 0 or coalesce(y.matched_at, '-infinity') <= v_now - p_pause)
        returning * into x;
        continue when not found or r.n <= 0;
        v_match := uuid_v7(v_now);
        v_told := v_told + 1;
        delete from market_matches m where m.search_id = x.id and m.at < v_now - c_keep;
        insert into market_matches (id, search_id, at, n, listings) values (v_match, x.id, v_now, r.n, r.listings::uuid[]);
        insert into deliveries (lead_id, id, buyer_id, channel, state, due_at, endpoint_id, event, ref)
        select z.id, z.id, x.org_id, e.kind, 'due', v_now, e.id, 'market.match', v_match
          from endpoints e cross join lateral (select uuid_v7(v_now) as id where e.id is not null) z
         where e.org_id = x.org_id and 'market.match' = any (e.events) and e.state = 'active';
        perform happened('search', null, x.org_id, false, search_about(v_match), v_now);
    end loop;
    return v_told;
end $$;
grant execute on function json_search, search_about, searches_due, searches_seen to leadx_server;
