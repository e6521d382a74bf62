"""Serving with granian: the check of the port, the application its workers load, the server itself."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


LONGEST_START_S = 60
LONGEST_STOP_S = 15
"""A worker that is told to stop while it starts does not hear it; after this time it is not asked any more."""
PAUSE_S = 0.1
THREADS = 4
"""Requests that one worker answers at a time: Python computes one after the other, more would only wait."""


class PortUnavailableError(Exception):
    """The address cannot be listened on; `reason` is taken, forbidden or unknown_host."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"{host}:{port} is {reason}")
        self.host = host
        self.port = port
        self.reason = reason


_REASONS = {errno.EADDRINUSE: "taken", errno.EACCES: "forbidden", errno.EPERM: "forbidden"}


def check_port(host: str, port: int) -> str:
    """The numeric address of `host`; PortUnavailableError when nothing can listen on its `port`.

    Bound without SO_REUSEPORT: granian sets it, and two servers would otherwise share one port unseen.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(address[0])
    except OSError as error:
        raise PortUnavailableError(host, port, _REASONS.get(error.errno or 0, "unknown_host")) from error


def application() -> Flask:
    """The application of one worker, configured from the environment."""
    from web.app import create_app

    made = create_app()
    threading.Thread(target=_read_vocabulary, daemon=True).start()
    return made


def _read_vocabulary() -> None:
    """Read the words that lead to codes, which takes a second or two: nobody who types shall wait for it."""
    from flows.matching.likeness import likeness

    likeness("slag", "aggregate")


def run_server(host: str, port: int, workers: int, *, on_listening: Callable[[], None] | None = None) -> None:
    """Serve until the process is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "web.serving:application",
        factory=True,
        address=check_port(host, port),  # granian takes no names
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        workers_kill_timeout=LONGEST_STOP_S,
    )
    if on_listening is not None:
        threading.Thread(target=_tell_once_listening, args=(host, port, on_listening), daemon=True).start()
    server.serve()


def _tell_once_listening(host: str, port: int, on_listening: Callable[[], None]) -> None:
    """Granian's own hook runs before its workers listen; an address is printed when it answers, not earlier."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # what others may bind to is asked from here
    for _attempt in range(int(LONGEST_START_S / PAUSE_S)):
        try:
            socket.create_connection((near, port), timeout=PAUSE_S).close()
        except OSError:
            time.sleep(PAUSE_S)
        else:
            on_listening()
            return
