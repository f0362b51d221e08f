-- The shapes of parties, niches, orders and offers in answers: one function a thing, used by the operation that changed
-- it and by the statements that read it, so that both say the same. They run with the rights of whoever asks.

create or replace function json_org(o orgs) returns jsonb language sql stable as $$
    select jsonb_build_object('id', o.id, 'family', o.family_id, 'parent', o.parent_id, 'name', o.name, 'alias', o.alias,
        'state', o.state, 'sells', o.sells, 'buys', o.buys, 'operates', o.operates, 'country', o.country, 'tax_id', o.tax_id,
        'address', o.address, 'terms', o.terms, 'terms_at', json_time(o.terms_at), 'niches', to_jsonb(o.niches),
        'throttled', o.throttled, 'vetted_at', json_time(o.vetted_at), 'slowed', o.slowed,
        'payouts_held', o.payouts_held_reason, 'revision', o.revision, 'created_at', json_time(o.created_at))
$$;

create or replace function json_key(k api_keys) returns jsonb language sql stable as $$
    select jsonb_build_object('id', k.id, 'org', k.org_id, 'name', k.name, 'hint', k.hint, 'role', k.role,
        'scopes', to_jsonb(k.scopes), 'expires_at', json_time(k.expires_at), 'revoked_at', json_time(k.revoked_at),
        'created_at', json_time(k.created_at))
$$;

create or replace function interval_seconds(p interval) returns bigint language sql immutable strict parallel safe as $$
    select extract(epoch from p)::bigint
$$;

create or replace function json_niche(n niches) returns jsonb language sql stable as $$
    select jsonb_build_object('id', n.id, 'name', n.name, 'title', n.title, 'currency', n.currency, 'state', n.state,
        'revision', n.revision, 'fields', n.fields, 'billable_event', n.billable_event, 'default_kind', n.default_kind,
        'max_sales', n.max_sales, 'floor_shared', n.floor_shared_minor, 'floor_exclusive', n.floor_exclusive_minor,
        'fee_bp', n.fee_bp, 'fee_fixed', n.fee_fixed_minor, 'return_reasons', to_jsonb(n.return_reasons))
        || jsonb_build_object('return_window_s', interval_seconds(n.return_window), 'open_hot_s', interval_seconds(n.open_hot),
        'open_other_s', interval_seconds(n.open_other), 'review_window_s', interval_seconds(n.review_window),
        'claim_s', interval_seconds(n.claim), 'claim_exclusive_s', interval_seconds(n.claim_exclusive),
        'repeat_window_s', interval_seconds(n.repeat_window), 'call_seconds', n.call_seconds,
        'review_policy', n.review_policy, 'admission', n.admission, 'rank', n.rank, 'min_score', n.min_score, 'benchmark', n.benchmark_minor,
        'price_category', n.price_category, 'price_factors', n.price_factors, 'price_min_sample', n.price_min_sample,
        'defer_max_days', n.defer_max_days, 'recontact', n.recontact, 'person_sales', n.person_sales, 'person_days', n.person_days, 'reoffer', n.reoffer,
        'retention_days', interval_seconds(n.retention) / 86400, 'market', n.market, 'created_at', json_time(n.created_at))
$$;

create or replace function json_source(s sources) returns jsonb language sql stable as $$
    select jsonb_build_object('id', s.id, 'name', s.name, 'channel', s.channel, 'origin_kind', s.origin_kind,
        'capture_kind', s.capture_kind, 'demand_kind', s.demand_kind, 'incentivised', s.incentivised, 'state', s.state, 'market', s.market,
        'created_at', json_time(s.created_at))
$$;

create or replace function json_caps(p_order uuid, p_currency text) returns jsonb language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('per', c.per, 'count', c.count_cap, 'amount', json_money(c.minor_cap, p_currency))
               order by array_position(array['hour', 'day', 'week', 'month', 'total'], c.per)), '[]')
      from order_caps c where c.order_id = p_order
$$;

