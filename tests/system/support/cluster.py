"""A throw-away PostgreSQL cluster: a unix socket, peer authentication, a database for leadx."""
import os
import signal

import psycopg2
import psycopg2.extensions

from .place import ACCOUNT, PG_BIN, ROOT, run
from .wait import wait_until

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
wal_compression = lz4
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
        run(f"{PG_BIN}/pg_ctl", "start", "-D", self.data, "-l", self.place / "postgresql.log", "-w", "-s")

    def stop(self, mode="fast"):
        run(f"{PG_BIN}/pg_ctl", "stop", "-D", self.data, "-m", mode, "-w", "-s")

    def kill(self):
        """The postmaster and its children die without a word, and leave their files as they are."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            postmaster = int(file.readline())
        family = [postmaster, *children(postmaster)]
        for process in family:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
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
