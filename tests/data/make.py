#!/usr/bin/python3
"""Makes the agency exports of this directory, and expect.json: what an import of each must come to.

    tests/data/make.py            writes them here; the same bytes every time
    tests/data/make.py --check    fails when what stands here is not what it would write
    tests/data/make.py --many N   N rows without faults on standard output, for measurements

Nobody in them exists: names are drawn from lists, mail goes to example.com, .org and .net, and phone numbers come from
blocks of zeros and, in the USA, from 555-01xx. expect.json holds when one order without filter or cap buys in the niche,
with the fields region, age, income, language and homeowner of the demo market."""
import csv
import io
import json
import os
import random
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))

RU_FIRST = ["Анна", "Ольга", "Алёна", "Мария", "Фёдор", "Пётр", "Сергей", "Юлия", "Игорь", "Щукарь", "Эльза", "Жанна"]
RU_LAST = ["Петров", "Сидоров", "Кузнецов", "Соловьёв", "Журавлёв", "Щербаков", "Яковлев", "Цветков", "Ёлкин"]
RU_MIDDLE = ["Ивановна", "Петрович", "Фёдоровна", "Юрьевич", "Алексеевна"]
ES_FIRST = ["José", "María", "Íñigo", "Begoña", "Raúl", "Lucía", "Ángel", "Núria", "Martín"]
ES_LAST = ["García Peña", "Muñoz", "Fernández", "Gutiérrez", "López Ibáñez", "Núñez", "Sáez"]
PT_FIRST = ["João", "Conceição", "Antônio", "Luís", "Inês", "Flávia", "Simão", "Zélia"]
PT_LAST = ["da Conceição", "Gonçalves", "Assunção", "Araújo", "de Brandão", "Guimarães", "Simões"]
NO_FIRST = ["Bjørn", "Åse", "Øystein", "Håkon", "Solveig", "Kåre", "Gudrun", "Ærlend"]
NO_LAST = ["Ødegård", "Håland", "Bråten", "Næss", "Sæther", "Aasen", "Kjølstad"]
EN_FIRST = ["Mary", "Siobhán", "Zoë", "James", "D'Arcy", "Renée", "Oliver"]
EN_LAST = ["O'Brien", "Smith-Jones", "Brontë", "Walker, Jr.", "Taylor", "Nguyen"]
COMMENTS = ["Перезвонить после 18:00", 'Сказал: "только утром";\nжена против', "", "", "Ремонт кухни\r\nи ванной", "VIP; срочно",
            "первый этаж,\nдвор"]


def slug(name):
    table = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяøæ",
                     "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch _ y _ e yu ya o ae".split(" ")))
    text = "".join(table.get(c, c) for c in name.lower())
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in text if c.isalpha()) or "x"


class Person:
    """Somebody who does not exist; number and file make phone and mail unlike anybody else's."""

    def __init__(self, rng, number, first, last, regions, phone, file=0):
        self.number = number
        self.first, self.last = rng.choice(first), rng.choice(last)
        self.region = rng.choice(regions)
        self.phone = phone(number)
        self.email = f"{slug(self.first)}.{slug(self.last)}{file}{number:04d}@example.{rng.choice(['com', 'org', 'net'])}"
        self.age = rng.randint(18, 85)
        self.income = rng.randint(20, 400) * 1000
        self.owner = rng.random() < 0.4
        self.day, self.month, self.hour, self.minute = rng.randint(1, 28), rng.randint(1, 12), rng.randint(0, 23), rng.randint(0, 59)
        self.ip = f"203.0.113.{rng.randint(1, 254)}"


