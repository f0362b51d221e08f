"""Closed days: sealed, signed, exported; verified by the tool and by a verifier that knows only the guide's page. Whatever is
changed in an export is found, and the row is named where it can be."""
import os
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.exchange import Exchange
from support.people import lead, person
from support.place import BUILD, ROOT, identity
from support.wait import wait_until

sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
import book_verifier  # noqa: E402

EXAMPLES = int(os.environ.get("LEADX_TAMPER_EXAMPLES", 80))


def tool(*words, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
    done = subprocess.run([os.path.join(BUILD, "leadx"), *words], capture_output=True, text=True, check=False, timeout=120,
                          env={**clean, **environment}, cwd="/tmp")
    return done.returncode, done.stdout, done.stderr


class Export(tuple):
    """(path, bytes), short when a test prints it."""

    def __new__(cls, path, data):
        return super().__new__(cls, (path, data))

    def __repr__(self):
        return f"the export in {self[0]}"


def signed_until(exchange, day):
    wait_until(lambda: exchange.one("select ledger_signed_until() >= %s", day), f"the days to {day} are signed", 30)


@pytest.fixture(scope="module")
def traded():
    """An exchange with a week of trade, all of it closed."""
    exchange = Exchange()
    exchange.address = {"LEADX_URL": exchange.server.url, "LEADX_CA": exchange.server.ca, "LEADX_ADMIN_KEY": exchange.admin.key}
    niche, exchange.someone, exchange.acme = exchange.niche(), exchange.seller(), exchange.buyer()
    exchange.acme.order(niche, shared=30_000)
    for days in (1, 0, 2, 5):
        for _ in range(4):
            sold = exchange.someone.post(lead(niche, person())).sales[0]
            exchange.acme.client.get(f"/v1/sales/{sold['id']}")
        exchange.advance(days=days)
    wait_until(lambda: exchange.one("select count(*) = 0 from sales where state = 'held'") or exchange.advance(days=1) is None, "everything is settled")
    last = exchange.one("select (leadx_now() at time zone 'UTC')::date")
    exchange.advance(days=1, hours=2)
    signed_until(exchange, last)
    yield exchange
    exchange.close()


@pytest.fixture(scope="module")
def export(traded, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("books") / "books.ledger")
    status, out, err = tool("ledger", "export", path, **traded.address)
    assert status == 0, out + err
    with open(path, "rb") as file:
        return Export(path, file.read())


def verdict(path, data, *more):
    with open(path, "wb") as file:
        file.write(data)
    return tool("ledger", "verify", str(path), *more)


def test_an_export_verifies_without_the_exchange(traded, export):
    path, data = export
    status, out, err = tool("ledger", "verify", path)
    transfers = traded.one("select count(*) from transfers where day <= ledger_signed_until()")
    assert status == 0 and f"verified: {transfers} rows" in out and "from the first day on" in out, out + err
    assert book_verifier.verify(data) == []
    key = traded.admin.ok("GET", "/v1/ledger/keys")["items"][0]["key"]
    assert tool("ledger", "verify", path, "--key", key)[0] == 0
    other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    status, _, err = tool("ledger", "verify", path, "--key", other)
    assert status == 1 and "signed with an unknown key" in err
    assert book_verifier.verify(data, [other.encode()])


def test_every_calendar_day_has_its_signature(traded):
    days = traded.acme.client.items("/v1/ledger/days")
    assert len(days) == traded.one("select max(day) - min(day) + 1 from ledger_days where signature is not null")
    heads = {day["day"]: day["head"] for day in days}
    assert f"end {days[0]['head']}".encode() in export_text(traded)
    assert len(set(heads.values())) == len(heads)


def export_text(traded):
    text, cursor = "", ""
    while cursor is not None:
        page = traded.admin.get(f"/v1/admin/ledger/export?{cursor}")
        text, cursor = text + page.text, page.headers.get("Next-Cursor")
        cursor = cursor and f"cursor={cursor}"
    return text.encode()


def test_part_of_the_days(traded, export, tmp_path):
    last = traded.one("select ledger_signed_until()::text")
    status, out, err = tool("ledger", "export", str(tmp_path / "part"), "--from", last, "--to", last, **traded.address)
    assert status == 0, out + err
    status, out, err = tool("ledger", "verify", str(tmp_path / "part"))
    assert status == 0 and "on 1 days" in out and "first day on" not in out, out + err
    assert book_verifier.verify((tmp_path / "part").read_bytes()) == []


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**9), change=st.integers(1, 255))
def test_a_changed_byte_is_found(export, tmp_path, place, change):
    _, data = export
    place %= len(data)
    changed = bytearray(data)
    changed[place] ^= change
    status, out, err = verdict(tmp_path / "changed", bytes(changed))
    assert status == 1, f"byte {place} {data[place]:#x} → {changed[place]:#x} passed: {out}{err}"
    assert book_verifier.verify(bytes(changed)), f"byte {place} passed the second verifier"


