-- The second wall. The server reads, and changes things only through functions that belong to the owner; it has no right
-- to write any table, so a mistake in a statement of its cannot move money or ownership. The reader reports.

grant usage on schema leadx to leadx_server, leadx_reader;
grant select on all tables in schema leadx to leadx_server;
grant select on orgs, audit, niches, niche_revisions, sources, accounts, offers, offer_sellers, orders, order_revisions, order_caps,
    leads, decisions, lead_events, sales, deliveries, transfers, ledger_days to leadx_reader;
alter default privileges for role leadx_owner in schema leadx grant select on tables to leadx_server;
