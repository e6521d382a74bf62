"""How a list file is read, and what is said about one that is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from taxonomy.codes import LANGUAGES, TaxonomyError, Titles, list_info, list_names, parse_rows, read_rows, titles_of


def test_a_row_with_a_cell_too_few_names_file_and_line() -> None:
    with pytest.raises(TaxonomyError, match=r"broken\.csv, line 3: every row needs 2 cells"):
        list(parse_rows("broken.csv", "code,title_en\n01,mines\n02\n"))


def test_a_row_with_a_cell_too_many_is_refused() -> None:
    with pytest.raises(TaxonomyError, match=r"line 2"):
        list(parse_rows("broken.csv", "code\n01,mines\n"))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(TaxonomyError, match=r"broken\.csv: the file is empty"):
        list(parse_rows("broken.csv", ""))


def test_rows_carry_the_line_they_stand_in() -> None:
    text = 'code,title_en\n01,"mines, quarries"\n02,farms\n'
    assert list(parse_rows("x.csv", text)) == [
        (2, {"code": "01", "title_en": "mines, quarries"}),
        (3, {"code": "02", "title_en": "farms"}),
    ]


def test_titles_fall_back_when_a_language_is_empty() -> None:
    titles = Titles(fi="", sv="", en="Ash")
    assert titles.in_language("fi") == "Ash"
    assert titles.in_language("xx") == "Ash"
    assert Titles(fi="Tuhka", sv="Aska", en="Ash").in_language("sv") == "Aska"


def test_derived_marks_are_read() -> None:
    row = {"title_fi": "a", "title_sv": "b", "title_en": "c", "derived": "fi;sv"}
    assert titles_of(row).derived == {"fi", "sv"}
    del row["derived"]
    assert titles_of(row).derived == frozenset()


@pytest.mark.parametrize("name", list_names())
def test_every_list_tells_where_it_comes_from(name: str) -> None:
    info = list_info(name)
    assert info.title
    assert info.source
    assert info.licence
    assert date.fromisoformat(info.date) >= date(2026, 11, 21)


@pytest.mark.parametrize("name", list_names())
def test_no_title_has_stray_spaces(name: str) -> None:
    for line, row in read_rows(name):
        for language in LANGUAGES:
            title = row.get(f"title_{language}", "")
            assert title == " ".join(title.split()), f"{name}.csv, line {line}"
