"""Somebody who follows GET /v1/stream, reading it as a browser does (the HTML standard, server-sent events)."""
import json
import queue
import socket
import threading

import requests


class Said:
    """One event: what it is called, the position after it, and its data."""

    def __init__(self, kind, position, data):
        self.kind = kind
        self.position = position
        self.body = json.loads(data) if data else {}
        self.data = self.body.get("data", {})

    def __repr__(self):
        return f"{self.kind} {self.position} {self.body}"


class Listener:
    def __init__(self, client, after=None, key=None):
        """after: the Last-Event-ID to go on from. A person's client comes with its cookies."""
        headers = {"Authorization": f"Bearer {key or client.key}"} if key or client.key else {"Sec-Fetch-Site": "same-origin"}
        if after:
            headers["Last-Event-ID"] = after
        self.answer = requests.get(client.server.url + "/v1/stream", headers=headers, stream=True, verify=client.server.ca, timeout=30,
                                   cookies=client.session.cookies)
        assert self.answer.status_code == 200, self.answer.text
        assert self.answer.headers["Content-Type"] == "text/event-stream"
        self.socket = self.answer.raw._fp.fp.raw._sock
        self.position = after or ""
        self.retry_ms = None
        self.comments = 0
        self.said = queue.Queue()
        self.level = threading.Event()  # a position came: what happens from here on is heard
        self.ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        kind, data = "message", []
        try:
            for line in self.answer.iter_lines(chunk_size=1):
                name, _, value = line.decode().partition(":")
                value = value.removeprefix(" ")
                if not line:
                    if data:
                        self.said.put(Said(kind, self.position, "\n".join(data)))
                    kind, data = "message", []
                elif name == "id":
                    self.position = value
                    self.level.set()
                elif name == "event":
                    kind = value
                elif name == "data":
                    data.append(value)
                elif name == "retry":
                    self.retry_ms = int(value)
                elif name == "":
                    self.comments += 1
        except (requests.RequestException, OSError):
            pass  # closed, by whichever side
        self.ended.set()

    def ready(self):
        assert self.level.wait(20), "the stream never said where it stands"
        return self

    def next(self, kind=None, timeout_s=20):
        """The next event, or the next of a kind."""
        while True:
            said = self.said.get(timeout=timeout_s)
            if kind in (None, said.kind):
                return said

    def rest(self):
        """What came and was not asked for yet."""
        out = []
        while not self.said.empty():
            out.append(self.said.get())
        return out

    def close(self):
        """As a client that ends the connection; what it heard so far stays."""
        self.socket.shutdown(socket.SHUT_RDWR)
        assert self.ended.wait(20)
