"""The tasks: deliver the outbox, and the rounds of the day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask
from huey import Huey, crontab

from databank.errors import DatabankError
from web import house
from web.jobs.queue import open_queue

EXTENSION = "sivuvirta-jobs"
HOURS_OF_ROUNDS = "4-16"
"""In UTC: reminders come in the daytime. The first round of a day does the work, the later ones find nothing to do."""
MINUTE_OF_ROUNDS = "7"
LOG = logging.getLogger(__name__)


class Jobs:
    """The queue of one application with its tasks.

    Attributes
    ----------
    is_stopping : callable
        Whether the worker was told to stop; the task in hand asks between two mails.
    """

    def __init__(self, app: Flask, queue: Huey) -> None:
        self._app = app
        self.queue = queue
        self.is_stopping: Callable[[], bool] = lambda: False
        self._waking = threading.Lock()
        self.deliver = queue.task(name="deliver")(self._deliver)
        self.go_round = queue.task(name="go_round")(self._go_round)
        self._import_step = queue.task(name="import_step")(self._do_import_step)
        queue.periodic_task(crontab(minute="*"), name="go_on_with_imports_each_minute")(self._go_on_with_imports)
        queue.periodic_task(crontab(minute="*"), name="deliver_each_minute")(self._deliver)
        queue.periodic_task(crontab(minute=MINUTE_OF_ROUNDS, hour=HOURS_OF_ROUNDS), name="go_round_each_hour")(
            self._go_round
        )

    def wake(self) -> None:
        """Ask for a delivery, unless one is asked for already and not begun. No connection is kept open."""
        with self._waking:
            try:
                if not any(task.name == "deliver" for task in self.queue.pending()):
                    self.deliver()
            finally:
                self.queue.storage.close()

    def import_step(self, step: str, import_id: str) -> None:
        """Ask for a step of an import: "check", "commit" or "undo"."""
        with self._waking:
            try:
                self._import_step(step, import_id)
            finally:
                self.queue.storage.close()

    def _deliver(self) -> None:
        from web.mails.delivery import deliver_due

        with _told():
            deliver_due(self._app, is_stopping=self.is_stopping)

    def _do_import_step(self, step: str, import_id: str) -> None:
        from web.jobs import imports

        with _told():
            imports.work(self._app, step, import_id, self.is_stopping)

    def _go_on_with_imports(self) -> None:
        from web.jobs import imports

        with _told():
            imports.go_on(self._app, self.is_stopping)

    def _go_round(self) -> None:
        from web.jobs.rounds import go_round

        with _told():
            go_round(self._app)


def jobs_of(app: Flask) -> Jobs | None:
    """The jobs of an application, opened once; None when its bank is in memory."""
    if EXTENSION not in app.extensions:
        with app.app_context():
            queue = open_queue(house.bank())
        app.extensions[EXTENSION] = None if queue is None else Jobs(app, queue)
    return cast("Jobs | None", app.extensions[EXTENSION])


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line why the bank cannot be used; the next round tries again."""
    try:
        yield
    except DatabankError as error:
        LOG.warning("%s", error)
