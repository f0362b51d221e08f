-- A buyer looks at what it bought. Reading the contact is counted, because "never read" is proof in a dispute; a pull
-- delivery is done with it.

create or replace function sale_json(s sales) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('id', s.id, 'lead', s.lead_id, 'order', s.order_id, 'order_revision', s.order_revision, 'niche', g.name,
               'state', s.state, 'exclusive', s.exclusive, 'price', json_money(s.price_minor, s.currency), 'seller', o.alias,
               'sold_at', json_time(s.sold_at), 'window_ends_at', json_time(s.window_ends_at), 'settled_at', json_time(s.settled_at),
               'first_read_at', json_time(s.first_read_at), 'reads', s.reads)
      from niches g, orgs o where g.no = s.niche_no and o.id = s.seller_id
$$;

-- What the buyer bought besides the contact; the source only by its opaque id.
create or replace function sale_lead_json(d leads) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('kind', d.kind, 'received_at', json_time(d.received_at), 'score', d.score, 'temperature', d.temperature,
               'resold', d.resold, 'attributes', d.attributes, 'source', d.source_id, 'erased_at', json_time(d.erased_at),
               'consent_revoked_at', r.at, 'warnings', to_jsonb(array_remove(array[
                   case when r.at is not null then 'consent_revoked' end, case when d.erased_at is not null then 'erased' end], null)))
      from (select json_time(min(e.at)) as at from lead_events e where e.lead_id = d.id and e.kind = 'consent_revoked') r
$$;

-- Counts one reading of the contact.
create or replace function sale_count_read(s sales, p_now timestamptz) returns sales
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v_first boolean := s.first_read_at is null;
begin
    update sales x set reads = x.reads + 1, first_read_at = coalesce(x.first_read_at, p_now)
     where x.lead_id = s.lead_id and x.id = s.id returning x.* into s;
    if v_first and s.reads = 1 then
        perform lead_event(s.lead_id, 'contact_read', s.buyer_id, jsonb_build_object('sale', s.id), p_now);
        update deliveries y set state = 'done', done_at = p_now
         where y.lead_id = s.lead_id and y.sale_id = s.id and y.channel = 'pull' and y.state = 'ready';
    end if;
    return s;
end $$;

-- The contact goes out only while the sale stands and the person was not erased. Another buyer's sale costs the same
-- look-up as one that does not exist.
drop function if exists sale_read(uuid, uuid);
create or replace function sale_read(p_sale uuid, p_buyer uuid, p_api_key uuid)
    returns table (doc text, lead_id uuid, contact bytea, contact_key bytea, consent bytea, consent_key bytea)
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    s sales;
    d leads;
    v contacts;
begin
    select * into s from sales x where x.id = p_sale and x.buyer_id = p_buyer;
    if not found then
        return;
    end if;
    select * into strict d from leads x where x.id = s.lead_id;
    if s.state in ('held', 'disputed', 'final') and d.erased_at is null then
        select * into v from contacts x where x.lead_id = s.lead_id;
        s := sale_count_read(s, leadx_now());
        perform audit_write(leadx_now(), p_buyer, p_api_key, 'contact_read', s.id::text, null, null);
    end if;
    return query select (sale_json(s) || sale_lead_json(d))::text, s.lead_id, v.contact_sealed, v.contact_key, v.consent_sealed, v.consent_key;
end $$;

grant execute on function sale_json(sales), sale_lead_json(leads) to leadx_server;
revoke execute on function sale_count_read(sales, timestamptz), sale_read(uuid, uuid, uuid) from public;
grant execute on function sale_read(uuid, uuid, uuid) to leadx_server;

-- A page of purchases with their contacts, newest first, each counted as read like one by itself: pull for machines.
-- next: where the page after this begins; null on the last.
drop function if exists sales_read_page;
create function sales_read_page(p_buyer uuid, p_api_key uuid, p_order uuid, p_niche text, p_state text, p_from timestamptz, p_to timestamptz, p_after uuid, p_limit integer)
    returns table (doc text, lead_id uuid, contact bytea, contact_key bytea, consent bytea, consent_key bytea, next text)
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_now timestamptz := leadx_now();
    v_ids uuid[];
    v_read uuid[] := '{}';
    s sales;
    d leads;
    v contacts;
begin
    v_ids := array(
        select x.id from sales x join niches g on g.no = x.niche_no
         where x.buyer_id = p_buyer and (p_order is null or x.order_id = p_order) and (p_niche is null or g.name = p_niche)
           and (p_state is null or x.state = p_state) and (p_from is null or x.sold_at >= p_from) and (p_to is null or x.sold_at < p_to)
           and (p_after is null or x.id < p_after)
         order by x.id desc limit p_limit + 1);
    for i in 1 .. least(cardinality(v_ids), p_limit) loop
        select * into strict s from sales x where x.id = v_ids[i];
        select * into strict d from leads x where x.id = s.lead_id;
        v := null;
        if s.state in ('held', 'disputed', 'final') and d.erased_at is null then
            select * into v from contacts x where x.lead_id = s.lead_id;
            s := sale_count_read(s, v_now);
            v_read := v_read || s.id;
        end if;
        return query select (sale_json(s) || sale_lead_json(d))::text, s.lead_id, v.contact_sealed, v.contact_key, v.consent_sealed, v.consent_key,
                            case when cardinality(v_ids) > p_limit then json_cursor(v_ids[p_limit]) end;
    end loop;
    if v_read <> '{}' then
        perform audit_write(v_now, p_buyer, p_api_key, 'contacts_read', null, jsonb_build_object('sales', to_jsonb(v_read)), null);
    end if;
end $$;
revoke execute on function sales_read_page(uuid, uuid, uuid, text, text, timestamptz, timestamptz, uuid, integer) from public;
grant execute on function sales_read_page(uuid, uuid, uuid, text, text, timestamptz, timestamptz, uuid, integer) to leadx_server;
