-- Wallets that ran low: their buyers hear of it once each time, and those that wish it ask for money by themselves.

-- One row an endpoint of the family that hears of it. An event travels with a sale, so a family that never bought hears nothing;
-- it reads the same in its wallet.
create or replace function wallet_event(a accounts, p_now timestamptz) returns void language sql set search_path = leadx, pg_temp as $$
    insert into deliveries (lead_id, id, sale_id, buyer_id, channel, state, due_at, endpoint_id, event, ref)
    select s.lead_id, uuid_v7(p_now), s.id, o.id, e.kind, 'due', p_now, e.id, 'wallet.low', a.id
      from orgs o join endpoints e on e.org_id = o.id and 'wallet.low' = any (e.events) and e.state = 'active'
     cross join lateral (select x.lead_id, x.id from sales x where x.buyer_id = o.id order by x.id desc limit 1) s
     where o.family_id = a.org_id
$$;

-- What the event says.
create or replace function wallet_about(p_account uuid) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('currency', a.currency, 'balance', json_money(a.balance_minor, a.currency),
               'available', json_money(a.balance_minor - a.reserved_minor + a.credit_limit_minor, a.currency), 'low', json_money(t.low_minor, a.currency),
               'top_up', json_money((select u.amount_minor from top_ups u where u.account_id = a.id and u.state = 'asked' and u.asked_by is null), a.currency))
      from accounts a left join wallet_terms t on t.account_id = a.id where a.id = p_account
$$;

-- Looks at the wallets whose buyers named a threshold; also forgets holds that are over. Returns how many rows it moved. A closed company's
-- wallet asks for nothing: nobody could end that but the clock, and it has none.
create or replace function wallets_watch(p_now timestamptz, p_limit integer) returns integer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := coalesce(p_now, leadx_now());
    v_n integer := 0;
    v_holds integer;
    r record;
begin
    for r in select t.*, a as account, a.balance_minor - a.reserved_minor + a.credit_limit_minor as left_minor,
                    (select u.id from top_ups u where u.account_id = a.id and u.state = 'asked' and u.asked_by is null) as asked,
                    (select o.state = 'closed' from orgs o where o.id = a.org_id) as closed
               from wallet_terms t join accounts a on a.id = t.account_id
              order by t.account_id for no key update of t skip locked loop
        if r.top_up_minor is not null and r.asked is null and r.left_minor < r.top_up_below_minor and not r.closed then
            perform top_up_make((r.account).org_id, r.account_id, r.top_up_minor, null, null, v_now);
            v_n := v_n + 1;
        elsif r.asked is not null and (r.closed or r.top_up_below_minor is null or r.left_minor >= r.top_up_below_minor) then
            perform top_up_set_state(r.asked, 'withdrawn', null, case when r.closed then 'The company is closed.' else 'The wallet has enough again.' end, null, v_now);
            v_n := v_n + 1;
        end if;
        if r.low <> coalesce(r.left_minor < greatest(r.low_minor, r.top_up_below_minor), false) then
            update wallet_terms t set low = not t.low where t.account_id = r.account_id;
            if not r.low then
                perform wallet_event(r.account, v_now);
                perform happened_wallet(r.account, 'low', v_now);
                perform notice_tell((r.account).org_id, 'wallet.low', wallet_about(r.account_id), v_now);
            end if;
            v_n := v_n + 1;
        end if;
        exit when v_n >= p_limit;
    end loop;
    delete from payable_holds h where (h.account_id, h.until) in (
        select x.account_id, x.until from payable_holds x where x.until <= v_now limit p_limit for update skip locked);
    get diagnostics v_holds = row_count;
    return v_n + v_holds;
end $$;
grant execute on function wallets_watch(timestamptz, integer) to leadx_server;
