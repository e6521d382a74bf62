"""Have marks written into a user's own workbook by a process of little memory and time."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from databank.sheets.child import TASK
from databank.sheets.values import Limits
from databank.sheets.workbooks import run_child

MODULE = "databank.sheets.marked"
_PREFIX = "sivuvirta-sheets-"


def mark_workbook(source: Path, target: Path, sheets: Iterable[Mapping[str, Any]], limits: Limits) -> bool:
    """Write the workbook with its marks to `target`; whether it could be done within the limits."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        written = folder / "returned.xlsx"
        task = {
            "path": str(source.resolve()),
            "target": str(written),
            "sheets": list(sheets),
            "limits": asdict(limits),
        }
        (folder / TASK).write_text(json.dumps(task), "utf-8")
        if run_child(MODULE, folder, limits) != 0:
            return False
        shutil.copyfile(written, target)
        return True
