#!/usr/bin/python3
"""Every page (*.md) names only what is there: links, files of the project, constraints and indexes."""
import glob
import os
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
WORD = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(server|schema|include|admin|tests)/[a-z0-9_./*-]*[a-z0-9_*/]")  # NNNN_what.sql is no name
NAME = re.compile(r"\w+_(check|key|pkey|fkey|idx)")
SOURCES = ("server/**/*.c", "schema/**/*.sql", "admin/launch/*.sh")


def pages():
    listed = glob.glob("*.md") + [path for top in ("server", "schema", "include", "admin", "tests", "docker")
                                  for path in glob.glob(f"{top}/**/*.md", recursive=True)]
    return sorted(listed)


def anchors(path):
    """The fragments that headings of a page make."""
    with open(path, encoding="utf-8") as file:
        heads = re.findall(r"^#+ (.*)$", file.read(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def link_fault(page, link):
    if re.match(r"\w+:", link):
        return None
    path, _, fragment = link.partition("#")
    target = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
    if not os.path.exists(target):
        return f"links to {link}, which is not there"
    if fragment and fragment not in anchors(target):
        return f"links to {link}, a heading that {target} does not have"
    return None


def word_fault(page, word, known):
    if FILE.fullmatch(word) and not glob.glob(word):
        near = os.path.join(os.path.dirname(page), word)
        if not glob.glob(near):
            return f"names {word}, which is not there"
    if NAME.fullmatch(word) and word not in known:
        return f"names {word}, which no source has"
    return None


def faults_of(page, known):
    with open(page, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            for fault in ([link_fault(page, link) for link in LINK.findall(line)]
                          + [word_fault(page, word, known) for word in WORD.findall(line)]):
                if fault:
                    yield number, fault


def main():
    known = set()
    for pattern in SOURCES:
        for path in glob.glob(pattern, recursive=True):
            with open(path, encoding="utf-8") as file:
                known.update(re.findall(r"\w+", file.read()))
    faults = 0
    for page in pages():
        for number, fault in faults_of(page, known):
            print(f"{page}:{number}: {fault}")
            faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
