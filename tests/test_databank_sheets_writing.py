"""Files that go back to people: the marked file, the templates, and workbooks of any length."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from databank.errors import FileRefusedError
from databank.imports.beginning import Upload
from databank.imports.choices import choices
from databank.imports.direct import Direct
from databank.imports.labels import REASON, ROW_NUMBER, choice_labels, field_labels, template_words
from databank.schemas import COLUMNS, SCHEMAS
from databank.sheets import LIMITS, Limits, open_book, returning
from databank.sheets import writing as sheets_writing
from databank.sheets.marking import mark_workbook
from databank.sheets.reasons import Problem, Words
from databank.sheets.returning import returned_suffix, write_returned
from databank.sheets.templates import TEMPLATE_KINDS, template_name, write_template
from databank.sheets.writing import Reason, Table, Wrong, letter_of, write_workbook
from databank.store import Bank
from taxonomy.codes import LANGUAGES, Language
from tests.databank_rows import put_owner

WORDS = Words(reason="Korjattavaa", row="Rivi tiedostossa")
CORPUS = Path(__file__).parent / "corpus"


# --- workbooks row by row ----------------------------------------------------------------------------------------


def sheets_of(file: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(file)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_values_keep_their_type_and_text_is_never_a_formula(tmp_path: Path) -> None:
    values = [
        "=1+1",
        "010409",
        -5,
        1e-06,
        date(2026, 1, 31),
        date(1850, 1, 1),
        True,
        "a\r\n_x000D_<&>",
        "'",
        float("inf"),
    ]
    assert write_workbook([Table(title="T", heading=["h"] * 10, rows=[values])], tmp_path / "t.xlsx") == 1
    (_heading, row) = sheets_of(tmp_path / "t.xlsx")["T"]
    assert row == ["=1+1", "010409", -5, 1e-06, date(2026, 1, 31), "1850-01-01", 1, "a\r\n_x000D_<&>", "'", "inf"]
    cells = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0][2]
    assert [cell.data_type for cell in cells][:3] == ["s", "s", "n"]
    assert cells[0].quotePrefix
    assert not cells[1].quotePrefix


def test_signs_that_no_workbook_can_hold_leave_a_mark(tmp_path: Path) -> None:
    write_workbook([Table(title="T", heading=["h"], rows=[["a\x00b\ufffe\ud800c"]])], tmp_path / "t.xlsx")
    assert sheets_of(tmp_path / "t.xlsx")["T"][1] == ["a\ufffdb\ufffd\ufffdc"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets_writing, "MOST_ROWS", 101)
    rows = ([number] for number in range(250))
    assert write_workbook([Table(title="Long: [1]", heading=["n"], rows=rows)], tmp_path / "t.xlsx") == 250
    found = sheets_of(tmp_path / "t.xlsx")
    assert list(found) == ["Long   1", "Long   1 2", "Long   1 3"]
    assert [row[0] for rows in found.values() for row in rows[1:]] == list(range(250))


def test_sheets_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    tables = [Table(title=title, heading=["h"], rows=[]) for title in ("Taul", "taul", "x" * 40, "x" * 50, "///")]
    write_workbook(tables, tmp_path / "t.xlsx")
    assert list(sheets_of(tmp_path / "t.xlsx")) == ["Taul", "taul 2", "x" * 31, f"{'x' * 23} 2", "1"]


def test_wrong_cells_and_reasons_have_their_looks(tmp_path: Path) -> None:
    rows = [[Wrong("x"), Wrong(3), Wrong(None), Wrong(date(2026, 1, 31)), Reason("=why")]]
    write_workbook([Table(title="T", heading=list("abcde"), rows=rows)], tmp_path / "t.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0][2]
    assert [cell.fill.fgColor.rgb for cell in cells[:4]] == ["FFFFD9CC"] * 4
    assert (cells[4].value, cells[4].data_type, cells[4].fill.fill_type) == ("=why", "s", None)


def test_the_same_table_is_the_same_file() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for target in (first, second):
        write_workbook([Table(title="T", heading=["h"], rows=[["a"], [1]])], target)
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_called_as_spreadsheets_call_them(index: int, letter: str) -> None:
    assert letter_of(index) == letter


# --- the marked workbook -----------------------------------------------------------------------------------------


def users_workbook(file: Path) -> None:
    """A workbook with a title, looks, a formula, merged cells, a note of its own and another sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Taul1"
    for row in (["Jätteet 2024"], ["Materiaali", "Määrä", "Summa"], ["Hiekka", "abc", "=B3*2"], ["x", 3, 4], ["m"]):
        sheet.append(row)
    sheet.merge_cells("A5:C5")
    sheet["A4"].value, sheet["A4"].data_type = "=text", "s"
    sheet["A2"].font = Font(bold=True, italic=True)
    sheet["C2"].font = Font(bold=True, italic=True)
    sheet["A3"].comment = Comment("Oma muistiinpano", "Anna")
    sheet.column_dimensions["A"].width = 44
    book.create_sheet("Muu").append(["=SUM(1,2)"])
    book.save(file)


