-- The sale: a batch of leads in, who bought them out, everything in one commit.
--
-- One function over arrays, because a transaction a lead, or a call a lead, is two to five times slower. Refusals are values
-- (verdicts); only what another writer did at the same moment aborts the batch, with LX001 or a constraint, and the caller
-- runs it again. Order of locks, the same in every function that moves money or ownership, each list sorted: gate, guards,
-- request keys, persons, fingerprints, existing leads, order caps, accounts.
--
-- Verdicts on a candidate: 0 not asked, 1 sold, 2 outbid, 3 cap, 4 money, 5 consent, 6 suppressed, 7 repeat buyer,
-- 8 stale terms, 9 own family, 10 below the seller's minimum, 11 another order of the same family bought, 12 the person was sold
-- as often as the niche allows, 13 dearer than agreed.
--
-- A lead of the marketplace comes with trigger purchase (its buyer clicked) or listed (its price reached orders' market terms): stored,
-- listed, at its own price of this moment, whatever its buyer saw before; c_price is the most a candidate pays.

-- The code a seller reads when nobody bought: that of the candidate that came furthest. Money is never blamed on a name.
create or replace function sale_code_rank(p_code text) returns integer language sql immutable parallel safe as $$
    select array_position(array['no_match', 'consent_scope', 'all_refused', 'contact_limit', 'cap_reached', 'budget_exhausted', 'below_floor'], p_code)
$$;

-- The fee on a price: basis points rounded down plus a fixed part, never more than the price. In two steps, so that no price overflows.
create or replace function sale_fee(p_price bigint, p_bp integer, p_fixed bigint) returns bigint language sql immutable parallel safe as $$
    select least(p_price, p_price / 10000 * p_bp + p_price % 10000 * p_bp / 10000 + p_fixed)
$$;

-- What a renewed claim remembers: the earlier claimants whose sales still bar their buyers, or that may yet be sold. Not the
-- last so many: whoever posts and withdraws a person again and again would push the sold ones out.
create or replace function claim_earlier(p_lead uuid, p_earlier uuid[], p_since timestamptz) returns uuid[]
    language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select array_agg(e.id) from unnest(p_lead || p_earlier) e(id)
             where exists (select from sales s where s.lead_id = e.id and s.state <> 'void' and s.sold_at > p_since offset 0)
                or exists (select from leads d where d.id = e.id and (d.sellable or d.state in ('review', 'listed', 'deferred')) offset 0));
end $$;

drop function if exists leads_sell;
create function leads_sell(
    p_now timestamptz,        -- null = the exchange's clock; only replay and demo history pass a time
    -- the leads, one element each
    l_id uuid[],
    l_fresh boolean[],        -- false: stored already and offered again; what is stored then overrules what is passed
    l_want text[],            -- route, review, rejected
    l_code text[],            -- why review or rejected; else what the caller's book says if nobody buys
    l_guard boolean[],        -- the seller also generates targeted leads: serialise its posts of one person
    l_seller uuid[], l_family uuid[], l_niche smallint[], l_source uuid[],
    l_offer uuid[],           -- null = consumer lead
    l_limit smallint[], l_min_payout bigint[], l_temperature text[], l_score smallint[],
    l_attributes text[], l_origin text[], l_external text[],
    l_consent_ms bigint[],    -- consent's expiry, ms since 1970; null = none
    l_recipients text[],      -- '{uuid,…}' orgs or families the consent names; null = any
    l_previous uuid[],
    l_key bytea[], l_body bytea[],
    l_key_ms bigint[],        -- how long the key answers; null = for ever
    l_contact bytea[], l_contact_key bytea[], l_consent bytea[], l_consent_key bytea[],
    l_decision uuid[], l_trigger text[], l_reasoning text[],
    l_prints integer[],       -- where the lead's prints end in f_*
    l_candidates integer[],   -- where its candidates end in c_*
    -- prints, in lead order
    f_lead integer[], f_channel smallint[], f_hash bytea[], f_suppress bytea[],
    f_slot integer[],         -- the same number for the same (hash, niche, channel, scope) within the batch
    -- distinct orders
    o_id uuid[], o_revision integer[],
    -- candidates, in lead order, each lead's exclusive ones ranked and its shared ones ranked
    c_order integer[], c_exclusive boolean[], c_sale uuid[],
    c_price bigint[] default null,    -- null: no lead of the marketplace is among them
    out now_ms bigint,
    out out_state text[],     -- the lead's state, or replay, key_reused, gone
    out out_code text[],
    out out_lead uuid[],      -- whose answer this is: the lead itself, or the one stored under its key
    out out_verdict smallint[],
    out out_due integer       -- deliveries that wait to be sent
) language plpgsql security definer
    set search_path = leadx, pg_temp
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
    -- nested loops over sorted lists lock rows in their order, and generic plans made on empty tables stay right
