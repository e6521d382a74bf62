"""Material classes and families, fates: the words of listings and diagrams."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from taxonomy.codes import UnknownCodeError
from taxonomy.fates import fate_titles, fates
from taxonomy.materials import families, family, material_class, material_classes, other_names
from taxonomy.search import fold


def test_there_are_60_to_120_classes_of_side_streams() -> None:
    counted = [one for one in material_classes() if one.kind in {"side_stream", "unspecified", "energy"}]
    assert 60 <= len(counted) <= 120


def test_the_eight_hues_come_first_and_in_order() -> None:
    side_streams = [one.id for one in families() if one.kind == "side_stream"]
    assert side_streams == ["K", "M", "X", "T", "R", "V", "W", "L"]
    assert [one.id for one in families()][:8] == side_streams
    assert [one.order for one in families()] == list(range(1, len(families()) + 1))


def spread(colour: str) -> int:
    parts = [int(part, 16) for part in re.findall("[0-9a-f]{2}", colour)]
    return max(parts) - min(parts)


def test_only_side_streams_have_a_hue() -> None:
    context = [one for one in families() if one.kind != "side_stream"]
    assert max(spread(colour) for one in context for colour in (one.colour_light, one.colour_dark)) <= 25
    assert len({one.colour_light for one in families() if one.kind == "side_stream"}) == 8
    assert len({one.colour_dark for one in families() if one.kind == "side_stream"}) == 8


def test_every_family_has_a_class() -> None:
    assert {one.family for one in material_classes()} == {one.id for one in families()}


@pytest.mark.parametrize(
    ("class_id", "family_id", "fi", "sv", "en"),
    [
        ("foundry_sand", "K", "Valimohiekka", "Gjuterisand", "Foundry sand"),
        ("green_liquor_dregs", "X", "Soodasakka", "Grönlutsslam", "Green liquor dregs"),
        ("lime_mud", "X", "Meesa", "Mesakalk", "Lime mud"),
        ("bottom_ash", "T", "Pohjatuhka", "Bottenaska", "Bottom ash"),
        ("scrap_steel", "M", "Rauta- ja teräsromu", "Järn- och stålskrot", "Iron and steel scrap"),
        ("dredged_material", "R", "Ruoppausmassa", "Muddermassa", "Dredged material"),
        ("tall_oil", "W", "Mäntyöljy", "Tallolja", "Tall oil"),
        ("digestate", "L", "Mädäte", "Rötrest", "Digestate"),
        ("waste_heat", "H", "Hukkalämpö", "Spillvärme", "Waste heat"),
        ("concentrates", "ore", "Rikasteet", "Koncentrat", "Concentrates"),
    ],
)
def test_classes_have_the_trade_names(class_id: str, family_id: str, fi: str, sv: str, en: str) -> None:
    one = material_class(class_id)
    assert one.family == family_id
    assert (one.titles.fi, one.titles.sv, one.titles.en) == (fi, sv, en)


def test_register_totals_have_a_class_by_hazard() -> None:
    kinds = {material_class(name).kind for name in ("unspecified_hazardous", "unspecified_non_hazardous")}
    assert kinds == {"unspecified"}


def test_a_parent_is_wider() -> None:
    assert material_class("wood_shavings").parent == "sawdust"
    assert material_class("sawdust").parent is None


def test_other_names_carry_their_language() -> None:
    assert ("sv", "gjutning") in other_names("foundry_sand")
    assert ("fi", "kuitusavi") in other_names("fibre_sludge")
    assert other_names("product") == ()


def test_no_class_is_called_the_same_twice() -> None:
    names = [(one.id, language, fold(name)) for one in material_classes() for language, name in other_names(one.id)]
    assert len(names) > 4000
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_unknown_ids_are_said() -> None:
    with pytest.raises(UnknownCodeError, match="material classes"):
        material_class("unobtainium")
    with pytest.raises(UnknownCodeError, match="material families"):
        family("Q")
    with pytest.raises(UnknownCodeError, match="fates"):
        fate_titles("nowhere")


def test_every_drawn_end_has_a_name() -> None:
    drawn = {one.id for one in fates()}
    assert {"unused", "used", "energy", "recovery_unspecified", "disposal", "not_known"} <= drawn
    assert {"elsewhere", "stock", "market", "environment", "protected"} <= drawn
    assert {"returns", "unknown_input", "unexplained", "import_"} <= drawn
    assert fate_titles("unused").en == "No user yet"
    assert fate_titles("returns").fi == "Palaa raaka-aineeksi"
