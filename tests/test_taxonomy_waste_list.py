"""The List of Waste as a waste expert would spot-check it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.codes import UnknownCodeError
from taxonomy.waste_list import (
    DEFAULT_BATTERY_CODES_FROM,
    WasteEntry,
    WasteList,
    display_code,
    edition,
    edition_in_force,
    parse_code,
)


def entries(one: WasteList) -> list[WasteEntry]:
    return [entry for entry in one.entries.values() if entry.level == "entry"]


def test_edition_2015_has_the_known_counts() -> None:
    one = edition("2015")
    levels = [entry.level for entry in one.entries.values()]
    assert len(levels) == 975
    assert (levels.count("chapter"), levels.count("subchapter"), levels.count("entry")) == (20, 111, 844)
    assert sum(entry.in_eu for entry in entries(one)) == 842
    assert sum(entry.hazardous is True for entry in entries(one)) == 408
    assert sum(entry.hazardous_fi is True for entry in entries(one)) == 412


def test_there_are_164_mirror_pairs() -> None:
    pairs = {frozenset((entry.code, twin)) for entry in entries(edition("2015")) for twin in entry.mirror_codes}
    assert len(pairs) == 164


def test_entry_types_are_those_of_the_guidance() -> None:
    types = [entry.entry_type for entry in entries(edition("2015"))]
    assert {kind: types.count(kind) for kind in ("AH", "AN", "MH", "MN", "")} == {
        "AH": 235,
        "AN": 256,
        "MH": 173,
        "MN": 178,
        "": 2,
    }


def test_finland_marks_medicines_hazardous_and_has_two_entries_of_its_own() -> None:
    one = edition("2015")
    differing = {entry.code for entry in entries(one) if entry.hazardous != entry.hazardous_fi}
    assert differing == {"160297", "160298", "180109", "180208", "200132"}
    assert not one.entry("160297").in_eu
    assert one.entry("160297").hazardous is None
    assert one.entry("160297").titles.derived == {"en"}
    assert one.entry("200132").display == "20\u00a001\u00a032*"


def test_used_cores_and_moulds() -> None:
    entry = edition("2015").entry("100908")
    assert entry.parent == "1009"
    assert entry.titles.fi == "muut kuin nimikkeessä 10 09 07 mainitut käytetyt valukeernat ja valumuotit"
    assert entry.titles.sv == "andra använda gjutkärnor och gjutformar än de som anges i 10 09 07"
    assert entry.titles.en.startswith("casting cores and moulds which have undergone pouring")
    assert entry.titles.derived == frozenset()
    assert (entry.hazardous, entry.entry_type) == (False, "MN")
    assert [twin.display for twin in edition("2015").mirror_twins("100908")] == ["10\u00a009\u00a007*"]


def test_the_batteries_amendment_changes_what_it_says() -> None:
    old, new = edition("2015").entries, edition("2026").entries
    added = {code for code in new if code not in old}
    renamed = {code for code in old if code in new and old[code].titles != new[code].titles}
    assert len({code for code in added if len(code) == 6}) == 42
    assert {code for code in added if len(code) < 6} == {"1914"}
    assert {code for code in old if code not in new} == {"160605", "190211", "200133", "200134"}
    assert renamed == {"090111", "160601", "160602", "160603", "160604", "160606"}


def test_alkaline_batteries_become_hazardous() -> None:
    assert edition("2015").entry("160604").hazardous is False
    assert edition("2026").entry("160604").hazardous is True


def test_our_own_titles_of_new_codes_are_marked() -> None:
    entry = edition("2026").entry("191402")
    assert entry.titles.derived == {"fi", "sv"}
    assert "litiumpohjaisten" in entry.titles.fi
    assert "litiumbaserade" in entry.titles.sv
    assert edition("2026").entry("191408").hazardous is False


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2026, 12, 8), "2015"), (date(2026, 12, 9), "2026"), (date(2030, 1, 1), "2026"), (date(2016, 1, 1), "2015")],
)
def test_the_edition_in_force(on: date, name: str) -> None:
    assert edition_in_force(on).name == name


def test_the_first_day_of_the_battery_codes_is_a_setting() -> None:
    earlier = DEFAULT_BATTERY_CODES_FROM - timedelta(days=30)
    assert edition_in_force(earlier, battery_codes_from=earlier).name == "2026"
    assert edition_in_force(earlier).name == "2015"


def test_children_follow_the_hierarchy() -> None:
    one = edition("2015")
    assert [entry.code for entry in one.children()][:3] == ["01", "02", "03"]
    assert [entry.code for entry in one.children("0101")] == ["010101", "010102"]
    assert one.children("010101") == ()
    assert len(edition("2026").children("1914")) == 8


def test_unknown_codes_and_editions_are_said() -> None:
    with pytest.raises(UnknownCodeError, match="edition 2015"):
        edition("2015").entry("191402")
    with pytest.raises(UnknownCodeError, match="999999"):
        edition("2015").children("999999")
    with pytest.raises(UnknownCodeError, match="2002"):
        edition("2002")


@pytest.mark.parametrize(
    "text", ["100908", "10 09 08", "10 09 08*", " 10-09-08 ", "10.09.08", "10\u00a009\u00a008", "10\u202f09\u202f08 *"]
)
def test_a_code_is_read_as_people_write_it(text: str) -> None:
    assert parse_code(text) == "100908"


def test_a_code_of_either_edition_is_known() -> None:
    assert parse_code("16 06 05") == "160605"
    assert parse_code("16 06 07*") == "160607"


@pytest.mark.parametrize("text", ["", "1009", "10 09 0", "foundry", "10 09 08 1", "١٠٠٩٠٨", "*"])
def test_a_malformed_code_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="six digits, for example 10 09 08"):
        parse_code(text)


def test_a_code_of_no_edition_is_unknown() -> None:
    with pytest.raises(UnknownCodeError, match="99 99 99"):
        parse_code("999999")


@given(st.sampled_from(sorted(entry.code for entry in entries(edition("2026")))), st.booleans())
def test_what_is_displayed_can_be_read(code: str, hazardous: bool) -> None:  # noqa: FBT001 - hypothesis hands it over
    assert parse_code(display_code(code, hazardous=hazardous)) == code
