import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows.boundary import Way, boundary, ways
from flows.diagram import SankeyData
from flows.errors import UnknownViewError, ViewDefinitionError
from flows.headlines import FIGURES
from flows.labels import TaxonomyLabels
from flows.partition import ABSENT, DIMENSIONS, NEVER_FOLDED, Rows
from flows.sankey import weave
from flows.views import dimension_titles, grammar, load_view, parse_view, view, view_json, view_names
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


def part(**changes: Any) -> dict[str, Any]:
    """A group of keys."""
    return {"id": "p", "title": {"fi": "a", "sv": "b", "en": "c"}, "keys": ["port"], **changes}


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


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_splits_without_losing_a_row(name: str) -> None:
    town, line = foundry_town(), boundary("satakunta")
    rows = np.flatnonzero(town.layer.where(["mass"]) & ~np.isnan(town.amount))
    way = ways(town, rows, line)
    found = Rows(town, rows[way <= Way.RETURN], way[way <= Way.RETURN], line, MATERIALS)
    split = DIMENSIONS[name].split(found)
    assert len(split.codes) == len(found.rows)
    assert len(set(split.keys)) == len(split.keys)
    assert split.codes.max() < len(split.keys)
    assert split.codes.min() >= (ABSENT if name == "treatment" else 0)
    used = {split.keys[code] for code in split.codes.tolist() if code != ABSENT}
    assert all(used)
    assert not DIMENSIONS[name].keys or set(split.keys) <= set(DIMENSIONS[name].keys)


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
        ({"name": " "}, "name must be a text that is not empty"),
        ({"shape": "star"}, "shape must be one of: circuit, chain, butterfly"),
        ({"drawing": "pie"}, "drawing must be one of: sankey, matrix, coverage, circle"),
        ({"drawing": "matrix"}, "stages must be the two stages of a matrix: giver for the rows, taker for the columns"),
        ({"drawing": "coverage"}, r"stages\[2\].dimension must be one of the role matter: material_family"),
        ({"shape": "butterfly", "drawing": "coverage"}, "its shape must be chain"),
        ({"shape": "butterfly"}, r"stages\[0\].dimension must be one of the role supplier: place"),
        ({"year": 2024}, "year must be one of: newest, latest, compared, all"),
        ({"boundary": "mars"}, "boundary must be one of: .*pori.*organisation, site"),
        ({"colour": "red"}, "colour must be left out: the members are name, shape"),
        ({"title": {"fi": "x", "sv": "x", "en": "x", "de": "x"}}, "title.de must be left out: the members are fi, sv"),
        ({"stages": stages(colour="red")}, r"stages\[0\].colour must be left out: the members are id, title"),
        ({"stages": stages(waypoint="yes")}, r"stages\[0\].waypoint must be true or false"),
        ({"stages": stages(waypoint=True)}, r"stages\[0\].waypoint must be false: only a stage between two others"),
        ({"stages": stages(fold={"most": 1})}, r"stages\[0\].fold.most must be a whole number from 2 to 12"),
        ({"stages": stages(fold={"most": True})}, r"stages\[0\].fold.most must be a whole number from 2 to 12"),
        ({"stages": stages(fold={"least_share": 1})}, r"stages\[0\].fold.least_share must be a share from 0 to below"),
        ({"stages": stages(fold={"keep": "all"})}, r"stages\[0\].fold.keep must be a list of words"),
        ({"stages": stages(fold={"few": 2})}, r"stages\[0\].fold.few must be left out: the members are most"),
        ({"stages": stages(groups={})}, r"stages\[0\].groups must be a list of groups"),
        ({"stages": stages(groups=[part(keys=[])])}, r"groups\[0\].keys must be a list of one word or more"),
        ({"stages": stages(groups=[part(id="a b")])}, r"groups\[0\].id must be a plain word"),
        ({"stages": stages(groups=[part(), part()])}, r"groups must be groups with ids of their own"),
        ({"stages": stages(groups=[part(), part(id="q")])}, r"groups\[1\].keys must be without port, which is in p"),
        ({"stages": stages(groups=[part(keys=["import_"])])}, r"groups\[0\].keys must be without import_, which is"),
        ({"stages": stages(groups=[part(keys=["a", "a"])])}, r"groups\[0\].keys must be a list of words, each once"),
        ({"only": {"colour": ["red"]}}, "only.colour must be left out: the members are source_material"),
        ({"only": {"fate": ["heaven"]}}, "only.fate must be words out of: disposal"),
        ({"without": []}, "without must be an object with named members"),
        ({"stages": definition()["stages"] * 3}, "stages must be a list of at most 7 stages"),
        ({"companions": ["choir"]}, "companions must be words out of: by_year"),
        ({"table_columns": ["colour"]}, "table_columns must be words out of: amount, family"),
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
        UnknownViewError,
        match=r"There is no view galaxy. Choose one of: big-picture, one-material, sector-treatment-user",
    ):
        view("galaxy")


def test_figures_of_sentences_are_those_of_diagrams() -> None:
    figures = weave(foundry_town(), view("big-picture"), materials=MATERIALS).figures
    assert FIGURES | {"largest_unused_family", "top_source", "top_target"} == set(figures)


def test_only_one_material_asks_for_one() -> None:
    assert [name for name in view_names() if view(name).needs_material] == ["one-material"]
    assert "unused" in NEVER_FOLDED


# --- what a definition can say more ---


def woven(**changes: Any) -> SankeyData:
    text = json.dumps(definition(**changes))
    return weave(foundry_town(), parse_view(text, "mine.json"), boundary="satakunta", materials=MATERIALS)


def keys(data: SankeyData, stage: str) -> set[str]:
    return {node.key for node in data.nodes if node.stage == stage}


