"""An import taken back, where its values came from, and what is forgotten of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.housekeeping import ABANDONED_IMPORTS, IMPORTED_FILES, clear_imports
from databank.imports import running
from databank.models import ImportPiece, KnownRow, Site
from databank.records import ImportState, ProblemKind, RecordStatus
from databank.reviews import cases
from databank.store import Bank
from databank.submissions import Change, set_status
from tests.databank_rows import put, put_stream
from tests.import_steps import (
    ALDER,
    BIRCH,
    GOOD,
    NOW,
    begin,
    bring,
    did,
    put_owners,
    streams,
    undo,
    view_of,
)


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with two owners."""
    return put_owners(bank)


@pytest.fixture
def small(sqlite_bank: Bank) -> Bank:
    """A bank with two owners, for what has nothing to do with the database."""
    return put_owners(sqlite_bank)


# --- the way back ------------------------------------------------------------------------------------------------

EDIT = Change(made_by="Anna", reason="A correction")


def test_an_import_is_undone_as_if_it_had_never_been(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, price_eur_per_t="5", note="As it was", visibility="company_hidden", consent="no")
        put(session, "composition", side_stream_id="S-1", parameter="Cl", typical="0.5", unit="%")
    before = streams(owned)["Sand"]
    content = (
        "id;site_id;name;material_class;year;amount;available_from;note\n"
        "S-1;alder;Other;foundry_dust;2024;900;2026-01-01;\nS-1;alder;Other;foundry_dust;2025;7;2026-01-01;\n"
        ";Uusi piha;New;foundry_sand;2024;3;;\n"
    )
    view = bring(owned, content, CITY)
    assert did(view) == (1, 2, 0, 0)
    with owned.session() as session:
        ahead = running.undo_preview(session, CITY, view.id)
        records, after = running.saved_records(session, CITY, view.id)
        page, following = running.saved_records(session, CITY, view.id, most=1)
    assert (ahead.removed, ahead.restored, ahead.kept) == (2, 1, ())
    assert [(one.kind, one.name, one.outcome) for one in records if one.kind == "side-streams"] == [
        ("side-streams", "Other", "changed"),
        ("side-streams", "New", "new"),
    ]
    assert (page, after) == (records[:1], None)
    assert following
    undone = undo(owned, view.id)
    assert undone.state is ImportState.UNDONE
    assert [undone.counts[name] for name in ("removed", "restored", "kept")] == [2, 1, 0]
    found = streams(owned)
    assert set(found) == {"Sand"}
    again = found["Sand"]
    changing = {"version", "updated_at"}
    assert {name for name in before.__slots__ if getattr(before, name) != getattr(again, name)} <= changing
    with owned.session() as session:
        assert session.scalar(select(func.count()).select_from(Site)) == 2
        assert session.scalar(select(func.count()).select_from(KnownRow)) == 0
        case = cases.case(session, "side-streams", "S-1")
        history = queries.versions(session, CITY, "S-1")
    assert case is None or case.state.value == "done"
    assert history[-1].reason == "Import of rows.csv undone"
    assert history[-1].changes["name"] == ("Other", "Sand")
    with owned.session(writing=True) as session, pytest.raises(running.ImportRefusedError):
        running.ask_undo(session, CITY, view.id, at=NOW)
    assert did(bring(owned, content, CITY)) == (1, 2, 0, 0)


def _edit(session: Any, record_id: str) -> None:
    cells = {"id": record_id, "name": "Corrected", "material_class": "foundry_sand", "site_id": "alder"}
    put(session, "side-streams", EDIT, **cells)


def _publish(session: Any, record_id: str) -> None:
    set_status(session, "side-streams", [record_id], RecordStatus.PUBLISHED, Change(made_by="r", reason="fine"))


def _ask_owner(session: Any, record_id: str) -> None:
    from databank.records import ReviewAction

    cases.add_note(session, "side-streams", record_id, ReviewAction.RETURNED, "Why?", "r", NOW + timedelta(days=300))


def _exchange(session: Any, record_id: str) -> None:
    said = {"material": "Sand", "material_class": "foundry_sand", "year": 2024, "amount": 3}
    put(session, "exchanges", id="X-1", side_stream_id=record_id, donor_site_id="alder", **said)


def _flow(session: Any, record_id: str) -> None:
    said = {"source": "alder", "target": "Stock", "material": "foundry_sand", "mass_t": 1}
    put(session, "flows", record_id="F-1", year=2024, side_stream_id=record_id, **said)


def _grant(session: Any, record_id: str) -> None:
    from databank.models import Grant

    day = NOW + timedelta(days=300)
    said = {"organisation_id": "birch", "granted_by": "Anna", "granted_at": day, "valid_until": day.date()}
    session.add(Grant(id="G-1", kind="side-streams", record_id=record_id, **said))


