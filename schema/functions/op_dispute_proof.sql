-- What the exchange's own records prove about a claim. Null: nothing, and people decide. The proof is shown to both sides, so it
-- holds ids, times and the field that speaks, and nothing of a person.

-- The first field of the filter that the lead does not meet, as {"field", "value", "asked"}; of these types only, null = of any.
-- What the lead leaves unsaid meets nothing.
create or replace function filter_breach(p_filter jsonb, p_facts jsonb, p_names text[]) returns jsonb language sql immutable as $$
    select jsonb_build_object('field', f.key, 'value', x.value, 'asked', f.value)
      from jsonb_each(p_filter) f
     cross join lateral (select p_facts -> f.key as value, lower(p_facts ->> f.key) as word) x
     where (p_names is null or f.key = any (p_names))
       and (x.value is null and not f.value ? 'not_in'
            or (jsonb_typeof(x.value) <> 'array' and (
                (f.value ? 'in' and not exists (select from jsonb_array_elements_text(f.value -> 'in') v where lower(v) = x.word))
                or (f.value ? 'not_in' and exists (select from jsonb_array_elements_text(f.value -> 'not_in') v where lower(v) = x.word))
                or (f.value ? 'is' and lower(f.value ->> 'is') <> x.word)
                or (jsonb_typeof(x.value) = 'number' and ((x.value)::numeric < (f.value ->> 'min')::numeric or (x.value)::numeric > (f.value ->> 'max')::numeric)))))
     order by f.key limit 1
$$;

-- The fields of the niche that are a place.
create or replace function niche_places(p_fields jsonb) returns text[] language sql immutable as $$
    select coalesce(array_agg(e ->> 'name'), '{}') from jsonb_array_elements(p_fields) e where e ->> 'type' in ('region', 'country', 'postcode')
$$;

-- The order as it was when it bought, and the lead as it was sold. Only what both say can be compared: attributes, score, kind.
create or replace function dispute_proof_filter(s sales, p_places boolean) returns jsonb language plpgsql stable set search_path = leadx, pg_temp as $$
begin
    return (select jsonb_strip_nulls(jsonb_build_object('kind', 'order_filter', 'order', s.order_id, 'order_revision', s.order_revision, 'breach', b.breach,
               'region', case when p_places then d.attributes ->> lead_region_field(g.no) end))
      from leads d join niches g on g.no = d.niche_no
      join order_revisions v on v.order_id = s.order_id and v.revision = s.order_revision
     cross join lateral (select d.attributes || jsonb_build_object('score', d.score, 'kind', d.kind) as said) f
     cross join lateral (select filter_breach(v.terms -> 'filter', f.said, case when p_places then niche_places(g.fields)
                                                  else array(select jsonb_object_keys(f.said)) end) as breach) b
     where d.id = s.lead_id and b.breach is not null);
end $$;

-- The same person sold to the same family before, or on a list that one of its companies had uploaded before the sale.
create or replace function dispute_proof_duplicate(s sales) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select x.proof from (
        (select 1 as rank, jsonb_build_object('kind', 'earlier_sale', 'sale', y.id, 'sold_at', json_time(y.sold_at)) as proof
           from contacts v cross join lateral unnest(v.prints, v.channels) h(hash, channel)
           join fingerprints p on p.hash = h.hash and p.niche_no = s.niche_no and p.channel = h.channel
          cross join lateral unnest(p.lead_id || p.earlier) e(lead_id)
           join sales y on y.lead_id = e.lead_id
           join niches g on g.no = s.niche_no
          where v.lead_id = s.lead_id and y.lead_id <> s.lead_id and y.buyer_family_id = s.buyer_family_id and y.state <> 'void'
            and y.sold_at < s.sold_at and y.sold_at > s.sold_at - g.repeat_window
          order by y.sold_at limit 1)
        union all
        (select 2, jsonb_build_object('kind', 'own_list', 'listed_at', json_time(l.at))
           from contacts v cross join lateral unnest(v.suppress) h(hash)
           join suppressions l on l.hash = h.hash and l.at <= s.sold_at
           join orgs o on o.id = l.owner_id and o.family_id = s.buyer_family_id
          where v.lead_id = s.lead_id order by l.at limit 1)) x
     order by x.rank limit 1
