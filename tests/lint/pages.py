#!/usr/bin/python3
"""Every page (*.md) names only what is there: links, files of the project, constraints and indexes; a page for people, in
admin/guide or the README, also settings, metrics, codes and members of bodies."""
import glob
import os
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
WORD = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"(server|schema|include|admin|tests)/[a-z0-9_./*-]*[a-z0-9_*/]")  # NNNN_what.sql is no name
NAME = re.compile(r"\w+_(check|key|pkey|fkey|idx)")
TERM = re.compile(r"(?<![\w./-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/.])")
SOURCES = ("server/**/*.c", "schema/**/*.sql", "admin/launch/*.sh")
INTERFACE = ("include/**/*.h", "admin/cli/*.c", "admin/openapi.yaml")


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


def term_faults(page, word, terms):
    if page == "README.md" or page.startswith("admin/guide/"):
        for term in TERM.findall(word):
            if term not in terms:
                yield f"names {term}, which is no setting, metric, code or member"


def faults_of(page, known, terms):
    with open(page, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            for fault in ([link_fault(page, link) for link in LINK.findall(line)]
                          + [word_fault(page, word, known) for word in WORD.findall(line)]
                          + [fault for word in WORD.findall(line) for fault in term_faults(page, word, terms)]):
                if fault:
                    yield number, fault


def words_of(patterns):
    words = set()
    for pattern in patterns:
        for path in glob.glob(pattern, recursive=True):
            with open(path, encoding="utf-8") as file:
                words.update(re.findall(r"\w+", file.read()))
    return words


def main():
    known = words_of(SOURCES)
    terms = known | words_of(INTERFACE)
    faults = 0
    for page in pages():
        for number, fault in faults_of(page, known, terms):
            print(f"{page}:{number}: {fault}")
            faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
