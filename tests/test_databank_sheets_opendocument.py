"""OpenDocument spreadsheets as sheets: cells, repeated and merged ones, hidden and foreign tables."""

from __future__ import annotations

from pathlib import Path

from databank.sheets import Merged, open_book
from tests.workbook_files import opendocument, table, text_cell


def typed(kind: str, shown: str = "", formula: str = "", **given: str) -> str:
    attributes = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in given.items())
    error = ' calcext:value-type="error"' if kind == "error" else ""
    value_type = f' office:value-type="{"string" if error else kind}"' if kind else ""
    formula = f' table:formula="{formula}"' if formula else ""
    return f"<table:table-cell{value_type}{error}{attributes}{formula}><text:p>{shown}</text:p></table:table-cell>"


def row(*cells: str, **given: str) -> str:
    attributes = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in given.items())
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def test_cells_of_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "table.ods"
    rows = [
        row(
            typed("float", "100 908", value="100908"),
            typed("float", "12,5", value="12.5"),
            text_cell("Öljy &amp; vesi"),
        ),
        row(
            typed("date", "31.1.2026", date_value="2026-01-31"),
            typed("date", "x", date_value="2026-01-31T12:30:00.000000"),
            typed("date", "x", date_value="2026-01-31T00:00:00"),
            typed("time", "7:05", time_value="PT07H05M00S"),
            typed("boolean", "TOSI", boolean_value="true"),
            typed("percentage", "25 %", value="0.25"),
            typed("currency", "5 €", value="5"),
            typed("void"),
            typed("float", "viisi", value="viisi"),
        ),
        row(
            typed("error", "#N/A", formula="of:=NA()", string_value=""),
            typed("", "", formula="of:=[.A1]"),
            typed("float", "3", formula="of:=1+2", value="3"),
        ),
        row(
            '<table:table-cell office:value-type="string"><office:annotation><text:p>Huomaa!</text:p>'
            '</office:annotation><text:p>yksi <text:span>kaksi</text:span><text:s text:c="2"/>kolme<text:tab/>x'
            "</text:p><text:p>toinen</text:p></table:table-cell>"
        ),
    ]
    opendocument(path, table(rows))
    with open_book(path) as book:
        assert book.form == "ods"
        assert list(book.sheets[0].rows()) == [
            (1, [100908, 12.5, "Öljy & vesi"]),
            (2, ["2026-01-31", "2026-01-31T12:30:00", "2026-01-31", "07:05:00", "1", 0.25, 5, None, "viisi"]),
            (3, ["#N/A", None, 3]),
            (4, ["yksi kaksi  kolme\tx\ntoinen"]),
        ]
        assert [note.values["cell"] for note in book.notes] == ["A3", "B3"]


def test_repeated_and_merged_cells_of_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "table.ods"
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    rows = [
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>',
        row(text_cell("Jäte", number_columns_spanned="3", number_rows_spanned="2"), covered, text_cell("t")),
        row('<table:table-cell table:number-columns-repeated="3"/>', text_cell("kg")),
        row(text_cell("0", number_columns_repeated="3"), number_rows_repeated="2"),
        row("<table:table-cell/>", number_rows_repeated="4"),
        row(text_cell("loppu"), visibility="filter"),
    ]
    opendocument(path, table(rows))
    with open_book(path) as book:
        (sheet,) = book.sheets
        assert list(sheet.rows()) == [
            (1, ["Jäte", None, None, "t"]),
            (2, [None, None, None, "kg"]),
            (3, ["0", "0", "0"]),
            (4, ["0", "0", "0"]),
            (9, ["loppu"]),
        ]
        assert sheet.merged == (Merged(1, 0, 2, 2),)
        assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({9}), frozenset({1, 2}))


def test_hidden_sheets_links_and_foreign_tables_of_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "table.ods"
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    tables = (
        '<table:table table:name="Näkyvä"><table:table-source/>' + row(text_cell("a")) + "</table:table>"
        '<table:table table:name="Piilo" table:style-name="ta2">' + row(text_cell("b")) + "</table:table>"
        "<table:dde-links>" + table([row(text_cell("c"))], "Linkki") + "</table:dde-links>"
    )
    opendocument(path, tables, styles=styles)
    with open_book(path) as book:
        assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Näkyvä", False), ("Piilo", True)]
        assert any("refers to other files" in note for note in book.notes)
