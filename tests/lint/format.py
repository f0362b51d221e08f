#!/usr/bin/python3
"""clang-format agrees with every C file and no line passes 100 columns. --fix rewrites the files."""
import concurrent.futures
import glob
import re
import subprocess
import sys

COLUMNS = 100


def sources():
    return sorted(path for top in ("server", "include", "admin/cli", "tests")
                  for kind in ("h", "c", "cc")
                  for path in glob.glob(f"{top}/**/*.{kind}", recursive=True))


def unformatted(paths):
    """The first line of each file that clang-format would change."""
    said = subprocess.run(["clang-format", "--dry-run", "--Werror", *paths],
                          capture_output=True, text=True).stderr
    first = {}
    for path, number in re.findall(r"^(\S+?):(\d+):\d+: error:", said, re.M):
        first.setdefault(path, int(number))
    return first


def line_faults(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            if len(line) > COLUMNS:
                yield number, f"{len(line)} columns, {COLUMNS} are allowed"
            if "\t" in line:
                yield number, "a tab; write spaces"


def check(paths):
    half = len(paths) // 2 + 1
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        first = {}
        for part in pool.map(unformatted, filter(None, (paths[:half], paths[half:]))):
            first.update(part)
    for path in paths:
        if path in first:
            yield path, first[path], "not as clang-format writes it (tests/lint/format.py --fix)"
        for number, fault in line_faults(path):
            yield path, number, fault


def main():
    paths = sources()
    if "--fix" in sys.argv[1:] and paths:
        subprocess.run(["clang-format", "-i", *paths], check=True)
    faults = 0
    for path, number, fault in check(paths):
        print(f"{path}:{number}: {fault}")
        faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