def test_every_kind_of_line_is_guarded(export, tmp_path):
    """One byte in each word of the first line of each kind, in both directions of a digit's case."""
    _, data = export
    at = 0
    seen = set()
    for line in data.split(b"\n")[:-1]:
        kind = line.split(b" ")[0]
        if kind not in seen:
            seen.add(kind)
            for i in {*range(0, len(line), 17), *(m.start() for m in re.finditer(rb"[a-f] ?| ", line[:150])), len(line)}:
                changed = bytearray(data)
                changed[at + i] ^= 0x20
                status, out, _ = verdict(tmp_path / "changed", bytes(changed))
                assert status == 1, f"{kind}: byte {i} of {line!r} passed: {out}"
        at += len(line) + 1
    assert seen >= {b"leadx-ledger", b"key", b"leadx-day", b"sign", b"balance", b"transfer", b"index", b"end"}


def lines_with(data, word):
    return [i for i, line in enumerate(data.split(b"\n")) if line.startswith(word + b" ")]


def test_rows_taken_added_swapped_are_named(export, tmp_path):
    _, data = export
    lines = data.split(b"\n")
    rows = lines_with(data, b"transfer")
    name = lambda i: lines[i].split(b" ")[1].decode()  # noqa: E731

    taken = lines[:rows[3]] + lines[rows[3] + 1:]
    status, _, err = verdict(tmp_path / "t", b"\n".join(taken))
    assert status == 1 and f"transfer {name(rows[3])} is missing" in err, err

    extra = lines[rows[2]].replace(name(rows[2]).encode(), (name(rows[2])[:-4] + "ffff").encode())
    status, _, err = verdict(tmp_path / "t", b"\n".join(lines[:rows[2] + 1] + [extra] + lines[rows[2] + 1:]))
    assert status == 1 and f"transfer {extra.split(b' ')[1].decode()} was added" in err, err

    two = next(i for i in rows if i + 1 in rows)
    swapped = lines[:two] + [lines[two + 1], lines[two]] + lines[two + 2:]
    status, _, err = verdict(tmp_path / "t", b"\n".join(swapped))
    assert status == 1 and f"{name(two)} stands out of order" in err, err

    dearer = [line.replace(b" RUB ", b"0 RUB ") if i == rows[1] else line for i, line in enumerate(lines)]
    status, _, err = verdict(tmp_path / "t", b"\n".join(dearer))
    assert status == 1 and f"transfer {name(rows[1])} was changed" in err, err

    index = lines_with(data, b"index")[0]
    touched = lines[:index] + [lines[index][:-1] + (b"0" if lines[index][-1:] != b"0" else b"1")] + lines[index + 1:]
    status, _, err = verdict(tmp_path / "t", b"\n".join(touched))
    assert status == 1 and "the rows are as signed" in err, err


def test_days_taken_or_swapped_are_found(export, tmp_path):
    _, data = export
    heads = lines_with(data, b"leadx-day")
    lines = data.split(b"\n")
    for cut in ((heads[1], heads[2]), (heads[0], heads[1]), (heads[-1], len(lines) - 2)):
        status, _, err = verdict(tmp_path / "d", b"\n".join(lines[:cut[0]] + lines[cut[1]:]))
        assert (status == 1) == (cut[0] != heads[0]), err  # a later beginning is an export of part of the days
    swapped = lines[:heads[1]] + lines[heads[2]:heads[3]] + lines[heads[1]:heads[2]] + lines[heads[3]:]
    status, _, err = verdict(tmp_path / "d", b"\n".join(swapped))
    assert status == 1 and "a day between them is missing or changed" in err


