"""leadxd as a process: its settings, start, readiness and end."""
import os
import signal
import socket
import ssl
import subprocess

import requests

from .place import built, free_port, identity, run
from .wait import wait_until


class Server:
    def __init__(self, place, cluster, tls, **settings):
        self.place = place
        self.process = None
        self.settings = settings
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        self.ca = os.path.join(tls, "ca.pem")
        self.metrics_socket = os.path.join(cluster.sockets, f"metrics-{self.port}.sock")
        self.log = place / f"leadxd-{self.port}.log"
        self.binary = built() / "leadxd"
        self.config = place.write(f"leadxd-{self.port}.conf", "".join(f"{k} = {v}\n" for k, v in {
            "database": cluster.url("leadx_server"), "database_owner": cluster.url("leadx_owner"),
            "listen_address": "127.0.0.1", "listen_port": self.port,
            "tls_cert": os.path.join(tls, "server.pem"), "tls_key": os.path.join(tls, "server.key"),
            "secrets_dir": place / "secrets", "metrics_socket": self.metrics_socket,
            "console_dir": self._console(), "chore_interval_ms": 100, "writers": 2,
            "password_memory_kib": 8192, "password_passes": 1, "sign_in_burst": 1000, **settings}.items()))

    def _console(self):
        console = built() / "console"
        return console if os.path.isdir(console) else ""

    def bootstrap(self):
        """Returns the administrator's key, and marks the cluster as made for tests."""
        said = run(self.binary, "--config", self.config, "--bootstrap", "--test-clock")
        return next(line[len("admin_key="):] for line in said.splitlines() if line.startswith("admin_key="))

    def start(self, **environment):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, "--config", self.config, "--test-clock"], cwd="/",
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **environment}, **identity())
        wait_until(self.is_ready, f"the server is ready (its log: {self.log})", 60)
        return self

    def is_ready(self):
        assert self.process.poll() is None, f"the server ended: {self.tail()}"
        try:
            return self.look("/readyz").status_code == 200 and self._all_are_ready()
        except (requests.ConnectionError, OSError):
            return False

    # --- Workers, where there are several

    def _all_are_ready(self):
        n = int(self.settings.get("workers", os.environ.get("LEADX_WORKERS", 1)))
        return n == 1 or self.metrics().count('leadx_market_ready{worker="') == n == sum(
            line.startswith("leadx_market_ready{") and line.endswith(" 1") for line in self.metrics().splitlines())

    def workers(self):
        """Number -> process id of each worker."""
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
                    parent = int(file.read().rsplit(") ", 1)[1].split()[1])
                with open(f"/proc/{pid}/cmdline", encoding="latin-1") as file:
                    words = file.read().split("\0")
            except OSError:
                continue
            if parent == self.process.pid and "--worker" in words:
                found[int(words[words.index("--worker") + 1].split(",")[0])] = int(pid)
        return found

    def worker_of(self, connection):
        """The number of the worker that accepted the connection (a socket or a Wire)."""
        ours = getattr(connection, "socket", connection).getsockname()[1]
        return wait_until(lambda: self._owner(ours), "a worker has the connection")[0]

    def _owner(self, port):
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file.readlines()[1:]]
        inodes = {row[9] for row in rows if row[1].endswith(f":{self.port:04X}") and row[2].endswith(f":{port:04X}")}
        for number, pid in self.workers().items():
            for name in os.listdir(f"/proc/{pid}/fd"):
                try:
                    if os.readlink(f"/proc/{pid}/fd/{name}")[8:-1] in inodes:
                        return (number,)
                except OSError:
                    continue
        return None

    def at_worker(self, number, connect):
        """Connects until the kernel has given a connection to that worker; closes the others."""
        for _ in range(200):
            made = connect()
            if self.worker_of(made) == number:
                return made
            made.close()
        raise AssertionError(f"no connection came to worker {number}")

    def look(self, path):
        return requests.get(self.url + path, verify=self.ca, timeout=10)

    def tail(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-15:])

    def stop(self):
        """SIGTERM; returns the exit status once it has drained."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def tls_socket(self, timeout_s=15):
        context = ssl.create_default_context(cafile=self.ca)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return context.wrap_socket(plain, server_hostname="localhost")

    def metrics(self):
        with socket.socket(socket.AF_UNIX) as plain:
            plain.settimeout(10)
            plain.connect(self.metrics_socket)
            plain.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b"".join(iter(lambda: plain.recv(65536), b"")).decode()
