-- The exchange's now and its ids.

create or replace function leadx_now() returns timestamptz language plpgsql volatile parallel safe as $$
begin
    -- not in SQL: that would be planned anew at every call
    return date_trunc('milliseconds', coalesce((select coalesce(c.stands_at, clock_timestamp() + c.ahead) from leadx.test_clock c), clock_timestamp()));
end $$;
comment on function leadx_now() is 'The exchange''s now, to the millisecond: the database''s clock, ahead by the test clock in clusters made for tests, or where it stands while a history is written.';

create or replace function uuid_v7(at timestamptz) returns uuid language sql volatile as $$
    -- RFC 9562, section 5.7: 48 bits of milliseconds over a random UUID, whose version nibble turns from 4 to 7
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

create or replace function test_clock_advance(p_by interval) returns timestamptz
    language plpgsql security definer set search_path = leadx, pg_temp as $$
begin
    update test_clock set ahead = ahead + p_by where p_by >= interval '0';
    if not found then
        raise exception 'this cluster has no test clock, or time would run back' using errcode = 'LX002';
    end if;
    return leadx_now();
end $$;

-- A date_trunc that knows how caps count: in the order's own time zone, ISO weeks, days of 23 and 25 hours.
create or replace function cap_period_start(p_per text, p_now timestamptz, p_zone text) returns timestamptz
    language sql stable parallel safe as $$
    select case p_per when 'total' then '-infinity'::timestamptz else date_trunc(p_per, p_now, p_zone) end
$$;
create or replace function cap_period_end(p_per text, p_now timestamptz, p_zone text) returns timestamptz
    language sql stable parallel safe as $$
    select case p_per when 'total' then null
        else (date_trunc(p_per, p_now at time zone p_zone) + ('1 ' || p_per)::interval) at time zone p_zone end
$$;

-- One partition a call, so that a transaction locks one table: two at once would lie in wait for whoever took them in another
-- order. And with little patience: behind this lock every sale waits, and before it may stand a dump that takes an hour.
create or replace function partitions_ahead(p_now timestamptz) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp set lock_timeout = '250ms' as $$
declare
    v_parent text;
    v_month date;
begin
    foreach v_parent in array array['leads', 'contacts', 'decisions', 'lead_events', 'sales', 'deliveries', 'delivery_attempts', 'outcomes', 'transfers'] loop
        for v_month in select generate_series(date_trunc('month', p_now at time zone 'UTC'),
                                              date_trunc('month', p_now at time zone 'UTC') + interval '3 months', interval '1 month')::date loop
            continue when to_regclass(v_parent || '_' || to_char(v_month, 'YYYYMM')) is not null;
            if not pg_try_advisory_xact_lock(7304) then
                return 0;   -- another process is at it
            end if;
            return partition_make(v_parent, v_month)::integer;
        end loop;
    end loop;
    return 0;
end $$;
comment on function partitions_ahead(timestamptz) is
    'The chore: this month''s and the next three months'' partitions exist. Makes at most one; 1 = call again. 55P03 = later.';
grant execute on function leadx_now(), uuid_v7(timestamptz), test_clock_advance(interval), partitions_ahead(timestamptz) to leadx_server;
