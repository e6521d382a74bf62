"""Text files as sheets: encodings, delimiters, quotation marks, JSON; what is none is refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections import deque
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databank.errors import FileRefusedError
from databank.sheets import LIMITS, Limits, open_book
from databank.sheets.delimiters import delimiter_of

TABLE = "Nimike;Määrä;Yksikkö\r\nValimohiekka;1 200,5;t\r\nÖljyinen pöly;3;t\r\n"
ROWS = [(1, ["Nimike", "Määrä", "Yksikkö"]), (2, ["Valimohiekka", "1 200,5", "t"]), (3, ["Öljyinen pöly", "3", "t"])]


def written(tmp_path: Path, content: bytes | str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(path: Path, limits: Limits = LIMITS) -> list[tuple[int, list[object]]]:
    with open_book(path, limits=limits) as book:
        return [(number, list(cells)) for sheet in book.sheets for number, cells in sheet.rows()]


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefusedError) as caught:
        rows_of(path, limits)
    return str(caught.value)


# --- Encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "encoding", "had_bom"),
    [
        (TABLE.encode(), "utf-8", False),
        (b"\xef\xbb\xbf" + TABLE.encode(), "utf-8", True),
        (TABLE.encode("cp1252"), "cp1252", False),
        (b"\xff\xfe" + TABLE.encode("utf-16-le"), "utf-16-le", True),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16-be", True),
        (TABLE.encode("utf-16-le"), "utf-16-le", False),
        (TABLE.encode("utf-16-be"), "utf-16-be", False),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, content: bytes, encoding: str, *, had_bom: bool) -> None:
    path = written(tmp_path, content)
    assert rows_of(path) == ROWS
    with open_book(path) as book:
        dialect = book.dialect
        assert book.form == "csv"
    assert dialect is not None
    assert (dialect.encoding, dialect.had_bom, dialect.delimiter, dialect.newline) == (encoding, had_bom, ";", "\r\n")


@pytest.mark.parametrize(
    ("text", "written_in", "encoding"),
    [
        ("Hinta;€/t\nmäärä;5\n", "iso-8859-15", "iso-8859-15"),
        ("Nimi;t\nPaša Oy;5\n", "iso-8859-15", "iso-8859-15"),
        ("Hinta;€/t\nmäärä;5\n", "cp1252", "cp1252"),
        ("Nimi;t\nPaša – Ab;5\n", "cp1252", "cp1252"),
        ("Nimi;t\nOy\u00b4s lämpö;½\n", "cp1252", "cp1252"),
    ],
)
def test_the_western_encodings_are_told_apart(tmp_path: Path, text: str, written_in: str, encoding: str) -> None:
    path = written(tmp_path, text.encode(written_in))
    with open_book(path) as book:
        assert book.dialect is not None
        assert book.dialect.encoding == encoding
        read = [cells for _number, cells in book.sheets[0].rows()]
    assert read == [line.split(";") for line in text.splitlines()]


def test_a_line_in_another_encoding_is_named_and_the_file_is_read(tmp_path: Path) -> None:
    lines = [f"pöly {number};{number}".encode() for number in range(1, 40)]
    lines[16] = "lämpökäsitelty;17".encode("cp1252")
    path = written(tmp_path, b"\n".join(lines))
    with open_book(path) as book:
        assert book.dialect is not None
        assert book.dialect.encoding == "utf-8"
        (note,) = book.notes
        assert "line 17)" in note
        assert book.sheets[0].head(17)[16] == (17, ["lämpökäsitelty", "17"])


def test_a_letter_that_no_encoding_has_does_not_stop_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, b"Nimike;t\nK\x81yt\xe4nt\xf6;1\n")
    assert rows_of(path)[1] == (2, ["K\ufffdytäntö", "1"])


# --- Delimiters, quotation marks, line ends ----------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(line) for line in (("koodi", "t", "huom"), ("100908", "12.5", "a"), ("1", "2", "")))
    assert [cells for _number, cells in rows_of(written(tmp_path, text))][1] == ["100908", "12.5", "a"]


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["koodi;t", "100908;12,5", "100903;3,1"], ";"),
        (["2024;12,5;R5", "2023;3,1;R5"], ";"),
        (["12,5;3,4", "1,5;2,4"], ";"),
        (["koodi\tt", "100908\t12,5"], "\t"),
        (["1,2,3", "4,5,6"], ","),
        (["code,t", '100908,"12,5"', '"a;b;c",3'], ","),
        (["Jätteet, Pori, 2024", "", "koodi;t;R/D", "1;2;R5", "3;4;D1"], ";"),
        (["Raportti", "Pori", "code,name,t", "1,sand,2", "3,slag,4", "5,ash,6"], ","),
        (["nimi;t", "Hiekka, kostea;1", "Kuona, karkea;2"], ";"),
        (["nimi", "Hiekka", "Kuona"], ";"),
    ],
)
def test_decimal_commas_titles_and_texts_do_not_mislead(lines: list[str], delimiter: str) -> None:
    assert delimiter_of(lines) == delimiter


def test_the_first_line_of_excel_names_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffsep=|\r\na;b|t\r\n1;2|3\r\n")
    with open_book(path) as book:
        assert book.dialect is not None
        assert (book.dialect.delimiter, book.dialect.names_delimiter) == ("|", True)
        assert list(book.sheets[0].rows()) == [(2, ["a;b", "t"]), (3, ["1;2", "3"])]


def test_rows_have_the_number_of_the_line_where_they_begin(tmp_path: Path) -> None:
    path = written(tmp_path, 'Nimike;Huom\n\n"Hiekka; ""hieno""";"kaksi\nriviä"\nKuona;\n')
    assert rows_of(path) == [
        (1, ["Nimike", "Huom"]),
        (3, ['Hiekka; "hieno"', "kaksi\nriviä"]),
        (5, ["Kuona", ""]),
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_will_do(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, f"a;b{end}1;2{end}3;4")
    assert rows_of(path) == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]
    with open_book(path) as book:
        assert book.dialect is not None
        assert book.dialect.newline == end


