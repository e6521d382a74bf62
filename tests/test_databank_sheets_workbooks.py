"""Workbooks as sheets: what their cells, dates, merged headings and hidden parts become."""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from databank.sheets import LIMITS, Merged, open_book
from databank.sheets.cells import cell_of, clock, duration, letters, number_of, place_of
from databank.sheets.child import read_workbook
from databank.sheets.spool import read_contents, spooled_sheet
from tests.workbook_files import excel

# A workbook of Excel 97: a merged title, a heading, one row with a number and a date, and a hidden sheet without cells.
OLD_WORKBOOK = zlib.decompress(
    base64.b64decode(
        "eNrtWEloFFEQfb9nTcgkMzERJkIYAkaNIZjoQQ/JqKgBJWEUcUPQiWmwmU2GUdCL0ZijIHhSvETjwUvUiwsuKHjwIET0IAjCjMvJ"
        "k6DgIUlbVdNtFhPIQAyO9Gt+df36Vf2rf9Vful+PhfLDdxsKmIUuuDBpVsA7TaaoVNiVIKjdNJm1734qpoOyQoWfAun14FHglY9j"
        "yPEuQMMd93OiwEcqh3ECvZm0HllCbBUf4op96FRuyj0N16hUIyx+1Qo9JnSZ0Nui+1joZpFcFNpJunl1CGPR3paNVh4f0JqkrZqo"
        "wn2xeS+SdtTjJefx2UuqqOvBlqwRT5ZZQ6O7CiOgkHbraT3L9QBu8gzd1tbTdpCQRx0FewQ/zAjw3Z7VzyKOfGnlCiT/OVPum0fu"
        "pxDOll/W3MAAzKOKU3kIAXS4ucWDvfGTyXYWNHiLiREzjGRmHJuIhZQqYOfnXE7Xc5GOdR0bSK3XSBkJnVIp5wJip1KksS+eNFKZ"
        "44aeSMQreQeQFSM4Y8UIyDyqItqPGuFDMpuC5PL4rW9vevpi0SMiGZBdoriXrGTXYeIcW5BxtbS4ftMWsVgr9Lw8dYXwDULr6BXo"
        "3hyrt5gdg6JzQVqbqZ/1grfRVdP41cQPfd39oHHoU3QN8aPdhTN1o++iw2iiva2f7PkaRKtqVVevMB5G7buyVp0PQsN/rEB+LWj5"
        "blobZg0mUClsSOhTqfHo8PiwvppDX4k+02LNHs1iTaOay+pNm8NaE2se2SfiL1vvuhEm/voLjepfrB4YGrq0WtxjE1ozp7B4cca8"
        "cZ5CucVZxgxzjZkDBw4cOHDgwMG/DyWnwOJ52219FvBJz2f915mgMun8JvlvsQcZunL0Ubkdabpncbqk/FkOj7KfpRZoY/8vZOyn"
        "3rNIoE/8SJScv3RSV9PfZ8GGwcWbQqX2P1mKn3+5/19LkQd9"
    )
)


def rows_of(path: Path, sheet: int = 0) -> list[tuple[int, list[Any]]]:
    with open_book(path) as book:
        return list(book.sheets[sheet].rows())


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Workbook], Path]:
    def save(book: Workbook) -> Path:
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return save


def filled(rows: list[list[Any]]) -> Workbook:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return book


# --- Cells -------------------------------------------------------------------------------------------------------


def test_cells_of_an_excel_workbook(saved: Callable[[Workbook], Path]) -> None:
    path = saved(
        filled(
            [
                ["Öljy", 100908, 100908.0, 0.1 + 0.2, 1200.3000000000002, -5, None, ""],
                [
                    date(2026, 1, 31),
                    datetime.fromisoformat("2026-01-31T12:30"),
                    time(7, 5),
                    timedelta(hours=30),
                    True,
                    False,
                ],
                ["010101", "  väli  ", "=1+1", "#REF!"],
            ]
        )
    )
    assert rows_of(path) == [
        (1, ["Öljy", 100908, 100908, 0.3, 1200.3, -5]),
        (2, ["2026-01-31", "2026-01-31T12:30:00", "07:05:00", "30:00:00", "1", "0"]),
        (3, ["010101", "  väli  ", None, "#REF!"]),
    ]
    whole = rows_of(path)[0][1]
    assert [type(cell) for cell in whole] == [str, int, int, float, float, int]


def test_a_table_that_begins_in_the_middle_keeps_its_places(tmp_path: Path) -> None:
    path = tmp_path / "middle.xlsx"
    excel(path, '<row r="4"><c r="C4"><v>1</v></c></row><row r="9"><c r="E9" t="e"><v>#N/A</v></c></row>')
    assert rows_of(path) == [(4, [None, None, 1]), (9, [None, None, None, None, "#N/A"])]


def test_a_sheet_of_errors_only_is_read(tmp_path: Path) -> None:
    path = tmp_path / "errors.xlsx"
    excel(path, '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="C2" t="e"><v>#N/A</v></c></row>')
    assert rows_of(path) == [(2, [None, "#REF!", "#N/A"])]


