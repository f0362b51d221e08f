-- A lead as its seller and the operator see it. Who may see what is decided in here, in the where clauses: somebody else's
-- lead is no row, exactly as one that does not exist.

create or replace function lead_sales(p_lead uuid, p_admin boolean) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'buyer', b.alias, 'exclusive', s.exclusive, 'state', s.state,
               'price', json_money(s.price_minor, s.currency), 'fee', json_money(s.fee_minor, s.currency),
               'payout', json_money(s.price_minor - s.fee_minor, s.currency), 'sold_at', json_time(s.sold_at),
               'window_ends_at', json_time(s.window_ends_at), 'settled_at', json_time(s.settled_at))
               || case when p_admin then jsonb_build_object('buyer_org', s.buyer_id, 'order', s.order_id, 'order_revision', s.order_revision)
                       else '{}' end order by s.id), '[]')
      from sales s join orgs b on b.id = s.buyer_id where s.lead_id = p_lead
$$;

create or replace function lead_source(d leads) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_strip_nulls(jsonb_build_object('id', s.id, 'name', s.name, 'channel', s.channel, 'origin_kind', s.origin_kind,
               'capture_kind', s.capture_kind, 'demand_kind', s.demand_kind, 'incentivised', s.incentivised))
      from sources s where s.id = d.source_id
$$;

create or replace function lead_payout(p_lead uuid) returns bigint language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(sum(s.price_minor - s.fee_minor), 0)::bigint from sales s
     where s.lead_id = p_lead and s.state in ('pending', 'held', 'disputed', 'final')
$$;

-- The lead this one repeats: another seller's is nobody else's business.
create or replace function lead_previous(d leads, p_admin boolean) returns uuid language sql stable set search_path = leadx, pg_temp as $$
    select p.id from leads p where p.id = d.previous_lead_id and (p_admin or p.seller_id = d.seller_id)
$$;

create or replace function lead_json(d leads, g niches, p_admin boolean) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', d.id, 'status', d.state, 'code', d.code, 'niche', g.name, 'niche_revision', d.niche_revision,
               'kind', d.kind, 'offer', d.offer_id, 'external_id', d.external_id, 'received_at', json_time(d.received_at),
               'open_until', json_time(d.open_until),
               'deferred_until', case when d.state in ('deferred', 'sold', 'open', 'listed') then json_time(deferral_of(d.id)) end, 'erased_at', json_time(d.erased_at), 'score', d.score,
               'temperature', d.temperature, 'resold', d.resold, 'max_sales', d.sale_limit,
               'min_price', json_money(d.min_payout_minor, g.currency), 'previous', lead_previous(d, p_admin),
               'attributes', d.attributes, 'source', lead_source(d), 'origin', d.origin, 'sales', lead_sales(d.id, p_admin),
               'payout', json_money(lead_payout(d.id), g.currency), 'decision', '/v1/leads/' || d.id || '/decision',
               'consent_revoked_at', (select json_time(min(e.at)) from lead_events e where e.lead_id = d.id and e.kind = 'consent_revoked'))
           || case when p_admin then jsonb_build_object('seller',
               (select jsonb_build_object('id', o.id, 'alias', o.alias, 'name', o.name) from orgs o where o.id = d.seller_id))
                   else '{}' end
$$;

-- The lead and its sealed contact and consent, which only the vault opens. whole: the viewer is the seller, who sees
-- unmasked what it brought itself.
create or replace function lead_show(p_lead uuid, p_org uuid, p_admin boolean)
    returns table (doc text, whole boolean, contact bytea, contact_key bytea, consent bytea, consent_key bytea)
    language sql stable set search_path = leadx, pg_temp as $$
    select lead_json(d, g, p_admin)::text, d.seller_id = p_org, v.contact_sealed, v.contact_key, v.consent_sealed, v.consent_key
      from leads d join niches g on g.no = d.niche_no left join contacts v on v.lead_id = d.id
     where d.id = p_lead and (d.seller_id = p_org or p_admin)
$$;

-- The same for an administrator who said why the contact must be seen whole; the reason stays in the audit.
create or replace function lead_reveal(p_lead uuid, p_org uuid, p_api_key uuid, p_reason text)
    returns table (doc text, whole boolean, contact bytea, contact_key bytea, consent bytea, consent_key bytea)
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
begin
    if not exists (select from orgs o where o.id = p_org and o.operates) then
        return;
    end if;
    perform audit_write(v_now, p_org, p_api_key, 'lead_reveal', d.id::text, jsonb_build_object('reason', p_reason), null) from leads d where d.id = p_lead;
    return query select x.doc, true, x.contact, x.contact_key, x.consent, x.consent_key from lead_show(p_lead, p_org, true) x;
end $$;

grant execute on function lead_show(uuid, uuid, boolean) to leadx_server;
revoke execute on function lead_reveal(uuid, uuid, uuid, text) from public;
grant execute on function lead_reveal(uuid, uuid, uuid, text) to leadx_server;
grant execute on function lead_sales(uuid, boolean), lead_source(leads), lead_payout(uuid), lead_json(leads, niches, boolean) to leadx_server;
