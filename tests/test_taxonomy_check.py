"""The checks pass on what is shipped and fail on what is broken."""

from __future__ import annotations

import pytest

from taxonomy import check, list_checks
from taxonomy.check import check_info, check_taxonomy
from taxonomy.codes import ListInfo, read_rows
from taxonomy.crosswalks import rules

Row = dict[str, str]


def rows(*given: Row) -> list[tuple[int, Row]]:
    return list(enumerate(given, start=2))


def titled(**cells: str) -> Row:
    return {"title_fi": "a", "title_sv": "b", "title_en": "c", **cells}


def waste(code: str, **cells: str) -> Row:
    level = {2: "chapter", 4: "subchapter", 6: "entry"}[len(code)]
    return {"code": code, "level": level, "parent": code[:-2], "mirror_codes": "", "hazardous": "0", **cells}


CHAPTER = (waste("10"), waste("1009"))


def test_the_shipped_lists_have_no_problem() -> None:
    assert check_taxonomy() == []


def test_a_code_that_stands_twice() -> None:
    found = list_checks.check_unique("x.csv", rows({"code": "01"}, {"code": "01"}), ("code",))
    assert found == ["x.csv, line 3: 01 stands already in line 2."]


def test_an_empty_key_and_an_empty_list() -> None:
    assert list_checks.check_unique("x.csv", rows({"code": ""}), ("code",)) == ["x.csv, line 2: code is empty."]
    assert list_checks.check_unique("x.csv", [], ("code",)) == ["x.csv: the list has no rows."]


def test_a_missing_language() -> None:
    found = list_checks.check_languages("x.csv", rows(titled(title_sv=" "), titled()))
    assert found == ["x.csv, line 2: the title is missing in sv."]
    assert list_checks.check_languages("x.csv", rows(titled(title_sv="")), english_only=True) == []
    assert (
        list_checks.check_languages("x.csv", rows(titled(title_fi="", title_sv="", title_en="", change="removed")))
        == []
    )


@pytest.mark.parametrize("derived", ["de", "fi;xx"])
def test_a_wrong_mark_of_translation(derived: str) -> None:
    assert len(list_checks.check_languages("x.csv", rows(titled(derived=derived)))) == 1


def test_a_parent_that_is_not_there() -> None:
    found = list_checks.check_parents("x.csv", rows({"code": "0101", "parent": "01"}))
    assert found == ["x.csv, line 2: the parent 01 of 0101 is not in the list."]