def test_a_program_that_writes_prefixes_is_understood(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.xlsx", tmp_path / "prefixed.xlsx"
    rows = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1</f><v/></c><c r="C1"><v>7</v></c></row>'
    excel(plain, rows)
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(path, "w") as written:
        for name in package.namelist():
            content = package.read(name)
            if name.startswith("xl/worksheets"):
                content = content.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
                content = content.replace(b"<x:?xml", b"<?xml").replace(b"xmlns=", b"xmlns:x=")
            written.writestr(name, content)
    with open_book(path) as book:
        assert list(book.sheets[0].rows()) == [(1, ["#N/A", None, 7])]
        assert [note for note in book.notes if "first is A1" in note or "first is B1" in note] == list(book.notes)
        assert len(book.notes) == 2


def test_errors_and_formulas_are_found_in_a_long_sheet(tmp_path: Path) -> None:
    """Longer than what is looked at in one piece."""
    rows = [
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{"x" * 60}</t></is></c><c r="B{row}"><v>{row}</v></c></row>'
        for row in range(1, 20_001)
    ]
    rows[17_776] = '<row r="17777"><c r="B17777" t="e"><v>#VALUE!</v></c><c r="C17777"><f>B1</f></c></row>'
    path = tmp_path / "long.xlsx"
    excel(path, "".join(rows))
    with open_book(path) as book:
        assert dict(book.sheets[0].rows())[17_777] == [None, "#VALUE!"]
        assert book.sheets[0].row_count == 20_000
        assert sorted(note.values["cell"] for note in book.notes) == ["B17777", "C17777"]


# --- Sheets ------------------------------------------------------------------------------------------------------


def test_sheets_hidden_parts_and_merged_headings(saved: Callable[[Workbook], Path]) -> None:
    book = filled([["Jäte", None, "Määrä", None], ["Nimike", "Koodi", "t", "kg"], ["Kuona", "100903", 1, 1000]])
    sheet = book["Sheet"]
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[30].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    hidden = book.create_sheet("Vanha")
    hidden["A1"] = "x"
    hidden.sheet_state = "veryHidden"
    book.create_sheet("Tyhjä").sheet_state = "hidden"
    with open_book(saved(book)) as opened:
        first, second = opened.sheets
        assert (first.name, first.is_hidden, second.name, second.is_hidden) == ("Sheet", False, "Vanha", True)
        assert first.merged == (Merged(1, 0, 1, 1), Merged(1, 2, 1, 3))
        assert (first.hidden_rows, first.hidden_columns) == (frozenset({3}), frozenset({3}))
        assert first.row_count == 3
        assert [str(note) for note in opened.notes] == [
            "The sheet Sheet has hidden rows (1) or columns (1): they are read like the others.",
            "The sheet Vanha is hidden in the workbook.",
        ]


def test_a_workbook_is_parsed_once_and_read_often(
    saved: Callable[[Workbook], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(filled([[number, "x"] for number in range(500)]))
    with open_book(path) as book:
        path.unlink()
        monkeypatch.setattr("databank.sheets.workbooks.run_child", None)
        (sheet,) = book.sheets
        assert sheet.head(2) == [(1, [0, "x"]), (2, [1, "x"])]
        both = sheet.rows(), sheet.rows()
        assert [next(both[0]), next(both[1]), next(both[0])] == [(1, [0, "x"]), (1, [0, "x"]), (2, [1, "x"])]
        assert sum(1 for _row in sheet.rows()) == 500
        for rows in both:
            rows.close()


def test_the_content_tells_what_a_workbook_is_not_the_name(saved: Callable[[Workbook], Path], tmp_path: Path) -> None:
    path = saved(filled([["Nimike"], ["Kuona"]])).rename(tmp_path / "table.csv")
    with open_book(path) as book:
        assert (book.form, book.dialect) == ("xlsx", None)
        assert list(book.sheets[0].rows()) == [(1, ["Nimike"]), (2, ["Kuona"])]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(OLD_WORKBOOK)
    with open_book(path) as book:
        assert book.form == "xls"
        assert list(book.sheets[0].rows()) == [
            (1, ["Jätteet 2024"]),
            (2, ["Nimike", "t", "Pvm"]),
            (3, ["Valimohiekka", 4200.5, "2024-03-01"]),
        ]
        assert book.sheets[0].merged == (Merged(1, 0, 1, 2),)
        assert [note for note in book.notes if "of an old kind" in note]


# --- Values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (100102.0, 100102),
        (-0.0, 0),
        (1e300, 1e300),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (7, 7),
        (True, "1"),
        ("", None),
        (datetime.fromisoformat("2026-01-31T23:59:59.600"), "2026-02-01"),
        (datetime.fromisoformat("2026-01-31T12:29:59.999"), "2026-01-31T12:30:00"),
        (timedelta(seconds=-90), "-00:01:30"),
    ],
)
def test_a_value_becomes_a_cell(value: object, cell: object) -> None:
    assert cell_of(value) == cell


def test_numbers_durations_and_references() -> None:
    assert number_of(float("1234567.1000000001")) == 1234567.1
    assert (clock(59), duration("-PT1H"), duration("yesterday")) == ("00:00:59", "-01:00:00", "yesterday")
    assert [place_of(f"{letters(column)}7") for column in (0, 25, 26, 701, 702, 16_383)] == [
        (7, 0),
        (7, 25),
        (7, 26),
        (7, 701),
        (7, 702),
        (7, 16_383),
    ]
    assert place_of("A0B") is None


def test_the_work_of_the_child_can_be_done_here(saved: Callable[[Workbook], Path], tmp_path: Path) -> None:
    """The same without a process: what the child writes is what its parent reads."""
    folder = tmp_path / "spool"
    folder.mkdir()
    read_workbook(saved(filled([["Nimike"], ["Kuona"]])), folder, "book.xlsx", LIMITS)
    contents = read_contents(folder)
    assert contents is not None
    assert (contents["form"], contents["notes"]) == ("xlsx", [])
    assert list(spooled_sheet(folder, contents["sheets"][0]).rows()) == [(1, ["Nimike"]), (2, ["Kuona"])]
    (folder / "contents.json").write_text('{"form": "xl', "utf-8")
    assert read_contents(folder) is None
