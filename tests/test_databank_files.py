"""Photos and reports: recognised by content, cleaned, limited, shown like their documents, copied with the bank."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from databank import files, queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.errors import RecordNotFoundError, RecordRefusedError
from databank.exchange import export_rows
from databank.files import FileRefusedError, photos
from databank.records import DocumentKind
from databank.schemas import read_row
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import OWNER, put, put_owner, put_stream

BY_OWNER = Change(made_by="owner", reason="Test")
VIEWER = Viewer(organisation_ids=frozenset({OWNER}))
PHOTO = files.About(kind=DocumentKind.PHOTO, title="Kasa")
GPS_TAG, ORIENTATION_TAG = 0x8825, 0x0112
OPEN_WITH_DOCUMENTS = "material=public;amount=public;organisation=public;documents=public"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 30), **settings: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, (150, 90, 40)).save(target, kind, **settings)
    return target.getvalue()


def workbook(members: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target.getvalue()


# --- what a file is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_place_and_camera(kind: str) -> None:
    exif = Image.Exif()
    exif[GPS_TAG] = {1: "N", 2: (61.0, 29.0, 0.0)}
    exif[0x010F] = "Secret camera"
    data = picture(kind, exif=exif)
    assert b"Secret camera" in data
    content = files.read_content(f"pile.{kind.lower()}", data + b"behind the end")
    assert b"Secret camera" not in content.data
    assert b"behind the end" not in content.data
    with Image.open(BytesIO(content.data)) as kept:
        assert (kept.format, dict(kept.getexif()), kept.size) == (kind, {}, (60, 30))


def test_a_photo_is_turned_upright_and_scaled() -> None:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = 6
    content = files.read_content("big.jpg", picture(size=(4000, 1000), exif=exif))
    with Image.open(BytesIO(content.data)) as kept:
        assert kept.size == (500, 2000)


def test_what_is_see_through_stays_so() -> None:
    target = BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(target, "PNG")
    with Image.open(BytesIO(files.read_content("logo.png", target.getvalue()).data)) as kept:
        assert (kept.mode, kept.getpixel((0, 0))) == ("RGBA", (1, 2, 3, 0))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.jpg", b"%PDF-1.7 report", "photo.jpg is called JPEG but holds PDF"),
        ("report.pdf", picture(), "report.pdf is called PDF but holds JPEG"),
        ("photo.png", picture("WEBP"), "photo.png is called PNG but holds WebP"),
        ("rows.xlsx", b"a;b\r\n1;2", "rows.xlsx is called XLSX but holds TXT"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 no picture", "photo.jpg cannot be read as a photo"),
        ("photo.jpg", picture()[:300], "photo.jpg cannot be read as a photo"),
        ("program.exe", b"MZ\x90\x00\x03\x00", "program.exe is of no kind that is kept"),
        ("page.html", b"<script>alert(1)</script>", "page.html holds plain text"),
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("rows.xlsx", b"PK\x03\x04 no archive", "rows.xlsx is damaged"),
        ("things.zip", workbook({"a.txt": b"a"}), "things.zip is a packed file that is no XLSX workbook"),
        ("bomb.xlsx", workbook({"xl/workbook.xml": bytes(201_000_000)}), "bomb.xlsx unpacks to far too much"),
        ("big.pdf", b"%PDF-" + bytes(10_000_000), "big.pdf is too large: 10 MB. A file may be at most 10 MB"),
    ],
)
def test_a_file_that_is_not_kept_is_told_in_a_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        files.read_content(name, data)
    assert str(refused.value).startswith(sentence)


def test_a_photo_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture("PNG", (50, 50))
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("decoded"))
    with pytest.raises(FileRefusedError, match="million pixels"):
        files.read_content("flat.png", data)


@pytest.mark.parametrize(
    ("name", "data", "kept_name", "media_type"),
    [
        ("C:\\reports\\Lab.PDF", b"%PDF-1.4\n", "Lab.PDF", "application/pdf"),
        ("näyte.csv", "Näyte;1,2".encode("cp1252"), "näyte.csv", "text/csv"),
        ("lab.txt", b"SiO2 94 %", "lab.txt", "text/plain"),
        ("kuva", picture(), "kuva.jpg", "image/jpeg"),
        ("../../etc/passwd", b"plain", "passwd.txt", "text/plain"),
        ('a"b\r\nc.pdf', b"%PDF-1.4", "a b c.pdf", "application/pdf"),
        (
            "rows.xlsx",
            workbook({"xl/workbook.xml": b"<workbook/>"}),
            "rows.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_a_report_is_kept_as_it_is(name: str, data: bytes, kept_name: str, media_type: str) -> None:
    content = files.read_content(name, data)
    assert (content.name, content.media_type) == (kept_name, media_type)
    assert content.is_photo or content.data == data


# --- keeping and giving out --------------------------------------------------------------------------------------


def _put(session: Session, **cells: Any) -> None:
    put_owner(session)
    put_stream(session, **cells)


def _keep(session: Session, data: bytes | None = None, name: str = "pile.jpg") -> str:
    return files.keep(session, "S-1", files.read_content(name, data or picture()), BY_OWNER, PHOTO)


def test_a_file_is_given_to_those_who_see_its_document(bank: Bank) -> None:
    with bank.session() as session:
        _put(session, visibility="open")
        file_id = _keep(session)
        (document,) = queries.side_stream(session, VIEWER, "S-1").documents
        assert (document.title, document.url) == ("Kasa", f"/files/{file_id}")
        for viewer in (VIEWER, CITY):
            file, data = files.kept_file(session, viewer, file_id)
            assert (file.name, len(data)) == ("pile.jpg", file.size_bytes)
        hidden, missing = (pytest.raises(RecordNotFoundError), pytest.raises(RecordNotFoundError))
        with hidden as first:
            files.kept_file(session, ANONYMOUS, file_id)
        with missing as second:
            files.kept_file(session, ANONYMOUS, "a" * 26)
        assert str(first.value).replace(file_id, "-") == str(second.value).replace("a" * 26, "-")


def test_a_public_document_is_a_public_file_once_it_is_reviewed(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        _put(session, visibility=OPEN_WITH_DOCUMENTS)
        file_id = _keep(session)
        with pytest.raises(RecordNotFoundError):
            files.kept_file(session, ANONYMOUS, file_id)
        put_stream(session, visibility=OPEN_WITH_DOCUMENTS, status="published")
        assert files.kept_file(session, ANONYMOUS, file_id)[0].id == file_id


def test_the_same_file_twice_is_one_and_there_is_a_most(sqlite_bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("databank.files.keeping.MOST_FILES", 2)
    with sqlite_bank.session() as session:
        _put(session)
        assert _keep(session) == _keep(session)
        _keep(session, b"%PDF-1.4", "report.pdf")
        with pytest.raises(FileRefusedError, match="at most 2 files"):
            _keep(session, b"%PDF-1.5", "another.pdf")
        assert len(files.kept_files(session, "S-1")) == 2


def test_a_removed_document_takes_its_file_along(bank: Bank) -> None:
    with bank.session() as session:
        _put(session)
        first, second = _keep(session), _keep(session, b"%PDF-1.4", "report.pdf")
        files.remove(session, "S-1", files.address_of(first), BY_OWNER)
        session.flush()
        assert [file.id for file in files.kept_files(session, "S-1")] == [second]
        third = _keep(session, b"%PDF-1.6", "third.pdf")
        urls = [document.url for document in queries.side_stream(session, VIEWER, "S-1").documents]
        assert urls == [files.address_of(second), files.address_of(third)]


def test_a_copy_has_files_of_its_own(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        _put(session)
        put_stream(session, "S-2")
        file_id = _keep(session)
        put(session, "documents", side_stream_id="S-1", kind="other", title="Web", url="https://example.org/a")
        files.copy_files(session, "S-1", "S-2", BY_OWNER)
        (copied,) = files.kept_files(session, "S-2")
        assert copied.id != file_id
        assert files.kept_file(session, VIEWER, copied.id)[1] == files.kept_file(session, VIEWER, file_id)[1]
        assert [one.title for one in queries.side_stream(session, VIEWER, "S-2").documents] == ["Kasa", "Web"]


def test_a_stored_document_comes_back_from_an_export(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        _put(session)
        file_id = _keep(session)
        (row,) = export_rows(session, CITY, "documents")
        assert read_row("documents", row)["url"] == f"/files/{file_id}"


@pytest.mark.parametrize("url", ["/files/../secret", "/files/short", "javascript:alert(1)", "//evil.example"])
def test_no_other_address_of_our_own_is_a_document(url: str) -> None:
    with pytest.raises(RecordRefusedError):
        read_row("documents", {"side_stream_id": "S-1", "kind": "other", "title": "x", "url": url})


def test_a_backup_holds_the_files(bank: Bank, tmp_path: Path) -> None:
    with bank.session() as session:
        _put(session)
        ids = [_keep(session, b"%PDF-1." + bytes([number]) * 100, "report.pdf") for number in range(5)]
    bank.backup(tmp_path / "copy.sqlite3")
    with Bank(f"sqlite:///{tmp_path}/copy.sqlite3") as copy, copy.session() as session:
        assert [files.kept_file(session, VIEWER, one)[1][7] for one in ids] == list(range(5))
