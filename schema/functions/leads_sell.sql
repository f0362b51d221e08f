-- The sale: a batch of leads in, who bought them out, everything in one commit.
--
-- One function over arrays, because a transaction a lead, or a call a lead, is two to five times slower. Refusals are values
-- (verdicts); only what another writer did at the same moment aborts the batch, with LX001 or a constraint, and the caller
-- runs it again. Order of locks, the same in every function that moves money or ownership, each list sorted: gate, guards,
-- request keys, fingerprints, existing leads, order caps, accounts.
--
-- Verdicts on a candidate: 0 not asked, 1 sold, 2 outbid, 3 cap, 4 money, 5 consent, 6 suppressed, 7 repeat buyer,
-- 8 stale terms, 9 own family, 10 below the seller's minimum, 11 another order of the same family bought.

-- The code a seller reads when nobody bought: that of the candidate that came furthest. Money is never blamed on a name.
create or replace function sale_code_rank(p_code text) returns integer language sql immutable parallel safe as $$
    select array_position(array['no_match', 'consent_scope', 'all_refused', 'cap_reached', 'budget_exhausted', 'below_floor'], p_code)
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
    n_rows integer;
    v_day date;
    v_claimed uuid[];
    v_leads integer[]; v_known uuid[];
    v_any_stored boolean := not (true = all (l_fresh));
    -- per lead
    a_kind text[];
    a_live_shared integer[] := array_fill(0, array[n]);
    a_live_exclusive integer[] := array_fill(0, array[n]);
    a_dup uuid[] := array_fill(null::uuid, array[n]);
    a_banned boolean[] := array_fill(false, array[n]);   -- on the operator's suppression list
    a_claims boolean[] := array_fill(false, array[n]);
    a_exclusive boolean[] := array_fill(false, array[n]);
    a_sold integer[] := array_fill(0, array[n]);
    a_slots smallint[];
    g_fee_bp integer[]; g_fee_fixed bigint[]; g_revision integer[]; g_currency text[];
    -- buyers barred from a lead: (org or family, verdict), each lead's side by side
    x_owner uuid[]; x_why smallint[];
    a_x_from integer[] := array_fill(0, array[n]); a_x_to integer[] := array_fill(-1, array[n]);
    -- known prints: which f, its scope, lead, until
    k_f integer[]; k_scope uuid[]; k_until timestamptz[];
    -- orders
    o_ok boolean[]; o_org uuid[]; o_family uuid[]; o_shared bigint[]; o_exclusive bigint[];
    o_wallet uuid[]; o_escrow uuid[]; o_w integer[]; o_delivery text[]; o_endpoint uuid[]; o_niche smallint[]; o_offer uuid[];
    o_cap_from integer[]; o_cap_to integer[];
    w_left bigint[];
    -- caps of those orders
    q_order integer[]; q_per text[]; q_start timestamptz[]; q_count bigint[]; q_minor bigint[]; q_n bigint[]; q_m bigint[];
    -- sales made
    s_c integer[] := '{}'; s_lead integer[] := '{}'; s_slot smallint[] := '{}'; s_price bigint[] := '{}'; s_fee bigint[] := '{}';
    b_claimed uuid[];   -- print slot → lead of this batch that claims it
    -- loop variables
    i integer; c integer; f integer; o integer; k integer; t integer; r record;
    v_why smallint; v_price bigint; v_fee bigint; v_payout bigint;
    v_recipients uuid[]; v_taken uuid[]; v_picks integer[]; v_best integer; v_best_price bigint; v_sum bigint;
    v_free integer; v_code text; v_word text; v_slot smallint; v_minimum bigint;
