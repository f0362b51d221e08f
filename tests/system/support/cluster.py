"""A throw-away PostgreSQL cluster: a unix socket, peer authentication, a database for leadx."""
import os
import signal
import subprocess

import psycopg2
import psycopg2.extensions

from .place import ACCOUNT, PG_BIN, ROOT, identity, run
from .wait import wait_until

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 128MB
wal_compression = lz4
max_locks_per_transaction = 1024
timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_min_error_statement = panic
log_error_verbosity = terse
"""
HBA = """local all postgres peer map=superuser
local leadx leadx_owner,leadx_server,leadx_reader peer map=leadx
"""


def ident():
    lines = []
    for user in sorted({"root", ACCOUNT.pw_name}):
        lines.append(f"superuser {user} postgres")
        lines += [f"leadx {user} {role}" for role in ("leadx_owner", "leadx_server", "leadx_reader")]
    return "\n".join(lines) + "\n"


def status_of(process):
    """(state, parent) from /proc; None when the process is gone."""
    try:
        with open(f"/proc/{process}/stat", encoding="latin-1") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return fields[0], int(fields[1])
    except (OSError, IndexError):
        return None


def alive(process):
    return (status_of(process) or "Z")[0] != "Z"


def children(parent):
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and (status_of(name) or (0, 0))[1] == parent]


class Cluster:
    def __init__(self, place, durable=False):
        self.place = place
        self.sockets = place.directory("s")
        self.data = place / "pg"
        run(f"{PG_BIN}/initdb", "-D", self.data, "-U", "postgres", "--auth=peer", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync")
        fsync = "" if durable else "fsync = off\nsynchronous_commit = off\n"
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as conf:
            conf.write(f"{SETTINGS}{fsync}unix_socket_directories = '{self.sockets}'\n")
        for name, text in (("pg_hba.conf", HBA), ("pg_ident.conf", ident())):
            with open(os.path.join(self.data, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.start()
        self._make_database()

    def start(self):
        """A child of ours, so that a killed one is reaped at once and its lock files are known to be stale."""
        with open(self.place / "postgresql.log", "ab") as log:
            self.process = subprocess.Popen([f"{PG_BIN}/postgres", "-D", self.data], cwd="/", stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True, **identity())
        wait_until(self._is_ready, f"the cluster in {self.data} is ready", 60)

    def _is_ready(self):
        assert self.process.poll() is None, f"the cluster in {self.data} ended; its log is {self.place / 'postgresql.log'}"
        try:
            with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            return False
        return lines[0] == str(self.process.pid) and lines[7:8] == ["ready   "]

    def stop(self):
        """As a power cut looks to its clients: connections break, nothing answers any more."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def kill(self):
        """The postmaster and its children die without a word, and leave their files as they are."""
        self.process.send_signal(signal.SIGSTOP)  # so that no child is born between the look and the kill
        family = [self.process.pid, *children(self.process.pid)]
        for process in family:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(30)
        wait_until(lambda: not any(alive(process) for process in family), "the cluster's processes are gone")

    def url(self, role):
        return f"postgresql://{role}@/leadx?host={self.sockets.replace('/', '%2F')}&port=5432"

    def _make_database(self):
        with open(os.path.join(ROOT, "schema/roles.sql"), encoding="utf-8") as file:
            self.psql("postgres", file.read())
        self.psql("postgres", "create database leadx owner leadx_owner")
        self.psql("leadx", "alter database leadx set search_path = leadx, public")

    def psql(self, database, text):
        return run(f"{PG_BIN}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", "postgres",
                   "-d", database, stdin=text)

    def dump(self):
        """Everything the database holds, as text."""
        return run(f"{PG_BIN}/pg_dump", "-h", self.sockets, "-U", "postgres", "-d", "leadx", "--data-only", "--inserts")

    def connect(self):
        connection = psycopg2.connect(self.url("leadx_owner"))
        connection.autocommit = True
        return connection
