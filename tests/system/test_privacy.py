"""Personal data: sealed in the database, masked for the operator, absent from logs, metrics and errors."""
import os

import pytest

from support.people import lead, person

MARKERS = {"first_name": "Plantedfirst", "last_name": "Plantedlast", "email": "planted.marker@example.com"}
TEXT = "Plantedconsent I agree"


@pytest.fixture
def planted(niche, seller, acme):
    """A sold lead whose every personal value is a marker."""
    acme.order(niche, shared=30_000)
    someone = person(**{**MARKERS, "email": f"planted.marker.{niche}@example.com"})
    return someone, seller.post(lead(niche, someone, consent={"text": TEXT, "ip": "203.0.113.77", "proof_url": "https://planted.example.com/1"}))


def markers(someone):
    digits = someone["phone"][2:]
    return ["Plantedfirst", "Plantedlast", "planted.marker", digits, "Plantedconsent", "203.0.113.77", "planted.example.com"]


def test_nothing_personal_is_readable_in_the_database(exchange, planted):
    someone, _ = planted
    dump = exchange.cluster.dump()
    raw = [f"\\x{marker.encode().hex()}"[2:] for marker in markers(someone)]
    for marker in markers(someone) + raw:
        assert marker not in dump


def test_nothing_personal_is_in_logs_metrics_and_errors(exchange, planted, seller, acme):
    someone, sold = planted
    seller.client.get(f"/v1/leads/{sold.id}/timeline")
    acme.sale(sold.sales[0])
    seller.try_post(lead("nowhere", someone))
    seller.try_post({"contact": {**someone, "first_name": 7}})
    with open(exchange.place / "postgresql.log", encoding="utf-8") as file:
        said = exchange.log() + exchange.server.metrics() + file.read()
    for marker in markers(someone):
        assert marker not in said


def test_the_operator_sees_a_mask_unless_it_says_why(exchange, planted):
    someone, sold = planted
    masked = exchange.admin.ok("GET", f"/v1/leads/{sold.id}")
    for marker in markers(someone):
        assert marker not in str(masked["contact"])
    assert exchange.admin.post(f"/v1/admin/leads/{sold.id}/reveal", {}).status == 422
    shown = exchange.admin.ok("POST", f"/v1/admin/leads/{sold.id}/reveal", {"reason": "the person called"})
    assert shown["contact"]["phone"] == someone["phone"]
    trail = [row for row in exchange.admin.items("/v1/admin/audit") if row["action"] == "lead_reveal"]
    assert any(row["subject"] == sold.id and row["detail"]["reason"] == "the person called" for row in trail)


def test_the_buyer_does_not_see_who_sold_or_where_from(planted, acme):
    _, sold = planted
    bought = acme.client.get(f"/v1/sales/{sold.sales[0]['id']}").text
    assert "landing" not in bought and "203.0.113.77" not in bought


def test_a_buyer_who_did_not_win_sees_no_contact(exchange, niche, seller, acme, rival):
    acme.order(niche, exclusive=90_000)
    rival.order(niche, shared=30_000)
    sold = seller.post(lead(niche, person(first_name="Plantedfirst")))
    assert sold.buyers == [acme]
    decision = rival.client.get(f"/v1/leads/{sold.id}/decision")
    assert decision.status == 200 and "Planted" not in decision.text and acme.alias not in decision.text
    assert rival.client.get(f"/v1/leads/{sold.id}").status in (403, 404)


def test_answers_are_never_stored_by_others(planted, seller):
    _, sold = planted
    headers = seller.client.get(f"/v1/leads/{sold.id}").headers
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_secrets_are_readable_by_the_server_alone(exchange):
    for name in ("master", "fingerprint", "suppression"):
        assert os.stat(exchange.place / f"secrets/{name}.key").st_mode & 0o077 == 0
