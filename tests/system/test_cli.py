"""The leadx tool against a running exchange."""
import json
import os
import subprocess

import pytest

from support import guide
from support.exchange import Exchange
from support.people import lead
from support.person import Person
from support.place import BUILD
from support.wait import wait_until


@pytest.fixture(scope="module")
def exchange():
    """One of its own: the demo market's niches have the names that other tests use."""
    running = Exchange()
    yield running
    running.close()


@pytest.fixture(scope="module")
def leadx(exchange, tmp_path_factory):
    """Runs the tool where no demo market is lying about; returns (exit status, output, errors)."""
    nowhere = tmp_path_factory.mktemp("nowhere")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
    clean.update(LEADX_URL=exchange.server.url, LEADX_CA=exchange.server.ca, LEADX_ADMIN_KEY=exchange.admin.key)

    def run(*words, stdin="", **environment):
        done = subprocess.run([os.path.join(BUILD, "leadx"), *words], input=stdin, text=True, capture_output=True,
                              env={**clean, **environment}, check=False, timeout=60, cwd=nowhere)
        return done.returncode, done.stdout, done.stderr
    return run


def test_a_company_is_taken_in_suspended_and_admitted(exchange, leadx):
    niche = exchange.niche(admission="listed")
    org = leadx("org", "create", "--name", "Applies", "--alias", "applies", "--sells", "--applied")[1].split()[1].rstrip(",")
    assert "is active" in leadx("org", "approve", org)[1]
    assert leadx("org", "suspend", org)[0] == 2 and "no org id" in leadx("org", "approve", "applies")[2]
    assert "no currency known" in leadx("deposit", org, "5.00", "ROUBLES", "--reference", "x")[2]
    assert "is suspended" in leadx("org", "suspend", org, "--reason", "Papers are missing.")[1]
    assert "is active" in leadx("org", "resume", org)[1]
    assert leadx("org", "approve", org, "--json")[0] == 0
    assert "restrained" in leadx("org", "restrain", org, "--reason", "Complaints.")[1]
    assert "restrained" not in leadx("org", "unrestrain", org)[1]
    assert leadx("org", "admit", org, "--niche", niche)[0] == 0
    assert exchange.one("select count(*) from niche_admissions where org_id = %s", org) == 1
    assert leadx("org", "dismiss", org, "--niche", "nowhere")[0] == 1
    assert "is closed" in leadx("org", "close", org, "--reason", "It is over.")[1]


def test_help_for_every_command(leadx):
    status, out, _ = leadx("--help")
    assert status == 0
    for name in ("post", "import", "order", "market", "key", "org", "deposit", "wallet", "payout", "top-up", "dispute", "ledger", "audit", "doctor", "ready", "demo"):
        assert f"  {name}" in out
        said = leadx(name, "--help")[1]
        assert said.startswith(f"usage: leadx {name}") and not any(line.endswith(" ") for line in said.split("\n"))
        assert leadx("help", name)[1] == said
    assert leadx("help", "nonsense")[0] == 2
    assert leadx("--version")[1].startswith("leadx ")
    assert leadx("nonsense")[0] == leadx()[0] == leadx("post", "--dryrun")[0] == 2


def test_post_says_who_bought(leadx, niche, seller, acme):
    acme.order(niche, shared=30_000)
    one = lead(niche, external_id="cli-1")
    status, out, _ = leadx("post", stdin=json.dumps(one), LEADX_KEY=seller.key)
    assert status == 0 and f"to {acme.alias} for 300.00 RUB, payout 270.00 RUB" in out
    assert "(answered before)" in leadx("post", "-", stdin=json.dumps(one), LEADX_KEY=seller.key)[1]


def test_post_goes_on_after_a_refused_lead(leadx, niche, seller, tmp_path):
    file = tmp_path / "leads.ndjson"
    file.write_text("\n".join(json.dumps(body) for body in (lead(niche), lead(niche, colour="red"), lead(niche))))
    status, out, err = leadx("post", str(file), LEADX_KEY=seller.key)
    assert status == 1 and out.count("open ") == 2
    assert "lead 2: " in err and '"colour"' in err and "3 posted, 1 refused" in err
    status, out, _ = leadx("post", stdin=json.dumps([lead(niche), lead(niche)]), LEADX_KEY=seller.key)
    assert status == 0 and out.count("open ") == 2
    assert leadx("post", stdin="{", LEADX_KEY=seller.key)[0] == 1