$$;

-- The newest word of any provider that checks numbers or addresses.
create or replace function dispute_proof_check(s sales, p_kind text) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('kind', 'check', 'provider', x.provider, 'checked', p_kind, 'result', x.result, 'reference', x.reference, 'at', json_time(x.at))
      from (select * from lead_checks k where k.lead_id = s.lead_id and k.kind = p_kind and k.result <> 'unknown' order by k.at desc limit 1) x
     where x.result = 'invalid'
$$;

-- The same defect, upheld for another buyer of the lead.
create or replace function dispute_proof_upheld(s sales, r dispute_reasons) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('kind', 'upheld_before', 'reason', d.reason, 'at', json_time(d.final_at))
      from disputes d
     where d.lead_id = s.lead_id and d.sale_id <> s.id and d.reason = r.code and d.state = 'final' and d.outcome = 'buyer'
     order by d.final_at limit 1
$$;

-- It was to be sent, none of the tries arrived, and the contact was never read. A lead that waits to be fetched was delivered.
create or replace function dispute_proof_undelivered(s sales) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('kind', 'undelivered', 'tries', x.tries, 'reads', 0)
      from (select sum(y.attempts) as tries, bool_or(y.state = 'done') as arrived from deliveries y
             where y.lead_id = s.lead_id and y.sale_id = s.id and y.event = 'lead.sold' and y.channel <> 'pull') x
     where x.tries > 0 and not x.arrived and s.first_read_at is null and s.reads = 0
$$;

create or replace function dispute_proof(s sales, r dispute_reasons, p_now timestamptz) returns jsonb
    language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v jsonb;
begin
    case r.code
        when 'duplicate' then v := dispute_proof_duplicate(s);
        when 'outside_filter' then v := dispute_proof_filter(s, false);
        when 'outside_territory' then v := dispute_proof_filter(s, true);
        when 'invalid_number' then v := dispute_proof_check(s, 'phone');
        when 'invalid_email' then v := dispute_proof_check(s, 'email');
        when 'not_delivered' then v := dispute_proof_undelivered(s);
        else null;
    end case;
    if v is null and r.effect = 'defect' then
        v := dispute_proof_upheld(s, r);
    end if;
    return v;
end $$;

-- A provider's word, through its signed hook. Saying it again changes nothing; a lead nobody knows is passed over. True = new.
create or replace function lead_check_add(p_lead uuid, p_provider text, p_kind text, p_result text, p_reference text) returns boolean
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    v_n integer;
begin
    insert into lead_checks (lead_id, provider, kind, result, reference, at)
    select d.id, p_provider, p_kind, p_result, p_reference, leadx_now() from leads d where d.id = p_lead
        on conflict do nothing;
    get diagnostics v_n = row_count;
    return v_n > 0;
end $$;
revoke execute on function lead_check_add(uuid, text, text, text, text) from public;
grant execute on function lead_check_add(uuid, text, text, text, text) to leadx_server;

create or replace function json_check_provider(p check_providers) returns jsonb language sql immutable as $$
    select jsonb_build_object('id', p.id, 'name', p.name, 'state', p.state, 'created_at', to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$$;

-- a: {"name", "id", "sealed", "key"}: its secret sealed by the server.
create or replace function op_check_provider(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v check_providers;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    elsif exists (select from check_providers p where p.name = a ->> 'name') then
        return op_refused(409, 'conflict', '/name', 'There is a provider of this name.');
    end if;
    insert into check_providers (id, name, sealed, key, created_at)
    values ((a ->> 'id')::uuid, a ->> 'name', decode(a ->> 'sealed', 'hex'), decode(a ->> 'key', 'hex'), p_now) returning * into v;
    return op_done(json_check_provider(v), '{}', 201);
end $$;

create or replace function op_check_provider_disable(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    v check_providers;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    update check_providers p set state = 'disabled' where p.name = a ->> 'provider' returning * into v;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    return op_done(json_check_provider(v));
end $$;
