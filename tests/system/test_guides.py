"""What the pages for people show is what is there: commands, options, calls, bodies.

A command is asked for its help with the options shown, which fails for one that it does not know. A call's path and the members
of its body are looked up in openapi.yaml. Ids in the pages are examples, so nothing is sent;
the README's first sale runs as it is written in test_cli.py."""
import json
import os
import re
import subprocess

import jsonschema
import pytest

from support import guide
from support.openapi import DESCRIPTION
from support.place import BUILD

PAGES = dict(guide.pages())
OF_THE_SCRIPT = ("up", "down", "test", "help")  # ./leadx itself; tests/system/test_up.py runs them


def test_the_settings_page_is_what_the_server_prints():
    said = subprocess.run([os.path.join(BUILD, "leadxd"), "--help-settings"], check=True, capture_output=True, text=True).stdout
    assert PAGES["admin/guide/settings.md"] == said, "run: build/release/leadxd --help-settings >admin/guide/settings.md"


def help_of(*words):
    return subprocess.run([os.path.join(BUILD, "leadx"), *words, "--help"], capture_output=True, text=True, check=False)


def verbs_of(command):
    """The first words of its forms: {"approve", "resume", …}; none where it has no verbs."""
    forms = re.findall(rf"leadx {command} ([a-z|-]+)(?= |$)", help_of(command).stdout.split("\n\n")[0], re.M)
    return {verb for form in forms for verb in form.split("|")}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_is_one(page):
    for words in guide.commands(PAGES[page]):
        if words[0] in OF_THE_SCRIPT:
            continue
        said = help_of(*words)
        assert said.returncode == 0, f"leadx {' '.join(words)}: {said.stderr}"
        verbs = verbs_of(words[0])
        assert not verbs or len(words) == 1 or words[1] in verbs, f"leadx {' '.join(words)}: it has {sorted(verbs)}"


def operation_of(method, path):
    template = DESCRIPTION.path_of(path.split("?")[0].replace("…", "x"))
    return template and DESCRIPTION.page["paths"][template].get(method.lower())


def body_fault(operation, body):
    takes = operation.get("requestBody", {})
    takes = DESCRIPTION.resolver.resolve(takes["$ref"])[1] if "$ref" in takes else takes
    media = takes.get("content", {}).get("application/json")
    if media is None:
        return "it takes no JSON"
    # an example id is shortened: 01a200ff-…
    plain = json.loads(re.sub(r'"[0-9a-f-]*…"', '"0193a1b2-0000-4000-8000-00000000dead"', json.dumps(body, ensure_ascii=False)))
    judge = jsonschema.Draft202012Validator(media["schema"], resolver=DESCRIPTION.resolver)
    return next((fault.message for fault in judge.iter_errors(plain)), None)


@pytest.mark.parametrize("page", PAGES)
def test_every_call_shown_is_in_the_interface(page):
    for method, path, body in guide.calls(PAGES[page]):
        operation = operation_of(method, path)
        assert operation, f"{method} {path} is not in openapi.yaml"
        fault = body and body_fault(operation, body)
        assert not fault, f"{method} {path}: {fault}"


def test_the_backup_shown_holds_the_keys_where_the_directory_is_a_link(tmp_path):
    """A clone under root's home keeps its secrets elsewhere, and links in var/: an archive of the link is no backup."""
    for place in ("var", "new"):
        (tmp_path / "kept" / place).mkdir(parents=True)
        (tmp_path / place).mkdir()
        (tmp_path / place / "secrets").symlink_to(tmp_path / "kept" / place)
    (tmp_path / "kept/var/master.key").write_bytes(b"k" * 32)
    page = PAGES["admin/guide/operator.md"]
    lines = [line.strip() for block in guide.blocks(page) for line in block.split("\n") if line.strip().startswith("tar ")]
    assert len(lines) == 2
    subprocess.run(["bash", "-ec", "\n".join(lines).replace("/srv/new", "new")], cwd=tmp_path, check=True)
    assert (tmp_path / "kept/new/master.key").read_bytes() == b"k" * 32, "what was restored is not where the exchange looks"


def test_what_is_shown_is_found():
    """The reading of the pages itself: it would pass over everything in silence."""
    assert sum(1 for text in PAGES.values() for _ in guide.commands(text)) > 70
    assert sum(1 for text in PAGES.values() for _, _, body in guide.calls(text) if body) > 20
    assert ["key", "revoke", "01a200ff-…"] in list(guide.commands(PAGES["admin/guide/operator.md"]))