def test_a_quotation_mark_inside_a_cell_is_a_letter(tmp_path: Path) -> None:
    path = written(tmp_path, 'Nimike;t\nputki 2";1\n"Firma" Oy;2\n')
    assert rows_of(path)[1:] == [(2, ['putki 2"', "1"]), (3, ["Firma Oy", "2"])]


def test_a_cell_may_have_many_lines_but_not_a_whole_file(tmp_path: Path) -> None:
    many = "rivi\n" * 100
    assert len(rows_of(written(tmp_path, f'a;b\n"{many}";1\nc;2\n'))) == 3
    endless = "rivi\n" * 600
    assert "line 2: a quotation mark" in refusal(written(tmp_path, f'a;b\n"{endless}";1\n'))


def test_empty_columns_to_the_last_one_are_no_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b" + ";" * 16_382 + "\n1;2" + ";" * 16_382 + "\n")
    assert rows_of(path)[1] == (2, ["1", "2"])


def test_a_wide_row_far_down_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b\n" + "1;2\n" * 1_000 + "1;2;3;4;5\n")
    assert "line 1002 has 5 columns; at most 4" in refusal(path, Limits(columns=4))


def test_a_file_of_too_many_rows_is_refused_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b\n" + "1;2\n" * 20)
    assert len(rows_of(path, Limits(text_rows=21))) == 21
    with pytest.raises(FileRefusedError, match="more than 20 rows"):
        open_book(path, limits=Limits(text_rows=20))


def test_reading_takes_the_same_memory_whatever_the_length(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Nimike;t;huom\n" + "Valimohiekka käytetty;1200,5;pitkä huomautus tästä rivistä\n" * 60_000
    )
    with open_book(path) as book:
        tracemalloc.start()
        deque(book.sheets[0].rows(), maxlen=0)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert book.sheets[0].row_count >= 60_001
    assert most < 2**20 < path.stat().st_size


