"""NACE in both editions, its crosswalk, and the sectors of diagrams."""

from __future__ import annotations

from collections import Counter

import pytest

from taxonomy.codes import LANGUAGES, UnknownCodeError
from taxonomy.industries import industries, industry, nace2_to_nace21, sector, sector_of_industry, sectors


@pytest.mark.parametrize(
    ("edition", "counts"),
    [
        ("NACE2", {"section": 21, "division": 88, "group": 272, "class": 615}),
        ("NACE2.1", {"section": 22, "division": 87, "group": 287, "class": 651}),
    ],
)
def test_both_editions_are_whole(edition: str, counts: dict[str, int]) -> None:
    assert Counter(one.level for one in industries(edition)) == counts


@pytest.mark.parametrize("edition", ["NACE2", "NACE2.1"])
def test_sections_and_divisions_have_three_names(edition: str) -> None:
    for one in industries(edition):
        if one.level in {"section", "division"}:
            assert not one.english_only, one.code


def test_where_no_name_was_found_the_english_one_stands_in_and_says_so() -> None:
    one = industry("01.12")
    assert one.english_only == {"fi", "sv"}
    assert one.titles.fi == one.titles.sv == one.titles.en == "Growing of rice"


def test_casting_of_iron() -> None:
    assert industry("2451") is industry("24.51")
    assert industry("24.51").titles.fi == "Raudan valu"
    assert industry("24.51").titles.sv == "Gjutning av järn"
    assert industry("24.51").titles.derived == {"sv"}
    assert industry("24.51").parent == "24.5"
    assert industry("C").level == "section"


def test_our_own_names_are_marked() -> None:
    assert industry("38", "NACE2.1").titles.derived == {"fi", "sv"}
    assert industry("24").titles.derived == {"sv"}


def test_the_crosswalk_of_editions() -> None:
    assert nace2_to_nace21("24.51") == ("24.51",)
    assert len(nace2_to_nace21("45.11")) > 1
    assert all(code.startswith(("46", "47")) for code in nace2_to_nace21("4511"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("24.51", "metal"),
        ("25", "metal"),
        ("28.30", "machinery"),
        ("17.12", "forest"),
        ("20.13", "chemicals"),
        ("23.62", "minerals"),
        ("10.51", "food"),
        ("35.30", "energy"),
        ("38.21", "waste"),
        ("42", "construction"),
        ("84.11", "communities"),
        ("13", "other"),
        ("D", "energy"),
        ("E", "waste"),
        ("C", "other"),
    ],
)
def test_sectors_of_industries(code: str, expected: str) -> None:
    assert sector_of_industry(code) == expected


def test_every_industry_has_a_sector_and_none_has_two() -> None:
    divisions = [division for one in sectors() for division in one.divisions]
    assert len(divisions) == len(set(divisions))
    for edition in ("NACE2", "NACE2.1"):
        asked = {one.code for one in industries(edition) if one.level == "division"}
        assert asked <= set(divisions)


def test_sectors_are_named_in_every_language() -> None:
    for one in sectors():
        assert all(one.titles.in_language(language) for language in LANGUAGES)
    assert sector("forest").titles.fi == "Metsäteollisuus"


def test_unknown_codes_are_said() -> None:
    with pytest.raises(UnknownCodeError, match="NACE2 industries"):
        industry("99.99")
    with pytest.raises(UnknownCodeError, match=r"editions of NACE"):
        industries("NACE1")
    with pytest.raises(UnknownCodeError, match="editions of NACE"):
        industry("01", "NACE1")
    with pytest.raises(UnknownCodeError):
        nace2_to_nace21("24")
    with pytest.raises(UnknownCodeError):
        sector("mining")
