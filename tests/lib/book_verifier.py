"""A second verifier of the exported books, written from admin/guide/ledger-format.md alone: verify(path) returns the problems it
finds, prove(path) those of a proof. It knows nothing of the exchange's code, which is its worth."""
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEX, DAY, NUMBER = "[0-9a-f]{64}", r"\d{4}-\d\d-\d\d", r"(?:0|[1-9]\d*)"
STATEMENT = re.compile(f"leadx-day 1 ({DAY}) transfers ({NUMBER}) ({HEX}) audit ({NUMBER}) ({HEX}) balances ({HEX}) previous ({HEX})".encode())
SIGN = re.compile(f"sign ({HEX}) ([0-9a-f]{{128}})".encode())
BALANCE = re.compile(rb"balance (\S{36}) (revenue|bank|goodwill) ([A-Z]{3}) (-?\d+)")
ID = re.compile(rb'(?:transfer |\{"id" : ")([0-9a-f-]{36})')
NOTHING = b"0" * 64


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(nodes):
    """The tree hash over leaves."""
    if not nodes:
        return sha()
    while len(nodes) > 1:
        nodes = [sha(b"\x01", *nodes[i:i + 2]) if i + 1 < len(nodes) else nodes[i] for i in range(0, len(nodes), 2)]
    return nodes[0]


def signed(statement, sign, keys):
    """Whether one of the keys signed the statement."""
    found = SIGN.fullmatch(sign)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found[1].decode())).verify(bytes.fromhex(found[2].decode()), statement)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return keys is None or found[1] in keys


def lines_of(data):
    return data[:-1].split(b"\n") if data.endswith(b"\n") else []


class Day:
    def __init__(self, statement, fields, audit):
        self.statement, self.name, self.previous = statement, fields[1], fields[7]
        self.n, self.root = int(fields[4 if audit else 2]), fields[5 if audit else 3]
        self.balances, self.sign, self.balance_lines, self.rows, self.indexes = fields[6], None, [], [], []


def read(lines, audit):
    """The days of a file; raises ValueError at a line that may not stand where it stands."""
    days = []
    for line in lines:
        word = line.split(b" ")[0]
        if word == b"leadx-day":
            fields = STATEMENT.fullmatch(line)
            if not fields or days and days[-1].sign is None:
                raise ValueError(f"a statement: {line!r}")
            days.append(Day(line, fields, audit))
        elif not days or (word == b"sign") != (days[-1].sign is None):
            raise ValueError(f"out of place: {line!r}")
        elif word == b"sign":
            days[-1].sign = line
        elif word == b"balance" and not audit and not days[-1].rows:
            days[-1].balance_lines.append(line)
        elif word == b"index":
            days[-1].indexes.append((len(days[-1].rows), line[6:]))
        elif line.startswith(b'{"id" : "' if audit else b"transfer "):
            days[-1].rows.append(line)
        else:
            raise ValueError(f"an unknown line: {line!r}")
    return days


def check_rows(day, stood, first, audit):
    ids = [(ID.match(row) or [b"", b""])[1] for row in day.rows]
    leaves = [sha(b"\x00", row) for row in day.rows]
    if len(day.rows) != day.n or root(leaves).hex().encode() != day.root or sorted(set(ids)) != ids:
        yield f"{day.name.decode()}: the rows"
        return
    entries = b"".join(i.replace(b"-", b"") + leaf[:8].hex().encode() for i, leaf in zip(ids, leaves))
    ends = [min(i + 256, len(ids)) for i in range(0, len(ids), 256)]
    if b"".join(index for _, index in day.indexes) != entries or [at for at, _ in day.indexes] != ends:
        yield f"{day.name.decode()}: the index"
    if audit:
        return
    if sha(b"".join(line + b"\n" for line in day.balance_lines)).hex().encode() != day.balances:
        yield f"{day.name.decode()}: the balances"
    moved = {}
    for row in day.rows:
        fields = row.split(b" ")
        if fields[2] != day.name:
            yield f"{day.name.decode()}: a row of another day"
        for account, amount in ((fields[4], -int(fields[6])), (fields[5], int(fields[6]))):
            moved[account] = moved.get(account, 0) + amount
    stands = {found[1]: int(found[4]) for found in map(BALANCE.fullmatch, day.balance_lines) if found}
    if not first and any(minor != stood.get(account, 0) + moved.get(account, 0) for account, minor in stands.items()) or not stood.keys() <= stands.keys():
        yield f"{day.name.decode()}: the sums"
    stood.update(stands)


def verify(data, keys=None):
    """The problems of an export, given as bytes; keys: the public keys to trust, as hexadecimal bytes."""
    lines = lines_of(data)
    audit = lines[:1] == [b"leadx-audit 1"]
    if not audit and lines[:1] != [b"leadx-ledger 1"] or lines[-1].split(b" ")[0] != b"end":
        return ["no export, or broken off"]
    n = next(i for i, line in enumerate(lines[1:], 1) if not line.startswith(b"key "))
    named = [line[4:] for line in lines[1:n]]
    try:
        days = read(lines[n:-1], audit)
    except ValueError as error:
        return [str(error)]
    problems, head, stood = [], None, {}
    for day in days:
        if not day.sign or not signed(day.statement, day.sign, named if keys is None else [key for key in keys if key in named]):
            problems.append(f"{day.name.decode()}: the signature")
        if head is not None and day.previous != head:
            problems.append(f"{day.name.decode()}: the chain")
        problems += check_rows(day, stood, head is None and day.previous != NOTHING, audit)
        head = sha(day.statement).hex().encode()
    if lines[-1] != b"end " + (head or NOTHING) or {line.split(b" ")[1] for line in (day.sign for day in days) if line} != set(named):
        problems.append("the end, or the keys")
    return problems


def prove(data, keys=None):
    """The problems of a proof."""
    lines = lines_of(data)
    if len(lines) < 5 or lines[0] != b"leadx-proof 1" or not STATEMENT.fullmatch(lines[1]) or not re.fullmatch(f"row {NUMBER}".encode(), lines[3]):
        return ["no proof"]
    fields, i, nodes = STATEMENT.fullmatch(lines[1]), int(lines[3][4:]), lines[5:]
    if not all(re.fullmatch(f"node {HEX}".encode(), node) for node in nodes):
        return ["a node"]
    n, node, nodes = int(fields[2]), sha(b"\x00", lines[4]), [bytes.fromhex(line[5:].decode()) for line in nodes]
    if i >= n:
        return ["the number"]
    while n > 1:
        if i ^ 1 < n:
            if not nodes:
                return ["too few nodes"]
            node = sha(b"\x01", nodes.pop(0), node) if i % 2 else sha(b"\x01", node, nodes.pop(0))
        i, n = i // 2, (n + 1) // 2
    if nodes or node.hex().encode() != fields[3]:
        return ["the row"]
    return [] if signed(lines[1], lines[2], keys) else ["the signature"]
