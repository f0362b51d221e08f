-- The work list: what a buyer's people do about what they bought. Their words are sealed before they come here.

-- One purchase with what stands about it but the sealed words; w may be an empty row.
create or replace function work_json(s sales, w work_items) returns jsonb language sql stable set search_path = leadx, pg_temp as $$
    select jsonb_build_object('sale', s.id, 'lead', s.lead_id, 'order', s.order_id, 'niche', g.name, 'price', json_money(s.price_minor, s.currency),
               'exclusive', s.exclusive, 'sold_at', json_time(s.sold_at), 'sale_state', s.state, 'window_ends_at', json_time(s.window_ends_at), 'reads', s.reads,
               'temperature', d.temperature, 'score', d.score, 'region', d.attributes ->> 'region',
               'outcome', (select jsonb_build_object('kind', o.kind, 'at', json_time(o.at)) from outcomes o
                            where o.lead_id = s.lead_id and o.sale_id = s.id and o.kind <> 'verdict' order by o.id desc limit 1),
               'state', coalesce(w.state, 'new'), 'assignee', w.assignee, 'next_at', json_time(w.next_at), 'revision', coalesce(w.revision, 0),
               'updated_at', json_time(w.updated_at))
      from niches g, leads d where g.no = s.niche_no and d.id = s.lead_id
$$;

-- A page of the list with the sealed words, newest purchase first; none of them for a person who was erased.
create or replace function work_page(p_buyer uuid, p_sale uuid, p_state text, p_assignee text, p_order uuid, p_due timestamptz, p_after uuid, p_limit integer)
    returns table (doc text, sale uuid, note bytea, note_key bytea, next_action bytea, next_key bytea, next text)
    language plpgsql stable set search_path = leadx, pg_temp as $$
#variable_conflict use_column
declare
    v_ids uuid[];
begin
    if p_due is not null then
        v_ids := array(select w.sale_id from work_items w
                        where w.buyer_id = p_buyer and w.next_at <= p_due and w.state <> 'done' and (p_state is null or w.state = p_state)
                          and (p_assignee is null or w.assignee = p_assignee) and (p_after is null or w.sale_id < p_after)
                        order by w.sale_id desc limit p_limit + 1);
    else
        v_ids := array(select s.id from sales s left join work_items w on w.sale_id = s.id
                        where s.buyer_id = p_buyer and (p_sale is null or s.id = p_sale) and s.state in ('held', 'disputed', 'final')
                          and (p_state is null or coalesce(w.state, 'new') = p_state) and (p_assignee is null or w.assignee = p_assignee)
                          and (p_order is null or s.order_id = p_order) and (p_after is null or s.id < p_after)
                        order by s.id desc limit p_limit + 1);
    end if;
    return query
    select work_json(s, w)::text, s.id, w.note, case when d.erased_at is null then w.note_key end, w.next_action, case when d.erased_at is null then w.next_key end,
           case when cardinality(v_ids) > p_limit then json_cursor(v_ids[p_limit]) end
      from unnest(v_ids[1 : p_limit]) with ordinality u(id, i) join sales s on s.id = u.id and s.buyer_id = p_buyer join leads d on d.id = s.lead_id
      left join work_items w on w.sale_id = u.id
     where s.state in ('held', 'disputed', 'final') and (p_order is null or s.order_id = p_order) order by u.i;
end $$;

-- a: sale, if_revision, and of state, assignee, next_at, note, note_key, next_action, next_key those
-- that change; a null takes the value away.
create or replace function op_work_change(c op_caller, a jsonb, p_now timestamptz) returns op_answer
    language plpgsql security definer set search_path = leadx, pg_temp as $$
declare
    s sales;
    w work_items;
    v_fault op_answer;
begin
    select * into s from sales x where x.id = (a ->> 'sale')::uuid and x.buyer_id = c.org and x.state in ('held', 'disputed', 'final');
    if not found then
        return op_refused(404, 'not_found');
    end if;
    perform pg_advisory_xact_lock(hashtextextended(s.id::text, 7316));
    select * into w from work_items x where x.sale_id = s.id;
    v_fault := revision_fault(a, coalesce(w.revision, 0));
    if v_fault.status is not null then
        return v_fault;
    end if;
    insert into work_items as x (sale_id, lead_id, buyer_id, state, assignee, note, note_key, next_action, next_key, next_at, revision, updated_at, updated_by)
    values (s.id, s.lead_id, s.buyer_id, coalesce(a ->> 'state', w.state, 'new'), case when a ? 'assignee' then a ->> 'assignee' else w.assignee end,
            case when a ? 'note' then decode(a ->> 'note', 'hex') else w.note end, case when a ? 'note' then decode(a ->> 'note_key', 'hex') else w.note_key end,
            case when a ? 'next_action' then decode(a ->> 'next_action', 'hex') else w.next_action end,
            case when a ? 'next_action' then decode(a ->> 'next_key', 'hex') else w.next_key end,
            case when a ? 'next_at' then (a ->> 'next_at')::timestamptz else w.next_at end, coalesce(w.revision, 0) + 1, p_now, c.key)
        on conflict (sale_id) do update set state = excluded.state, assignee = excluded.assignee, note = excluded.note, note_key = excluded.note_key,
           next_action = excluded.next_action, next_key = excluded.next_key, next_at = excluded.next_at, revision = excluded.revision,
           updated_at = excluded.updated_at, updated_by = excluded.updated_by
    returning * into w;
    return op_done(jsonb_build_object('sale', s.id, 'state', w.state, 'assignee', w.assignee, 'next_at', json_time(w.next_at), 'revision', w.revision,
                                      'updated_at', json_time(w.updated_at)));
end $$;
