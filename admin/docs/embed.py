#!/usr/bin/python3
"""Turns the API explorer into C: embed.py OUT.c WORK-DIRECTORY

Swagger UI comes by npm, exactly as package-lock.json names it, and nothing of it is run. Each file is packed and named
after its content, so that browsers may keep it for ever. Without npm the server gets a page that says so instead."""
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
UI = "node_modules/swagger-ui-dist"
NPM = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=30000"]
PATIENCE_S = 180
TYPES = {"html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


def fetch(work):
    """The directory with Swagger UI's files, or None."""
    os.makedirs(work, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(os.path.join(HERE, name), os.path.join(work, name))
    try:
        subprocess.run(NPM, cwd=work, check=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as fault:
        print(f"the API explorer is left out: {fault}", file=sys.stderr)
        return None
    return os.path.join(work, UI)


def read(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return file.read()


def files(work):
    """(name, content): the page first."""
    ui = fetch(work)
    if ui is None:
        return [("index.html", read(HERE, "missing.html"))]
    found = [(name, read(ui, name)) for name in ("swagger-ui-bundle.js", "swagger-ui.css")]
    # no map is shipped, so none is named
    found = [(name, re.sub(rb"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$", b"", content)) for name, content in found]
    found += [(name, read(HERE, name)) for name in ("docs.js", "docs.css")]
    hashed = {name: re.sub(r"\.(\w+)$", rf"-{hashlib.sha256(content).hexdigest()[:16]}.\1", name) for name, content in found}
    page = re.sub(r"\{\{(.+?)\}\}", lambda m: hashed[m[1]], read(HERE, "index.html").decode())
    return [("index.html", page.encode())] + [(hashed[name], content) for name, content in found]


def main(target, work):
    rows, blobs = [], []
    for i, (name, content) in enumerate(files(work)):
        path = os.path.abspath(os.path.join(work, f"{i}.gz"))
        with open(path, "wb") as file:
            file.write(gzip.compress(content, 9, mtime=0))
        blobs.append(f'__asm__(".pushsection .rodata\\n"\n        ".global docs_{i}, docs_{i}_end\\n"\n'
                     f'        "docs_{i}: .incbin \\"{path}\\"\\n"\n        "docs_{i}_end:\\n"\n        ".popsection\\n");\n'
                     f"extern const char docs_{i}[], docs_{i}_end[];\n")
        rows.append(f'    {{"{name}", "{TYPES[name.rsplit(".", 1)[1]]}", docs_{i}, docs_{i}_end}},\n')
    with open(target, "w", encoding="ascii") as file:
        file.write('#include "leadx/api/docs.h"\n\n' + "".join(blobs))
        file.write("\nconst struct docs_file docs_files[] = {\n" + "".join(rows) + "    {0},\n};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
