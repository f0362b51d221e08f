-- How values look in answers. Everything that builds JSON for the API uses these, so that a time, an amount and a page
-- look the same wherever they stand.

-- RFC 3339 in UTC with milliseconds; infinity has no place in an answer and reads as null.
create or replace function json_time(p_at timestamptz) returns text language sql stable strict parallel safe as $$
    select case when isfinite(p_at) then to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
$$;

create or replace function json_money(p_minor bigint, p_currency text) returns jsonb language sql immutable strict parallel safe as $$
    select jsonb_build_object('amount', p_minor, 'currency', p_currency)
$$;

-- The opaque token of ?cursor=: base64url of the last id seen.
create or replace function json_cursor(p_id uuid) returns text language sql immutable strict parallel safe as $$
    select translate(encode(uuid_send(p_id), 'base64'), '+/=', '-_')
$$;

-- A page {"items":[…],"next":…} from up to p_limit + 1 rows in order, their ids beside them; the one too many says that
-- there is more.
create or replace function json_page(p_ids uuid[], p_items jsonb[], p_limit integer) returns jsonb
    language sql immutable parallel safe as $$
    select jsonb_build_object('items', coalesce(to_jsonb(p_items[1:p_limit]), '[]'),
        'next', case when cardinality(p_ids) > p_limit then json_cursor(p_ids[p_limit]) end)
$$;

grant execute on function json_time, json_money, json_cursor, json_page to leadx_server, leadx_reader;
