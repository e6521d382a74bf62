"""The worker: one process that does the tasks until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from flask import Flask

from databank.errors import N_, DatabankError
from web import house
from web.jobs.tasks import Jobs, jobs_of

LONGEST_SLEEP_S = 1.0
"""How long a mail may wait for an idle worker."""
LONGEST_STOP_S = 60
WORKERS = 2
"""Mails are sent while a large import is under way."""


class NoWorkError(DatabankError):
    """There is nothing a worker could do."""


def work(app: Flask, *, stops_with: int | None = None) -> None:
    """Do tasks until a signal comes. A second worker beside this one does no harm.

    Parameters
    ----------
    stops_with : int, optional
        Id of the parent process: the worker stops when that is gone.
    """
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))  # until the consumer has its own handlers
    jobs = jobs_of(app)
    if jobs is None:
        raise NoWorkError(N_("A bank in memory is seen by this process only: there is nothing to work on."))
    with app.app_context(), house.bank().session():
        pass  # A bank that is missing or not migrated is told here, once.
    consumer = _consumer(jobs)
    jobs.is_stopping = consumer.stop_flag.is_set
    jobs.wake()
    jobs.go_round()
    if stops_with is not None:
        threading.Thread(target=_stop_with, args=(stops_with, consumer.stop_flag), daemon=True).start()
    consumer.run()


def _consumer(jobs: Jobs) -> Any:
    return jobs.queue.create_consumer(
        workers=WORKERS,
        worker_type="thread",
        max_delay=LONGEST_SLEEP_S,
        graceful_signal="TERM",
        shutdown_timeout=LONGEST_STOP_S,
    )


def _stop_with(parent: int, stop_flag: threading.Event) -> None:
    """End with the server that started us, also when it was killed and could not tell us."""
    while not stop_flag.wait(LONGEST_SLEEP_S):
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
