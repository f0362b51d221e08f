"""A throw-away PostgreSQL cluster: a unix socket, peer authentication, a database for leadx.

What initdb and the migrations write is the same for every cluster, and they take longer than many a test: both are done
once a run, and each cluster starts from a copy of the files."""
import atexit
import functools
import os

from .place import ACCOUNT, PG_BIN, ROOT, Place, built, run
from .postgres import Postgres

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
max_wal_size = 512MB
dynamic_shared_memory_type = mmap
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


class Cluster(Postgres):
    def __init__(self, place, durable=False, migrated=False):
        """migrated: the database has this build's schema; otherwise it is empty."""
        super().__init__(place)
        self._copy(migrated_files() if migrated else empty_files())
        self._configure(durable)
        self.start()

    def _copy(self, files):
        run("cp", "-a", files, self.data)

    def _configure(self, durable):
        fsync = "" if durable else "fsync = off\nsynchronous_commit = off\n"
        self.place.write("pg/leadx.conf", f"{SETTINGS}{fsync}unix_socket_directories = '{self.sockets}'\n")


# --- What is copied


class Original(Cluster):
    """One that others are copied from, as it stands once it is shut down."""

    def __init__(self, make):
        place = Place()
        atexit.register(place.remove)
        Postgres.__init__(self, place)
        try:
            make(self)
            self.shut_down()
        except BaseException:
            if self.process:
                self.kill()
            raise

    def make_empty(self):
        run(f"{PG_BIN}/initdb", "-D", self.data, "-U", "postgres", "--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as conf:
            conf.write("include = 'leadx.conf'\n")
        self.place.write("pg/pg_hba.conf", HBA)
        self.place.write("pg/pg_ident.conf", ident())
        self._configure(durable=False)
        self.start()
        with open(os.path.join(ROOT, "schema/roles.sql"), encoding="utf-8") as file:
            self.psql("postgres", file.read())
        self.psql("postgres", "create database leadx owner leadx_owner")
        self.psql("leadx", "alter database leadx set search_path = leadx, public")

    def make_migrated(self):
        self._copy(empty_files())
        self._configure(durable=False)
        self.start()
        run(built() / "leadxd", "--migrate",
            env={"LEADX_DATABASE": self.url("leadx_server"), "LEADX_DATABASE_OWNER": self.url("leadx_owner")})


@functools.cache
def empty_files():
    return Original(Original.make_empty).data


@functools.cache
def migrated_files():
    return Original(Original.make_migrated).data
