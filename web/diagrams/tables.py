"""The numbers of a diagram as tables: what ends up where, every flow as a row, and the check against the bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from databank.records import LeftOut
from flows.diagram import Link, LinkKind, Node, SankeyData
from flows.drawing.palette import palette
from flows.partition import FOLDED, PROTECTED, UNEXPLAINED, UNUSED
from web.diagrams.weaving import Woven
from web.labels import label
from web.language import gettext as _

SLIGHT = 1e-6
"""A remainder below this share of the total is of the arithmetic."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that leads to its records; `amount` None is no flow."""

    amount: str | None
    href: str | None
    unused: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    label: str
    tone: str
    cells: tuple[Cell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    label: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the last two steps of a diagram say, row by column."""

    caption: str
    corner: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[str, ...]
    total: str


def origin_sentence(woven: Woven) -> str:
    """What of the table's total arises, what treatment plants give out and what neither; empty when it is all one."""
    figures = woven.data.figures
    primary, secondary = (float(figures.get(name, 0.0)) for name in ("side_streams_t", "secondary_t"))
    if not primary or not secondary:
        return ""
    told = _(
        "Of the total, %(primary)s arises and %(secondary)s is given out by treatment plants.",
        primary=_part(woven, primary),
        secondary=_part(woven, secondary),
    )
    total = sum(link.amount for link in ending_links(woven.data))
    rest = total - primary - secondary
    if rest <= SLIGHT * total:
        return told
    neither = _(
        "The other %(rest)s is neither: it comes from elsewhere, is no side stream or is protected.",
        rest=_part(woven, rest),
    )
    return f"{told} {neither}"


def _part(woven: Woven, amount: float) -> str:
    """A part of the table's total with its unit; of shares the caption tells of what they are."""
    said = woven.labels
    return said.number(amount) if woven.choice.unit == "share" else f"{said.number(amount)} {said.unit}"


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One link as a row of the long table."""

    source: str
    target: str
    family: str
    amount: str
    share_of_source: str
    share_of_target: str
    records: str
    is_return: bool
    href: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the check or of what is left out."""

    label: str
    amount: str
    total: bool = False


def tone(node: Node) -> str:
    """The class that gives a node its swatch."""
    special = {PROTECTED: "protected", UNEXPLAINED: "gap"}
    if node.key in special:
        return special[node.key]
    return f"fam-{node.key}" if node.vocabulary == "family" and node.key in palette() else ""


def ending_links(data: SankeyData) -> list[Link]:
    """The links into the last stage; of a circuit only those of side streams, as products have no fate."""
    last = data.columns[-1].id
    nodes = {node.id: node for node in data.nodes}
    links = [link for link in data.links if nodes[link.target].stage == last and not link.is_return]
    if data.returns() or _is_circuit(data):
        return [link for link in links if _is_side_stream(nodes[link.source]) or link.family in palette()]
    return links


def _is_circuit(data: SankeyData) -> bool:
    return any(column.id == "fate" for column in data.columns)


def _is_side_stream(node: Node) -> bool:
    return node.key in palette() or node.key in {PROTECTED, FOLDED}


def records_address(woven: Woven, **ends: str) -> str:
    """Where the records of a number are listed. A page has hundreds of these, so only the ends are written anew."""
    return f"{woven.records_base}&{urlencode(ends)}"


def link_address(woven: Woven, link: Link) -> str | None:
    """Where the records of a link are listed."""
    if link.kind is not LinkKind.RECORD or not link.record_count:
        return None
    return records_address(woven, source=link.source, target=link.target, of=link.family)


def node_address(woven: Woven, node: Node) -> str | None:
    """Where the records of a node are listed; a closing difference has none."""
    if node.id not in woven.recorded_nodes:
        return None
    return records_address(woven, node=node.id)


def matrix(woven: Woven) -> Matrix | None:
    """Rows by where they end up, in the order of the picture; None when there is nothing to cross."""
    data, labels = woven.data, woven.labels
    links = ending_links(data)
    sums: dict[tuple[str, str], float] = {}
    known: dict[tuple[str, str], bool] = {}
    for link in links:
        pair = link.source, link.target
        sums[pair] = sums.get(pair, 0.0) + link.amount
        known[pair] = known.get(pair, False) or link.kind is LinkKind.RECORD
    sources = [node for node in data.nodes if any(node.id == source for source, _target in sums)]
    targets = [node for node in data.nodes if any(node.id == target for _source, target in sums)]
    if not sums:
        return None
    return Matrix(
        caption=_("The same numbers as a table, %(unit)s", unit=labels.unit),
        corner=_("Side stream") if _is_circuit(data) else labels.stage_title(data.columns[-2]),
        columns=tuple(MatrixColumn(labels.node_label(node)) for node in targets),
        rows=tuple(_matrix_row(woven, node, targets, sums, known) for node in sources),
        totals=tuple(labels.number(_of_target(sums, node)) for node in targets),
        total=labels.number(sum(sums.values())),
    )


def _matrix_row(
    woven: Woven,
    source: Node,
    targets: list[Node],
    sums: dict[tuple[str, str], float],
    known: dict[tuple[str, str], bool],
) -> MatrixRow:
    labels = woven.labels
    cells = []
    for target in targets:
        amount = sums.get((source.id, target.id))
        href = records_address(woven, source=source.id, target=target.id) if known.get((source.id, target.id)) else None
        cells.append(Cell(None if amount is None else labels.number(amount), href, target.key == UNUSED))
    whole = sum(amount for (tail, _head), amount in sums.items() if tail == source.id)
    return MatrixRow(labels.node_label(source), tone(source), tuple(cells), labels.number(whole))


def _of_target(sums: dict[tuple[str, str], float], target: Node) -> float:
    return sum(amount for (_tail, head), amount in sums.items() if head == target.id)


def flow_rows(woven: Woven) -> Iterator[FlowRow]:
    """Every link in reading order."""
    data, labels = woven.data, woven.labels
    nodes = {node.id: node for node in data.nodes}
    for link in data.links:
        source, target = nodes[link.source], nodes[link.target]
        yield FlowRow(
            source=labels.node_label(source),
            target=labels.node_label(target),
            family=labels.family_label(link.family) if link.family and link.kind is LinkKind.RECORD else "",
            amount=labels.number(link.amount),
            share_of_source=_share(woven, link.amount, source.output),
            share_of_target=_share(woven, link.amount, target.input),
            records=str(link.record_count) if link.kind is LinkKind.RECORD else "–",
            is_return=link.is_return,
            href=link_address(woven, link),
        )


def _share(woven: Woven, part: float, whole: float) -> str:
    return woven.labels.share(part / whole) if whole > 0 else "–"


def conservation_lines(woven: Woven) -> Iterator[Line]:
    """Drawn and not drawn, and that they are all."""
    check = woven.data.conservation
    protected_drawn = any(link.kind is LinkKind.PROTECTED for link in woven.data.links)
    material = woven.choice.family or woven.choice.material_class
    rows = (
        (_("Drawn"), check.drawn_t),
        (_("Protected, drawn hatched") if protected_drawn else _("Protected, place not told"), check.protected_t),
        (_("Outside the boundary or other material") if material else _("Outside the boundary"), check.outside_t),
        (_("Loops inside one plant"), check.self_loops_t),
        (_("Rejected"), check.rejected_t),
    )
    for words, amount in rows:
        yield Line(words, amount_words(woven, amount))
    yield Line(_("All records"), amount_words(woven, check.total_t), total=True)


def amount_words(woven: Woven, amount: float) -> str:
    """A sum with its unit, on one line."""
    return f"{woven.labels.plain_number(amount)}\u00a0{woven.data.unit}"


def left_out_lines(woven: Woven) -> list[Line]:
    """Records that are in no sum, by reason, the most first."""
    known = {str(reason): reason for reason in LeftOut}
    counts = sorted(woven.data.left_out.items(), key=lambda item: (-item[1], item[0]))
    return [Line(label(known[reason]) if reason in known else reason, str(count)) for reason, count in counts if count]
