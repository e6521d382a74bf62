"""What the bank gives out comes in again as it was: every kind, in every format, whatever people have typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import FileRefusedError
from databank.exchange import (
    KINDS,
    OWN_KINDS,
    export_rows,
    write_csv,
    write_csv_for_excel,
    write_json,
    write_xlsx,
)
from databank.imports.beginning import Upload
from databank.imports.direct import Direct, DirectOutcome
from databank.sheets import open_book
from databank.sheets.dialects import EXCEL, MACHINE, text_of
from databank.sheets.formulas import guarded, unguarded
from databank.store import Bank
from tests.databank_rows import put, put_area, put_owner, put_stream

Rows = list[dict[str, Any]]
FORMATS: dict[str, tuple[str, Callable[..., int]]] = {
    "csv": ("rows.csv", write_csv),
    "csv-fi": ("rows.csv", write_csv_for_excel),
    "json": ("rows.json", write_json),
    "xlsx": ("rows.xlsx", write_xlsx),
}
NASTY = "'=1+1; \"q\" 'x'\nline\r\ntwo\u00a0nb äö 01,5 _x000D_ <b>&\u2028\x85😀"
SOURCE = {"source_url": "https://example.org/a;b=1,2", "source_title": "=T", "source_date": "2025-01-02"}


def rows_of(bank: Bank, kind: str) -> Rows:
    with bank.session() as session:
        return list(export_rows(session, CITY, kind))


def bring(bank: Bank, kind: str, file: Path) -> DirectOutcome:
    upload = Upload(kind=kind, file_name=file.name, made_by="tester", language="en")
    return Direct(bank=bank, path=file, upload=upload).run()


def written(bank: Bank, kind: str, form: str, folder: Path) -> Path:
    name, write = FORMATS[form]
    file = folder / name
    with bank.session() as session:
        write(export_rows(session, CITY, kind), kind, file)
    return file


@contextmanager
def empty_bank(template: Path, folder: Path) -> Iterator[Bank]:
    file = folder / "other.sqlite3"
    shutil.copy(template, file)
    bank = Bank(f"sqlite:///{file}")
    yield bank
    bank.dispose()


def put_streams(session: Session) -> None:
    """Side streams that wait for review: what comes from outside does so too."""
    put_stream(
        session,
        "S-1",
        site_id="007",
        name="=cmd|' /C calc'!A0",
        note=NASTY,
        receiver="- dash",
        amount="0.000001",
        waste_code="010409",
        status="submitted",
        price_eur_per_t="-1.234",
        moisture_share="0.123",
        density_t_m3="1.234",
        amount_note="Yhteensä",
        coarse="area;amount",
        contact_email="a@example.org",
        visibility="amount=public;price=city",
        consent="no",
        packaging="10908",
        legal_date="2026-01-31",
    )
    words = {
        "name": "Total",
        "physical_form": "Irtotavara",
        "availability_pattern": "jatkuvasti",
        "receiver": "ALDER OY",
    }
    put_stream(session, "S-2", site_id="007", amount="", year="", status="submitted", language="sv", **words)
    wide = {"amount": "", "amount_min": "1.234", "amount_max": "123456.789012", "unit": "m3", "density_t_m3": "1.5"}
    put_stream(session, "S-3", name="x" * 200, status="submitted", year=2023, note="'''''+", **wide)
    further = {"amount_min": "1.234", "amount_max": 123456, "unit": "m3", "amount_note": "\u00a0 x y"}
    put(session, "amounts", side_stream_id="S-3", year=2022, **further)


def put_everything(session: Session) -> None:
    """A record of every kind, with what spreadsheets and programs like to damage."""
    put_area(session, description_fi=NASTY, **SOURCE)
    names = {"name_fi": "=a", "name_sv": "'b", "name_en": "-"}
    put(session, "area-facts", area_id="peittoo", topic="size", value="9 ha", year=2020, **names, **SOURCE)
    put_owner(session)
    legal = {"business_id": "0112038-9", "industry_code": "24.10", "municipality": "Björneborg", "holding": "@x"}
    put(session, "organisations", id="o-2", name="n/a", note=NASTY, name_as_of="2020-02-29", **legal, **SOURCE)
    place = {"address": "=1", "lat": "61.123456789", "lon": "21.1", "coordinate_precision": "n/a", "area_id": "peittoo"}
    put(session, "sites", id="007", organisation_id="o-2", name="'", **place)
    permit = {"waste_codes": "10 09 08;010409", "operations": "R5;R13", "capacity_t_per_year": "1.234"}
    put(session, "permits", id="P-1", site_id="007", authority="0123", note=NASTY, **permit)
    put_streams(session)
    measured = {"typical": "-0.5", "minimum": "-1.234", "measured_on": "2025-01-02", "sample_count": 3}
    put(session, "composition", side_stream_id="S-1", parameter="Cl", unit="%", laboratory="=Lab", **measured)
    report = {"kind": "lab_report", "title": "=Analysis"}
    put(session, "documents", side_stream_id="S-1", url="https://example.org/r.pdf?a=1;b=[2]", **report)
    wanted = {"material_classes": "foundry_sand;foundry_dust", "waste_codes": "100908;010409", "structure": "Penger"}
    limits = {"limits": "Cl<=8.5 %;LOI<2 %", "amount": "1.234", "year": 2024, "distance_km": "1.234"}
    put(session, "needs", id="N-1", name="+N", site_id="alder", status="submitted", **wanted, **limits)
    ends = {"donor_site_id": "alder", "receiver_site_id": "007"}
    sold = {"material": "-M", "material_class": "foundry_sand", "year": 2024, "amount": "3.125"}
    put(session, "exchanges", id="X-1", **ends, **sold)
    flow = {"source": "Elsewhere", "target": "007", "material": "foundry_sand", "mass_t": "5.125"}
    put(session, "flows", record_id="F-1", year=2024, note=NASTY, **flow)
    line = {"step": "sludge_drying", "material_classes": "digestate;sewage_sludge", "permit_note": "=1"}
    put(session, "treatment-lines", id="T-1", site_id="007", capacity_t_per_year="1.234", note=NASTY, **line, **SOURCE)
    trial = {
        "title_fi": "=a",
        "result_sv": NASTY,
        "began_year": 2020,
        "amount": "1.234",
        "unit": "m3",
        "use_id": "U204",
    }
    put(session, "trials", id="K-1", site_id="007", material_classes="foundry_sand;glass", **trial, **SOURCE)
    put(session, "trials", id="K-2", area_id="peittoo", material_classes="glass", title_en="'", outcome="running")


@pytest.fixture(scope="module")
def full_bank(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank with a record of every kind; tests only change nothing in it."""
    with empty_bank(sqlite_template, tmp_path_factory.mktemp("full")) as bank:
        with bank.session() as session:
            put_everything(session)
        yield bank