def test_what_is_not_json_is_said_and_not_quoted(leadx, seller):
    status, out, err = leadx("post", "-", stdin="Plantedname", LEADX_KEY=seller.key)
    assert (status, out) == (1, "") and err == "leadx: lead 1 of standard input is not JSON; 0 were posted\n"


def test_a_key_that_may_not_post_is_told_so_once_a_lead(leadx, niche, acme):
    status, _, err = leadx("post", stdin=json.dumps(lead(niche)), LEADX_KEY=acme.key)
    assert status == 1 and err.startswith("lead 1: ") and "leadx:" not in err and "(403 forbidden)" in err


def test_orders_by_hand(leadx, niche, acme):
    status, out, err = leadx("order", "create", "--niche", niche, "--shared", "325.5", "--filter", '{"age":{"min":25}}',
                             "--cap", "day=50", "--time-zone", "Europe/Moscow", LEADX_KEY=acme.key)
    assert status == 0 and "is active" in out, err
    order = out.split()[1]
    status, out, _ = leadx("order", "list", LEADX_KEY=acme.key)
    assert order in out and "325.50 RUB" in out and "active" in out
    assert leadx("order", "pause", order, LEADX_KEY=acme.key)[1].endswith("paused\n")
    assert leadx("order", "resume", order, LEADX_KEY=acme.key)[1].endswith("active\n")
    status, _, err = leadx("order", "create", "--niche", niche, "--shared", "0.1", LEADX_KEY=acme.key)
    assert status == 1 and err.count("shared_price") == 1, err
    status, _, err = leadx("order", "pause", "123", LEADX_KEY=acme.key)
    assert status == 2 and err == "leadx: '123' is no order id; leadx order list shows them.\n"
    assert leadx("dispute", "open", "123", "--reason", "fake", LEADX_KEY=acme.key)[2] == "leadx: '123' is no sale id; GET /v1/sales lists them.\n"
    status, _, err = leadx("order", "create", "--niche", niche, "--shared", "5,00", LEADX_KEY=acme.key)
    assert status == 1 and "digits and a point" in err
    assert leadx("order", "create", "nowhere.json", LEADX_KEY=acme.key)[2].count("nowhere.json") == 1


def test_past_traffic_is_replayed(exchange, leadx, niche, seller, acme):
    order = acme.order(niche, shared=30_000, caps=[{"per": "day", "count": 1}])
    for _ in range(3):
        seller.post(lead(niche))
    status, out, _ = leadx("order", "replay", order.id, "--change", '{"caps":[]}', LEADX_KEY=acme.key)
    assert status == 0 and out.startswith("3 leads looked at since ") and "\n2 bought that it did not buy, 0 not bought that it did\n" in out
    assert [line.split() for line in out.splitlines() if line.startswith("shared")] == [["shared", "3", "900.00", "RUB", "1", "300.00", "RUB"]]
    status, out, _ = leadx("order", "replay", order.id, "--days", "1", LEADX_KEY=acme.key)
    assert ["cap", "2"] in [line.split() for line in out.splitlines()] and "assumed: " in out
    assert json.loads(leadx("order", "replay", order.id, "--json", LEADX_KEY=acme.key)[1])["looked_at"] == 3
    assert leadx("order", "replay", order.id, "--change", "{", LEADX_KEY=acme.key)[0] == 2
    assert leadx("order", "replay", order.id, "--days", "x", LEADX_KEY=acme.key)[0] == 2
    status, _, err = leadx("order", "replay", order.id, "--days", "31", LEADX_KEY=acme.key)
    assert status == 1 and 'Field "days" must be' in err
    assert exchange.one("select count(*) from sales where order_id = %s", order.id) == 1


def test_prices_say_what_they_are_made_of(exchange, leadx, seller):
    niche = exchange.niche(price_category="insurance", price_factors={"season": 80})
    done = leadx("prices", niche, "RU-MOW", LEADX_KEY=seller.key)
    assert done[0] == 0, done
    lines = {line.split()[0]: line for line in done[1].splitlines()}
    assert "325.00 RUB" in lines["benchmark"] and "from an article 2026-11-22" in lines["benchmark"]
    assert "80 %" in lines["season"] and "260.00 RUB" in lines["guide"] and "130.00 RUB" in lines["suspicious_below"]
    assert "too few buyers" in done[1]
    assert json.loads(leadx("prices", niche, "--json", LEADX_KEY=seller.key)[1].splitlines()[0])["niche"] == niche
    nowhere = leadx("prices", "no where&x", LEADX_KEY=seller.key)
    assert nowhere[0] == 1 and "names no niche" in nowhere[2]
    assert leadx("prices")[0] == 2


