from dataclasses import replace

import pytest

from flows.diagram import Column, Node
from flows.drawing.palette import palette
from flows.labels import TaxonomyLabels, number, share, share_whole, truckload_t, words
from flows.sankey import weave
from flows.sankey.processes import weave_processes
from flows.views import view
from taxonomy.codes import LANGUAGES, Language
from taxonomy.materials import families, material_classes
from tests.flow_tables import MATERIALS, foundry_town

DATA = weave(foundry_town(), view("big-picture"), boundary="satakunta", materials=MATERIALS)


def label(vocabulary: str, key: str, language: Language = "en", **names: str) -> str:
    labels = TaxonomyLabels(DATA, language, names)
    return labels.node_label(Node(id="x", stage="s", key=key, vocabulary=vocabulary, members=("a", "b")))


@pytest.mark.parametrize(
    ("vocabulary", "key", "text"),
    [
        ("family", "K", "Slags and foundry sands"),
        ("family", "import_", "Brought from elsewhere"),
        ("family", "returned", "Returned material"),
        ("family", "unknown_input", "Input not known"),
        ("family", "unexplained", "Unexplained difference"),
        ("family", "folded", "Other (2)"),
        ("sector", "energy", "Energy"),
        ("fate", "energy", "To energy"),
        ("fate", "returns", "Returns as raw material"),
        ("receiver_sector", "sector:energy", "Energy"),
        ("receiver_sector", "energy", "To energy"),
        ("receiver_organisation", "organisation:A: B Oy", "A: B Oy"),
        ("organisation", "Foundry Oy", "Foundry Oy"),
        ("area", "peittoo", "Peittoo park"),
        ("area", "not_stated", "Not stated"),
        ("material_class", "a word nobody knows", "a word nobody knows"),
        ("process", "foundry", "Foundry"),
        ("process", "fate:unused", "No user yet"),
        ("process", "Elsewhere", "Elsewhere"),
        ("process", "Unheard of", "Unheard of"),
    ],
)
def test_every_key_has_its_words(vocabulary: str, key: str, text: str) -> None:
    assert label(vocabulary, key, peittoo="Peittoo park") == text


def test_treatments_carry_their_code() -> None:
    assert label("treatment", "R4", "fi").startswith("R4 ")


def test_reserved_names_are_said_in_the_language_of_the_drawing() -> None:
    assert label("process", "Elsewhere", "sv") == "Annanstans"


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (1234567.0, "fi", "1\u00a0234\u00a0567"),
        (1234567.0, "en", "1,234,567"),
        (0.0, "sv", "0"),
        (9.96, "en", "10"),
        (2.5, "fi", "2,5"),
        (2.0, "fi", "2"),
        (0.12, "sv", "0,12"),
    ],
)
def test_numbers(value: float, language: Language, text: str) -> None:
    assert number(value, language) == text


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (0.234, "fi", "23\u00a0%"),
        (0.0002, "en", "<0.1%"),
        (0.0002, "sv", "<0,1\u00a0%"),
        (0.004, "en", "0.4%"),
        (0.0, "en", "0%"),
        (0.004, "sv", "0,4\u00a0%"),
    ],
)
def test_shares(value: float, language: Language, text: str) -> None:
    assert share(value, language) == text


def test_sentence_of_a_link_names_its_family_once() -> None:
    labels = TaxonomyLabels(DATA, "en")
    sentences = [labels.sentence(link) for link in DATA.links]
    assert "Slags and foundry sands – No user yet: 20\u00a0t/a" in sentences
    assert "Returned material – Water, waste and recycling, Slags and foundry sands: 10\u00a0t/a" in sentences


def test_lane_label_with_and_without_share() -> None:
    labels = TaxonomyLabels(DATA, "en")
    assert labels.lane_label(5.0, None) == "Return lane: 5\u00a0t/a"
    assert labels.lane_label(5.0, 0.1) == "Return lane: 5\u00a0t/a, 10% of side streams, back as raw material"


def test_columns_without_titles_have_none() -> None:
    assert TaxonomyLabels(DATA, "en").stage_title(Column(id="1")) == ""
    assert TaxonomyLabels(DATA, "sv").stage_title(DATA.columns[0]) == "Ursprungsmaterial"


def test_units_and_marks() -> None:
    labels = TaxonomyLabels(replace(DATA, layer="energy"), "sv")
    assert (labels.unit, labels.example_mark, labels.language) == ("MWh/år", "EXEMPELMATERIAL", "sv")


def test_words_are_in_three_languages() -> None:
    assert all(titles.in_language(language) for titles in words().values() for language in LANGUAGES)


def test_palette_is_of_families_with_a_colour() -> None:
    assert list(palette()) == ["K", "M", "X", "T", "R", "V", "W", "L", "N", "H"]
    assert palette()["K"] == ("#4e546c", "#caddf6")


def test_shipped_materials_know_every_class() -> None:
    data = weave_processes(foundry_town())
    assert {link.family for link in data.links} <= {family.id for family in families()}
    assert len(material_classes()) >= 60


def test_units_of_a_picture() -> None:
    shares, loads = (TaxonomyLabels(DATA, "en", unit_mode=mode) for mode in ("share", "truckloads"))
    whole = share_whole(DATA)
    assert whole.of == "material"
    stages = [[node.amount for node in DATA.nodes if node.stage == column.id] for column in DATA.columns]
    assert whole.amount == max(map(sum, stages))
    assert shares.number(whole.amount) == "100%"
    assert shares.amount(whole.amount / 4) == "25% of the material in the picture"
    assert shares.unit == "share of the material in the picture"
    assert loads.number(truckload_t() * 20) == "20"
    assert loads.amount(truckload_t() * 2) == "2\u00a0truckloads/a (51 t each)"
    assert loads.plain_number(1234.0) == shares.plain_number(1234.0) == "1,234"


def test_share_of_side_streams_where_nothing_else_is_drawn() -> None:
    only = [link for link in DATA.links if link.family in palette()]
    assert share_whole(replace(DATA, links=tuple(only))).of == "side_streams"


def test_energy_has_no_truckloads_and_nothing_has_no_share() -> None:
    energy = TaxonomyLabels(replace(DATA, layer="energy"), "en", unit_mode="truckloads")
    assert (energy.unit_mode, energy.unit) == ("t", "MWh/a")
    assert TaxonomyLabels(replace(DATA, links=(), nodes=()), "en", unit_mode="share").number(1.0) == "–"
