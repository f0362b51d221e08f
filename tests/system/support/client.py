"""An HTTP client with a key. Whatever it receives is held against openapi.yaml."""
import json
import re

import requests

from .openapi import DESCRIPTION

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Answer:
    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.type = response.headers.get("Content-Type", "")
        media = self.type.split(";")[0]
        self.body = response.text if media in ("application/x-ndjson", "text/csv", "application/xml", "text/plain", "text/html") else response.json() if "json" in media else None
        assert "json" not in media or not re.search("[ \t]", STRING.sub("", self.text)), f"spaces between tokens: {self}"

    @property
    def code(self):
        return self.body.get("code")

    @property
    def replayed(self):
        return self.headers.get("Idempotency-Replayed") == "true"

    @property
    def pointers(self):
        return [(fault["pointer"], fault["code"]) for fault in self.body.get("errors", [])]

    def __getitem__(self, name):
        return self.body[name]

    def __repr__(self):
        return f"{self.status} {self.text[:2000]}"


class Client:
    def __init__(self, server, key=None):
        self.server = server
        self.key = key
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = server.ca

    def send(self, method, path, body=None, data=None, key=None, **headers):
        """body: JSON; data: bytes as they are; key: Idempotency-Key."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        if self.key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if key:
            headers["Idempotency-Key"] = key
        answer = Answer(self.session.request(method, self.server.url + path, data=data, headers=headers, timeout=30))
        DESCRIPTION.check(method, path, answer.status, answer.type, answer.body)
        return answer

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body if body is not None or "data" in more else {}, **more)

    def ok(self, method, path, body=None, **more):
        """The body of an answer that must be a success."""
        answer = self.send(method, path, body if method == "GET" or body is not None or "data" in more else {}, **more)
        assert answer.status in (200, 201), answer
        return answer.body

    def items(self, path):
        """A whole list, page after page."""
        items, cursor = [], ""
        while True:
            page = self.ok("GET", f"{path}?limit=200{cursor}")
            items += page["items"]
            if not page["next"]:
                return items
            cursor = f"&cursor={page['next']}"