def test_the_marketplace_by_hand(exchange, leadx, seller):
    niche = exchange.niche(benchmark=100_000, open_hot_s=60, open_other_s=60)
    buyer = exchange.buyer(money=100_000)
    assert leadx("market", "list", niche, LEADX_KEY=buyer.key)[1] == "Nothing is listed.\n"
    posted = [seller.post(lead(niche)) for _ in range(2)]
    exchange.advance(seconds=61)
    for one in posted:
        seller.becomes(one, "listed")
    rows = wait_until(lambda: (lambda out: out[1:] if len(out) == 3 else None)(leadx("market", "list", niche, LEADX_KEY=buyer.key)[1].splitlines()), "both are shown")
    assert all("1,000.00 RUB" in row and "2,500.00 RUB" in row for row in rows)
    one, two = [row.split()[0] for row in rows]
    status, out, _ = leadx("market", "buy", one, two, LEADX_KEY=buyer.key)
    assert status == 1 and f"{one}  bought for 1,000.00 RUB" in out and f"{two}  refused: money" in out
    assert leadx("market", "buy", "x", LEADX_KEY=buyer.key)[0] == 1 and leadx("market", "sell")[0] == 2
    assert "is gone" in leadx("market", "buy", "0193a1b2-0000-4000-8000-00000000dead", LEADX_KEY=buyer.key)[2]
    assert buyer.wallet == 0


def test_an_administrators_day(leadx, exchange):
    status, out, err = leadx("org", "create", "--name", "Typed by hand", "--alias", "typed", "--buys")
    assert status == 0, err
    org = out.split()[1].rstrip(",")
    assert "typed" in leadx("org", "list")[1]
    assert "1,000.00 RUB" in leadx("deposit", org, "1000.00", "RUB", "--reference", "typed 1")[1]
    assert "booked before" in leadx("deposit", org, "1000.00", "RUB", "--reference", "typed 1")[1]
    status, _, err = leadx("deposit", org, "1000.01", "RUB", "--reference", "typed 1")
    assert status == 1 and "'typed 1' was used with another amount" in err and "Idempotency" not in err
    assert org in [row["id"] for row in json.loads(leadx("org", "list", "--json")[1])]
    assert all(row["id"] for row in json.loads(leadx("key", "list", "--json")[1]))
    status, out, err = leadx("wallet", "--key", exchange.admin.key)
    assert status == 1 and err.startswith("leadx: the operator has no wallet")
    status, out, _ = leadx("key", "create", "--org", org, "--name", "typed")
    key = out.splitlines()[1]
    assert leadx("wallet", LEADX_KEY=key)[0] == 0 and "1,000.00" in leadx("wallet", LEADX_KEY=key)[1]
    assert leadx("key", "revoke", out.split()[1].rstrip(","))[0] == 0
    assert leadx("wallet", LEADX_KEY=key)[0] == 1


def test_people_by_hand(leadx, exchange):
    org = exchange.seller().id
    status, out, err = leadx("user", "add", "Typed@Example.com", "--name", "Typed Person", "--role", "member", "--org", org)
    assert status == 0, err
    link = out.splitlines()[1]
    assert link.startswith(f"{exchange.server.url}/console/sign-in#link=")
    anna = Person(exchange.server)
    assert anna.come(link).status == 201 and anna.me()["user"]["email"] == "typed@example.com"
    assert "typed@example.com" in leadx("user", "list", "--org", org)[1]
    another = leadx("user", "link", "typed@example.com")[1].strip()
    assert another != link and "is disabled" in leadx("user", "disable", "typed@example.com")[1]
    assert anna.get("/v1/me").code == "session_ended" and Person(exchange.server).come(another).code == "link_ended"
    status, _, err = leadx("user", "link", "typed@example.com")
    assert status == 1 and "shut out" in err
    assert "is active" in leadx("user", "enable", "typed@example.com")[1]
    assert Person(exchange.server).come(leadx("user", "reset", anna_id(leadx, org))[1].strip()).status == 201
    status, _, err = leadx("user", "link", "nobody@example.com")
    assert status == 1 and "nobody here has the address nobody@example.com" in err
    assert leadx("user", "add", "x@example.com")[0] == 2
    assert "--org" in leadx("user", "add", "x@example.com", "--name", "X", "--role", "owner")[2]


