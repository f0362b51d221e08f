"""The reference pages that are printed from the program are the ones it prints."""
import os
import subprocess

from support.place import BUILD, ROOT


def test_the_settings_page_is_what_the_server_prints():
    said = subprocess.run([os.path.join(BUILD, "leadxd"), "--help-settings"], check=True, capture_output=True, text=True).stdout
    with open(os.path.join(ROOT, "admin/guide/settings.md"), encoding="utf-8") as file:
        assert file.read() == said, "run: build/release/leadxd --help-settings >admin/guide/settings.md"
