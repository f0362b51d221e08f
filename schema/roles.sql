-- The three database roles and where they look for names. Run by the cluster's superuser before every
-- start; it may be run again at any time. Rights on tables are granted by the migrations.
--
--   leadx_owner   owns the schema and migrates it
--   leadx_server  works: the running server
--   leadx_reader  reports: reads only
--
-- Nobody here has a password: who may log in as which role is said by the cluster's peer map, or, on
-- a cluster of your own, by you.
do $$
declare
    name text;
begin
    -- Two starts against one cluster must not race for the same role.
    perform pg_advisory_xact_lock(hashtext('leadx roles'));
    foreach name in array array['leadx_owner', 'leadx_server', 'leadx_reader'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login', name);
        end if;
        execute format('alter role %I with login nosuperuser nocreatedb nocreaterole noreplication'
                       ' nobypassrls', name);
        execute format('alter role %I set search_path = leadx, public', name);
    end loop;
end
$$;

alter role leadx_reader set default_transaction_read_only = on;
-- Short statements whose estimates look large on many partitions: compiling them would take a thousand times longer.
alter role leadx_server set jit = off;
-- Nor are helpers worth starting for them, and they would take the cores from the sale.
alter role leadx_server set max_parallel_workers_per_gather = 0;
