"""A person in a browser: a cookie, the token that goes with it, and what a browser says of itself."""
import base64
import hashlib
import hmac
import itertools
import struct

from .client import Client

serial = itertools.count(1)
PASSWORD = "four plain words here"


def totp(secret, at_ms, step=0):
    """RFC 6238, a second opinion."""
    counter = struct.pack(">Q", at_ms // 30_000 + step)
    mac = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def token_of(link):
    return link.split("#link=")[1]


class Person(Client):
    """Sends its cookies by itself, as requests' session does, and the CSRF token with what changes something."""

    def __init__(self, server):
        super().__init__(server)
        self.csrf = None

    def send(self, method, path, body=None, data=None, key=None, **headers):
        if method not in ("GET", "HEAD") and self.csrf:
            headers.setdefault("X_CSRF_Token", self.csrf)
        headers.setdefault("Sec_Fetch_Site", "same-origin")
        return super().send(method, path, body, data, key, **headers)

    def delete(self, path, body=None, **more):
        return self.send("DELETE", path, body, **more)

    def patch(self, path, body, **more):
        return self.send("PATCH", path, body, **more)

    def cookie(self, name="__Host-leadx"):
        return self.session.cookies.get(name)

    def took(self, answer):
        if answer.status == 201:
            self.csrf = answer["csrf"]
        return answer

    def come(self, link, **more):
        return self.took(self.post("/v1/session/link", {"token": token_of(link), **more}))

    def sign_in(self, email, password=PASSWORD, **more):
        return self.took(self.post("/v1/session", {"email": email, "password": password, **more}))

    def me(self):
        return self.ok("GET", "/v1/me")


class People:
    """Makes people of an exchange's companies."""

    def __init__(self, exchange):
        self.exchange = exchange

    def invite(self, org, role="owner", **more):
        """(who it is, its link)"""
        name = f"Person {next(serial)}"
        email = f"person{next(serial)}@example.com"
        made = self.exchange.admin.ok("POST", f"/v1/admin/orgs/{org}/users", {"email": email, "name": name, "role": role, **more})
        return made, made["link"]

    def person(self, org, role="owner", password=None):
        """One who is signed in; with a password when one is given."""
        made, link = self.invite(org, role)
        person = Person(self.exchange.server)
        answer = person.come(link)
        assert answer.status == 201, answer
        person.id, person.email = made["id"], made["email"]
        if password:
            person.ok("POST", "/v1/me/password", {"password": password})
        return person

    def operator(self, role="admin", **more):
        return self.person(self.exchange.one("select id::text from orgs where operates"), role, **more)

    def now_ms(self):
        return self.exchange.one("select (extract(epoch from leadx_now()) * 1000)::bigint")


def to_mid_step(people):
    """Moves the clock to the middle of a time step: a code made now is good for a while."""
    people.exchange.advance(seconds=(40 - people.now_ms() / 1000 % 30) % 30)