as $$
declare
    c_nil constant uuid := '00000000-0000-0000-0000-000000000000';
    v_now timestamptz;
    n constant integer := cardinality(l_id);
    n_prints constant integer := coalesce(cardinality(f_hash), 0);
    n_sales integer := 0;
    n_rows integer;
    v_day date;
    v_met bytea[]; v_listed bytea[];
    v_leads integer[]; v_known uuid[];
    v_look boolean := false;                             -- something of what was sold may have been sold before
    v_any_stored constant boolean := not (true = all (l_fresh));
    -- a print that the batch brings twice: places are given in order, so the last one falls behind as soon as one comes again
    v_twins constant boolean := n_prints > 0 and f_slot[n_prints] < n_prints;
    -- per lead
    a_odd boolean[] := array_fill(v_any_stored or v_twins, array[n]);   -- something is known that may speak against it
    a_live_shared integer[] := array_fill(0, array[n]);
    a_live_exclusive integer[] := array_fill(0, array[n]);
    a_resold boolean[];                                  -- returned once: somebody has seen it, so nobody has it alone
    a_dup uuid[] := array_fill(null::uuid, array[n]);
    a_banned boolean[];                                  -- on the operator's suppression list
    a_left integer[];                                    -- how many sales of its person the niche still allows
    a_claims boolean[] := array_fill(true, array[n]);
    a_exclusive boolean[] := array_fill(false, array[n]);
    a_sold integer[] := array_fill(0, array[n]);
    a_slots smallint[];
    a_share bigint[]; a_alone bigint[];                  -- marketplace: the prices of a share and of the whole lead
    a_window interval[];                                 -- return window, if not the niche's
    a_g integer[];                                       -- which of the niches
    a_fee integer[];                                     -- which of the fees: the niches', then those agreed with sellers
    -- distinct niches
    g_limited boolean;                                   -- one of them limits how often a person is sold
    g_no smallint[]; g_fee_bp integer[]; g_fee_fixed bigint[]; g_revision integer[]; g_currency text[];
    g_claim interval[]; g_claim_exclusive interval[]; g_open_hot interval[]; g_open_other interval[]; g_return interval[];
    -- buyers barred from a lead: (org or family, verdict), each lead's side by side
    x_owner uuid[]; x_why smallint[]; x_suppressed integer[];
    a_x_from integer[]; a_x_to integer[];
    -- known prints: which f, its scope, lead, until
    k_f integer[]; k_scope uuid[]; k_lead uuid[]; k_until timestamptz[];
    k_ask integer[] := '{}';                             -- those whose earlier buyers matter
    -- orders
    o_ok boolean[]; o_org uuid[]; o_family uuid[]; o_shared bigint[]; o_exclusive bigint[];
    o_wallet uuid[]; o_escrow uuid[]; o_w integer[]; o_delivery text[]; o_endpoint uuid[]; o_niche smallint[]; o_offer uuid[];
    o_zone text[]; o_cap_from integer[]; o_cap_to integer[];
    o_most bigint[];                                     -- marketplace: what the order pays at most; null = it does not buy there
    o_e integer[];                                       -- o_w, o_e: the place of the first order that has the same wallet, escrow
    w_left bigint[]; w_move bigint[]; e_move bigint[];   -- at those places: what a wallet holds, how wallet and escrow change
    -- caps of those orders
    q_order integer[]; q_per text[]; q_start timestamptz[]; q_count bigint[]; q_minor bigint[]; q_n bigint[]; q_m bigint[];
    -- sales made
    s_c integer[] := '{}'; s_o integer[] := '{}'; s_lead integer[] := '{}'; s_slot smallint[] := '{}'; s_price bigint[] := '{}';
    s_fee bigint[] := '{}';
    b_claimed uuid[];   -- print slot → lead of this batch that claims it
    p_c integer[] := '{}'; p_price bigint[] := '{}';   -- the candidates picked for the lead in hand, v_n of them
    -- loop variables
    i integer; c integer; o integer; k integer; t integer; l integer; r record;
    v_why smallint; v_price bigint; v_fee bigint; v_payout bigint;
    v_recipients uuid[]; v_n integer; v_best integer; v_best_price bigint; v_sum bigint;
    v_live integer; v_free integer; v_code text; v_word text; v_slot smallint;
