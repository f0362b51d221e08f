"""HTTP over a TLS socket by hand: for races, loads and requests no library would send."""
import json
import threading


class Wire:
    """One connection. send() and read() are apart, so that many can be released together."""

    def __init__(self, server, timeout_s=15):
        self.socket = server.tls_socket(timeout_s)
        self.rest = b""

    def send(self, data):
        self.socket.sendall(data)

    def read(self):
        """The next response: (status, headers, body); None when the server closed instead."""
        head = self._until(b"\r\n\r\n")
        if head is None:
            return None
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:] if line)}
        return int(lines[0].split()[1]), headers, self._exactly(int(headers.get("content-length", 0)))

    def read_json(self):
        status, headers, body = self.read()
        return status, headers, json.loads(body) if body else None

    def closed(self):
        """Waits for the server's end of the connection."""
        try:
            return self.socket.recv(1) == b""
        except OSError:
            return True

    def close(self):
        self.socket.close()

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b""
        self.rest += data
        return bool(data)

    def _until(self, mark):
        while mark not in self.rest:
            if not self._more():
                return None
        head, self.rest = self.rest.split(mark, 1)
        return head

    def _exactly(self, n):
        while len(self.rest) < n:
            if not self._more():
                raise ConnectionError("the server closed inside a body")
        body, self.rest = self.rest[:n], self.rest[n:]
        return body


def post_bytes(path, key, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\n{extra}Content-Length: {len(data)}\r\n\r\n").encode() + data


def together(jobs):
    """Runs the jobs in threads that start at the same moment; returns what they returned, in order."""
    barrier = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def work(i, job):
        barrier.wait()
        try:
            results[i] = job()
        except Exception as fault:  # what one thread met is told to the test, in its place
            results[i] = fault

    threads = [threading.Thread(target=work, args=(i, job)) for i, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def release(server, requests):
    """Sends each request on a connection of its own, all at once; returns [(status, headers, json)]."""
    wires = [Wire(server, 60) for _ in requests]

    def job(wire, data):
        wire.send(data)
        return wire.read_json()

    try:
        return together([lambda w=w, r=r: job(w, r) for w, r in zip(wires, requests)])
    finally:
        for wire in wires:
            wire.close()
