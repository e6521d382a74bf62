"""A diagram as JSON and as rows: the numbers that leave are those that are drawn, and what is not drawn is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.diagram import LinkKind, SankeyData
from flows.labels import Labels
from flows.sankey.processes import OUT

ROW_COLUMNS = (
    "part",
    "source",
    "target",
    "material",
    "amount",
    "counted",
    "unit",
    "is_return",
    "record_count",
    "is_example",
)


def sankey_json(data: SankeyData, labels: Labels) -> dict[str, Any]:
    """The contract of `sivuvirta sankey --output F.json`."""
    stage = {column.id: number for number, column in enumerate(data.columns)}
    nodes: dict[str, dict[str, Any]] = {}
    for node in data.nodes:
        found = {
            "id": node.id.removesuffix(OUT),
            "label": labels.node_label(node),
            "stage": _stage(data, node.stage, stage),
        }
        nodes.setdefault(node.id.removesuffix(OUT), found)
    return {
        "view": data.view or None,
        "year": _year(data),
        "years": list(data.years) if data.years else None,
        "boundary": data.boundary,
        "basis": data.basis,
        "layer": data.layer,
        "unit": data.unit,
        "is_example": data.is_example,
        "nodes": list(nodes.values()),
        "links": [
            {
                "source": link.source.removesuffix(OUT),
                "target": link.target.removesuffix(OUT),
                "material": link.material or link.family,
                "mass_t": link.amount,
                "counted_t": link.counted,
                "kind": str(link.kind),
                "is_return": link.is_return,
                "record_count": link.record_count,
            }
            for link in data.links
        ],
        "conservation": data.conservation.as_dict(),
        "left_out": dict(data.left_out),
        "figures": dict(data.figures),
    }


def sankey_rows(data: SankeyData, labels: Labels) -> Iterator[dict[str, Any]]:
    """Rows of `ROW_COLUMNS`: every link, then what is not drawn; `counted` adds up to all records of the question."""
    names = {node.id: labels.node_label(node) for node in data.nodes}
    for link in data.links:
        yield _row(
            data,
            part=str(link.kind),
            source=names[link.source],
            target=names[link.target],
            material=link.material or (labels.family_label(link.family) if link.family else ""),
            amount=link.amount,
            counted=link.counted,
            is_return=int(link.is_return),
            record_count=link.record_count,
        )
    for part, amount in _not_drawn(data).items():
        yield _row(data, part=part, amount=amount, counted=amount)


def _not_drawn(data: SankeyData) -> Mapping[str, float]:
    parts = data.conservation
    hatched = sum(link.counted for link in data.links if link.kind is LinkKind.PROTECTED)
    return {
        "outside": parts.outside_t,
        "self_loops": parts.self_loops_t,
        "protected_not_drawn": parts.protected_t - hatched,
        "rejected": parts.rejected_t,
    }


def _row(data: SankeyData, **cells: Any) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(ROW_COLUMNS, "")
    return blank | {"unit": data.unit, "is_example": int(data.is_example)} | cells


def _stage(data: SankeyData, name: str, number: Mapping[str, int]) -> str | int:
    """A view's stage by its id, a process diagram's by its number."""
    return name if data.view else number[name]


def _year(data: SankeyData) -> int | None:
    """The year when all rows are of one year."""
    return data.years[0] if data.years and data.years[0] == data.years[1] else None
