"""Work that no visitor waits for: mails, reminders and tidying, done by `sivuvirta work`.

The queue only wakes the worker. What is to be done stands in the bank: a task that is lost with a worker is done with
the next one, at the latest a minute later.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["deliver_soon"]

LOG = logging.getLogger(__name__)


def deliver_soon(app: Flask) -> None:
    """Wake the worker for a mail that was just committed. Never fails: the worker looks every minute anyway."""
    try:
        from web.jobs.tasks import jobs_of  # the queue is loaded with the first mail

        jobs = jobs_of(app)
        if jobs is not None:
            jobs.wake()
    except Exception as error:  # noqa: BLE001  # whatever is wrong with the queue, the visitor's change is committed
        LOG.warning("The worker could not be woken (%s); it looks into the outbox every minute.", error)
