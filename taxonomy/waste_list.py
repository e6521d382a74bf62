"""The List of Waste (Decision 2000/532/EC) with the Finnish entries, in its editions.

Edition "2015" is a whole list; edition "2026" is the same list with the changes of Decision (EU) 2025/934.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of

Level = Literal["chapter", "subchapter", "entry"]
EntryType = Literal["AH", "AN", "MH", "MN", ""]

EDITIONS: tuple[str, ...] = ("2015", "2026")
DEFAULT_BATTERY_CODES_FROM = date(2026, 12, 9)
"""Day from which edition 2026 applies, after the corrigendum; some sources say 9 November 2026."""

NO_BREAK_SPACE = "\u00a0"
_SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-\u2010-\u2014]+")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteEntry:
    """A chapter, a sub-chapter or an entry of the list.

    Attributes
    ----------
    hazardous, hazardous_fi : bool or None
        Flag of the EU list and of the Finnish list; None for chapters, sub-chapters and where the list lacks the entry.
    entry_type : str
        AH, AN: absolutely hazardous or not; MH, MN: mirror entry; "" where no source tells.
    """

    code: str
    level: Level
    parent: str | None
    titles: Titles
    hazardous: bool | None
    hazardous_fi: bool | None
    entry_type: EntryType
    mirror_codes: tuple[str, ...]
    in_eu: bool
    in_fi: bool

    @property
    def display(self) -> str:
        """The code as it is printed in Finland: "10 09 07*"."""
        return display_code(self.code, hazardous=bool(self.hazardous_fi))


@dataclass(frozen=True)
class WasteList:
    """One edition: every chapter, sub-chapter and entry by its code."""

    name: str
    entries: Mapping[str, WasteEntry]
    _children: Mapping[str, tuple[WasteEntry, ...]] = field(repr=False)

    def entry(self, code: str) -> WasteEntry:
        """The entry, sub-chapter or chapter with this code of digits only."""
        try:
            return self.entries[code]
        except KeyError:
            raise UnknownCodeError(code, f"List of Waste, edition {self.name}") from None

    def children(self, code: str = "") -> tuple[WasteEntry, ...]:
        """What stands directly below `code`; the chapters for an empty code."""
        if code:
            self.entry(code)
        return self._children.get(code, ())

    def mirror_twins(self, code: str) -> tuple[WasteEntry, ...]:
        """The entries that describe the same waste with the other hazard flag."""
        return tuple(self.entry(twin) for twin in self.entry(code).mirror_codes)


def parse_code(text: str) -> str:
    """Read a waste code as people write it: "10 09 08*", "100908", "10-09-08" all give "100908".

    Raises
    ------
    ValueError
        If the text is not six digits.
    UnknownCodeError
        If no edition has the code.
    """
    code = _SEPARATORS.sub("", text.strip().rstrip("*"))
    if not _SIX_DIGITS.fullmatch(code):
        raise ValueError(f"{text!r} is not a waste code. Write six digits, for example 10 09 08.")
    for name in EDITIONS:
        found = edition(name).entries.get(code)
        if found is not None:
            return code
    raise UnknownCodeError(display_code(code).replace(NO_BREAK_SPACE, " "), "the List of Waste")


def display_code(code: str, *, hazardous: bool = False) -> str:
    """Pairs of digits with no-break spaces, and the star of a hazardous entry."""
    pairs = NO_BREAK_SPACE.join(code[start : start + 2] for start in range(0, len(code), 2))
    return pairs + "*" if hazardous else pairs


@cache
def edition(name: str) -> WasteList:
    """The edition "2015" or "2026"."""
    if name not in EDITIONS:
        raise UnknownCodeError(name, "the editions of the List of Waste")
    rows: Iterable[dict[str, str]] = _base_rows()
    if name == "2026":
        rows = amended(rows, [row for _, row in read_rows("waste_list_changes_2026")])
    return waste_list(name, rows)


@cache
def _base_rows() -> tuple[dict[str, str], ...]:
    return tuple(row for _, row in read_rows("waste_list"))


@cache
def entry_codes() -> frozenset[str]:
    """Every six-digit code of every edition."""
    return frozenset(
        code for name in EDITIONS for code, entry in edition(name).entries.items() if entry.level == "entry"
    )


def edition_in_force(on: date, battery_codes_from: date = DEFAULT_BATTERY_CODES_FROM) -> WasteList:
    """The edition that holds on a day."""
    return edition("2026" if on >= battery_codes_from else "2015")


def amended(rows: Iterable[dict[str, str]], changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of a list after an amendment whose column ``change`` is new, renamed or removed."""
    by_code = {row["code"]: row for row in rows}
    for change in changes:
        if change["change"] == "removed":
            by_code.pop(change["code"], None)
        else:
            by_code[change["code"]] = change
    return sorted(by_code.values(), key=lambda row: row["code"])


def waste_list(name: str, rows: Iterable[dict[str, str]]) -> WasteList:
    """Build an edition from rows in the order of their codes."""
    entries = {row["code"]: _entry(row) for row in rows}
    children: dict[str, list[WasteEntry]] = {}
    for entry in entries.values():
        children.setdefault(entry.parent or "", []).append(entry)
    return WasteList(
        name=name,
        entries=MappingProxyType(entries),
        _children=MappingProxyType({code: tuple(below) for code, below in children.items()}),
    )


def _entry(row: Mapping[str, str]) -> WasteEntry:
    return WasteEntry(
        code=row["code"],
        level=cast(Level, row["level"]),
        parent=row["parent"] or None,
        titles=titles_of(row),
        hazardous=_flag(row["hazardous"]),
        hazardous_fi=_flag(row["hazardous_fi"]),
        entry_type=cast(EntryType, row["entry_type"]),
        mirror_codes=tuple(filter(None, row["mirror_codes"].split(";"))),
        in_eu=row["in_eu"] == "1",
        in_fi=row["in_fi"] == "1",
    )


def _flag(cell: str) -> bool | None:
    return None if cell == "" else cell == "1"
