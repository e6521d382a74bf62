"""How good the lists are: small broken tables move each number, and the numbers of what is shipped add up."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from taxonomy import crosswalk_quality, list_quality, quality
from taxonomy.codes import LANGUAGES, UnknownCodeError, read_rows
from taxonomy.crosswalk_quality import CROWDED, Count
from taxonomy.crosswalks import Basis, Link
from taxonomy.waste_list import EDITIONS, edition

KINDS = {"sand": "side_stream", "dust": "side_stream", "waste": "unspecified", "ore": "raw"}
WASTE_KINDS = {"side_stream", "unspecified"}


def link(code: str, target: str = "sand", basis: Basis = "sourced", source: str = "a handbook") -> Link:
    return Link(code, target, basis, source)


def by_part(found: Iterable[Count], measure: str) -> dict[str, tuple[str, ...]]:
    """The items of one measure, part by part, without the parts that have none."""
    return {count.part: count.items for count in found if count.measure == measure and count.items}


def items(found: Iterable[Count], measure: str) -> tuple[str, ...]:
    """The items of a measure that has one part."""
    (count,) = [count for count in found if count.measure == measure]
    return count.items


# --- coverage ----------------------------------------------------------------------------------------------------


def test_coverage_counts_codes_by_basis_and_chapter() -> None:
    links = [link("100908"), link("100907", basis="derived"), link("170101", basis="inferred")]
    found = list(crosswalk_quality.coverage("class", links, {"100908", "100907", "170101", "170102"}))
    assert by_part(found, "class_sourced") == {"10": ("100908",)}
    assert by_part(found, "class_derived") == {"10": ("100907",)}
    assert by_part(found, "class_inferred") == {"17": ("170101",)}
    assert by_part(found, "class_missing") == {"17": ("170102",)}
    assert {(count.part, count.of) for count in found} == {("10", 2), ("17", 2)}


def test_every_chapter_has_a_count_even_where_nothing_is_found() -> None:
    found = list(crosswalk_quality.coverage("class", [link("100908")], {"100908", "170101"}))
    assert [count.part for count in found if count.measure == "class_derived"] == ["10", "17"]


def test_classes_that_are_not_reached_or_say_no_material() -> None:
    found = list(crosswalk_quality.classes_reached([link("100908"), link("200301", "waste")], KINDS, WASTE_KINDS))
    assert items(found, "classes_without_code") == ("dust",)
    assert by_part(found, "class_unspecified") == {"20": ("200301",)}
    assert items(found, "classes_crowded") == ()


@pytest.mark.parametrize(("number", "crowded"), [(CROWDED, ()), (CROWDED + 1, ("sand",))])
def test_a_class_is_crowded_above_the_limit(number: int, crowded: tuple[str, ...]) -> None:
    links = [link(f"10{position:04}") for position in range(number)]
    assert items(crosswalk_quality.classes_reached(links, KINDS, WASTE_KINDS), "classes_crowded") == crowded


def test_the_limit_stands_in_the_title_of_its_measure() -> None:
    titles = quality.measure("classes_crowded").titles
    assert all(str(CROWDED) in titles.in_language(language) for language in LANGUAGES)


def test_a_category_that_nothing_reaches() -> None:
    count = crosswalk_quality.unreached("ewc_unreached", ["W011", "W012"], {"W012"})
    assert (count.items, count.of) == (("W011",), 2)


# --- double counting ---------------------------------------------------------------------------------------------


def test_a_code_with_two_targets_and_a_chapter_beside_its_entries() -> None:
    found = list(crosswalk_quality.counted_twice("class", [link("100908"), link("100908", "dust"), link("10")]))
    assert items(found, "class_twice") == ("100908",)
    assert items(found, "class_above") == ("10",)


def test_a_class_and_its_wider_class_both_have_codes() -> None:
    parents = {"fine": "middle", "middle": "wide", "wide": "", "other": "wide"}
    both = [link("100908", "fine"), link("100907", "wide")]
    assert crosswalk_quality.counted_with_parent(both, parents).items == ("fine",)
    assert crosswalk_quality.counted_with_parent(both[:1], parents).items == ()


def test_wider_classes_in_a_circle_end() -> None:
    assert crosswalk_quality.counted_with_parent([link("100908", "a")], {"a": "b", "b": "a"}).items == ()


def test_a_table_of_many_to_many() -> None:
    pairs = [("01", "1"), ("01", "2"), ("02", "2"), ("03", "3"), ("04", "4"), ("04", "5")]
    found = list(crosswalk_quality.splits(pairs, ["01", "02", "03", "04", "05"], ["1", "2", "3", "4", "5", "6"]))
    assert items(found, "nace_missing") == ("05",)
    assert items(found, "nace_unreached") == ("6",)
    assert items(found, "nace_split") == ("01", "04")
    assert items(found, "nace_merged") == ("2",)
    assert items(found, "nace_tangled") == ("01",)
    assert items(found, "nace_extra") == ("01 2", "04 5")
    assert len(items(found, "nace_rows")) == len(pairs)


# --- mirrors, sources, rules -------------------------------------------------------------------------------------


def test_mirror_entries() -> None:
    twins = {"100907": ("100908",), "100908": ("100907",), "100909": ("100910",), "100910": (), "100911": ()}
    links = [link("100907"), link("100908", "dust"), link("100909"), link("100910")]
    found = list(crosswalk_quality.mirrors(twins, ["100907", "100908", "100909", "100911"], links))
    assert items(found, "mirror_pairs") == ("100907 100908",)
    assert items(found, "mirror_apart") == ("100907 100908",)
    assert items(found, "mirror_one_way") == ("100909",)
    assert by_part(found, "mirror_alone") == {"10": ("100911",)}


def test_a_pair_of_one_material_is_not_apart() -> None:
    twins = {"100907": ("100908",), "100908": ("100907",)}
    found = list(crosswalk_quality.mirrors(twins, list(twins), [link("100907"), link("100908")]))
    assert items(found, "mirror_apart") == ()


def test_sources_are_counted_by_whose_word_it_is() -> None:
    links = [
        link("100908", source="use table U001, https://www.finlex.fi/fi/laki?x=1"),
        link("100907", source="use table U002, https://www.finlex.fi/sv/lag"),
        link("100906", basis="derived", source="rule M1"),
        link("100905", basis="inferred", source="same title and flag as 070407 070408"),
        link("100904", source="SEPA material coding"),
    ]
    found = list(crosswalk_quality.sources("class_from", links))
    assert found[0].part == "www.finlex.fi"
    assert by_part(found, "class_from") == {
        "www.finlex.fi": ("100908", "100907"),
        "derived": ("100906",),
        "inferred": ("100905",),
        "SEPA material coding": ("100904",),
    }


def test_a_rule_that_no_link_names() -> None:
    links = [link("100908", basis="derived", source="rule M1"), link("100907", source="rule M2")]
    assert crosswalk_quality.idle_rules("class_rules_idle", ["M1", "M2"], links).items == ("M2",)


# --- lists -------------------------------------------------------------------------------------------------------


def row(code: str, derived: str = "", **cells: str) -> dict[str, str]:
    return {"code": code, "title_fi": "a", "title_sv": "b", "title_en": "c", "derived": derived, **cells}


def test_own_translations_and_missing_names_by_language() -> None:
    rows = [row("1", "sv;en"), row("2", "sv"), row("3", title_fi=" "), row("4", "fi", change="removed", title_en="")]
    found = list(list_quality.translations("things", rows, ("code",)))
    assert by_part(found, "unverified") == {"things:sv": ("1", "2"), "things:en": ("1",)}
    assert by_part(found, "titles_missing") == {"things:fi": ("3",)}
    assert {count.of for count in found} == {3}


def test_a_key_of_two_columns() -> None:
    assert list_quality.key_of({"edition": "NACE2", "code": "01"}, ("edition", "code")) == "NACE2 01"


def test_what_lacks_something_in_a_language() -> None:
    having = {("100908", "fi"), ("100907", "fi"), ("100907", "sv")}
    found = list(list_quality.without_in_languages("entries_without_term", ["100907", "100908"], having))
    assert by_part(found, "entries_without_term") == {"sv": ("100908",), "en": ("100907", "100908")}


def test_what_an_edition_changes_without_its_chapters() -> None:
    changes = [("160607", "new"), ("160601", "renamed"), ("200133", "removed"), ("1914", "new")]
    found = list(list_quality.changes({"code": code, "change": change} for code, change in changes))
    assert [items(found, f"edition_{change}") for change in ("new", "renamed", "removed")] == [
        ("160607",),
        ("160601",),
        ("200133",),
    ]


# --- what is shipped ---------------------------------------------------------------------------------------------


def test_every_measure_is_counted_and_every_count_has_a_measure() -> None:
    assert set(quality.counts()) == {one.id for one in quality.measures()}


def test_every_topic_has_measures() -> None:
    assert {one.topic for one in quality.measures()} == {one.id for one in quality.topics()}


@pytest.mark.parametrize("name", ["class", "ewc"])
def test_the_bases_of_a_crosswalk_add_up_to_every_code(name: str) -> None:
    codes = {code for one in EDITIONS for code, entry in edition(one).entries.items() if entry.level == "entry"}
    counted = [code for basis in ("sourced", "inferred", "derived") for code in quality.whole(f"{name}_{basis}").items]
    assert sorted(counted) == sorted(codes)
    assert sum(count.number for count in quality.counts_of(f"{name}_from")) == len(codes)


def test_nothing_that_must_be_zero_is_above_it() -> None:
    wrong = {one.id: quality.whole(one.id).items for one in quality.measures() if one.must_be_zero}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_rows_of_the_nace_table_are_its_classes_and_the_extra_ones() -> None:
    rows, extra = quality.whole("nace_rows").number, quality.whole("nace_extra").number
    assert rows == len(list(read_rows("nace2_to_nace21")))
    assert rows - extra == len({row["nace2"] for _, row in read_rows("nace2_to_nace21")})
    assert 0 < quality.whole("nace_tangled").number <= quality.whole("nace_split").number


def test_the_marks_of_own_translation_are_all_counted() -> None:
    marked = {
        (name, language): sum(language in row["derived"].split(";") for _, row in read_rows(name))
        for name in quality.titled_lists()
        for language in LANGUAGES
    }
    counted = {tuple(count.part.split(":")): count.number for count in quality.counts_of("unverified")}
    assert counted == marked
    assert sum(marked.values()) > 0


def test_an_item_of_a_list_has_its_titles() -> None:
    for count in quality.counts_of("unverified"):
        titles = quality.listed_titles(count.part.partition(":")[0])
        assert set(count.items) <= set(titles)


def test_a_measure_that_is_none() -> None:
    with pytest.raises(UnknownCodeError, match="measures of quality"):
        quality.measure("beauty")