class File:
    """Rows of text with what must become of each."""

    def __init__(self, name, options, head, separator, encoding, end="\r\n", mark=b"", quote=csv.QUOTE_MINIMAL):
        self.name, self.options, self.head = name, options, head
        self.separator, self.encoding, self.end, self.mark, self.quote = separator, encoding, end, mark, quote
        self.lines = [self._line(head)]
        self.outcomes, self.codes = {}, {}

    def _line(self, cells):
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator, lineterminator=self.end, quoting=self.quote).writerow(cells)
        return text.getvalue().encode(self.encoding)

    def row(self, cells, outcome="sold", code=None):
        assert len(cells) == len(self.head)
        self.raw(self._line(cells), outcome, code)

    def raw(self, line, outcome, code):
        self.lines.append(line)
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if code:
            self.codes[code] = self.codes.get(code, 0) + 1

    def cells(self, cells):
        """The bytes of a row, to be spoilt by whoever asked."""
        return self._line(cells)

    def bytes(self):
        return self.mark + b"".join(self.lines)

    def expected(self):
        return {"options": self.options, "read": sum(self.outcomes.values()), **self.outcomes, "refused_codes": self.codes}


def people(seed, n, first, last, regions, phone):
    rng = random.Random(seed)
    return rng, [Person(rng, i, first, last, regions, phone, seed) for i in range(n)]


def spread(rng, file, rows, extras):
    """The rows in order, with each extra (a function that adds one) at some place behind the first hundred."""
    places = sorted(rng.sample(range(100, len(rows)), len(extras)))
    for i, row in enumerate(rows):
        while places and places[0] == i:
            places.pop(0)
            extras.pop(0)()
        file.row(row)
    for extra in extras:
        extra()


# --- Russian: a CRM's export, UTF-8 with a mark, semicolons, quoted line ends

