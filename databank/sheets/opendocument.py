"""OpenDocument spreadsheets (.ods), row by row: a cell that is repeated a million times is never laid out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from xml.parsers import expat

from databank.errors import N_, FileRefusedError
from databank.sheets.cells import duration, number_of
from databank.sheets.excel import too_many_rows
from databank.sheets.facts import SheetFacts
from databank.sheets.packages import links_ignored, locked, parse
from databank.sheets.scanning import far_cell
from databank.sheets.spool import SheetSpool, Spool
from databank.sheets.values import Cell, Merged

_MOST_REPEATED = 1_000
_MOST_SPACES = 100
_ASIDE = frozenset(
    {"office:annotation", "draw:text-box", "draw:custom-shape", "table:dde-links", "table:tracked-changes"}
)
"""Elements whose text and tables are not those of the sheet."""
_NUMBERS = frozenset({"float", "percentage", "currency"})
_READ_AS_TEXT = frozenset({None, "string"})

Given = dict[str, str]


def read_opendocument(package: zipfile.ZipFile, spool: Spool) -> None:
    """Write every table of the document to the spool."""
    manifest = "META-INF/manifest.xml"
    if manifest in package.namelist() and b"encryption-data" in package.read(manifest):
        raise locked(spool.name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reader = _Reader(spool, parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parse(package, "content.xml", parser, spool.name)
    if reader.has_links:
        spool.notes.append(links_ignored(spool.name))


def _count(given: Given, key: str) -> int:
    text = given.get(key, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1  # noqa: PLR2004 - 9 digits


class _Reader:
    """What has been read of the table, row and cell that are open."""

    def __init__(self, spool: Spool, parser: expat.XMLParserType) -> None:
        self.has_links = False
        self._spool = spool
        self._parser = parser
        self._aside = 0
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._sheet: SheetSpool | None = None
        self._column_count = 0
        self._row: list[Cell] = []
        self._given_row: Given = {}
        self._number = 1
        self._column = 0
        self._cell: Given = {}
        self._texts: list[str] = []
        self._starts: dict[str, Callable[[Given], None]] = {
            "style:style": self._start_style,
            "style:table-properties": self._start_table_properties,
            "table:table": self._start_table,
            "table:table-source": self._start_source,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:covered-table-cell": self._start_covered,
            **dict.fromkeys(_ASIDE, self._start_aside),
            "text:s": self._start_spaces,
            "text:tab": self._start_tab,
            "text:line-break": self._start_break,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table:table": self._end_table,
            "table:table-row": self._end_row,
        }

    def start(self, tag: str, given: Given) -> None:
        """An element begins."""
        if self._aside:
            self._aside += tag in _ASIDE
        elif tag == "table:table-cell":  # the two that come a million times are told from the others first
            self._cell, self._texts = given, []
        elif tag == "text:p":
            if self._texts:
                self._texts.append("\n")
            if self._cell.get("office:value-type") in _READ_AS_TEXT:
                self._parser.CharacterDataHandler = self._take
        elif tag in self._starts:
            self._starts[tag](given)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _ASIDE:
            self._aside -= 1
        elif not self._aside:
            if tag == "text:p":
                self._parser.CharacterDataHandler = None
            elif tag == "table:table-cell":
                self._end_cell()
            elif tag in self._ends:
                self._ends[tag]()

    # --- Sheets and columns ---

    def _start_style(self, given: Given) -> None:
        self._style = given.get("style:name", "")

    def _start_table_properties(self, given: Given) -> None:
        if given.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, given: Given) -> None:
        is_hidden = given.get("table:style-name") in self._hidden_styles
        self._sheet = self._spool.sheet(SheetFacts(name=given.get("table:name", ""), is_hidden=is_hidden))
        self._number, self._column_count = 1, 0

    def _end_table(self) -> None:
        self._sheet = None

    def _start_source(self, _given: Given) -> None:
        self.has_links = True

    def _start_column(self, given: Given) -> None:
        first = self._column_count
        self._column_count += _count(given, "table:number-columns-repeated")
        if self._sheet and given.get("table:visibility", "visible") != "visible":
            last = min(self._column_count, self._spool.limits.columns)
            self._sheet.facts.hidden_columns.update(range(first, last))

    # --- Rows ---

    def _start_row(self, given: Given) -> None:
        self._given_row, self._row, self._column = given, [], 0

    def _end_row(self) -> None:
        repeated = _count(self._given_row, "table:number-rows-repeated")
        if self._row and self._sheet:
            self._write_row(self._sheet, repeated)
        self._number += repeated

    def _write_row(self, sheet: SheetSpool, repeated: int) -> None:
        last = self._number + repeated - 1
        if last > self._spool.limits.sheet_rows:
            raise too_many_rows(self._spool, sheet.facts.name)
        if repeated > _MOST_REPEATED:
            raise FileRefusedError(
                N_(
                    "%(file)s, sheet %(sheet)s: row %(row)s stands there %(count)s times. "
                    "Delete what is not part of the table."
                ),
                file=self._spool.name,
                sheet=sheet.facts.name,
                row=self._number,
                count=repeated,
            )
        for number in range(self._number, last + 1):
            sheet.write(number, self._row if repeated == 1 else list(self._row))
        if self._given_row.get("table:visibility", "visible") != "visible":
            sheet.facts.hidden_rows.update(range(self._number, last + 1))

    # --- Cells ---

    def _start_covered(self, given: Given) -> None:
        self._column += _count(given, "table:number-columns-repeated")

    def _start_aside(self, _given: Given) -> None:
        self._aside = 1
        self._parser.CharacterDataHandler = None

    def _end_cell(self) -> None:
        given, first = self._cell, self._column
        repeated = _count(given, "table:number-columns-repeated") if "table:number-columns-repeated" in given else 1
        self._column += repeated
        cell = self._value(given)
        if cell is None or not self._sheet:
            return
        if self._column > self._spool.limits.columns:
            far = max(first, self._spool.limits.columns)
            raise far_cell(self._spool.name, self._sheet.facts.name, (self._number, far), self._spool.limits)
        self._row.extend([None] * (first - len(self._row)))
        self._row.extend([cell] * repeated)
        if "table:number-columns-spanned" in given or "table:number-rows-spanned" in given:
            self._note_merged(self._sheet.facts, first)

    def _note_merged(self, facts: SheetFacts, column: int) -> None:
        rows = _count(self._cell, "table:number-rows-spanned")
        columns = _count(self._cell, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            facts.merged.append(Merged(self._number, column, self._number + rows - 1, column + columns - 1))

    def _value(self, given: Given) -> Cell:
        kind = given.get("office:value-type")
        if kind in _READ_AS_TEXT:
            cell: Cell = "".join(self._texts) or given.get("office:string-value") or None
        elif kind in _NUMBERS:
            cell = _number(given.get("office:value", ""))
        elif kind == "date":
            cell = given.get("office:date-value", "").removesuffix("T00:00:00").partition(".")[0] or None
        elif kind == "time":
            cell = duration(given.get("office:time-value", "")) or None
        elif kind == "boolean":
            cell = "1" if given.get("office:boolean-value") == "true" else "0"
        else:
            cell = None
        if "table:formula" in given and self._sheet:
            self._note_formula(given, cell, self._sheet.facts)
        return cell

    def _note_formula(self, given: Given, cell: Cell, facts: SheetFacts) -> None:
        if given.get("calcext:value-type") == "error":
            facts.errors.add(self._number, self._column - 1)
        elif cell is None and "office:value-type" not in given:
            facts.valueless.add(self._number, self._column - 1)

    # --- Text inside a cell ---

    def _take(self, text: str) -> None:
        self._texts.append(text)

    def _start_spaces(self, given: Given) -> None:
        self._texts.append(" " * min(_count(given, "text:c"), _MOST_SPACES))

    def _start_tab(self, _given: Given) -> None:
        self._texts.append("\t")

    def _start_break(self, _given: Given) -> None:
        self._texts.append("\n")


def _number(text: str) -> Cell:
    try:
        return number_of(float(text))
    except ValueError:
        return text or None
