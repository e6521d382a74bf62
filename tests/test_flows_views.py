import json
from pathlib import Path
from typing import Any

import pytest

from flows.errors import UnknownViewError, ViewDefinitionError
from flows.headlines import FIGURES
from flows.partition import DIMENSIONS, NEVER_FOLDED
from flows.sankey import weave
from flows.views import load_view, parse_view, view, view_names
from taxonomy.codes import LANGUAGES
from tests.flow_tables import MATERIALS, foundry_town


def definition(**changes: Any) -> dict[str, Any]:
    """A small valid chain, changed."""
    titles = {"fi": "a", "sv": "b", "en": "c"}
    return {
        "name": "mine",
        "shape": "chain",
        "layer": "mass",
        "title": titles,
        "question": titles,
        "stages": [
            {"id": "from", "title": titles, "dimension": "area"},
            {"id": "what", "title": titles, "dimension": "material_family", "fold": True},
            {"id": "to", "title": titles, "dimension": "receiver_area"},
        ],
        "filters": ["year", "boundary"],
        "table_columns": ["source", "target", "amount"],
        "headlines": [{**titles, "when": ["drawn_t"]}],
        **changes,
    }


def stages(**changes: Any) -> list[dict[str, Any]]:
    found = definition()["stages"]
    return [{**found[0], **changes}, *found[1:]]


@pytest.mark.parametrize("name", view_names())
def test_shipped_views_speak_three_languages_and_end_with_a_sentence_for_no_data(name: str) -> None:
    shipped = view(name)
    assert shipped.name == name
    for titles in (shipped.titles, shipped.question, *(stage.titles for stage in shipped.stages)):
        assert all(titles.in_language(language) for language in LANGUAGES)
        assert len({titles.fi, titles.sv, titles.en}) > 1 or titles.fi == "Material"
    assert shipped.headlines[-1].when == shipped.headlines[-1].unless == ()


def test_every_dimension_splits_without_losing_a_row() -> None:
    town = foundry_town()
    for name, dimension in DIMENSIONS.items():
        if "receiver" in name or name in ("fate", "treatment", "source_material"):
            continue
        chosen = parse_view(
            json.dumps(definition(stages=stages(dimension=name) if "giver" in dimension.roles else stages())), "x"
        )
        assert weave(town, chosen, boundary="pori", materials=MATERIALS).conservation.drawn_t > 0


def test_own_definition_is_woven(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(definition()), "utf-8")
    data = weave(foundry_town(), load_view(path), boundary="pori", materials=MATERIALS)
    ends = {(link.source, link.target) for link in data.links}
    assert ("from:peittoo", "what:K") in ends
    assert ("what:N", "to:area:port") in ends


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "name must be a text that is not empty"),
        ({"shape": "star"}, "shape must be one of: circuit, chain"),
        ({"layer": "volume"}, "layer must be one of: mass, dry_mass, energy"),
        ({"title": {"fi": "x"}}, "title.sv must be a text"),
        ({"question": "why"}, "question must be an object"),
        ({"stages": []}, "stages must be a list of two or more stages"),
        ({"stages": stages(id="what")}, "stages must be stages with ids of their own"),
        ({"stages": stages(id="a:b")}, r"stages\[0\].id must be a plain word"),
        ({"stages": stages(dimension="colour")}, r"stages\[0\].dimension must be one of: source_material"),
        ({"stages": stages(dimension="fate")}, r"stages\[0\].dimension must be one of the role giver: sector"),
        ({"stages": stages(fold="yes")}, r"stages\[0\].fold must be true or false"),
        ({"stages": ["sector", "fate"]}, r"stages\[0\] must be an object"),
        ({"shape": "circuit"}, r"stages\[0\].dimension must be one of the role input: source_material"),
        ({"filters": ["colour"]}, "filters must be words out of: boundary, family, material_class, year"),
        ({"filters": "year"}, "filters must be a list of words"),
        ({"table_columns": [1]}, "table_columns must be a list of words"),
        ({"headlines": "hello"}, "headlines must be a list of sentences"),
        ({"headlines": [{"fi": "{gold:mass}", "sv": "x", "en": "x"}]}, r"headlines\[0\] must be made of known figures"),
        ({"headlines": [{"fi": "{gold:mass}", "sv": "x", "en": "x"}]}, "it asks for gold"),
        ({"headlines": [{"fi": "x", "sv": "x", "en": "{drawn_t:kilo}"}]}, "asks for drawn_t"),
        ({"headlines": [{"fi": "x", "sv": "x", "en": "{drawn_t"}]}, "asks for {drawn_t"),
        ({"ledes": [{"fi": "x", "sv": "x", "en": "x", "when": ["gold"]}]}, r"ledes\[0\] must be made of known figures"),
    ],
)  # fmt: skip
def test_wrong_member_is_named_with_what_would_be_right(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ViewDefinitionError, match=sentence):
        parse_view(json.dumps(definition(**changes)), "mine.json")


def test_circuit_needs_its_roles_in_order() -> None:
    titles = {"fi": "a", "sv": "b", "en": "c"}
    names = ("source_material", "material_class", "material_family", "fate")
    wrong = [{"id": f"s{place}", "title": titles, "dimension": name} for place, name in enumerate(names)]
    with pytest.raises(ViewDefinitionError, match=r"stages\[1\].dimension must be one of the role process: sector"):
        parse_view(json.dumps(definition(shape="circuit", stages=wrong)), "mine.json")


@pytest.mark.parametrize("text", ["[]", '"x"', "7"])
def test_definition_is_an_object(text: str) -> None:
    with pytest.raises(ViewDefinitionError, match=r"mine.json: the definition must be an object"):
        parse_view(text, "mine.json")


def test_broken_json_is_named_with_its_line() -> None:
    with pytest.raises(ViewDefinitionError, match=r"mine.json, line 2: this is not JSON"):
        parse_view('{"name": "x",\n oops}', "mine.json")


def test_unreadable_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(ViewDefinitionError, match="cannot be read: No such file or directory"):
        load_view(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes(b"\xe4")
    with pytest.raises(ViewDefinitionError, match="it is not UTF-8"):
        load_view(tmp_path / "latin.json")


def test_unknown_view() -> None:
    with pytest.raises(
        UnknownViewError, match=r"There is no view galaxy. Choose one of: big-picture, one-material, sector-treatment-user"
    ):
        view("galaxy")


def test_figures_of_sentences_are_those_of_diagrams() -> None:
    figures = weave(foundry_town(), view("big-picture"), materials=MATERIALS).figures
    assert FIGURES | {"largest_unused_family", "top_source", "top_target"} == set(figures)


def test_only_one_material_asks_for_one() -> None:
    assert [name for name in view_names() if view(name).needs_material] == ["one-material"]
    assert "unused" in NEVER_FOLDED
