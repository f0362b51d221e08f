"""leadx import as a process: started, watched, stopped, killed."""
import json
import os
import signal
import subprocess

from .place import BUILD, ROOT

DATA = os.path.join(ROOT, "tests/data")


def expected():
    with open(os.path.join(DATA, "expect.json"), encoding="utf-8") as file:
        return json.load(file)


class Import:
    """One run of the tool over a file."""

    def __init__(self, exchange, seller, path, niche, *options):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
        clean.update(LEADX_URL=exchange.server.url, LEADX_CA=exchange.server.ca, LEADX_KEY=seller.key)
        command = [os.path.join(BUILD, "leadx"), "import", str(path), "--niche", niche, "--source", "agency", "--json", *options]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=clean)

    def end(self, timeout_s=120):
        """(exit status, sums or None, what it said)."""
        out, err = self.process.communicate(timeout=timeout_s)
        return self.process.returncode, json.loads(out) if out.startswith('{"read"') else None, err

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def kill(self):
        self.process.kill()
        self.process.communicate()


def run(exchange, seller, path, niche, *options):
    return Import(exchange, seller, path, niche, *options).end()


def journal_rows(path):
    """How many rows the journal says are done; 0 without one."""
    try:
        with open(f"{path}.leadx-import", encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if line]
    except FileNotFoundError:
        return 0
    for line in reversed(lines):
        try:
            return json.loads(line)["rows"]
        except ValueError:
            continue
    return 0