def _photo(session: Any, record_id: str) -> None:
    from databank.models import StoredFile

    said = {"name": "a.png", "media_type": "image/png", "size_bytes": 1, "sha256": "0", "content": b"x"}
    session.add(
        StoredFile(id="F-1", side_stream_id=record_id, stored_at=NOW + timedelta(days=300), stored_by="Anna", **said)
    )


def _secret(session: Any, record_id: str) -> None:
    from databank.models import SecrecyClaim
    from databank.records import DecisionState

    said = {"groups": ("amount",), "ground": "g", "claimed_by": "Anna", "state": DecisionState.OPEN}
    session.add(
        SecrecyClaim(id="S", kind="side-streams", record_id=record_id, claimed_at=NOW + timedelta(days=300), **said)
    )


def _request(session: Any, record_id: str) -> None:
    from databank.models import InformationRequest
    from databank.records import RequestState

    said = {"requester": "R", "subject": "s", "record_ids": ("S-9", record_id), "state": RequestState.RECEIVED}
    session.add(InformationRequest(id="R-1", received_on=NOW.date(), decide_by=NOW.date(), **said))


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (_request, "request for information"),
        (_edit, "changed it"),
        (_publish, "changed it"),
        (_ask_owner, "reviewed"),
        (_exchange, "names it"),
        (_flow, "names it"),
        (_grant, "recipient"),
        (_photo, "photo"),
        (_secret, "secret"),
    ],
)
def test_what_somebody_built_on_stays_and_is_named(small: Bank, build: Callable[[Any, str], None], reason: str) -> None:
    view = bring(small, GOOD)
    record_id = streams(small)["Sand"].id
    with small.session() as session:
        build(session, record_id)
    with small.session() as session:
        ahead = running.undo_preview(session, ALDER, view.id)
    assert (ahead.removed, ahead.kept_count) == (1, 1)
    assert (ahead.kept[0].record_id, ahead.kept[0].name in {"Sand", "Corrected"}) == (record_id, True)
    assert reason in ahead.kept[0].reason
    undone = undo(small, view.id)
    assert [undone.counts[name] for name in ("removed", "restored", "kept")] == [1, 0, 1]
    assert {stream.id for stream in streams(small).values()} == {record_id}
    with small.session() as session:
        notes, _after = running.problems_of(session, ALDER, view.id, ProblemKind.NOTE)
    assert [(note.value, note.field, reason in note.message) for note in notes] == [(record_id, "side-streams", True)]


def test_a_site_on_which_something_else_stands_stays_with_its_organisation(small: Bank) -> None:
    view = bring(small, "id;name\nnew-oy;New Oy\n", CITY, kind="organisations", organisation_id=None)
    with small.session() as session:
        put(session, "sites", id="yard", organisation_id="new-oy", name="Yard")
        ahead = running.undo_preview(session, CITY, view.id)
    assert (ahead.removed, [one.record_id for one in ahead.kept]) == (0, ["new-oy"])
    assert undo(small, view.id).counts["kept"] == 1


def test_imports_are_undone_one_after_the_other_and_what_was_undone_counts_no_more(small: Bank) -> None:
    first = bring(small, GOOD)
    second = bring(small, GOOD.replace("10,5", "12,5"))
    assert did(second) == (0, 1, 1, 0)
    with small.session() as session:
        assert running.undo_preview(session, ALDER, first.id).kept_count == 1
    undo(small, second.id)
    stream = streams(small)["Sand"]
    with small.session() as session:
        origin = running.origins(session, CITY, "side-streams", stream.id)["amounts[2024].amount"]
    assert (stream.latest.value, origin.import_id, origin.wording) == (Decimal("10.5"), first.id, "10,5")
    counts = undo(small, first.id).counts
    assert (counts["removed"], counts["kept"]) == (2, 0)
    assert streams(small) == {}


@pytest.mark.parametrize(
    "kind", ["needs", "flows", "organisations", "sites", "permits", "exchanges", "areas", "treatment-lines", "trials"]
)
def test_every_kind_is_undone(small: Bank, kind: str) -> None:
    contents = {
        "needs": "site_id;name;material_classes;year;amount\nalder;N;foundry_sand;2024;5\n",
        "flows": "source;target;material;year;mass_t\n"
        "alder;Stock;foundry_sand;2024;5\nalder;Stock;foundry_sand;2023;4\n",
        "organisations": "name;municipality\nNew Oy;Pori\n",
        "sites": "organisation_id;name\nalder;Yard\n",
        "permits": "id;site_id;waste_codes\nP-1;alder;100908\n",
        "exchanges": "id;donor_site_id;receiver_site_id;material;material_class;year;amount\n"
        "X-1;alder;birch;Sand;foundry_sand;2024;5\n",
        "areas": "id;name_fi;name_sv;name_en;kind;municipality;lat;lon\na;A;A;A;park;Pori;61.5;21.5\n",
        "treatment-lines": "id;site_id;step\nT-1;alder;digestion\n",
        "trials": "id;site_id;title_en;material_classes\nK-1;alder;Field;foundry_sand\n",
    }
    view = bring(small, contents[kind], CITY, kind=kind, organisation_id=None)
    count = contents[kind].count("\n") - 1
    assert did(view) == (count, 0, 0, 0)
    assert undo(small, view.id).counts["removed"] == count
    assert did(bring(small, contents[kind], CITY, kind=kind, organisation_id=None)) == (count, 0, 0, 0)


