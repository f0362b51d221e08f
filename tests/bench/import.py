#!/usr/bin/python3
"""Imports generated rows into an exchange of its own and prints rows a second and how the server grew.

    tests/bench/import.py [ROWS [JOBS]]     100,000 rows, one job

One buyer takes every lead. The cluster syncs to disk as a real one does. LEADX_BUILD says which build is measured."""
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../system"))

from support.exchange import Exchange  # noqa: E402
from support.importing import Import  # noqa: E402
from support.place import ROOT  # noqa: E402


def memory_kib(process, name):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))


def warm(exchange, seller, niche, directory):
    """The first thousand leads fill caches that stay: not growth."""
    generate(f"{directory}/warm.csv", 1000, "w")
    Import(exchange, seller, f"{directory}/warm.csv", niche).end()


def generate(path, rows, prefix):
    made = subprocess.run([sys.executable, os.path.join(ROOT, "tests/data/make.py"), "--many", str(rows)], capture_output=True,
                          check=True).stdout
    if prefix == "w":  # other people than those that are measured
        made = made.replace(b"\nm-", b"\nw-").replace(b"+7999", b"+7996").replace(b"@example", b"@warm.example")
    with open(path, "wb") as file:
        file.write(made)


def measure(exchange, rows, jobs, directory):
    niche, seller = exchange.niche(), exchange.seller()
    exchange.buyer(money=10**12).order(niche, shared=1000)
    warm(exchange, seller, niche, directory)
    path = f"{directory}/many.csv"
    generate(path, rows, "m")
    server = exchange.server.process.pid
    before, began = memory_kib(server, "VmRSS"), time.monotonic()
    tool = Import(exchange, seller, path, niche, "--jobs", str(jobs))
    tool_kib = 0
    while tool.process.poll() is None:
        try:
            tool_kib = max(tool_kib, memory_kib(tool.process.pid, "VmHWM"))
        except (OSError, StopIteration):
            break
        time.sleep(0.05)
    status, sums, said = tool.end()
    took = time.monotonic() - began
    assert status == 0 and sums["sold"] == rows, said
    exchange.books_balance()
    grown = memory_kib(server, "VmHWM") - before
    print(f"{rows} rows, {jobs} jobs: {took:.1f} s, {rows / took:.0f} rows/s, server grew by {grown / 1024:.1f} MiB at most "
          f"to {(before + grown) / 1024:.1f}, tool {tool_kib / 1024:.1f} MiB")
    return grown


def main():
    rows, jobs = (int(word) for word in (sys.argv[1:] + ["100000", "1"][len(sys.argv) - 1:])[:2])
    exchange = Exchange(durable=True)
    try:
        with tempfile.TemporaryDirectory() as directory:
            return measure(exchange, rows, jobs, directory) > 32 * 1024
    finally:
        exchange.close()


if __name__ == "__main__":
    sys.exit(main())
