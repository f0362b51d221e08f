"""What the pages for people show: their blocks of code, the commands and the calls in them."""
import glob
import json
import os
import re
import shlex

from .place import ROOT

PAGES = ("README.md", "admin/README.md", "admin/guide/*.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```|((?:^    [^\n]+\n)+)", re.M | re.S)
WORDS = re.compile(r"`([^`\n]+)`")
CALL = re.compile(r"^(GET|POST|PATCH|PUT|DELETE)\s+(\S+)\s*(\{.*)?", re.S)


def pages():
    """(name, text) of each, in the order of their names."""
    for pattern in PAGES:
        for path in sorted(glob.glob(os.path.join(ROOT, pattern))):
            with open(path, encoding="utf-8") as file:
                yield os.path.relpath(path, ROOT), file.read()


def blocks(text, language=None):
    """Each block's text, indented ones without the indent; of one language only where it is named."""
    for match in BLOCK.finditer(text):
        if match[3] is None and language in (None, match[1]):
            yield match[2]
        elif match[3] is not None and language is None:
            yield re.sub(r"^    ", "", match[3], flags=re.M)


def _statements(block):
    """The lines of a shell block, those joined that a backslash or an open quotation mark holds together."""
    held = ""
    for line in block.replace("\\\n", " ").split("\n"):
        held = f"{held}\n{line}" if held else line
        try:
            shlex.split(held, comments=True)
        except ValueError:
            continue
        yield held
        held = ""


def _split(line):
    """The words of each simple command of a shell line, without redirections."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;()<>&")
    lexer.commenters, lexer.whitespace_split = "#", True
    command, into = [], False
    for word in [*lexer, ";"]:
        if word and set(word) <= set("|;()&"):
            yield command
            command = []
        elif not into and word not in ("<", ">"):
            command.append(word)
        into = word in ("<", ">")


def commands(text):
    """The words after `leadx` of each command line shown, in blocks and between backticks."""
    shown = [line for block in blocks(text) for line in _statements(block)]
    shown += [word for word in WORDS.findall(re.sub(BLOCK, "", text)) if re.match(r"(\./)?leadx ", word)]
    for line in shown:
        for words in _split(line):
            if words[:1] in (["./leadx"], ["leadx"]) and words[1:] and words[1] != "…":
                yield [word.strip("[]") if word.isupper() or word.startswith("[") else word for word in words[1:]]


def _json(text):
    """The JSON value that text begins with; None where parts of it are left out."""
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return None


def _curled(words):
    """A line of the README's function call: (method, path, body)."""
    path, options = words[2], words[3:]
    body = next((_json(options[at + 1]) for at, word in enumerate(options) if word == "--json"), None)
    method = "POST" if "--json" in options else "GET"
    if "-X" in options:
        method = options[options.index("-X") + 1]
    return method, path, body


def calls(text):
    """(method, path, body or None) of each call that is written out."""
    for block in blocks(text):
        for words in (words for line in _statements(block) for words in _split(line)):
            if words[:1] == ["call"] and words[2:] and words[2].startswith("/"):
                yield _curled(words)
        for line in re.split(r"\n(?=[A-Z]+ +/)", block):
            yield from _said(line)
    for words in re.finditer(r"`((?:GET|POST|PATCH|PUT|DELETE) [^`\n]+)`(?: `(\{[^`]*\})`)?", re.sub(BLOCK, "", text)):
        yield from _said(f"{words[1]} {words[2] or ''}")


def _said(text):
    found = CALL.match(text)
    if found and found[2].startswith("/"):
        yield found[1], found[2], _json(found[3]) if found[3] else None
