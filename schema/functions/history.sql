-- What leadxd --history needs beside what every exchange has.

-- All that was loaded in seconds is not left to be looked at by autovacuum, some time, under traffic. Works for the owner alone.
-- p_target: how closely; 100 is what autovacuum does, a tenth of it is enough to tell an empty table from a full one.
drop function if exists history_analyze();
create or replace function history_analyze(p_target integer) returns integer language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_n integer := 0;
    t regclass;
begin
    perform set_config('default_statistics_target', p_target::text, true);
    for t in select c.oid from pg_class c
              where c.relnamespace = 'leadx'::regnamespace and (c.relkind = 'p' or c.relkind = 'r' and not c.relispartition) order by c.relname loop
        execute format('analyze %s', t);
        v_n := v_n + 1;
    end loop;
    return v_n;
end $$;
comment on function history_analyze(integer) is 'Looks at every table once, for the planner; returns how many.';
