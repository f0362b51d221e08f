"""People sign in, stay signed in, and are out at once when they should be."""
import pytest

from support.client import Client
from support.person import PASSWORD, People, Person, token_of


@pytest.fixture(scope="module")
def people(exchange):
    return People(exchange)


@pytest.fixture(scope="module")
def agency(exchange):
    return exchange.seller()


@pytest.fixture(scope="module")
def owner(people, agency):
    return people.person(agency.id, password=PASSWORD)


def test_a_link_opens_a_session_once(exchange, people, agency):
    made, link = people.invite(agency.id, "member")
    assert made["state"] == "invited" and made["email"].startswith("person") and made["password"] is False
    anna = Person(exchange.server)
    answer = anna.come(link)
    assert answer.status == 201 and answer["via"] == "link"
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("__Host-leadx=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/")) and "Domain" not in cookie
    assert anna.cookie() not in answer.text
    me = anna.me()
    assert me["key"] is None and me["user"]["email"] == made["email"] and me["user"]["state"] == "active" and me["user"]["role"] == "member"
    assert me["org"]["id"] == agency.id and me["org"]["roles"] == ["seller"] and me["looking_as"] is None and me["csrf"] == anna.csrf
    again = Person(exchange.server).come(link)
    assert (again.status, again.code) == (401, "link_ended")
    assert Person(exchange.server).come("#link=" + "A" * 43).code == "link_ended"


def test_password_in_and_out(exchange, owner):
    browser = Person(exchange.server)
    assert browser.sign_in(owner.email.upper()).status == 201       # as people write it
    assert browser.get("/v1/leads").status == 200
    assert browser.delete("/v1/session").status == 204 and browser.cookie() is None
    gone = browser.get("/v1/leads")
    assert (gone.status, gone.code) == (401, "unauthenticated")


def test_an_ended_session_is_told_so(exchange, owner):
    browser = Person(exchange.server)
    browser.sign_in(owner.email)
    cookie = browser.cookie()
    browser.delete("/v1/session")
    stale = Client(exchange.server).send("GET", "/v1/me", Cookie=f"__Host-leadx={cookie}")
    assert (stale.status, stale.code) == (401, "session_ended")
    for wrong in ("", "x", "A" * 43, cookie + "A"):
        assert Client(exchange.server).send("GET", "/v1/me", Cookie=f"__Host-leadx={wrong}").status == 401


def test_wrong_is_wrong_whoever_it_is(exchange, owner, people, agency):
    invited, _ = people.invite(agency.id)
    said = [Person(exchange.server).sign_in(email, "not the password") for email in (owner.email, "nobody@example.com", "no address", invited["email"])]
    assert {(a.status, a.code, a.text) for a in said} == {(401, "sign_in_wrong", said[0].text)}


def test_a_change_needs_the_token_and_ones_own_page(exchange, owner):
    order = owner.patch("/v1/me", {"locale": "nb"}, X_CSRF_Token="")
    assert (order.status, order.code) == (403, "csrf")
    assert owner.patch("/v1/me", {"locale": "nb"}, X_CSRF_Token="A" * 43).code == "csrf"
    stranger = Person(exchange.server)
    stranger.sign_in(owner.email)
    assert owner.patch("/v1/me", {"locale": "nb"}, X_CSRF_Token=stranger.csrf).code == "csrf"     # another session's
    for site in ("cross-site", "same-site", "none", "nonsense"):
        assert owner.patch("/v1/me", {"locale": "nb"}, Sec_Fetch_Site=site).code == "cross_site", site
    assert owner.send("GET", "/v1/me", Sec_Fetch_Site="cross-site").code == "cross_site"
    assert owner.send("GET", "/v1/me", Sec_Fetch_Site="none").status == 200                      # the address bar
    assert owner.post("/v1/session", {"email": owner.email, "password": PASSWORD}, Sec_Fetch_Site="cross-site").code == "cross_site"
    assert owner.patch("/v1/me", {"locale": "nb"})["user"]["locale"] == "nb"


def test_a_key_and_a_cookie_are_one_too_many(exchange, owner, agency):
    both = owner.send("GET", "/v1/me", Authorization=f"Bearer {agency.key}")
    assert (both.status, both.code) == (400, "two_credentials")


