/* The gates between a request and its handler: each refusal, its status, and that no handler ran.
 */
#include "leadx/base/metrics.h"
#include "support_routes.h"

static struct client *c;

static int open_client(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    c = client_open(&routes_sink, false);
    return 0;
}

static int close_client(void **state)
{
    (void)state;
    client_close(c);
    return 0;
}

static struct answer ask(const char *request_line, const char *fields, const char *body)
{
    char text[4096];

    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: a\r\n%s\r\n%s", request_line, fields, body);
    client_say(c, text);
    return client_answer(c);
}

static void assert_problem(const struct answer *a, int status, const char *code)
{
    char want[64];

    assert_int_equal(a->status, status);
    assert_string_equal(answer_header(a, "Content-Type"), "application/problem+json");
    snprintf(want, sizeof want, "\"code\":\"%s\"", code);
    assert_non_null(strstr(a->body, want));
    snprintf(want, sizeof want, "{\"type\":\"/problems/%s\",", code);
    assert_memory_equal(a->body, want, strlen(want));
    assert_int_equal(seen.handled, 0);
}

static void test_unknown_path(void **state)
{
    struct answer a = ask("GET /nothing", "", "");

    (void)state;
    assert_problem(&a, 404, "not_found");
    a = ask("GET /a/%2e%2e/b", "", "");
    assert_problem(&a, 400, "bad_request");
    a = ask("GET /hello", "", "");
    assert_int_equal(a.status, 200);
}

static void test_unknown_method(void **state)
{
    struct answer a = ask("DELETE /hello", "", "");

    (void)state;
    assert_problem(&a, 405, "method_not_allowed");
    assert_string_equal(answer_header(&a, "Allow"), "GET, HEAD, OPTIONS");
    a = ask("BREW /hello", "", "");
    assert_problem(&a, 405, "method_not_allowed");
    assert_string_equal(answer_header(&a, "Connection"), "close");
    assert_true(client_ended(c));
}

static void test_options(void **state)
{
    struct answer a = ask("OPTIONS /orders", "", "");

    (void)state;
    assert_int_equal(a.status, 204);
    assert_string_equal(answer_header(&a, "Allow"), "GET, HEAD, POST, OPTIONS");
    assert_null(answer_header(&a, "Content-Length"));
    a = ask("OPTIONS *", "", "");
    assert_int_equal(a.status, 204);
    a = ask("OPTIONS /nothing", "", "");
    assert_problem(&a, 404, "not_found");
}

static void test_no_credential(void **state)
{
    static const char *const fields[] = {
        "",
        "Authorization:\r\n",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer abc\r\n",
        "Authorization: Bearer lx_\r\n",
        "Authorization: Bearer lx_a b\r\n",
        "Authorization: Bearer lx_a'--\r\n",
        "Authorization: Bearer lx_wrong\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct answer a = ask("GET /mine", fields[i], "");

        assert_problem(&a, 401, "unauthenticated");
        assert_string_equal(answer_header(&a, "WWW-Authenticate"), "Bearer");
    }
}

static void test_a_good_credential(void **state)
{
    (void)state;
    assert_int_equal(ask("GET /mine", "Authorization: bearer lx_seller\r\n", "").status, 200);
    assert_int_equal(ask("GET /orders", "authorization: BEARER lx_buyer\r\n", "").status, 200);
    assert_int_equal(seen.handled, 2);
}

static void test_role_and_suspension(void **state)
{
    struct answer a = ask("GET /orders", "Authorization: Bearer lx_seller\r\n", "");

    (void)state;
    assert_problem(&a, 403, "forbidden");
    a = ask("POST /orders", "Authorization: Bearer lx_suspended\r\n", "");
    assert_problem(&a, 403, "forbidden");
    assert_int_equal(ask("GET /orders", "Authorization: Bearer lx_suspended\r\n", "").status, 200);
}

