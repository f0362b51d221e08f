"""Leads on the marketplace, put there as the exchange lists them, and what is seen of them."""
import json
from urllib.parse import quote

from .people import lead
from .wait import wait_until


def list_lead(exchange, posted, cause="unsold", start=10_000, floor=1_500, days=30, live_shared=0):
    """The lead, which is open, stands on the marketplace from now; returns the listing's id."""
    posted = getattr(posted, "id", posted)
    exchange.sql("update leads set state = 'listed', sellable = false, live_shared = %s where id = %s", live_shared, posted)
    return str(exchange.one(
        "insert into listings (lead_id, niche_no, seller_id, source_id, cause, start_minor, floor_minor, listed_at, ends_at)"
        " select id, niche_no, seller_id, source_id, %s, %s, %s, date_trunc('second', leadx_now()), leadx_now() + %s * interval '1 day'"
        " from leads where id = %s returning id", cause, start, floor, days, posted))


def end_listing(exchange, listing):
    exchange.sql("update listings set state = 'ended', ended_at = leadx_now(), reason = 'withdrawn', xid = pg_current_xact_id() where id = %s",
                 listing)


def list_alike(exchange, seller, niche, n=5, **changes):
    """So many leads that look alike, so that the mask shows them; returns the listings' ids."""
    return [list_lead(exchange, seller.post(lead(niche, **changes))) for _ in range(n)]


def query(niche, **more):
    """filter: a dict; the rest as it is."""
    if "filter" in more:
        more["filter"] = json.dumps(more["filter"])
    return "/v1/market/listings?" + "&".join(f"{name}={quote(str(value), safe='')}" for name, value in {"niche": niche, **more}.items())


def browse(party, niche, **more):
    return party.client.ok("GET", query(niche, **more))


def ids(page):
    return [item["id"] for item in page["items"]]


def shown(exchange, party, niche, listings, **more):
    """Waits until the party sees exactly these; returns the page."""
    def look():
        answer = party.client.get(query(niche, limit=200, **more))
        assert answer.status in (200, 503), answer
        return answer.body if answer.status == 200 and sorted(ids(answer.body)) == sorted(listings) else None
    return wait_until(look, f"{len(listings)} listings are seen")
