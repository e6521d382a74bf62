"""The steps of an import: a small file at once, within the request; a large one by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from databank.errors import DatabankError
from databank.imports import running
from web import house

if TYPE_CHECKING:
    from flask import Flask

LOG = logging.getLogger(__name__)
AT_ONCE_BYTES = 200_000
"""What a page may wait for: some seconds on a busy machine."""
AT_ONCE_ROWS = 2000
PACKED = {"xlsx", "xlsm", "xlsb", "xls", "ods"}
PACKED_TIMES = 5
"""How much larger a workbook is than its file."""


def start(app: Flask, step: str, import_id: str) -> bool:
    """Begin a step of an import that was asked for: "check", "commit" or "undo".

    Call it when the transaction that asked for the step is committed.

    Returns
    -------
    bool
        True when the step is done (or refused, as its state tells); False when the worker does it, so that the page
        asks again how far it is.
    """
    from web.jobs.tasks import jobs_of  # the queue is loaded with the first import

    with app.app_context():
        at_once = _is_small(import_id, step)
        jobs = None if at_once else jobs_of(app)
    if jobs is None:
        return work(app, step, import_id)
    try:
        jobs.import_step(step, import_id)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with the queue, what was asked for stands in the bank
        LOG.warning("The worker could not be woken (%s); it looks for imports every minute.", error)
    return False


def work(app: Flask, step: str, import_id: str, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """Do a step to its end; False when another process does it, or another import is first."""
    with app.app_context():
        try:
            running.STEPS[step](house.bank(), import_id, clock=house.now, is_stopping=is_stopping)
        except running.TakenOverError:
            return False
        except running.WaitsError as error:
            LOG.info("%s", error)
            return False
        except DatabankError as error:
            LOG.warning("Import %s, %s: %s", import_id, step, error)
    return True


def go_on(app: Flask, is_stopping: Callable[[], bool]) -> None:
    """Go on with imports whose step nobody works on: the process died, the queue was lost, or they had to wait."""
    with app.app_context(), house.bank().session() as session:
        standing = running.standing(session, house.now())
    for import_id, step in standing:
        if is_stopping():
            return
        work(app, step, import_id, is_stopping)


def _is_small(import_id: str, step: str) -> bool:
    with house.bank().session() as session:
        size = running.size_of(session, import_id)
    unpacked = size.bytes * (PACKED_TIMES if size.form in PACKED else 1)
    return size.rows <= AT_ONCE_ROWS and (step == "undo" or unpacked <= AT_ONCE_BYTES)
