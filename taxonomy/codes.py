"""The words every list shares: languages, titles in three languages, and how a code list file is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal, get_args

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class TaxonomyError(Exception):
    """A shipped list is wrong. The sentence names the file, the line and what would be right."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {message}")
        self.file = file
        self.line = line


class UnknownCodeError(LookupError):
    """A code that stands in no list."""

    def __init__(self, code: str, list_name: str) -> None:
        super().__init__(f"{code!r} is not in {list_name}.")
        self.code = code
        self.list_name = list_name


@dataclass(frozen=True, slots=True)
class Titles:
    """One name in Finnish, Swedish and English. `derived` names the languages that are our own translation."""

    fi: str
    sv: str
    en: str
    derived: frozenset[str] = frozenset()

    def in_language(self, language: str) -> str:
        """The title in `language`; the first one that is not empty in the order asked, fi, en, sv."""
        return str(getattr(self, language, "") or self.fi or self.en or self.sv)


@dataclass(frozen=True, slots=True)
class ListInfo:
    """Where a list comes from: every shipped CSV has a JSON file of the same name with these members."""

    title: str
    version: str
    source: str
    licence: str
    date: str


def titles_of(row: Mapping[str, str], column: str = "title") -> Titles:
    """The titles of a row with the columns ``title_fi``, ``title_sv``, ``title_en`` and, if any, ``derived``."""
    derived = frozenset(filter(None, row.get("derived", "").split(";")))
    return Titles(fi=row[f"{column}_fi"], sv=row[f"{column}_sv"], en=row[f"{column}_en"], derived=derived)


def parts(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several.

    >>> parts("170101;170107"), parts("")
    (('170101', '170107'), ())
    """
    return tuple(filter(None, cell.split(";")))


def read_rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of ``taxonomy/data/<name>.csv``; the header is line 1."""
    return parse_rows(f"{name}.csv", _data_text(f"{name}.csv"))


def parse_rows(file: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a list; a row with too few or too many cells is a TaxonomyError."""
    reader = csv.reader(text.splitlines())
    columns = next(reader, [])
    if not columns:
        raise TaxonomyError(file, None, "the file is empty; its first line must name the columns.")
    for cells in reader:
        if len(cells) != len(columns):
            raise TaxonomyError(file, reader.line_num, f"every row needs {len(columns)} cells, as in the first line.")
        yield reader.line_num, dict(zip(columns, cells, strict=True))


def list_info(name: str) -> ListInfo:
    """Read the metadata file beside a list."""
    return ListInfo(**json.loads(_data_text(f"{name}.json")))


def list_names() -> tuple[str, ...]:
    """The names of all shipped lists."""
    files = (resources.files("taxonomy") / "data").iterdir()
    return tuple(sorted(file.name.removesuffix(".csv") for file in files if file.name.endswith(".csv")))


def _data_text(file: str) -> str:
    return (resources.files("taxonomy") / "data" / file).read_text("utf-8")
