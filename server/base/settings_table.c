/* The settings: one row each, in alphabetical order (a test checks it). The reference page and
 * --help-settings are printed from here. To add one, add its row; settings.c does the rest.
 *
 * Its one rule: a limit, a queue or a time-out that somebody may want to change has its row here.
 */
#include "leadx/base/settings.h"

#define HOUR_MS 3600000

#define INT(lowest, highest) .type = SETTING_INT, .min = (lowest), .max = (highest)

const struct setting settings_table[] = {
    {"body_grace_ms", INT(0, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds a request body may take before body_min_rate is asked of it."},
    {"body_memory_max", INT(65536, 1000000000000), .initial = "268435456", .reloadable = true,
     .help = "Most bytes that request bodies may take in memory together; more are answered 503."},
    {"body_min_rate", INT(1, 1000000000), .initial = "1024", .reloadable = true,
     .help =
         "Slowest average rate of a request body, in bytes per second; slower ones are cut off."},
    {"books_close_minutes", INT(0, 1380), .initial = "60", .reloadable = true,
     .help =
         "Minutes after midnight UTC at which the booking day that ended is closed and signed."},
    {"books_interval_ms", INT(10, HOUR_MS), .initial = "1000", .reloadable = true,
     .help = "Milliseconds between two looks for days to close, seal and sign, months to bill."},
    {"books_invoices", .type = SETTING_BOOL, .initial = "true", .reloadable = true,
     .help = "Whether months that ended are billed by themselves; otherwise by administrators."},
    {"chore_interval_ms", INT(10, HOUR_MS), .initial = "1000", .reloadable = true,
     .help = "Milliseconds between two looks for due work: escrow, offers to repeat, expiries."},
    {"console_dir", .type = SETTING_PATH, .initial = "/usr/share/leadx/console",
     .help = "Directory with the built console; empty, or without one: no console."},
    {"database", .type = SETTING_TEXT, .initial = "", .secret = true,
     .help = "libpq connection string of the server's role, leadx_server."},
    {"database_owner", .type = SETTING_TEXT, .initial = "", .secret = true,
     .help = "libpq connection string of the owning role; used by --migrate and --bootstrap only."},
    {"db_connections", INT(1, 64), .initial = "4",
     .help = "Database connections for reads and plain writes, per process."},
    {"db_queue", INT(1, 1000000), .initial = "4096", .reloadable = true,
     .help = "Most statements that wait for one of db_connections; one more is answered 503."},
    {"db_timeout_ms", INT(10, HOUR_MS), .initial = "5000", .reloadable = true,
     .help = "Milliseconds a statement may wait and run before its request is answered 503."},
    {"default_phone_region", .type = SETTING_TEXT, .initial = "RU",
     .help =
         "Country (ISO 3166-1, two letters) of phone numbers that come without a country code."},
    {"delivery_lease_ms", INT(1000, HOUR_MS), .initial = "60000", .reloadable = true,
     .help = "Milliseconds after which a delivery that a server took and never reported is due "
             "again; at least delivery_timeout_ms and three seconds."},
    {"delivery_per_endpoint", INT(1, 1024), .initial = "4", .reloadable = true,
     .help = "Most deliveries under way to one endpoint, per process; one that fails or is slow "
             "has one."},
    {"delivery_slots", INT(1, 4096), .initial = "128", .reloadable = true,
     .help = "Most deliveries under way, per process; endpoints that fail or are slow share half."},
    {"delivery_timeout_ms", INT(10, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds an endpoint has to answer a delivery."},
    {"drain_timeout_ms", INT(0, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds that requests being answered get to finish when the server stops."},
    {"evidence_scan_url", .type = SETTING_TEXT, .initial = "", .reloadable = true,
     .help = "Virus scanner that every file shown in a dispute is posted to: 200 lets it pass, 406 "
             "and 422 do not. Empty: files are not scanned, and say so."},
    {"evidence_transfers_max", INT(1, 1024), .initial = "8", .reloadable = true,
     .help = "Most files of disputes under way up or down, per process; each takes up to 20 MiB."},
    {"handshake_timeout_ms", INT(10, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds a client has for its TLS handshake."},
    {"head_timeout_ms", INT(10, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds a client has for a whole request head, counted from its first byte."},
    {"idle_timeout_ms", INT(10, 24 * HOUR_MS), .initial = "60000", .reloadable = true,
     .help = "Milliseconds a connection may stay open without a request."},
    {"invitation_minutes", INT(1, 43200), .initial = "4320", .reloadable = true,
     .help = "Minutes that an invitation works, and a one-time link made for somebody else."},
    {"lead_list_looks", INT(10, 1000000), .initial = "20000", .reloadable = true,
     .help =
         "Most leads that one page of GET /v1/leads looks at to find those that were asked for; "
         "the next page goes on from there."},
    {"listen_address", .type = SETTING_TEXT, .initial = "127.0.0.1",
     .help = "IPv4 or IPv6 address the server listens on; 0.0.0.0 or :: for all."},
    {"listen_port", INT(0, 65535), .initial = "8443",
     .help = "TCP port the server listens on; 0 takes a free one."},
    {"log_level", .type = SETTING_TEXT, .initial = "info", .choices = "debug info warn error",
     .reloadable = true, .help = "Least level that is logged."},
    {"market_match_pause_s", INT(1, 86400), .initial = "600", .reloadable = true,
     .help = "Least seconds between two notices of new listings to one saved search."},
    {"market_poll_ms", INT(10, HOUR_MS), .initial = "200", .reloadable = true,
     .help = "Milliseconds between two looks for what changed on the marketplace while somebody "
             "browses it, per process; five times as long while nobody does."},
    {"market_shown_per_hour", INT(0, 1000000000), .initial = "20000", .reloadable = true,
     .help = "Listings of the marketplace that one organisation may be shown in an hour, all "
             "workers together; 0: no limit."},
    {"max_connections", INT(1, 1000000), .initial = "16384", .reloadable = true,
     .help = "Most client connections at once, all workers together."},
    {"max_connections_per_address", INT(1, 1000000), .initial = "4096", .reloadable = true,
     .help = "Most client connections at once from one IPv4 address or IPv6 /64, all workers "
             "together."},
    {"metrics_socket", .type = SETTING_PATH, .initial = "",
     .help = "Unix socket that serves /metrics; none when empty."},
    {"outbound_allow", .type = SETTING_TEXT, .initial = "",
     .help = "Networks, separated by commas, that are called although they are not on the public "
             "Internet."},
    {"outbound_ca_file", .type = SETTING_PATH, .initial = "/etc/ssl/certs/ca-certificates.crt",
     .help = "PEM file with the authorities that certificates of called servers are checked by."},
    {"outbound_connect_timeout_ms", INT(10, HOUR_MS), .initial = "5000", .reloadable = true,
     .help = "Milliseconds a called server has to accept a connection and finish its handshake."},
    {"outbound_connections", INT(1, 65536), .initial = "256",
     .help = "Most outbound calls at once, per process."},
    {"outbound_dns", .type = SETTING_TEXT, .initial = "",
     .help = "Name servers for outbound calls, address:port separated by commas; the system's when "
             "empty."},
    {"outbound_per_peer", INT(1, 1024), .initial = "8",
     .help = "Most outbound calls at once to one endpoint, per process."},
    {"outbound_plain", .type = SETTING_BOOL, .initial = "false",
     .help = "Allow http:// endpoints, and mail without TLS and password; for closed networks."},
    {"outbound_timeout_ms", INT(10, HOUR_MS), .initial = "30000", .reloadable = true,
     .help = "Milliseconds an outbound call may take as a whole, at most."},
    {"password_memory_kib", INT(8192, 1048576), .initial = "32768", .reloadable = true,
     .help = "Memory in KiB that hashing one password takes (Argon2id); older hashes keep theirs."},
    {"password_passes", INT(1, 16), .initial = "2", .reloadable = true,
     .help = "Passes of Argon2id over that memory."},
    {"password_queue", INT(1, 4096), .initial = "64", .reloadable = true,
     .help = "Most passwords that wait to be hashed, per process; one more sign-in is answered "
             "503."},
    {"password_threads", INT(1, 8), .initial = "1",
     .help = "Threads that hash passwords, per process; niced, so that leads go first."},
    {"payment_tolerance_s", INT(1, 3600), .initial = "300", .reloadable = true,
     .help = "Seconds that the time in a payment provider's signature may differ from ours."},
    {"payout_debtor_account", .type = SETTING_TEXT, .initial = "", .reloadable = true,
     .help = "IBAN or number of the operator's account that payouts are made from."},
    {"payout_debtor_bic", .type = SETTING_TEXT, .initial = "", .reloadable = true,
     .help = "BIC of the bank of payout_debtor_account; may be empty."},
    {"payout_debtor_name", .type = SETTING_TEXT, .initial = "", .reloadable = true,
     .help = "Name of the holder of payout_debtor_account, as payment files name it."},
    {"pipeline_max", INT(1, 1024), .initial = "16", .reloadable = true,
     .help = "Most requests of one connection that are answered at once; more wait unread."},
    {"public_url", .type = SETTING_TEXT, .initial = "",
     .help = "Address of this exchange as others call it, https://…; put before links in mail."},
    {"rate_burst", INT(1, 1000000), .initial = "500", .reloadable = true,
     .help =
         "Most requests of one key at once before rate_per_second holds, all workers together."},
    {"rate_per_second", INT(0, 1000000), .initial = "100", .reloadable = true,
     .help =
         "Requests a second of one key of a throttled organisation, all workers together; 0: no "
         "limit."},
    {"rate_slowed_burst", INT(1, 1000000), .initial = "20", .reloadable = true,
     .help = "As rate_burst, for keys of organisations that are restrained."},
    {"rate_slowed_per_second", INT(1, 1000000), .initial = "2", .reloadable = true,
     .help = "Requests a second of one key of a restrained organisation, per process."},
    {"rate_unthrottled_burst", INT(1, 1000000), .initial = "10000", .reloadable = true,
     .help = "As rate_burst, for keys of organisations that are not throttled."},
    {"rate_unthrottled_per_second", INT(0, 1000000), .initial = "0", .reloadable = true,
     .help = "As rate_per_second, for keys of organisations that are not throttled; 0: no limit."},
    {"reconcile_interval_ms", INT(100, 24 * HOUR_MS), .initial = "30000", .reloadable = true,
     .help = "Milliseconds between two full comparisons of the order book with the database."},
    {"refusal_pause_ms", INT(0, 10000), .initial = "1000", .reloadable = true,
     .help = "Milliseconds after which a post that writer_pressure refuses is told so; meanwhile "
             "nothing more is read from its connection, so that being refused is slower than being "
             "served. 0: at once."},
    {"replay_leads_max", INT(1, 100000000), .initial = "100000", .reloadable = true,
     .help =
         "Most leads that one replay of an order looks at; then it answers for the days it came "
         "through. Of other niches it passes over twenty times as many."},
    {"replay_memory_max", INT(1024, 64 * INT64_C(1073741824)), .initial = "268435456",
     .reloadable = true,
     .help = "Bytes of routings that a replay of an order keeps until their turn comes, most of "
             "them of leads that were offered again later; then it answers for the days it came "
             "through."},
    {"replay_queue", INT(0, 1000), .initial = "8", .reloadable = true,
     .help = "Most replays of orders that wait for the one under way, per process; one more is "
             "answered 503."},
    {"secrets_dir", .type = SETTING_PATH, .initial = "",
     .help =
         "Directory with the master key and the hashing secrets; readable by the server alone."},
    {"session_idle_minutes", INT(1, 43200), .initial = "480", .reloadable = true,
     .help = "Minutes without a request after which a person's session ends."},
    {"session_minutes", INT(1, 525600), .initial = "10080", .reloadable = true,
     .help = "Minutes after its beginning at which a person's session ends, used or not."},
    {"sign_in_burst", INT(1, 1000000), .initial = "30", .reloadable = true,
     .help = "Most failed sign-ins from one address (IPv6: a /64) at once; then one a second. "
             "Browsers that signed in before do not count."},
    {"sign_in_link_minutes", INT(1, 1440), .initial = "15", .reloadable = true,
     .help = "Minutes that a one-time link works which a person asked for by mail."},
    {"smtp_from", .type = SETTING_TEXT, .initial = "", .help = "Address that mail comes from."},
    {"smtp_password_file", .type = SETTING_PATH, .initial = "",
     .help = "File with the password for the mail relay; readable by the server alone."},
    {"smtp_url", .type = SETTING_TEXT, .initial = "",
     .help =
         "Mail relay, smtps://host:465 or smtp://host:587 (then STARTTLS); no mail when empty."},
    {"smtp_user", .type = SETTING_TEXT, .initial = "", .help = "User name at the mail relay."},
    {"stream_buffer_max", INT(1024, 16 * 1024 * 1024), .initial = "65536", .reloadable = true,
     .help = "Bytes a client of GET /v1/stream may leave untaken before it is cut off."},
    {"stream_heartbeat_ms", INT(100, HOUR_MS), .initial = "15000", .reloadable = true,
     .help = "Milliseconds between two signs of life on a quiet stream."},
    {"stream_keep_minutes", INT(1, 24 * 60), .initial = "15", .reloadable = true,
     .help = "Minutes for which a stream that broke off can go on where it stood."},
    {"stream_max", INT(0, 100000), .initial = "2000", .reloadable = true,
     .help = "Most streams open at once, per process."},
    {"stream_per_key", INT(1, 100000), .initial = "20", .reloadable = true,
     .help = "Most streams of one key, per process."},
    {"stream_per_org", INT(1, 100000), .initial = "100", .reloadable = true,
     .help = "Most streams of one company, per process."},
    {"stream_poll_ms", INT(10, HOUR_MS), .initial = "250", .reloadable = true,
     .help = "Milliseconds between two looks for news while anybody follows a stream."},
    {"tls_cert", .type = SETTING_PATH, .initial = "", .reloadable = true,
     .help = "PEM file with the server's certificate and its chain."},
    {"tls_key", .type = SETTING_PATH, .initial = "", .reloadable = true,
     .help = "PEM file with the private key of tls_cert."},
    {"tls_ticket_key_ms", INT(1000, 7 * 24 * HOUR_MS), .initial = "14400000", .reloadable = true,
     .help =
         "Milliseconds after which the key that seals TLS session tickets is replaced; it opens "
         "them as long again."},
    {"top_up_days", INT(1, 365), .initial = "14", .reloadable = true,
     .help = "Days after which a top-up that a company asked for expires without its money."},
    {"top_ups_open_max", INT(1, 1000), .initial = "5", .reloadable = true,
     .help = "Most top-ups a company may have asked for that wait for their money."},
    {"worker_hang_ms", INT(1000, HOUR_MS), .initial = "10000", .reloadable = true,
     .help = "Milliseconds one of several workers may stand still before it is killed and another "
             "started."},
    {"workers", INT(0, 64), .initial = "1",
     .help = "Processes that serve; 0: one a core. More than one run under a supervisor."},
    {"write_timeout_ms", INT(10, HOUR_MS), .initial = "20000", .reloadable = true,
     .help = "Milliseconds a client may take nothing of an answer before it is cut off."},
    {"writer_batch", INT(1, 1024), .initial = "256", .reloadable = true,
     .help = "Most leads that are sold in one transaction."},
    {"writer_down_ms", INT(10, HOUR_MS), .initial = "5000", .reloadable = true,
     .help =
         "Milliseconds the writers may be without a database before new leads are answered 503."},
    {"writer_pressure", INT(1, 1000000), .initial = "4096", .reloadable = true,
     .help =
         "Leads waiting for the writers from which on new ones are answered 503 before they are "
         "read, with Retry-After."},
    {"writer_queue", INT(1, 1000000), .initial = "4096", .reloadable = true,
     .help = "Most leads that wait for a writer; one more is answered 503."},
    {"writers", INT(0, 8), .initial = "0",
     .help = "Writers, each with its own database connection, per process; 0: two, or one where "
             "there are at most two processors."},
};

const size_t settings_count = sizeof settings_table / sizeof settings_table[0];
