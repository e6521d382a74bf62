"""Saving many rows does what saving them one by one does."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from databank.errors import RecordRefusedError, RowError
from databank.imports.values import PreparedRow
from databank.models import MovedRecord
from databank.schemas import SCHEMAS, read_row
from databank.store import Bank
from databank.submissions import Change, Outcome, save
from databank.submissions.many import SaveMany
from databank.submissions.many.identity import ONCE
from databank.submissions.many.owners import NOT_OWN, OWNED, Owners
from databank.submissions.tables import TABLES
from tests.databank_rows import put, put_area, put_owner, put_stream

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FROM_OUTSIDE = Change(made_by="tester", reason="Import of t.csv", file="t.csv", import_id="I-1", made_at=AT)
Cells = dict[str, Any]
Result = tuple[Outcome, str | None, tuple[tuple[str, str], ...]]


def prepared(rows: Sequence[Cells], *, identity: tuple[str, ...] = ()) -> list[PreparedRow]:
    """Rows as a file hands them over, from its line 2 on."""
    return [
        PreparedRow(sheet="", number=number, cells=dict(cells), identity=identity)
        for number, cells in enumerate(rows, start=2)
    ]


# --- the same as one by one --------------------------------------------------------------------------------------


def one_by_one(
    bank: Bank,
    kind: str,
    rows: Sequence[PreparedRow],
    change: Change,
    owner: str | None,
    known: frozenset[str] | None,
) -> list[Result]:
    """What a person would do who saved row after row."""
    owners = Owners(kind=kind, change=change, organisation_id=owner)
    seen: dict[tuple[Any, ...], int] = {}
    results: list[Result] = []
    with bank.session(writing=True) as session:
        for row in rows:
            try:
                values = read_row(kind, row.cells)
                owners.complete(session, values)
                if seen.setdefault(tuple(values[name] for name in ONCE.get(kind, ("id",))), row.number) != row.number:
                    results.append((Outcome.REJECTED, None, ()))
                    continue
                refuse_foreign(session, kind, values, owner)
                columns = None if known is None else known | row.cells.keys() | {"organisation_id"}
                at = replace(change, row=row.number, place=row.place)
                saved = save(session, kind, values, at, given=columns)
                results.append((saved.outcome, saved.record_id, ()))
            except RecordRefusedError as refused:
                errors = sorted((error.field, error.message) for error in refused.rows)
                results.append((Outcome.REJECTED, None, tuple(errors)))
            session.flush()
    return results


def refuse_foreign(session: Session, kind: str, values: Cells, owner: str | None) -> None:
    """Refuse to change what belongs to somebody else than the one who imports."""
    record: Any = session.get(TABLES[kind].model, values["id"]) if kind in OWNED else None
    if owner and record is not None and record.organisation_id != owner:
        raise RecordRefusedError((RowError(None, "id", record.id, NOT_OWN),))


def in_batches(bank: Bank, many: SaveMany, rows: Sequence[PreparedRow], size: int) -> list[Result]:
    """The same rows, a few in each transaction."""
    results: list[Result] = []
    for start in range(0, len(rows), size):
        with bank.session(writing=True) as session:
            many.session = session
            for one in many.take(rows[start : start + size]):
                errors = sorted((error.field, error.message) for error in one.errors)
                is_twice = any("stands in the file already" in message for _field, message in errors)
                results.append((one.outcome, one.record_id, () if is_twice else tuple(errors)))
    return results


def dump(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, documents read."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(
                (tuple(map(_read, row)) for row in connection.execute(f"SELECT * FROM {table}")),  # noqa: S608 - ours
                key=repr,
            )
            for table in tables
            if table != "bank_state"
        }


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] == "{":
        return json.dumps(json.loads(value), sort_keys=True)
    return None if value == "null" else value


@pytest.fixture(scope="session")
def known_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A bank in which something of everything stands."""
    file = tmp_path_factory.mktemp("many") / "known.sqlite3"
    shutil.copy(sqlite_template, file)
    with Bank(f"sqlite:///{file}") as bank, bank.session(writing=True) as session:
        put_area(session)
        for name in ("alder", "birch"):
            put_owner(session, name)
        put(session, "organisations", id="cedar", name="Cedar Oy", business_id="0112038-9")
        put(session, "organisations", id="demo", name="Demo Oy", is_example=1)
        put_stream(session, "S-1", price_eur_per_t=5)
        put_stream(session, "S-2", site_id="birch", status="withdrawn", waste_code="100908")
        put_stream(session, "S-3", status="withdrawn")
        session.add(MovedRecord(kind="side-streams", old_id="S-3", new_id="S-1", moved_at=AT, moved_by="reviewer"))
        put_stream(session, "S-4", status="expired", visibility="company_hidden", consent="sums")
        put(session, "amounts", side_stream_id="S-1", year=2023, amount=110)
        put(
            session,
            "needs",
            id="N-1",
            site_id="alder",
            name="Filler",
            material_classes="foundry_sand",
            status="published",
        )
        put(
            session,
            "flows",
            record_id="F-1",
            year=2024,
            source="alder",
            target="birch",
            material="foundry_sand",
            mass_t=3,
        )
    return file


