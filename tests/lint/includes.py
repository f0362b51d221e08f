#!/usr/bin/python3
"""Reads every #include and fails on an arrow that points up, a library in the wrong room, a source
that does not start with its own header, or a header of ours included by a short path."""
import glob
import os
import re
import sys

# What each room may include besides itself and the C library.
ARROWS = {
    "base": [],
    "net": ["base"],
    "http": ["net", "base"],
    "db": ["net/loop.h", "base"],
    "out": ["net/loop.h", "base"],
    "core": ["base"],
    "app": ["core", "db", "out", "base"],
    # A handler's reads are named statements beside it; what moves money or decides goes through app.
    "api": ["app", "http", "db/stmt.h", "db/pool.h", "db/result.h", "base"],
    # The demo market as data, and its past, which is written by what live traffic goes through.
    "demo": ["base"],
    "history": ["demo", "app", "core", "db", "net/loop.h", "base"],
    "cli": ["demo", "core", "base"],
}

# Library header -> the only files that may know it.
ONLY_IN = {
    r"libpq-fe\.h": ["server/db/", "admin/cli/"],
    r"curl/.*": ["server/out/", "admin/cli/"],
    r"ares\.h": ["server/out/"],
    r"openssl/.*": ["server/net/tls", "server/net/conn.", "server/base/digest.c",
                    "server/base/seal.c"],
    r"llhttp\.h": ["server/http/"],
    r"jansson\.h": ["server/api/", "include/leadx/api/", "server/http/reply", "server/app/",
                    "include/leadx/app/", "admin/cli/", "server/demo/", "include/leadx/demo/",
                    "server/history/"],
    r"event2/.*": ["server/net/"],
    r"sodium\.h": ["server/base/", "server/app/"],
    r"phonenumbers/.*": ["server/core/phone.cc"],
    r"idn2\.h": ["server/core/", "server/out/"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    for pattern in (r"server/(\w+)/", r"include/leadx/(\w+)/", r"admin/(cli)/"):
        match = re.match(pattern, path)
        if match:
            return match.group(1)
    return None  # what stands directly in server/ may include every room


def includes_of(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2)


def arrow_fault(room, name):
    parts = name.split("/")
    if parts[0] != "leadx" or room is None or parts[1] == room:
        return None
    inside = "/".join(parts[1:])
    allowed = ARROWS[room]
    if parts[1] in allowed or inside in allowed:
        return None
    return f"{room} may include only {', '.join(allowed) or 'nothing'} of ours, not {name}"


def library_fault(path, name):
    for pattern, places in ONLY_IN.items():
        if re.fullmatch(pattern, name) and not path.startswith(tuple(places)):
            return f"<{name}> belongs only in {', '.join(places)}"
    return None


def form_fault(path, quote, name):
    if quote == "<" and name.startswith("leadx/"):
        return f'write "{name}" in quotes'
    if ".." in name.split("/"):
        return f'write "leadx/<room>/…", not {name}'
    if quote == '"' and "/" in name and not name.startswith("leadx/"):
        return f'write "leadx/<room>/…", not {name}'
    if quote == '"' and "/" not in name and path.startswith("include/"):
        return f'write "leadx/<room>/{name}"'
    return None


def own_header(path):
    match = re.fullmatch(r"server/(\w+)/(\w+)\.(c|cc)", path)
    if match:
        own = f"leadx/{match.group(1)}/{match.group(2)}.h"
        if os.path.exists("include/" + own):
            return own
    return None


def check(path):
    room = room_of(path)
    found = list(includes_of(path))
    own = own_header(path)
    if own and (not found or found[0][2] != own):
        yield found[0][0] if found else 1, f'include its own header first: "{own}"'
    for number, quote, name in found:
        for fault in (arrow_fault(room, name), library_fault(path, name),
                      form_fault(path, quote, name)):
            if fault:
                yield number, fault


def main():
    faults = 0
    paths = [path for top in ("server", "include", "admin/cli")
             for kind in ("h", "c", "cc") for path in glob.glob(f"{top}/**/*.{kind}", recursive=True)]
    for path in sorted(paths):
        if room_of(path) not in (*ARROWS, None):
            print(f"{path}: no such room; rooms are {', '.join(ARROWS)}")
            faults += 1
            continue
        for number, fault in check(path):
            print(f"{path}:{number}: {fault}")
            faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
