#!/usr/bin/python3
"""clang-format agrees with every C file and no line passes 100 columns. --fix rewrites the files."""
import glob
import subprocess
import sys

COLUMNS = 100


def sources():
    return sorted(path for top in ("server", "include", "admin/cli", "tests")
                  for kind in ("h", "c", "cc")
                  for path in glob.glob(f"{top}/**/*.{kind}", recursive=True))


def first_difference(path, text):
    formatted = subprocess.run(["clang-format", path], check=True, capture_output=True).stdout
    for number, (ours, theirs) in enumerate(
            zip(text.splitlines(), formatted.decode().splitlines()), 1):
        if ours != theirs:
            return number
    return 0 if text == formatted.decode() else len(text.splitlines())


def check(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    number = first_difference(path, text)
    if number:
        yield number, "not as clang-format writes it (tests/lint/format.py --fix)"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > COLUMNS:
            yield number, f"{len(line)} columns, {COLUMNS} are allowed"
        if "\t" in line:
            yield number, "a tab; write spaces"


def main():
    paths = sources()
    if "--fix" in sys.argv[1:] and paths:
        subprocess.run(["clang-format", "-i", *paths], check=True)
    faults = 0
    for path in paths:
        for number, fault in check(path):
            print(f"{path}:{number}: {fault}")
            faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