create or replace function json_order(o orders) returns jsonb language sql stable as $$
    select jsonb_build_object('id', o.id, 'niche', n.name, 'offer', o.offer_id, 'type', o.kind, 'name', o.name, 'state', o.state,
        'paused_for', o.paused_for, 'kinds', jsonb_build_array(case when o.offer_id is null then 'consumer' else 'targeted' end), 'filter', o.filter,
        'shared_price', json_money(o.shared_price_minor, n.currency), 'exclusive_price', json_money(o.exclusive_price_minor, n.currency),
        'market', case when o.market is not null then jsonb_build_object('max_price', json_money((o.market ->> 'max_price')::bigint, n.currency), 'max_age_hours', o.market -> 'max_age_hours') end,
        'caps', json_caps(o.id, n.currency), 'schedule', o.schedule, 'time_zone', o.time_zone, 'delivery', o.delivery,
        'priority', o.priority, 'revision', o.revision, 'created_at', json_time(o.created_at), 'updated_at', json_time(o.updated_at))
      from niches n where n.no = o.niche_no
$$;

-- How a seller stands to an offer.
create or replace function json_membership(s offer_sellers) returns jsonb language sql stable as $$
    select jsonb_build_object('offer', s.offer_id, 'seller', s.seller_id, 'alias', g.alias, 'state', s.state,
        'asked_at', json_time(s.asked_at), 'decided_at', json_time(s.decided_at))
      from orgs g where g.id = s.seller_id
$$;

-- An offer as its buyer sees it, with the sellers who asked.
create or replace function json_offer(f offers) returns jsonb language sql stable as $$
    select jsonb_build_object('id', f.id, 'name', f.name, 'description', f.description, 'niche', n.name, 'state', f.state,
        'price', json_money(o.exclusive_price_minor, n.currency), 'filter', o.filter, 'order', o.id,
        'sellers', (select coalesce(jsonb_agg(json_membership(s) - 'offer' order by s.asked_at, s.seller_id), '[]')
                      from offer_sellers s where s.offer_id = f.id),
        'created_at', json_time(f.created_at))
      from orders o, niches n where o.offer_id = f.id and n.no = f.niche_no
$$;

-- The same offer as a seller sees it: who offers by alias, what it pays, and how the seller stands to it.
create or replace function json_offer_to_join(f offers, p_seller uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('id', f.id, 'name', f.name, 'description', f.description, 'niche', n.name,
        'state', f.state, 'buying', f.state = 'active' and o.state = 'active' and b.state = 'active', 'buyer', b.alias, 'price', json_money(o.exclusive_price_minor, n.currency),
        'payout', json_money(o.exclusive_price_minor - sale_fee(o.exclusive_price_minor, e.bp, e.fixed), n.currency),
        'filter', o.filter, 'joined', (select s.state from offer_sellers s where s.offer_id = f.id and s.seller_id = p_seller),
        'created_at', json_time(f.created_at))
      from orders o, niches n, orgs b, seller_fee(p_seller, f.niche_no) e where o.offer_id = f.id and n.no = f.niche_no and b.id = f.org_id
$$;

-- What an order has bought: each cap with what is used of it now, and its sales by state.
create or replace function json_progress(o orders, p_now timestamptz) returns jsonb language sql stable as $$
    select jsonb_build_object('order', o.id, 'state', o.state,
        'caps', (select coalesce(jsonb_agg(jsonb_build_object('per', c.per, 'count', c.count_cap, 'amount', json_money(c.minor_cap, n.currency),
                            'used_count', case when c.period_start >= p.start then c.used_count else 0 end,
                            'used_amount', json_money(case when c.period_start >= p.start then c.used_minor else 0 end, n.currency),
                            'period_start', json_time(p.start), 'period_end', json_time(cap_period_end(c.per, p_now, o.time_zone)))
                            order by array_position(array['hour', 'day', 'week', 'month', 'total'], c.per)), '[]')
                   from order_caps c cross join lateral (select cap_period_start(c.per, p_now, o.time_zone) as start) p
                  where c.order_id = o.id),
        'sales', (select jsonb_build_object('count', coalesce(sum(x.n), 0), 'amount', json_money(coalesce(sum(x.minor), 0)::bigint, n.currency),
                             'by_state', coalesce(jsonb_object_agg(x.state, jsonb_build_object('count', x.n,
                                                      'amount', json_money(x.minor, n.currency))), '{}'))
                    from (select s.state, count(*) as n, sum(s.price_minor)::bigint as minor from sales s
                           where s.buyer_id = o.org_id and s.order_id = o.id and s.state <> 'void' group by s.state) x))
      from niches n where n.no = o.niche_no
$$;

grant execute on function json_org, json_key, interval_seconds, json_niche, json_source, json_caps, json_order, json_offer,
    json_offer_to_join, json_membership, json_progress to leadx_server, leadx_reader;
