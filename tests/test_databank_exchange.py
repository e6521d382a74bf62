from __future__ import annotations

import io
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.errors import DatabankError, FileRefusedError, ImportReport, RowError
from databank.exchange import KINDS, export_rows, importing, load_folder, write_csv, write_json
from databank.exchange import rows as exported_rows
from databank.imports.beginning import Upload
from databank.imports.direct import Direct
from databank.imports.values import ImportMapping
from databank.models import RecordVersion
from databank.records import AmountStatus, ProvenanceKind, RecordStatus, StreamFilter
from databank.sheets.formulas import guarded, unguarded
from databank.store import Bank
from databank.submissions import Change, confirm_amount, set_status
from tests.databank_rows import put, put_area, put_owner, put_stream

HEADING = "id,site_id,name,material_class,year,amount,status"


def upload(
    bank: Bank,
    kind: str,
    content: str | bytes,
    name: str = "rows.csv",
    *,
    dry_run: bool = False,
    year: int | None = None,
    organisation_id: str | None = None,
) -> ImportReport:
    """Import a file from outside, as the command line does."""
    mapping = ImportMapping(options={} if year is None else {"year": str(year)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        asked = Upload(
            kind=kind,
            file_name=name,
            made_by="tester",
            language="en",
            organisation_id=organisation_id,
            mapping=mapping,
        )
        outcome = Direct(bank=bank, path=path, upload=asked).run(dry_run=dry_run)
    heading = int(outcome.form == "json")
    rows = tuple(RowError((one.row or 0) - heading, one.field, one.value, one.message) for one in outcome.problems)
    done = outcome.counts
    return ImportReport(done["new"] + done["changed"], done["unchanged"], done["rejected"], rows)


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.accepted, report.unchanged, report.rejected


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with one owner."""
    with bank.session() as session:
        put_owner(session)
    return bank


def test_rows_from_outside_wait_as_submitted_with_their_file_and_line(owned: Bank) -> None:
    report = upload(owned, "side-streams", f"{HEADING}\nS-1,alder,Sand,foundry_sand,2024,10,published\n")
    assert counts(report) == (1, 0, 0)
    with owned.session() as session:
        stream = queries.side_stream(session, CITY, "S-1")
        assert not queries.side_streams(session, ANONYMOUS, StreamFilter()).items
        version = queries.versions(session, CITY, "S-1")[0]
    assert (stream.status, stream.organisation_id) == (RecordStatus.SUBMITTED, "alder")
    assert (stream.provenance.kind, stream.provenance.file, stream.provenance.row) == (
        ProvenanceKind.IMPORTED,
        "rows.csv",
        2,
    )
    assert (version.made_by, version.reason, version.changes["name"]) == (
        "tester",
        "Import of rows.csv",
        (None, "Sand"),
    )


def test_the_same_file_again_changes_nothing(owned: Bank) -> None:
    content = f"{HEADING}\nS-1,alder,Sand,foundry_sand,2024,10,published\nS-2,alder,Dust,foundry_dust,,,\n"
    assert counts(upload(owned, "side-streams", content)) == (2, 0, 0)
    assert counts(upload(owned, "side-streams", content)) == (0, 2, 0)
    with owned.session() as session:
        assert session.scalar(select(func.count()).where(RecordVersion.kind == "side-streams")) == 2


def test_a_changed_row_waits_for_review_again_and_keeps_what_the_file_does_not_say(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, price_eur_per_t=5)
    assert counts(upload(owned, "side-streams", "id,name,material_class,site_id\nS-1,New,foundry_sand,alder\n")) == (
        1,
        0,
        0,
    )
    with owned.session() as session:
        stream = queries.side_stream(session, CITY, "S-1")
        assert (stream.name, stream.price_eur_per_t, stream.status) == ("New", Decimal(5), RecordStatus.SUBMITTED)
        set_status(session, "side-streams", ["S-1"], RecordStatus.PUBLISHED, Change(made_by="r", reason="checked"))
        assert queries.side_stream(session, ANONYMOUS, "S-1").version == 3


def test_good_rows_are_in_and_bad_ones_are_named(owned: Bank) -> None:
    report = upload(
        owned,
        "side-streams",
        f"{HEADING}\nS-1,alder,Sand,foundry_sand,2024,-4,\n\n"
        'S-2,alder,"Two\nlines",foundry_sand,2024,10,\n'
        "S-3,alder,Sand,dream,2024,x,\nS-2,alder,Again,foundry_sand,2024,1,\nS-5,alder\n",
    )
    assert counts(report) == (1, 0, 4)
    found = [(row.row, row.field, row.value) for row in report.rows]
    assert found == [
        (2, "amount", "-4"),
        (6, "material_class", "dream"),
        (7, "id", "S-2"),
        (8, "name", ""),
        (8, "material_class", ""),
    ]
    assert "stands in the file already, on line 4" in next(row.message for row in report.rows if row.row == 7)


def test_a_dry_run_says_the_same_and_writes_nothing(owned: Bank) -> None:
    content = f"{HEADING}\nS-1,new-site,Sand,foundry_sand,2024,10,\nS-2,alder,Sand,dream,2024,10,\n"
    assert counts(upload(owned, "side-streams", content, dry_run=True)) == (1, 0, 1)
    with owned.session() as session:
        assert queries.bank_counts(session).side_streams == 0
        assert {site.id for site in queries.sites(session, CITY)} == {"alder"}


def test_unknown_sites_are_made_unconfirmed_and_nobody_is_the_city(owned: Bank) -> None:
    assert counts(upload(owned, "side-streams", f"{HEADING}\n,street-yard,Sand,foundry_sand,2024,10,\n")) == (1, 0, 0)
    with owned.session() as session:
        stream = queries.side_streams(session, CITY, StreamFilter()).items[0]
        site = next(site for site in queries.sites(session, CITY) if site.id == "street-yard")
    assert stream.id.startswith("SV-")
    assert (stream.organisation_id, site.confirmed, site.organisation_id) == ("porin-kaupunki", False, "porin-kaupunki")


def test_one_imports_for_an_organisation_by_its_business_id(owned: Bank) -> None:
    with owned.session() as session:
        put(session, "organisations", id="birch", name="Birch Oy", business_id="0112038-9")
    content = f"{HEADING}\nS-1,yard,Sand,foundry_sand,2024,10,\nS-2,alder,Sand,foundry_sand,2024,10,\n"
    report = upload(owned, "side-streams", content, organisation_id="0112038-9")
    assert counts(report) == (1, 0, 1)
    assert "belongs to another organisation" in report.rows[0].message
    with pytest.raises(FileRefusedError, match="knows no organisation 1234567-1"):
        upload(owned, "side-streams", content, organisation_id="1234567-1")


def test_rows_without_a_year_take_the_year_of_the_import(owned: Bank) -> None:
    heading = "id,site_id,name,material_class,amount"
    assert counts(upload(owned, "side-streams", f"{heading}\nS-1,alder,Sand,foundry_sand,10\n", year=2023)) == (1, 0, 0)
    with owned.session() as session:
        assert [amount.year for amount in queries.side_stream(session, CITY, "S-1").amounts] == [2023]


@pytest.mark.parametrize(
    ("kind", "row", "column", "sentence"),
    [
        ("sites", {"id": "x", "organisation_id": "nobody", "name": "X"}, "organisation_id", "not known"),
        ("sites", {"id": "x", "organisation_id": "alder", "name": "X", "area_id": "a"}, "area_id", "not known"),
        (
            "sites",
            {"id": "x", "organisation_id": "alder", "name": "X", "is_example": 1},
            "organisation_id",
            "never mixed",
        ),
        ("amounts", {"side_stream_id": "S-9", "year": 2024}, "side_stream_id", "no side stream"),
        ("permits", {"id": "P", "site_id": "x"}, "site_id", "no site"),
        (
            "side-streams",
            {"name": "N", "material_class": "foundry_sand", "organisation_id": "o", "site_id": "x"},
            "organisation_id",
            "not known",
        ),
        ("organisations", {"id": "o", "name": "O", "business_id": "0112038-9"}, "business_id", "belongs to birch"),
        (
            "flows",
            {"record_id": "F", "year": 2024, "source": "x", "target": "Stock", "material": "foundry_sand"},
            "source",
            "not known",
        ),
    ],
)
def test_an_unknown_reference_is_refused(
    owned: Bank, kind: str, row: dict[str, Any], column: str, sentence: str
) -> None:
    with owned.session() as session:
        put(session, "organisations", id="birch", name="Birch Oy", business_id="0112038-9")
    report = upload(owned, kind, json.dumps([row]), "rows.json")
    assert counts(report) == (0, 0, 1)
    assert (report.rows[0].row, report.rows[0].field) == (1, column)
    assert sentence in report.rows[0].message


def test_two_rows_of_one_file_cannot_share_a_business_id(owned: Bank) -> None:
    report = upload(owned, "organisations", "id,name,business_id\na,A,0112038-9\nb,B,0112038-9\n")
    assert counts(report) == (1, 0, 1)


def test_a_thousandfold_jump_waits_until_a_person_confirms_it(owned: Bank) -> None:
    heading = "side_stream_id,year,amount\n"
    with owned.session() as session:
        put_stream(session)
    upload(owned, "amounts", f"{heading}S-1,2023,110\nS-1,2025,200000\n")
    with owned.session() as session:
        stream = queries.side_stream(session, CITY, "S-1")
        assert [amount.status for amount in stream.amounts] == [
            AmountStatus.CONFIRMED,
            AmountStatus.CONFIRMED,
            AmountStatus.UNDER_REVIEW,
        ]
        assert stream.latest is not None
        assert stream.latest.year == 2024
    assert counts(upload(owned, "amounts", f"{heading}S-1,2023,110\nS-1,2025,200000\n")) == (0, 2, 0)
    with owned.session() as session:
        confirm_amount(session, "S-1", 2025, Change(made_by="r", reason="asked the company"))
        latest = queries.side_stream(session, CITY, "S-1").latest
        assert latest is not None
        assert latest.value == 200_000


DOCUMENTS = "side_stream_id,kind,title,language,issued_on,url\n"


def test_a_document_is_known_by_its_address_and_only_web_addresses_are_taken(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
    good = f"{DOCUMENTS}S-1,photo,Heap,,,https://example.org/heap.jpg\n"
    report = upload(owned, "documents", f"{good}S-1,other,Bad,en,,javascript:alert(1)\nS-1,other,Bad,en,,\n")
    assert counts(report) == (1, 0, 2)
    assert [(row.row, row.field) for row in report.rows] == [(3, "url"), (4, "url")]
    assert "begins with https:// or http://" in report.rows[0].message
    assert counts(upload(owned, "documents", good)) == (0, 1, 0)
    assert counts(upload(owned, "documents", good.replace("Heap", "The heap"))) == (1, 0, 0)
    with owned.session() as session:
        assert [document.title for document in queries.side_stream(session, CITY, "S-1").documents] == ["The heap"]
        last = max(queries.versions(session, CITY, "S-1"), key=lambda version: version.number)
    assert last.changes == {"documents[https://example.org/heap.jpg].title": ("Heap", "The heap")}


# --- files that cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (
            "id,site_id,name,material_class\nS-1,a,K\xe4ytetty,foundry_sand\n".encode("latin-1"),
            r"not UTF-8 text \(line 2\)",
        ),
        ("id,name".encode("utf-16"), "not UTF-8"),
        (b"a\0b", "not UTF-8"),
        (b"id,name\n", "line 1: the column material_class is missing"),
        (b"id,name,material_class,colour\n", "'colour' is not known"),
        (b"id,name,material_class,name\n", "the column name stands twice"),
        (b'id,name,material_class\n"S-1,a,b\n', "quotation mark is not closed"),
        (b"[1, 2]", "no list of objects"),
        (b'[{"id": }]', "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_an_unreadable_reviewed_file_is_refused_with_a_sentence(
    sqlite_bank: Bank, tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "side-streams.csv").write_bytes(content)
    with sqlite_bank.session() as session, pytest.raises(FileRefusedError, match=sentence):
        load_folder(session, tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", r"rows\.csv"),
        (b"id,name,material_class\n", "has no rows under its heading"),
        (b"a\0b", r"rows\.csv"),
        (b'id,name,material_class\n"S-1,a,b\n', "line 2: a quotation mark is not closed"),
    ],
)
def test_an_unreadable_file_from_outside_is_refused_with_a_sentence(
    sqlite_bank: Bank, content: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefusedError, match=sentence):
        upload(sqlite_bank, "side-streams", content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"[1, 2]", "no list of objects"), (b'[{"id": }]', "is no JSON"), (b"[" * 100_000, "is no JSON")],
)
def test_what_is_no_list_of_objects_is_refused(sqlite_bank: Bank, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefusedError, match=sentence):
        upload(sqlite_bank, "side-streams", content, "rows.json")


def test_other_encodings_and_columns_of_an_outside_file_do_no_harm(owned: Bank) -> None:
    content = "id,site_id,name,material_class,colour\nS-1,alder,Käytetty,foundry_sand,blue\n".encode("latin-1")
    assert counts(upload(owned, "side-streams", content)) == (1, 0, 0)
    with owned.session() as session:
        assert queries.side_stream(session, CITY, "S-1").name == "Käytetty"


def test_an_unknown_kind_and_a_missing_file_are_named(sqlite_bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(DatabankError, match="no kind dreams: choose one of areas"):
        upload(sqlite_bank, "dreams", b"id\n")
    missing = Upload(kind="sites", file_name="missing.csv", made_by="t", language="en")
    with pytest.raises(FileRefusedError, match="cannot be read"):
        Direct(bank=sqlite_bank, path=tmp_path / "missing.csv", upload=missing).run()
    with sqlite_bank.session() as session, pytest.raises(FileRefusedError, match="no kind dreams"):
        list(export_rows(session, CITY, "dreams"))


# --- our own reviewed folders ------------------------------------------------------------------------------------


def _folder(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name.replace('_', '-')}.csv").write_text(content, encoding="utf-8")
    return folder


GOOD = {
    "organisations": "id,name,source_url,source_date\nalder,Alder Oy,https://example.org/a,2026-01-01\n",
    "sites": "id,organisation_id,name\nalder,alder,Works\n",
    "side_streams": f"{HEADING},source_url,consent\nS-1,alder,Sand,foundry_sand,2024,10,published,https://example.org/s,name\n",
}


def test_a_reviewed_folder_publishes_and_names_its_public_sources(sqlite_bank: Bank, tmp_path: Path) -> None:
    folder = _folder(tmp_path, **GOOD)
    with sqlite_bank.session() as session:
        assert {kind: counts(report) for kind, report in load_folder(session, folder).items()} == {
            "organisations": (1, 0, 0),
            "sites": (1, 0, 0),
            "side-streams": (1, 0, 0),
        }
        assert queries.side_stream(session, ANONYMOUS, "S-1").provenance.kind is ProvenanceKind.PUBLIC_SOURCE
    with sqlite_bank.session() as session:
        assert {counts(report) for report in load_folder(session, folder).values()} == {(0, 1, 0)}


def test_one_wrong_row_refuses_the_whole_folder_and_names_its_place(sqlite_bank: Bank, tmp_path: Path) -> None:
    folder = _folder(tmp_path, **GOOD | {"side_streams": f"{HEADING}\nS-1,alder,Sand,dream,2024,10,\n"})
    with sqlite_bank.session() as session:
        with pytest.raises(FileRefusedError, match=r"side-streams.csv, line 2, material_class: This material class"):
            load_folder(session, folder)
        assert queries.bank_counts(session).is_empty


def test_a_folder_with_a_strange_file_or_none_is_refused(sqlite_bank: Bank, tmp_path: Path) -> None:
    with sqlite_bank.session() as session:
        with pytest.raises(FileRefusedError, match=r"dreams.csv does not belong here"):
            load_folder(session, _folder(tmp_path, dreams="id\n"))
        with pytest.raises(FileRefusedError, match="nowhere does not belong here"):
            load_folder(session, tmp_path / "nowhere")


# --- out again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_csv, write_json])
def test_what_is_exported_comes_in_again_unchanged(owned: Bank, write: Any) -> None:
    with owned.session() as session:
        put_area(session)
        put(session, "area-facts", area_id="peittoo", topic="size", name_fi="a", name_sv="b", name_en="c", value="9 ha")
        put(session, "permits", id="P-1", site_id="alder", waste_codes="10 09 08;100907", operations="R5;R13")
        put_stream(session, name="=cmd|' /C calc'!A0", note="'@quoted", receiver="- dash", amount="0.1")
        put_stream(session, "S-2", amount="", year="")
        put(session, "amounts", side_stream_id="S-1", year=2023, amount_min="1.000001", amount_max=2, unit="kt")
        put(
            session,
            "composition",
            side_stream_id="S-1",
            parameter="Cl",
            typical="-0.5",
            unit="%",
            measured_on="2025-01-02",
        )
        report = {"kind": "lab_report", "title": "=Analysis", "issued_on": "2025-01-02"}
        put(session, "documents", side_stream_id="S-1", url="https://example.org/r.pdf?a=1;b=[2]", **report)
        put(session, "documents", side_stream_id="S-1", url="http://example.org/p.jpg", kind="photo", title="P")
        put(
            session,
            "needs",
            id="N-1",
            name="N",
            site_id="alder",
            material_classes="foundry_sand;foundry_dust",
            limits="Cl<=8 %;LOI<2 %",
        )
        put(
            session,
            "exchanges",
            id="X-1",
            donor_site_id="alder",
            receiver_site_id="alder",
            material="M",
            material_class="foundry_sand",
            year=2024,
            amount=3,
        )
        put(
            session,
            "flows",
            record_id="F-1",
            year=2024,
            source="Elsewhere",
            target="alder",
            material="foundry_sand",
            mass_t=5,
        )
        put(
            session,
            "treatment-lines",
            id="T-1",
            site_id="alder",
            step="foundry_sand_thermal",
            capacity_t_per_year="9.5",
        )
        put(
            session,
            "trials",
            id="K-1",
            site_id="alder",
            title_en="=Field",
            material_classes="foundry_sand;foundry_dust",
        )
        put(session, "trials", id="K-2", area_id="peittoo", title_fi="K", material_classes="glass", outcome="refused")
    for kind in KINDS:
        target = io.StringIO()
        with owned.session() as session:
            count = write(export_rows(session, CITY, kind), kind, target)
        assert count >= 1, kind
        content = target.getvalue()
        name = "rows.csv" if write is write_csv else "rows.json"
        assert counts(upload(owned, kind, content, name)) == (0, count, 0), content


def test_no_cell_of_a_csv_is_a_formula(owned: Bank) -> None:
    target = io.StringIO()
    with owned.session() as session:
        put_stream(session, name='=HYPERLINK("http://x")', note="+1", receiver="@sum")
        write_csv(export_rows(session, CITY, "side-streams"), "side-streams", target)
    assert "'=HYPERLINK" in target.getvalue()
    assert "'+1" in target.getvalue()
    assert "'@sum" in target.getvalue()


@given(st.text(alphabet="'=+-@a\t\r", max_size=6))
def test_guarding_never_loses_a_sign(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_the_public_gets_bands_and_an_empty_bank_an_empty_list(owned: Bank, tmp_path: Path) -> None:
    with owned.session() as session:
        put_stream(session, visibility="company_hidden", consent="no", amount=4213)
        row = next(export_rows(session, ANONYMOUS, "side-streams"))
        assert (row["amount"], row["amount_min"], row["amount_note"]) == (None, 3000, "public band")
        assert (row["organisation_id"], row["site_id"]) == (None, None)
        assert write_json(export_rows(session, ANONYMOUS, "sites"), "sites", tmp_path / "sites.json") == 0
        assert write_csv(export_rows(session, ANONYMOUS, "sites"), "sites", tmp_path / "sites.csv") == 0
    assert json.loads((tmp_path / "sites.json").read_text()) == []
    assert (tmp_path / "sites.csv").read_text().count("\n") == 1


def test_a_large_file_is_read_and_written_in_batches(sqlite_bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setattr(exported_rows, "SLICE", 7)
    rows = "".join(f"o-{number},Name {number}\n" for number in range(31))
    assert counts(upload(sqlite_bank, "organisations", f"id,name\n{rows}")) == (31, 0, 0)
    with sqlite_bank.session() as session:
        assert len({row["id"] for row in export_rows(session, CITY, "organisations")}) == 31
