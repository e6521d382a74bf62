"""Small flow tables for the tests of flows: a works, a power plant, a recycler and a plant beyond the boundary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from databank.records import FlowColumns, LeftOut, Process
from flows.materials import Materials
from flows.table import FlowTable


def site(name: str, sector: str, municipality: str, area: str = "") -> Process:
    """A plant with an organisation of its own."""
    label = name.capitalize()
    return Process(
        id=name,
        label=label,
        kind="site",
        sector=sector,
        area=area,
        municipality=municipality,
        organisation=f"{label} Oy",
    )


PROCESSES = (
    site("foundry", "metal", "Pori", "peittoo"),
    site("boiler", "energy", "Pori", "port"),
    site("recycler", "waste", "Ulvila"),
    site("faraway", "metal", "Tampere"),
    Process(id="Protected", label="Protected", kind="protected"),
)
MATERIALS = Materials(
    family_of={
        "sand": "K",
        "slag": "K",
        "ash": "T",
        "sludge": "L",
        "mixed": "N",
        "heat": "H",
        "scrap": "ore",
        "chips": "timber",
        "castings": "product",
        "exhaust": "emission",
    },
    kind_of={
        "K": "side_stream",
        "T": "side_stream",
        "L": "side_stream",
        "N": "unspecified",
        "H": "energy",
        "ore": "raw",
        "timber": "raw",
        "product": "product",
        "emission": "emission",
    },
)
DEFAULTS: Mapping[str, Any] = {
    "year": 2025,
    "layer": "mass",
    "standard_uncertainty": None,
    "basis": "as_shipped",
    "treatment_code": "",
    "method": "weighed",
    "origin": "primary",
    "kind": "fate",
}


def flow(source: str, target: str, material: str, amount: float | None, **others: Any) -> dict[str, Any]:
    """One row with the usual values where none are given."""
    return {**DEFAULTS, "source": source, "target": target, "material": material, "amount": amount, **others}


def table_of(
    rows: Iterable[Mapping[str, Any]],
    *,
    is_example: bool = True,
    left_out: Mapping[LeftOut, int] | None = None,
    processes: tuple[Process, ...] = PROCESSES,
) -> FlowTable:
    """A table of these rows; a row without an id gets one."""
    numbered = [{"record_id": f"R{number}", **row} for number, row in enumerate(rows)]
    columns = {
        name: [row[name] for row in numbered]
        for name in ("source", "target", "material", "amount", "record_id", *DEFAULTS)
    }
    return FlowTable.from_columns(
        FlowColumns(**columns, processes=processes, left_out=left_out or {}, is_example=is_example)
    )


def foundry_town() -> FlowTable:
    """A town of three plants with every kind of flow: import, return, fates, stock, energy use, protected, loops."""
    return table_of(
        [
            flow("Elsewhere", "foundry", "scrap", 100.0, kind="flow"),
            flow("foundry", "Market", "castings", 60.0, kind="flow"),
            flow("foundry", "Environment", "exhaust", 5.0, kind="flow"),
            flow("foundry", "fate:unused", "sand", 20.0),
            flow("foundry", "recycler", "slag", 10.0, kind="exchange"),
            flow("recycler", "foundry", "slag", 8.0, kind="exchange", origin="secondary"),
            flow("boiler", "fate:used", "ash", 12.0),
            flow("boiler", "fate:disposal", "ash", 3.0),
            flow("boiler", "Elsewhere", "ash", 2.0),
            flow("foundry", "boiler", "mixed", 7.0, treatment_code="R1", kind="exchange"),
            flow("foundry", "Stock", "sand", 4.0),
            flow("faraway", "fate:unused", "slag", 500.0),
            flow("faraway", "recycler", "sludge", 6.0, kind="exchange"),
            flow("foundry", "foundry", "sand", 1.5, kind="flow"),
            flow("Protected", "Protected", "Protected", 30.0, kind="protected", record_id=""),
            flow("boiler", "fate:used", "ash", None),
            flow("boiler", "fate:used", "heat", 900.0, layer="energy", basis="energy"),
        ]
    )
