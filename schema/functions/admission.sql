-- May the company trade in the niche? Its own list limits it; a niche that does not take everybody wants an administrator's word.
create or replace function org_admitted(o orgs, n niches) returns boolean language sql stable set search_path = leadx, pg_temp as $$
    select coalesce(n.name = any (o.niches), true)
       and (n.admission = 'open' or exists (select from niche_admissions x where x.niche_no = n.no and x.org_id = o.id))
$$;
