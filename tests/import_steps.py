"""The steps of an import, as tests take them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from databank import queries
from databank.access import CITY, Role, Viewer
from databank.imports import running
from databank.imports.beginning import Upload
from databank.records import StreamFilter
from databank.store import Bank
from tests.databank_rows import put_owner

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALDER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
BIRCH = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"}))
HEADING = "site_id;name;material_class;year;amount;unit"
GOOD = f"{HEADING}\nalder;Sand;foundry_sand;2024;10,5;t\nalder;Dust;foundry_dust;2024;5;t\n"


def put_owners(bank: Bank) -> Bank:
    """Let a bank have two owners."""
    with bank.session() as session:
        put_owner(session)
        put_owner(session, "birch")
    return bank


def begin(bank: Bank, content: str, viewer: Viewer = ALDER, at: datetime = NOW, **said: Any) -> str:
    settings = {"kind": "side-streams", "organisation_id": "alder", "file_name": "rows.csv", **said}
    upload = Upload(made_by="Anna", language="en", **settings)
    return running.begin(bank, viewer, upload, io.BytesIO(content.encode()), at=at)


def view_of(bank: Bank, import_id: str, viewer: Viewer = ALDER) -> running.ImportView:
    with bank.session() as session:
        return running.import_of(session, viewer, import_id)


def commit(bank: Bank, import_id: str, viewer: Viewer = ALDER) -> running.ImportView:
    with bank.session(writing=True) as session:
        running.ask_commit(session, viewer, import_id, at=NOW)
    running.commit(bank, import_id)
    return view_of(bank, import_id, viewer)


def bring(bank: Bank, content: str, viewer: Viewer = ALDER, **said: Any) -> running.ImportView:
    """The whole way of a file that asks nothing."""
    import_id = begin(bank, content, viewer, **said)
    running.check(bank, import_id)
    return commit(bank, import_id, viewer)


def undo(bank: Bank, import_id: str, viewer: Viewer = CITY) -> running.ImportView:
    with bank.session(writing=True) as session:
        running.ask_undo(session, viewer, import_id, at=NOW)
    running.undo(bank, import_id)
    return view_of(bank, import_id, viewer)


def streams(bank: Bank) -> dict[str, Any]:
    with bank.session() as session:
        found = queries.side_streams(session, CITY, StreamFilter(), limit=500).items
    return {stream.name: stream for stream in found}


def did(view: running.ImportLine) -> tuple[int, ...]:
    return tuple(view.counts.get(name, 0) for name in ("new", "changed", "unchanged", "rejected"))
