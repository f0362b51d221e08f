"""Money: escrow, settlement, caps and wallets that run out, deposits. To the minor unit."""
import pytest

from support.disputes import Dispute
from support.people import lead, rub
from support.wait import wait_until

SOON_S = 8  # less than reconcile_interval_ms


def settled(exchange, seller):
    """Waits until no sale of the seller is in escrow."""
    wait_until(lambda: exchange.one("select count(*) from sales where seller_id = %s and state = 'held'", seller.id) == 0,
               "every sale is settled")


def test_a_sale_stands_in_escrow_until_its_window_passes(exchange, seller, acme):
    niche = exchange.niche(fee_bp=1_234, fee_fixed=7)
    acme.order(niche, shared=32_501)
    sold = seller.post(lead(niche))
    fee = 32_501 * 1_234 // 10_000 + 7
    assert sold.payout == 32_501 - fee
    assert (acme.wallet, acme.escrow, exchange.balance(seller, "payable")) == (100_000_000 - 32_501, 32_501, 0)
    exchange.books_balance()
    exchange.advance(days=6, hours=23)
    assert acme.escrow == 32_501
    exchange.advance(hours=2)
    settled(exchange, seller)
    assert (acme.wallet, acme.escrow) == (100_000_000 - 32_501, 0)
    assert exchange.balance(seller, "payable") == 32_501 - fee
    assert exchange.revenue(niche) == fee
    assert seller.lead(sold)["sales"][0]["state"] == "final"
    exchange.books_balance()


def test_the_window_of_a_sale_is_frozen_when_it_is_made(exchange, seller, acme):
    niche = exchange.niche(return_window_s=3_600)
    acme.order(niche, shared=30_000)
    seller.post(lead(niche))
    exchange.admin.ok("POST", f"/v1/admin/niches/{niche}", {"return_window_s": 86_400 * 30})
    exchange.advance(hours=1, minutes=1)
    settled(exchange, seller)
    assert exchange.balance(seller, "payable") == 27_000


def test_a_fee_never_passes_the_price(exchange, seller, acme):
    niche = exchange.niche(fee_bp=5_000, fee_fixed=20_000)
    acme.order(niche, shared=30_000)
    assert seller.post(lead(niche)).payout == 0
    exchange.books_balance()


def test_money_runs_out_then_a_deposit_sells_the_open_lead(exchange, niche, seller):
    poor = exchange.buyer(money=50_000)
    poor.order(niche, shared=30_000)
    assert seller.post(lead(niche)).buyers == [poor]
    waiting = seller.post(lead(niche))
    assert (waiting.status, waiting.code) == ("open", "budget_exhausted")
    assert poor.wallet == 20_000
    poor.deposit(10_000)
    assert seller.becomes(waiting, "sold")["sales"][0]["buyer"] == poor.alias
    assert poor.wallet == 0
    exchange.books_balance()


def test_money_that_comes_back_sells_the_open_lead(exchange, niche, seller):
    poor = exchange.buyer(money=30_000)
    poor.order(niche, shared=30_000)
    claimed = Dispute(exchange, seller, poor, seller.post(lead(niche)).sales[0])
    waiting = seller.post(lead(niche))
    assert (waiting.status, waiting.code) == ("open", "budget_exhausted")
    claimed.ok(seller, "accept")
    wait_until(lambda: seller.lead(waiting)["status"] == "sold", "the order woke, not only when the book was compared", SOON_S)
    exchange.books_balance()


def test_a_reversal_sells_the_open_lead(own_exchange):
    seller, niche, poor = own_exchange.seller(), own_exchange.niche(return_window_s=3_600), own_exchange.buyer(money=30_000)
    poor.order(niche, shared=30_000)
    sale = seller.post(lead(niche)).sales[0]["id"]
    own_exchange.advance(hours=1, minutes=1)
    settled(own_exchange, seller)
    waiting = seller.post(lead(niche))
    assert (waiting.status, waiting.code) == ("open", "budget_exhausted")
    undone = own_exchange.admin.post(f"/v1/admin/sales/{sale}/reverse", {"refund_percent": 100, "text": "Fraud."}, key="undo")
    assert undone.status == 200 and undone["refund"] == rub(30_000)
    wait_until(lambda: seller.lead(waiting)["status"] == "sold", "the order woke, not only when the book was compared", SOON_S)