# --- out and in again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_fills_an_empty_bank_with_the_same_rows(
    full_bank: Bank, sqlite_template: Path, tmp_path: Path, form: str
) -> None:
    with empty_bank(sqlite_template, tmp_path) as other:
        for kind in KINDS:
            before = rows_of(full_bank, kind)
            outcome = bring(other, kind, written(full_bank, kind, form, tmp_path))
            assert (outcome.problems, outcome.questions) == ((), ()), kind
            assert rows_of(other, kind) == before, kind
            assert before, kind


@pytest.mark.parametrize(("form", "kinds"), [("csv", KINDS), ("csv-fi", KINDS), ("json", KINDS), ("xlsx", ("needs",))])
def test_an_export_changes_nothing_where_it_came_from(
    full_bank: Bank, tmp_path: Path, form: str, kinds: tuple[str, ...]
) -> None:
    for kind in kinds:
        before = rows_of(full_bank, kind)
        outcome = bring(full_bank, kind, written(full_bank, kind, form, tmp_path))
        assert outcome.counts["unchanged"] == len(before), kind
        assert outcome.problems == ()
        assert rows_of(full_bank, kind) == before, kind


PIECES = (
    *(
        "=",
        "+",
        "-",
        "@",
        "'",
        '"',
        ";",
        ",",
        ".",
        "\n",
        "\r\n",
        "\t",
        "\u00a0",
        " ",
        "0",
        "00123",
        "1,234",
        "é",
        "%",
        "|",
    ),
    *("Yhteensä", "n/a", "_x000D_", "_x005F_", "<b>", "&amp;", "€", "\u2028", "\x85", "\x7f", "😀", "ÅÄÖ"),
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=("Cc", "Cs", "Cn"))), max_size=8)
WORDS = TEXTS.map(lambda pieces: "".join(pieces).strip())
AMOUNTS = st.decimals(1, 5000, places=6).map(str)
STREAMS = st.fixed_dictionaries(
    {
        "name": WORDS.filter(bool),
        **dict.fromkeys(("note", "receiver", "origin_process", "amount_note", "physical_form", "legal_ground"), WORDS),
        **dict.fromkeys(("packaging", "loading", "storage", "contact_name", "legal_authority"), WORDS),
        "amount": AMOUNTS,
        "price_eur_per_t": st.decimals(-1000, 1000, places=4).map(str),
        "moisture_share": st.floats(0, 1).map(lambda share: f"{Decimal(repr(share)):.6f}"),
        "waste_code": st.sampled_from(["", "010409", "100908", "100910"]),
        "unit": st.sampled_from(["t", "m3"]),
        "available_from": st.dates(date(1950, 1, 1), date(2099, 12, 31)).map(str),
        "coarse": st.sampled_from(["", "area", "material;amount"]),
        "language": st.sampled_from(["fi", "sv", "en"]),
    }
)
ORGANISATIONS = st.fixed_dictionaries(
    {"name": WORDS.filter(bool), **dict.fromkeys(("note", "holding", "municipality"), WORDS)}
)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    streams=st.lists(STREAMS, min_size=6, max_size=12), organisations=st.lists(ORGANISATIONS, min_size=6, max_size=12)
)
def test_whatever_is_typed_comes_back(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, form: str, streams: Rows, organisations: Rows
) -> None:
    folder, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    with empty_bank(sqlite_template, folder) as bank, empty_bank(sqlite_template, second) as other:
        with bank.session() as session:
            for number, cells in enumerate(organisations):
                put(session, "organisations", id=f"o-{number}", **cells)
            put(session, "sites", id="alder", organisation_id="o-0", name="Works")
            for number, cells in enumerate(streams):
                put_stream(session, f"S-{number}", status="submitted", **cells)
        for kind in ("organisations", "sites", "side-streams"):
            file = written(bank, kind, form, folder)
            outcome = bring(other, kind, file)
            assert (outcome.problems, outcome.questions) == ((), ())
            assert rows_of(other, kind) == rows_of(bank, kind)
            again = bring(other, kind, file)
            assert again.counts["unchanged"] == again.counts["rows"]


