"""The exchange's database without a server: the schema's own files in a throw-away cluster, operations and the sale
called as the server calls them. For tests that need their own clock and many writers."""
import glob
import hashlib
import json
import os
import random
import re
import uuid
from dataclasses import dataclass, field

import psycopg2

from .cluster import Cluster
from .place import ROOT, Place

NIL = uuid.UUID(int=0)
# how leads_sell's lead columns are called here, with their types; what is missing is null
LEAD_COLUMNS = [("id", "uuid"), ("fresh", "bool"), ("want", "text"), ("code", "text"), ("guard", "bool"),
                ("seller", "uuid"), ("family", "uuid"), ("niche", "int2"), ("source", "uuid"), ("offer", "uuid"),
                ("limit", "int2"), ("min_payout", "int8"), ("temperature", "text"), ("score", "int2"),
                ("attributes", "text"), ("origin", "text"), ("external", "text"), ("consent_ms", "int8"),
                ("recipients", "text"), ("previous", "uuid"), ("key", "bytea"), ("body", "bytea"), ("key_ms", "int8"),
                ("contact", "bytea"), ("contact_key", "bytea"), ("consent", "bytea"), ("consent_key", "bytea"),
                ("decision", "uuid"), ("trigger", "text"), ("reasoning", "text"), ("prints_end", "int4"),
                ("candidates_end", "int4")]
REST_TYPES = ["int4", "int2", "bytea", "bytea", "int4", "uuid", "int4", "int4", "bool", "uuid"]
SELL = "select now_ms, out_state, out_code, out_lead, out_verdict from leads_sell(%s::timestamptz, " + ", ".join(
    f"%s::{kind}[]" for kind in [kind for _, kind in LEAD_COLUMNS] + REST_TYPES) + ")"


def hash16(*words):
    return hashlib.sha256("\n".join(map(str, words)).encode()).digest()[:16]


def uuid7(now_ms, chance=random):
    return str(uuid.UUID(int=now_ms << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)))


@dataclass
class Candidate:
    order: str
    revision: int
    exclusive: bool
    sale: str = ""
    verdict: int = 0


@dataclass
class Lead:
    """One lead of a batch; the fields are leads_sell's parameters."""
    seller: str
    family: str
    niche: int
    source: str
    prints: list  # of (channel, hash)
    candidates: list = field(default_factory=list)
    id: str = ""
    fresh: bool = True
    want: str = "route"
    code: str = None
    guard: bool = False
    offer: str = None
    limit: int = 3
    min_payout: int = None
    temperature: str = "hot"
    score: int = 50
    attributes: str = "{}"
    origin: str = None
    external: str = None
    consent_ms: int = None
    recipients: str = None
    previous: str = None
    key: bytes = None
    body: bytes = None
    key_ms: int = None
    contact: bytes = b"c"
    contact_key: bytes = b"k"
    consent: bytes = b"c"
    consent_key: bytes = b"k"
    decision: str = ""
    trigger: str = "post"
    reasoning: str = "{}"
    prints_end: int = 0
    candidates_end: int = 0
    # what came out
    state: str = ""
    result_code: str = None
    answer: str = ""

    def scope(self):
        return self.offer or str(NIL)


class Floor:
    def __init__(self, test_clock=True, durable=False, root=ROOT):
        self.families = {}
        self.place = Place()
        self.cluster = Cluster(self.place, durable)
        try:
            self.cluster.psql("leadx", schema_text(root))
            self.db = self.connect("leadx_owner")
            self.one("select bootstrap(%s, 'hint', %s)", hash16("admin") * 2, test_clock)
            self.operator = str(self.one("select id from orgs where operates"))
        except BaseException:
            self.close()
            raise

    def close(self):
        self.cluster.kill()
        self.place.remove()

    def connect(self, role="leadx_server"):
        connection = psycopg2.connect(self.cluster.url(role))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("set plan_cache_mode = force_generic_plan; set jit = off")
        return connection

    def sql(self, query, *values, db=None):
        with (db or self.db).cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else None

    def one(self, query, *values, db=None):
        return self.sql(query, *values, db=db)[0][0]

    # --- Operations, through mutate()

    def op(self, db, org, name, args, key=None):
        """(status, body); org None = the operator."""
        me = org or self.operator
        family = self.operator if org is None else self.families[org]
        status, body = self.sql("select status, body from mutate(%s, %s, %s, %s, %s, %s, %s, %s)", key, key, me, family, me,
                                org is None, name, json.dumps(args), db=db)[0]
        return status, json.loads(body)

    def ok(self, org, name, args):
        status, body = self.op(self.db, org, name, args)
        assert status < 400, (name, args, status, body)
        return body

    def org(self, name, parent=None, **roles):
        made = self.ok(None, "org_create", {"name": name, "alias": name, "parent": parent, "throttled": False, **roles})["id"]
        self.families[made] = self.families[parent] if parent else made
        return made

    def niche(self, name, **terms):
        self.ok(None, "niche_create", {"name": name, "title": name, "currency": "RUB", "fields": [], "return_reasons": [],
                                       **terms})
        return self.one("select no from niches where name = %s", name)

    def source(self, seller):
        return str(self.one("select id from source_ensure(%s, 'landing', null, null, null, null, false)", seller))

    # --- The sale

    def sell(self, db, leads, now=None):
        """One call of leads_sell; the answers are written into the leads."""
        rest, places, slots = [[] for _ in REST_TYPES], {}, {}
        for place, lead in enumerate(leads, 1):
            for channel, print_ in lead.prints:
                slot = slots.setdefault((lead.niche, lead.scope(), channel, print_), len(slots) + 1)
                for column, value in zip(rest, (place, channel, print_, suppress_hash(print_), slot)):
                    column.append(value)
            for c in lead.candidates:
                order = (c.order, c.revision)
                if order not in places:
                    rest[5].append(c.order)
                    rest[6].append(c.revision)
                for column, value in zip(rest[7:], (places.setdefault(order, len(places) + 1), c.exclusive, c.sale)):
                    column.append(value)
            lead.prints_end, lead.candidates_end = len(rest[0]), len(rest[7])
        columns = [[getattr(lead, name) for lead in leads] for name, _ in LEAD_COLUMNS]
        now_ms, states, codes, ids, verdicts = self.sql(SELL, now, *columns, *rest, db=db)[0]
        verdicts = iter(verdicts)
        for lead, state, code, answer in zip(leads, states, codes, ids.strip("{}").split(",")):
            lead.state, lead.result_code, lead.answer = state, code, answer
            for c in lead.candidates:
                c.verdict = next(verdicts)
        return now_ms


def suppress_hash(print_):
    return hash16("suppress", print_)


def schema_text(root=ROOT):
    """What leadxd --migrate does, as text for psql."""
    text = ["set role leadx_owner", "create schema if not exists leadx", "set search_path = leadx, public",
            "set check_function_bodies = off"]  # functions may use each other in any order
    for folder in ("migrations", "functions", "views"):
        for path in sorted(glob.glob(os.path.join(root, "schema", folder, "*.sql"))):
            with open(path, encoding="utf-8") as file:
                text.append(file.read())
    return ";\n".join(text)


def server_statement(path, name):
    """A named statement of the server's, its $1, $2 as psycopg2 writes them."""
    with open(os.path.join(ROOT, "server", path), encoding="utf-8") as file:
        text = re.search(rf"^-- name: {name}\b[^\n]*\n(.*?)(?=^-- name:|\Z)", file.read(), re.S | re.M).group(1)
    return re.sub(r"\$(\d+)", r"%s", text.replace("%", "%%"))
