"""A worker beside a server: a child process that is started again when it dies and stops with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
LONGEST_STOP_S = 20.0
COMMAND = (sys.executable, "-m", "web.cli", "work", "--stop-with-parent")


class Child:
    """A process that is kept running until `stop`.

    Parameters
    ----------
    command : sequence of str
        What to run.
    on_death : callable
        Told the exit code each time the process ends unasked.
    """

    def __init__(self, command: Sequence[str] = COMMAND, *, on_death: Callable[[int], None]) -> None:
        self._command = list(command)
        self._on_death = on_death
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="worker keeper")

    def start(self) -> None:
        """Start the process."""
        self._keeper.start()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is not None:
            _end(process)
        self._keeper.join(LONGEST_STOP_S)

    @property
    def pid(self) -> int | None:
        """Id of the process that runs now."""
        with self._lock:
            return None if self._process is None else self._process.pid

    def _keep(self) -> None:
        pause = FIRST_PAUSE_S
        while (process := self._started()) is not None:
            code = process.wait()
            if self._stopping.is_set():
                return
            self._on_death(code)
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _started(self) -> subprocess.Popen[bytes] | None:
        """The process, unless it is not wanted any more."""
        with self._lock:
            if self._stopping.is_set():
                return None
            environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
            self._process = subprocess.Popen(self._command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603  # our own words
            return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def worker_beside(*, on_death: Callable[[int], None]) -> Iterator[None]:
    """Keep a worker running while the server serves."""
    child = Child(on_death=on_death)
    child.start()
    try:
        yield
    finally:
        child.stop()