def test_a_cycle() -> None:
    circle = rows({"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}, {"id": "c", "parent": "a"})
    assert list_checks.check_parents("x.csv", circle, "id") == [
        "x.csv, line 2: a is above itself.",
        "x.csv, line 3: b is above itself.",
    ]


def test_a_code_with_the_digits_of_another_level() -> None:
    found = list_checks.check_waste_list("x.csv", rows(*CHAPTER, waste("100908", level="chapter")))
    assert found == ["x.csv, line 4: 100908 has not the digits of chapter."]


def test_a_code_below_the_wrong_parent() -> None:
    found = list_checks.check_waste_list("x.csv", rows(*CHAPTER, waste("1010"), waste("100908", parent="1010")))
    assert found == ["x.csv, line 5: 100908 does not begin with its parent 1010."]


def test_mirror_entries_that_do_not_mirror() -> None:
    alone = waste("100908", mirror_codes="100907")
    assert "is not in the list" in list_checks.check_waste_list("x.csv", rows(*CHAPTER, alone))[0]
    one_way = rows(*CHAPTER, waste("100907", hazardous="1"), alone)
    assert "not the other way round" in list_checks.check_waste_list("x.csv", one_way)[0]
    same_flag = rows(*CHAPTER, waste("100907", mirror_codes="100908"), alone)
    assert [sentence for sentence in list_checks.check_waste_list("x.csv", same_flag) if "same hazard flag" in sentence]


def test_a_sound_pair_of_mirror_entries() -> None:
    pair = waste("100907", hazardous="1", mirror_codes="100908"), waste("100908", mirror_codes="100907")
    assert list_checks.check_waste_list("x.csv", rows(*CHAPTER, *pair)) == []


@pytest.mark.parametrize(
    ("code", "change", "sentence"),
    [
        ("100908", "new", "100908 is new, but already in the list before"),
        ("100999", "removed", "100999 is removed, but not in the list before"),
        ("100908", "moved", "write new, renamed or removed"),
    ],
)
def test_a_change_of_what_is_not_so(code: str, change: str, sentence: str) -> None:
    found = list_checks.check_changes("x.csv", rows({"code": code, "change": change}), {"100908"})
    assert len(found) == 1
    assert sentence in found[0]


def test_classes_of_unknown_families_and_strange_parents() -> None:
    broken = rows(
        {"id": "a", "family": "K", "parent": ""},
        {"id": "b", "family": "M", "parent": "a"},
        {"id": "c", "family": "Q", "parent": ""},
    )
    found = list_checks.check_classes("x.csv", broken, {"K": "side_stream", "M": "side_stream"})
    assert found == [
        "x.csv, line 4: family Q is not known.",
        "x.csv, line 3: b is of another family than its parent a.",
        "x.csv: 2 classes; there should be 60 to 120.",
    ]


def test_a_family_without_a_colour() -> None:
    broken = rows({"id": "K", "order": "1", "colour_light": "red", "colour_dark": "#000000"})
    assert list_checks.check_families("x.csv", broken) == [
        "x.csv, line 2: colour_light is 'red'; write a colour such as #4e546c."
    ]


def link(code: str, target: str, basis: str = "sourced", source: str = "https://example.org") -> Row:
    return {"code": code, "material_class": target, "basis": basis, "source": source}


def test_a_mass_that_would_count_twice() -> None:
    twice = rows(link("100908", "sand"), link("100908", "dust"))
    found = list_checks.check_crosswalk("x.csv", twice, "material_class", {"100908"}, {"sand", "dust"})
    assert found == ["x.csv, line 3: 100908 goes to sand and dust: its mass would count twice."]


def test_a_mass_that_would_be_lost() -> None:
    found = list_checks.check_crosswalk(
        "x.csv", rows(link("100908", "sand")), "material_class", {"100908", "100907"}, {"sand"}
    )
    assert found == ["x.csv: 100907 goes nowhere: its mass would be lost."]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (link("100908", "gold"), "material_class gold is not known"),
        (link("100908", "sand", basis="guessed"), "needs a basis"),
        (link("100908", "sand", source=""), "and a source"),
    ],
)
def test_a_link_that_says_too_little(row: Row, sentence: str) -> None:
    found = list_checks.check_crosswalk("x.csv", rows(row), "material_class", {"100908"}, {"sand"})
    assert len(found) == 1
    assert sentence in found[0]


def test_a_link_of_no_edition() -> None:
    found = list_checks.check_crosswalk("x.csv", rows(link("999999", "sand")), "material_class", set(), {"sand"})
    assert found == ["x.csv, line 2: 999999 is in no edition of the List of Waste."]


def test_a_derived_link_that_does_not_follow_its_rule() -> None:
    table = rules([{"id": "M1", "codes": "10", "title": "", "material_class": "sand", "reason": "r"}], "material_class")
    broken = rows(
        link("100908", "dust", "derived", "rule M1"),
        link("100907", "sand", "derived", "rule M2"),
        link("170101", "sand", "derived", "rule M1"),
        link("100906", "sand", "derived", "rule M1"),
        link("200301", "dust"),
    )
    assert list_checks.check_derived("x.csv", broken, "material_class", table, {}) == [
        "x.csv, line 2: 100908 is derived; rule M1 gives sand.",
        "x.csv, line 3: 100907 is derived; rule M1 gives sand.",
        "x.csv, line 4: 170101 is derived, but no rule fits.",
    ]


def test_metadata_that_says_nothing() -> None:
    info = ListInfo(title="A", version="1", source="", licence="MIT", date="2026-11-21")
    assert check_info("x.csv", info) == ["x.csv: source is empty in its metadata file."]


def test_a_shipped_list_broken_by_one_row_is_seen() -> None:
    shipped = list(read_rows("waste_list"))
    line, row = shipped[200]
    shipped[200] = (line, {**row, "parent": "99"})
    found = list_checks.check_waste_list("waste_list.csv", shipped)
    assert any(sentence.startswith(f"waste_list.csv, line {line}: the parent 99") for sentence in found)


def test_a_term_for_a_code_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = rows(
        {"term": "kuona", "language": "fi", "codes": "100202;999999", "source": "own"},
        {"term": "slagg", "language": "se", "codes": "100202", "source": "own"},
    )
    monkeypatch.setattr(check, "term_lists", lambda: ("terms_10",))
    monkeypatch.setattr(check, "read_rows", lambda _name: iter(broken))
    assert check.check_terms() == [
        "terms_10.csv, line 3: language se is not known.",
        "terms_10.csv, line 2: codes 999999 is not known.",
    ]