def test_buyers_who_cannot_pay_alone_do_not_hide_one_who_can(exchange, niche, seller, acme):
    for price in range(90_000, 95_000, 1_000):  # more than are asked at once; each can pay the shared price
        exchange.buyer(money=50_000).order(niche, exclusive=price, shared=1_000)
    acme.order(niche, exclusive=50_000)
    assert [acme] in [seller.post(lead(niche)).buyers for _ in range(3)]


def test_a_lead_that_the_first_cannot_pay_goes_to_those_behind_them(exchange, niche, seller, acme):
    elsewhere = exchange.niche()
    for price in range(90_000, 99_000, 1_000):
        spender = exchange.buyer(money=100_000)
        spender.order(niche, exclusive=price)
        spender.order(elsewhere, exclusive=95_000)
    for _ in range(9):
        assert seller.post(lead(elsewhere)).status == "sold"
    acme.order(niche, exclusive=50_000)
    waiting = seller.post(lead(niche))
    # nobody here knows that the money is gone, unless the watch over wallets told in between
    assert (waiting.status, waiting.code) in (("open", "budget_exhausted"), ("sold", None))
    assert seller.becomes(waiting, "sold")["sales"][0]["buyer"] == acme.alias
    exchange.books_balance()


def test_who_lacks_money_is_not_named(exchange, niche, seller):
    poor = exchange.buyer(money=0)
    poor.order(niche, shared=30_000)
    waiting = seller.post(lead(niche))
    assert poor.alias not in seller.client.get(f"/v1/leads/{waiting.id}/decision").text


def test_a_credit_limit_is_as_good_as_money(exchange, niche, seller):
    trusted = exchange.buyer(money=1_000)
    trusted.order(niche, shared=30_000)
    assert seller.post(lead(niche)).status == "open"
    exchange.admin.ok("POST", "/v1/admin/credit-limits", {"org": trusted.id, "limit": rub(59_000)}, key="limit-1")
    assert [seller.post(lead(niche)).status for _ in range(3)] == ["sold", "open", "open"] or trusted.wallet == -59_000
    assert trusted.wallet >= -59_000
    exchange.books_balance()


@pytest.mark.parametrize("cap", [{"per": "total", "count": 2}, {"per": "total", "amount": rub(89_999)}])
def test_a_total_cap_is_never_passed(exchange, niche, seller, acme, cap):
    acme.order(niche, shared=30_000, caps=[cap])
    answers = [seller.post(lead(niche)) for _ in range(4)]
    assert [answer.status for answer in answers] == ["sold", "sold", "open", "open"]
    assert answers[2].code == "cap_reached"


def test_a_daily_cap_begins_again_at_midnight_of_the_orders_zone(exchange, niche, seller, acme):
    zone = "Asia/Kamchatka"  # UTC+12, without summer time
    now = exchange.one("select extract(epoch from leadx_now() at time zone %s)::bigint %% 86400", zone)
    exchange.advance(seconds=86_400 - now + 3_600)  # one o'clock in Kamchatka
    acme.order(niche, shared=30_000, caps=[{"per": "day", "count": 1}], time_zone=zone)
    assert seller.post(lead(niche)).status == "sold"
    assert seller.post(lead(niche)).code == "cap_reached"
    exchange.advance(hours=22)
    assert seller.post(lead(niche)).code == "cap_reached"
    exchange.advance(hours=2)
    # the leads that waited are offered again in the new day; one more is sold, the day is full again
    wait_until(lambda: exchange.one("select count(*) from sales where seller_id = %s", seller.id) == 2, "a second lead is sold")
    assert seller.post(lead(niche)).code == "cap_reached"
    exchange.books_balance()