static void test_the_database_is_away(void **state)
{
    struct answer a = ask("GET /mine", "Authorization: Bearer lx_away\r\n", "");

    (void)state;
    assert_problem(&a, 503, "unavailable");
    assert_non_null(answer_header(&a, "Retry-After"));
}

static void test_the_finder_answers_later(void **state)
{
    static const struct caller found = {.key = {{1}}, .roles = ROLE_BUYER, .active = true};

    (void)state;
    seen.find_later = true;
    client_say(c, "GET /orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer lx_buyer\r\n\r\n"
                  "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    turns(5);
    assert_int_equal(seen.handled, 0);
    route_caller_found(seen.finding, &found, false);
    route_caller_found(seen.finding, &found, false); /* said twice does no harm */
    assert_int_equal(client_answer(c).status, 200);
    assert_int_equal(client_answer(c).status, 200);
    assert_int_equal(seen.handled, 2);
}

static void test_the_client_leaves_while_the_finder_looks(void **state)
{
    static const struct caller found = {.key = {{1}}, .roles = ROLE_BUYER, .active = true};
    struct client *other = client_open(&routes_sink, true);

    (void)state;
    seen.find_later = true;
    client_say(other, "GET /orders HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer lx_buyer\r\n\r\n");
    turns(3);
    client_vanish(other);
    turns(3);
    assert_null(request_find(seen.finding));
    route_caller_found(seen.finding, &found, false);
    assert_int_equal(seen.handled, 0);
}

static void test_size(void **state)
{
    struct answer a =
        ask("POST /json", "Content-Type: application/json\r\nContent-Length: 101\r\n", "");
    char body[128] = "";

    (void)state;
    assert_problem(&a, 413, "body_too_large");
    memset(body, ' ', 101);
    client_say(c, body); /* the rest is read to nowhere */
    a = ask("GET /hello", "Content-Length: 1\r\n", "x");
    assert_problem(&a, 413, "body_too_large");
    assert_int_equal(ask("GET /hello", "Content-Length: 0\r\n", "").status, 200);
}

static void test_a_huge_length_is_refused_and_ends(void **state)
{
    struct answer a =
        ask("POST /json", "Content-Type: application/json\r\nContent-Length: 9999999\r\n", "");

    (void)state;
    assert_problem(&a, 413, "body_too_large");
    assert_string_equal(answer_header(&a, "Connection"), "close");
    assert_true(client_ended(c));
}

static void test_media(void **state)
{
    struct answer a = ask("POST /json", "Content-Length: 2\r\n", "{}");

    (void)state;
    assert_problem(&a, 415, "unsupported_media");
    a = ask("POST /json", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}");
    assert_problem(&a, 415, "unsupported_media");
    a = ask("POST /json", "Content-Type: Application/JSON ; charset=utf-8\r\nContent-Length: 2\r\n",
            "{}");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, "{}");
}

static void test_idempotency_key(void **state)
{
    static const char who[] = "Authorization: Bearer lx_buyer\r\n";
    char fields[512], key[300];
    struct answer a = ask("POST /deposits", who, "");

    (void)state;
    assert_problem(&a, 400, "key_missing");
    snprintf(fields, sizeof fields, "%sIdempotency-Key: a b\r\n", who);
    a = ask("POST /deposits", fields, "");
    assert_problem(&a, 400, "key_missing");
    snprintf(fields, sizeof fields, "%sIdempotency-Key: a\r\nIdempotency-Key: b\r\n", who);
    a = ask("POST /deposits", fields, "");
    assert_problem(&a, 400, "key_missing");
    memset(key, 'k', 256);
    key[256] = '\0';
    snprintf(fields, sizeof fields, "%sIdempotency-Key: %s\r\n", who, key);
    a = ask("POST /deposits", fields, "");
    assert_problem(&a, 400, "key_missing");
    snprintf(fields, sizeof fields, "%sidempotency-key: %s\r\n", who, key + 1);
    assert_int_equal(ask("POST /deposits", fields, "").status, 200);
    assert_int_equal(ask("POST /orders", who, "").status, 200);
}

