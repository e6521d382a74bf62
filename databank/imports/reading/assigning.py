"""Which column of a table is which column of the kind: the best whole, not the best for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from databank.imports.reading.contents import Contents, by_content, weighed
from databank.imports.reading.headings import AMOUNTS, Match, matches, parse_heading
from databank.imports.reading.lists import LEFT_OUT, NOT_SHOWN, PRIVATE, aids
from databank.imports.reading.periods import part_of_year, parts_among
from databank.imports.values import Column
from databank.schemas import COLUMNS
from taxonomy.units import UNITS, Unit

ACCEPTED_FROM = 0.75
"""A match with at least this score is taken; below it is only offered."""
OFFERED_FROM = 0.5
WITH_LOADS = "side-streams"
"""The kind whose rows may be parts that are added up."""
PART = 0.85
"""How surely a column under a month holds an amount when no other does."""
BEST = 0.999
"""A guess is never as sure as a choice of a person or a name of our own."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to take one column."""

    field: str
    score: float
    reason: str
    language: str = ""


NOT_KNOWN = Option("", 0.0, "none")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the table before it is known what it is."""

    index: int
    heading: str
    contents: Contents


def letter_of(index: int) -> str:
    """How a spreadsheet calls a column.

    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def options_for(column: TableColumn, kind: str) -> list[Option]:
    """What a column may be, best first."""
    named = matches(column.heading, kind) if column.heading else {}
    found = [_weighed(field, match, column.contents) for field, match in named.items()]
    for field in {*COLUMNS[kind], *aids(kind)} - set(named):
        score = by_content(field, column.contents)
        if score and not (column.heading and any(match.score >= ACCEPTED_FROM for match in named.values())):
            found.append(Option(field, score, "content"))
    return sorted(found, key=lambda option: (-option.score, option.field))


def _weighed(field: str, match: Match, contents: Contents) -> Option:
    score = match.score if match.reason == "exact" else min(weighed(field, match.score, contents), BEST)
    return Option(field, round(score, 3), match.reason, match.language)


def assign(table: Sequence[TableColumn], kind: str, chosen: Mapping[str, str | None]) -> list[Column]:
    """What every column is: chosen ones first, then the assignment with the greatest sum of scores."""
    names = headings_of(table)
    options = {column.index: options_for(column, kind) for column in table}
    decided = {
        column.index: _chosen(chosen[names[column.index]], options[column.index])
        for column in table
        if names[column.index] in chosen
    }
    taken = {option.field for option in decided.values() if option.field}
    amount = AMOUNTS.get(kind, "amount")
    if amount not in taken:
        free = [column for column in table if column.index not in decided]
        decided |= _yearly(free, options, amount) or _in_parts(free, options, kind)
    decided |= {
        index: _left_out(found[0]) for index, found in options.items() if index not in decided and _is_left_out(found)
    }
    taken |= {option.field for option in decided.values() if option.field}
    decided |= _best_whole([column for column in table if column.index not in decided], options, taken)
    return [_column(column, names[column.index], decided.get(column.index, NOT_KNOWN)) for column in table]


def _chosen(field: str | None, options: Sequence[Option]) -> Option:
    """What a person decided; a column about people stays one when it is left out."""
    if field is None and _is_left_out(options) and options[0].field in PRIVATE:
        return _left_out(options[0])
    return Option(field or "", 1.0, "chosen")


def _is_left_out(options: Sequence[Option]) -> bool:
    return bool(options) and options[0].field in LEFT_OUT and options[0].score >= ACCEPTED_FROM


def _left_out(option: Option) -> Option:
    return Option("", option.score, "personal" if option.field in PRIVATE else option.field, option.language)


def headings_of(table: Sequence[TableColumn]) -> dict[int, str]:
    """The heading of every column as it is shown and chosen by: the letter where it is empty or stands twice."""
    seen: set[str] = set()
    names: dict[int, str] = {}
    for column in table:
        letter = letter_of(column.index)
        name = column.heading or letter
        names[column.index] = f"{name} ({letter})" if name in seen else name
        seen.add(name)
    return names


