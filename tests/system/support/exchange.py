"""A whole exchange for a test: cluster, server, administrator, and the parties it makes."""
import itertools
import os

from . import tls
from .client import Client
from .cluster import Cluster
from .parties import Buyer, Seller
from .people import rub
from .place import Place, run
from .server import Server

FIELDS = [{"name": "region", "type": "region", "required": True},
          {"name": "age", "type": "integer", "required": True, "min": 18, "max": 85},
          {"name": "income", "type": "integer", "min": 0},
          {"name": "language", "type": "language"},
          {"name": "homeowner", "type": "boolean"}]


class Exchange:
    def __init__(self, durable=False, past=None, **settings):
        """past: "DAYS:SEED" of the demo market's history, written before the server starts."""
        self.place = Place()
        self.cluster = Cluster(self.place, durable, migrated=True)
        try:
            self._open(past, settings)
        except BaseException:
            self.cluster.kill()
            self.place.remove()
            raise

    def _open(self, past, settings):
        self.tls = tls.make(self.place)
        self._make_secrets()
        self.server = Server(self.place, self.cluster, self.tls, **settings)
        self.admin = Client(self.server, self.server.bootstrap())
        if past:
            run(self.server.binary, "--config", self.server.config, "--history", past)
        self.server.start()
        self.parties = {}
        self.serial = itertools.count(1)
        self.database = self.cluster.connect()
        self.niche()  # money can be paid in only where something trades in its currency

    def _make_secrets(self):
        self.place.directory("secrets")
        for name in ("master", "fingerprint", "suppression"):
            self.place.write(f"secrets/{name}.key", os.urandom(32))

    def close(self):
        self.database.close()
        self.server.kill()
        self.cluster.kill()
        self.place.remove()

    # --- Parties and markets

    def niche(self, **terms):
        """A niche nobody else uses; returns its name."""
        name = f"niche_{next(self.serial)}"
        self.admin.ok("POST", "/v1/admin/niches", {
            "name": name, "title": name, "currency": "RUB", "fields": FIELDS, "floor_shared": 100,
            "floor_exclusive": 100, "fee_bp": 1000, **terms})
        return name

    def change_niche(self, name, **terms):
        return self.admin.ok("POST", f"/v1/admin/niches/{name}", terms)

    def seller(self, **terms):
        return self._party(Seller, sells=True, buys=False, throttled=False, **terms)

    def buyer(self, money=100_000_000, parent=None, **terms):
        """money: minor units paid in; a sub-org of parent shares its wallet."""
        more = {"parent": parent.id} if parent else {}
        buyer = self._party(Buyer, sells=False, buys=True, **more, **terms)
        if money and not parent:
            buyer.deposit(money)
        return buyer

    def _party(self, kind, **terms):
        name = f"{kind.__name__.lower()}-{next(self.serial)}"
        org = self.admin.ok("POST", "/v1/admin/orgs", {"name": name, "alias": name, **terms})
        return self.party(kind, org)

    def party(self, kind, org):
        """The org with a key of its own."""
        key = self.admin.ok("POST", f"/v1/admin/orgs/{org['id']}/keys", {"name": "test"})["key"]
        party = kind(self, org, Client(self.server, key))
        self.parties[org["alias"]] = party
        return party

    def deposit(self, party, minor):
        reference = f"bank {next(self.serial)}"
        return self.admin.ok("POST", "/v1/admin/deposits",
                             {"org": party.id, "amount": rub(minor), "reference": reference},
                             key=reference.replace(" ", "-"))

    # --- The clock and the books

    def advance(self, days=0, hours=0, minutes=0, seconds=0):
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return self.admin.ok("POST", "/v1/test/clock", {"advance_ms": int(total * 1000)})["now"]

    def books_balance(self):
        verdict = self.admin.ok("GET", "/v1/admin/ledger/verify")
        assert verdict["balanced"] and verdict["problems"] == [], verdict

    def sql(self, query, *values):
        with self.database.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else None

    def one(self, query, *values):
        return self.sql(query, *values)[0][0]

    def balance(self, party, kind):
        """What stands on an account of the party (a family's wallet and escrow: on its root)."""
        root = "family_id" if kind in ("wallet", "escrow") else "id"
        return self.one(f"select coalesce(sum(balance_minor), 0)::bigint from accounts where kind = %s and org_id ="
                        f" (select {root} from orgs where id = %s)", kind, party.id)

    def revenue(self, niche):
        return self.one("select coalesce(sum(t.amount_minor), 0)::bigint from transfers t join accounts a on a.id = t.credit_id"
                        " join sales s on s.id = t.sale_id join niches n on n.no = s.niche_no"
                        " where a.kind = 'revenue' and n.name = %s", niche)

    def log(self):
        with open(self.server.log, encoding="utf-8", errors="replace") as file:
            return file.read()
