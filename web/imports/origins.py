"""Where from: the file, the sheet and the cell behind each field of a record, and the words that stood there."""

from __future__ import annotations

from dataclasses import dataclass

from flask.blueprints import BlueprintSetupState

from databank.imports.origins import Origin, origins
from databank.imports.rights import opened
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.imports.blueprint import blueprint
from web.imports.words import change_word
from web.language import gettext as _
from web.language import ngettext
from web.numbers import day, number

UNSAID = frozenset({"id", "language", "visibility", "is_example", "reuse", "source_kind", "source_file", "source_row"})
"""What no reader asks the origin of."""


@dataclass(frozen=True, slots=True)
class OriginLine:
    """One field with its origin."""

    field: str
    place: str
    wording: str


@dataclass(frozen=True, slots=True)
class FileOrigins:
    """One file and the fields of a record that rest on it; without an address where the city brought it."""

    file: str
    brought_on: str
    href: str
    lines: tuple[OriginLine, ...]


def origins_of(kind: str, record_id: str) -> tuple[FileOrigins, ...]:
    """The files behind a record, the latest first; nothing for those who may not know. Templates ask for it."""
    with house.bank().session() as session:
        found = origins(session, current_viewer(), kind, record_id)
        linked = opened(session, current_viewer(), (origin.import_id for origin in found.values()))
    files: dict[str, list[tuple[str, Origin]]] = {}
    for name, origin in found.items():
        if name not in UNSAID:
            files.setdefault(origin.import_id, []).append((name, origin))
    latest = sorted(files.values(), key=lambda found: found[0][1].made_at, reverse=True)
    return tuple(_file(kind, found, has_page=found[0][1].import_id in linked) for found in latest)


def _file(kind: str, found: list[tuple[str, Origin]], *, has_page: bool) -> FileOrigins:
    first = found[0][1]
    lines = (OriginLine(change_word(name, kind), _place(origin), origin.wording or "") for name, origin in found)
    return FileOrigins(
        file=first.file,
        brought_on=day(first.made_at),
        href=address("imports.one", import_id=first.import_id) if has_page else "",
        lines=tuple(sorted(lines, key=lambda line: line.field.casefold())),
    )


def _place(origin: Origin) -> str:
    """The cell, with its sheet, and how many rows were added up."""
    cell = origin.cell or _("row %(row)s", row=origin.row)
    place = _("sheet %(sheet)s, %(cell)s", sheet=origin.sheet, cell=cell) if origin.sheet else cell
    others = origin.row_count - 1
    if others <= 0:
        return place
    return ngettext(
        "%(place)s and %(count)s other row",
        "%(place)s and %(count)s other rows",
        others,
        place=place,
        count=number(others),
    )


def _install(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(origins_of=origins_of)


blueprint.record_once(_install)
