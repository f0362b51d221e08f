"""A mail relay for tests: takes what it is given, keeps it, or refuses."""
import email
import email.policy
import socketserver
import threading

from .place import free_port


class Talk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 relay")
        sender, to = None, []
        for raw in iter(self.rfile.readline, b""):
            line = raw.decode().strip()
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self.say("250 relay")
            elif verb == "MAIL":
                sender = line
                self.say("250 ok")
            elif verb == "RCPT":
                refused = self.server.relay.refuses in line
                to += [] if refused else [line]
                self.say("550 no such mailbox" if refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                self.server.relay.take(sender, to, self._data())
                self.say("250 taken")
                to = []
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _data(self):
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Relay:
    refuses = "nobody@"

    def __init__(self):
        self.letters = []
        self.server = Server(("127.0.0.1", free_port()), Talk)
        self.server.relay = self
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, sender, to, data):
        self.letters.append((sender, to, data, email.message_from_bytes(data, policy=email.policy.default)))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
