-- name: shelf_changes
select pg_snapshot_xmin(pg_current_snapshot())::text, c.id, c.niche_no, c.xid::text, c.listed_at, c.listed, c.cause, c.start_minor, c.floor_minor,
       c.listed_s, c.ends_s, c.born_s, c.seller_id, c.family_id, c.score, c.temperature, c.origin_kind, c.channel, c.resold, c.shares, c.alone,
       c.attributes, c.only, c.barred, c.alias
  from (select) one left join shelf_changes($1::xid8, $2::uuid, $3::int4) c on true

-- name: shelf_page
select null, c.id, c.niche_no, c.xid::text, c.listed_at, c.listed, c.cause, c.start_minor, c.floor_minor,
       c.listed_s, c.ends_s, c.born_s, c.seller_id, c.family_id, c.score, c.temperature, c.origin_kind, c.channel, c.resold, c.shares, c.alone,
       c.attributes, c.only, c.barred, c.alias
  from shelf_page($1::int2, $2::timestamptz, $3::uuid, $4::int4) c

-- name: shelf_sellers
-- What sellers are called, and their scores in the niches where they have some.
select o.id, o.alias, x.niche_no, (score_json(o.id, 'seller', x.niche_no, x.until, false) ->> 'score')::int4
  from orgs o
  left join lateral (
      select distinct s.niche_no, s.until from org_scores s join score_measures m on m.measure = s.measure and m.side = 'seller'
       where s.org_id = o.id and s.until = (select max(z.until) from org_scores z where z.org_id = o.id)) x on true
 where o.id = any ($1::uuid[])
 order by 1
