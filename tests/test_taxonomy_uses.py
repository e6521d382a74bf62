"""What becomes of a material: uses, the rules they fall under and the conditions of these rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from taxonomy import use_checks
from taxonomy.check import check_list
from taxonomy.codes import UnknownCodeError, read_rows
from taxonomy.rules import (
    accepted_by,
    application,
    applications,
    condition,
    conditions_of,
    exclusions_of,
    rule,
    rules,
    scope_of,
)
from taxonomy.uses import LEVELS, by_industry, gaps_of, use, uses, uses_of, weakness

LISTS = ("uses", "use_limits", "use_weaknesses", "rules", "rule_applications", "rule_conditions", "rule_limits")
FIRST = next(row for _, row in read_rows("uses"))


def broken(**cells: str) -> list[str]:
    row: Mapping[str, str] = {**FIRST, **cells}
    return use_checks.check_use_rows("x.csv", [(2, row)])


def test_the_shipped_lists_have_no_problem() -> None:
    assert use_checks.check_uses() == []
    assert [sentence for name in LISTS for sentence in check_list(name)] == []


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"material_class": "moon_dust"}, "material_class moon_dust is not known."),
        ({"codes": "100102;999999"}, "codes 999999 is not known."),
        ({"industries": "42.1;00.9"}, "industries 00.9 is not known."),
        ({"rules": "no_such_rule", "applications": ""}, "rules no_such_rule is not known."),
        ({"applications": "class_1"}, "class_1 is no application of mara_843_2017."),
        ({"weaknesses": "rumour"}, "weaknesses rumour is not known."),
        ({"use_sv": " "}, "use is missing in sv."),
        ({"note_fi": "Vain kuivana."}, "note is missing in sv, en."),
        ({"source": ""}, "source is empty."),
        ({"is_gap": "yes"}, "is_gap is 'yes'; write 0 or 1."),
    ],
)
def test_a_broken_row_is_seen(cells: Mapping[str, str], sentence: str) -> None:
    assert broken(**cells) == [f"x.csv, line 2: {sentence}"]


def test_a_rule_that_ends_before_it_begins() -> None:
    row = {"id": "r", "kind": "law", "valid_from": "2020-01-01", "valid_to": "2019-12-31", "source": "a statute"}
    assert use_checks.check_rule_rows("x.csv", [(2, row)]) == ["x.csv, line 2: r ends before it begins."]


def test_own_uses_come_before_those_of_narrower_and_wider_classes() -> None:
    found = [one.material_class for one in uses_of("slag_steel")]
    assert found[0] == "slag_steel"
    assert {"slag_stainless", "slag_vanadium_residue"} < set(found)
    assert found == sorted(found, key=lambda one: one != "slag_steel")
    narrow = [one.material_class for one in uses_of("plastics_eps")]
    assert narrow[0] == "plastics_eps"
    assert "plastics" in narrow


def test_a_general_class_finds_the_uses_of_its_family() -> None:
    assert {one.material_class for one in uses_of("family_k")} >= {"foundry_sand", "foundry_dust", "slag_blast_furnace"}
    assert "fly_ash_coal" not in {one.material_class for one in uses_of("family_k")}


def test_a_gap_is_no_use() -> None:
    assert [one.id for one in gaps_of("green_liquor_dregs")] == ["U196"]
    assert "U196" not in {one.id for one in uses_of("green_liquor_dregs")}
    assert not any(one.is_gap for one in by_industry("39"))
    assert gaps_of("foundry_sand") == ()


def test_the_best_evidence_comes_first() -> None:
    levels = [LEVELS.index(one.level) for one in uses()]
    assert levels == sorted(levels)
    assert len(levels) == 244


def test_an_industry_finds_what_goes_to_its_parts_and_to_the_whole() -> None:
    wide, group, narrow = ({one.id for one in by_industry(code)} for code in ("23", "23.5", "23.51"))
    assert narrow == group < wide
    assert "U038" in narrow
    assert {one.id for one in by_industry("2351")} == narrow


@pytest.mark.parametrize("look_up", [use, uses_of, gaps_of, by_industry, weakness, rule, condition, applications])
def test_what_is_in_no_list(look_up: object) -> None:
    assert callable(look_up)
    with pytest.raises(UnknownCodeError):
        look_up("no such thing")


def test_weak_evidence_says_why() -> None:
    weak = use("U116")
    assert weak.is_weak
    assert [weakness(one).id for one in weak.weaknesses] == ["source_not_seen"]
    assert not use("U009").is_weak
    proxies = [one.id for one in uses() if "proxy" in one.source]
    assert proxies == []


def test_foundry_sand_is_accepted_and_foundry_dust_is_excluded() -> None:
    assert "foundry_sand" in {one.material_class for one in accepted_by("mara_843_2017")}
    assert scope_of("mara_843_2017", "foundry_dust") is None
    excluding = [one for one in conditions_of("mara_843_2017", "foundry_dust") if one.effect == "excludes"]
    assert "mara_foundry_dust" in {one.id for one in excluding}
    assert "mara_foundry_dust" not in {one.id for one in conditions_of("mara_843_2017", "foundry_sand")}
    assert all("mara_843_2017" not in use(one).rules for one in ("U205", "U206"))


def test_an_exclusion_is_found_though_no_use_falls_under_the_rule() -> None:
    assert [one.id for one in exclusions_of("foundry_dust")] == ["mara_foundry_dust"]
    assert exclusions_of("foundry_sand") == ()


def test_conditions_of_one_application() -> None:
    covered = {one.id for one in conditions_of("mara_843_2017", "bottom_ash", "road_covered")}
    ash_road = {one.id for one in conditions_of("mara_843_2017", "bottom_ash", "ash_gravel_road")}
    assert {"mara_cover", "mara_thin_layer"} <= covered - ash_road
    assert "mara_ash_road_no_cover" in ash_road - covered
    assert {"mara_near_sea", "mara_groundwater"} <= covered & ash_road


def test_a_condition_on_a_class_holds_for_a_narrower_one() -> None:
    assert "eow_plastic_hazard" in {one.id for one in conditions_of("vna_270_2024", "plastics_agri")}
    assert conditions_of("vna_270_2024", "glass") == ()


def test_only_brick_and_tyres_go_into_embankments() -> None:
    accepted = [one.material_class for one in accepted_by("mara_843_2017") if "embankment_covered" in one.applications]
    assert accepted == ["brick", "tyres"]
    assert application("mara_843_2017", "embankment_covered").titles.fi == "Peitetty valli"
    with pytest.raises(UnknownCodeError):
        application("mara_843_2017", "class_1")


def test_a_rule_holds_from_its_first_day() -> None:
    decree = rule("mara_843_2017")
    assert (decree.holds_on(date(2017, 12, 31)), decree.holds_on(date(2018, 1, 1))) == (False, True)
    assert rule("en_13242").holds_on(date(1990, 1, 1))
    assert {one.kind for one in rules()} == {"law", "standard", "guideline"}


def test_every_accepted_code_leads_to_a_use_or_a_class() -> None:
    for scope in accepted_by("mara_843_2017"):
        assert scope.codes
        assert scope.parameters
        assert scope.applications
