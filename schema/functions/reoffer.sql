-- Whether, and when, a lead that came back may be offered again: by the reason it came back for, as its niche says. A reason the
-- niche does not name: at once.

create or replace function reoffer_again(g niches, p_reason text) returns boolean language sql immutable set search_path = leadx, pg_temp as $$
    select coalesce((g.reoffer -> p_reason ->> 'again')::boolean, true)
$$;

create or replace function reoffer_cooling(g niches, p_reason text) returns interval language sql immutable set search_path = leadx, pg_temp as $$
    select coalesce((g.reoffer -> p_reason ->> 'cooling_hours')::integer, 0) * interval '1 hour'
$$;

-- The first reason of the rules that no rule can be for: an upheld claim of it shows a defect, and such a lead never comes back.
create or replace function reoffer_fault(a jsonb) returns op_answer language plpgsql stable set search_path = leadx, pg_temp as $$
declare
    v_reason text;
begin
    select k into v_reason from jsonb_object_keys(coalesce(a -> 'reoffer', '{}')) k
     where not exists (select from dispute_reasons r where r.code = k and r.effect <> 'defect') order by 1 limit 1;
    if v_reason is null then
        return null;
    end if;
    return op_refused(422, 'invalid_field', '/reoffer/' || v_reason, 'shows a defect of the lead: it is never offered again');
end $$;