CELLS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisations": {
        "id": ("alder", "cedar", "new-1", "new-2"),
        "name": ("Alder Oy", "New Oy"),
        "business_id": ("", "0112038-9", "0201256-6"),
        "industry_code": ("", "24.51"),
        "sector": ("", "metal"),
        "is_example": ("0",),
    },
    "sites": {
        "id": ("alder", "birch", "yard"),
        "organisation_id": ("alder", "birch"),
        "name": ("Yard", "Birch works"),
        "lat": ("", "61.5"),
        "lon": ("", "21.5"),
        "area_id": ("", "peittoo"),
    },
    "side-streams": {
        "id": ("S-1", "S-2", "S-4", "N-1", "S-8", "S-9"),
        "organisation_id": ("", "", "alder"),
        "site_id": ("", "alder"),
        "name": ("Sand", "Pöly"),
        "material_class": ("foundry_sand", "bottom_ash"),
        "waste_code": ("", "100908"),
        "year": ("2023", "2024", "2025"),
        "amount": ("", "100", "110", "100000", "0.01"),
        "unit": ("", "t", "kg"),
        "amount_status": ("", "confirmed", "under_review"),
        "status": ("", "published", "submitted", "draft"),
        "fate": ("unused", "disposal"),
        "price_eur_per_t": ("", "5", "7"),
        "visibility": ("", "open", "company_hidden"),
        "coarse": ("", "amount;material"),
        "confirmed_on": ("", "2026-01-01"),
        "source_url": ("", "https://example.org/s"),
        "is_example": ("", "0"),
        "note": ("", "Sieved"),
    },
    "amounts": {
        "side_stream_id": ("S-1", "S-2", "S-4"),
        "year": ("2022", "2023", "2024"),
        "amount": ("", "1", "120", "200000"),
        "unit": ("t", "kg"),
        "density_t_m3": ("", "1.4"),
        "amount_status": ("", "confirmed", "conflicting"),
    },
    "needs": {
        "id": ("N-1", "N-2"),
        "site_id": ("", "alder", "birch"),
        "name": ("Filler", "Sand wanted"),
        "material_classes": ("foundry_sand", "foundry_sand;bottom_ash"),
        "limits": ("", "Cl <= 800 mg/kg;LOI<=2 %"),
        "amount": ("", "50"),
        "status": ("", "published"),
        "structure": ("", "road"),
    },
    "flows": {
        "record_id": ("F-1", "F-2", "F-3", "F-4"),
        "method": ("", "estimate", "weighed"),
        "source_url": ("", "https://example.org/f"),
        "source_date": ("", "2026-01-01"),
        "year": ("2023", "2024"),
        "source": ("alder", "Market"),
        "target": ("birch",),
        "material": ("foundry_sand", "bottom_ash"),
        "mass_t": ("", "3", "4.5"),
        "side_stream_id": ("", "S-1"),
        "is_example": ("", "0"),
    },
    "documents": {
        "side_stream_id": ("S-1", "S-2"),
        "kind": ("photo",),
        "title": ("Heap", "Pile"),
        "url": ("https://example.org/a.jpg",),
    },
}


