"""Whole stories in a real browser against a real server: signing in and what surrounds it; an agency's morning in two languages."""
import base64
import json
import os

import pytest
from support_console import link_of, tell

from support.client import Client
from support.disputes import Dispute
from support.people import lead
from support.place import ROOT

PASSWORD = "the heron stands still"


def test_whoever_signs_in_loses_nothing(exchange, people):
    _, link = people.invite(exchange.seller().id)
    seen = tell("shell", url=exchange.server.url, link=link_of(exchange, link), password=PASSWORD)
    assert "E-mail or password is not right" in seen["refused"]
    assert seen["hashGone"]
    assert {"__Host-leadx"} <= {cookie["name"] for cookie in seen["cookies"]} <= {"__Host-leadx", "__Host-leadx-browser"}
    assert all(cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Lax" for cookie in seen["cookies"])
    assert seen["typedOffline"] == seen["name"] == "Anna of Orbita"


def words(language):
    """What the agency's story presses, as the console's own messages say it."""
    def load(folder):
        with open(os.path.join(ROOT, f"admin/console/src/{folder}/messages/{language}.json"), encoding="utf-8") as file:
            return json.load(file)
    agency, shared, shell = load("agency"), load("shared"), load("shell")
    upload = agency["upload"]
    return {"niche": agency["lead"]["niche"], "agreed": upload["consentText"], "try": upload["checkDo"], "start": upload["start"],
            "finished": upload["finished"], "errors": upload["errorsSave"], "contest": agency["dispute"]["contest"],
            "join": agency["offer"]["join"], "joinAsked": agency["offer"]["joined"]["asked"], "accept": shell["terms"]["accept"], "appeal": shell["appeal"]["send"], "makeKey": shared["keys"]["make"], "keyMade": shared["keys"]["madeTitle"], "keyName": shared["keys"]["name"]}


def table(serial, encoding):
    """Two that sell, one whose phone is none, one that lacks what the niche asks for."""
    rows = ["Номер заявки;ФИО;Телефон;Регион;Возраст;Дата заявки",
            f"{serial}-1;Анна Петрова;+7 999 {serial}0-10-01;RU-MOW;34;21.11.2025 10:00",
            f'{serial}-2;"Вера; Ильина";+7 999 {serial}0-10-02;RU-MOW;"41";21.11.2025 10:01',
            f"{serial}-3;Олег Серов;12;RU-MOW;50;21.11.2025 10:02",
            f"{serial}-4;Без возраста;+7 999 {serial}0-10-04;RU-MOW;;21.11.2025 10:03"]
    return base64.b64encode("\r\n".join(rows).encode(encoding)).decode()


@pytest.mark.parametrize("locale, language, encoding, serial", [("en-GB", "en", "utf-8", 41), ("ru-RU", "ru", "cp1251", 42)])
def test_an_agencys_morning(exchange, people, locale, language, encoding, serial):
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    buyer.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    dispute = Dispute(exchange, seller, buyer, sold.sales[0])
    offer, terms = buyer.offer(niche, price=40_000), f"Bring only people who asked; {serial}."
    exchange.admin.ok("POST", "/v1/admin/terms", {"version": f"2026-{serial}", "text": terms})
    restrain = {"restrain": lambda: exchange.admin.ok("POST", f"/v1/admin/orgs/{seller.id}/restrain", {"reason": "Complaints."})["slowed"]}
    seen = tell("agency", restrain, url=exchange.server.url, link=link_of(exchange, people.invite(seller.id)[1]), locale=locale, words=words(language),
                narrow=language == "ru", niche=niche, csv=table(serial, encoding), sold=f"{serial}-1", buyer=sold.sales[0]["buyer"], dispute=dispute.id, lead=sold.id,
                offer=offer.body["name"], terms=terms, reason="Complaints.")
    assert [(one["seller"], one["state"]) for one in buyer.client.ok("GET", f"/v1/offers/{offer.id}")["sellers"]] == [(seller.id, "asked")]
    assert exchange.one("select terms from orgs where id = %s", seller.id) == f"2026-{serial}" and seen["strip"] == 0
    appeals = [one["text"] for one in exchange.admin.ok("GET", "/v1/admin/appeals")["items"] if one["org"] == seller.id]
    assert appeals == (["We stopped that source."] if language == "ru" else [])
    kept = exchange.sql("select external_id, state from leads where external_id like %s order by 1", f"{serial}-%")
    assert kept == [(f"{serial}-1", "sold"), (f"{serial}-2", "sold"), (f"{serial}-3", "rejected")], "the fourth was refused"
    assert "2" in seen["tried"].split() and "4" in seen["tried"].split()
    errors = seen["errors"].lstrip("\ufeff").splitlines()
    assert errors[0].endswith(";error") and errors[1] == f"{serial}-3~2;Олег Серов;12;RU-MOW;50;21.11.2025 10:02;phone_invalid"
    assert errors[2].startswith(f"{serial}-4;") and "/attributes/age" in errors[2] and len(errors) == 3
    assert dispute.see()["state"] == "contested"
    assert Client(exchange.server, seen["key"]).ok("GET", "/v1/me")["key"]["name"] == "crm"
    exchange.books_balance()
