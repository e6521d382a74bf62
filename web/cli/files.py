"""Output files appear whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from web.cli.speech import refuse


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its name only when the block ends well."""
    if path.is_dir():
        refuse("%(file)s is a folder. Name a file in it.", file=path)
    if not path.absolute().parent.is_dir():
        refuse("There is no folder %(folder)s to write into. Create it first.", folder=path.absolute().parent)
    handle, name = tempfile.mkstemp(prefix=".sivuvirta-", suffix=path.suffix, dir=path.absolute().parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files that only their owner reads; an export takes the rights any new file would have.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with the line ends it has."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV under the heading of their contract."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def json_text(value: Any) -> str:
    """`value` as JSON that a person can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON."""
    write_whole(path, json_text(value))
