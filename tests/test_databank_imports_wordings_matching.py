"""Words, codes and names of files found again among the values of the bank, with a score."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from databank.imports.matching import accepted, codes, materials
from databank.imports.matching.found import ACCEPTED, MARGIN, Found, best_first
from databank.imports.matching.names import Names
from databank.imports.matching.resolvers import CHOICES, FREE_CHOICES
from databank.imports.matching.spelling import plain, stem
from databank.imports.matching.words import info_of, label_of, material_words, names_of, rows_of, titles_of, words_of
from databank.schemas import SCHEMAS
from taxonomy.codes import LANGUAGES

HELD_OUT = Path(__file__).parent / "held_out_wordings.csv"


def decided(found: tuple[Found, ...]) -> str | None:
    best = accepted(found)
    return best.value if best else None


# --- the lists ---------------------------------------------------------------------------------------------------


def test_the_list_says_where_it_comes_from() -> None:
    info = info_of("words")
    assert all((info.title, info.version, info.source, info.licence, info.date))


def test_words_are_of_known_columns_and_values() -> None:
    fields = SCHEMAS["side-streams"].fields | SCHEMAS["flows"].fields | SCHEMAS["organisations"].fields
    for line, row in rows_of("words"):
        assert row["language"] in LANGUAGES, line
        if row["column"] in {"process", "municipality", "coordinate_precision"}:
            continue
        if row["column"] in {*CHOICES, "treatment_code", "unit", "visibility"} - {"industry_edition"}:
            fields[row["column"]].deserialize(row["value"])  # refuses what the schema does not know
        else:
            assert row["column"] in {*FREE_CHOICES, "industry_edition"}, line


@pytest.mark.parametrize("column", [name for name in CHOICES if titles_of(name)])
def test_every_value_is_found_by_what_it_is_called_in_each_language(column: str) -> None:
    for value, titles in titles_of(column).items():
        for language in LANGUAGES:
            title = getattr(titles, language)
            assert value in {one.value for one in names_of(column).find(title) if one.score >= ACCEPTED}, title


def test_a_value_is_called_in_the_language_of_the_reader() -> None:
    assert [label_of("hazard", "hazardous", language) for language in LANGUAGES] == [
        "Vaarallinen",
        "Farligt",
        "Hazardous",
    ]
    assert label_of("process", "Elsewhere", "sv") == "Annanstans"
    assert label_of("hazard", "unheard of", "fi") == "unheard of"


# --- the score on words that stand in no list ----------------------------------------------------------------------


@cache
def held_out() -> tuple[tuple[str, str, str], ...]:
    with HELD_OUT.open(encoding="utf-8", newline="") as stream:
        return tuple((row["column"], row["text"], row["value"]) for row in csv.DictReader(stream))


def looked_up(column: str, text: str) -> tuple[Found, ...]:
    if column == "material_class":
        return materials.by_words(text)
    find = {"waste_code": codes.waste_code, "treatment_code": codes.operation, "unit": codes.unit}.get(column)
    return find(text) if find else names_of(column).find(text)


def test_the_held_out_words_stand_in_no_list() -> None:
    known = {plain(name) for _, name in material_words()}
    for column, text, _ in held_out():
        words = known if column == "material_class" else {plain(word) for _, word in words_of(column)}
        assert plain(text) not in words, text


def test_held_out_words_are_taken_rightly_offered_or_asked_about() -> None:
    outcome: Counter[str] = Counter()
    wrong = []
    for column, text, value in held_out():
        found = looked_up(column, text)
        taken = decided(found)
        if taken is not None and taken != value:
            wrong.append((column, text, taken))
        elif taken == (value or None):
            outcome["right"] += 1
        elif value in {one.value for one in found}:
            outcome["offered"] += 1
    total = len(held_out())
    assert total >= 150
    assert wrong == []
    assert outcome["right"] >= 0.75 * total
    assert outcome["right"] + outcome["offered"] >= 0.93 * total


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        (("valuhiekka", "valuhiekat", "valuhiekkaa"), "valuhiek"),
        (("aska", "askor"), "ask"),
        (("sludge", "sludges"), "sludg"),
        (("akku", "akut"), "ak"),
        (("ldpe2",), "ldpe2"),
    ],
)
def test_forms_of_a_word_meet_in_their_stem(forms: tuple[str, ...], root: str) -> None:
    assert {stem(form) for form in forms} == {root}


def test_an_exact_name_leaves_no_room_for_others() -> None:
    names = Names([("a", "Foundry sand"), ("b", "Foundry sands")])
    assert [(one.value, one.score) for one in names.find("foundry  SAND")] == [("a", 1.0)]


def test_a_name_of_two_values_is_left_to_a_person() -> None:
    found = Names([("R1", "poltto"), ("D10", "poltto")]).find("Poltto")
    assert {one.value for one in found} == {"R1", "D10"}
    assert accepted(found) is None


def test_a_misspelt_name_begins_as_it_should() -> None:
    names = Names([("a", "kierrätyspuu"), ("b", "puutuhka")])
    assert decided(names.find("kierätyspuu")) == "a"
    assert decided(names.find("luutuhka")) is None


def test_the_second_candidate_must_lie_behind() -> None:
    near = best_first([Found("a", ACCEPTED + 0.05), Found("b", ACCEPTED + 0.05 - MARGIN / 2)])
    far = best_first([Found("a", ACCEPTED + 0.05), Found("b", ACCEPTED + 0.05 - 2 * MARGIN)])
    assert (decided(near), decided(far)) == (None, "a")


def test_a_word_inside_a_longer_text_is_only_offered_for_choices() -> None:
    found = names_of("hazard").find("ei ole todettu vaarallinen")
    assert "hazardous" in {one.value for one in found}
    assert accepted(found) is None


@pytest.mark.parametrize("text", ["", "   ", "???###", "\x00", "*" * 500, "ö" * 2000])
def test_text_without_words_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert materials.by_words(text) == ()
    assert codes.waste_code(text) == ()
    assert codes.operation(text) == ()
    assert codes.unit(text) == ()


# --- codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100908", "100908"),
        ("10908", "100908"),  # 10 9 08: only one place for the zero gives an entry
        ("10408", "010408"),  # the zero in front, which a spreadsheet takes away
        ("10101", "010101"),
        ("1009 08", "100908"),
        ("10 9 8", "100908"),
        ("valuhiekka 10 09 08", "100908"),
        ("1O 09 O8", "100908"),
        ("'100908", "100908"),
        ("100908.0", "100908"),
        ("16 06 05", "160605"),  # removed from edition 2026, and still an entry of 2015
        ("voimalaitoksen 99", None),
        ("10 09 98", None),
        ("1009", None),
        ("17 04 05; 17 04 07", None),
        ("muut kuin nimikkeessä 10 09 07 tarkoitetut", None),
    ],
)
def test_waste_codes_are_read_through_damage(text: str, code: str | None) -> None:
    assert decided(codes.waste_code(text)) == code


def test_a_code_that_no_list_has_is_answered_with_its_neighbours() -> None:
    found = codes.waste_code("100998")
    assert "100999" in {one.value for one in found}
    assert all(one.reason == "near" and one.score < ACCEPTED for one in found)


def test_the_title_of_an_entry_is_its_code() -> None:
    title = "muut kuin nimikkeessä 10 09 07 mainitut käytetyt valukeernat ja valumuotit"
    assert decided(codes.waste_code(title)) == "100908"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("r 5", "R5"),
        ("R05", "R5"),
        ("R12a", "R12"),
        ("R0503", "R5"),
        ("D1 kaatopaikka", "D1"),
        ("Kaatopaikka", "D1"),
        ("energiahyödyntäminen", "R1"),
        ("poltto", None),
        ("materiaalikierrätys", None),
        ("R3/R4", None),
        ("R99", None),
    ],
)
def test_operations_are_read_from_codes_and_words(text: str, code: str | None) -> None:
    assert decided(codes.operation(text)) == code


def test_burning_is_energy_or_disposal_and_a_question() -> None:
    assert {one.value for one in codes.operation("poltto")} == {"R1", "D10"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tonnia", "t"),
        ("tn", "t"),
        ("ton", "t"),
        ("t/v", "t"),
        ("kg/a", "kg"),
        ("kiloa", "kg"),
        ("kuutio", "m3"),
        ("m³", "m3"),
        ("Mt", "Mt"),
        ("mt", "t"),
        ("1000 t", "kt"),
        ("saavia", None),
    ],
)
def test_units_are_read_from_words(text: str, unit: str | None) -> None:
    assert decided(codes.unit(text)) == unit


def test_industries_are_read_in_their_national_form() -> None:
    assert decided(codes.industry("24510 Raudan valu", "NACE2")) == "24.51"
    assert decided(codes.industry("valimo", "NACE2")) is None


# --- materials ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Valimohiekka, furaanisidos", "foundry_sand"),  # name and engine agree
        ("Flygaska från träeldning", "fly_ash_biomass"),  # one name of three classes: the engine tells which
        ("Valimohiekan pöly", None),  # a name in the genitive tells of what it is, not what it is
        ("Puutarhajäte ja haravointi", None),  # two things may be a third
        ("Kalanperkausjäte", None),  # no name: what the engine alone says is offered
        ("UPM Timber", None),
        ("Nikkelikivi", None),
    ],
)
def test_names_and_engine_are_two_witnesses(text: str, value: str | None) -> None:
    assert decided(materials.by_words(text)) == value


def test_what_the_engine_alone_says_is_offered() -> None:
    (best, *_others) = materials.by_words("Kalanperkausjäte")
    assert (best.value, best.reason) == ("animal_byproducts", "suggested")
    assert best.score < ACCEPTED


def test_words_and_code_that_agree_make_sure() -> None:
    words, coded = materials.by_words("valuhiekka ja kaikenlaista tunnistamatonta"), materials.by_code("100908")
    assert accepted(words) is None
    found = materials.together(words, coded)
    assert decided(found) == "foundry_sand"
    assert found[0].score > max(one.score for one in words)


def test_words_and_code_that_disagree_are_left_to_a_person() -> None:
    found = materials.together(materials.by_words("puujäte"), materials.by_code("100908"))
    assert {one.value for one in found[:2]} == {"recycled_wood", "foundry_sand"}
    assert accepted(found) is None


@pytest.mark.parametrize(
    ("words", "code"), [("Hiekka", "100908"), ('Hiekka "hieno"; kuiva', "100908"), ("Sand", "100908")]
)
def test_a_word_for_a_wider_thing_does_not_contradict_the_code(words: str, code: str) -> None:
    assert decided(materials.together(materials.by_words(words), materials.by_code(code))) == "foundry_sand"
    assert decided(materials.together(materials.by_words(words), materials.by_code("030105"))) is None


def test_ash_that_two_classes_share_is_told_by_its_code() -> None:
    assert accepted(materials.by_words("lentotuhka")) is None
    assert decided(materials.together(materials.by_words("lentotuhka"), materials.by_code("100103"))) == (
        "fly_ash_biomass"
    )


def test_a_code_alone_decides_unless_it_is_the_rest_of_its_group() -> None:
    assert decided(materials.together((), materials.by_code("100908"))) == "foundry_sand"
    assert decided(materials.together((), materials.by_code("100999"))) is None


def test_words_that_name_no_material_leave_it_to_the_code() -> None:
    assert decided(materials.together(materials.by_words("Jätelaji A"), materials.by_code("100908"))) == "foundry_sand"


def test_a_new_material_has_no_more_than_its_family() -> None:
    assert materials.least_specific((), "100908") == "family_k"
    assert materials.least_specific((Found("recycled_wood", 0.8),), None) == "family_w"
    assert materials.least_specific((), None) == "unspecified_non_hazardous"
