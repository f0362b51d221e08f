-- Operations as the API runs them, but for the Idempotency-Key: t_admin for the operator, t_do for a company. Their time is
-- t_now() of market.sql unless told otherwise.

set local search_path = leadx, public;

create function pg_temp.t_op(p_op text, p_caller leadx.op_caller, a jsonb, p_now timestamptz) returns leadx.op_answer language plpgsql as $$
declare v leadx.op_answer;
begin
    execute format('select * from leadx.%I($1, $2, $3)', 'op_' || p_op) into v using p_caller, a, p_now;
    return v;
end $$;

create function pg_temp.t_operator() returns uuid language plpgsql as $$
declare v uuid;
begin
    select id into v from leadx.orgs where operates;
    if v is null then
        v := leadx.uuid_v7(pg_temp.t_now());
        insert into leadx.orgs (id, family_id, name, alias, state, operates, created_at)
        values (v, v, 'The exchange', 'exchange', 'active', true, pg_temp.t_now());
    end if;
    return v;
end $$;

create function pg_temp.t_admin(p_op text, a jsonb, p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language sql as $$
    select pg_temp.t_op(p_op, (x.id, x.id, x.id, true)::leadx.op_caller, a, p_now) from pg_temp.t_operator() x(id)
$$;

create function pg_temp.t_do(p_org uuid, p_op text, a jsonb, p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language sql as $$
    select pg_temp.t_op(p_op, (o.id, o.family_id, o.id, false)::leadx.op_caller, a, p_now) from leadx.orgs o where o.id = p_org
$$;

-- "409 conflict /alias", or "201"
create function pg_temp.t_said(r leadx.op_answer) returns text language sql as $$
    select concat_ws(' ', r.status, case when r.status >= 400 then r.body ->> 'code' end, r.body #>> '{errors,0,pointer}')
$$;

-- What the database says to a statement: "23514 accounts_overdraft_check", a partition's suffix taken off; "done" when it
-- lets it pass.
create function pg_temp.t_refused(p_sql text) returns text language plpgsql as $$
declare v_state text; v_constraint text;
begin
    execute p_sql;
    return 'done';
exception when others then
    get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
    return trim(v_state || ' ' || regexp_replace(v_constraint, '_(\d{6}|default)$', ''));
end $$;

-- The same, asked as another role.
create function pg_temp.t_refused_as(p_role text, p_sql text) returns text language plpgsql as $$
declare v text;
begin
    execute format('set local role %I', p_role);
    v := pg_temp.t_refused(p_sql);
    reset role;
    return v;
end $$;
