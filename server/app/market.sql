-- name: market_niches
select id, no, revision, name, currency, state = 'active', default_kind = 'targeted', max_sales,
       floor_shared_minor, floor_exclusive_minor, fee_bp, fee_fixed_minor, review_policy = 'all', min_score,
       coalesce(benchmark_minor, 0), fields, market, rank = 'effective'
  from niches where $1::text is null or name = $1

-- name: market_order
select id, org_id, family_id, offer_id, wallet_id, niche_no, revision, shared_price, exclusive_price, priority, filter, alias,
       spans, asleep_cap, asleep_money, returns_percent, listed_price, listed_filter
  from book_orders where id = $1::uuid

-- name: market_order_page
-- The same columns for a page of orders of one niche, or of all; nothing but the id of one that may not buy now. The page is chosen
-- first and looked up one by one, whatever the statistics say: a plan for the whole book takes seconds for each of its pages.
with page as materialized (
    select id from orders where ($1::smallint is null or niche_no = $1) and id > $2::uuid and state = 'active' and kind = 'standing'
     order by id limit $3::bigint)
select page.id, o.org_id, o.family_id, o.offer_id, o.wallet_id, o.niche_no, o.revision, o.shared_price, o.exclusive_price, o.priority, o.filter,
       o.alias, o.spans, o.asleep_cap, o.asleep_money, o.returns_percent, o.listed_price, o.listed_filter
  from page left join lateral (select * from book_orders b where b.id = page.id offset 0) o on true
 order by page.id

-- name: market_offers
select f.id, g.name, s.seller_id
  from offers f join niches g on g.no = f.niche_no join offer_sellers s on s.offer_id = f.id and s.state = 'admitted'
 where f.state = 'active' and ($1::uuid is null or f.id = $1)

-- name: market_source_ensure
select s.id, s.seller_id, s.name, s.state = 'banned', s.channel, s.origin_kind, s.demand_kind, s.capture_kind, s.incentivised
  from source_ensure($1::uuid, $2, $3, $4, $5, $6, $7::boolean) s

-- name: market_fees
select org_id, niche_no, fee_bp, fee_fixed_minor from org_fees

-- name: market_prices
select niche_no, region, amount_minor from price_benchmarks()

-- name: market_admissions
-- Where each company may post or browse, for those who may not everywhere.
select o.id, case when x.listed then array(select n.name from niches n where org_admitted(o, n) order by 1) else o.niches end
  from orgs o cross join (select exists (select from niches where admission = 'listed') as listed) x
 where o.niches is not null or x.listed