def test_new_amounts_and_measurements_of_a_record_go_again(small: Bank) -> None:
    with small.session() as session:
        put_stream(session)
        put(session, "composition", side_stream_id="S-1", parameter="Cl", typical="0.5", unit="%", laboratory="A")
    heading = "side_stream_id,parameter,typical,unit,laboratory\n"
    content = f"{heading}S-1,Cl,0.7,%,B\nS-1,Cl,0.6,%,A\nS-1,Zn,3,%,A\n"
    view = bring(small, content, CITY, kind="composition", organisation_id=None)
    assert did(view)[1] == 3
    undo(small, view.id)
    with small.session() as session:
        found = queries.side_stream(session, CITY, "S-1").composition
    assert [(one.parameter, one.laboratory, one.typical) for one in found] == [("Cl", "A", Decimal("0.5"))]


# --- where from --------------------------------------------------------------------------------------------------


def test_where_a_value_came_from_is_told_to_its_owner_and_the_desk_only(small: Bank) -> None:
    view = bring(small, GOOD)
    stream_id = streams(small)["Sand"].id
    with small.session() as session:
        for viewer in (ALDER, CITY):
            assert running.origins(session, viewer, "side-streams", stream_id)["name"].import_id == view.id
        for viewer in (BIRCH, ANONYMOUS):
            hidden = running.origins(session, viewer, "side-streams", stream_id)
            assert hidden == running.origins(session, viewer, "side-streams", "S-nothing") == {}


def test_what_somebody_corrected_has_no_cell_any_more(small: Bank) -> None:
    bring(small, GOOD)
    stream_id = streams(small)["Sand"].id
    with small.session() as session:
        _edit(session, stream_id)
    with small.session() as session:
        found = running.origins(session, ALDER, "side-streams", stream_id)
    assert "name" not in found
    assert found["amounts[2024].amount"].cell == "E2"


def test_years_side_by_side_and_loads_of_a_year_tell_their_cells(small: Bank) -> None:
    bring(small, "Toimipaikka;Materiaali;2023 (t);2024 (t)\nalder;Valuhiekka;5;6\n")
    stream_id = streams(small)["Valuhiekka"].id
    with small.session() as session:
        found = running.origins(session, ALDER, "side-streams", stream_id)
    assert [found[f"amounts[{year}].amount"].cell for year in (2023, 2024)] == ["C2", "D2"]


# --- what is forgotten -------------------------------------------------------------------------------------------


def test_old_files_are_forgotten_but_not_where_a_value_came_from(owned: Bank) -> None:
    view = bring(owned, GOOD + "alder;Bad;foundry_sand;2024;-1;t\n")
    stream_id = streams(owned)["Sand"].id
    ended = view.changed_at
    with owned.session(writing=True) as session:
        assert clear_imports(session, ended + IMPORTED_FILES) == 0
        assert clear_imports(session, ended + IMPORTED_FILES + timedelta(seconds=1)) == 1
        assert clear_imports(session, ended + IMPORTED_FILES + timedelta(seconds=1)) == 0
    after = view_of(owned, view.id)
    assert (after.wordings, after.samples, after.firsts) == ((), (), ())
    assert {column.samples for reading in after.readings for column in reading.columns} == {()}
    with owned.session() as session:
        assert running.problems_of(session, ALDER, view.id) == ((), None)
        assert session.scalar(select(func.count()).select_from(ImportPiece)) == 0
        assert running.origins(session, ALDER, "side-streams", stream_id)["name"].cell == "B2"
    assert undo(owned, view.id).counts["removed"] == 2


def test_an_import_with_which_nobody_goes_on_is_given_up(small: Bank) -> None:
    import_id = begin(small, GOOD)
    with small.session(writing=True) as session:
        assert clear_imports(session, NOW + ABANDONED_IMPORTS) == 0
        assert clear_imports(session, NOW + ABANDONED_IMPORTS + timedelta(seconds=1)) == 1
    assert view_of(small, import_id).state is ImportState.CANCELLED