# --- cells -------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(WORDS, min_size=40, max_size=60))
def test_no_cell_of_a_csv_is_a_formula_and_each_can_be_read_back(texts: list[str]) -> None:
    for text in texts:
        for form in (MACHINE, EXCEL):
            cell = text_of(text, form)
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} or cell == ""
            assert unguarded(cell) == text
        assert unguarded(guarded(guarded(text))) == guarded(text)


@pytest.mark.parametrize(
    ("value", "machine", "excel"),
    [
        (-12.5, "-12.5", "-12,5"),
        (1.234, "1.2340", "1,2340"),
        (1e-06, "0.000001", "0,000001"),
        (Decimal("4200.500000"), "4200.5", "4200,5"),
        (Decimal("1E+3"), "1000", "1000"),
        (0, "0", "0"),
        (True, "1", "1"),
        (None, "", ""),
        (["R5", "R13"], "R5;R13", "R5;R13"),
        ("-5", "'-5", "'-5"),
    ],
)
def test_numbers_stay_numbers_and_are_never_ambiguous(value: Any, machine: str, excel: str) -> None:
    assert (text_of(value, MACHINE), text_of(value, EXCEL)) == (machine, excel)


def test_the_csv_for_excel_opens_as_it_should(full_bank: Bank, tmp_path: Path) -> None:
    content = written(full_bank, "side-streams", "csv-fi", tmp_path).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid;kind;")
    assert "01\u00a004\u00a009" in content.decode()
    assert ";-1,2340;" in content.decode()


