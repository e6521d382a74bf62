"""Limits of rules and uses, and when a measured value meets one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from taxonomy import use_checks
from taxonomy.codes import UnknownCodeError
from taxonomy.limits import Limit, limits_of_rule, limits_of_use, parameter
from taxonomy.uses import uses

MARA = "mara_843_2017"


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def limit(operator: str = "<=", value: str = "0.7", kind: str = "legal") -> Limit:
    found = limits_of_rule(MARA, "road_covered")[0]
    return replace(found, operator=operator, value=Decimal(value), kind=kind)  # type: ignore[arg-type]


def values(limits: tuple[Limit, ...]) -> dict[str, Decimal]:
    return {one.parameter: one.value for one in limits}


@pytest.mark.parametrize(
    ("operator", "low", "high", "verdict"),
    [
        ("<=", "0.5", "0.7", "pass"),
        ("<=", None, "0.7", "pass"),
        ("<=", "0.71", "0.9", "fail"),
        ("<=", "0.71", None, "fail"),
        ("<=", "0.6", "0.8", "unknown"),
        ("<=", None, None, "unknown"),
        ("<", "0.7", "0.7", "fail"),
        ("<", None, "0.69", "pass"),
        (">=", "0.7", None, "pass"),
        (">=", "0.1", "0.69", "fail"),
        (">=", "0.1", "0.7", "unknown"),
        (">", "0.7", "0.7", "fail"),
        (">", "0.71", "2", "pass"),
        ("=", "0.7", "0.7", "pass"),
        ("=", "0.8", "0.9", "fail"),
        ("=", "0.1", "0.2", "fail"),
        ("=", "0.6", "0.8", "unknown"),
    ],
)
def test_a_value_meets_a_limit(operator: str, low: str | None, high: str | None, verdict: str) -> None:
    assert limit(operator).meets(number(low), number(high)) == verdict
    assert limit(operator, kind="standard").meets(number(low), number(high)) == verdict
    assert limit(operator, kind="tested").meets(number(low), number(high)) == "unknown"
    assert limit(operator, kind="typical").meets(number(low), number(high)) == "unknown"


def test_an_interval_that_is_upside_down() -> None:
    with pytest.raises(ValueError, match="The lower end 2 is above the upper end 1"):
        limit().meets(Decimal(2), Decimal(1))


def test_the_limits_of_a_covered_road() -> None:
    found = values(limits_of_rule(MARA, "road_covered"))
    assert (found["leach_LS10_Sb"], found["leach_LS10_Cl"], found["layer_thickness"]) == (
        Decimal("0.7"),
        Decimal(3200),
        Decimal("1.5"),
    )
    assert values(limits_of_rule(MARA, "embankment_covered"))["layer_thickness"] == Decimal(5)


def test_near_the_sea_chloride_sulphate_and_fluoride_fall_away() -> None:
    usual = values(limits_of_rule(MARA, "road_covered"))
    near = values(limits_of_rule(MARA, "road_covered", conditions=["mara_near_sea"]))
    assert usual.keys() - near.keys() == {"leach_LS10_Cl", "leach_LS10_SO4", "leach_LS10_F"}
    assert near.items() < usual.items()


def test_a_thin_layer_has_wider_limits() -> None:
    usual = values(limits_of_rule(MARA, "road_covered"))
    thin = values(limits_of_rule(MARA, "road_covered", conditions=["mara_thin_layer"]))
    assert usual.keys() == thin.keys()
    changed = {name: (str(usual[name]), str(thin[name])) for name in usual if usual[name] != thin[name]}
    assert changed == {
        "leach_LS10_Ba": ("40", "80"),
        "leach_LS10_V": ("2", "3"),
        "leach_LS10_Cl": ("3200", "3600"),
        "leach_LS10_SO4": ("5900", "6000"),
    }
    assert "leach_LS10_Sb" in values(limits_of_rule(MARA, "field_covered", conditions=["mara_thin_layer"]))


def test_a_material_is_tested_for_what_the_rule_says() -> None:
    slag, sand, tyre = (
        values(limits_of_rule(MARA, "road_covered", material_class=one))
        for one in ("mswi_bottom_ash", "foundry_sand", "tyres")
    )
    assert "total_PAH16" not in slag
    assert slag["grain_size"] == 50
    assert {"total_PAH16", "total_benzene", "total_TEX", "total_phenolics"} < sand.keys()
    assert "total_PCB7" not in sand
    assert tyre.keys() == {"total_PAH16", "total_naphthalene", "layer_thickness"}


def test_what_holds_for_one_material_only_is_not_said_of_others() -> None:
    assert "brick_tile" not in values(limits_of_rule(MARA, "road_covered"))
    assert values(limits_of_rule(MARA, "road_covered", material_class="concrete_demolition"))["brick_tile"] == 30
    ash_road = values(limits_of_rule(MARA, "ash_gravel_road", material_class="bottom_ash"))
    assert (ash_road["ash_share"], ash_road["layer_thickness"]) == (Decimal(30), Decimal("0.2"))


def test_the_limits_of_a_use_are_those_of_its_rule_and_its_own() -> None:
    compost = values(limits_of_use("U024"))
    assert (compost["total_Cd"], compost["dry_matter"], compost["E_coli"]) == (
        Decimal("1.5"),
        Decimal(15),
        Decimal(1000),
    )
    assert values(limits_of_use("U013"))["other_impurities_incl_glass"] == 1
    assert "other_impurities_incl_glass" not in values(limits_of_use("U014"))
    near = values(limits_of_use("U009", conditions=["mara_near_sea"]))
    assert values(limits_of_use("U009")).keys() - near.keys() == {"leach_LS10_Cl", "leach_LS10_SO4", "leach_LS10_F"}


def test_zinc_may_be_higher_in_forest_ash_when_it_is_lacking() -> None:
    assert values(limits_of_use("U019"))["total_Zn"] == 4500
    assert values(limits_of_use("U019", conditions=["mmma_forest_zinc"]))["total_Zn"] == 6000


@pytest.mark.parametrize(
    "use_id",
    ["U038", "U044", "U080", "U081", "U084", "U089", "U090", "U092", "U093", "U099", "U104", "U124", "U132", "U172"],
)
def test_a_tested_or_typical_value_is_never_failed(use_id: str) -> None:
    own = [one for one in limits_of_use(use_id) if one.rule is None]
    assert own
    assert not any(one.binds for one in own)
    assert {one.meets(Decimal("-1E9"), Decimal("-1E9")) for one in own} == {"unknown"}


def test_every_limit_of_every_use_has_a_known_parameter() -> None:
    for one in uses():
        for found in limits_of_use(one.id):
            assert parameter(found.parameter).unit == found.unit


def test_what_is_in_no_list() -> None:
    with pytest.raises(UnknownCodeError):
        parameter("leach_LS10_Xx")
    with pytest.raises(UnknownCodeError):
        limits_of_rule("no_rule")
    with pytest.raises(UnknownCodeError):
        limits_of_rule(MARA, "class_1")
    with pytest.raises(UnknownCodeError):
        limits_of_rule(MARA, "road_covered", conditions=["no_condition"])
    with pytest.raises(UnknownCodeError):
        limits_of_use("U999")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"parameter": "gold"}, "parameter gold is not known."),
        ({"unit": "g"}, "leach_LS10_As is in g, but its unit is mg/kg."),
        ({"value": "NaN"}, "leach_LS10_As needs a number and a source."),
        ({"source": ""}, "leach_LS10_As needs a number and a source."),
        ({"kind": "rumour"}, "kind rumour is not known."),
        ({"operator": "~"}, "operator ~ is not known."),
        ({"application": "class_1"}, "class_1 is no application of mara_843_2017."),
    ],
)
def test_a_broken_limit_is_seen(cells: dict[str, str], sentence: str) -> None:
    row = {
        "rule": MARA,
        "application": "road_covered",
        "parameter": "leach_LS10_As",
        "operator": "<=",
        "value": "1",
        "unit": "mg/kg",
        "kind": "legal",
        "source": "annex 2",
    }
    units = {"leach_LS10_As": "mg/kg"}
    assert use_checks.check_limits("x.csv", [(2, row)], units) == []
    assert use_checks.check_limits("x.csv", [(2, {**row, **cells})], units) == [f"x.csv, line 2: {sentence}"]