def test_lowering_a_cap_just_stops(exchange, niche, seller, acme):
    order = acme.order(niche, shared=30_000, caps=[{"per": "total", "count": 5}])
    assert [seller.post(lead(niche)).status for _ in range(3)] == ["sold"] * 3
    order.change(caps=[{"per": "total", "count": 1}])
    assert seller.post(lead(niche)).code == "cap_reached"
    order.change(caps=[{"per": "total", "count": 4}])
    wait_until(lambda: len(acme.sales()) == 4, "the open lead is sold under the higher cap")


def test_a_deposit_is_booked_once(exchange, acme):
    body = {"org": acme.id, "amount": rub(5_000), "reference": f"slip {acme.alias}"}
    first = exchange.admin.post("/v1/admin/deposits", body, key=f"slip-{acme.alias}")
    again = exchange.admin.post("/v1/admin/deposits", body, key=f"slip-{acme.alias}")
    assert first.status == 201 and again.replayed and again.body == first.body
    elsewhere = exchange.admin.post("/v1/admin/deposits", body, key=f"other-{acme.alias}")
    assert elsewhere.status == 409 and elsewhere.code == "conflict"
    different = exchange.admin.post("/v1/admin/deposits", {**body, "amount": rub(6_000)}, key=f"slip-{acme.alias}")
    assert different.status == 422 and different.code == "key_reused"
    assert exchange.admin.post("/v1/admin/deposits", {**body, "reference": "x"}).code == "key_missing"
    assert acme.wallet == 100_005_000
    exchange.books_balance()


@pytest.mark.parametrize("amount", [0, -1, 10**16, 1.5, "5"])
def test_a_deposit_of_nonsense_is_refused(exchange, acme, amount):
    refused = exchange.admin.post("/v1/admin/deposits", {"org": acme.id, "amount": {"amount": amount, "currency": "RUB"},
                                                         "reference": f"{acme.alias} {amount}"}, key=f"{acme.alias}-{amount}")
    assert refused.status == 422 and refused.code == "invalid_field"
    assert acme.wallet == 100_000_000


def test_transfers_cannot_be_edited(exchange, niche, seller, acme):
    acme.order(niche, shared=30_000)
    seller.post(lead(niche))
    for statement in ("update leadx.transfers set amount_minor = 1", "delete from leadx.transfers",
                      "insert into leadx.transfers select * from leadx.transfers limit 1",
                      "update leadx.accounts set balance_minor = 1", "update leadx.sales set price_minor = 1",
                      "update leadx.leads set live_shared = 0"):
        with pytest.raises(AssertionError, match="permission denied"):
            exchange.cluster.psql("leadx", f"set role leadx_server; {statement};")


def test_who_cannot_pay_the_exclusive_price_still_shares(exchange, niche, seller):
    modest = exchange.buyer(money=100_000)
    modest.order(niche, shared=20_000, exclusive=150_000)
    assert [seller.post(lead(niche)).prices for _ in range(3)] == [[20_000]] * 3
    exchange.books_balance()


def test_a_money_cap_too_small_for_exclusive_still_shares(niche, seller, acme):
    acme.order(niche, shared=20_000, exclusive=50_000, caps=[{"per": "total", "amount": rub(45_000)}])
    assert [seller.post(lead(niche)).prices for _ in range(3)] == [[20_000], [20_000], []]


def test_an_order_refused_at_its_dearer_price_still_buys_at_the_other_at_once(exchange, niche, seller):
    """However the prices lie: here sharing costs more than having the lead alone."""
    buyer = exchange.buyer(money=25_000)
    buyer.order(niche, shared=60_000, exclusive=10_000)
    buyer.order(niche, shared=50_000)  # asks first for what nobody can pay
    for _ in range(2):
        sold = seller.post(lead(niche))
        assert (sold.status, sold.prices) == ("sold", [10_000])
    exchange.books_balance()
