-- What sellers say about their sources, and niches about claims.

create or replace function dispute_terms(p_niche smallint) returns niche_dispute_terms language sql stable set search_path = leadx, pg_temp as $$
    select coalesce((select t from niche_dispute_terms t where t.niche_no = p_niche), (p_niche, 2000, 0, 3, 0)::niche_dispute_terms)
$$;

create or replace function op_source_upstream(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
begin
    if not exists (select from sources s where s.id = (a ->> 'source')::uuid and s.seller_id = c.org) then
        return op_refused(404, 'not_found');
    end if;
    insert into source_upstreams (source_id, at, return_window)
    values ((a ->> 'source')::uuid, p_now, (a ->> 'return_window_s')::bigint * interval '1 second')
        on conflict (source_id, at) do update set return_window = excluded.return_window;
    return op_done(jsonb_build_object('id', a ->> 'source', 'return_window_s', (a ->> 'return_window_s')::bigint, 'since', json_time(p_now)));
end $$;

create or replace function json_dispute_terms(p_niche smallint) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('niche', g.name, 'strong_share_bp', t.strong_share_bp, 'claim_fee', json_money(t.claim_fee_minor, g.currency),
               'claim_fee_after', t.claim_fee_after, 'revision', t.revision)
      from niches g cross join lateral dispute_terms(g.no) t where g.no = p_niche
$$;

create or replace function op_dispute_terms(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql set search_path = leadx, pg_temp as $$
declare
    t niche_dispute_terms;
    v_niche smallint;
    v_fault op_answer;
begin
    if not c.admin then
        return op_refused(403, 'forbidden');
    end if;
    select g.no into v_niche from niches g where g.name = a ->> 'niche' for no key update;
    if not found then
        return op_refused(404, 'not_found');
    end if;
    t := dispute_terms(v_niche);    -- read under the lock
    v_fault := revision_fault(a, t.revision);
    if v_fault.status is not null then
        return v_fault;
    end if;
    insert into niche_dispute_terms as x (niche_no, strong_share_bp, claim_fee_minor, claim_fee_after)
    values (t.niche_no, coalesce((a ->> 'strong_share_bp')::integer, t.strong_share_bp), coalesce((a ->> 'claim_fee')::bigint, t.claim_fee_minor),
            coalesce((a ->> 'claim_fee_after')::integer, t.claim_fee_after))
        on conflict (niche_no) do update set strong_share_bp = excluded.strong_share_bp, claim_fee_minor = excluded.claim_fee_minor,
           claim_fee_after = excluded.claim_fee_after, revision = x.revision + 1;
    return op_done(json_dispute_terms(t.niche_no));
end $$;
