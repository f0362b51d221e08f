"""The API explorer: everything on its page is this server's own, and a build without npm still has a page."""
import gzip
import os
import re
import subprocess

from support.place import ROOT

POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "connect-src": "'self'",
          "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}


def test_the_page_and_its_files_are_this_servers_own(exchange):
    page = exchange.server.look("/docs")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = dict(rule.strip().split(" ", 1) for rule in page.headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY
    assert "demo.json" in page.text
    names = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert all(name.startswith(("/docs/", "/console/", "/openapi.json", "data:,")) for name in names)
    files = [name for name in names if name.startswith("/docs/")]
    assert len(files) == 4
    for name in files:
        file = exchange.server.look(name)
        assert file.status_code == 200 and "immutable" in file.headers["Cache-Control"], name
        assert file.headers["Content-Type"].split(";")[0] == ("text/css" if name.endswith("css") else "text/javascript")
        assert "sourceMappingURL" not in file.text[-200:]
    assert exchange.server.look("/docs/index.html").status_code == 404
    assert exchange.server.look("/docs/..%2fopenapi.json").status_code == 400


def test_a_build_without_npm_says_how_to_add_the_explorer(tmp_path):
    subprocess.run(["/usr/bin/python3", os.path.join(ROOT, "admin/docs/embed.py"), tmp_path / "docs.c", tmp_path / "work"],
                   env={"PATH": "/nonexistent"}, check=True, capture_output=True)
    subprocess.run(["gcc", "-fsyntax-only", "-I", os.path.join(ROOT, "include"), tmp_path / "docs.c"], check=True)
    with open(tmp_path / "work/0.gz", "rb") as file:
        assert b"apt-get install npm" in gzip.decompress(file.read())
