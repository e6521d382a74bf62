"""The first rows of a sheet: where its heading is, what stands above it, what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from databank.imports.reading.assigning import ACCEPTED_FROM, TableColumn
from databank.imports.reading.contents import Contents, written
from databank.imports.reading.headings import best_score, is_bare, is_data, parse_heading
from databank.imports.reading.lists import LONGEST_TEXT, total_words
from databank.sheets import Cell, Merged, Sheet
from databank.vocabulary import fold

HEAD_ROWS = 200
"""Rows of a sheet that are looked at before it is known how to read it."""
HEADING_WITHIN = 60
TALLEST = 3
"""Most rows that one heading takes."""
DATA_COSTS, ROW_COSTS, UNIT_GIVES, YEAR_GIVES = 1.0, 0.15, 0.25, 0.35
ENOUGH = 1.5
"""Two known headings; a table of two columns needs only one, and so does one with several years."""
NARROW = 2
WORDY_FROM = 2

Rows = Sequence[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table that was found on a sheet.

    Attributes
    ----------
    strength : float
        How many of its headings are known, weighted by how surely.
    titles : tuple of str
        The texts above its heading.
    """

    sheet: Sheet
    columns: tuple[TableColumn, ...]
    titles: tuple[str, ...]
    title_rows: tuple[int, ...]
    heading_rows: tuple[int, ...]
    first_row: int
    strength: float
    sample: tuple[list[Cell], ...]


def find_table(sheet: Sheet, kind: str, chosen: Mapping[str, str | None]) -> Grid | None:
    """The table of a sheet; None for a sheet without cells, or one of which no row can be a heading."""
    rows = [(number, cells) for number, cells in sheet.head(HEAD_ROWS) if any(not is_blank(cell) for cell in cells)]
    best: tuple[float, int, int] | None = None
    for start in range(min(len(rows), HEADING_WITHIN)):
        for height in range(1, min(TALLEST, len(rows) - start) + 1):
            score = _score(rows[start : start + height], sheet.merged, kind, chosen)
            if score is not None and (best is None or score > best[0] + 1e-9):
                best = (score, start, height)
    if best is not None and best[0] > 0:
        return _grid(sheet, rows, best[1], best[2], best[0])
    unknown = _wordy_row(rows, kind)
    return _grid(sheet, rows, unknown, 1, 0.0) if unknown is not None else None


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _score(rows: Rows, merged: Sequence[Merged], kind: str, chosen: Mapping[str, str | None]) -> float | None:
    """How good some rows together are as the heading; None when too little of them is known."""
    names = [text for text in headings(rows, merged).values() if text]
    known: dict[str, float] = {}
    for text in names:
        score = 1.0 if text in chosen else best_score(text, kind)
        if score >= ACCEPTED_FROM:
            known[text] = score
    wordy = sum(score for text, score in known.items() if not is_bare(text))
    years = {year for text in known if (year := parse_heading(text).year) is not None}
    is_enough = wordy >= ENOUGH or len(years) > 1 or len(names) <= NARROW
    if not wordy or not is_enough:
        return None
    total = sum(known.values())
    parsed = [parse_heading(text) for text in known]
    total += UNIT_GIVES * sum(heading.unit is not None for heading in parsed)
    total += YEAR_GIVES * len(years) if len(years) > 1 else 0.0
    data = sum(is_data(written(cell)[:LONGEST_TEXT]) for _, cells in rows for cell in cells if not is_blank(cell))
    return total - DATA_COSTS * data - ROW_COSTS * (len(rows) - 1)


def headings(rows: Rows, merged: Sequence[Merged]) -> dict[int, str]:
    """The heading of every column: the texts of its rows one under another, a wide one over all that it spans."""
    width = max((len(cells) for _, cells in rows), default=0)
    lines = [
        _spread(number, cells, merged, width, below=rows[place + 1 :]) for place, (number, cells) in enumerate(rows)
    ]
    texts = (" ".join(dict.fromkeys(line[index] for line in lines if line[index])) for index in range(width))
    return {index: text[:LONGEST_TEXT] for index, text in enumerate(texts)}


def _spread(number: int, cells: list[Cell], merged: Sequence[Merged], width: int, below: Rows) -> list[str]:
    """One row of a heading with a text over several columns written into each of them."""
    texts = [" ".join(written(cell)[:LONGEST_TEXT].split()) for cell in cells] + [""] * (width - len(cells))
    spans = [
        span for span in merged if span.first_row <= number <= span.last_row and span.last_column > span.first_column
    ]
    for span in spans:
        for index in range(span.first_column + 1, min(span.last_column + 1, width)):
            texts[index] = texts[index] or texts[span.first_column]
    if not below or merged:
        return texts
    under = [any(index < len(row) and not is_blank(row[index]) for _, row in below) for index in range(width)]
    for index in range(1, width):
        if not texts[index] and texts[index - 1] and under[index] and under[index - 1]:
            texts[index] = texts[index - 1]
    return texts


def _wordy_row(rows: Rows, kind: str) -> int | None:
    """A row of different words over rows of another make: a heading that says nothing we know."""
    for place, (_, cells) in enumerate(rows[:-1]):
        texts = [written(cell).strip()[:LONGEST_TEXT] for cell in cells if not is_blank(cell)]
        if len(texts) < WORDY_FROM or len(set(texts)) < len(texts) or any(map(is_data, texts)):
            continue
        if any(len(text) > 60 for text in texts) or max(best_score(text, kind) for text in texts) < 0.5:  # noqa: PLR2004
            continue
        if any(is_data(written(cell)[:LONGEST_TEXT]) for cell in rows[place + 1][1]):
            return place
    return None


def _grid(sheet: Sheet, rows: Rows, start: int, height: int, strength: float) -> Grid:
    heading, below = rows[start : start + height], rows[start + height :]
    names = headings(heading, sheet.merged)
    width = max(len(names), *(len(cells) for _, cells in below), 0) if below else len(names)
    sample = tuple(cells for _, cells in below if not _is_end(cells))
    columns = tuple(
        TableColumn(index, names.get(index, ""), Contents([row[index] for row in sample if index < len(row)]))
        for index in range(width)
    )
    used = tuple(column for column in columns if column.heading or 2 * len(column.contents.texts) > len(sample))
    return Grid(
        sheet=sheet,
        columns=used,
        titles=tuple(written(cell)[:LONGEST_TEXT] for _, cells in rows[:start] for cell in cells if not is_blank(cell)),
        title_rows=tuple(number for number, _ in rows[:start]),
        heading_rows=tuple(number for number, _ in heading),
        first_row=heading[-1][0] + 1,
        strength=strength,
        sample=sample,
    )


def _is_end(cells: Sequence[Cell]) -> bool:
    """Whether a row is a total, which says nothing about the make of its column."""
    return any(isinstance(cell, str) and fold(cell[:LONGEST_TEXT]).strip(" :.") in total_words() for cell in cells)
