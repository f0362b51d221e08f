-- A small market for the SQL tests, made inside the test's transaction: pg_temp functions that read like sentences.
-- The time of the tests is fixed by t_now(); every lead is sold through leads_sell() as the server does.

create function pg_temp.t_now() returns timestamptz language sql immutable as $$ select '2026-11-21 12:00:00+00'::timestamptz $$;

create function pg_temp.t_org(p_name text, p_sells boolean, p_buys boolean, p_parent uuid default null) returns uuid language plpgsql as $$
declare v uuid := leadx.uuid_v7(pg_temp.t_now());
begin
    insert into leadx.orgs (id, family_id, parent_id, name, alias, state, sells, buys, created_at)
    values (v, coalesce(p_parent, v), p_parent, p_name, p_name || ' ' || left(v::text, 13) || right(v::text, 6), 'active', p_sells, p_buys, pg_temp.t_now());
    return v;
end $$;

create function pg_temp.t_niche(p_name text, p_max_sales integer default 3) returns smallint language plpgsql as $$
declare v smallint;
begin
    insert into leadx.niches (id, name, title, currency, fields, return_reasons, max_sales, created_at)
    values (leadx.uuid_v7(pg_temp.t_now()), p_name, p_name, 'RUB', '[]', '{}', p_max_sales, pg_temp.t_now()) returning no into v;
    return v;
end $$;

create function pg_temp.t_source(p_seller uuid) returns uuid language plpgsql as $$
declare v uuid;
begin
    select id into v from leadx.sources where seller_id = p_seller;
    if v is null then
        v := leadx.uuid_v7(pg_temp.t_now());
        insert into leadx.sources (id, seller_id, name, created_at) values (v, p_seller, 'landing', pg_temp.t_now());
    end if;
    return v;
end $$;

-- Puts money into the family's wallet: a deposit from the bank, as the books want it.
create function pg_temp.t_fund(p_org uuid, p_minor bigint) returns void language plpgsql as $$
declare v_root uuid; v_wallet uuid; v_bank uuid;
begin
    select family_id into v_root from leadx.orgs where id = p_org;
    perform leadx.accounts_ensure(v_root, 'RUB', '{wallet,escrow,bank,revenue,payable}', pg_temp.t_now());
    select id into v_wallet from leadx.accounts where org_id = v_root and kind = 'wallet';
    select id into v_bank from leadx.accounts where org_id = v_root and kind = 'bank';
    if p_minor > 0 then
        update leadx.accounts set balance_minor = balance_minor + p_minor where id = v_wallet;
        insert into leadx.transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind)
        values (leadx.uuid_v7(pg_temp.t_now()), '2026-11-21', pg_temp.t_now(), v_bank, v_wallet, p_minor, 'RUB', 'deposit');
    end if;
end $$;

create function pg_temp.t_order(p_org uuid, p_niche smallint, p_shared bigint, p_exclusive bigint default null, p_offer uuid default null) returns uuid
    language plpgsql as $$
declare v uuid := leadx.uuid_v7(pg_temp.t_now()); v_root uuid;
begin
    select family_id into v_root from leadx.orgs where id = p_org;
    perform pg_temp.t_fund(p_org, 0);
    insert into leadx.orders (id, org_id, family_id, niche_no, offer_id, name, shared_price_minor, exclusive_price_minor, wallet_id, escrow_id, created_at, updated_at)
    select v, p_org, v_root, p_niche, p_offer, 'order', p_shared, p_exclusive, w.id, e.id, pg_temp.t_now(), pg_temp.t_now()
      from leadx.accounts w, leadx.accounts e where w.org_id = v_root and w.kind = 'wallet' and e.org_id = v_root and e.kind = 'escrow';
    return v;
end $$;

create function pg_temp.t_offer(p_org uuid, p_niche smallint) returns uuid language plpgsql as $$
declare v uuid := leadx.uuid_v7(pg_temp.t_now());
begin
    insert into leadx.offers (id, org_id, niche_no, name, created_at) values (v, p_org, p_niche, 'offer', pg_temp.t_now());
    return v;
end $$;

create type pg_temp.t_sold as (lead uuid, state text, code text, verdicts smallint[]);

-- Sells one lead of person p_person. p_orders: candidates, ranked; 'x' before an id in p_how = exclusive, 's' = shared. p_lead: one that is
-- stored already; with p_fresh, one that comes as new once more.
create function pg_temp.t_sell(p_seller uuid, p_niche smallint, p_person text, p_orders uuid[], p_how text default null,
    p_limit integer default 3, p_offer uuid default null, p_min bigint default null, p_want text default 'route', p_code text default null,
    p_recipients text default null, p_consent_ms bigint default null, p_key text default null, p_body text default 'b', p_lead uuid default null,
    p_now timestamptz default '2026-11-21 12:00:00+00', p_guard boolean default false, p_fresh boolean default null) returns pg_temp.t_sold language plpgsql as $$
declare
    v_lead uuid := coalesce(p_lead, leadx.uuid_v7(p_now));
    v_n integer := coalesce(cardinality(p_orders), 0);
    v_how text := coalesce(p_how, repeat('s', v_n));
    v_hash bytea := substring(sha256(p_person::bytea) for 16);
    r record;
begin
    select * into r from leadx.leads_sell(
        p_now, array[v_lead], array[coalesce(p_fresh, p_lead is null)], array[p_want], array[p_code], array[p_guard], array[p_seller],
        (select array[family_id] from leadx.orgs where id = p_seller), array[p_niche], array[pg_temp.t_source(p_seller)], array[p_offer],
        array[p_limit]::smallint[], array[p_min], array['hot'], array[50]::smallint[], array['{}'], array[null::text], array[null::text],
        array[p_consent_ms], array[p_recipients], array[null::uuid],
        array[case when p_key is not null then substring(sha256(p_key::bytea) for 16) end], array[substring(sha256(p_body::bytea) for 16)], array[null::bigint],
        array['\x00'::bytea], array['\x00'::bytea], array['\x00'::bytea], array['\x00'::bytea],
        array[leadx.uuid_v7(p_now)], array['post'], array['{}'], array[1], array[v_n],
        array[1], array[1]::smallint[], array[v_hash], array[v_hash], array[1],
        (select array_agg(o order by i) from unnest(p_orders) with ordinality u(o, i)),
        (select array_agg(d.revision order by i) from unnest(p_orders) with ordinality u(o, i) left join leadx.orders d on d.id = u.o),
        (select array_agg(i::integer order by i) from unnest(p_orders) with ordinality u(o, i)),
        (select array_agg(substr(v_how, i, 1) = 'x' order by i) from generate_series(1, v_n) i),
        (select array_agg(leadx.uuid_v7(p_now) order by i) from generate_series(1, v_n) i));
    return (r.out_lead[1], r.out_state[1], r.out_code[1], r.out_verdict)::pg_temp.t_sold;
end $$;
