-- The last file: who may call what. A new function can be executed by everybody unless that is taken away, and operations
-- run with the owner's rights; so the server reaches them only through mutate(), which keeps the audit and the
-- Idempotency-Keys, and the reader not at all.

do $$
declare
    r record;
begin
    for r in select p.oid::regprocedure as name, p.proname like 'op\_%' and p.proname not in ('op_done', 'op_refused') as operation
               from pg_proc p
              where p.pronamespace = 'leadx'::regnamespace
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
        execute format('revoke execute on function %s from public', r.name);
        if r.operation then
            execute format('revoke execute on function %s from leadx_server, leadx_reader', r.name);
        else
            execute format('grant execute on function %s to leadx_server', r.name);
        end if;
    end loop;
end $$;
