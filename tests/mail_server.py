"""A mail server for tests: it takes mails on this machine and answers as it is told."""

from __future__ import annotations

import base64
import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default


@dataclass
class Post:
    """What the server took, and what it is to answer."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """Answer by command, for example ``{"RCPT": "550 no such user"}``; "hang up" ends the talk."""
    talks: int = 0


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        post.talks += 1
        self._say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            told = post.answers.get(word)
            if told == "hang up":
                return
            if told is not None:
                self._say(told)
            elif word == "DATA":
                self._take(post)
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._answer(post, word, line)

    def _answer(self, post: Post, word: str, line: str) -> None:
        if word == "EHLO":
            self._say("250-mail.example\r\n250 AUTH PLAIN")
        elif word == "AUTH":
            post.signed_in.append(base64.b64decode(line.split(" ")[2]).decode().replace("\0", ":"))
            self._say("235 welcome")
        else:
            self._say("250 ok")

    def _take(self, post: Post) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        post.mails.append(email.message_from_bytes(b"".join(lines), policy=default))
        self._say(post.answers.get("END", "250 taken"))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Post]:
    """Run the server on a free port of this machine."""
    post = Post()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.post = post  # type: ignore[attr-defined]
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()
