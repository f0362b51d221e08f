"""Where a throw-away exchange lives, and as whom it runs: never as root."""
import atexit
import functools
import glob
import itertools
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
BUILD = os.path.abspath(os.environ.get("LEADX_BUILD", os.path.join(ROOT, "build/release")))
PG_BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
ACCOUNT = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


class Place:
    """A directory of its own under the system's temporary one; sockets need short paths."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="leadx-")
        os.chmod(self.path, 0o755)
        self.own(self.path)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def own(self, path):
        if os.getuid() == 0:
            os.chown(path, ACCOUNT.pw_uid, ACCOUNT.pw_gid)

    def directory(self, name):
        path = self / name
        os.mkdir(path, 0o700)
        self.own(path)
        return path

    def write(self, name, content, mode=0o600):
        path = self / name
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)
        self.own(path)
        return path

    def remove(self):
        if not os.environ.get("LEADX_KEEP"):
            shutil.rmtree(self.path, ignore_errors=True)


@functools.cache
def built():
    """A copy of what was built that ACCOUNT may read, wherever the build stands: leadxd, and the console where there is one."""
    assert os.path.exists(os.path.join(BUILD, "leadxd")), f"no leadxd in {BUILD}; build it, or set LEADX_BUILD"
    place = Place()
    atexit.register(place.remove)
    shutil.copy(os.path.join(BUILD, "leadxd"), place / "leadxd")
    os.chmod(place / "leadxd", 0o755)
    console = os.path.join(BUILD, "console/dist")
    if os.path.isdir(console):
        shutil.copytree(console, place / "console")
    return place


def identity():
    """What subprocess needs to start something as ACCOUNT."""
    if os.getuid() != 0:
        return {}
    return {"user": ACCOUNT.pw_uid, "group": ACCOUNT.pw_gid, "extra_groups": []}


def run(*command, stdin=None, env=None):
    """Runs as ACCOUNT, returns standard output; fails with everything it said."""
    done = subprocess.run(command, input=stdin, env=env, cwd="/", text=True, capture_output=True,
                          **identity())
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@functools.cache
def ports_in_turn():
    first, last = map(int, os.environ["LEADX_TEST_PORTS"].split("-"))
    begin = random.randint(first, last)
    return itertools.cycle([*range(begin, last + 1), *range(first, begin)])


def free_port():
    """LEADX_TEST_PORTS=25000-25099 keeps to a range and gives each port of it in turn; otherwise the system chooses."""
    ranged = "LEADX_TEST_PORTS" in os.environ
    for _ in range(4000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", next(ports_in_turn()) if ranged else 0))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise AssertionError(f"no free port in {os.environ.get('LEADX_TEST_PORTS')}")
