"""The files that were brought before: how far each has come, what became of it, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from databank.access import Viewer
from databank.imports import running
from databank.imports.showing import ImportLine
from databank.records import ImportState
from web.addresses import address
from web.house import Session
from web.imports.loading import DECIDING, MOVING, is_desk
from web.language import gettext as _
from web.language import ngettext
from web.numbers import number

ON_PAGE = 15


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """One import with its words."""

    line: ImportLine
    summary: str
    by: str
    links: tuple[tuple[str, str], ...]


def page_number(typed: str) -> int:
    """Which page of the list is asked for, from 1."""
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1  # noqa: PLR2004 - a small number


def lines(session: Session, viewer: Viewer, page: int) -> tuple[tuple[EarlierLine, ...], int | None]:
    """A page of the viewer's imports, the latest first, and the number of the next page."""
    found = running.imports_of(session, viewer)
    shown = found[(page - 1) * ON_PAGE : page * ON_PAGE]
    following = page + 1 if len(found) > page * ON_PAGE else None
    return tuple(_line(one, with_names=is_desk(viewer)) for one in shown), following


def _line(line: ImportLine, *, with_names: bool) -> EarlierLine:
    by = line.made_by.partition(" <")[0] if with_names else ""
    return EarlierLine(line, summary_of(line), by, tuple(_links(line)))


def summary_of(line: ImportLine) -> str:
    """What became of its rows, in a line."""
    counts = line.counts
    if line.state is ImportState.UNDONE:
        return _("what it brought was taken back")
    if line.state not in {*DECIDING, ImportState.DONE}:
        return ""
    parts = (
        ngettext("%(count)s new", "%(count)s new", counts.get("new", 0), count=number(counts.get("new", 0))),
        _("%(count)s changed", count=number(counts.get("changed", 0))),
        _("%(count)s unchanged", count=number(counts.get("unchanged", 0))),
        _("%(count)s not taken", count=number(counts.get("rejected", 0))),
    )
    shown = (
        part for part, name in zip(parts, ("new", "changed", "unchanged", "rejected"), strict=True) if counts.get(name)
    )
    return " · ".join(shown)


def _links(line: ImportLine) -> list[tuple[str, str]]:
    links = []
    if line.state in DECIDING:
        links.append((address("imports.one", import_id=line.id), _("Continue")))
    elif line.state in MOVING:
        links.append((address("imports.one", import_id=line.id), _("See how far it is")))
    if line.state is ImportState.DONE:
        if line.counts.get("rejected"):
            links.append((address("imports.returned", import_id=line.id), _("Returned file")))
        links.append((address("imports.undo", import_id=line.id), _("Undo")))
    return links
