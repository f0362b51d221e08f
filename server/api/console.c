/* The console's page and files.
 *
 * Its one rule: every path under /console/ that is not a file answers with the one page, which may
 * load, run and call nothing but this server; the policy says so to the browser. main calls
 * console_start. */
#include "leadx/api/console.h"

#include <assert.h>
#include <string.h>

#include "leadx/base/digest.h"
#include "leadx/base/log.h"
#include "leadx/base/settings.h"
#include "leadx/http/reply.h"
#include "leadx/http/static.h"

static void root_get(struct request *r);
static void page_get(struct request *r);
static void file_get(struct request *r);

/* The page's own router knows what is behind the names; here only their number is bounded. */
const struct route console_routes[] = {
    {METHOD_GET, "/", ACTION_PUBLIC, root_get, .summary = "To the console"},
    {METHOD_GET, "/console", ACTION_PUBLIC, root_get, .summary = "To the console"},
    {METHOD_GET, "/console/", ACTION_PUBLIC, page_get, .summary = "The console"},
    {METHOD_GET, "/console/{a}", ACTION_PUBLIC, page_get, .summary = "The console"},
    {METHOD_GET, "/console/{a}/{b}", ACTION_PUBLIC, page_get, .summary = "The console"},
    {METHOD_GET, "/console/{a}/{b}/{c}", ACTION_PUBLIC, page_get, .summary = "The console"},
    {METHOD_GET, "/console/{a}/{b}/{c}/{d}", ACTION_PUBLIC, page_get, .summary = "The console"},
    {METHOD_GET, "/console/assets/{file}", ACTION_PUBLIC, file_get, .summary = "A file of it"},
    {0},
};

/* Scripts come from files alone. Styles may also stand in elements that carry the page's nonce: the
 * component library writes its responsive rules so. No attribute may style: scripts set properties
 * instead. Text becomes markup or a script's address only through the page's one policy, "default",
 * which lets neither through but what src/shell/trust.ts names. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data: "
    "blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action "
    "'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

static const char nonce_mark[] = "{{nonce}}";

enum { NONCE_SIZE = 16, NONCE_TEXT = 24 };

static struct {
    struct static_set *files;   /* NULL: no console */
    struct slice before, after; /* of the page, around its nonce */
    const char *etag;
} console;

static bool page_split(struct slice page)
{
    const char *mark = memmem(page.p, page.n, nonce_mark, sizeof nonce_mark - 1);

    if (mark == NULL)
        return false;
    console.before = (struct slice){page.p, (size_t)(mark - page.p)};
    console.after.p = mark + sizeof nonce_mark - 1;
    console.after.n = page.n - console.before.n - (sizeof nonce_mark - 1);
    return true;
}

void console_start(void)
{
    const char *dir = setting_text("console_dir");
    const struct static_file *page;
    char err[512];

    if (dir[0] == '\0')
        return;
    console.files = static_load(dir, err, sizeof err);
    page = console.files == NULL ? NULL : static_find(console.files, SLICE("index.html"));
    if (page != NULL && page_split(page->plain)) {
        console.etag = page->etag;
        return;
    }
    log_warn("console", "there is no console: %s",
             console.files == NULL ? err : "console_dir holds no page");
    console.files = NULL;
}

static void root_get(struct request *r)
{
    reply_header(r, "Location", "/console/");
    reply_bytes(r, 302, NULL, SLICE_NONE);
}

static void missing_reply(struct request *r)
{
    static const char text[] =
        "The console is not installed here: the setting console_dir names no directory with it.\n"
        "./leadx up builds it where npm is installed (apt-get install npm). The API works.\n";

    reply_bytes(r, 404, "text/plain; charset=utf-8", slice_of(text));
}

static void common_headers(struct request *r)
{
    reply_header(r, "Referrer-Policy", "no-referrer");
    reply_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(r, "Cross-Origin-Resource-Policy", "same-origin");
}

/* A browser that has the page keeps it with the nonce and the policy it came with: a 304 names
 * neither. The tag is weak because the nonce is not the page. */
static void page_reply(struct request *r)
{
    uint8_t secret[NONCE_SIZE];
    char nonce[NONCE_TEXT];
    const char *page;

    common_headers(r);
    reply_header(r, "Cache-Control", "no-cache");
    reply_header(r, "ETag", pool_printf(r->pool, "W/%s", console.etag));
    if (static_unchanged(r, console.etag)) {
        reply_bytes(r, 304, NULL, SLICE_NONE);
        return;
    }
    random_bytes(secret, sizeof secret);
    base64url_encode(secret, sizeof secret, nonce);
    reply_header(r, "Content-Security-Policy", pool_printf(r->pool, policy, nonce));
    page = pool_printf(r->pool, "%.*s%s%.*s", (int)console.before.n, console.before.p, nonce,
                       (int)console.after.n, console.after.p);
    reply_bytes(r, 200, "text/html; charset=utf-8", slice_of(page));
}

static void page_get(struct request *r)
{
    if (console.files == NULL)
        missing_reply(r);
    else
        page_reply(r);
}

static void file_get(struct request *r)
{
    const struct static_file *file =
        console.files == NULL ? NULL : static_find(console.files, r->params[0]);

    if (file == NULL || slice_is(r->params[0], SLICE("index.html"))) {
        reply_error(r, ERROR_NOT_FOUND, NULL);
        return;
    }
    common_headers(r);
    static_reply(r, file);
}
