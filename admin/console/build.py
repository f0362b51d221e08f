#!/usr/bin/python3
"""Builds the console beside the server: build.py OUT-DIRECTORY OPENAPI

The sources are copied there and what npm's lock file names is installed there, once for each lock file; nothing of a
package is run but the bundler, the type checker and the generator of types. Without npm, or without its registry, the
server gets no console, and says so; a fault in the console's own sources fails the build."""
import filecmp
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = os.path.join(HERE, "../cli/import_words.c")
SETTINGS = os.path.join(HERE, "../guide/settings.md")
SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "build", "src")
NPM = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1",
       "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"]
PATIENCE_S = 300


def copy(out):
    for name in SOURCES:
        source, target = os.path.join(HERE, name), os.path.join(out, name)
        if os.path.isdir(source):
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)


def install(out):
    lock, installed = (os.path.join(out, name) for name in ("package-lock.json", "installed.json"))
    if os.path.exists(installed) and filecmp.cmp(lock, installed, shallow=False):
        return True
    try:
        subprocess.run(NPM, cwd=out, check=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"the console is left out: {fault}", file=sys.stderr)
        return False
    shutil.copy2(lock, installed)
    return True


def main(out, openapi):
    os.makedirs(out, exist_ok=True)
    copy(out)
    if not install(out):
        return 0
    return subprocess.run(["node", "build/main.mjs", "--openapi", os.path.abspath(openapi), "--words", WORDS, "--settings", SETTINGS],
                          cwd=out, check=False, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