def _yearly(table: Sequence[TableColumn], options: Mapping[int, list[Option]], amount: str) -> dict[int, Option]:
    """Columns that hold the amounts of one year each, when there are several years."""
    found: dict[int, tuple[int, Option]] = {}
    for column in table:
        year = parse_heading(column.heading).year
        best = options[column.index][:1]
        if year is not None and best and best[0].field == amount and best[0].score >= ACCEPTED_FROM:
            found.setdefault(year, (column.index, best[0]))
    return dict(found.values()) if len(found) > 1 else {}


def _in_parts(table: Sequence[TableColumn], options: Mapping[int, list[Option]], kind: str) -> dict[int, Option]:
    """Columns that hold the amounts of months or quarters, unless a column of the whole year stands beside them."""
    whole = [column for column in table if part_of_year(column.heading) is None]
    has_amount = any(
        option.field == "amount" and option.score >= ACCEPTED_FROM for c in whole for option in options[c.index][:1]
    )
    if kind != WITH_LOADS or has_amount:
        return {}
    return {index: Option("amount", PART, "synonym") for index in parts_among((c.index, c.heading) for c in table)}


def _column(column: TableColumn, name: str, decision: Option) -> Column:
    heading = parse_heading(column.heading)
    return Column(
        index=column.index,
        letter=letter_of(column.index),
        heading=name,
        field=decision.field or None,
        score=decision.score,
        unit=heading.unit,
        year=heading.year,
        reason=decision.reason,
        samples=() if decision.reason == "personal" or decision.field in NOT_SHOWN else column.contents.samples,
    )


# --- the best whole ----------------------------------------------------------------------------------------------


def _best_whole(
    table: Sequence[TableColumn], options: Mapping[int, list[Option]], taken: set[str]
) -> dict[int, Option]:
    """One field for a column and one column for a field, so that the sum of the scores is greatest."""
    usable = {
        column.index: [
            option
            for option in options[column.index]
            if option.field not in taken and option.field not in LEFT_OUT and option.score >= ACCEPTED_FROM
        ]
        for column in table
    }
    columns = [column for column in table if usable[column.index]]
    fields = sorted({option.field for column in columns for option in usable[column.index]})
    if not columns:
        return {}
    table_of = [{option.field: option for option in usable[column.index]} for column in columns]
    costs = [
        [-_worth(by_field.get(field), column) for field in fields] + [0.0] * len(columns)
        for by_field, column in zip(table_of, columns, strict=True)
    ]
    chosen = least_cost(costs)
    return {
        column.index: table_of[row][fields[place]]
        for row, (column, place) in enumerate(zip(columns, chosen, strict=True))
        if place < len(fields) and fields[place] in table_of[row]
    }


def _worth(option: Option | None, column: TableColumn) -> float:
    """A score that prefers a mass before a volume, and the first of two alike."""
    if option is None:
        return 0.0
    unit: Unit | None = UNITS.get(parse_heading(column.heading).unit or "")
    is_volume = option.field == "amount" and unit is not None and unit.quantity != "mass"
    return option.score - 0.05 * is_volume - 1e-6 * column.index


def least_cost(costs: Sequence[Sequence[float]]) -> list[int]:
    """The column of every row so that the sum of costs is least (Kuhn and Munkres); at least as many columns as rows.

    >>> least_cost([[-0.9, -0.8], [-0.9, 0.0]])
    [1, 0]
    """
    rows, width = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    row_of = [0] * (width + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        _augment(costs, row_price, column_price, row_of)
    places = [0] * rows
    for place in range(1, width + 1):
        if row_of[place]:
            places[row_of[place] - 1] = place - 1
    return places


def _augment(
    costs: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], row_of: list[int]
) -> None:
    """Find the shortest way to a free column for the row that stands in place 0, and move along it."""
    width = len(column_price) - 1
    least, way, used = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
    place = 0
    while row_of[place]:
        used[place] = True
        row, delta, nearest = row_of[place], float("inf"), 0
        for other in range(1, width + 1):
            if used[other]:
                continue
            cost = costs[row - 1][other - 1] - row_price[row] - column_price[other]
            if cost < least[other]:
                least[other], way[other] = cost, place
            if least[other] < delta:
                delta, nearest = least[other], other
        for other in range(width + 1):
            if used[other]:
                row_price[row_of[other]] += delta
                column_price[other] -= delta
            else:
                least[other] -= delta
        place = nearest
    while place:
        row_of[place], place = row_of[way[place]], way[place]