PROBLEMS = (
    Problem("Taul1", 3, "Kirjoita luku.", 1),
    Problem("Taul1", 3, "=Vuosi puuttuu."),
    Problem("Taul1", 3, "Ei tunneta.", 0),
    Problem("Taul1", 5, "Yhdistetty solu.", 2),
)


@pytest.fixture
def marked(tmp_path: Path) -> Any:
    """The workbook as it comes back; it is kept under a name without an ending."""
    users_workbook(tmp_path / "own.xlsx")
    kept = (tmp_path / "own.xlsx").rename(tmp_path / "kept")
    words = Words(reason="Korjattavaa", row="Rivi", heading_rows={"Taul1": 2})
    write_returned(kept, PROBLEMS, tmp_path / "back.xlsx", words, name="own.xlsx")
    return openpyxl.load_workbook(tmp_path / "back.xlsx")


def test_the_users_own_workbook_comes_back_with_its_looks(marked: Any) -> None:
    sheet = marked["Taul1"]
    assert marked.sheetnames == ["Taul1", "Muu"]
    assert marked["Muu"]["A1"].value == "=SUM(1,2)"
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=B3*2", "f")
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=text", "s")
    assert sheet.column_dimensions["A"].width == 44
    assert sheet["A2"].font.i
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A5:C5"]


