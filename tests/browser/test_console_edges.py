"""What happens around a person's work: a page loaded anew, a phone left at home, no mouse, a server that goes away."""
import base64
import io
import time
import zipfile

from support_console import link_of, tell

from support.people import lead
from support.person import PASSWORD, to_mid_step

HEADER = ["External id", "Name", "Phone", "Region", "Age", "Consent given"]
ROWS = 203  # a batch is 200: there is a second one
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
                           ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
                           ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override'
                           ' PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
                           '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
                   ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                       ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
                                  ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
                                  '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
                     '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
                     '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def cell(row, column, value):
    """A text, a number, or (a day of the calendar,), which a spreadsheet keeps as a number with a style."""
    at = f'r="{chr(ord("A") + column)}{row}"'
    if isinstance(value, tuple):
        return f'<c {at} s="1"><v>{value[0]}</v></c>'
    return f"<c {at}><v>{value}</v></c>" if isinstance(value, int) else f'<c {at} t="inlineStr"><is><t>{value}</t></is></c>'


def spreadsheet(rows):
    sheet = "".join(f'<row r="{i}">{"".join(cell(i, n, value) for n, value in enumerate(row))}</row>' for i, row in enumerate(rows, 1))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in {**BOOK, "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                                                               f"<sheetData>{sheet}</sheetData></worksheet>"}.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return base64.b64encode(made.getvalue()).decode()


def test_an_upload_goes_on_where_it_stood(exchange, people):
    """The answer to the second batch is lost: it is told again, and nothing is sold twice. Then a spreadsheet with a real date."""
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    buyer.order(niche, shared=10_000)
    csv = "\n".join([",".join(HEADER)] + [f"E-{i},Vera Orlova,+7999310{i:04d},RU-MOW,{20 + i % 60},2025-11-21 10:00" for i in range(ROWS)])
    sheet = spreadsheet([HEADER] + [[f"X-{i}", "Oleg Serov", f"+7999320{i:04d}", "RU-MOW", 40 + i, (45982,)] for i in range(3)])  # 45982: 2025-11-21
    seen = tell("upload", url=exchange.server.url, link=link_of(exchange, people.invite(seller.id)[1]), niche=niche, csv=csv, xlsx=sheet)
    assert "200" in seen["stood"] and str(ROWS) in seen["done"]
    kept = "select count(*), count(distinct external_id) from leads where seller_id = %s and external_id like %s"
    assert exchange.sql(kept, seller.id, "E-%") == [(ROWS, ROWS)]
    assert exchange.sql(kept, seller.id, "X-%") == [(3, 3)]
    assert exchange.one("select count(*) from sales where seller_id = %s", seller.id) == ROWS + 3
    exchange.books_balance()


def test_a_day_without_a_mouse(exchange, people):
    person = people.person(exchange.seller().id, password=PASSWORD)
    org = exchange.parties[person.me()["org"]["alias"]]
    for _ in range(3):
        org.post(lead(exchange.niche()))
    people.invite(org.id)
    to_mid_step(people)
    ahead = people.now_ms() - round(time.time() * 1000)
    seen = tell("keyboard", url=exchange.server.url, email=person.email, password=PASSWORD, name=person.me()["user"]["name"], ahead=ahead)
    assert seen["again"].startswith("That code is not right"), "a recovery code works once"
    assert seen["focus"], "a new page is named to who does not see it"
    assert seen["back"], "who leaves a dialog is where it was opened"
    assert seen["backToMenu"], "also where a menu led to it"


def test_the_server_goes_and_comes_back(exchange, people):
    _, link = people.invite(exchange.seller().id)
    steps = {"stop": exchange.server.stop, "start": lambda: bool(exchange.server.start())}
    seen = tell("away", steps, url=exchange.server.url, link=link_of(exchange, link))
    assert seen["typed"] == "Anna of Orbita"


def test_the_explorer_knows_who_is_signed_in(exchange, people):
    _, link = people.invite(exchange.seller().id)
    seen = tell("docs", url=exchange.server.url, link=link_of(exchange, link))
    assert seen["read"] == 200, "by the session"
    assert seen["key"] == "explorer", "a key and a session at once are refused: the key went alone"
