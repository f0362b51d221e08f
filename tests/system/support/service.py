"""What a service manager does with a server, and an operator with its certificate."""
import os
import shutil
import signal
import socket

from .place import run
from .wait import wait_until

RENEW = """
cd "$1"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=renewed -keyout new.key -out new.csr
openssl x509 -req -in new.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -extfile server.ext -out new.pem
"""
HELLO = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Manager:
    """The receiving end of NOTIFY_SOCKET."""

    def __init__(self, place):
        self.path = place / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o777)
        self.socket.setblocking(False)
        self.heard = []

    def hears(self, start):
        """Waits for a message that begins so."""
        def look():
            try:
                while True:
                    self.heard.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return next((m for m in self.heard if m.startswith(start)), None)
        return wait_until(look, f"the manager hears {start}")

    def forget(self):
        self.hears("")
        self.heard = []


def make_certificate(exchange):
    """new.pem and new.key beside those in use."""
    run("/bin/sh", "-euc", RENEW, "sh", exchange.tls)


def renew(exchange):
    make_certificate(exchange)
    for name in ("pem", "key"):
        shutil.copyfile(os.path.join(exchange.tls, f"new.{name}"), os.path.join(exchange.tls, f"server.{name}"))


def state(pid):
    with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
        return file.read().rsplit(") ", 1)[1][0]


def common_name(server):
    plain = server.tls_socket()
    try:
        return dict(pair[0] for pair in plain.getpeercert()["subject"])["commonName"]
    finally:
        plain.close()


def reload(exchange, saying):
    before = exchange.log().count(saying)
    exchange.server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: exchange.log().count(saying) > before, f"the log says: {saying}")


def dial(server, context, session=None):
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    wrapped = context.wrap_socket(plain, server_hostname="localhost", session=session)
    wrapped.sendall(HELLO)
    wrapped.recv(4096)
    return wrapped