def test_wrong_cells_are_coloured_and_noted_and_their_rows_have_a_reason(marked: Any) -> None:
    sheet = marked["Taul1"]
    filled = {cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"}
    assert filled == {"A3", "B3", "A5"}
    assert sheet["B3"].comment.text == "Kirjoita luku."
    assert sheet["A3"].comment.text == "Oma muistiinpano\nEi tunneta."
    assert sheet["A5"].comment.text == "Yhdistetty solu."
    reasons = [sheet.cell(row, 4).value for row in range(1, 6)]
    assert reasons[:2] == [None, "Korjattavaa"]
    assert reasons[2] == "Määrä: Kirjoita luku.\n=Vuosi puuttuu.\nMateriaali: Ei tunneta."
    assert reasons[3:] == [None, "Summa: Yhdistetty solu."]
    assert sheet["D2"].font.i
    assert sheet["D3"].data_type == "s"


def test_a_file_that_comes_again_has_the_marks_of_this_time_only(marked: Any, tmp_path: Path) -> None:
    words = Words(reason="Att rätta", row="Rad", heading_rows={"Taul1": 2})
    write_returned(tmp_path / "back.xlsx", [Problem("Taul1", 4, "Nytt.", 1)], tmp_path / "again.xlsx", words)
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx")["Taul1"]
    assert {cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"} >= {"B4"}
    assert [sheet.cell(row, 4).value for row in range(2, 6)] == ["Att rätta", None, "Määrä: Nytt.", None]
    assert sheet["B3"].comment is None
    assert sheet["B3"].fill.fill_type is None
    assert sheet["A3"].comment.author == "Anna"
    assert marked["Taul1"].max_column == sheet.max_column


def test_macros_are_left_out(tmp_path: Path) -> None:
    users_workbook(tmp_path / "own.xlsx")
    with_macros = tmp_path / "own.xlsm"
    with zipfile.ZipFile(tmp_path / "own.xlsx") as source, zipfile.ZipFile(with_macros, "w") as target:
        for name in source.namelist():
            kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            content = source.read(name)
            if name == "[Content_Types].xml":
                plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                content = content.replace(plain, kind)
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", b"macros")
    write_returned(with_macros, PROBLEMS, tmp_path / "back.xlsx", WORDS)
    with zipfile.ZipFile(tmp_path / "back.xlsx") as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")
    assert openpyxl.load_workbook(tmp_path / "back.xlsx")["Taul1"]["D3"].value


def test_a_workbook_that_cannot_be_written_within_the_limits_comes_back_with_its_refused_rows(tmp_path: Path) -> None:
    users_workbook(tmp_path / "own.xlsx")
    words = Words(reason="Korjattavaa", row="Rivi", heading_rows={"Taul1": 2})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(returning, "mark_workbook", lambda *_: False)
        write_returned(tmp_path / "own.xlsx", PROBLEMS, tmp_path / "back.xlsx", words)
    (rows,) = sheets_of(tmp_path / "back.xlsx").values()
    assert rows[0] == ["Materiaali", "Määrä", "Summa", "Korjattavaa", "Rivi"]
    assert [(row[0], row[4]) for row in rows[1:]] == [("Hiekka", 3), ("m", 5)]
    assert rows[1][3].startswith("Määrä: Kirjoita luku.")


def test_the_process_that_marks_is_bound_to_its_limits(tmp_path: Path) -> None:
    """With no time at all the marks cannot be written, and the reasons still come back."""
    users_workbook(tmp_path / "own.xlsx")
    values = {name: getattr(LIMITS, name) for name in LIMITS.__slots__} | {"memory_bytes": 40 * 2**20}
    assert mark_workbook(tmp_path / "own.xlsx", tmp_path / "back.xlsx", [], Limits(**values)) is False
    assert not (tmp_path / "back.xlsx").exists()


def test_of_a_long_workbook_only_the_refused_rows_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "MOST_ROWS_IN_FULL", 3)
    users_workbook(tmp_path / "own.xlsx")
    words = Words(reason="Korjattavaa", row="Rivi", heading_rows={"Taul1": 2})
    write_returned(tmp_path / "own.xlsx", PROBLEMS[:1], tmp_path / "back.xlsx", words)
    assert sheets_of(tmp_path / "back.xlsx")["Taul1"][1:] == [["Hiekka", "abc", "", "Määrä: Kirjoita luku.", 3]]


@pytest.mark.parametrize("name", ["good-fi.ods", "good-list.json"])
def test_other_forms_come_back_as_a_workbook_with_all_their_rows(tmp_path: Path, name: str) -> None:
    with open_book(CORPUS / name) as book:
        sheet, form = book.sheets[0], book.form
        count = sum(1 for _ in sheet.rows())
    assert returned_suffix(form) == ".xlsx"
    write_returned(CORPUS / name, [Problem(sheet.name, 2, "Väärin.", 1)], tmp_path / "back.xlsx", WORDS)
    (rows,) = sheets_of(tmp_path / "back.xlsx").values()
    assert len(rows) == count
    assert rows[0][-2:] == ["Korjattavaa", "Rivi tiedostossa"]
    assert rows[1][-2:] == [f"{rows[0][1]}: Väärin.", 2]
    cell = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0].cell(2, 2)
    assert cell.fill.fgColor.rgb == "FFFFD9CC"


# --- the marked CSV ----------------------------------------------------------------------------------------------


def csv_back(tmp_path: Path, content: bytes, *problems: Problem, heading_row: int | None = None) -> bytes:
    (tmp_path / "own.csv").write_bytes(content)
    rows = {"": heading_row} if heading_row else {}
    words = Words(reason="Korjattavaa", row="Rivi", heading_rows=rows)
    write_returned(tmp_path / "own.csv", problems, tmp_path / "back.csv", words)
    return (tmp_path / "back.csv").read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_csv_stays_as_it_is_but_for_its_last_column(tmp_path: Path, encoding: str, end: str) -> None:
    lines = ["Määrä;Nimi", '1,5;"Hiekka; ""hieno"""', "x;Tölkki", "3;Lasi"]
    added = ["Korjattavaa", "", "Määrä: Kirjoita luku.", ""]
    content = (end.join(lines) + end).encode(encoding)
    expected = "".join(f"{line};{reason}{end}" for line, reason in zip(lines, added, strict=True)).encode(encoding)
    assert csv_back(tmp_path, content, Problem("", 3, "Kirjoita luku.", 0)) == expected


def test_a_reason_is_quoted_like_its_neighbours_and_is_no_formula(tmp_path: Path) -> None:
    back = csv_back(tmp_path, b'"a";"b"\n"1";"2"\n"3";"4"', Problem("", 2, '=x; "y"'))
    assert back == b'"a";"b";"Korjattavaa"\n"1";"2";"\'=x; ""y"""\n"3";"4";""'


