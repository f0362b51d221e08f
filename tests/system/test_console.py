"""The console as it is served: one page for every path, files that are kept for ever, a policy that lets nothing else in."""
import json
import os
import re
import shutil
import subprocess

import pytest
import requests

from support.place import ROOT
from support.server import Server

PAGE = "/console/agency/leads/01a20106-ad6c-7000-8000-000000000000"


def get(server, path, **headers):
    return requests.get(server.url + path, headers=headers, verify=server.ca, timeout=10, allow_redirects=False)


def policy_of(answer):
    return dict(rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";"))


def files_of(page):
    return re.findall(r'(?:src|href)="(/console/assets/[^"]+)"', page.text)


def test_every_path_is_the_one_page(exchange):
    pages = [get(exchange.server, path) for path in ("/console/", "/console/agency", PAGE, "/console/a/b/c/d")]
    assert {page.status_code for page in pages} == {200}
    assert {page.headers["Content-Type"] for page in pages} == {"text/html; charset=utf-8"}
    assert len({re.sub('nonce="[^"]+"', "", page.text) for page in pages}) == 1
    assert [get(exchange.server, path).headers["Location"] for path in ("/", "/console")] == ["/console/"] * 2
    assert get(exchange.server, "/console/a/b/c/d/e").status_code == 404


def test_the_policy_lets_in_nothing_but_this_servers_files(exchange):
    first, second = get(exchange.server, "/console/"), get(exchange.server, "/console/")
    policy = policy_of(first)
    nonce = re.search('nonce="([^"]+)"', first.text)[1]
    assert policy["script-src"] == "'self'" and policy["style-src"] == f"'self' 'nonce-{nonce}'"
    assert policy["require-trusted-types-for"] == "'script'" and policy["trusted-types"] == "default"
    assert {name: policy[name] for name in ("default-src", "base-uri", "form-action", "frame-ancestors")} == dict.fromkeys(
        ("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'")
    assert "unsafe" not in first.headers["Content-Security-Policy"] and "http" not in first.headers["Content-Security-Policy"]
    assert nonce not in second.text, "a nonce is used for one answer"
    assert "<style" not in first.text and not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", first.text)


def test_the_page_is_asked_for_again_and_its_files_never(exchange):
    page = get(exchange.server, "/console/")
    assert page.headers["Cache-Control"] == "no-cache"
    again = get(exchange.server, PAGE, **{"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    assert "Content-Security-Policy" not in again.headers, "what the browser keeps stays with the policy it came with"
    assert get(exchange.server, "/console/", **{"If-None-Match": '"other"'}).status_code == 200
    assert len(files_of(page)) == 3
    for path in files_of(page):
        file = get(exchange.server, path)
        assert file.status_code == 200 and file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert re.search(r"-[0-9A-Za-z]{8}\.\w+$", path), "its name says what is in it"
        assert get(exchange.server, path, **{"If-None-Match": f'W/{file.headers["ETag"]}, "x"'}).status_code == 304


def test_files_come_packed_as_the_browser_takes_them(exchange):
    script = next(path for path in files_of(get(exchange.server, "/console/")) if path.endswith(".js"))
    plain = get(exchange.server, script, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers and plain.headers["Vary"] == "Accept-Encoding"
    gzip = get(exchange.server, script, **{"Accept-Encoding": "gzip, br;q=0"})
    assert gzip.headers["Content-Encoding"] == "gzip" and gzip.content == plain.content
    sizes = {}
    for coding in ("identity", "gzip", "gzip, deflate, br"):
        head = requests.head(exchange.server.url + script, headers={"Accept-Encoding": coding}, verify=exchange.server.ca, timeout=10)
        sizes[head.headers.get("Content-Encoding")] = int(head.headers["Content-Length"])
    assert sizes["br"] < sizes["gzip"] < sizes[None] == len(plain.content)


@pytest.mark.parametrize("name", ["index.html", "none.js", "..%2findex.html", "main.js.gz", "%2e%2e"])
def test_what_is_no_file_of_it_is_not_served(exchange, name):
    assert get(exchange.server, f"/console/assets/{name}").status_code in (400, 404)


def test_a_server_without_a_console_says_how_to_get_one(exchange):
    server = Server(exchange.place, exchange.cluster, exchange.tls, console_dir="/nonexistent").start()
    try:
        page = get(server, "/console/")
        assert page.status_code == 404 and "apt-get install npm" in page.text
        assert get(server, "/console/assets/main.js").status_code == 404
        assert get(server, "/healthz").status_code == 200
    finally:
        server.kill()


def message_faults(src):
    program = "import(process.argv[1]).then((m) => console.log(JSON.stringify(m.checkMessages(process.argv[2]))))"
    done = subprocess.run(["node", "-e", program, os.path.join(ROOT, "admin/console/build/messages.mjs"), src], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_message_that_a_language_lacks_is_named(tmp_path):
    source = os.path.join(ROOT, "admin/console/src")
    assert message_faults(source) == []
    for folder in os.listdir(source):
        if os.path.isdir(os.path.join(source, folder, "messages")):
            shutil.copytree(os.path.join(source, folder, "messages"), tmp_path / folder / "messages")

    def change(language, edit):
        file = tmp_path / "shared/messages" / f"{language}.json"
        words = json.loads(file.read_text(encoding="utf-8"))
        edit(words)
        file.write_text(json.dumps(words), encoding="utf-8")

    change("nb", lambda words: words["action"].pop("save"))
    change("ru", lambda words: words["table"].pop("rows_few"))
    change("pt", lambda words: words["table"].update(rows_one="uma linha"))  # a form may do without its number
    change("es", lambda words: words["evidence"].update(leftAlone="{{state}}"))
    change("es", lambda words: words.update(more="más"))
    assert message_faults(str(tmp_path)) == ["shared/messages/ru.json: table.rows_few is missing",
                                             "shared/messages/es.json: evidence.leftAlone has other {{…}} than English",
                                             "shared/messages/es.json: more is not in English",
                                             "shared/messages/nb.json: action.save is missing"]
