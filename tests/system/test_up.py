"""./leadx up when something is not as it should be: it says what, loses nothing, leaves nothing running."""
import json
import os
import re
import shutil
import socket
import subprocess

import psycopg2
import pytest

from support.place import BUILD, ROOT, free_port

UP = ("up", "--background", "--test-clock")  # a test's copy is nobody's default directory


class Home:
    """A directory of ./leadx up."""

    def __init__(self, path):
        self.path = path
        self.port = free_port()

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def leadx(self, *words, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
        done = subprocess.run([os.path.join(ROOT, "leadx"), *words, "--dir", self.path], text=True, capture_output=True, check=False,
                              env={**clean, "LEADX_BUILD": BUILD, **environment}, timeout=120, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def up(self, *words, **environment):
        return self.leadx(*UP, *words, **environment)

    def refuses(self, **environment):
        """Why up gives up; nothing may be left running then."""
        status, _, said = self.up(**environment)
        assert status == 1, said
        assert not self.runs(), "something was left running"
        return said

    def runs(self):
        return os.path.exists(self / "pg/postmaster.pid") or os.path.exists(self / "leadxd.pid")

    def down(self):
        assert self.leadx("down")[0] == 0

    def local(self, text):
        with open(self / "local.conf", "w", encoding="utf-8") as file:
            file.write(text)

    def address(self):
        with open(self / "demo.json", encoding="utf-8") as file:
            return json.load(file)["url"]

    def sql(self, text):
        with open(self / "demo.json", encoding="utf-8") as file:
            connection = psycopg2.connect(json.load(file)["database"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(text)
        connection.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = os.path.join("/tmp", f"leadx-up-{tmp_path_factory.mktemp('up').name}-{os.getpid()}")
    os.mkdir(path)
    os.chmod(path, 0o755)
    home = Home(path)
    status, _, err = home.up("--no-demo", "--port", str(home.port))  # which later starts remember
    assert status == 0, err
    home.down()
    yield home
    home.leadx("down")
    shutil.rmtree(path)


@pytest.fixture
def home(made):
    """Stopped, with nobody's settings."""
    yield made
    if made.runs():
        made.down()
    if os.path.exists(made / "local.conf"):
        os.remove(made / "local.conf")


@pytest.mark.parametrize("name", ["master", "fingerprint", "suppression"])
def test_a_missing_key_is_asked_for_and_never_made_anew(home, name):
    key = home / f"secrets/{name}.key"
    os.rename(key, key + ".away")
    try:
        said = home.refuses()
        assert f"{name}.key is missing" in said and "from the backup" in said
        assert not os.path.exists(key)
    finally:
        os.rename(key + ".away", key)


def test_a_running_exchange_is_left_alone_and_says_how_to_upgrade(home):
    status, said, _ = home.up()
    # an exchange without a demo market has its operator alone
    assert status == 0 and said.count("#link=") == 1 and f"administrator  https://localhost:{home.port}/console/sign-in#link=" in said
    assert "What comes next: admin/guide/operator.md" in said
    status, said, _ = home.up()
    assert status == 0 and f"Already running at https://localhost:{home.port}" in said
    assert "./leadx down, then ./leadx up" in said


def test_a_server_that_cannot_start_takes_its_database_with_it(home):
    key, kept = home / "tls/server.key", home / "tls/kept.key"
    os.rename(key, kept)
    try:
        with open(key, "w", encoding="utf-8") as file:
            file.write("no key")
        os.chmod(key, 0o644)
        assert "log/leadxd.log" in home.refuses()
    finally:
        os.rename(kept, key)


def test_local_settings_win(home):
    home.local("listen_address = 127.0.0.2\nlog_level = debug\n")
    status, said, err = home.up()
    assert status == 0, err
    assert home.address() == f"https://127.0.0.2:{home.port}" and home.address() in said
    with open(home / "leadxd.conf", encoding="utf-8") as file:
        written = file.read()
    assert len(re.findall("^listen_address", written, re.M)) == 1 and "log_level = debug" in written
    assert home.leadx("ready", "--wait", "0")[0] == 0


def test_an_address_from_the_environment_is_waited_for(home):
    other = free_port()
    status, _, err = home.up(LEADX_LISTEN_ADDRESS="127.0.0.3", LEADX_LISTEN_PORT=str(other))
    assert status == 0 and home.address() == f"https://127.0.0.3:{other}", err
    home.down()
    status, _, err = home.up("--port", str(home.port))
    assert status == 0 and home.address() == f"https://localhost:{home.port}", err


REFUSED = [("no_such = 1\n", {}, 'there is no setting "no_such"'), ("writers = many\n", {}, "writers = many"),
           ("writers = 1\nwriters = 2\n", {}, "writers is set a second time"), ("", {"LEADX_WRITERS": "many"}, "writers = many"),
           ("tls_cert = /tmp/other.pem\n", {}, "tls_cert is set"), ("", {"LEADX_SECRETS_DIR": "/tmp"}, "secrets_dir is set"),
           ("listen_address = 192.0.2.1\n", {}, "listen_address is 192.0.2.1"), ("listen_port = 0\n", {}, "from 1 to 65535")]


@pytest.mark.parametrize("local, environment, why", REFUSED, ids=[row[2] for row in REFUSED])
def test_a_wrong_setting_is_named_and_the_database_is_not_blamed(home, local, environment, why):
    home.local(local)
    said = home.refuses(**environment)
    assert why in said and "atabase" not in said


def test_a_misspelt_option_and_a_taken_port_say_what_to_type(home):
    status, _, said = home.up("--prot", "1")
    assert status == 2 and "no option '--prot'" in said
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = home.leadx(*UP, "--port", str(taken.getsockname()[1]))[2]
    assert "is in use" in said and f"./leadx up --dir {home.path} --port " in said


def test_the_port_has_one_owner(home):
    home.local(f"listen_port = {home.port}\n")
    status, _, said = home.up("--port", str(home.port - 1))
    assert status == 1 and "listen_port" in said


def test_the_server_by_hand_asks_for_its_settings():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADX_")}
    done = subprocess.run([os.path.join(BUILD, "leadxd")], env=clean, text=True, capture_output=True, check=False, timeout=20)
    assert done.returncode == 2 and done.stderr.startswith("leadxd: --config FILE is needed")


def test_a_migration_that_fails_leaves_no_database_running(home):
    assert home.up()[0] == 0
    home.sql("update leadx.migrations set checksum = 'changed' where version = 1")
    home.down()
    try:
        assert "could not be brought to this version" in home.refuses()
    finally:
        shutil.rmtree(home / "pg")  # the next start makes another
