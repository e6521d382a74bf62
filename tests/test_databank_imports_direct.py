"""A file on this machine into the bank in one go."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from databank.errors import FileRefusedError
from databank.imports import committing, running
from databank.imports.beginning import Upload
from databank.imports.direct import Direct, DirectOutcome
from databank.imports.values import ImportMapping
from databank.models import Exchange, Import, KnownRow, MaterialNeed, SideStream, Site
from databank.store import Bank
from tests.import_steps import (
    GOOD,
    put_owners,
    streams,
)


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with two owners."""
    return put_owners(bank)


@pytest.fixture
def small(sqlite_bank: Bank) -> Bank:
    """A bank with two owners, for what has nothing to do with the database."""
    return put_owners(sqlite_bank)


# --- from the command line ---------------------------------------------------------------------------------------


def direct(bank: Bank, path: Path, *, dry_run: bool = False, **said: Any) -> DirectOutcome:
    settings = {"kind": "side-streams", "file_name": path.name, "made_by": "x", "language": "en", **said}
    return Direct(bank=bank, path=path, upload=Upload(**settings)).run(dry_run=dry_run)


def test_a_dry_run_tells_what_would_be_and_writes_nothing(owned: Bank, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD + "alder;Slag;foundry_sand;2024;-4;t\nnew-yard;Slag;foundry_sand;2024;4;t\n")
    planned = direct(owned, path, dry_run=True)
    assert (planned.import_id, planned.counts["new"], planned.counts["rejected"]) == (None, 3, 1)
    assert [problem.row for problem in planned.problems] == [4]
    with owned.session() as session:
        for table in (Import, SideStream, KnownRow, MaterialNeed, Exchange):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalar(select(func.count()).select_from(Site)) == 2
    done = direct(owned, path)
    assert {name: done.counts[name] for name in ("new", "rejected")} == {"new": 3, "rejected": 1}


def test_the_same_command_goes_on_after_an_interruption_but_not_with_other_choices(
    small: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD)
    monkeypatch.setattr(committing, "BATCH", 1)
    monkeypatch.setattr(time, "sleep", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        direct(small, path)
    monkeypatch.undo()
    assert len(streams(small)) == 1
    with pytest.raises(FileRefusedError, match="half in the bank"):
        direct(small, path, mapping=ImportMapping(options={"year": "2020"}))
    done = direct(small, path)
    assert (done.went_on, done.counts["new"], done.problems) == (True, 2, ())
    assert len(streams(small)) == 2


def _interrupt(_seconds: float) -> None:
    raise KeyboardInterrupt


def test_unknown_organisations_and_columns_are_named_before_anything_is_read(small: Bank, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(GOOD)
    with pytest.raises(FileRefusedError, match="no organisation 1234567-1"):
        direct(small, path, organisation_id="1234567-1")
    with pytest.raises(running.ImportRefusedError, match="no column colour"):
        direct(small, path, mapping=ImportMapping(columns={"x": "colour"}))
    path.write_text("site_id;Kommentti\nalder;abc\n")
    with pytest.raises(FileRefusedError, match=r"rows\.csv: no column was found"):
        direct(small, path)
    with small.session() as session:
        assert session.scalar(select(func.count()).select_from(Import)) == 0