static void test_params(void **state)
{
    struct answer a = ask("GET /things/0192f0c1-2f2e-7a3b-8c4d-5e6f70819203", "", "");

    (void)state;
    assert_int_equal(a.status, 204);
    a = ask("GET /things/7", "", "");
    assert_int_equal(a.status, 404);
}

static void test_rate(void **state)
{
    static const char who[] = "Authorization: Bearer lx_throttled\r\n";
    struct metric *refused = metric_counter("leadx_http_refusals_total", "", "reason=\"rate\"");
    int64_t before = metric_value(refused);
    struct answer a;

    (void)state;
    setting("rate_per_second", "1");
    setting("rate_burst", "2");
    a = ask("GET /orders", who, "");
    assert_int_equal(a.status, 200);
    assert_string_equal(answer_header(&a, "RateLimit-Policy"), "\"key\";q=2;w=2");
    assert_string_equal(answer_header(&a, "RateLimit"), "\"key\";r=1;t=1");
    assert_int_equal(ask("GET /orders", who, "").status, 200);
    seen.handled = 0;
    a = ask("GET /orders", who, "");
    assert_problem(&a, 429, "too_many_requests");
    assert_string_equal(answer_header(&a, "Retry-After"), "1");
    assert_string_equal(answer_header(&a, "RateLimit"), "\"key\";r=0;t=2");
    assert_int_equal(metric_value(refused), before + 1);
    a = ask("GET /orders", "Authorization: Bearer lx_buyer\r\n", "");
    assert_int_equal(a.status, 200);
    assert_null(answer_header(&a, "RateLimit"));
    assert_null(answer_header(&a, "RateLimit-Policy"));
}

static void test_refusals_are_counted(void **state)
{
    struct metric *host =
        metric_counter("leadx_http_refusals_total", "", "reason=\"host_missing\"");
    int64_t before = metric_value(host);

    (void)state;
    client_say(c, "GET / HTTP/1.1\r\n\r\n");
    assert_int_equal(client_answer(c).status, 400);
    assert_true(client_ended(c));
    assert_int_equal(metric_value(host), before + 1);
}

/* Last: it leaves the address blocked. */
static void test_too_many_failures(void **state)
{
    struct answer a = {0};

    (void)state;
    for (int i = 0; i < 40 && a.status != 429; i++)
        a = ask("GET /mine", "Authorization: Bearer lx_wrong\r\n", "");
    assert_problem(&a, 429, "too_many_requests");
    assert_string_equal(answer_header(&a, "Retry-After"), "1");
    assert_int_equal(ask("GET /hello", "", "").status, 200);
}

static int set_up(void **state)
{
    routes_set_up();
    return server_set_up(state);
}

#define GATE_TEST(test) cmocka_unit_test_setup_teardown(test, open_client, close_client)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GATE_TEST(test_unknown_path),
        GATE_TEST(test_unknown_method),
        GATE_TEST(test_options),
        GATE_TEST(test_no_credential),
        GATE_TEST(test_a_good_credential),
        GATE_TEST(test_role_and_suspension),
        GATE_TEST(test_the_database_is_away),
        GATE_TEST(test_the_finder_answers_later),
        GATE_TEST(test_the_client_leaves_while_the_finder_looks),
        GATE_TEST(test_size),
        GATE_TEST(test_a_huge_length_is_refused_and_ends),
        GATE_TEST(test_media),
        GATE_TEST(test_idempotency_key),
        GATE_TEST(test_params),
        GATE_TEST(test_rate),
        GATE_TEST(test_refusals_are_counted),
        GATE_TEST(test_too_many_failures),
    };

    return cmocka_run_group_tests(tests, set_up, server_tear_down);
}
