"""leadx import: agencies' exports become leads, whatever happens on the way."""
import csv
import os
import shutil
import subprocess
import sys

import pytest

from support.endpoint import Endpoint
from support.importing import DATA, Import, expected, journal_rows, run
from support.place import ROOT
from support.receiver import reference_says
from support.wait import wait_until

EXPECTED = expected()
KILLS = int(os.environ.get("LEADX_IMPORT_KILLS", "20"))
PRICE = 1000


@pytest.fixture
def market(exchange):
    """A niche in which one order buys everything."""
    niche = exchange.niche()
    exchange.buyer(money=10_000_000_000).order(niche, shared=PRICE)
    return niche


def copy(tmp_path, name):
    tmp_path.mkdir(exist_ok=True)
    return shutil.copy(os.path.join(DATA, name), tmp_path / name)


def stored(exchange, seller):
    """What the database holds of the seller, by state."""
    return dict(exchange.sql("select state, count(*) from leads where seller_id = %s group by state", seller.id))


def check_stored(exchange, seller, sums):
    states = stored(exchange, seller)
    assert states.get("sold", 0) == sums["sold"] and states.get("duplicate", 0) == sums["duplicate"]
    assert exchange.one("select count(*) from sales where seller_id = %s", seller.id) == sums["sales"]
    assert exchange.one("select count(*) from (select external_id from leads where seller_id = %s group by external_id"
                        " having count(*) > 1) x", seller.id) == 0
    exchange.books_balance()