WRONG: dict[str, tuple[str, ...]] = {
    "id": ("S-3", "what is this"),
    "organisation_id": ("birch", "nobody", "demo"),
    "site_id": ("birch", "unheard-of"),
    "side_stream_id": ("S-3", "S-77"),
    "area_id": ("nowhere",),
    "name": ("",),
    "material_class": ("dream",),
    "waste_code": ("100907", "999999"),
    "year": ("", "1024"),
    "amount": ("many", "-1"),
    "unit": ("m3", "bags"),
    "is_example": ("1",),
    "source": ("nowhere", "Stock"),
    "target": ("Stock", "Nobody's"),
    "url": ("ftp://no",),
    "business_id": ("nonsense",),
}


def cells_of(name: str, words: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Cells of a column, one in twenty of them wrong."""
    good, wrong = st.sampled_from(words), st.sampled_from(WRONG.get(name, words))
    return st.integers(0, 19).flatmap(lambda number: good if number else wrong)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[Cells], Change, str | None, frozenset[str] | None, int]:
    """A file of some kind, from outside or reviewed, somebody's or the city's."""
    kind = draw(st.sampled_from(sorted(CELLS)))
    columns = CELLS[kind]
    needed = {name for name in columns if SCHEMAS[kind].fields[name].required} | {"id"}
    others = sorted(set(columns) - needed)
    left_out = draw(st.sets(st.sampled_from(others), max_size=4)) if others else set()
    cells = {name: cells_of(name, words) for name, words in columns.items() if name not in left_out}
    rows = draw(st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=8))
    change = draw(st.sampled_from([FROM_OUTSIDE, FROM_OUTSIDE, replace(FROM_OUTSIDE, trusted=True)]))
    known = draw(st.sampled_from([None, frozenset(cells)]))
    return kind, rows, change, draw(st.sampled_from([None, None, "alder"])), known, draw(st.integers(1, 4))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # smaller examples take minutes to find
)
@given(drawn=st.lists(files(), min_size=1, max_size=3))
def test_rows_saved_together_leave_what_rows_saved_one_by_one_leave(
    known_file: Path, tmp_path_factory: pytest.TempPathFactory, drawn: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    singly, together = folder / "singly.sqlite3", folder / "together.sqlite3"
    shutil.copy(known_file, singly)
    shutil.copy(known_file, together)
    with Bank(f"sqlite:///{singly}") as one, Bank(f"sqlite:///{together}") as other:
        for kind, rows, change, owner, known, size in drawn:
            source = prepared(rows)
            expected = one_by_one(one, kind, source, change, owner, known)
            before = dump(together)
            planned = in_batches(other, saver(kind, change, owner, known, dry=True), source, size)
            assert [(outcome, errors) for outcome, _, errors in planned] == [(o, errors) for o, _, errors in expected]
            assert dump(together) == before
            assert in_batches(other, saver(kind, change, owner, known), source, size) == expected
            assert dump(together) == dump(singly)
            for outcome, _record_id, _errors in expected:
                event(f"{kind} {outcome}")
    shutil.rmtree(folder)


def saver(kind: str, change: Change, owner: str | None, known: frozenset[str] | None, *, dry: bool = False) -> SaveMany:
    """What saves the rows of a drawn file; its session comes with each batch."""
    return SaveMany(None, kind, change, owner_id=owner, given=known, dry=dry)  # type: ignore[arg-type]