def anna_id(leadx, org):
    return json.loads(leadx("user", "list", "--org", org, "--json")[1])[0]["id"]


def test_ledger_verify_says_that_the_books_balance(leadx):
    status, out, err = leadx("ledger", "verify")
    assert status == 0 and out.endswith("the books balance\n"), err


def test_doctor_finds_nothing_wrong_then_something(leadx, exchange, tmp_path):
    status, out, err = leadx("doctor")
    assert status == 0 and "nothing is wrong" in out, out + err
    status, out, _ = leadx("doctor", "--key", "lx_wrong")
    assert status == 1 and "WRONG" in out
    other = tmp_path / "ca.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=other",
                    "-keyout", "/dev/null", "-out", str(other)], check=True, capture_output=True)
    status, out, _ = leadx("doctor", "--ca", str(other))
    assert status == 1 and "not vouched for" in out
    status, out, _ = leadx("doctor", "--url", "https://localhost:1")
    assert status == 1 and "./leadx up" in out
    assert exchange.admin.key not in out


def test_ready_waits_and_gives_up(leadx):
    assert leadx("ready")[:2] == (0, "ready\n")
    assert leadx("ready", "--wait", "0.2", "--url", "https://localhost:1")[0] == 1


def test_an_exchange_without_a_demo_market_asks_for_the_companys_key(leadx, exchange, tmp_path):
    file = tmp_path / "demo.json"
    file.write_text(json.dumps({"url": exchange.server.url, "ca": exchange.server.ca, "admin": {"key": exchange.admin.key}}))
    status, _, err = leadx("wallet", "--demo", str(file))
    assert status == 1 and "no buyer's key in demo.json" in err and "LEADX_KEY" in err


@pytest.fixture(scope="module")
def demo(leadx, exchange, tmp_path_factory):
    """The demo market, made twice: the second time changes nothing."""
    path = str(tmp_path_factory.mktemp("demo") / "demo.json")
    database = exchange.cluster.url("leadx_owner")
    first = leadx("demo", "--out", path, LEADX_DATABASE=database)
    assert first[0] == 0, first
    with open(path, encoding="utf-8") as file:
        made = json.load(file)
    again = leadx("demo", "--out", path, LEADX_DATABASE=database)
    assert again[0] == 0, again
    with open(path, encoding="utf-8") as file:
        assert json.load(file) == made
    return path, made, first[1], again[1]


def test_each_start_lets_somebody_in_on_each_side(demo, leadx, exchange):
    said = [leadx("user", "demo", "--demo", demo[0]) for _ in range(12)][-1][1]     # more starts than links may wait
    links = dict(line.split() for line in said.splitlines())
    assert list(links) == ["agency", "advertiser", "administrator"]
    roles = {}
    for side, link in links.items():
        person = Person(exchange.server)
        assert person.come(link).status == 201
        roles[side] = person.me()["roles"]
    assert "seller" in roles["agency"] and "buyer" in roles["advertiser"] and roles["administrator"] == ["admin"]


def test_demo_json_is_what_others_rely_on(demo, exchange):
    path, made, _, _ = demo
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert made["niches"] == ["construction", "beauty_health", "finance", "education", "insurance", "entertainment"]
    assert made["url"] == exchange.server.url and os.path.isabs(made["ca"]) and made["database"]
    assert set(made) == {"url", "ca", "admin", "seller", "buyer", "niches", "database"}
    buyer = made["buyer"]["org"]
    assert exchange.one("select balance_minor from accounts where org_id = %s and kind = 'wallet'", buyer) >= 10**12
    orders = exchange.sql("select n.name, o.filter::text from orders o join niches n on n.no = o.niche_no where o.org_id = %s and"
                          " not exists (select from order_caps c where c.order_id = o.id)", buyer)
    assert sorted(orders) == sorted((name, "{}") for name in made["niches"])


