"""A first look at a book: which sheets to read, where the tables begin, what their columns are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from databank.errors import N_, FileRefusedError, Sentence
from databank.imports.reading.assigning import assign
from databank.imports.reading.dates import month_number, years_in
from databank.imports.reading.grids import Grid, find_table
from databank.imports.reading.headings import AMOUNTS, matches
from databank.imports.reading.lists import CARRIER, Layout, sheet_words
from databank.imports.reading.periods import in_parts
from databank.imports.reading.recognising import LAYOUT_NOTES, Found, find_layout, identity_of
from databank.imports.values import Column, ImportMapping, TableReading
from databank.schemas import COLUMNS, SCHEMAS
from databank.sheets import Book, Sheet
from databank.vocabulary import fold

SAME_TABLE_FROM = 0.7
"""Sheets of which this share of the columns is the same are one table in several parts."""
LATEST_AHEAD = 1
NO_HEADING = N_(
    "%(file)s: no heading was found. Write the names of the columns, such as name, waste code and amount, "
    "on one row above the data."
)
SKIPPED = N_("The sheet %(sheet)s was not read: its columns are others. Choose it if it is needed.")
HIDDEN = N_("The sheet %(sheet)s is hidden and was not read. Choose it if it is needed.")
PARTS = N_("The amounts of these columns are parts of a year and are added up: %(columns)s.")
NO_AMOUNTS = N_(
    "No column of amounts was found, so the rows come in without an amount. If one of these columns holds it, choose "
    "it: %(columns)s."
)
MOSTLY = 0.8
NO_UNIT = N_("No unit is given for the amounts: they are read as tonnes.")
YEAR_FROM = N_("Rows that name no year are of %(year)s, as the title or the name of the sheet says.")
SITE_FROM = N_("The rows of the sheet %(sheet)s are of the site that it is named after.")
PEOPLE = N_("Columns about people and vehicles were left out: %(columns)s. They do not belong in the data bank.")
CARRIERS = N_("Carriers are not kept in the data bank: %(columns)s.")
UNKNOWN = N_("These columns were not recognised and are left out: %(columns)s. Choose what they are, if needed.")
NOT_THERE = N_("The mapping names columns that the file does not have: %(columns)s.")
_NEVER_MISSING = frozenset({"id", "record_id", "organisation_id", "material_class", "material_classes"})
_DATE = re.compile(r"\d{1,2}\s*[./]\s*\d{1,2}\s*[./]\s*((?:19|20)\d{2})|((?:19|20)\d{2})-\d{2}-\d{2}")
_SITE_SIGNS = re.compile(r"[\W\d_]+")


def propose(book: Book, kind: str, mapping: ImportMapping | None = None, *, today: date) -> tuple[TableReading, ...]:
    """How the sheets of a book are read as rows of a kind; what people decided wins over every guess.

    Raises
    ------
    FileRefusedError
        When no sheet has a heading, or a chosen sheet or layout does not exist.
    """
    mapping = mapping or ImportMapping()
    chosen = [book.sheet(name) for name in mapping.sheets]
    looked = [(sheet, find_table(sheet, kind, mapping.columns)) for sheet in chosen or _visible(book)]
    grids = [grid for _, grid in looked if grid is not None]
    if not grids:
        raise FileRefusedError(NO_HEADING, file=book.name)
    drafts = [_Draft(book, kind, grid, mapping, today) for grid in grids]
    parts = drafts if chosen else _parts_of_one(drafts)
    notes = list(_strange(drafts, mapping))
    if not chosen:
        notes += _not_read(book, [draft.grid.sheet for draft in parts])
    readings = [draft.reading(_site_of(draft, parts)) for draft in parts]
    first = readings[0]
    return (replace_notes(first, (*first.notes, *notes)), *readings[1:])


def _visible(book: Book) -> list[Sheet]:
    shown = [sheet for sheet in book.sheets if not sheet.is_hidden]
    return shown or list(book.sheets)


def _not_read(book: Book, read: Sequence[Sheet]) -> Iterator[Sentence]:
    names = {sheet.name for sheet in read}
    for sheet in book.sheets:
        if sheet.name not in names and sheet.row_count:
            yield Sentence(HIDDEN if sheet.is_hidden else SKIPPED, sheet=sheet.name)


def _strange(drafts: Sequence[_Draft], mapping: ImportMapping) -> Iterator[Sentence]:
    """Headings that people decided about and that no sheet has: they may be misspelt."""
    known = {column.heading for draft in drafts for column in draft.columns}
    strange = [name for name in (*mapping.columns, *mapping.units) if name not in known]
    if strange:
        yield Sentence(NOT_THERE, columns=", ".join(dict.fromkeys(strange)))


def replace_notes(reading: TableReading, notes: Iterable[Sentence]) -> TableReading:
    """The same reading with other notes, none twice."""
    values = {name: getattr(reading, name) for name in TableReading.__slots__}
    return TableReading(**{**values, "notes": tuple(dict.fromkeys(notes))})


class _Draft:
    """One sheet on its way to its reading."""

    def __init__(self, book: Book, kind: str, grid: Grid, mapping: ImportMapping, today: date) -> None:
        self.kind, self.grid, self.mapping, self.today = kind, grid, mapping, today
        self.columns = _with_units(assign(grid.columns, kind, mapping.columns), mapping)
        texts = (*grid.titles, grid.sheet.name, book.name, *(column.heading for column in grid.columns))
        self.found: Found = find_layout(kind, self.columns, grid.columns, texts, mapping.layout)
        if self.found.layout is not None:
            self.columns = [_without_people(column) for column in self.columns]
        self.fields = frozenset(column.field for column in self.columns if column.field)

    @property
    def layout(self) -> Layout | None:
        return self.found.layout

    def reading(self, site: str | None) -> TableReading:
        """The reading, with what the sheet says about all of its rows."""
        options = self._options(site)
        if self.is_in_parts and options.get("year", "").isdigit():
            year = int(options["year"])
            self.columns = [
                _replaced(one, year=one.year or year) if one in self._amounts else one for one in self.columns
            ]
        return TableReading(
            kind=self.kind,
            sheet=self.grid.sheet.name,
            columns=tuple(self.columns),
            title_rows=self.grid.title_rows,
            heading_rows=self.grid.heading_rows,
            first_row=self.grid.first_row,
            layout=self.layout.id if self.layout else None,
            layout_score=self.found.score,
            identity=identity_of(self.kind, self.layout),
            is_log=self.is_in_parts or (self.layout is not None and self.layout.is_log),
            options=options,
            missing=tuple(self._missing(options)),
            notes=tuple(self._notes(options, site)),
        )

    def _options(self, site: str | None) -> dict[str, str]:
        given = dict(self.mapping.options)
        options: dict[str, str] = {}
        columns = COLUMNS[self.kind]
        if self.layout is not None:
            options |= {"kind": self.layout.record_kind, "method": self.layout.method, "legal_status": "waste"}
        if given.get("record_kind"):
            options["kind"] = given.pop("record_kind")
        if "language" in columns and (language := language_of(self.columns, self.kind)):
            options["language"] = language
        if "year" in columns and (year := self._year()) is not None:
            options["year"] = str(year)
        if site is not None:
            options["site_id"] = site
        kept = {name: value for name, value in options.items() if name in columns and name not in self.fields}
        return {**kept, **{name: value for name, value in given.items() if value}}

    def _year(self) -> int | None:
        if self.mapping.options.get("year") or "year" in self.fields or self._yearly:
            return None
        own = [column.year for column in self._amounts if column.year]
        if len(own) == 1:
            return own[0]
        latest = self.today.year + LATEST_AHEAD
        for texts in ([self.grid.sheet.name], self.grid.titles):
            years = [year for year in _title_years(texts) if year <= latest]
            if len(set(years)) == 1:
                return years[0]
        return None

    @property
    def _amounts(self) -> list[Column]:
        amount = AMOUNTS.get(self.kind, "amount")
        return [column for column in self.columns if column.field == amount]

    @property
    def _yearly(self) -> bool:
        return len(self._amounts) > 1 and all(column.year is not None for column in self._amounts)

    @property
    def is_in_parts(self) -> bool:
        """Whether months or quarters stand in columns of their own."""
        return in_parts(self.columns, "amount")

    def _missing(self, options: Mapping[str, str]) -> Iterator[str]:
        given = {*self.fields, *options}
        required = [name for name in COLUMNS[self.kind] if SCHEMAS[self.kind].fields[name].required]
        for name in required:
            from_code = name == "name" and "waste_code" in given
            if name in _NEVER_MISSING or name in given or from_code:
                continue
            if name != "year" or not (self._yearly or "load_date" in given):
                yield name
        told = {"year", "period", "load_date", "id"} & given
        if self.kind == "side-streams" and "amount" in self.fields and not told and not self._yearly:
            yield "year"

    def _unread_numbers(self) -> list[str]:
        """Columns of numbers that nobody knows: one of them may be the amount."""
        unread = {column.index: column.heading[:60] for column in self.columns if column.field is None}
        return [
            unread[one.index] for one in self.grid.columns if one.index in unread and one.contents.numbers >= MOSTLY
        ][:20]

    def _notes(self, options: Mapping[str, str], site: str | None) -> Iterator[Sentence]:
        if self.is_in_parts:
            yield Sentence(PARTS, columns=", ".join(column.heading[:60] for column in self._amounts[:20]))
        if self.kind == "side-streams" and not self._amounts and (numbers := self._unread_numbers()):
            yield Sentence(NO_AMOUNTS, columns=", ".join(numbers))
        if self.layout is not None:
            yield Sentence(LAYOUT_NOTES[self.layout.id])
        if "year" in options and not self.mapping.options.get("year"):
            yield Sentence(YEAR_FROM, year=options["year"])
        if site is not None:
            yield Sentence(SITE_FROM, sheet=site)
        has_unit = "unit" in {*self.fields, *options} or any(column.unit for column in self._amounts)
        if "unit" in COLUMNS[self.kind] and self._amounts and not has_unit:
            yield Sentence(NO_UNIT)
        for reason, sentence in (("personal", PEOPLE), (CARRIER, CARRIERS), ("none", UNKNOWN)):
            names = [column.heading for column in self.columns if column.field is None and column.reason == reason]
            if names:
                yield Sentence(sentence, columns=", ".join(name[:60] for name in names[:20]))


def _with_units(columns: Sequence[Column], mapping: ImportMapping) -> list[Column]:
    if not mapping.units:
        return list(columns)
    return [_replaced(column, unit=mapping.units.get(column.heading, column.unit)) for column in columns]


def _without_people(column: Column) -> Column:
    """In records and documents a contact is a driver or a signatory: it is left out."""
    if column.field in {"contact_name", "contact_email"} and column.reason != "chosen":
        return _replaced(column, field=None, reason="personal", samples=())
    return column


def _replaced(column: Column, **changes: object) -> Column:
    values: dict[str, object] = {name: getattr(column, name) for name in Column.__slots__}
    return Column(**{**values, **changes})  # type: ignore[arg-type]


def language_of(columns: Sequence[Column], kind: str) -> str:
    """The language of most headings; the empty text when they are names of our own, which tell nothing."""
    counts: Counter[str] = Counter()
    for column in columns:
        is_own = column.heading in COLUMNS[kind]
        match = matches(column.heading, kind).get(column.field) if column.field and not is_own else None
        if match is not None and match.language:
            counts[match.language] += 1
    return counts.most_common(1)[0][0] if counts else ""


def _title_years(texts: Iterable[str]) -> Iterator[int]:
    """Years of titles; a day on which something was printed is none, but two days of one year are a period."""
    for text in texts:
        days = [int(one or other) for one, other in _DATE.findall(text)]
        if len(days) > 1 and len(set(days)) == 1:
            yield days[0]
        yield from years_in(_DATE.sub(" ", text))


# --- several sheets ----------------------------------------------------------------------------------------------


def _parts_of_one(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The best table and those that have the same columns."""
    best = max(drafts, key=lambda draft: (draft.grid.strength, draft.grid.sheet.row_count))
    return [draft for draft in drafts if draft is best or _alike(draft.fields, best.fields)]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) / len(one | other) >= SAME_TABLE_FROM


def _site_of(draft: _Draft, parts: Sequence[_Draft]) -> str | None:
    """The site that a sheet is named after, when every sheet is named after another one and no column tells."""
    if len(parts) < 2 or "site_id" not in COLUMNS[draft.kind] or "site_id" in draft.fields:  # noqa: PLR2004
        return None
    if draft.mapping.options.get("site_id"):
        return None
    names = [_place_in(part.grid.sheet.name) for part in parts]
    return _place_in(draft.grid.sheet.name) if all(names) and len(set(names)) > 1 else None


def _place_in(name: str) -> str:
    """What is left of the name of a sheet without years and words such as "Taul1" or "Jätteet"."""
    words = [word for word in name.replace("_", " ").split() if not _is_common(word)]
    return " ".join(words).strip(" -–,;:()")


def _is_common(word: str) -> bool:
    bare = fold(_SITE_SIGNS.sub("", word))
    return len(bare) <= 1 or bare in sheet_words() or month_number(bare) is not None