def test_every_changing_route_wants_the_token(exchange, owner):
    """Route by route, from the server's own list: none is reached by a cookie alone."""
    from support.place import run
    bare = Person(exchange.server)
    bare.sign_in(owner.email)
    bare.csrf = None
    public = {"/v1/session", "/v1/session/link", "/v1/sign-in-links"}
    for line in run(exchange.server.binary, "--routes").splitlines():
        method, path = line.split()[:2]
        if method in ("GET", "HEAD") or path.startswith("/hooks/") or (path in public and method == "POST"):
            continue
        filled = "/".join("0193a1b2-0000-7000-8000-00000000dead" if part.startswith("{") else part for part in path.split("/"))
        answer = bare.send(method, filled, {})
        assert (answer.status, answer.code) == (403, "csrf"), line
    assert bare.me()["user"]["id"] == owner.id      # and it is signed in still


def test_sessions_are_listed_and_end_at_once(exchange, owner):
    phone, laptop = Person(exchange.server), Person(exchange.server)
    phone.sign_in(owner.email)
    laptop.sign_in(owner.email)
    listed = laptop.ok("GET", "/v1/sessions")["items"]
    assert sum(one["current"] for one in listed) == 1 and all(one["agent"] == "Python" for one in listed)
    mine = next(one["id"] for one in phone.ok("GET", "/v1/sessions")["items"] if one["current"])
    assert laptop.delete(f"/v1/sessions/{mine}").status == 200
    assert phone.get("/v1/me").code == "session_ended"
    assert laptop.delete(f"/v1/sessions/{mine}").status == 404
    phone.csrf = None
    phone.session.cookies.clear()
    phone.sign_in(owner.email)
    assert laptop.delete("/v1/sessions")["ended"] >= 1
    assert phone.get("/v1/me").code == "session_ended" and laptop.get("/v1/me").status == 200
    owner.session.cookies.clear()
    assert owner.sign_in(owner.email).status == 201


def test_nobody_ends_anothers_session(exchange, owner, people, agency):
    other = people.person(agency.id)
    theirs = other.ok("GET", "/v1/sessions")["items"][0]["id"]
    assert owner.delete(f"/v1/sessions/{theirs}").status == 404
    assert other.get("/v1/me").status == 200


def test_token_is_stored_as_a_digest_only(exchange, people, agency):
    made, link = people.invite(agency.id)
    person = Person(exchange.server)
    person.come(link)
    dump = exchange.cluster.dump()
    assert token_of(link) not in dump and person.cookie() not in dump and made["email"] not in dump and made["name"] not in dump
    assert token_of(link) not in exchange.log() and made["email"] not in exchange.log()


def test_the_operator_looks_and_touches_nothing(exchange, people, niche, seller, acme):
    from support.people import lead
    acme.order(niche, shared=30_000)
    sold = seller.post(lead(niche))
    sale = sold.sales[0]["id"]
    ada = people.operator()
    assert ada.me()["roles"] == ["admin"]
    assert ada.post("/v1/admin/looking-as", {"org": acme.id}).pointers == [("/reason", "missing_field")]
    assert exchange.admin.post("/v1/admin/looking-as", {"org": acme.id, "reason": "x"}).status == 403     # a key has nobody behind it
    ada.ok("POST", "/v1/admin/looking-as", {"org": acme.id, "reason": "ticket 7", "minutes": 10})
    me = ada.me()
    assert me["org"]["id"] == acme.id and me["looking_as"]["reason"] == "ticket 7" and me["user"]["id"] == ada.id and me["roles"] == ["buyer"]
    seen = ada.ok("GET", f"/v1/sales/{sale}")
    assert "*" in seen["contact"]["phone"] and seen["reads"] == 0
    assert acme.client.ok("GET", f"/v1/sales/{sale}")["reads"] == 1
    assert ada.get("/v1/sales?format=csv").status == 403
    other = exchange.buyer()
    assert ada.get(f"/v1/sales/{sale.replace(sale[-4:], '0000')}").status == 404 and other.id != acme.id
    for method, path in (("POST", "/v1/orders"), ("PATCH", "/v1/me"), ("POST", "/v1/me/password"), ("POST", "/v1/keys"), ("POST", "/v1/users")):
        answer = ada.send(method, path, {})
        assert (answer.status, answer.code) == (403, "looking"), path
    assert ada.get("/v1/admin/orgs").status == 403      # nor is it the operator meanwhile
    assert ada.delete("/v1/admin/looking-as").status == 204
    assert ada.me()["roles"] == ["admin"] and ada.get("/v1/admin/orgs").status == 200
    trail = exchange.admin.ok("GET", f"/v1/admin/audit?key={ada.id}")["items"]
    assert {"looking_begin", "looking_end"} <= {row["action"] for row in trail}
    assert any(row["subject"] == acme.id for row in trail)