def test_numbers_and_days_of_a_workbook_have_their_types(full_bank: Bank, tmp_path: Path) -> None:
    with open_book(written(full_bank, "side-streams", "xlsx", tmp_path)) as book:
        (_, heading), (_, first), *_rest = list(book.sheets[0].rows())
    row = dict(zip(map(str, heading), first, strict=False))
    assert (row["price_eur_per_t"], row["amount"], row["waste_code"]) == (-1.234, 1e-06, "010409")
    assert (row["legal_date"], row["name"]) == ("2026-01-31", "=cmd|' /C calc'!A0")


# --- who sees what -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_owners(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with empty_bank(sqlite_template, tmp_path_factory.mktemp("two")) as bank:
        with bank.session() as session:
            for owner in ("alder", "birch"):
                put_owner(session, owner)
                hidden = {"visibility": "company_hidden", "consent": "no", "amount": 4213}
                put_stream(session, f"S-{owner}", site_id=owner, name=f"Sand of {owner}", **hidden)
                put_stream(session, f"D-{owner}", site_id=owner, name=f"Draft of {owner}", status="draft", **hidden)
                wanted = {"material_classes": "foundry_sand", "visibility": "company_hidden", "contact_name": owner}
                put(session, "needs", id=f"N-{owner}", name="Sand", site_id=owner, status="published", **wanted)
        yield bank


ALDER = Viewer(frozenset({Role.MEMBER}), frozenset({"alder"}))
BIRCH = Viewer(frozenset({Role.MEMBER}), frozenset({"birch"}))


def texts_for(bank: Bank, viewer: Viewer, *, own: bool = False) -> str:
    with bank.session() as session:
        kinds = OWN_KINDS if own else KINDS
        return json.dumps({kind: list(export_rows(session, viewer, kind, own=own)) for kind in kinds}, default=str)


def test_an_export_says_no_more_than_its_viewer_may_see(two_owners: Bank) -> None:
    for viewer in (ANONYMOUS, Viewer(frozenset({Role.MEMBER})), BIRCH):
        said = texts_for(two_owners, viewer)
        assert "S-alder" in said
        assert "D-alder" not in said
        assert "public band" in said
        assert '"site_id": "alder"' not in said
    assert texts_for(two_owners, ALDER).count("4213") > 1


def test_own_records_are_those_that_the_viewer_may_change(two_owners: Bank) -> None:
    said = texts_for(two_owners, ALDER, own=True)
    assert {"S-alder", "D-alder", "N-alder", "Alder Oy"} <= {word for word in said.split('"') if word}
    assert "birch" not in said.lower()
    assert texts_for(two_owners, ANONYMOUS, own=True) == json.dumps({kind: [] for kind in OWN_KINDS})


def test_who_sent_a_record_without_an_account_gets_it_too(two_owners: Bank) -> None:
    sender = Viewer(submitted_ids=frozenset({"S-birch", "N-birch", "S-gone"}))
    with two_owners.session() as session:
        found = [
            row["id"] for kind in ("side-streams", "needs") for row in export_rows(session, sender, kind, own=True)
        ]
    assert found == ["S-birch", "N-birch"]


def test_kinds_that_nobody_owns_are_refused(two_owners: Bank) -> None:
    with two_owners.session() as session, pytest.raises(FileRefusedError, match="There is no kind areas"):
        next(export_rows(session, ALDER, "areas", own=True))