begin
    out_state := array_fill(null::text, array[n]);
    out_code := l_code;
    out_due := 0;
    out_lead := l_id;
    out_verdict := array_fill(0::smallint, array[coalesce(cardinality(c_order), 0)]);
    select array_agg(case when u.offer is null then 'consumer' else 'targeted' end order by u.i)
        into a_kind from unnest(l_offer) with ordinality u(offer, i);

    -- The gate: closing a ledger day and changing caps wait for the batches under way (7301).
    perform pg_advisory_xact_lock_shared(7301);
    if true = any (l_guard) then
        perform pg_advisory_xact_lock(g.k) from (
            select distinct hashtextextended(l_seller[u.l]::text || encode(u.h, 'hex'), 7302) as k
              from unnest(f_lead, f_hash) u(l, h) where l_guard[u.l] order by 1 offset 0) g;
    end if;
    v_now := coalesce(p_now, leadx_now());      -- not before: a wait may pass an hour's or a day's end
    now_ms := (extract(epoch from v_now) * 1000)::bigint;
    v_day := ledger_booking_day(v_now);

    -- 1. Request keys: rows that do not come back are answered from what is stored. A batch sent again after an outage finds
    -- its own leads under its keys, even if these answer nobody else any more.
    with claimed as (
        insert into request_keys as rk (key, body, lead_id, until)
        select u.key, u.body, u.id, coalesce(v_now + u.ms * interval '1 millisecond', 'infinity')
          from unnest(l_key, l_body, l_id, l_key_ms) u(key, body, id, ms) where u.key is not null order by u.key
            on conflict (key) do update set body = excluded.body, lead_id = excluded.lead_id, until = excluded.until,
               status = null, answer = null where rk.until <= v_now and rk.lead_id is distinct from excluded.lead_id
        returning rk.lead_id)
    select array_agg(lead_id) into v_claimed from claimed;
    if coalesce(cardinality(v_claimed), 0) < (select count(*) from unnest(l_key) u(key) where u.key is not null) then
        for r in select u.i, rk.lead_id, rk.body = u.body as same
                   from unnest(l_key, l_body, l_id) with ordinality u(key, body, id, i)
                   join request_keys rk on rk.key = u.key
                  where u.key is not null and not (u.id = any (coalesce(v_claimed, '{}'))) loop
            out_state[r.i] := case when r.same and r.lead_id is not null then 'replay' else 'key_reused' end;
            out_lead[r.i] := r.lead_id;
        end loop;
    end if;

    -- Leads offered again: the stored row decides.
    if v_any_stored then
        for r in select u.i, d.state, d.sellable and b.state = 'active' and s.state = 'active'
                            and not exists (select from decisions y where y.lead_id = d.id and y.id = u.decision) as sellable, -- sent again
                        d.open_until, d.seller_id, d.seller_family_id, d.niche_no, d.offer_id, d.kind,
                        d.sale_limit, d.live_shared, d.live_exclusive, d.consent_expires_at, d.consent_recipients, d.min_payout_minor
                   from unnest(l_id, l_fresh, l_decision) with ordinality u(id, fresh, decision, i) left join leads d on d.id = u.id
                   left join orgs b on b.id = d.seller_id left join sources s on s.id = d.source_id
                  where not u.fresh loop
            if r.sellable is not true or r.open_until <= v_now then
                out_state[r.i] := 'gone';
                continue;
            end if;
            l_seller[r.i] := r.seller_id; l_family[r.i] := r.seller_family_id; l_niche[r.i] := r.niche_no;
            l_offer[r.i] := r.offer_id; a_kind[r.i] := r.kind; l_limit[r.i] := r.sale_limit;
            a_live_shared[r.i] := r.live_shared; a_live_exclusive[r.i] := r.live_exclusive;
            l_consent_ms[r.i] := (extract(epoch from r.consent_expires_at) * 1000)::bigint;
            l_recipients[r.i] := r.consent_recipients::text;
            l_min_payout[r.i] := case when r.state = 'open' then r.min_payout_minor end;
        end loop;
    end if;

    select array_agg(g.fee_bp order by u.i), array_agg(g.fee_fixed_minor order by u.i), array_agg(g.revision order by u.i),
           array_agg(g.currency order by u.i)
      into strict g_fee_bp, g_fee_fixed, g_revision, g_currency
      from unnest(l_niche) with ordinality u(no, i) join niches g on g.no = u.no;

    -- 2. Who is this person to us? One probe a hash, all scopes.
    select array_agg(u.i::integer), array_agg(p.scope), array_agg(p.until)
      into k_f, k_scope, k_until
      from unnest(f_lead, f_channel, f_hash) with ordinality u(l, ch, h, i)
      join fingerprints p on p.hash = u.h and p.niche_no = l_niche[u.l] and p.channel = u.ch;
    if k_f is not null then
        -- claimed in the same scope; or, for a consumer lead, generated by the same seller for somebody's offer
        for r in select u.l, p.lead_id
                   from unnest(f_lead, f_channel, f_hash) u(l, ch, h)
                   join fingerprints p on p.hash = u.h and p.niche_no = l_niche[u.l] and p.channel = u.ch
                  where p.until > v_now and p.lead_id <> l_id[u.l] and l_fresh[u.l]
                    and (p.scope = coalesce(l_offer[u.l], c_nil)
                         or (l_offer[u.l] is null and exists (
                                 select from leads d where d.id = p.lead_id and d.seller_id = l_seller[u.l]))) loop
            a_dup[r.l] := r.lead_id;
        end loop;
    end if;
    -- Who is barred from it: families that bought this person, and lists of people who must not be sold.
    for r in select b.l, b.owner, b.why
               from (select distinct u.l, s.buyer_family_id as owner, 7::smallint as why
                       from unnest(f_lead, f_channel, f_hash) u(l, ch, h)
                       join fingerprints p on p.hash = u.h and p.niche_no = l_niche[u.l] and p.channel = u.ch
                       join niches g on g.no = l_niche[u.l]
                      cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
                      cross join lateral (select y.buyer_family_id, y.sold_at, y.lead_id from sales y
                                           where y.lead_id = e.lead_id and y.state <> 'void' offset 0) s -- by lead, never by family
                      where k_f is not null and (s.sold_at > v_now - g.repeat_window or s.lead_id = l_id[u.l])
                     union all
                     select u.l, s.owner_id, 6 from unnest(f_lead, f_suppress) u(l, h) join suppressions s on s.hash = u.h) b
              order by b.l, b.why loop
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

    -- 3. What the distinct orders may still take, and what their wallets hold. No lock yet.
    if cardinality(o_id) > 0 then
        select array_agg(d.state = 'active' and b.state = 'active' and d.revision = u.revision order by u.i),
               array_agg(d.org_id order by u.i), array_agg(d.family_id order by u.i),
               array_agg(d.shared_price_minor order by u.i), array_agg(d.exclusive_price_minor order by u.i),
               array_agg(d.wallet_id order by u.i), array_agg(d.escrow_id order by u.i),
               array_agg(case when d.endpoint_id is null then 'pull' else d.delivery ->> 'type' end order by u.i), array_agg(d.endpoint_id order by u.i),
               array_agg(d.niche_no order by u.i), array_agg(d.offer_id order by u.i)
          into o_ok, o_org, o_family, o_shared, o_exclusive, o_wallet, o_escrow, o_delivery, o_endpoint, o_niche, o_offer
          from unnest(o_id, o_revision) with ordinality u(id, revision, i)
          left join orders d on d.id = u.id left join orgs b on b.id = d.org_id;
        select array_agg(u.w order by u.i) into o_w
          from (select x.i, dense_rank() over (order by x.wallet) as w from unnest(o_wallet) with ordinality x(wallet, i)) u;
        select array_agg(a.balance_minor - a.reserved_minor + a.credit_limit_minor order by u.wallet nulls last) into w_left
          from (select distinct x.wallet from unnest(o_wallet) x(wallet)) u left join accounts a on a.id = u.wallet;
        o_cap_from := array_fill(1, array[cardinality(o_id)]);
        o_cap_to := array_fill(0, array[cardinality(o_id)]);
        select array_agg(y.i order by y.i, y.per), array_agg(y.per order by y.i, y.per), array_agg(y.start order by y.i, y.per),
               array_agg(case when p_now is null and y.period_start > y.start then 0     -- others are in the next period already
                    when y.count_cap is not null
                    then y.count_cap - y.leased_count - case when y.period_start >= y.start then y.used_count else 0 end end order by y.i, y.per),
               array_agg(case when y.minor_cap is not null
                    then y.minor_cap - y.leased_minor - case when y.period_start >= y.start then y.used_minor else 0 end end order by y.i, y.per)
          into q_order, q_per, q_start, q_count, q_minor
          from (select u.i::integer as i, m.*, cap_period_start(m.per, v_now, d.time_zone) as start
                  from unnest(o_id) with ordinality u(id, i)
                  join order_caps m on m.order_id = u.id join orders d on d.id = u.id) y;
        q_n := array_fill(0::bigint, array[coalesce(cardinality(q_order), 0)]);
        q_m := q_n;
        for k in 1 .. coalesce(cardinality(q_order), 0) loop
            if o_cap_to[q_order[k]] = 0 then
                o_cap_from[q_order[k]] := k;
            end if;
            o_cap_to[q_order[k]] := k;
        end loop;
    end if;

    -- 4. Each lead in turn, on arrays of what is left.
    b_claimed := array_fill(null::uuid, array[coalesce((select max(x) from unnest(f_slot) x), 0)]);
    f := 0; c := 0;
    for i in 1 .. n loop
        if out_state[i] is null and l_want[i] = 'rejected' then
            out_state[i] := 'rejected';
        end if;
        if out_state[i] is null and a_banned[i] then
            out_state[i] := case when l_fresh[i] then 'rejected' else 'gone' end;
            out_code[i] := 'suppressed';
        end if;
        if out_state[i] is null and l_fresh[i] then
            if a_dup[i] is null then
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
                for t in coalesce(l_prints[i - 1], 0) + 1 .. l_prints[i] loop
                    b_claimed[f_slot[t]] := l_id[i];
                end loop;
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

        v_free := l_limit[i] - a_live_shared[i] - a_live_exclusive[i];
        v_recipients := l_recipients[i]::uuid[];
        v_best := null; v_best_price := 0; v_sum := 0; v_picks := '{}'; v_taken := '{}';
        v_code := coalesce(l_code[i], 'no_match');
        for c in coalesce(l_candidates[i - 1], 0) + 1 .. l_candidates[i] loop
            o := c_order[c];
            continue when case when c_exclusive[c] then v_best is not null or a_live_shared[i] + a_live_exclusive[i] > 0
                               else cardinality(v_picks) >= v_free end;
            v_price := case when c_exclusive[c] then o_exclusive[o] else o_shared[o] end;
            v_why := 0;
            if o_ok[o] is not true or v_price is null or o_niche[o] <> l_niche[i] or o_offer[o] is distinct from l_offer[i] then
                v_why := 8;     -- the last: a lead released meanwhile is not its offer's any more
            elsif o_family[o] = l_family[i] then
                v_why := 9;
            elsif v_recipients is not null and not (o_org[o] = any (v_recipients) or o_family[o] = any (v_recipients)) then
                v_why := 5;
            elsif not c_exclusive[c] and o_family[o] = any (v_taken) then
                v_why := 11;
            end if;
            if v_why = 0 then
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
            end if;
            if v_why = 0 and w_left[o_w[o]] < v_price then
                v_why := 4;
            end if;
            if v_why = 0 then
                if c_exclusive[c] then
                    v_best := c;
                    v_best_price := v_price;
                else
                    v_picks := v_picks || c;
                    v_taken := v_taken || o_family[o];
                    v_sum := v_sum + v_price;
                end if;
            else
                v_word := case v_why when 3 then 'cap_reached' when 4 then 'budget_exhausted' when 5 then 'consent_scope' else 'all_refused' end;
                if sale_code_rank(v_word) > sale_code_rank(v_code) then
                    v_code := v_word;
                end if;
            end if;
            out_verdict[c] := v_why;
        end loop;

        -- What is worth more; on equal value the shared.
        if v_best is not null and v_best_price > v_sum then
            for t in 1 .. cardinality(v_picks) loop
                out_verdict[v_picks[t]] := 2;
            end loop;
            v_picks := array[v_best];
            a_exclusive[i] := true;
        elsif v_best is not null then
            out_verdict[v_best] := 2;
        end if;
        v_payout := 0;
        for t in 1 .. cardinality(v_picks) loop
            o := c_order[v_picks[t]];
            v_price := case when a_exclusive[i] then o_exclusive[o] else o_shared[o] end;
            v_payout := v_payout + v_price - sale_fee(v_price, g_fee_bp[i], g_fee_fixed[i]);
        end loop;
        v_minimum := coalesce(l_min_payout[i], 0);
        if cardinality(v_picks) > 0 and v_payout < v_minimum then
            for t in 1 .. cardinality(v_picks) loop
                out_verdict[v_picks[t]] := 10;
            end loop;
            v_picks := '{}';
            a_exclusive[i] := false;
            v_code := 'below_floor';
        end if;
        a_sold[i] := cardinality(v_picks);
        if a_sold[i] = 0 then
            out_state[i] := case when a_live_shared[i] + a_live_exclusive[i] > 0 then 'sold' else 'open' end;
            out_code[i] := v_code;
            continue;
        end if;
        out_state[i] := 'sold';
        out_code[i] := null;
        a_slots := '{}';
        if not l_fresh[i] then
            a_slots := array(select s.slot from sales s where s.lead_id = l_id[i] and s.state in ('pending', 'held', 'disputed', 'final'));
        end if;
        v_slot := 0;
        for t in 1 .. cardinality(v_picks) loop
            c := v_picks[t];
            o := c_order[c];
            v_price := case when a_exclusive[i] then o_exclusive[o] else o_shared[o] end;
            v_fee := sale_fee(v_price, g_fee_bp[i], g_fee_fixed[i]);
            v_slot := v_slot + 1;
            while v_slot = any (a_slots) loop
                v_slot := v_slot + 1;
            end loop;
            out_verdict[c] := 1;
            w_left[o_w[o]] := w_left[o_w[o]] - v_price;
            for k in o_cap_from[o] .. o_cap_to[o] loop
                q_count[k] := q_count[k] - 1;
                q_minor[k] := q_minor[k] - v_price;
                q_n[k] := q_n[k] + 1;
                q_m[k] := q_m[k] + v_price;
            end loop;
            s_c := s_c || c; s_lead := s_lead || i; s_slot := s_slot || v_slot; s_price := s_price || v_price; s_fee := s_fee || v_fee;
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
           set earlier = claim_earlier(p.lead_id, p.earlier, v_now - g.repeat_window), lead_id = mine.lead,
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
    select u.h, l_niche[u.l], u.ch, coalesce(l_offer[u.l], c_nil), l_id[u.l],
           v_now + case when a_exclusive[u.l] then g.claim_exclusive else g.claim end
      from unnest(f_lead, f_channel, f_hash) with ordinality u(l, ch, h, i)
      join niches g on g.no = l_niche[u.l]
     where a_claims[u.l]
       and (k_f is null or not exists (
            select from unnest(k_f, k_scope) y(f, scope) where y.f = u.i and y.scope = coalesce(l_offer[u.l], c_nil)))
     order by u.h, l_niche[u.l], u.ch;

    -- 5a. Leads that were stored before, in id order; leads_live_check is the referee.
    if v_any_stored then
        with mine as (
            select u.id, u.i from unnest(l_id, l_fresh, a_sold) with ordinality u(id, fresh, sold, i)
             where not u.fresh and u.sold > 0 order by u.id)
        update leads d
           set live_shared = d.live_shared + case when a_exclusive[mine.i] then 0 else a_sold[mine.i] end,
               live_exclusive = d.live_exclusive + case when a_exclusive[mine.i] then 1 else 0 end,
               state = 'sold', code = null,
               sellable = not a_exclusive[mine.i] and d.live_shared + a_sold[mine.i] < d.sale_limit
          from mine where d.id = mine.id and d.sellable and d.open_until > v_now
           and d.live_shared = a_live_shared[mine.i] and d.live_exclusive = a_live_exclusive[mine.i]
           and d.offer_id is not distinct from l_offer[mine.i];
        get diagnostics n_rows = row_count;
        if n_rows <> (select count(*) from unnest(l_fresh, a_sold) u(fresh, sold) where not u.fresh and u.sold > 0) then
            raise exception 'a stored lead changed meanwhile' using errcode = 'LX001';
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
    select u.id, u.seller, u.family, u.niche, g_revision[u.i], u.source, u.offer, a_kind[u.i], out_state[u.i], out_code[u.i], u.lim,
           case when a_exclusive[u.i] then 0 else a_sold[u.i] end, case when a_exclusive[u.i] then 1 else 0 end,
           out_state[u.i] in ('open', 'sold') and not a_exclusive[u.i] and a_sold[u.i] < u.lim,
           u.temperature, u.score, u.min_payout, u.attributes::jsonb, u.origin::jsonb, u.external,
           to_timestamp(u.consent_ms / 1000.0), u.recipients::uuid[], coalesce(u.previous, a_dup[u.i]), v_now,
           case when out_state[u.i] in ('open', 'sold')
                then least(v_now + case when u.temperature = 'hot' then g.open_hot else g.open_other end, to_timestamp(u.consent_ms / 1000.0)) end
      from unnest(l_id, l_fresh, l_seller, l_family, l_niche, l_source, l_offer, l_limit, l_temperature, l_score, l_min_payout,
                  l_attributes, l_origin, l_external, l_consent_ms, l_recipients, l_previous) with ordinality
           u(id, fresh, seller, family, niche, source, offer, lim, temperature, score, min_payout,
             attributes, origin, external, consent_ms, recipients, previous, i)
      join niches g on g.no = u.niche
     where u.fresh and out_state[u.i] not in ('replay', 'key_reused');
    insert into contacts (lead_id, contact_sealed, contact_key, consent_sealed, consent_key, channels, prints, suppress)
    select u.id, u.contact, u.contact_key, u.consent, u.consent_key, f_channel[coalesce(l_prints[u.i - 1], 0) + 1 : l_prints[u.i]],
           f_hash[coalesce(l_prints[u.i - 1], 0) + 1 : l_prints[u.i]], f_suppress[coalesce(l_prints[u.i - 1], 0) + 1 : l_prints[u.i]]
      from unnest(l_id, l_fresh, l_contact, l_contact_key, l_consent, l_consent_key) with ordinality
           u(id, fresh, contact, contact_key, consent, consent_key, i)
     where u.fresh and out_state[u.i] not in ('replay', 'key_reused');
    insert into decisions (lead_id, id, at, trigger, state, code, reasoning, verdicts)
    select u.id, u.decision, v_now, u.trigger, out_state[u.i], out_code[u.i], u.reasoning::jsonb,
           out_verdict[coalesce(l_candidates[u.i - 1], 0) + 1 : l_candidates[u.i]]
      from unnest(l_id, l_fresh, l_decision, l_trigger, l_reasoning) with ordinality u(id, fresh, decision, trigger, reasoning, i)
     where (u.fresh or a_sold[u.i] > 0) and out_state[u.i] not in ('replay', 'key_reused', 'gone');
    if cardinality(s_c) > 0 then
        insert into sales (id, lead_id, slot, exclusive, buyer_id, buyer_family_id, seller_id, order_id, order_revision, niche_no,
                           niche_revision, currency, price_minor, fee_minor, state, wallet_id, escrow_id, sold_at, window_ends_at)
        select c_sale[u.c], l_id[u.l], u.slot, a_exclusive[u.l], o_org[c_order[u.c]], o_family[c_order[u.c]], l_seller[u.l],
               o_id[c_order[u.c]], o_revision[c_order[u.c]], l_niche[u.l], g_revision[u.l], g_currency[u.l], u.price, u.fee, 'held',
               o_wallet[c_order[u.c]], o_escrow[c_order[u.c]], v_now, v_now + g.return_window
          from unnest(s_c, s_lead, s_slot, s_price, s_fee) u(c, l, slot, price, fee) join niches g on g.no = l_niche[u.l];
        -- the charge carries the sale's id, and so does the sale's first delivery
        insert into transfers (id, day, at, debit_id, credit_id, amount_minor, currency, kind, lead_id, sale_id)
        select c_sale[u.c], v_day, v_now, o_wallet[c_order[u.c]], o_escrow[c_order[u.c]], u.price, g_currency[u.l], 'charge', l_id[u.l], c_sale[u.c]
          from unnest(s_c, s_lead, s_price) u(c, l, price);
        insert into deliveries (lead_id, id, sale_id, buyer_id, channel, state, due_at, endpoint_id)
        select l_id[u.l], c_sale[u.c], c_sale[u.c], o_org[c_order[u.c]], o_delivery[c_order[u.c]],
               case when o_endpoint[c_order[u.c]] is null then 'ready' else 'due' end, v_now, o_endpoint[c_order[u.c]]
          from unnest(s_c, s_lead) u(c, l);
        select count(*) into out_due from unnest(s_c) u(c) where o_endpoint[c_order[u.c]] is not null;
        -- 7. Caps, then accounts: one summed update a row, in order, refused where it would pass the limit.
        if coalesce(cardinality(q_order), 0) > 0 then
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
            if n_rows <> (select count(*) from unnest(q_n) u(n) where u.n > 0) then
                raise exception 'a cap filled up or began anew meanwhile' using errcode = 'LX001';
            end if;
        end if;
        with moved as (
            select x.id, sum(x.delta)::bigint as delta
              from (select o_wallet[c_order[u.c]] as id, -u.price as delta from unnest(s_c, s_price) u(c, price)
                    union all
                    select o_escrow[c_order[u.c]], u.price from unnest(s_c, s_price) u(c, price)) x
             group by x.id order by x.id),
        done as (
            update accounts a set balance_minor = a.balance_minor + moved.delta
              from moved
             where a.id = moved.id
               and (moved.delta >= 0 or a.balance_minor - a.reserved_minor + a.credit_limit_minor + moved.delta >= 0)
            returning 1)
        select count(*) - (select count(*) from moved) into n_rows from done;
        if n_rows <> 0 then
            raise exception 'a wallet ran out meanwhile' using errcode = 'LX001';
        end if;
        -- The wallets' locks order two writers: whoever comes second sees here what the first one sold the same family.
        select array_agg(distinct y.l), array_agg(distinct e.lead_id) into v_leads, v_known
          from unnest(f_lead, f_channel, f_hash) y(l, ch, h)
          join fingerprints p on p.hash = y.h and p.niche_no = l_niche[y.l] and p.channel = y.ch
         cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
         where a_sold[y.l] > 0 and e.lead_id <> l_id[y.l];
        if v_known is not null and exists (
            select from unnest(f_lead, f_channel, f_hash) y(l, ch, h)
              join fingerprints p on p.hash = y.h and p.niche_no = l_niche[y.l] and p.channel = y.ch
              join niches g on g.no = l_niche[y.l]
             cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
             cross join lateral (select x.buyer_family_id, x.sold_at from sales x
                                  where x.lead_id = e.lead_id and x.state <> 'void' offset 0) s
              join unnest(s_c, s_lead) u(c, l) on u.l = y.l and o_family[c_order[u.c]] = s.buyer_family_id
             where y.l = any (v_leads) and e.lead_id <> l_id[y.l] and s.sold_at > v_now - g.repeat_window) then
            raise exception 'the family bought this person meanwhile' using errcode = 'LX001';
        end if;
    end if;
end $$;
comment on function leads_sell is 'The sale of a batch: see the top of this file in the schema for the order of steps and locks.';
grant execute on function leads_sell to leadx_server;