def test_somebody_with_all_rights_is_found_out(traded, tmp_path):
    """The tables changed behind the exchange's back; undone afterwards."""
    row, day = traded.sql("select id::text, day from transfers where kind = 'charge' order by id limit 1")[0]
    traded.sql("update transfers set amount_minor = amount_minor + 1 where day = %s and id = %s", day, row)
    try:
        tool("ledger", "export", str(tmp_path / "t"), **traded.address)
        status, _, err = tool("ledger", "verify", str(tmp_path / "t"))
        assert status == 1 and f"{day}: transfer {row} was changed" in err, err
    finally:
        traded.sql("update transfers set amount_minor = amount_minor - 1 where day = %s and id = %s", day, row)
    traded.sql("insert into transfers select 'ffffffff-ffff-7fff-bfff-000000000001', day, at, debit_id, credit_id, amount_minor, currency, kind"
               " from transfers where id = %s", row)
    try:
        tool("ledger", "export", str(tmp_path / "t"), **traded.address)
        status, _, err = tool("ledger", "verify", str(tmp_path / "t"))
        assert status == 1 and f"{day}: transfer ffffffff-ffff-7fff-bfff-000000000001 was added" in err, err
    finally:
        traded.sql("delete from transfers where id = 'ffffffff-ffff-7fff-bfff-000000000001'")


def test_a_party_can_keep_a_proof(traded, export, tmp_path):
    path, _ = export
    row = traded.one("select t.id::text from transfers t join accounts a on a.id = t.credit_id where a.kind = 'payable' order by t.id limit 1")
    answer = traded.someone.client.get(f"/v1/transfers/{row}/proof")
    assert answer.status == 200 and book_verifier.prove(answer.text.encode()) == []
    (tmp_path / "proof").write_text(answer.text)
    status, out, err = tool("ledger", "verify", str(tmp_path / "proof"), "--transfer", row)
    assert status == 0 and f"transfer {row}" in out, out + err
    assert tool("ledger", "verify", str(tmp_path / "proof"), "--transfer", row[:-1] + "0" if row[-1] != "0" else row[:-1] + "1")[0] == 1
    assert tool("ledger", "prove", path, row)[1] == answer.text, "the tool cuts the same out of an export"
    for i in range(0, len(answer.text), 11):
        changed = bytearray(answer.text.encode())
        changed[i] ^= 1
        (tmp_path / "proof").write_bytes(bytes(changed))
        assert tool("ledger", "verify", str(tmp_path / "proof"))[0] == 1 and book_verifier.prove(bytes(changed)), f"byte {i} passed"
    stranger = traded.seller()
    assert stranger.client.get(f"/v1/transfers/{row}/proof").status == 404
    assert traded.someone.client.get(f"/v1/transfers/{row[:-4] + '0000'}/proof").status == 404


def test_the_audit_is_signed_with_the_days(traded, tmp_path):
    status, out, err = tool("audit", "export", str(tmp_path / "a"), **traded.address)
    assert status == 0, out + err
    status, out, err = tool("audit", "verify", str(tmp_path / "a"))
    assert status == 0, out + err
    data = (tmp_path / "a").read_bytes()
    assert book_verifier.verify(data) == [] and data.count(b'"contact_read"') == 16
    row, day = traded.sql("select id::text, day from audit where action = 'contact_read' order by id limit 1")[0]
    traded.sql("delete from audit where id = %s", row)
    tool("audit", "export", str(tmp_path / "a"), **traded.address)
    status, _, err = tool("audit", "verify", str(tmp_path / "a"))
    assert status == 1 and f"{day}: audit row {row} is missing" in err, err
    assert book_verifier.verify((tmp_path / "a").read_bytes())


def test_the_guides_vectors(tmp_path):
    with open(os.path.join(ROOT, "admin/guide/ledger-format.md"), encoding="utf-8") as page:
        export, proof = re.findall(r"```\n(.*?)```", page.read(), re.S)
    assert book_verifier.verify(export.encode()) == [] and book_verifier.prove(proof.encode()) == []
    status, out, err = verdict(tmp_path / "v", export.encode())
    assert status == 0 and "verified: 3 rows on 2 days" in out, out + err
    assert tool("ledger", "prove", str(tmp_path / "v"), "01a20106-ad6c-7000-8000-000000000003")[1] == proof


def test_the_key_is_the_servers_alone(traded):
    path = traded.place / "secrets/ledger.key"
    assert os.stat(path).st_mode & 0o777 == 0o600 and os.path.getsize(path) == 32
    with open(path, "rb") as file:
        seed = file.read()
    assert seed.hex() not in traded.cluster.dump() and seed.hex() not in traded.log()
    traded.server.stop()
    os.chmod(path, 0o644)
    refused = subprocess.run([traded.server.binary, "--config", traded.server.config, "--test-clock"], capture_output=True,
                             text=True, check=False, timeout=30, cwd="/", **identity())
    assert refused.returncode != 0 and "can be read by others" in refused.stderr
    os.chmod(path, 0o600)
    traded.server.start()
    traded.books_balance()
