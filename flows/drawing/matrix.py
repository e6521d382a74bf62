"""Who gives how much to whom as a matrix: cells shaded by their amount, each with its number, and both totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.diagram import LinkKind, SankeyData
from flows.drawing.sheet import SMALL_PX, Sheet, drawn, text_of, units
from flows.labels import Labels, word
from flows.layout.lettering import NAME_PX, text_width, wrap
from flows.partition import UNUSED

ROW, LINE, HEAD_LINES, ROW_LINES = 38.0, 15.5, 4, 2
WIDEST_ROW, WIDEST_WORD, NARROWEST, STEP = 240.0, 128.0, 66.0, 6.0
LEAST_WIDTH = 1000.0  # fewer columns are spread: a narrow sheet on a wide page would be type blown up
PALEST, DARKEST = 0.05, 0.38  # so much ink that ink on it stays readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Amounts of each row by column; None is no flow, 0 a measured zero. `loud` is the column that stands out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    amounts: tuple[tuple[float | None, ...], ...]
    loud: int | None = None

    def row_total(self, row: int) -> float:
        return sum(amount for amount in self.amounts[row] if amount is not None)

    def column_total(self, column: int) -> float:
        return sum(row[column] or 0.0 for row in self.amounts)

    @property
    def total(self) -> float:
        return sum(self.row_total(row) for row in range(len(self.rows)))


def matrix_of(data: SankeyData, labels: Labels) -> Matrix:
    """The matrix of a view from its first stage to its last; closing differences are no flows and stay out."""
    sums: dict[tuple[str, str], float] = {}
    for link in data.links:
        if link.kind is not LinkKind.CLOSING:
            sums[link.source, link.target] = sums.get((link.source, link.target), 0.0) + link.amount
    givers, takers = {source for source, _ in sums}, {target for _, target in sums}
    ends = (data.columns[0].id, data.columns[-1].id) if data.columns else ("", "")
    rows = [node for node in data.nodes if node.stage == ends[0] and node.id in givers]
    columns = [node for node in data.nodes if node.stage == ends[1] and node.id in takers]
    loud = next((number for number, node in enumerate(columns) if node.key == UNUSED), None)
    return Matrix(
        rows=tuple(labels.node_label(node) for node in rows),
        columns=tuple(labels.node_label(node) for node in columns),
        amounts=tuple(tuple(sums.get((row.id, column.id)) for column in columns) for row in rows),
        loud=loud,
    )


def matrix_svg(matrix: Matrix, labels: Labels, sheet: Sheet) -> str:
    """Draw a matrix; it is as wide as its headings need."""
    grid = _Grid(matrix, labels)
    body = [*_headings(grid), *_rows(grid), *_totals(grid)]
    return drawn(sheet, (grid.width, grid.height), body, kind="matrix")


class _Grid:
    """Where rows and columns stand: a column is as wide as its heading and its numbers need."""

    def __init__(self, matrix: Matrix, labels: Labels) -> None:
        self.matrix, self.labels = matrix, labels
        self.total_word = word("total", labels.language)
        names = (*matrix.rows, self.total_word)
        self.names = [wrap(name, WIDEST_ROW, NAME_PX, ROW_LINES) for name in names]
        self.left = max(text_width(line, NAME_PX) for lines in self.names for line in lines) + 18
        numbers = [matrix.column_total(column) for column in range(len(matrix.columns))]
        widths = [text_width(labels.number(number), SMALL_PX) + 18 for number in (*numbers, matrix.total)]
        heads = (*matrix.columns, self.total_word)
        self.widths = [max(_heading_width(head), wide) for head, wide in zip(heads, widths, strict=True)]
        spare = LEAST_WIDTH - self.left - sum(self.widths)
        self.widths = [wide + max(spare, 0.0) / len(heads) for wide in self.widths]
        self.heads = [
            wrap(head, wide - 10, SMALL_PX, HEAD_LINES) for head, wide in zip(heads, self.widths, strict=True)
        ]
        self.top = 14 + max(len(lines) for lines in self.heads) * LINE
        self.width = self.left + sum(self.widths)
        self.height = self.top + ROW * (len(matrix.rows) + 1) + 22

    def x(self, column: int) -> float:
        return self.left + sum(self.widths[:column])

    def y(self, row: int) -> float:
        return self.top + ROW * row


def _heading_width(heading: str) -> float:
    """Wide enough for every word that is not overlong, and for the whole heading in the lines it may have."""
    width = max(min(max(text_width(part, SMALL_PX) for part in heading.split(" ")), WIDEST_WORD) + 12, NARROWEST)
    while any(line.endswith("…") for line in wrap(heading, width - 10, SMALL_PX, HEAD_LINES)):
        width += STEP
    return width


def _headings(grid: _Grid) -> Iterator[str]:
    for number, lines in enumerate(grid.heads):
        right = grid.x(number) + grid.widths[number] - 6
        for place, line in enumerate(lines):
            y = grid.top - 8 - (len(lines) - 1 - place) * LINE
            yield f'<text class="head end" x="{units(right)}" y="{units(y)}">{text_of(line)}</text>'
    yield f'<path class="rule" d="M0 {units(grid.top)}H{units(grid.width)}"/>'


def _rows(grid: _Grid) -> Iterator[str]:
    matrix = grid.matrix
    most = max((amount or 0.0 for row in matrix.amounts for amount in row), default=0.0)
    for row, amounts in enumerate(matrix.amounts):
        yield from _name(grid, row)
        for column, amount in enumerate(amounts):
            if amount is not None:
                yield _cell(grid, row, column, amount, most)
        yield _number(grid, row, len(amounts), matrix.row_total(row), "val sum")
        yield f'<path class="hair" d="M0 {units(grid.y(row + 1))}H{units(grid.width)}"/>'


def _cell(grid: _Grid, row: int, column: int, amount: float, most: float) -> str:
    """Shaded by the root of its share of the largest, so that small flows are still told from none."""
    matrix, labels = grid.matrix, grid.labels
    ink = PALEST + (DARKEST - PALEST) * (amount / most) ** 0.5 if most > 0 else PALEST
    tone = "cell loud" if column == matrix.loud else "cell"
    said = word("matrix_cell", labels.language).format(
        source=matrix.rows[row], target=matrix.columns[column], amount=labels.amount(amount)
    )
    return (
        f'<g role="img"><title>{text_of(said)}</title><rect class="{tone}" fill-opacity="{ink:.2f}" '
        f'x="{units(grid.x(column) + 1)}" y="{units(grid.y(row) + 1)}" width="{units(grid.widths[column] - 2)}" '
        f'height="{units(ROW - 2)}"/>{_number(grid, row, column, amount, "cell-value")}</g>'
    )


def _number(grid: _Grid, row: int, column: int, amount: float, tone: str) -> str:
    x, y = grid.x(column) + grid.widths[column] - 6, grid.y(row) + ROW / 2 + 4.5
    return f'<text class="{tone} end" x="{units(x)}" y="{units(y)}">{text_of(grid.labels.number(amount))}</text>'


def _name(grid: _Grid, row: int) -> Iterator[str]:
    lines: Sequence[str] = grid.names[row]
    first = grid.y(row) + ROW / 2 + 5 - (len(lines) - 1) * LINE / 2
    for place, line in enumerate(lines):
        yield f'<text class="name" x="0" y="{units(first + place * LINE)}">{text_of(line)}</text>'


def _totals(grid: _Grid) -> Iterator[str]:
    matrix = grid.matrix
    last = len(matrix.rows)
    yield f'<path class="rule" d="M0 {units(grid.y(last))}H{units(grid.width)}"/>'
    yield from _name(grid, last)
    for column in range(len(matrix.columns)):
        yield _number(grid, last, column, matrix.column_total(column), "val sum")
    yield _number(grid, last, len(matrix.columns), matrix.total, "val sum")