def test_rows_over_several_lines_titles_and_ragged_rows_keep_their_place(tmp_path: Path) -> None:
    content = b'Jatteet 2024\n\nNimi;Maara;Muuta\n"kaksi\nrivia";1\nLasi;x;y;z\n'
    back = csv_back(tmp_path, content, Problem("", 6, "Liikaa.", 3), Problem("", 4, "Hm.", 1), heading_row=3)
    assert back == (
        b'Jatteet 2024;;;;\n\nNimi;Maara;Muuta;;Korjattavaa\n"kaksi\nrivia";1;;;Maara: Hm.\nLasi;x;y;z;D: Liikaa.\n'
    )


def test_bytes_that_are_no_letters_come_back_as_they_came(tmp_path: Path) -> None:
    back = csv_back(
        tmp_path, "Nimi;Määrä\n".encode() + b"\xe4\xe4\x81;1\n" + "ääni;2\n".encode() * 9, Problem("", 2, "Hm.", 0)
    )
    assert b"\xe4\xe4\x81;1;Nimi: Hm.\n" in back


def test_the_reasons_of_last_time_are_replaced(tmp_path: Path) -> None:
    content = b'Nimi;Maara;To correct\nHiekka;x;"Maara: Old; reason."\nLasi;2;\n'
    assert csv_back(tmp_path, content, Problem("", 3, "Hm.", 0)) == (
        b"Nimi;Maara;Korjattavaa\nHiekka;x;\nLasi;2;Nimi: Hm.\n"
    )


def test_of_a_long_csv_only_the_refused_rows_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "MOST_ROWS_IN_FULL", 5)
    content = b"sep=;\nNimi;Maara\n" + b"".join(b"Hiekka;%d\n" % number for number in range(20))
    back = csv_back(tmp_path, content, Problem("", 9, "Hm.", 1), Problem("", 12, "Oho.", 1))
    assert list(csv.reader(io.StringIO(back.decode()), delimiter=";")) == [
        ["Nimi", "Maara", "Korjattavaa", "Rivi"],
        ["Hiekka", "6", "Maara: Hm.", "9"],
        ["Hiekka", "9", "Maara: Oho.", "12"],
    ]


# --- templates ---------------------------------------------------------------------------------------------------


def template(kind: str, language: Language, *, every_column: bool = False) -> Any:
    content = io.BytesIO()
    write_template(kind, language, content, every_column=every_column)
    return openpyxl.load_workbook(content)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TEMPLATE_KINDS)
def test_a_template_has_headings_hints_lists_and_a_guide(kind: str, language: Language) -> None:
    book = template(kind, language)
    form, guide, lists = book.worksheets
    assert (form.title, guide.title, lists.sheet_state) == (
        template_words()[kind].in_language(language),
        template_words()["guide"].in_language(language),
        "hidden",
    )
    headings = [cell.value for cell in form[1]]
    explained = [row[0] for row in guide.iter_rows(min_row=7, values_only=True)]
    assert explained == headings
    assert all(len(str(text)) > 1 for text in headings)
    needed = [text for text in headings if text.endswith(" *")]
    labels = field_labels(kind)
    assert needed == [
        f"{label.heading(language)} *"
        for name, label in labels.items()
        if label.short and SCHEMAS[kind].fields[name].required and name not in {"id", "record_id"}
    ]
    assert form.freeze_panes == "A2"


def test_every_column_of_a_kind_has_a_label_and_every_label_is_of_one_column() -> None:
    for kind in TEMPLATE_KINDS:
        assert tuple(field_labels(kind)) == COLUMNS[kind]
        for language in LANGUAGES:
            titles = [label.titles.in_language(language).casefold() for label in field_labels(kind).values()]
            assert len(set(titles)) == len(titles), (kind, language)
        assert [cell.value for cell in template(kind, "en", every_column=True).worksheets[0][1]] == [
            label.heading("en")
            + (" *" if SCHEMAS[kind].fields[name].required and name not in {"id", "record_id"} else "")
            for name, label in field_labels(kind).items()
        ]


