"""Whose picture it is: the organisation a boundary is drawn around, and plants that can be thought away."""

from __future__ import annotations

from dataclasses import replace

from databank import queries
from flows.table import FlowTable
from web.auth import current_viewer
from web.diagrams.choice import Choice
from web.house import Session

OWNER = "organisation:"
MOST_PLANTS = 80


def with_owner(session: Session, choice: Choice, table: FlowTable) -> Choice:
    """A view of one company opens on the viewer's own, else on the one with most flows; it stays when chosen."""
    if not choice.view.needs_owner or choice.boundary.startswith((OWNER, "site:")):
        return choice
    names = owners(table)
    own = queries.organisations_by_id(session, current_viewer(), current_viewer().organisation_ids)
    mine = [one.name for one in own.values() if one.name in names]
    name = (mine or names or [""])[0]
    return replace(choice, boundary=OWNER + name) if name else choice


def owners(table: FlowTable) -> list[str]:
    """Organisations whose plants give or take something here, those with most tonnes first."""
    sums: dict[str, float] = {}
    for name, amount in table.handled().items():
        process = table.process(name)
        if process.kind == "site" and process.organisation:
            sums[process.organisation] = sums.get(process.organisation, 0.0) + amount
    return sorted(sums, key=lambda name: (-sums[name], name))


def plants(table: FlowTable) -> list[tuple[str, str]]:
    """Id and name of the plants that give or take something here, by name."""
    known = [process for process in map(table.process, table.handled()) if process.kind == "site"]
    return sorted(((process.id, process.label) for process in known), key=lambda plant: plant[1])[:MOST_PLANTS]
