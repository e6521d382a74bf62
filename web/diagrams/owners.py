"""Whose picture it is: the organisation a boundary is drawn around, and plants that can be thought away."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from databank import queries
from flows.boundary import boundary
from flows.errors import UnknownBoundaryError
from flows.table import FlowTable
from web.auth import current_viewer
from web.diagrams.choice import AROUND, Choice
from web.diagrams.reading import EVERY_YEAR, table_of
from web.house import Session

OWNER = "organisation:"
MOST_PLANTS = 80


def with_owner(session: Session, choice: Choice, table: FlowTable) -> Choice:
    """A view of one company opens on the viewer's own, else on the one with most flows; it stays when chosen."""
    if choice.boundary.startswith(AROUND):
        require_known(session, choice.boundary, table)
        return choice
    if not choice.view.needs_owner:
        return choice
    names = owners(table)
    own = queries.organisations_by_id(session, current_viewer(), current_viewer().organisation_ids)
    mine = [one.name for one in own.values() if one.name in names]
    name = (mine or names or [""])[0]
    return replace(choice, boundary=OWNER + name) if name else choice


def require_known(session: Session, name: str, table: FlowTable) -> None:
    """A boundary around somebody who has no flows in this year may be drawn, empty; around nobody's name none is.

    Raises
    ------
    UnknownBoundaryError
        When no flow that the viewer sees, of any year of either data set, has such a site or organisation.
    """
    every = (table_of(session, is_example=is_example, year=EVERY_YEAR) for is_example in (False, True))
    for known in chain([table], every):
        with suppress(UnknownBoundaryError):
            boundary(name, known.processes)
            return
    boundary(name, table.processes)


def owners(table: FlowTable) -> list[str]:
    """Organisations whose plants give or take something here, those with most tonnes first."""
    sums: dict[str, float] = {}
    for name, amount in table.handled().items():
        process = table.process(name)
        if process.kind == "site" and process.organisation:
            sums[process.organisation] = sums.get(process.organisation, 0.0) + amount
    return sorted(sums, key=lambda name: (-sums[name], name))


def plants(table: FlowTable) -> list[tuple[str, str]]:
    """Id and name of the plants that give or take something here, by name; those of one name with whose they are."""
    known = [process for process in map(table.process, table.handled()) if process.kind == "site"]
    times = Counter(process.label for process in known)
    named = (
        (one.id, f"{one.label} ({one.organisation})" if times[one.label] > 1 and one.organisation else one.label)
        for one in known
    )
    return sorted(named, key=lambda plant: plant[1])[:MOST_PLANTS]
