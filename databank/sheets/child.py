"""The process that parses one untrusted workbook: ``python -m databank.sheets.child FOLDER``.

It binds itself to little memory and time before it opens anything, writes the cells into the folder and ends. A parser
that aborts, hangs or fills the memory takes only this process with it.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from databank.errors import FileRefusedError
from databank.sheets.packages import check_package, damaged, form_of_package, note_what_is_not_run
from databank.sheets.spool import Spool, said, too_large, write_contents
from databank.sheets.values import Limits

TASK = "task.json"
_FILES = 64
_GRACE = 5


def main(folder: Path) -> None:
    """Do the task that lies in the folder."""
    task: dict[str, Any] = json.loads((folder / TASK).read_text("utf-8"))
    limits = Limits(**task["limits"])
    bind(limits)
    name = task["name"]
    try:
        read_workbook(Path(task["path"]), folder, name, limits)
    except FileRefusedError as error:
        _refuse(folder, error)
    except (MemoryError, OSError):
        _refuse(folder, too_large(name))
    except BaseException:  # a panic of the parser is no Exception; whatever it is, the file cannot be read
        _refuse(folder, damaged(name))
        raise


def bind(limits: Limits) -> None:
    """Limit what this process may use, where the system can."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    cpu, grace = limits.cpu_seconds, limits.cpu_seconds + _GRACE
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
        resource.RLIMIT_FSIZE: (limits.spool_bytes, limits.spool_bytes),
        resource.RLIMIT_NOFILE: (_FILES, _FILES),
        resource.RLIMIT_CPU: (cpu, grace),  # first the signal that says why, then the one that ends it
    }
    for kind, most in wanted.items():
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, most if hard == resource.RLIM_INFINITY else (min(most[0], hard), min(most[1], hard)))


def read_workbook(path: Path, folder: Path, name: str, limits: Limits) -> None:
    """Write the cells of a workbook into the folder."""
    with Spool(folder, name, limits) as spool:
        form = _read_package(path, spool) if zipfile.is_zipfile(path) else _read_old_file(path, spool)
        spool.finish(form)


def _read_package(path: Path, spool: Spool) -> str:
    from databank.sheets.excel import read_excel  # noqa: PLC0415 - the parser is loaded after the limits are set
    from databank.sheets.opendocument import read_opendocument  # noqa: PLC0415 - as above

    try:
        with zipfile.ZipFile(path) as package:
            check_package(package, spool)
            form = form_of_package(package, spool.name)
            note_what_is_not_run(package.namelist(), spool)
            if form == "ods":
                read_opendocument(package, spool)
            else:
                read_excel(path, package, form, spool)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise damaged(spool.name) from error
    return form


def _read_old_file(path: Path, spool: Spool) -> str:
    from databank.sheets.excel import check_old_file, read_excel  # noqa: PLC0415 - as above

    check_old_file(path, spool)
    read_excel(path, None, "xls", spool)
    return "xls"


def _refuse(folder: Path, error: FileRefusedError) -> None:
    with suppress(OSError):
        write_contents(folder, {"refused": said(error)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
