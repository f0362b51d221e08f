"""The Debian package: made by cpack, installed by dpkg below a directory of the test's own, started from there."""
import os
import re
import subprocess

import pytest

from support.people import lead
from support.place import BUILD, ROOT, Place, run

CONTENT = {"/usr/bin/leadxd", "/usr/bin/leadx", "/etc/leadx/leadxd.conf", "/lib/systemd/system/leadxd.service",
           "/usr/lib/sysusers.d/leadx.conf", "/usr/share/leadx/roles.sql", "/usr/share/man/man8/leadxd.8.gz",
           "/usr/share/man/man1/leadx.1.gz", "/usr/share/doc/leadx/copyright", "/usr/share/doc/leadx/settings.md",
           "/usr/share/doc/leadx/operator.md"}


def do(*command):
    done = subprocess.run(command, text=True, capture_output=True,
                          env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package():
    place = Place()
    do("cpack", "-G", "DEB", "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", place / "made")
    yield next(os.path.join(place / "made", name) for name in os.listdir(place / "made") if name.endswith(".deb"))
    place.remove()


@pytest.fixture
def place():
    made = Place()
    yield made
    made.remove()


class Tree:
    """A root of its own for dpkg. Nothing of this machine's is touched, and its packages are not looked at."""

    def __init__(self, place):
        self.path = place / "root"
        for name in ("info", "updates", "triggers", "parts"):
            os.makedirs(os.path.join(self.path, "var/lib/dpkg", name))
        for name in ("status", "available"):
            with open(os.path.join(self.path, "var/lib/dpkg", name), "w", encoding="ascii"):
                pass

    def __truediv__(self, name):
        return os.path.join(self.path, name.lstrip("/"))

    def dpkg(self, *words):
        return do("dpkg", f"--root={self.path}", "--force-not-root", "--force-script-chrootless", "--force-depends", "--force-confold",
                  f"--log={self.path}/var/log.dpkg", *words)

    def files(self):
        return {line for line in self.dpkg("-L", "leadx").splitlines() if os.path.isfile(self / line)}


def test_installed_by_dpkg_it_serves_and_sells(own_exchange, package):
    exchange = own_exchange
    exchange.server.stop()
    tree = Tree(exchange.place)
    tree.dpkg("-i", package)
    assert tree.files() == CONTENT | {f for f in tree.files() if f.startswith(("/usr/share/doc/leadx/", "/usr/share/leadx/console/"))}
    assert "/usr/share/leadx/console/index.html" in tree.files()
    assert "install ok installed" in tree.dpkg("-s", "leadx")
    assert oct(os.stat(tree / "/etc/leadx/leadxd.conf").st_mode & 0o777) == "0o640"
    configure(exchange, tree)
    run(exchange.server.binary, "--config", exchange.server.config, "--migrate")
    exchange.server.start()
    niche, seller, buyer = exchange.niche(), exchange.seller(), exchange.buyer()
    buyer.order(niche, shared=30_000)
    assert seller.post(lead(niche)).buyers == [buyer]
    said = run(tree / "/usr/bin/leadx", "ready", "--url", exchange.server.url, "--ca", exchange.server.ca)
    assert "ready" in said
    assert exchange.server.stop() == 0
    remove(tree)


def configure(exchange, tree):
    """What an administrator does: edits the package's file, and lets the server's user read it."""
    with open(exchange.server.config, encoding="utf-8") as file:
        settings = dict(line.rstrip("\n").split(" = ", 1) for line in file)
    path = tree / "/etc/leadx/leadxd.conf"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name, value in settings.items():
        text, n = re.subn(rf"(?m)^{name} = .*$", lambda _, line=f"{name} = {value}": line, text)
        text += "" if n else f"{name} = {value}\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    for name in (path, os.path.dirname(path)):
        exchange.place.own(name)
    exchange.server.config, exchange.server.binary = path, tree / "/usr/bin/leadxd"


def remove(tree):
    """Removing leaves the edited file, purging takes it."""
    tree.dpkg("-r", "leadx")
    assert not os.path.exists(tree / "/usr/bin/leadxd") and os.path.exists(tree / "/etc/leadx/leadxd.conf")
    tree.dpkg("-P", "leadx")
    assert not os.path.exists(tree / "/etc/leadx/leadxd.conf")


def test_an_upgrade_keeps_what_was_configured(place, package):
    tree = Tree(place)
    tree.dpkg("-i", package)
    with open(tree / "/etc/leadx/leadxd.conf", "a", encoding="utf-8") as file:
        file.write("# mine\n")
    tree.dpkg("-i", package)
    with open(tree / "/etc/leadx/leadxd.conf", encoding="utf-8") as file:
        assert file.read().endswith("# mine\n")


def test_the_package_says_what_it_needs(package):
    fields = do("dpkg-deb", "-f", package)
    for library in ("libpq5", "libcurl4", "libssl3", "libjansson4", "libphonenumber8", "libc6"):
        assert library in fields
    version = do(os.path.join(BUILD, "leadxd"), "--version").split()[1]
    assert f"Version: {version}\n" in fields


def test_the_packaged_settings_are_known_and_the_units_program_is_in_the_package():
    with open(os.path.join(ROOT, "docker/deb/leadxd.conf"), encoding="utf-8") as file:
        names = re.findall(r"(?m)^(\w+) = ", file.read())
    known = do(os.path.join(BUILD, "leadxd"), "--help-settings")
    assert all(f"`{name}`" in known for name in names)
    with open(os.path.join(ROOT, "docker/leadxd.service"), encoding="utf-8") as file:
        program = re.search(r"(?m)^ExecStart=(\S+) --config (\S+)$", file.read())
    assert set(program.groups()) <= CONTENT
