"""Files that mean harm, on both ways into the bank: each gives its sentence, and the bank stays as it is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from databank import accounts
from databank.access import Role, Viewer
from databank.accounts import mandates
from databank.errors import FileRefusedError
from databank.imports.direct import Direct
from databank.imports.running import Upload
from databank.models import Base
from databank.records import MandateKind
from databank.store import Bank
from tests.databank_rows import put_owner
from tests.hostile_files import HOSTILE
from tests.test_databank_sheets_hostile import SENTENCES
from tests.web_forms import fields_of
from web.app import create_app
from web.config import Settings
from web.jobs import imports as steps

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOME = "/en/import"
MOST_BYTES = 50_000_000
LARGEST = "two-gigabytes.csv"
"""More than the page takes at all, which has a test of its own."""
OWNER = "alder"


def contents(bank: Bank) -> dict[str, int]:
    """How many rows the tables of the catalogue and of the imports have."""
    names = ("organisations", "sites", "side_streams", "stream_amounts", "record_versions", "imports", "import_pieces")
    with bank.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0 for name in names
        }


@pytest.fixture
def owner(sqlite_bank: Bank) -> Viewer:
    """Somebody who acts for a company."""
    with sqlite_bank.session(writing=True) as session:
        put_owner(session, OWNER)
        person = accounts.add_person(session, "aino@example.org", name="Aino", language="en", at=NOW, roles=())
        until = NOW.date() + timedelta(days=30)
        mandates.give(session, person.id, OWNER, MandateKind.MEMBER, by="test", at=NOW, valid_until=until)
        return Viewer(frozenset({Role.MEMBER}), frozenset({OWNER}), person_id=person.id)


@pytest.fixture
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The hostile file of that name."""
    path = tmp_path / request.param
    HOSTILE[request.param](path)
    yield path
    path.unlink()


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("file", HOSTILE, indirect=True)
def test_the_command_line_refuses_it_with_a_sentence(sqlite_bank: Bank, file: Path) -> None:
    before = contents(sqlite_bank)
    upload = Upload(kind="side-streams", file_name=file.name, made_by="test", language="en", organisation_id=OWNER)
    with pytest.raises(FileRefusedError) as refused:
        Direct(bank=sqlite_bank, path=file, upload=upload).run()
    assert SENTENCES[file.name] in str(refused.value)
    assert contents(sqlite_bank) == before


@pytest.mark.parametrize("file", sorted(HOSTILE.keys() - {LARGEST}), indirect=True)
def test_the_page_refuses_it_with_a_sentence(
    sqlite_bank: Bank, owner: Viewer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "AT_ONCE_BYTES", MOST_BYTES)  # what a worker does is done at once
    app = create_app(
        Settings(database_url="sqlite://", secret_key="a key for tests only"),
        bank=sqlite_bank,
        viewer_of_request=lambda _request: owner,
        clock=lambda: NOW,
    )
    client = app.test_client()
    sent: dict[str, Any] = dict(fields_of(client.get(HOME).get_data(as_text=True), HOME))
    sent |= {"kind": "side-streams", "file": FileStorage(io.BytesIO(file.read_bytes()), file.name)}
    before = contents(sqlite_bank)
    boundary, body = encode_multipart(MultiDict(sent))
    answer = client.post(HOME, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    while answer.location:
        answer = client.get(answer.location)
    assert file.name in answer.get_data(as_text=True)
    assert SENTENCES[file.name] in answer.get_data(as_text=True).replace("&#39;", "'")
    after = contents(sqlite_bank)
    assert {name: after[name] for name in after if not name.startswith("import")} == {
        name: before[name] for name in before if not name.startswith("import")
    }
