"""Purchases as files: lines of JSON for machines, CSV for machines and for spreadsheets."""
import csv
import io
import json

from support.people import lead, person

MEAN = "=HYPERLINK(\"http://evil.example\")"


def bought(niche, seller, acme, *people):
    acme.order(niche, shared=32_550)
    return [seller.post(lead(niche, someone)).sales[0]["id"] for someone in people]


def pages(client, query):
    cursor = ""
    while cursor is not None:
        answer = client.get(f"/v1/sales?{query}{cursor}")
        assert answer.status == 200, answer
        yield answer
        cursor = answer.headers.get("Next-Cursor")
        cursor = cursor and f"&cursor={cursor}"


def test_lines_are_the_sales_with_their_contacts(niche, seller, acme):
    people = [person() for _ in range(5)]
    sales = bought(niche, seller, acme, *people)
    found = [json.loads(line) for page in pages(acme.client, f"format=ndjson&limit=2&niche={niche}") for line in page.text.splitlines()]
    assert [sale["id"] for sale in found] == sales[::-1]
    assert [sale["contact"]["phone"] for sale in found] == [someone["phone"] for someone in people][::-1]
    assert all(sale["reads"] == 1 for sale in found), "each is counted as read"
    shown = acme.sale({"id": sales[0]})
    assert set(shown) == set(found[-1]) and shown["reads"] == 2


def test_accept_chooses_the_form(niche, seller, acme):
    bought(niche, seller, acme, person())
    for accept, media in (("application/x-ndjson", "application/x-ndjson"), ("text/csv", "text/csv"), ("application/json", "application/json"), ("*/*", "application/json")):
        assert acme.client.send("GET", "/v1/sales", Accept=accept).type.split(";")[0] == media
    assert acme.client.send("GET", "/v1/sales?format=json", Accept="text/csv").type.startswith("application/json")
    assert acme.client.get("/v1/sales?format=pdf").status == 422


def test_csv_for_machines(niche, seller, acme):
    someone = person(first_name=MEAN, last_name="O\"Neil, Jr")
    sale = bought(niche, seller, acme, someone)[0]
    text = acme.client.get("/v1/sales?format=csv").text
    assert "\r\n" in text and not text.startswith("\ufeff")
    row = next(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert (row["sale"], row["price_minor"], row["currency"]) == (sale, "32550", "RUB")
    assert (row["first_name"], row["last_name"], row["phone"]) == (MEAN, "O\"Neil, Jr", someone["phone"])
    assert isinstance(json.loads(row["attributes"])["age"], int)


def test_csv_for_spreadsheets(niche, seller, acme):
    someone = person(first_name=MEAN)
    bought(niche, seller, acme, someone)
    raw = acme.client.session.get(f"{acme.client.server.url}/v1/sales?format=spreadsheet", headers={"Authorization": f"Bearer {acme.key}"}).content
    assert raw.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert row["price"] == "325.50" and row["age"].isdigit()
    assert row["first_name"] == "'" + MEAN and row["phone"] == "'" + someone["phone"]


def test_an_empty_file_has_its_header(acme):
    assert acme.client.get("/v1/sales?format=csv").text.startswith("sale,sold_at,")
    assert acme.client.get("/v1/sales?format=ndjson").text == ""


def test_files_are_the_buyers_alone(exchange, niche, seller, acme, rival):
    bought(niche, seller, acme, person())
    assert rival.client.get("/v1/sales?format=ndjson").text == ""
    assert exchange.admin.get("/v1/sales?format=ndjson").status == 403
    assert seller.client.get("/v1/sales?format=ndjson").status == 403
