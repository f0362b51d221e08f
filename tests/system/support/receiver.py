"""A buyer's server that takes webhooks and posts: well, slowly, rudely or not at all; the path says how."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import socket
import ssl
import struct
import subprocess
import threading
from dataclasses import dataclass

from .place import ROOT, free_port

# Settings of an exchange that may call a receiver, which stands on this machine and mostly speaks without TLS.
MAY_CALL = {"outbound_allow": "127.0.0.0/8", "outbound_plain": "true"}


@dataclass
class Message:
    path: str
    method: str
    headers: dict
    body: bytes

    @property
    def id(self):
        return self.headers.get("webhook-id")

    @property
    def json(self):
        return json.loads(self.body)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        manner = self.path.split("/")[1]
        receiver = self.server.receiver
        receiver.heard(Message(self.path, self.command, headers, body))
        answer = receiver.answers.get(self.path)
        if answer:
            self.say(*answer)
        else:
            getattr(self, manner)()

    do_PUT = do_POST

    def say(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # --- Manners

    def good(self):
        self.say(200)

    def lies(self):
        """Promises more than it sends, and leaves."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        self.close_connection = True

    def garbage(self):
        self.wfile.write(b"\x00\x01 what is HTTP\r\n\r\n")
        self.close_connection = True

    def never(self):
        self.server.receiver.closing.wait(60)
        self.close_connection = True

    def drips(self):
        """A byte now and then, until nobody listens any more."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.receiver.closing.wait(0.2):
            self.wfile.write(b"X")

    def redirects(self):
        self.say(302, Location=f"{self.server.receiver.url}/good/elsewhere")

    def resets(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def fails(self):
        self.say(500, b"no")

    def gone(self):
        self.say(410)

    def busy(self):
        self.say(503, Retry_After="120")

    def floods(self):
        self.say(200, b"x" * 300_000)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        pass


class Receiver:
    def __init__(self, tls=None):
        self.lock = threading.Lock()
        self.messages = []
        self.answers = {}  # path → (status, body): what to say instead
        self.closing = threading.Event()
        self.server = Server(("127.0.0.1", free_port()), Handler)
        self.server.receiver = self
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(tls, "server.pem"), os.path.join(tls, "server.key"))
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def heard(self, message):
        with self.lock:
            self.messages.append(message)

    def at(self, path):
        with self.lock:
            return [message for message in self.messages if message.path == path]

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def signatures_fit(message, secret):
    """Whether one of the signatures is this secret's, by the specification's own words."""
    if "webhook-signature" not in message.headers:
        return False
    text = b".".join([message.id.encode(), message.headers["webhook-timestamp"].encode(), message.body])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mine = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return mine in message.headers["webhook-signature"].split(" ")


def reference_says(messages):
    """What the npm package standardwebhooks says to each (message, secret)."""
    said = subprocess.run(["node", os.path.join(ROOT, "tests/webhooks/verify.mjs")], text=True, capture_output=True, check=True,
                          input=json.dumps({"messages": [{"secret": secret, "headers": message.headers, "body": message.body.decode()}
                                                         for message, secret in messages]}))
    return json.loads(said.stdout)