def test_demo_sells_a_lead_and_says_so(demo):
    _, _, first, again = demo
    assert "a lead was posted and sold" in first and "to meridian" in first and "payout" in first
    assert "the first lead was sold" in again
    assert max(len(line) for line in (first + again).split("\n")) < 100


def test_demo_market_has_what_it_promises(demo, exchange):
    _, made, _, _ = demo
    assert exchange.one("select count(*) from orders o join orgs b on b.id = o.org_id where b.alias in"
                        " ('meridian','granit','granit-south','vector','lagoon') and o.offer_id is null") == 49
    assert exchange.one("select count(*) from offer_sellers s where s.seller_id = %s and s.state = 'admitted'",
                        made["seller"]["org"]) == 1
    assert exchange.one("select count(*) from api_keys k join orgs o on o.id = k.org_id where o.alias = 'vector'"
                        " and k.revoked_at is null") == 0


def test_every_demo_lead_sells_to_the_demo_buyer(demo, leadx, exchange, tmp_path):
    path, made, _, _ = demo
    body = "\n".join(json.dumps(lead(name, max_sales=limit)) for name in made["niches"] for limit in (1, 3))
    status, out, err = leadx("post", "--demo", path, "--as", "seller", stdin=body)
    assert status == 0 and out.count("to meridian") == 12, out + err


def typed(place, blocks):
    """What a shell that stands there says to the blocks; none of them may fail."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
    done = subprocess.run(["bash", "-c", "\n".join(["set -eo pipefail", *blocks])], cwd=place, env=clean, capture_output=True,
                          text=True, check=False, timeout=60)
    assert done.returncode == 0 and done.stderr == "", done.stdout + done.stderr
    return done.stdout


def test_the_readmes_first_sale_runs_as_it_is_written(demo, tmp_path):
    """A shell that stands in the clone has var/demo.json, ./leadx and nothing else."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var/demo.json").symlink_to(demo[0])
    (tmp_path / "leadx").symlink_to(os.path.join(BUILD, "leadx"))
    done = typed(tmp_path, guide.blocks(dict(guide.pages())["README.md"], "sh"))
    for said in ('"status": "sold"', "Idempotency-Replayed: true", '["duplicate","duplicate",[]]', "Bought the lead.", "anna@example.com",
                 "the books balance"):
        assert said in done, f"{said}\n{done}"


def test_what_an_agency_begins_with_runs_as_it_is_written(demo, tmp_path):
    _, made, _, _ = demo
    first, call = list(guide.blocks(dict(guide.pages())["admin/guide/seller.md"], "sh"))[:2]
    for shown, real in (("https://leads.example.com", made["url"]), ("lx_…", made["seller"]["key"]), ("ca.pem", made["ca"])):
        assert shown in first
        first = first.replace(shown, real)
    done = typed(tmp_path, [first, call, "call seller /v1/sources -G -d limit=1"])
    assert '"sells":true' in done and '"items":[' in done


def test_a_dispute_from_claim_to_ruling(exchange, leadx, niche, seller, acme):
    acme.order(niche, shared=30_000)
    sale = seller.post(lead(niche)).sales[0]["id"]
    said = leadx("dispute", "reasons", LEADX_KEY=acme.key)[1].splitlines()
    assert any(line.startswith("wrong_person ") and "statement, attempts" in line for line in said), said
    status, _, err = leadx("dispute", "open", sale, "--reason", "price", LEADX_KEY=acme.key)
    assert status == 1 and "part of selling" in err
    status, out, err = leadx("dispute", "open", sale, "--reason", "under_age", "--text", "Sixteen.", "--recording", "https://calls.example.com/1",
                             "--seconds", "40", LEADX_KEY=acme.key)
    assert status == 0 and out.endswith(": open\n"), err
    claim = out.split()[1].rstrip(":")
    assert leadx("dispute", "contest", claim, "--text", "No.", LEADX_KEY=seller.key)[1] == f"dispute {claim}: contested\n"
    assert claim in leadx("dispute", "queue", LEADX_ADMIN_KEY=exchange.admin.key)[1] and claim in leadx("dispute", "list", LEADX_KEY=acme.key)[1]
    status, _, err = leadx("dispute", "rule", claim, "split", "--text", "Half each.", LEADX_ADMIN_KEY=exchange.admin.key)
    assert status == 2 and "--refund PERCENT" in err
    status, out, err = leadx("dispute", "rule", claim, "split", "--text", "Half each.", "--refund", "50", LEADX_ADMIN_KEY=exchange.admin.key)
    assert (status, out) == (0, f"dispute {claim}: ruled\n"), err
    assert json.loads(leadx("dispute", "show", claim, LEADX_KEY=acme.key)[1])["may"] == ["evidence", "appeal"]
    status, _, err = leadx("dispute", "accept", claim, LEADX_KEY=seller.key)
    assert status == 1 and "says under may" in err
    assert leadx("dispute", "show", "x", LEADX_KEY=acme.key)[0] == 2


