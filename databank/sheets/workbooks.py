"""Workbooks, parsed in a child process with little memory and time; its cells are read from a temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import databank
from databank.errors import N_, FileRefusedError, Sentence
from databank.sheets.books import Book
from databank.sheets.packages import damaged
from databank.sheets.spool import read_contents, spooled_sheet, too_large
from databank.sheets.values import Limits

_PREFIX = "sivuvirta-sheets-"
_TASK = "task.json"
_A_DAY = 86_400
_OUT_OF_MEMORY = {-getattr(signal, name, 0) for name in ("SIGABRT", "SIGKILL", "SIGXFSZ")}


def open_workbook(path: Path, name: str, limits: Limits) -> Book:
    """Have a workbook parsed by a child process, and open what it wrote."""
    _remove_left_behind()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)))
        task = {"path": str(path.resolve()), "name": name, "limits": asdict(limits)}
        (folder / _TASK).write_text(json.dumps(task), "utf-8")
        ended = run_child("databank.sheets.child", folder, limits)
        contents = read_contents(folder)
        if contents is None or ended is None or "refused" in contents:
            raise _refusal(name, ended, contents)
        return Book(
            name=name,
            form=contents["form"],
            sheets=tuple(spooled_sheet(folder, listed) for listed in contents["sheets"]),
            notes=tuple(Sentence(key, **values) for key, values in contents["notes"]),
            held=held.pop_all(),
        )


def run_child(module: str, folder: Path, limits: Limits) -> int | None:
    """Run a module with a folder to work in to its end; its exit code, None when it took too long.

    Its environment is empty but for where this package is, and it does not look for modules where it is started.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of the file in the arguments
        [sys.executable, "-P", "-s", "-m", module, str(folder)],
        cwd=folder,
        env={"PYTHONPATH": str(Path(databank.__file__).parent.parent)} if os.name == "posix" else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the child with all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _refusal(name: str, ended: int | None, contents: dict[str, Any] | None) -> FileRefusedError:
    """What the child said, or what its end means."""
    if ended is None or ended == -getattr(signal, "SIGXCPU", 0):
        return FileRefusedError(
            N_("%(file)s takes too long to read. Save the table as CSV, or divide it into several files."), file=name
        )
    if contents and "refused" in contents:
        key, values = contents["refused"]
        return FileRefusedError(key, **values)
    return too_large(name) if ended in _OUT_OF_MEMORY else damaged(name)


def _remove_left_behind() -> None:
    """Remove folders of processes that were killed a day ago or before."""
    before = time.time() - _A_DAY
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)
