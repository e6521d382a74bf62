"""Side streams around a point: sums by material family within rings, offers, facts and examples apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from databank.records import Area, RecordKind, StreamFilter
from taxonomy import materials
from web import numbers
from web.addresses import address
from web.language import gettext as _

RADII_KM = (10, 25, 50)
PAST = frozenset({RecordKind.REGISTER, RecordKind.THIRD_PARTY})
OFFERED = frozenset({RecordKind.OFFER})
SIDE_STREAMS = ("side_stream", "unspecified")

Sums = Mapping[tuple[bool, RecordKind, str], tuple[int, Decimal]]
"""Count and tonnes a year by data set, record kind and family."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of data that is summed on its own. `name` is its word in addresses."""

    name: str
    is_example: bool
    kinds: frozenset[RecordKind]

    def filter(self, area: Area, km: int, family: str = "") -> StreamFilter:
        """The records of this layer around an area; all side streams when no family is named."""
        return StreamFilter(
            families=frozenset({family} if family else side_stream_families()),
            kinds=self.kinds,
            near=(area.lat, area.lon),
            within_km=float(km),
            is_example=self.is_example,
        )


def side_stream_families() -> tuple[str, ...]:
    """Families whose tonnes may be added: no energy, no raw materials, no products."""
    return tuple(family.id for family in materials.families() if family.kind in SIDE_STREAMS)


LAYERS = (
    Layer("offers", is_example=False, kinds=OFFERED),
    Layer("facts", is_example=False, kinds=PAST),
    Layer("examples", is_example=True, kinds=OFFERED),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A sum that leads to its records."""

    count: int
    tonnes: Decimal
    href: str


@dataclass(frozen=True, slots=True)
class LayerTable:
    """The columns of one layer: cells by family, one cell per radius."""

    name: str
    heading: str
    rows: Mapping[str, tuple[Cell, ...]]
    total: tuple[Cell, ...]
    note: str


def tables(area: Area, rings: Sequence[Sums]) -> list[LayerTable]:
    """The tables of an area; `rings` are the sums within each radius. Without offers their table is left away."""
    made = [_table(area, layer, rings) for layer in LAYERS]
    return [table for table in made if table.total[-1].count or table.name != "offers"]


def families_of(tables_of_area: Sequence[LayerTable]) -> list[str]:
    """Families that any of the tables has, in the fixed order."""
    return [
        family for family in side_stream_families() if any(table.rows[family][-1].count for table in tables_of_area)
    ]


def _table(area: Area, layer: Layer, rings: Sequence[Sums]) -> LayerTable:
    heading, note = _words()[layer.name]
    return LayerTable(
        name=layer.name,
        heading=heading,
        rows={family: _cells(area, layer, rings, family) for family in side_stream_families()},
        total=_cells(area, layer, rings, ""),
        note=note,
    )


def _cells(area: Area, layer: Layer, rings: Sequence[Sums], family: str) -> tuple[Cell, ...]:
    return tuple(_cell(area, layer, km, sums, family) for km, sums in zip(RADII_KM, rings, strict=True))


def _cell(area: Area, layer: Layer, km: int, sums: Sums, family: str) -> Cell:
    count, tonnes = one_sum(layer, sums, family)
    query: dict[str, Any] = {"layer": layer.name, "km": km} | ({"family": family} if family else {})
    return Cell(count, tonnes, address("areas.streams", area_id=area.id, extension="html", **query))


def one_sum(layer: Layer, sums: Sums, family: str = "") -> tuple[int, Decimal]:
    """Records and tonnes of a layer, of one family or of all side streams."""
    families = (family,) if family else side_stream_families()
    found = [
        amount
        for (is_example, kind, of_family), amount in sums.items()
        if is_example == layer.is_example and kind in layer.kinds and of_family in families
    ]
    return sum(count for count, _tonnes in found), sum((tonnes for _count, tonnes in found), Decimal())


def _words() -> dict[str, tuple[str, str]]:
    """Heading and note by layer."""
    return {
        "offers": (_("On offer"), _("On offer: what companies have listed.")),
        "facts": (
            _("Facts from public sources"),
            _("Facts: what arose, each record's latest year. A register total may name no material. No offers."),
        ),
        "examples": (_("Invented examples"), _("Examples: invented offers that show what the table will hold.")),
    }


def claim(tables_of_area: Sequence[LayerTable]) -> str:
    """The card's sentence: what arises within 25 km, from the layer that says most about the real world."""
    totals = {table.name: table.total[1] for table in tables_of_area if table.total[1].count}
    amounts = {name: numbers.tonnes_per_year(cell.tonnes) for name, cell in totals.items()}
    if "offers" in amounts:
        return _("Side streams offered within 25 km: %(amount)s.", amount=amounts["offers"])
    if "facts" in amounts:
        return _("Public sources tell of %(amount)s of side streams within 25 km.", amount=amounts["facts"])
    if "examples" in amounts:
        return _("Invented offers within 25 km, as an example: %(amount)s.", amount=amounts["examples"])
    return _("The bank knows no side streams within 25 km yet.")