def test_a_top_up_from_ask_to_the_wallet(exchange, leadx):
    buyer = exchange.buyer(money=0)
    status, out, _ = leadx("top-up", "ask", "500.00", "RUB", LEADX_KEY=buyer.key)
    assert status == 0 and "500.00 RUB" in out and "transfer to: " in out
    reference = out.split("write on the transfer: ")[1].split()[0]
    printed = " ".join(reference[i:i + 4] for i in (0, 4, 8)).lower()
    assert reference in leadx("top-up", "all")[1]
    assert reference in leadx("top-up", "all", "--state", "asked")[1] and reference not in leadx("top-up", "all", "--state", "paid")[1]
    assert leadx("top-up", "all", "--state", "x&org=y")[0] == 2
    slip = reference[:-1] + ("K" if reference[-1] != "K" else "X")
    status, _, err = leadx("top-up", "confirm", slip, "500.00", "RUB")
    assert status == 1 and "mistyped" in err
    status, out, _ = leadx("top-up", "confirm", printed, "499.50", "RUB")
    assert status == 0 and out.rstrip().endswith("paid") and buyer.wallet == 49_950
    status, _, err = leadx("top-up", "confirm", reference, "499.50", "RUB")
    assert status == 1 and "is paid" in err and buyer.wallet == 49_950
    assert "499.50 RUB" in leadx("top-up", "list", LEADX_KEY=buyer.key)[1]
    leadx("top-up", "ask", "1.00", "RUB", LEADX_KEY=buyer.key)
    first = leadx("top-up", "list", LEADX_KEY=buyer.key)[1].splitlines()[1].split()
    assert leadx("top-up", "refuse", first[2])[0] == 2, "not without a reason"
    assert leadx("top-up", "refuse", first[2], "--reason", "No such company")[1].rstrip().endswith("refused")
    assert leadx("top-up", "withdraw", first[0], LEADX_KEY=buyer.key)[0] == 1


def test_payouts_from_ask_to_the_banks_file(exchange, leadx, niche, seller, acme):
    acme.order(niche, shared=100_000)
    seller.post(lead(niche))
    exchange.advance(days=8)
    wait_until(lambda: exchange.balance(seller, "payable") == 90_000, "the sale is settled")
    account = leadx("payout", "account", "RUB", "DE89370400440532013000", "--name", "Agency", LEADX_KEY=seller.key)[1].split()[1]
    assert leadx("payout", "accounts", LEADX_KEY=seller.key)[1].count("…3000") == 1
    status, out, _ = leadx("payout", "ask", "600.00", "RUB", "--to", account, LEADX_KEY=seller.key)
    payout = out.split()[1].rstrip(":")
    assert status == 0 and out.endswith(": requested\n")
    assert "available" in leadx("wallet", LEADX_KEY=seller.key)[1]
    status, _, err = leadx("payout", "ask", "301.00", "RUB", "--to", account, LEADX_KEY=seller.key)
    assert status == 1 and "30000 minor units can" in err
    assert leadx("payout", "approve", payout)[1].endswith(": approved\n")
    batch = leadx("payout", "send", "RUB")[1].split()[1]
    status, out, _ = leadx("payout", "file", batch, "--format", "csv")
    assert status == 0 and out.splitlines()[1].endswith(",Agency,DE89370400440532013000,,600.00,RUB")
    assert leadx("payout", "file", batch)[0] == 1     # nobody said from which account
    assert leadx("payout", "sent", batch)[0] == 0
    assert "confirmed" in leadx("payout", "list", LEADX_KEY=seller.key)[1]
    assert leadx("payout", "return", payout, "--reason", "closed")[1].endswith(": returned\n")
    assert leadx("payout")[0] == leadx("payout", "ask", LEADX_KEY=seller.key)[0] == leadx("payout", "approve", "x")[0] == 2
