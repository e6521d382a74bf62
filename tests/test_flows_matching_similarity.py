"""Nearness of materials: the better of two trees of codes, and the tree of classes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.matching.similarity import class_fit, class_likeness, code_likeness, fit_of, statistics_likeness
from taxonomy.materials import general_classes, material_classes
from taxonomy.waste_list import entry_codes
from tests.matching_pairs import a_receiver, an_offer

CODES = sorted(entry_codes())
CLASSES = sorted(one.id for one in (*material_classes(), *general_classes()))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_nearness_is_a_share_is_mutual_and_is_one_only_for_the_same(
    code: str, other_code: str, one: str, other: str
) -> None:
    for likeness, same in (
        (code_likeness(code, other_code), code == other_code),
        (statistics_likeness(code, other_code), code == other_code),
        (class_likeness(one, other), one == other),
    ):
        assert likeness is not None
        assert 0 <= likeness <= 1
        assert (likeness == 1) == same
    assert code_likeness(code, other_code) == code_likeness(other_code, code)
    assert class_likeness(one, other) == class_likeness(other, one)


def test_the_nearer_two_codes_stand_in_the_list_the_nearer_they_are() -> None:
    same, sub_chapter, chapter, apart = (
        code_likeness("100908", one) for one in ("100908", "100906", "100202", "170101")
    )
    assert same == 1 > sub_chapter > chapter > apart == 0


def test_scrap_iron_of_four_chapters_is_near_in_statistics_only() -> None:
    for other in ("170405", "191202", "200140"):
        assert code_likeness("160117", other) == 0
    assert statistics_likeness("160117", "170405") > statistics_likeness("160117", "100908") >= 0
    value, told = fit_of(None, "160117", (), ("191202",), 0.95)
    assert value is not None
    assert value >= 0.95 * statistics_likeness("160117", "191202") > 0
    assert told


def test_statistics_count_for_a_little_less() -> None:
    full, less = (fit_of("unheard_of", "030105", ("unheard_of",), ("170201",), share)[0] for share in (1.0, 0.95))
    assert full == pytest.approx(statistics_likeness("030105", "170201"))
    assert less == pytest.approx(0.95 * statistics_likeness("030105", "170201"))


def test_a_narrower_class_is_near_its_wider_one_and_the_family() -> None:
    assert class_likeness("slag_steel", "slag_stainless") > class_likeness("slag_ferrochrome", "slag_stainless")  # type: ignore[operator]
    assert 0 < class_likeness("family_k", "foundry_sand") < 1  # type: ignore[operator]
    assert class_likeness("unheard_of", "foundry_sand") is None


@pytest.mark.parametrize(
    ("offer", "receiver", "expected"),
    [
        ({}, {}, 1.0),
        ({"waste_code": None}, {"waste_codes": ()}, 1.0),
        ({"material_class": None}, {"material_classes": ()}, 1.0),
        ({"material_class": None}, {"material_classes": (), "waste_codes": ("1009",)}, 1.0),
        ({"material_class": None, "waste_code": None}, {}, None),
        ({}, {"material_classes": (), "waste_codes": ()}, None),
        ({"waste_code": "not a code", "material_class": None}, {}, None),
        ({"material_class": "plastics", "waste_code": None}, {"waste_codes": ()}, 0.0),
    ],
)
def test_the_fit_of_an_offer_to_a_receiver(
    offer: dict[str, object], receiver: dict[str, object], expected: float | None
) -> None:
    value, told = class_fit(an_offer(**offer), a_receiver(**receiver))
    assert value == expected
    assert told.endswith(".")


def test_classes_of_a_code_stand_in_for_those_nobody_named() -> None:
    value, told = class_fit(an_offer(waste_code=None), a_receiver(material_classes=()))
    assert value == 1
    assert told == "Both name the same material: Foundry sand."