def test_lists_offer_what_the_bank_takes_and_refuse_nothing() -> None:
    book = template("side-streams", "fi")
    form, lists = book.worksheets[0], book.worksheets[2]
    offered = {str(one.sqref)[:1]: one for one in form.data_validations.dataValidation}
    columns = {cell.value: cell.column_letter for cell in form[1]}
    codes = offered[columns["Jätekoodi"]]
    assert (codes.type, codes.showErrorMessage, codes.showInputMessage) == ("list", False, True)
    sheet, place = codes.formula1.split("!")
    assert sheet.strip("'") == lists.title
    first, last = place.replace("$", "").split(":")
    values = [row[0].value for row in lists[f"{first}:{last}"]]
    assert "10 09 08 muut kuin nimikkeessä 10 09 07 mainitut käytetyt valukeernat ja valumuotit" in values
    assert any(value.startswith("10 09 07* ") for value in values)
    assert len(values) > 800
    assert offered[columns["Vuosi"]].type == "whole"
    assert offered[columns["Määrä"]].type == "decimal"
    assert form[f"{columns['Määrä']}1"].comment.text == field_labels("side-streams")["amount"].hints.fi


@pytest.mark.parametrize("column", ["legal_status", "material_class", "treatment_code", "fate", "sector"])
def test_choices_have_different_names_in_every_language(column: str) -> None:
    for language in LANGUAGES:
        names = list(choices(column, language).values())
        assert len({name.casefold() for name in names}) == len(names) > 1


def test_labels_of_choices_name_values_that_the_schemas_know() -> None:
    for column in (
        "kind",
        "legal_status",
        "hazard",
        "period",
        "basis",
        "method",
        "fate",
        "consent",
        "reuse",
        "visibility",
    ):
        for value in choice_labels(column):
            assert SCHEMAS["side-streams"].fields[column].deserialize(value) is not None


def test_a_kind_without_a_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="no template of permits"):
        write_template("permits", "fi", tmp_path / "t.xlsx")


def test_file_names_are_plain() -> None:
    names = {template_name(kind, language) for kind in TEMPLATE_KINDS for language in LANGUAGES}
    assert "sidostrommar-sivuvirta.xlsx" in names
    assert all(name.isascii() and " " not in name for name in names)


FILLED: dict[str, dict[str, Any]] = {
    "organisations": {"name": "Esimerkki Oy", "industry_code": "24.51", "municipality": "Pori", "note": "=1"},
    "sites": {"name": "Porin tehdas", "organisation_id": "Alder Oy", "lat": 61.5, "lon": 21.75},
    "side-streams": {
        "site_id": "Alder works",
        "name": "Käytetty valuhiekka",
        "material_class": "foundry_sand",
        "waste_code": "100908",
        "legal_status": "waste",
        "year": 2025,
        "amount": 1200.5,
        "unit": "t",
        "method": "weighed",
        "physical_form": "bulk",
        "fate": "disposal",
        "treatment_code": "D1",
        "available_from": date(2027, 3, 1),
    },
    "needs": {
        "site_id": "Alder works",
        "name": "Täyttöhiekka",
        "material_classes": "foundry_sand",
        "amount": 500,
        "unit": "t",
        "period": "batch",
        "starts_on": date(2027, 3, 1),
        "limits": "LOI<=5 %",
    },
    "flows": {
        "year": 2025,
        "source": "Alder works",
        "target": "Elsewhere",
        "material": "foundry_sand",
        "mass_t": 10.25,
        "treatment_code": "R5",
        "method": "records",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_in_template_is_imported_without_a_question(
    sqlite_bank: Bank, tmp_path: Path, language: Language
) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
    for kind, values in FILLED.items():
        book = template(kind, language)
        form = book.worksheets[0]
        places = {name: label for name, label in field_labels(kind).items() if label.short}
        for place, name in enumerate(places, start=1):
            value = values.get(name)
            said = choices(name, language).get(value, value) if isinstance(value, str) else value
            form.cell(2, place).value = said
            if isinstance(said, str):
                form.cell(2, place).data_type = "s"
        file = tmp_path / template_name(kind, language)
        book.save(file)
        upload = Upload(kind=kind, file_name=file.name, made_by="tester", language=language)
        outcome = Direct(bank=sqlite_bank, path=file, upload=upload).run()
        assert outcome.problems == (), kind
        assert outcome.questions == (), kind
        assert (outcome.counts["new"], outcome.counts["rows"]) == (1, 1), kind
        assert not [one for one in outcome.wordings if one.chosen is None and not one.is_automatic], kind


def test_reasons_have_a_heading_of_their_own_in_every_language() -> None:
    known = {
        label.titles.in_language(one)
        for kind in TEMPLATE_KINDS
        for label in field_labels(kind).values()
        for one in LANGUAGES
    }
    assert not known & {REASON.fi, REASON.sv, REASON.en, ROW_NUMBER.fi, ROW_NUMBER.sv, ROW_NUMBER.en}