def ru_crm():
    regions = ["RU-MOW", "RU-SPE", "RU-MOS", "RU-SVE", "RU-TA", "RU-KDA"]
    rng, all_ = people(1, 640, RU_FIRST, RU_LAST, regions, lambda n: f"+7 (999) {n // 10000 % 1000:03d}-{n // 100 % 100:02d}-{n % 100:02d}")
    file = File("ru_crm.csv", [], ["ID лида", "Фамилия", "Имя", "Отчество", "Телефон", "Эл. почта", "Регион", "Возраст", "Доход",
                                   "Язык", "Собственник жилья", "Температура", "Кампания", "Комментарий", "Согласие",
                                   "Дата согласия", "IP адрес"],
                ";", "utf-8", mark=b"\xef\xbb\xbf")

    def cells(p, **changes):
        row = {"id": f"CRM-{p.number:05d}", "last": p.last, "first": p.first, "middle": rng.choice(RU_MIDDLE), "phone": p.phone,
               "email": p.email, "region": p.region, "age": str(p.age), "income": f"{p.income:,}".replace(",", "\u00a0"),
               "language": rng.choice(["русский", "ru", ""]), "owner": rng.choice(["да", "Да"]) if p.owner else "нет",
               "temperature": rng.choice(["горячий", "тёплый", "холодный", ""]), "campaign": rng.choice(["весна", "осень-2025"]),
               "comment": rng.choice(COMMENTS), "consent": "Согласен на звонок о ремонте",
               "at": f"{p.day:02d}.{p.month:02d}.2025 {p.hour:02d}:{p.minute:02d}", "ip": p.ip}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:560], iter(all_[560:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    def spoilt(code, change):
        return lambda: file.raw(change(file.cells(cells(next(spare), comment=""))), "refused", code)

    rows = [cells(p) for p in good]
    twice = [lambda p=p: file.row(cells(p, id=f"CRM-9{p.number:04d}", comment="повтор"), "duplicate") for p in good[:24]]
    extras = twice + [
        bad("refused", "no_contact_channel", phone="", email=""), bad("refused", "no_contact_channel", phone="  ", email=""),
        bad("refused", "invalid_field", phone="нет телефона"), bad("refused", "invalid_field", email="anna(at)example.com"),
        bad("refused", "phone_invalid", phone="+7 999 000"), bad("refused", "invalid_field", age="12"),
        bad("refused", "invalid_field", age="тридцать"), bad("refused", "missing_field", region=""),
        bad("refused", "invalid_field", region="Moskva"), bad("refused", "missing_field", age=""),
        bad("refused", "missing_field", consent=""), bad("refused", "consent_missing", consent="", at="", ip=""),
        bad("refused", "invalid_field", at="01.01.2999 10:00"), bad("refused", "invalid_field", at="31.02.2025"),
        bad("refused", "invalid_field", owner="возможно"), bad("refused", "invalid_field", temperature="никакой"),
        bad("refused", "external_id_reused", id="CRM-00001"),
        spoilt("ragged_row", lambda b: b.split(b";", 3)[3]), spoilt("ragged_row", lambda b: b.replace(b"\r\n", b";x\r\n")),
        spoilt("malformed_text", lambda b: b.replace(b"example", b"exa\0mple")),
        spoilt("malformed_text", lambda b: b.replace(b"@", b"\xff@")),
        spoilt("quote_open", lambda b: b.replace(b";", b';"', 1)), spoilt("quote_open", lambda b: b'"' + b),
        spoilt("row_too_long", lambda b: b.replace(b"@", b"@" + b"x" * 70000)),
        lambda: file.lines.append(b"\r\n"), lambda: file.lines.append(b";" * 16 + b"\r\n"),
    ]
    rng.shuffle(extras)
    spread(rng, file, rows, extras)
    return file


# --- Russian: saved from a spreadsheet, Windows-1251, national phones, no id

def ru_excel():
    def phone(n):
        return f"8 (999) {200 + n // 10000 % 100:03d}-{n // 100 % 100:02d}-{n % 100:02d}"
    rng, all_ = people(2, 420, RU_FIRST, RU_LAST, ["RU-MOW", "RU-LEN", "RU-NVS"], phone)
    file = File("ru_excel_1251.csv", ["--zone", "+03:00", "--phone-country", "RU", "--map", "Имя и фамилия=name"],
                ["Имя и фамилия", "Моб. телефон", "Почта", "Регион", "Лет", "Доход", "Своё жильё", "Дата", "Примечание"],
                ";", "windows-1251")
    file.options += ["--consent-text", "Согласен на обработку и звонок"]

    def cells(p, **changes):
        row = {"name": f"{p.first} {p.last}", "phone": p.phone, "email": p.email, "region": p.region, "age": str(p.age),
               "income": f"{p.income:,},00".replace(",", " ", f"{p.income:,}".count(",")), "owner": "да" if p.owner else "нет",
               "at": f"{p.day:02d}.{p.month:02d}.2025", "note": rng.choice(["", "ёлка; подарки", 'дом "под ключ"'])}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:400], iter(all_[400:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    extras = [lambda p=p: file.row(cells(p, name="ООО Повтор"), "duplicate") for p in good[50:65]] + [
        bad("refused", "invalid_field", phone="уточнить"), bad("refused", "invalid_field", income="много"),
        bad("refused", "phone_invalid", phone="8 (999) 12"), bad("refused", "missing_field", region=" "),
        bad("refused", "missing_field", at="")]
    rng.shuffle(extras)
    spread(rng, file, [cells(p) for p in good], extras)
    return file


# --- Spanish: Latin-1, semicolons, national phones

def es_latin1():
    rng, all_ = people(3, 330, ES_FIRST, ES_LAST, ["ES-MD", "ES-CT", "ES-AN", "ES-VC"],
                       lambda n: f"600 {n // 10000 % 100:02d} {n // 100 % 100:02d} {n % 100:02d}" if n % 3 else f"0034 600{n:06d}")
    file = File("es_latin1.csv", ["--phone-country", "ES", "--dates", "dmy"],
                ["Código", "Nombre", "Apellidos", "Teléfono móvil", "Correo electrónico", "Región", "Edad", "Ingresos", "Idioma",
                 "Propietario", "Campaña", "Consentimiento", "Fecha de alta"], ";", "iso-8859-1", end="\n")
    file.options += ["--map", "Código=external_id"]

    def cells(p, **changes):
        row = {"id": f"ES-{p.number}", "first": p.first, "last": p.last, "phone": p.phone, "email": p.email, "region": p.region,
               "age": str(p.age), "income": f"{p.income:,}".replace(",", "."), "language": rng.choice(["español", "es"]),
               "owner": rng.choice(["sí", "Si"]) if p.owner else "no", "campaign": "campaña otoño",
               "consent": "Acepto que me llamen", "at": f"{p.day:02d}/{p.month:02d}/2025 {p.hour:02d}:{p.minute:02d}"}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:310], iter(all_[310:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    extras = [lambda p=p: file.row(cells(p, id=f"ES-9{p.number:04d}"), "duplicate") for p in good[10:20]] + [
        bad("refused", "invalid_field", owner="quizás"), bad("refused", "no_contact_channel", phone="", email=""),
        bad("refused", "invalid_field", at="11/13/2025"), bad("refused", "invalid_field", age="101")]
    rng.shuffle(extras)
    spread(rng, file, [cells(p) for p in good], extras)
    return file


# --- Portuguese: Latin-1, commas, everything quoted

def pt_latin1():
    rng, all_ = people(4, 330, PT_FIRST, PT_LAST, ["BR-SP", "BR-RJ", "BR-MG", "BR-RS"],
                       lambda n: f"(11) 9{n // 10000 + 1000:04d}-{n % 10000:04d}")
    file = File("pt_latin1.csv", ["--phone-country", "BR"],
                ["Nome completo", "Celular", "E-mail", "Estado", "Idade", "Renda", "Língua", "Casa própria", "Data de cadastro",
                 "Texto do consentimento", "Observação"], ",", "iso-8859-1", quote=csv.QUOTE_ALL)

    def cells(p, **changes):
        row = {"name": f"{p.first} {p.last}", "phone": p.phone, "email": p.email, "region": p.region, "age": str(p.age),
               "income": f"{p.income:,}".replace(",", ".") + ",00", "language": "português", "owner": "sim" if p.owner else "não",
               "at": f"2025-{p.month:02d}-{p.day:02d} {p.hour:02d}:{p.minute:02d}:00", "consent": "Aceito receber ligações",
               "note": rng.choice(["", "ligar à tarde,\npor favor", 'disse "sim"'])}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:310], iter(all_[310:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    def ragged():
        file.raw(file.cells(cells(next(spare)))[:40].rsplit(b",", 1)[0] + b"\r\n", "refused", "ragged_row")

    extras = [lambda p=p: file.row(cells(p, note="de novo"), "duplicate") for p in good[30:42]] + [
        bad("refused", "invalid_field", email="não tem"), bad("refused", "missing_field", age=""), ragged]
    rng.shuffle(extras)
    spread(rng, file, [cells(p) for p in good], extras)
    return file


# --- Norwegian: tabs, UTF-8 without a mark

def no_tabs():
    rng, all_ = people(5, 280, NO_FIRST, NO_LAST, ["NO-03", "NO-46", "NO-11", "NO-50"],
                       lambda n: f"400 {n // 1000 % 100:02d} {n % 1000:03d}" if n % 2 else f"+47 400{n:05d}")
    file = File("no_tabs.csv", ["--phone-country", "NO"],
                ["Referanse", "Fornavn", "Etternavn", "Mobilnummer", "E-post", "Fylke", "Alder", "Inntekt", "Språk", "Boligeier",
                 "Kampanje", "Samtykketekst", "Samtykkedato"], "\t", "utf-8", end="\n")

    def cells(p, **changes):
        row = {"id": f"no-{p.number}", "first": p.first, "last": p.last, "phone": p.phone, "email": p.email, "region": p.region,
               "age": str(p.age), "income": f"{p.income:,}".replace(",", " "), "language": rng.choice(["norsk", "nb", "engelsk"]),
               "owner": "Ja" if p.owner else "nei", "campaign": "vår", "consent": "Jeg godtar å bli oppringt",
               "at": f"{p.day}.{p.month}.2025 {p.hour:02d}:{p.minute:02d}"}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:265], iter(all_[265:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    extras = [lambda p=p: file.row(cells(p, id=f"no-9{p.number:04d}"), "duplicate") for p in good[:8]] + [
        bad("refused", "invalid_field", language="klingon"), bad("refused", "consent_missing", consent="", at="")]
    rng.shuffle(extras)
    spread(rng, file, [cells(p) for p in good], extras)
    # a quotation mark nobody closes: only its own line is lost
    line = file.cells(cells(next(spare), first='Bjørn')).replace("Bjørn".encode(), '"Bjørn'.encode())
    file.raw(line, "refused", "quote_open")
    file.row(cells(next(spare)))
    file.row(cells(next(spare)))
    return file


# --- English: commas, American dates and phones, a last line without an end

def en_us():
    areas = ["202", "212", "312", "415"]
    rng, all_ = people(6, 280, EN_FIRST, EN_LAST, ["US-CA", "US-NY", "US-IL", "US-DC"],
                       lambda n: f"({areas[n // 100]}) 555-01{n % 100:02d}")
    file = File("en_us.csv", ["--phone-country", "US", "--dates", "mdy"],
                ["Lead ID", "First Name", "Last Name", "Phone Number", "Email Address", "State", "Age", "Monthly Income", "Language",
                 "Homeowner", "TrustedForm URL", "Opt-in Text", "Opt-in Date", "IP Address", "sub1", "sub2", "Notes"], ",", "utf-8")

    def cells(p, **changes):
        row = {"id": f"us-{p.number}", "first": p.first, "last": p.last, "phone": p.phone, "email": p.email, "region": p.region,
               "age": str(p.age), "income": f"{p.income:,}", "language": "English", "owner": "Y" if p.owner else "N",
               "proof": f"https://cert.example.com/{p.number}", "consent": "I agree to be called",
               "at": f"{p.month}/{p.day}/2025 {p.hour}:{p.minute:02d}", "ip": p.ip, "sub1": "fb", "sub2": f"ad-{p.number % 7}",
               "note": rng.choice(["", 'said "call me"', "two\nlines"])}
        row.update(changes)
        return list(row.values())

    good, spare = all_[:262], iter(all_[262:])

    def bad(outcome, code, **changes):
        return lambda: file.row(cells(next(spare), **changes), outcome, code)

    extras = [lambda p=p: file.row(cells(p, id=f"us-9{p.number:04d}"), "duplicate") for p in good[:9]] + [
        bad("refused", "invalid_field", at="13/13/2025"), bad("refused", "missing_field", region=""),
        bad("refused", "phone_invalid", phone="(202) 555-0"), bad("refused", "invalid_field", income="1,2,3")]
    rng.shuffle(extras)
    spread(rng, file, [cells(p) for p in good], extras)
    file.lines[-1] = file.lines[-1].rstrip(b"\r\n")
    return file


def files():
    return [ru_crm(), ru_excel(), es_latin1(), pt_latin1(), no_tabs(), en_us()]


def many(n, out):
    rng = random.Random(7)
    writer = csv.writer(out)
    writer.writerow(["external_id", "first_name", "last_name", "phone", "email", "region", "age", "income", "homeowner",
                     "consent_text", "consent_given_at", "comment"])
    for i in range(n):
        p = Person(rng, i, EN_FIRST, EN_LAST, ["RU-MOW", "RU-SPE"], lambda k: f"+7999{k:07d}")
        writer.writerow([f"m-{i}", p.first, p.last, p.phone, p.email, p.region, p.age, p.income, "yes" if p.owner else "no",
                         "I agree to be called", f"2025-{p.month:02d}-{p.day:02d}T10:00:00Z", "nothing to say"])


def main():
    if sys.argv[1:2] == ["--many"]:
        many(int(sys.argv[2]), sys.stdout)
        return 0
    made = {file.name: file.bytes() for file in files()}
    expected = {file.name: file.expected() for file in files()}
    made["expect.json"] = (json.dumps(expected, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
    for name, content in made.items():
        path = os.path.join(HERE, name)
        if "--check" not in sys.argv[1:]:
            with open(path, "wb") as file:
                file.write(content)
            continue
        with open(path, "rb") as file:
            if file.read() != content:
                print(f"{name} is not what make.py makes")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