def test_a_sheet_is_read_as_often_as_asked(tmp_path: Path) -> None:
    with open_book(written(tmp_path, TABLE), name="Jätteet 2024.csv") as book:
        (sheet,) = book.sheets
        assert book.name == "Jätteet 2024.csv"
        assert sheet.head(1) == ROWS[:1]
        assert list(sheet.rows()) == list(sheet.rows()) == ROWS
        assert book.sheet("") is sheet
        with pytest.raises(FileRefusedError, match=r"no sheet Taul2"):
            book.sheet("Taul2")


# --- What the file really is -------------------------------------------------------------------------------------


def test_a_text_under_a_workbooks_name_is_read_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, TABLE, "table.xlsx")
    with open_book(path) as book:
        assert book.form == "csv"
    assert rows_of(path) == ROWS


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "none.csv")
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in refusal(written(tmp_path, content))


# --- JSON --------------------------------------------------------------------------------------------------------

OBJECTS = [{"name": "Hiekka", "amount": 4200.5, "hidden": False}, {"name": "Öljy", "amount": 3, "tags": ["a", None]}]


@pytest.mark.parametrize("content", [OBJECTS, {"items": OBJECTS}])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_objects_is_a_sheet(tmp_path: Path, content: object, encoding: str) -> None:
    path = written(tmp_path, json.dumps(content, ensure_ascii=False).encode(encoding), "list.json")
    with open_book(path) as book:
        assert book.form == "json"
        assert book.sheets[0].row_count == 3
    assert rows_of(path) == [
        (1, ["name", "amount", "hidden", "tags"]),
        (2, ["Hiekka", 4200.5, "0", None]),
        (3, ["Öljy", 3, None, '["a", null]']),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('[{"a": 1},\n {"a": }]', "line 2: this is no JSON"),
        ("[" * 100_000, "this is no JSON"),
        ('[{"a": ' + "9" * 5_000 + "}]", "this is no JSON"),
        ('{"a": 1}', "no list of objects"),
        ("[1, 2]", "no list of objects"),
        ("[]", "is empty"),
        (json.dumps([{str(number): 1 for number in range(600)}]), "600 columns; at most 512"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    assert sentence in refusal(written(tmp_path, content, "list.json"))


def test_what_is_no_number_of_json_becomes_text(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, '[{"a": NaN, "b": 1e999}]', "list.json"))[1] == (2, ["NaN", "inf"])


def test_a_large_json_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"a": 1}]' + " " * 3_000_000, "list.json")
    assert "3 MB; at most 1 MB" in refusal(path, Limits(json_bytes=2**20))


# --- Whatever comes ----------------------------------------------------------------------------------------------

_PIECES = [
    b";",
    b",",
    b"\t",
    b'"',
    b"\n",
    b"\r\n",
    b"a",
    b"1,5",
    b"\xe4",
    b"\xc3\xa4",
    b"\0",
    b"\x81",
    b"[",
    b'{"a":1}',
    b"<",
]


@given(
    start=st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=;\r\n"]), pieces=st.lists(st.sampled_from(_PIECES))
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_rows_or_a_sentence(tmp_path: Path, start: bytes, pieces: list[bytes]) -> None:
    path = written(tmp_path, start + b"".join(pieces))
    numbers, sentence = [], "table.csv"
    try:
        numbers = [number for number, _cells in rows_of(path)]
    except FileRefusedError as error:
        sentence = str(error)
    assert sentence.startswith("table.csv")
    assert numbers == sorted(set(numbers))
    assert min(numbers, default=1) >= 1


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=3, max_size=3), min_size=3
    ),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_spreadsheet_writes_is_read_back(tmp_path: Path, rows: list[list[str]], delimiter: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    path = written(tmp_path, f"sep={delimiter}\r\n{stream.getvalue()}")
    assert [cells for _number, cells in rows_of(path)] == rows
