"""PostgreSQL on a data directory that is there already: started, stopped, killed, asked."""
import os
import signal
import subprocess

import psycopg2

from .place import PG_BIN, identity, run
from .wait import wait_until


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


class Postgres:
    def __init__(self, place):
        self.place = place
        self.sockets = place.directory("s")
        self.data = place / "pg"
        self.process = None

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

    def shut_down(self):
        """In good order: the files are whole."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0

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