begin
    out_state := array_fill(null::text, array[n]);
    out_code := l_code;
    out_due := 0;
    out_lead := l_id;
    out_verdict := array_fill(0::smallint, array[coalesce(cardinality(c_order), 0)]);

    -- The gate: closing a ledger day and changing caps wait for the batches under way (7301).
    v_word := pg_advisory_xact_lock_shared(7301)::text;     -- an expression costs a fraction of a statement
    if true = any (l_guard) then
        perform pg_advisory_xact_lock(g.k) from (
            select distinct hashtextextended(l_seller[u.l]::text || encode(u.h, 'hex'), 7302) as k
              from unnest(f_lead, f_hash) u(l, h) where l_guard[u.l] order by 1 offset 0) g;
    end if;
    -- leadx_now() and the ordinary case of ledger_booking_day(); not before: a wait may pass an hour's or a day's end
    select x.at, (select d.day from ledger_days d where d.day = (x.at at time zone 'UTC')::date and d.closed_at is null)
      into v_now, v_day
      from (select coalesce(p_now, date_trunc('milliseconds',
                       coalesce((select coalesce(c.stands_at, clock_timestamp() + c.ahead) from test_clock c), clock_timestamp()))) as at
            offset 0) x;
    if v_day is null then
        v_day := ledger_booking_day(v_now);
    end if;
    now_ms := (extract(epoch from v_now) * 1000)::bigint;

    -- 1. Request keys: rows that do not come back are answered from what is stored. A batch sent again after an outage finds
    -- its own leads under its keys, even if these answer nobody else any more.
    insert into request_keys as rk (key, body, lead_id, until)
    select l_key[u.i], l_body[u.i], l_id[u.i], coalesce(v_now + l_key_ms[u.i] * interval '1 millisecond', 'infinity')
      from generate_series(1, n) u(i) where l_key[u.i] is not null order by l_key[u.i]
        on conflict (key) do update set body = excluded.body, lead_id = excluded.lead_id, until = excluded.until,
           status = null, answer = null where rk.until <= v_now and rk.lead_id is distinct from excluded.lead_id;
    get diagnostics n_rows = row_count;
    if n_rows < cardinality(array_remove(l_key, null)) then
        for r in select u.i, rk.lead_id, rk.body = u.body as same
                   from unnest(l_key, l_body, l_id, l_fresh) with ordinality u(key, body, id, fresh, i)
                   join request_keys rk on rk.key = u.key
                  where rk.lead_id is distinct from u.id or (u.fresh and exists (select from leads d where d.id = u.id)) loop
            out_state[r.i] := case when r.same and r.lead_id is not null then 'replay' else 'key_reused' end;
            out_lead[r.i] := r.lead_id;
            a_odd[r.i] := true;
        end loop;
    end if;

    -- Leads of the marketplace: what they cost now.
    if c_price is not null then
        a_share := array_fill(null::bigint, array[n]);
        a_alone := a_share;
        a_window := array_fill(null::interval, array[n]);
        for r in select u.i, m.share, market_price_exclusive(g.market, m.share, g.floor_exclusive_minor) as alone,
                        case when y.cause = 'aged' then least(g.return_window, (g.market ->> 'aged_return_hours')::integer * interval '1 hour') end as window
                   from unnest(l_id, l_trigger) with ordinality u(id, trigger, i)
                   join listings y on y.lead_id = u.id and y.state = 'listed' and y.ends_at > v_now
                   join leads d on d.id = u.id and d.live_exclusive = 0 and d.live_shared < d.sale_limit join niches g on g.no = d.niche_no
                  cross join lateral (select market_price(g.market, y.start_minor, y.floor_minor, y.listed_at, d.resold, v_now) as share) m
                  where u.trigger = any ('{purchase,listed}') loop
            a_share[r.i] := r.share; a_alone[r.i] := r.alone; a_window[r.i] := r.window;
        end loop;
    end if;
    -- Leads offered again: the stored row decides.
    if v_any_stored then
        for r in select u.i, d.state, case when l_trigger[u.i] = any ('{purchase,listed}') then a_share[u.i] is not null
                                           else d.sellable and d.open_until > v_now end
                            and b.state = 'active' and s.state = 'active' and d.erased_at is null
                            and not exists (select from decisions y where y.lead_id = d.id and y.id = u.decision) as offered, -- sent again
                        d.seller_id, d.seller_family_id, d.niche_no, d.offer_id,
                        d.sale_limit, d.live_shared, d.live_exclusive, d.resold, d.consent_expires_at, d.consent_recipients, d.min_payout_minor
                   from unnest(l_id, l_fresh, l_decision) with ordinality u(id, fresh, decision, i) left join leads d on d.id = u.id
                   left join orgs b on b.id = d.seller_id left join sources s on s.id = d.source_id
                  where not u.fresh loop
            if r.offered is not true then
                out_state[r.i] := 'gone';
                continue;
            end if;
            l_seller[r.i] := r.seller_id; l_family[r.i] := r.seller_family_id; l_niche[r.i] := r.niche_no;
            l_offer[r.i] := r.offer_id; l_limit[r.i] := r.sale_limit;
            a_live_shared[r.i] := r.live_shared; a_live_exclusive[r.i] := r.live_exclusive; a_resold[r.i] := r.resold;
            l_consent_ms[r.i] := (extract(epoch from r.consent_expires_at) * 1000)::bigint;
            l_recipients[r.i] := r.consent_recipients::text;
            l_min_payout[r.i] := case when r.state in ('open', 'listed') then r.min_payout_minor end;
        end loop;
    end if;

    -- Who says that a lead is a new offer of an earlier one: only of one of its own that has ended.
    if cardinality(array_remove(l_previous, null)) > 0 then
        for r in select u.i, y.code from generate_series(1, n) u(i)
                  cross join lateral previous_refusal(l_previous[u.i], l_seller[u.i], l_niche[u.i], array(select f_hash[y.f] from generate_series(1, n_prints) y(f) where f_lead[y.f] = u.i), v_now) y(code)
                  where l_fresh[u.i] and l_previous[u.i] is not null and y.code is not null loop
            l_want[r.i] := 'rejected'; l_code[r.i] := r.code; out_code[r.i] := r.code;
            if r.code = 'previous_unknown' then
                l_previous[r.i] := null;     -- perhaps somebody else's
            end if;
        end loop;
    end if;

    select array_agg(g.no), array_agg(g.fee_bp), array_agg(g.fee_fixed_minor), array_agg(g.revision), array_agg(g.currency),
           array_agg(g.claim), array_agg(g.claim_exclusive), array_agg(g.open_hot), array_agg(g.open_other), array_agg(g.return_window),
           bool_or(g.person_sales is not null)
      into g_no, g_fee_bp, g_fee_fixed, g_revision, g_currency, g_claim, g_claim_exclusive, g_open_hot, g_open_other, g_return, g_limited
      from niches g where g.no = any (l_niche);
    if cardinality(g_no) = 1 then
        a_g := array_fill(1, array[n]);
    else
        select array_agg(array_position(g_no, l_niche[u.i])) into a_g from generate_series(1, n) u(i);
    end if;
    -- a fee agreed with a seller goes before the niche's: for this niche, else for all
    a_fee := a_g;
    if exists (select from org_fees f where f.org_id = any (l_seller)) then
        for r in select u.i, coalesce(m.fee_bp, y.fee_bp) as bp, coalesce(m.fee_fixed_minor, y.fee_fixed_minor) as fixed
                   from generate_series(1, n) u(i) left join org_fees m on m.org_id = l_seller[u.i] and m.niche_no = l_niche[u.i]
                   left join org_fees y on y.org_id = l_seller[u.i] and y.niche_no = 0
                  where m.org_id is not null or y.org_id is not null loop
            g_fee_bp := g_fee_bp || r.bp;
            g_fee_fixed := g_fee_fixed || r.fixed;
            a_fee[r.i] := cardinality(g_fee_bp);
        end loop;
    end if;

    if g_limited then
        a_left := persons_left(l_niche, f_lead, f_hash, v_now);
    end if;

    -- 2. Who is this person to us? All hashes in one walk through the index, all scopes; then only those that were met. And is
    -- it on a list of people who must not be sold?
    select array_agg(x.hash) filter (where x.known), array_agg(x.hash) filter (where not x.known)
      into v_met, v_listed
      from (select p.hash, true as known from fingerprints p where p.hash = any (f_hash)
            union all
            select s.hash, false from suppressions s where s.hash = any (f_suppress)) x;
    if v_met is not null then
        select array_agg(u.f), array_agg(p.scope), array_agg(p.lead_id), array_agg(p.until)
          into k_f, k_scope, k_lead, k_until
          from (select y.f from generate_series(1, n_prints) y(f) where f_hash[y.f] = any (v_met) offset 0) u
          join fingerprints p on p.hash = f_hash[u.f] and p.niche_no = l_niche[f_lead[u.f]] and p.channel = f_channel[u.f];
    end if;
    if v_listed is not null then
        select array_agg(y.f) into x_suppressed from generate_series(1, n_prints) y(f) where f_suppress[y.f] = any (v_listed);
    end if;
    for k in 1 .. coalesce(cardinality(k_f), 0) loop
        l := f_lead[k_f[k]];
        a_odd[l] := true;
        -- claimed in the same scope; or, for a consumer lead, generated by the same seller for somebody's offer
        if k_until[k] > v_now and k_lead[k] <> l_id[l] and l_fresh[l] then
            if k_scope[k] = coalesce(l_offer[l], c_nil) then
                a_dup[l] := k_lead[k];
            elsif l_offer[l] is null then
                if exists (select from leads d where d.id = k_lead[k] and d.seller_id = l_seller[l]) then
                    a_dup[l] := k_lead[k];
                end if;
            end if;
        end if;
    end loop;
    for k in 1 .. coalesce(cardinality(k_f), 0) loop
        if a_dup[f_lead[k_f[k]]] is null then
            k_ask := k_ask || k_f[k];
        end if;
    end loop;
    -- Who is barred from it: families that bought this person, and lists of people who must not be sold.
    if cardinality(k_ask) > 0 or x_suppressed is not null then
        a_banned := array_fill(false, array[n]);
        a_x_from := array_fill(0, array[n]);
        a_x_to := array_fill(-1, array[n]);
        for r in select b.l, b.owner, b.why
                   from (select distinct u.l, s.buyer_family_id as owner, 7::smallint as why
                           from (select distinct f_lead[y.f] as l, f_hash[y.f] as h, f_channel[y.f] as ch from unnest(k_ask) y(f)) u
                           join fingerprints p on p.hash = u.h and p.niche_no = l_niche[u.l] and p.channel = u.ch
                           join niches g on g.no = l_niche[u.l]
                          cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
                          cross join lateral (select y.buyer_family_id, y.sold_at, y.lead_id from sales y
                                               where y.lead_id = e.lead_id and y.state <> 'void' offset 0) s -- by lead, never by family
                          where s.sold_at > v_now - g.repeat_window or s.lead_id = l_id[u.l]
                         union all
                         select f_lead[u.f], s.owner_id, 6 from unnest(x_suppressed) u(f) join suppressions s on s.hash = f_suppress[u.f]) b
                  order by b.l, b.why loop
            a_odd[r.l] := true;
            if r.owner = c_nil and r.why = 6 then
                a_banned[r.l] := true;
            else
                x_owner := x_owner || r.owner; x_why := x_why || r.why;
                if a_x_to[r.l] < 0 then
                    a_x_from[r.l] := cardinality(x_owner);
                end if;
                a_x_to[r.l] := cardinality(x_owner);
            end if;
        end loop;
    end if;

    -- 3. What the distinct orders may still take, and what their wallets hold. No lock yet.
    if cardinality(o_id) > 0 then
        select array_agg(y.ok), array_agg(y.org_id), array_agg(y.family_id), array_agg(y.shared_price_minor), array_agg(y.exclusive_price_minor),
               array_agg(y.wallet_id), array_agg(y.escrow_id), array_agg(y.free), array_agg(y.delivery), array_agg(y.endpoint_id),
               array_agg(y.niche_no), array_agg(y.offer_id), array_agg(y.time_zone)
          into o_ok, o_org, o_family, o_shared, o_exclusive, o_wallet, o_escrow, w_left, o_delivery, o_endpoint, o_niche, o_offer, o_zone
          from (select d.state = 'active' and b.state = 'active' and d.revision = o_revision[u.i] as ok, d.org_id, d.family_id,
                       d.shared_price_minor, d.exclusive_price_minor, d.wallet_id, d.escrow_id,
                       a.balance_minor - a.reserved_minor + a.credit_limit_minor as free,
                       case when d.endpoint_id is null then 'pull' else d.delivery ->> 'type' end as delivery, d.endpoint_id,
                       d.niche_no, d.offer_id, d.time_zone
                  from generate_series(1, cardinality(o_id)) u(i)
                  left join orders d on d.id = o_id[u.i] left join orgs b on b.id = d.org_id left join accounts a on a.id = d.wallet_id
                 order by u.i) y;
        if c_price is not null then
            select array_agg(case d.kind when 'market' then 100000000000000 else (d.market ->> 'max_price')::bigint end order by u.i) into o_most
              from unnest(o_id) with ordinality u(id, i) left join orders d on d.id = u.id;
        end if;
        for o in 1 .. cardinality(o_id) loop
            o_w[o] := array_position(o_wallet, o_wallet[o]);
            o_e[o] := array_position(o_escrow, o_escrow[o]);
        end loop;
        o_cap_from := array_fill(1, array[cardinality(o_id)]);
        o_cap_to := array_fill(0, array[cardinality(o_id)]);
        w_move := array_fill(0::bigint, array[cardinality(o_id)]);
        e_move := w_move;
        select array_agg(y.i), array_agg(y.per), array_agg(y.start),
               array_agg(case when p_now is null and y.period_start > y.start then 0     -- others are in the next period already
                    when y.count_cap is not null
                    then y.count_cap - y.leased_count - case when y.period_start >= y.start then y.used_count else 0 end end),
               array_agg(case when y.minor_cap is not null
                    then y.minor_cap - y.leased_minor - case when y.period_start >= y.start then y.used_minor else 0 end end)
          into q_order, q_per, q_start, q_count, q_minor
          from (select u.i, m.*, cap_period_start(m.per, v_now, o_zone[u.i]) as start
                  from generate_series(1, cardinality(o_id)) u(i)
                  join order_caps m on m.order_id = o_id[u.i] order by u.i, m.per) y;
        if q_order is not null then
            q_n := array_fill(0::bigint, array[cardinality(q_order)]);
            q_m := q_n;
            for k in 1 .. cardinality(q_order) loop
                if o_cap_to[q_order[k]] = 0 then
                    o_cap_from[q_order[k]] := k;
                end if;
                o_cap_to[q_order[k]] := k;
            end loop;
        end if;
    end if;

    -- 4. Each lead in turn, on arrays of what is left.
    if v_twins then
        b_claimed := array_fill(null::uuid, array[n_prints]);
    end if;
    c := 0;
    for i in 1 .. n loop
        v_live := 0;
        if a_odd[i] or l_want[i] <> 'route' or l_consent_ms[i] <= now_ms then
            a_claims[i] := false;
            if out_state[i] is null and l_want[i] = 'rejected' then
                out_state[i] := 'rejected';
            end if;
            if out_state[i] is null and a_banned[i] then
                out_state[i] := case when l_fresh[i] then 'rejected' else 'gone' end;
                out_code[i] := 'suppressed';
            end if;
            if out_state[i] is null and l_fresh[i] then
                if v_twins and a_dup[i] is null then
                    for t in coalesce(l_prints[i - 1], 0) + 1 .. l_prints[i] loop
                        a_dup[i] := coalesce(a_dup[i], b_claimed[f_slot[t]]);
                    end loop;
                end if;
                if a_dup[i] is not null then
                    out_state[i] := 'duplicate';
                    out_code[i] := 'duplicate';
                elsif l_consent_ms[i] <= now_ms then
                    out_state[i] := 'rejected';
                    out_code[i] := 'consent_expired';
                else
                    a_claims[i] := true;
                    if v_twins then
                        for t in coalesce(l_prints[i - 1], 0) + 1 .. l_prints[i] loop
                            b_claimed[f_slot[t]] := l_id[i];
                        end loop;
                    end if;
                    if l_want[i] = 'review' then
                        out_state[i] := 'review';
                    end if;
                end if;
            elsif out_state[i] is null and l_consent_ms[i] <= now_ms then
                out_state[i] := 'gone';
            end if;
            if out_state[i] is not null then
                continue;
            end if;
            v_live := a_live_shared[i] + a_live_exclusive[i];
        end if;

        -- where nobody more may have the person, one is asked all the same, so that the decision says why; no limit is null
        v_free := least(l_limit[i] - v_live, case when a_left[i] < 1 then 1 else a_left[i] end);
        v_recipients := l_recipients[i]::uuid[];
        v_best := null; v_best_price := 0; v_sum := 0; v_n := 0;
        v_code := coalesce(l_code[i], 'no_match');
        for c in coalesce(l_candidates[i - 1], 0) + 1 .. l_candidates[i] loop
            o := c_order[c];
            if c_exclusive[c] then
                continue when v_best is not null or v_live > 0 or a_resold[i];
                v_price := o_exclusive[o];
            else
                continue when v_n >= v_free;
                v_price := o_shared[o];
            end if;
            if a_share is not null then
                if a_share[i] is not null then
                    v_price := case when o_most[o] is not null then case when c_exclusive[c] then a_alone[i] else a_share[i] end end;
                end if;
            end if;
            v_why := case
                when o_ok[o] is not true or v_price is null or o_niche[o] <> l_niche[i] or o_offer[o] is distinct from l_offer[i]
                    then 8      -- the last: a lead released meanwhile is not its offer's any more
                when o_family[o] = l_family[i] then 9
                when a_left[i] < 1 then 12
                when v_recipients is not null and not (o_org[o] = any (v_recipients) or o_family[o] = any (v_recipients)) then 5
                else 0 end;
            if a_share is not null then
                if v_why = 0 and a_share[i] is not null and v_price > least(c_price[c], o_most[o]) then
                    v_why := 13;
                end if;
            end if;
            if v_why = 0 and v_n > 0 and not c_exclusive[c] then
                for t in 1 .. v_n loop
                    if o_family[c_order[p_c[t]]] = o_family[o] then
                        v_why := 11;
                    end if;
                end loop;
            end if;
            if v_why = 0 and x_owner is not null then
                for t in a_x_from[i] .. a_x_to[i] loop
                    if x_owner[t] = o_family[o] or x_owner[t] = o_org[o] then
                        v_why := x_why[t];
                        exit;
                    end if;
                end loop;
            end if;
            if v_why = 0 then
                for k in o_cap_from[o] .. o_cap_to[o] loop
                    if q_count[k] < 1 or q_minor[k] < v_price then
                        v_why := 3;
                    end if;
                end loop;
                if v_why = 0 and w_left[o_w[o]] < v_price then
                    v_why := 4;
                end if;
            end if;
            if v_why > 0 then
                v_word := case v_why when 3 then 'cap_reached' when 4 then 'budget_exhausted' when 5 then 'consent_scope'
                                     when 12 then 'contact_limit' else 'all_refused' end;
                if sale_code_rank(v_word) > sale_code_rank(v_code) then
                    v_code := v_word;
                end if;
                out_verdict[c] := v_why;
            elsif c_exclusive[c] then
                v_best := c;
                v_best_price := v_price;
            else
                v_n := v_n + 1;
                p_c[v_n] := c; p_price[v_n] := v_price;
                v_sum := v_sum + v_price;
            end if;
        end loop;

        -- What is worth more; on equal value the shared.
        if v_best is not null and v_best_price > v_sum then
            for t in 1 .. v_n loop
                out_verdict[p_c[t]] := 2;
            end loop;
            v_n := 1;
            p_c[1] := v_best; p_price[1] := v_best_price;
            a_exclusive[i] := true;
        elsif v_best is not null then
            out_verdict[v_best] := 2;
        end if;
        if v_n > 0 and l_min_payout[i] is not null then
            v_payout := 0;
            for t in 1 .. v_n loop
                v_payout := v_payout + p_price[t] - sale_fee(p_price[t], g_fee_bp[a_fee[i]], g_fee_fixed[a_fee[i]]);
            end loop;
            if v_payout < l_min_payout[i] then
                for t in 1 .. v_n loop
                    out_verdict[p_c[t]] := 10;
                end loop;
                v_n := 0;
                a_exclusive[i] := false;
                v_code := 'below_floor';
            end if;
        end if;
        if v_n = 0 then
            out_state[i] := case when v_live > 0 then 'sold' when a_share[i] is not null then 'listed' else 'open' end;
            out_code[i] := v_code;
            continue;
        end if;
        out_state[i] := 'sold';
        out_code[i] := null;
        a_sold[i] := v_n;
        v_look := v_look or a_odd[i] or l_offer[i] is not null;
        v_slot := 0;
        if not l_fresh[i] then
            a_slots := array(select s.slot from sales s where s.lead_id = l_id[i] and s.state in ('pending', 'held', 'disputed', 'final'));
        end if;
        for t in 1 .. v_n loop
            c := p_c[t];
            o := c_order[c];
            v_price := p_price[t];
            v_slot := v_slot + 1;
            if not l_fresh[i] then
                while v_slot = any (a_slots) loop
                    v_slot := v_slot + 1;
                end loop;
            end if;
            out_verdict[c] := 1;
            w_left[o_w[o]] := w_left[o_w[o]] - v_price;
            w_move[o_w[o]] := w_move[o_w[o]] - v_price;
            e_move[o_e[o]] := e_move[o_e[o]] + v_price;
            for k in o_cap_from[o] .. o_cap_to[o] loop
                q_count[k] := q_count[k] - 1;
                q_minor[k] := q_minor[k] - v_price;
                q_n[k] := q_n[k] + 1;
                q_m[k] := q_m[k] + v_price;
            end loop;
            n_sales := n_sales + 1;
            s_c[n_sales] := c; s_o[n_sales] := o; s_lead[n_sales] := i; s_slot[n_sales] := v_slot; s_price[n_sales] := v_price;
            s_fee[n_sales] := sale_fee(v_price, g_fee_bp[a_fee[i]], g_fee_fixed[a_fee[i]]);
        end loop;
    end loop;

    -- 5. Fingerprints: renew what has run out, insert the rest in hash order; the primary key referees a race.
    if k_f is not null then
        with mine as (
            select distinct on (f_hash[u.f], l_niche[f_lead[u.f]], f_channel[u.f], u.scope)
                   f_hash[u.f] as h, l_niche[f_lead[u.f]] as no, f_channel[u.f] as ch, u.scope, l_id[f_lead[u.f]] as lead,
                   a_exclusive[f_lead[u.f]] as exclusive
              from unnest(k_f, k_scope, k_until) u(f, scope, until)
             where a_claims[f_lead[u.f]] and u.scope = coalesce(l_offer[f_lead[u.f]], c_nil) and u.until <= v_now
             order by 1, 2, 3, 4)
        update fingerprints p
           set earlier = claim_earlier(p.lead_id, p.earlier, v_now - greatest(g.repeat_window, interval '90 days')), lead_id = mine.lead,
               until = v_now + case when mine.exclusive then g.claim_exclusive else g.claim end
          from mine join niches g on g.no = mine.no
         where p.hash = mine.h and p.niche_no = mine.no and p.channel = mine.ch and p.scope = mine.scope and p.until <= v_now;
        get diagnostics n_rows = row_count;
        if n_rows <> (select count(distinct f_slot[u.f]) from unnest(k_f, k_scope, k_until) u(f, scope, until)
                       where a_claims[f_lead[u.f]] and u.scope = coalesce(l_offer[f_lead[u.f]], c_nil) and u.until <= v_now) then
            raise exception 'a fingerprint was renewed meanwhile' using errcode = 'LX001';
        end if;
    end if;
    insert into fingerprints (hash, niche_no, channel, scope, lead_id, until)
    select f_hash[u.f], l_niche[u.l], f_channel[u.f], coalesce(l_offer[u.l], c_nil), l_id[u.l],
           v_now + case when a_exclusive[u.l] then g_claim_exclusive[a_g[u.l]] else g_claim[a_g[u.l]] end
      from (select y.f, f_lead[y.f] as l from generate_series(1, n_prints) y(f) where a_claims[f_lead[y.f]]
             order by f_hash[y.f], l_niche[f_lead[y.f]], f_channel[y.f]) u
     where k_f is null or not exists (
            select from unnest(k_f, k_scope) y(f, scope) where y.f = u.f and y.scope = coalesce(l_offer[u.l], c_nil));

    -- 5a. Leads that were stored before, in id order; leads_live_check is the referee.
    if v_any_stored then
        with mine as (
            select u.id, u.i from unnest(l_id, l_fresh, a_sold) with ordinality u(id, fresh, sold, i)
             where not u.fresh and u.sold > 0 order by u.id)
        update leads d
           set live_shared = d.live_shared + case when a_exclusive[mine.i] then 0 else a_sold[mine.i] end,
               live_exclusive = d.live_exclusive + case when a_exclusive[mine.i] then 1 else 0 end,
               state = 'sold', code = null,
               sellable = a_share[mine.i] is null and not a_exclusive[mine.i] and d.live_shared + a_sold[mine.i] < d.sale_limit
          from mine where d.id = mine.id and (a_share[mine.i] is not null or (d.sellable and d.open_until > v_now))
           and d.live_shared = a_live_shared[mine.i] and d.live_exclusive = a_live_exclusive[mine.i]
           and d.offer_id is not distinct from l_offer[mine.i];
        get diagnostics n_rows = row_count;
        if n_rows <> (select count(*) from unnest(l_fresh, a_sold) u(fresh, sold) where not u.fresh and u.sold > 0) then
            raise exception 'a stored lead changed meanwhile' using errcode = 'LX001';
        end if;
        if c_price is not null then
            perform listings_sold(array(select l_id[u.i] from generate_series(1, n) u(i) where a_sold[u.i] > 0 and a_share[u.i] is not null), v_now);
            perform listings_expire(array(select d.id from leads d where d.id = any (
                array(select l_id[u.i] from generate_series(1, n) u(i) where a_share[u.i] is not null and out_code[u.i] = 'suppressed'))
                order by d.id for no key update), 'suppressed', v_now);
        end if;
        if true = any (a_exclusive) then
            update fingerprints p set until = greatest(p.until, v_now + g.claim_exclusive)
              from (select u.h, u.l, u.ch from unnest(f_lead, f_channel, f_hash) u(l, ch, h)
                     where not l_fresh[u.l] and a_exclusive[u.l] order by u.h) mine
              join niches g on g.no = l_niche[mine.l]
             where p.hash = mine.h and p.niche_no = l_niche[mine.l] and p.channel = mine.ch
               and p.scope = coalesce(l_offer[mine.l], c_nil) and p.lead_id = l_id[mine.l];
        end if;
    end if;

    -- 6. The rows: new ones nobody else can see, so the contended locks below are held for the commit alone.
    insert into leads (id, seller_id, seller_family_id, niche_no, niche_revision, source_id, offer_id, kind, state, code, sale_limit,
                       live_shared, live_exclusive, sellable, temperature, score, min_payout_minor, attributes, origin, external_id,
                       consent_expires_at, consent_recipients, previous_lead_id, received_at, open_until)
    select l_id[u.i], l_seller[u.i], l_family[u.i], l_niche[u.i], g_revision[u.g], l_source[u.i], l_offer[u.i],
           case when l_offer[u.i] is null then 'consumer' else 'targeted' end, u.state, out_code[u.i], l_limit[u.i],
           case when u.exclusive then 0 else u.sold end, case when u.exclusive then 1 else 0 end,
           u.state in ('open', 'sold') and not u.exclusive and u.sold < l_limit[u.i],
           l_temperature[u.i], l_score[u.i], l_min_payout[u.i], l_attributes[u.i]::jsonb, l_origin[u.i]::jsonb, l_external[u.i],
           to_timestamp(l_consent_ms[u.i] / 1000.0), l_recipients[u.i]::uuid[], coalesce(l_previous[u.i], a_dup[u.i]), v_now,
           case when u.state in ('open', 'sold')
                then least(v_now + case when l_temperature[u.i] = 'hot' then g_open_hot[u.g] else g_open_other[u.g] end,
                           to_timestamp(l_consent_ms[u.i] / 1000.0)) end
      from (select y.i, out_state[y.i] as state, a_sold[y.i] as sold, a_exclusive[y.i] as exclusive, a_g[y.i] as g
              from generate_series(1, n) y(i) offset 0) u
     where l_fresh[u.i] and u.state not in ('replay', 'key_reused');
    -- Cutting a piece out of a list of many reads the list from its beginning: one or two prints are put together instead.
    insert into contacts (lead_id, contact_sealed, contact_key, consent_sealed, consent_key, channels, prints, suppress)
    select l_id[u.i], l_contact[u.i], l_contact_key[u.i], l_consent[u.i], l_consent_key[u.i],
           case u.t - u.f when 0 then array[f_channel[u.t]] when 1 then array[f_channel[u.f], f_channel[u.t]] else f_channel[u.f : u.t] end,
           case u.t - u.f when 0 then array[f_hash[u.t]] when 1 then array[f_hash[u.f], f_hash[u.t]] else f_hash[u.f : u.t] end,
           case u.t - u.f when 0 then array[f_suppress[u.t]] when 1 then array[f_suppress[u.f], f_suppress[u.t]] else f_suppress[u.f : u.t] end
      from (select y.i, coalesce(l_prints[y.i - 1], 0) + 1 as f, l_prints[y.i] as t
              from generate_series(1, n) y(i) where l_fresh[y.i] and out_state[y.i] not in ('replay', 'key_reused') offset 0) u;
    insert into decisions (lead_id, id, at, trigger, state, code, reasoning, verdicts)
    select l_id[u.i], l_decision[u.i], v_now, l_trigger[u.i], out_state[u.i], out_code[u.i], l_reasoning[u.i]::json,
           case u.t - u.f when -1 then '{}' when 0 then array[out_verdict[u.t]] when 1 then array[out_verdict[u.f], out_verdict[u.t]]
                          when 2 then array[out_verdict[u.f], out_verdict[u.f + 1], out_verdict[u.t]] else out_verdict[u.f : u.t] end
      from (select y.i, coalesce(l_candidates[y.i - 1], 0) + 1 as f, l_candidates[y.i] as t from generate_series(1, n) y(i)
             where (l_fresh[y.i] or a_sold[y.i] > 0) and out_state[y.i] not in ('replay', 'key_reused', 'gone') offset 0) u;
    if n_sales > 0 then
        insert into sales (id, lead_id, slot, exclusive, buyer_id, buyer_family_id, seller_id, order_id, order_revision, niche_no,
                           niche_revision, currency, price_minor, fee_minor, state, wallet_id, escrow_id, sold_at, window_ends_at)
        select c_sale[u.c], l_id[u.l], s_slot[u.s], a_exclusive[u.l], o_org[u.o], o_family[u.o], l_seller[u.l], o_id[u.o], o_revision[u.o],
               l_niche[u.l], g_revision[u.g], g_currency[u.g], s_price[u.s], s_fee[u.s], 'held', o_wallet[u.o], o_escrow[u.o],
               v_now, v_now + coalesce(a_window[u.l], g_return[u.g])
          from (select y.s, s_c[y.s] as c, s_lead[y.s] as l, s_o[y.s] as o, a_g[s_lead[y.s]] as g from generate_series(1, n_sales) y(s) offset 0) u;
        -- the charge carries the sale's id, and so does the sale's first delivery
        insert into transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, lead_id, sale_id)
        select c_sale[u.c], v_day, v_now, o_wallet[u.o], o_escrow[u.o], s_price[u.s], g_currency[a_g[u.l]], 'charge', l_id[u.l], c_sale[u.c]
          from (select y.s, s_c[y.s] as c, s_lead[y.s] as l, s_o[y.s] as o from generate_series(1, n_sales) y(s) offset 0) u;
        insert into deliveries (lead_id, id, sale_id, buyer_id, channel, state, due_at, endpoint_id)
        select l_id[s_lead[u.s]], c_sale[u.c], c_sale[u.c], o_org[u.o], o_delivery[u.o],
               case when o_endpoint[u.o] is null then 'ready' else 'due' end, v_now, o_endpoint[u.o]
          from (select y.s, s_c[y.s] as c, s_o[y.s] as o from generate_series(1, n_sales) y(s) offset 0) u;
        if p_now is null then   -- for those who follow live: the batch is one row, with bounds for the leads' partitions, far apart where stored ones are among them
            insert into happenings (at, kind, sales, lead_from, lead_to)
            select v_now, 'sale', array_agg(c_sale[u.c]),
                   case when v_any_stored then c_nil else uuid_floor(uuid_time(l_id[1]) - interval '1 day') end,
                   case when v_any_stored then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else uuid_floor(uuid_time(l_id[1]) + interval '1 day') end
              from unnest(s_c) u(c);
        end if;
        if cardinality(array_remove(o_endpoint, null)) > 0 then
            select count(*) into out_due from unnest(s_o) u(o) where o_endpoint[u.o] is not null;
        end if;
        -- 7. Caps, then accounts: one summed update a row, in order, refused where it would pass the limit.
        if q_order is not null then
            update order_caps m
               set used_count = case when m.period_start >= d.start then m.used_count else 0 end + d.n,
                   used_minor = case when m.period_start >= d.start then m.used_minor else 0 end + d.m,
                   period_start = greatest(m.period_start, d.start)
              from (select o_id[u.o] as order_id, u.per, u.start, u.n, u.m
                      from unnest(q_order, q_per, q_start, q_n, q_m) u(o, per, start, n, m) where u.n > 0 order by 1, 2) d
             where m.order_id = d.order_id and m.per = d.per
               and (p_now is not null or m.period_start <= d.start)
               and (m.count_cap is null
                    or case when m.period_start >= d.start then m.used_count else 0 end + m.leased_count + d.n <= m.count_cap)
               and (m.minor_cap is null
                    or case when m.period_start >= d.start then m.used_minor else 0 end + m.leased_minor + d.m <= m.minor_cap);
            get diagnostics n_rows = row_count;
            if n_rows <> cardinality(array_remove(q_n, 0)) then
                raise exception 'a cap filled up or began anew meanwhile' using errcode = 'LX001';
            end if;
        end if;
        update accounts a set balance_minor = a.balance_minor + d.delta
          from (select x.id, x.delta from unnest(o_wallet || o_escrow, w_move || e_move) x(id, delta) where x.delta <> 0 order by x.id) d
         where a.id = d.id and (d.delta > 0 or a.balance_minor - a.reserved_minor + a.credit_limit_minor + d.delta >= 0);
        get diagnostics n_rows = row_count;
        if n_rows <> cardinality(array_remove(w_move || e_move, 0)) then
            raise exception 'a wallet ran out meanwhile' using errcode = 'LX001';
        end if;
        -- The wallets' locks order two writers: whoever comes second sees here what the first one sold the same family. Among
        -- consumer leads fingerprints_pkey has refereed that already, where nobody knew the person before; a targeted lead of
        -- the person may have been sold, but only to a family that has an offer in the niche.
        if v_look or exists (select from orders x where x.family_id = any (o_family) and x.offer_id is not null) then
            select array_agg(distinct s_lead[u.s]) into v_leads
              from generate_series(1, n_sales) u(s)
             where a_odd[s_lead[u.s]] or l_offer[s_lead[u.s]] is not null
                or exists (select from orders x where x.family_id = o_family[s_o[u.s]] and x.niche_no = l_niche[s_lead[u.s]] and x.offer_id is not null);
        end if;
        if v_leads is not null then
            select array_agg(distinct e.lead_id) into v_known
              from generate_series(1, n_prints) u(f)
              join fingerprints p on p.hash = f_hash[u.f] and p.niche_no = l_niche[f_lead[u.f]] and p.channel = f_channel[u.f]
             cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
             where f_lead[u.f] = any (v_leads) and e.lead_id <> l_id[f_lead[u.f]];
        end if;
        if v_known is not null then
            if exists (
                select from unnest(f_lead, f_channel, f_hash) y(l, ch, h)
                  join fingerprints p on p.hash = y.h and p.niche_no = l_niche[y.l] and p.channel = y.ch
                  join niches g on g.no = l_niche[y.l]
                 cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
                 cross join lateral (select x.buyer_family_id, x.sold_at from sales x
                                      where x.lead_id = e.lead_id and x.state <> 'void' offset 0) s
                  join unnest(s_o, s_lead) u(o, l) on u.l = y.l and o_family[u.o] = s.buyer_family_id
                 where y.l = any (v_leads) and e.lead_id <> l_id[y.l] and s.sold_at > v_now - g.repeat_window) then
                raise exception 'the family bought this person meanwhile' using errcode = 'LX001';
            end if;
        end if;
    end if;
end $$;
comment on function leads_sell is 'The sale of a batch: see the top of this file in the schema for the order of steps and locks.';
grant execute on function leads_sell to leadx_server;
