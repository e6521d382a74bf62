"""Files that want to do harm: each gives a sentence, quickly, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import databank
from databank.errors import FileRefusedError
from databank.sheets import LIMITS, Limits, open_book
from databank.sheets.workbooks import run_child
from tests import hostile_files
from tests.workbook_files import excel, opendocument, table, text_cell

LARGE = "too large to be read safely"
DAMAGED = "is damaged"
PASSWORD = "protected by a password"
SENTENCES = {
    "far-columns.xlsx": LARGE,
    "far-columns-without-references.xlsx": LARGE,
    "many-columns.xlsx": "sheet Taul1: cell SS1 is beyond the first 512 columns",
    "many-columns.csv": "line 1 has 16000 columns; at most 512",
    "zip-bomb.xlsx": "packed so tightly",
    "many-members.xlsx": "6005 parts; at most 5000",
    "billion-laughs.xlsx": DAMAGED,
    "billion-laughs.ods": DAMAGED,
    "repeated-rows.ods": "row 1 stands there 1000000 times",
    "repeated-cells.ods": "cell SS1 is beyond",
    "encrypted.xlsx": PASSWORD,
    "encrypted.ods": PASSWORD,
    "cut-off.xlsx": DAMAGED,
    "letter.xls": "is no spreadsheet",
    "other-archive.xlsx": "is no spreadsheet",
    "two-gigabytes.csv": "2048 MB; at most 300 MB",
    "no-text.csv": "line 1: this is no text",
    "open-quote.csv": "line 3: a quotation mark is not closed",
    "open-quote-long.csv": "line 3: a quotation mark is not closed",
    "long-line.csv": "line 3: the line is too long",
    "web-page.xls": "is a web page",
    "paper.csv": "is a PDF document",
    "picture.xlsx": "is a picture",
    "nothing.csv": "is empty",
}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made; nothing is left there at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def read_all(path: Path, limits: Limits) -> int:
    with open_book(path, limits=limits) as book:
        return sum(1 for sheet in book.sheets for _row in sheet.rows())


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefusedError) as caught:
        read_all(path, limits)
    return str(caught.value)


def test_every_hostile_file_has_its_sentence() -> None:
    assert SENTENCES.keys() == hostile_files.HOSTILE.keys()


@pytest.mark.usefixtures("folders")
@pytest.mark.parametrize("name", hostile_files.HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    hostile_files.HOSTILE[name](path)
    sentence = refusal(path)
    assert sentence.startswith(name)
    assert SENTENCES[name] in sentence


@pytest.mark.usefixtures("folders")
def test_a_large_workbook_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    excel(path, hostile_files.HEADING)
    assert "1 MB; at most 1 MB" in refusal(path, Limits(workbook_bytes=1_000))


@pytest.mark.usefixtures("folders")
def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "unpacked.xlsx"
    excel(path, hostile_files.HEADING, parts={"xl/media/a.bin": os.urandom(5_000)})
    assert "packed so tightly" in refusal(path, Limits(unpacked_bytes=5_000))


@pytest.mark.usefixtures("folders")
def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.xlsx"
    excel(path, hostile_files.HEADING)
    started = time.monotonic()
    assert "takes too long" in refusal(path, Limits(wall_seconds=0.02))
    assert time.monotonic() - started < 5


def many_rows(path: Path) -> None:
    """Ten million cells from one kilobyte."""
    cell = text_cell("x", number_columns_repeated="500")
    row = f'<table:table-row table:number-rows-repeated="1000">{cell}</table:table-row>'
    opendocument(path, table([row] * 20))


@pytest.mark.usefixtures("folders")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no processor time")
def test_a_file_that_takes_too_much_computing_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "work.ods"
    many_rows(path)
    assert "takes too long" in refusal(path, Limits(cpu_seconds=1))


@pytest.mark.usefixtures("folders")
def test_cells_that_would_fill_the_disk_are_given_up(tmp_path: Path) -> None:
    path = tmp_path / "disk.ods"
    many_rows(path)
    assert LARGE in refusal(path, Limits(spool_bytes=2**20))


@pytest.mark.usefixtures("folders")
def test_too_many_sheets_and_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    excel(path, {f"Taul{number}": hostile_files.HEADING for number in range(4)})
    assert "more than 3 sheets" in refusal(path, Limits(sheets=3))
    excel(path, hostile_files.HEADING + hostile_files.ROW)
    assert "sheet Taul1 has more than 1 rows" in refusal(path, Limits(sheet_rows=1))


@pytest.mark.usefixtures("folders")
def test_entities_open_no_file_of_the_machine(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE a [<!ENTITY own "from the file"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    for name in ("a.ods", "a.xlsx"):
        path = tmp_path / name
        if name == "a.ods":
            rows = [f"<table:table-row>{text_cell('&file;')}</table:table-row>"]
            opendocument(path, table(rows), doctype=doctype)
        else:
            excel(path, '<row r="1"><c t="str"><v>&file;</v></c></row>', doctype=doctype)
        assert DAMAGED in refusal(path)


# --- Read all the same -------------------------------------------------------------------------------------------

TABLE = [(1, ["Nimike", "t"]), (2, ["Valimohiekka", 4200])]


@pytest.mark.usefixtures("folders")
@pytest.mark.parametrize(
    ("name", "rows", "notes"),
    [
        (
            "formulas.xlsx",
            [*TABLE, (3, ["Kuona", 8400]), (4, ["Tuhka"]), (5, [None, "#DIV/0!"]), (6, ["#N/A"])],
            [
                "2 cells with an error such as #N/A, the first is B5",
                "2 formulas without a stored value, the first is B4",
            ],
        ),
        ("links.xlsx", TABLE, ["refers to other files"]),
        ("macros.xlsm", TABLE, ["has macros: they were ignored"]),
        ("far-but-empty.xlsx", [*TABLE, (3, ["Kuona"])], []),
        ("repeated-but-empty.ods", [(1, ["Nimike", "t"]), (2, ["Kuona", "4200"])], []),
    ],
)
def test_what_only_looks_dangerous_is_read(tmp_path: Path, name: str, rows: list[object], notes: list[str]) -> None:
    path = tmp_path / name
    hostile_files.UNPLEASANT[name](path)
    with open_book(path) as book:
        assert book.form == name.rpartition(".")[2]
        assert list(book.sheets[0].rows()) == rows
        assert [part for part in notes if not any(part in note for note in book.notes)] == []
        assert len(book.notes) == len(notes)


# --- The child and its folder ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("folders")
def test_a_good_workbook_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    excel(path, hostile_files.HEADING + hostile_files.ROW)
    with open_book(path) as book:
        assert list(book.sheets[0].rows()) == TABLE


def test_folders_of_killed_processes_are_removed_after_a_day(tmp_path: Path, folders: Path) -> None:
    path = tmp_path / "good.xlsx"
    excel(path, hostile_files.HEADING)
    old, young = folders / "sivuvirta-sheets-old", folders / "sivuvirta-sheets-young"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, 0))
    with open_book(path):
        assert (old.exists(), young.exists()) == (False, True)
    shutil.rmtree(young)


def test_a_child_that_is_killed_is_no_damage(tmp_path: Path, folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "good.xlsx"
    excel(path, hostile_files.HEADING)
    for ended, sentence in ((-signal.SIGABRT, LARGE), (-signal.SIGSEGV, DAMAGED), (1, DAMAGED)):
        monkeypatch.setattr("databank.sheets.workbooks.run_child", lambda *_given, ended=ended: ended)
        assert sentence in refusal(path)
    assert list(folders.iterdir()) == []


def test_the_child_needs_neither_the_environment_nor_the_folder_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)", "utf-8")
    (tmp_path / "databank").mkdir()
    monkeypatch.setenv("PYTHONSTARTUP", "nowhere")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "good.xlsx"
    excel(path, hostile_files.HEADING)
    with open_book("good.xlsx") as book:
        assert book.sheets[0].row_count == 1
    assert run_child("databank.sheets.nowhere", tmp_path, LIMITS) == 1


def test_reading_loads_no_database(tmp_path: Path) -> None:
    program = (
        "import sys, databank.sheets, databank.sheets.child\n"
        "sys.exit(bool({'sqlalchemy', 'marshmallow', 'openpyxl', 'python_calamine', 'flask'} & set(sys.modules)))"
    )
    root = str(Path(databank.__file__).parent.parent)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", program], env={"PYTHONPATH": root}, cwd=tmp_path, check=False, timeout=60
    )
    assert ended.returncode == 0


def test_a_system_without_limits_reads_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    from databank.sheets.child import bind

    before = resource.getrlimit(resource.RLIMIT_AS)
    monkeypatch.setitem(sys.modules, "resource", None)
    bind(LIMITS)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