def test_groups_are_boxes_with_the_names_of_the_view() -> None:
    data = woven(stages=stages(groups=[part(keys=["peittoo", "port"])]))
    box = data.node("from:group:p")
    assert box.amount == (60 + 5 + 20 + 10 + 7 + 4) + (12 + 3 + 2)
    assert TaxonomyLabels(data, "fi").node_label(box) == "a"
    assert keys(data, "from") == {"group:p", "not_stated", "import_"}


def test_fixed_filters_leave_the_rest_outside() -> None:
    whole = woven().conservation
    only = woven(only={"material_kind": ["side_stream"], "method": ["measured"]}).conservation
    without = woven(without={"material_kind": ["side_stream"]}).conservation
    assert only.drawn_t + without.drawn_t == whole.drawn_t
    assert only.outside_t == whole.outside_t + whole.drawn_t - only.drawn_t


def test_rows_without_a_key_pass_a_waypoint_and_stop_elsewhere() -> None:
    found = definition()["stages"]
    treatment = {**found[1], "dimension": "treatment"}
    stopped = woven(stages=[found[0], treatment, found[2]])
    assert stopped.node("what:not_stated").amount > 0
    passing = woven(stages=[found[0], {**treatment, "waypoint": True}, found[2]])
    assert keys(passing, "what") - {"protected"} == {"R1"}
    assert ("from:peittoo", "to:unused") in {(link.source, link.target) for link in passing.links}
    assert passing.conservation.drawn_t == stopped.conservation.drawn_t


def test_boxes_below_a_share_are_folded_unless_they_are_kept() -> None:
    def shown(**fold: Any) -> set[str]:
        found = definition()["stages"]
        return keys(woven(stages=[found[0], {**found[1], "fold": fold}, found[2]]), "what") - {"protected"}

    assert shown() == {"K", "T", "L", "N", "ore", "product", "emission"}
    assert shown(least_share=0.05) == {"K", "T", "ore", "product", "folded"}
    assert shown(least_share=0.05, keep=["L"]) == {"K", "T", "L", "ore", "product", "folded"}
    assert "folded" in shown(most=3)
    assert len(shown(most=3)) == 2  # one place is that of what is protected


def test_a_butterfly_has_its_company_in_the_middle() -> None:
    data = weave(foundry_town(), view("company"), boundary="organisation:Foundry Oy", materials=MATERIALS)
    assert keys(data, "company") == {"Foundry Oy"}
    assert keys(data, "supplier") == {"import_", "Recycler Oy"}
    assert {"organisation:Recycler Oy", "organisation:Boiler Oy"} <= keys(data, "buyer")
    assert data.conservation.drawn_t == (100 + 8) + (60 + 5 + 20 + 10 + 7 + 4)
    assert view("company").needs_owner


def test_the_circular_view_tells_origin_and_what_becomes_of_it() -> None:
    data = weave(foundry_town(), view("circular-share"), boundary="satakunta", materials=MATERIALS)
    found = {node.pick: node.amount for node in data.nodes}
    assert found["primary_input"] == 100.0
    assert found["returned"] == found["returns"] == 18.0
    assert (found["circular"], found["energy"], found["stored"]) == (12.0, 7.0, 4.0)
    assert (found["lost"], found["not_known"], found["unused"]) == (5.0 + 3.0, 2.0, 20.0)
    assert TaxonomyLabels(data, "sv").node_label(data.node("region:region")) == "Satakunta"


def test_places_are_told_on_both_sides_of_the_boundary() -> None:
    data = weave(foundry_town(), view("area-to-area"), boundary="pori", materials=MATERIALS)
    assert keys(data, "origin") == {"peittoo", "port", "Ulvila"}
    known = {"place:peittoo", "place:port", "place:Ulvila"}
    assert keys(data, "destination") == known | {"place_not_known", "unused", "stock", "elsewhere"}


def test_unexplained_share_is_of_the_table_whatever_part_is_shown() -> None:
    whole = weave(foundry_town(), view("big-picture"), boundary="satakunta", materials=MATERIALS)
    ashes = weave(foundry_town(), view("one-material"), boundary="satakunta", family="T", materials=MATERIALS)
    given = 60 + 5 + 20 + 10 + 8 + 12 + 3 + 2 + 7 + 4
    assert whole.unexplained_share == pytest.approx((2 + 8) / (given + 2 + 8))
    assert ashes.unexplained_share == whole.unexplained_share


@pytest.mark.parametrize("name", view_names())
def test_a_definition_is_written_back_as_it_was_read(name: str) -> None:
    shipped = view(name)
    assert parse_view(view_json(shipped), f"{name}.json") == shipped


def test_a_definition_with_everything_is_written_back() -> None:
    found = definition(
        year="compared",
        boundary="pori",
        only={"fate": ["used"]},
        without={"sector": ["metal"]},
        stages=stages(groups=[part()], fold={"most": 4, "least_share": 0.1, "keep": ["group:p"]}),
    )
    mine = parse_view(json.dumps(found), "mine.json")
    assert parse_view(view_json(mine), "mine.json") == mine
    assert mine.compares_years


def test_the_grammar_names_every_word_in_three_languages() -> None:
    known = grammar()
    assert {word.name for words in known.dimensions.values() for word in words} == set(DIMENSIONS)
    parts = (known.shapes, known.drawings, known.layers, known.years, known.boundaries, known.roles, known.filters)
    named = [word for part_of_it in (*parts, known.table_columns) for word in part_of_it]
    named += [word for words in (*known.dimensions.values(), *known.keys.values()) for word in words]
    assert all(word.titles.in_language(language) for word in named for language in LANGUAGES)
    assert dimension_titles("circularity").fi == "Kiertävyys"
    assert "circular" in {word.name for word in known.keys["circularity"]}