def error_rows(path, separator):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def test_the_exports_are_what_their_script_makes():
    assert subprocess.run([sys.executable, os.path.join(DATA, "make.py"), "--check"], check=False).returncode == 0
    assert sum(one["read"] for one in EXPECTED.values()) >= 2000


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_export_comes_to_what_it_must(exchange, seller, market, tmp_path, name):
    expect, path = EXPECTED[name], copy(tmp_path, name)
    status, sums, said = run(exchange, seller, path, market, *expect["options"])
    assert status == 3, said
    assert {key: sums[key] for key in ("read", "sold", "duplicate", "refused", "open", "review")} == {
        "open": 0, "review": 0, **{key: expect[key] for key in ("read", "sold", "duplicate", "refused")}}, said
    assert sums["codes"]["refused"] == expect["refused_codes"]
    assert sums["sales"] == sums["sold"] and sums["payout"] == [{"amount": sums["sold"] * PRICE * 9 // 10, "currency": "RUB"}]
    assert len(error_rows(sums["errors"], ";" if ";" in expect["options"] else {"pt_latin1.csv": ",", "en_us.csv": ",",
                                                                               "no_tabs.csv": "\t"}.get(name, ";"))) == sums["refused"]
    assert not os.path.exists(f"{path}.leadx-import")
    check_stored(exchange, seller, sums)
    again = run(exchange, seller, path, market, *expect["options"])
    assert again[:2] == (3, sums), again[2]
    check_stored(exchange, seller, sums)


def test_values_arrive_as_they_were_meant(exchange, seller, market, tmp_path):
    path = tmp_path / "one.csv"
    path.write_bytes("ФИО;Телефон;Регион;Возраст;Доход;Язык;Собственник;Согласие;Дата согласия;IP;sub1;sub2\r\n"
                     "Ёлкина Анна;8 (999) 000-11-22;ru-mow;34;120 000,00;русский;Да;\"Согласна,\nзвоните\";21.11.2025 10:05;"
                     "203.0.113.7;a;b\r\n".encode("windows-1251"))
    status, sums, said = run(exchange, seller, path, market, "--phone-country", "RU", "--zone", "+03:00", "--set", "campaign=зима")
    assert (status, sums["sold"]) == (0, 1), said
    lead = seller.lead(exchange.one("select id from leads where seller_id = %s", seller.id))
    assert lead["contact"]["phone"] == "+79990001122" and lead["contact"]["first_name"] == "Ёлкина"
    assert lead["attributes"] == {"region": "RU-MOW", "age": 34, "income": 120000, "language": "ru", "homeowner": True}
    assert "WINDOWS-1251" in said and "Собственник → homeowner" in said


def test_the_error_file_is_corrected_and_imported(exchange, seller, market, tmp_path):
    path = copy(tmp_path, "ru_crm.csv")
    _, sums, _ = run(exchange, seller, path, market)
    rows = error_rows(sums["errors"], ";")
    assert {row["leadx_code"] for row in rows} == set(sums["codes"]["refused"])
    with open(path, "rb") as file:
        lines = file.read().split(b"\r\n")
    for n, row in enumerate(rows):
        assert int(row["leadx_line"]) > 1 and row["leadx_reason"] and row["leadx_external_id"]
        row.update({"Телефон": f"+7999777{n:04d}", "Эл. почта": f"corrected{n}@example.com", "Возраст": "40", "Регион": "RU-MOW",
                    "Согласие": "Согласен", "Дата согласия": "01.02.2025 10:00", "IP адрес": "203.0.113.9",
                    "Собственник жилья": "да", "Температура": "", "Имя": "Анна", "Фамилия": "Петрова", "Доход": "", "Язык": ""})
        if row["leadx_code"] == "external_id_reused":
            row["leadx_external_id"] = "CRM-CORRECTED"
    phone = next(row for row in rows if row["leadx_code"] == "phone_invalid")
    assert phone["leadx_external_id"].endswith("~2") and lines
    with open(sums["errors"], "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    status, corrected, said = run(exchange, seller, sums["errors"], market)
    assert (status, corrected["read"], corrected["sold"]) == (0, len(rows), len(rows)), said
    assert run(exchange, seller, sums["errors"], market)[1] == corrected
    ids = {row[0] for row in exchange.sql("select external_id from leads where seller_id = %s", seller.id)}
    assert {row["leadx_external_id"] for row in rows} <= ids
    exchange.books_balance()


def test_what_is_missing_is_said_before_anything_is_sent(exchange, seller, market, tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("Phone,Region,Age\n+79990000001,RU-MOW,30\n", encoding="utf-8")
    status, _, said = run(exchange, seller, path, market)
    assert status == 1 and "consent" in said
    assert run(exchange, seller, path, "no_such_niche")[0] == 1
    assert run(exchange, seller, tmp_path / "none.csv", market)[0] == 1
    assert run(exchange, seller, path, market, "--jobs", "0")[0] == 2
    assert run(exchange, seller, path, market, "--map", "Nothing=phone")[0] == 1
    consent = ("--consent-text", "I agree", "--consent-given-at", "2025-01-01T00:00:00Z")
    assert run(exchange, seller, path, market, "--dry-run", *consent)[0] == 0
    assert stored(exchange, seller) == {}
    status, sums, said = run(exchange, seller, path, market, *consent)
    assert (status, sums["sold"]) == (0, 1), said


@pytest.mark.parametrize("name, words", [("en_us.csv", "--dates dmy or --dates mdy"), ("pt_latin1.csv", "--phone-country XX")])
def test_a_file_read_wrongly_sends_nothing(exchange, seller, market, tmp_path, name, words):
    """What would spoil every row is said with its remedy, and leaves no rejected leads that hold the rows' ids."""
    expect, path = EXPECTED[name], copy(tmp_path, name)
    status, sums, said = run(exchange, seller, path, market)
    assert (status, sums) == (1, None) and words in said and "line 2" in said, said
    assert stored(exchange, seller) == {} and not os.path.exists(f"{path}.leadx-import")
    status, sums, said = run(exchange, seller, path, market, *expect["options"])
    assert (status, sums["sold"], sums["codes"]["refused"]) == (3, expect["sold"], expect["refused_codes"]), said
    status, sums, _ = run(exchange, seller, copy(tmp_path / "again", name), market, "--no-trial")
    assert (status, sums["sold"]) == (3, 0)


@pytest.mark.skipif("LEADX_WEBHOOKS" not in os.environ, reason="npm's standardwebhooks is not installed")
def test_every_webhook_of_an_import_verifies(calling_exchange, receiver, tmp_path):
    """A file becomes sales, and sales become webhooks that the reference library takes, one for one."""
    exchange = calling_exchange
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer(money=10_000_000_000)
    endpoint = Endpoint(buyer, url=f"{receiver.url}/good/w", payload="full")
    buyer.order(niche, shared=PRICE, delivery=endpoint.delivery)
    status, sums, said = run(exchange, seller, copy(tmp_path, "ru_crm.csv"), niche)
    assert status == 3 and sums["sales"] == EXPECTED["ru_crm.csv"]["sold"], said
    wait_until(lambda: exchange.one("select count(*) from deliveries where state <> 'done'") == 0, "everything is delivered", 60)
    messages = receiver.at("/good/w")
    assert {message.id for message in messages} == {f"msg_{sale}" for (sale,) in exchange.sql("select id from sales")}
    assert reference_says([(message, endpoint.secret) for message in messages]) == ["ok"] * len(messages)


def many(tmp_path, n):
    path = tmp_path / "many.csv"
    made = subprocess.run([sys.executable, os.path.join(ROOT, "tests/data/make.py"), "--many", str(n)], capture_output=True, check=True)
    path.write_bytes(made.stdout)
    return path


def test_interrupted_again_and_again_comes_to_the_same(exchange, other_seller, market, tmp_path):
    """Ctrl-C after some batches; the same command goes on."""
    path = copy(tmp_path, "ru_crm.csv")
    expect, stops = EXPECTED["ru_crm.csv"], 0
    while True:
        before = journal_rows(path)
        tool = Import(exchange, other_seller, path, market, "--batch", "20")
        wait_until(lambda: tool.process.poll() is not None or journal_rows(path) > before + 40, "it came further")
        tool.interrupt()
        status, sums, said = tool.end()
        if status != 130:
            break
        stops += 1
        assert "the same command goes on" in said and journal_rows(path) > before
    assert status == 3 and stops >= 5, (status, stops, said)
    assert {key: sums[key] for key in ("read", "sold", "duplicate", "refused")} == {
        key: expect[key] for key in ("read", "sold", "duplicate", "refused")}
    assert sums["codes"]["refused"] == expect["refused_codes"]
    assert len(error_rows(sums["errors"], ";")) == expect["refused"]
    check_stored(exchange, other_seller, sums)


def test_killed_again_and_again_nothing_is_lost_or_doubled(own_exchange, tmp_path):
    """SIGKILL of the tool and of the server in turn, at any moment of an import."""
    exchange = own_exchange
    niche, seller = exchange.niche(), exchange.seller()
    exchange.buyer(money=10_000_000_000).order(niche, shared=PRICE)
    rows = 150 * (KILLS + 2)
    path = many(tmp_path, rows)
    tool = Import(exchange, seller, path, niche, "--batch", "50", "--patience", "60")
    done = 0
    for i in range(KILLS):
        seen = exchange.one("select count(*) from leads where seller_id = %s", seller.id)
        wait_until(lambda s=seen: tool.process.poll() is not None or
                   exchange.one("select count(*) from leads where seller_id = %s", seller.id) >= s + 60, "more leads are stored", 60)
        if tool.process.poll() is not None:
            break
        done += 1
        if i % 2 == 0:
            tool.kill()
            tool = Import(exchange, seller, path, niche, "--batch", "50", "--patience", "60")
        else:
            exchange.server.kill()
            exchange.server.start()
    status, sums, said = tool.end()
    assert status == 0, said
    assert (sums["read"], sums["sold"], sums["sales"]) == (rows, rows, rows)
    assert sums["payout"] == [{"amount": rows * PRICE * 9 // 10, "currency": "RUB"}]
    assert done >= KILLS * 3 // 4, f"only {done} kills met a running import"
    check_stored(exchange, seller, sums)
    print(f"\n{done} kills, {rows} rows, none lost, none doubled")


def resident_kib(exchange):
    with open(f"/proc/{exchange.server.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def test_one_import_of_a_file_at_a_time(exchange, seller, market, tmp_path):
    path = many(tmp_path, 4000)
    first = Import(exchange, seller, path, market, "--batch", "10")
    wait_until(lambda: journal_rows(path) > 0, "the first one works")
    status, _, said = run(exchange, seller, path, market)
    assert status == 1 and "another process" in said
    first.interrupt()
    assert first.end()[0] == 130
    status, _, said = run(exchange, seller, path, market, "--zone", "+01:00")
    assert status == 1 and "--restart" in said
    before = resident_kib(exchange)
    status, sums, said = run(exchange, seller, path, market, "--jobs", "4", "--restart")
    assert (status, sums["sold"]) == (0, 4000), said
    assert resident_kib(exchange) - before <= 32 * 1024
    check_stored(exchange, seller, sums)
