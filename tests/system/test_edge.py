"""The HTTP edge, spoken to by hand: malformed, slow, pipelined and too many."""
import json
import os
import socket
import ssl
import subprocess

import pytest

from support.openapi import DESCRIPTION
from support.people import lead
from support.server import Server
from support.wire import Wire, post_bytes

GET = b"GET /v1/me HTTP/1.1\r\n"
POST = b"POST /v1/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
MALFORMED = [
    ("no Host", GET + b"\r\n"), ("two Hosts", GET + b"Host: a\r\nHost: b\r\n\r\n"),
    ("a NUL in a value", GET + b"Host: a\r\nX: a\x00b\r\n\r\n"), ("a bare line feed", b"GET /v1/me HTTP/1.1\nHost: a\r\n\r\n"),
    ("a folded line", GET + b"Host: a\r\nX: a\r\n b\r\n\r\n"), ("a space before the colon", GET + b"Host : a\r\n\r\n"),
    ("a name that is no token", GET + b"Host: a\r\nX(y): 1\r\n\r\n"), ("no version", b"GET /v1/me\r\nHost: a\r\n\r\n"),
    ("a control byte in the target", b"GET /v1/\x01me HTTP/1.1\r\nHost: a\r\n\r\n"), ("nonsense", b"\x16\x03\x01 hello\r\n\r\n"),
    ("two lengths", POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    ("a list of lengths", POST + b"Content-Length: 2, 2\r\n\r\n{}"),
    ("a signed length", POST + b"Content-Length: +2\r\n\r\n{}"), ("a hexadecimal length", POST + b"Content-Length: 0x2\r\n\r\n{}"),
    ("length and chunks", POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("another coding", POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    ("chunked twice", POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
]


def problem(wire):
    """The problem that came; it is held against openapi.yaml like any other."""
    status, headers, body = wire.read()
    assert headers["content-type"] == "application/problem+json"
    DESCRIPTION.check("GET", "/v1/me", status, headers["content-type"], json.loads(body))
    return status, json.loads(body)["code"]


@pytest.mark.parametrize("what, request_bytes", MALFORMED, ids=[row[0] for row in MALFORMED])
def test_what_is_not_http_is_answered_400_and_closed(exchange, what, request_bytes):
    wire = Wire(exchange.server)
    wire.send(request_bytes)
    assert problem(wire) == (400, "bad_request")
    assert wire.closed()


def test_a_chunk_size_that_is_none(exchange, seller):
    wire = Wire(exchange.server)
    wire.send(POST + f"Authorization: Bearer {seller.key}\r\nTransfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n".encode())
    assert problem(wire)[0] == 400 and wire.closed()


def test_another_version(exchange):
    wire = Wire(exchange.server)
    wire.send(b"GET /v1/me HTTP/1.2\r\nHost: a\r\n\r\n")
    assert wire.read()[0] in (400, 505) and wire.closed()


def test_a_head_that_is_too_large(exchange):
    wire = Wire(exchange.server)
    wire.send(GET + b"Host: a\r\nX: " + b"a" * 20_000 + b"\r\n\r\n")
    assert problem(wire) == (431, "head_too_large")


def test_a_chunked_lead_is_a_lead(exchange, niche, seller):
    data = json.dumps(lead(niche)).encode()
    wire = Wire(exchange.server)
    wire.send(POST + f"Authorization: Bearer {seller.key}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    for part in (data[:7], data[7:100], data[100:]):
        wire.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    wire.send(b"0\r\n\r\n")
    assert wire.read_json()[0] == 201


def test_pipelined_requests_are_answered_in_order(exchange, niche, seller):
    wire = Wire(exchange.server)
    names = [f"pipe-{i}" for i in range(40)]
    wire.send(b"".join(post_bytes("/v1/leads", seller.key, lead(niche, external_id=name)) for name in names))
    answers = [wire.read_json() for _ in names]
    assert [status for status, _, _ in answers] == [201] * 40
    ids = [answer["id"] for _, _, answer in answers]
    assert [seller.lead(lead_id)["external_id"] for lead_id in ids] == names


def test_a_refused_request_keeps_the_connection(exchange, niche, seller):
    wire = Wire(exchange.server)
    for body, status in (({"niche": 7}, 422), (lead(niche), 201), ({}, 422)):
        wire.send(post_bytes("/v1/leads", seller.key, body))
        assert wire.read_json()[0] == status


def test_one_byte_at_a_time(exchange, niche, seller):
    wire = Wire(exchange.server)
    for byte in post_bytes("/v1/leads", seller.key, lead(niche)):
        wire.send(bytes([byte]))
    assert wire.read_json()[0] == 201


@pytest.fixture(scope="module")
def narrow(exchange):
    """A second server on the same database, with short deadlines and little room."""
    server = Server(exchange.place, exchange.cluster, exchange.tls, head_timeout_ms=300, idle_timeout_ms=400,
                    handshake_timeout_ms=300, body_grace_ms=300, body_min_rate=100_000, max_connections_per_address=8)
    server.start()
    yield server
    server.stop()


def test_a_slow_head_is_cut_off(narrow):
    wire = Wire(narrow)
    wire.send(b"GET /v1/me HTTP/1.1\r\nHost:")
    answer = wire.read()
    assert answer is None or answer[0] == 408
    assert wire.closed()


def test_a_slow_body_is_cut_off(narrow, seller):
    wire = Wire(narrow)
    wire.send(POST + f"Authorization: Bearer {seller.key}\r\nContent-Length: 50000\r\n\r\n{{".encode())
    answer = wire.read()
    assert answer is None or answer[0] == 408
    assert wire.closed()


def test_an_idle_connection_is_closed(narrow):
    wire = Wire(narrow)
    wire.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert wire.read()[0] == 200
    assert wire.closed()


def test_one_address_has_only_so_many_connections(narrow):
    def opens():
        try:
            wire = Wire(narrow)
            wire.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            return wire if wire.read() else None
        except OSError:
            return None
    wires = [opens() for _ in range(12)]
    assert sum(wire is not None for wire in wires) <= 8
    for wire in wires:
        if wire:
            wire.close()


def test_only_tls_1_2_and_later(exchange):
    for version, works in (("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{exchange.server.port}", "-CAfile", exchange.server.ca,
                               "-verify_return_error", version], input=b"", capture_output=True, check=False)
        assert (done.returncode == 0) == works, version


def test_metrics_are_understood(exchange):
    promtool = os.environ.get("LEADX_PROMTOOL", "promtool")
    head, body = exchange.server.metrics().split("\r\n\r\n", 1)
    assert head.startswith("HTTP/1.1 200")
    try:
        done = subprocess.run([promtool, "check", "metrics"], input=body, text=True, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("promtool is not installed")
    assert done.returncode == 0 and done.stderr == "", done.stderr


def test_metrics_are_not_served_to_the_world(exchange):
    assert exchange.server.look("/metrics").status_code == 404


def shaken(server):
    """A connection with its TLS beside it, so that records can be sent in parts."""
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = ssl.create_default_context(cafile=server.ca).wrap_bio(came, goes, server_hostname="localhost")
    while True:
        try:
            tls.do_handshake()
            plain.sendall(goes.read())
            return plain, tls, came, goes
        except ssl.SSLWantReadError:
            plain.sendall(goes.read())
            came.write(plain.recv(65536))


def test_half_a_record_holds_up_nobody(exchange):
    plain, tls, came, goes = shaken(exchange.server)
    with plain:
        tls.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        record = goes.read()
        plain.sendall(record[:len(record) // 2])
        for _ in range(3):
            assert exchange.server.look("/healthz").status_code == 200
        plain.sendall(record[len(record) // 2:])
        answer = b""
        while b"alive" not in answer:
            came.write(plain.recv(65536))
            try:
                answer += tls.read(65536)
            except ssl.SSLWantReadError:
                continue  # a ticket came first
        assert answer.startswith(b"HTTP/1.1 200 ")
