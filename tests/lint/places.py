#!/usr/bin/python3
"""No file names the machine it was written on: not the checkout's path, a home directory or the
host's name. What is tracked by git is read; a tarball without git is read whole."""
import os
import re
import socket
import subprocess
import sys

# Words that are also ordinary host or directory names say nothing about a machine.
ORDINARY = {"localhost", "debian", "leadx", "build", "tmp", "src", "var", "opt", "home", "root"}


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True)
    if listed.returncode == 0:
        return [name for name in listed.stdout.decode().split("\0") if name]
    return [os.path.relpath(os.path.join(top, name)) for top, _, names in os.walk(".")
            for name in names if not top.startswith(("./build", "./var", "./.git"))]


def patterns():
    here = os.getcwd()
    begins = r"(?<![\w.*})-])"  # a path of an address that ends alike is none of this machine's
    yield "the path of this checkout", begins + re.escape(here) + r"\b"
    parent = os.path.dirname(here)
    if len(parent) > 1 and os.path.basename(parent) not in ORDINARY:
        yield "a directory of this machine", begins + re.escape(parent) + "/"
    host = socket.gethostname()
    if len(host) > 3 and host.lower() not in ORDINARY:
        yield "the name of this host", rf"\b{re.escape(host)}\b"
    yield "somebody's home directory", r"(?<![\w.])/(root|home/\w+)/\w"


def main():
    rules = [(what, re.compile(rule)) for what, rule in patterns()]
    faults = 0
    for path in tracked():
        if path.startswith("tests/lint/") or os.path.islink(path) or not os.path.isfile(path):
            continue
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().split("\n")
        except UnicodeDecodeError:
            continue  # not text
        for number, line in enumerate(lines, 1):
            for what, rule in rules:
                if rule.search(line):
                    print(f"{path}:{number}: {what}")
                    faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
