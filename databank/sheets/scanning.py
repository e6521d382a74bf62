"""What the fast parser does not tell of an Excel sheet: errors, formulas without a value, hidden rows, stray cells.

The XML is looked at as bytes: marks that few cells have are found at the speed of memory, so this adds little to the
time of the parser.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from databank.errors import N_, FileRefusedError
from databank.sheets.cells import letters, place_of
from databank.sheets.facts import SheetFacts
from databank.sheets.values import Cell, Limits

_PIECE = 2**20
_LONGEST_ROW = 4 * _PIECE
_PREFIX = re.compile(rb"<(\w+:)worksheet\b")
_DIMENSION = re.compile(rb"<dimension\s+ref=[\"'](?:[A-Z]+\d+:)?([A-Z]+)\d+[\"']")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ERROR_MARKS = (b't="e"', b"t='e'")
_VALUE = re.compile(rb"<v[^>]*>([^<]{1,40})</v>")
_NO_VALUE = rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
_VALUELESS = (re.compile(rb"</f>" + _NO_VALUE), re.compile(rb"<f [^>]*/>" + _NO_VALUE))
_FAR = re.compile(rb"<c r=[\"']([A-Z]{2,3}\d{1,7})[\"'][^>]*(?<!/)>(?!</c>)")
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\shidden=[\"'](?:1|true)[\"'][^>]*>")
_HIDDEN_COLUMN = re.compile(rb"<col\b[^>]*\shidden=[\"'](?:1|true)[\"'][^>]*>")
_NUMBERS = re.compile(rb"\s(r|min|max)=[\"'](\d{1,7})[\"']")

Overlay = dict[int, dict[int, Cell]]
"""Row -> column -> the text of an error."""


@dataclass(slots=True)
class _Scan:
    """One sheet being looked at."""

    facts: SheetFacts
    limits: Limits
    errors: Overlay = field(default_factory=dict)
    prefix: bytes = b""
    is_narrow: bool = False


def scan_sheet(package: zipfile.ZipFile, member: str, facts: SheetFacts, name: str, limits: Limits) -> Overlay:
    """Look through the XML of a sheet: fill its facts, and return the cells that hold errors."""
    scan = _Scan(facts, limits)
    with package.open(member) as stream:
        head = stream.read(_PIECE)
        prefix = _PREFIX.search(head)
        scan.prefix = prefix[1] if prefix else b""
        found = _DIMENSION.search(_plain(head, scan.prefix))
        place = place_of(f"{found[1].decode()}1") if found else None
        scan.is_narrow = place is not None and place[1] < limits.columns
    with package.open(member) as stream:
        for piece in _pieces(stream):
            _look(_plain(piece, scan.prefix), scan, name)
    return scan.errors


def _plain(piece: bytes, prefix: bytes) -> bytes:
    """XML without the namespace prefix that some programs write."""
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else piece


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Pieces that end with a row."""
    rest = b""
    while chunk := stream.read(_PIECE):
        rest += chunk
        cut = rest.rfind(b"row>") + len(b"row>")
        if cut < len(b"row>"):
            if len(rest) <= _LONGEST_ROW:
                continue
            cut = len(rest)
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


def _look(piece: bytes, scan: _Scan, name: str) -> None:
    if not scan.is_narrow:
        _refuse_far(piece, scan, name)
    for mark in _ERROR_MARKS:
        _find_errors(piece, mark, scan)
    if b"<f" in piece:
        _find_valueless(piece, scan.facts)
    if b"hidden=" in piece:
        _find_hidden(piece, scan.facts, scan.limits)


def _refuse_far(piece: bytes, scan: _Scan, name: str) -> None:
    for found in _FAR.finditer(piece):
        place = place_of(found[1].decode())
        if place and place[1] >= scan.limits.columns:
            raise far_cell(name, scan.facts.name, place, scan.limits)


def far_cell(name: str, sheet: str, place: tuple[int, int], limits: Limits) -> FileRefusedError:
    """The refusal of a table that is too wide."""
    return FileRefusedError(
        N_(
            "%(file)s, sheet %(sheet)s: cell %(cell)s is beyond the first %(limit)s columns, which are read. "
            "Delete what is not part of the table."
        ),
        file=name,
        sheet=sheet,
        cell=f"{letters(place[1])}{place[0]}",
        limit=limits.columns,
    )


def _find_errors(piece: bytes, mark: bytes, scan: _Scan) -> None:
    at = piece.find(mark)
    while at >= 0:
        start, end = piece.rfind(b"<", 0, at), piece.find(b"</c>", at)
        place = _place(piece[start : at + 200])
        value = _VALUE.search(piece, at, end)
        if piece.startswith(b"<c ", start) and place and value and place[1] < scan.limits.columns:
            scan.facts.errors.add(*place)
            scan.errors.setdefault(place[0], {})[place[1]] = value[1].decode("utf-8", "replace")
        at = piece.find(mark, at + 1)


def _place(tag: bytes) -> tuple[int, int] | None:
    found = _REFERENCE.search(tag[: tag.find(b">")])
    return place_of(found[1].decode()) if found else None


def _find_valueless(piece: bytes, facts: SheetFacts) -> None:
    for pattern in _VALUELESS:
        for found in pattern.finditer(piece):
            start = piece.rfind(b"<c ", 0, found.start())
            tag = piece[start : piece.find(b">", start) + 1]
            place = _place(tag)
            if place and b'"str"' not in tag:  # an empty text is a value
                facts.valueless.add(*place)


def _find_hidden(piece: bytes, facts: SheetFacts, limits: Limits) -> None:
    for found in _HIDDEN_ROW.finditer(piece):
        numbers = dict(_NUMBERS.findall(found[0]))
        if b"r" in numbers:
            facts.hidden_rows.add(int(numbers[b"r"]))
    for found in _HIDDEN_COLUMN.finditer(piece):
        numbers = dict(_NUMBERS.findall(found[0]))
        first, last = int(numbers.get(b"min", 1)), int(numbers.get(b"max", 0))
        facts.hidden_columns.update(range(first - 1, min(last, limits.columns)))
