"""Legal status as data: conditions of the law, what a change brings, rules that end waste status, and their limits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from taxonomy import end_of_waste, legal_check, status_changes
from taxonomy.codes import UnknownCodeError, read_rows
from taxonomy.conditions import ORDER, conditions_for
from taxonomy.legal_check import WAYS, result_of, rule_set_in_force, states_of
from taxonomy.legal_list_checks import check_legal_lists, check_questions, check_rules, check_status_changes
from taxonomy.materials import material_classes
from taxonomy.status_changes import STATUSES, changes, pairs, topics

TODAY = date(2026, 11, 22)
RULES = rule_set_in_force(TODAY)
BY_PRODUCT = [question.id for question in RULES.of("by_product")]


def test_the_shipped_lists_are_well() -> None:
    assert check_legal_lists() == []


def test_every_condition_of_both_articles_is_asked_once() -> None:
    articles = [question.article for question in RULES.questions]
    assert articles == [f"{article}(1)({letter})" for article in (5, 6) for letter in "abcd"]
    assert {question.section for question in RULES.of("by_product")} == {"5 a"}
    assert {question.section for question in RULES.of("end_of_waste")} == {"5 b"}
    assert all(question.evidence.fi and question.evidence.sv and question.evidence.en for question in RULES.questions)


def test_a_condition_stands_as_it_was_answered() -> None:
    states = states_of(RULES, {BY_PRODUCT[0]: "yes", BY_PRODUCT[1]: "no", BY_PRODUCT[2]: "unsure", "market": "perhaps"})
    assert [states[name] for name in BY_PRODUCT] == ["met", "not_met", "unsure", "open"]
    assert states["market"] == "open"
    assert set(states) == {question.id for question in RULES.questions}


@pytest.mark.parametrize(
    ("fourth", "result"),
    [("yes", "may_be_by_product"), ("unsure", "unsure"), ("no", "unfinished"), ("", "unfinished")],
)
def test_one_answer_decides_between_a_way_and_none(fourth: str, result: str) -> None:
    answers = dict.fromkeys(BY_PRODUCT[:3], "yes") | {BY_PRODUCT[3]: fourth}
    assert result_of(RULES, answers) == result


def test_one_no_in_each_way_looks_like_waste() -> None:
    assert result_of(RULES, {BY_PRODUCT[3]: "no", "market": "no"}) == "waste"
    assert result_of(RULES, {"decision": "yes", BY_PRODUCT[3]: "no", "market": "no"}) == "decision"


def test_every_change_has_every_topic_in_their_order() -> None:
    assert len(pairs()) == len(STATUSES) * (len(STATUSES) - 1)
    for before, after in pairs():
        assert [change.topic for change in changes(before, after, TODAY)] == list(topics())


def test_nothing_changes_where_the_status_stays() -> None:
    assert all(changes(status, status, TODAY) == () for status in STATUSES)


def test_what_a_change_brings_depends_on_its_direction() -> None:
    def told(before: status_changes.Status, after: status_changes.Status, topic: str) -> str:
        return next(one.titles.en for one in changes(before, after, TODAY) if one.topic.id == topic)

    assert "article 2(7)(d)" in told("waste", "end_of_waste", "reach")
    assert "Annex V point 5" in told("waste", "by_product", "reach")
    assert "no substance" in told("product", "waste", "reach")
    assert told("waste", "product", "labelling") != told("product", "waste", "labelling")
    assert told("by_product", "product", "waste_tax").startswith("No change")


def test_a_change_is_told_from_the_first_day_of_its_law() -> None:
    (shipment,) = [one for one in changes("product", "waste", TODAY) if one.topic.id == "shipment"]
    assert shipment.valid_from == date(2026, 5, 21)
    before = changes("product", "waste", shipment.valid_from - timedelta(days=1))
    assert "shipment" not in [one.topic.id for one in before]


@pytest.mark.parametrize(
    ("class_id", "rules"),
    [
        ("scrap_steel", ["eu_333_2011"]),
        ("scrap_aluminium", ["eu_333_2011"]),
        ("scrap_copper", ["eu_715_2013"]),
        ("glass", ["eu_1179_2012"]),
        ("concrete_demolition", ["vna_466_2022"]),
        ("aerated_concrete", []),
        ("plastics_agri", ["vna_270_2024"]),
        ("compost", ["eu_2019_1009", "mmma_964_2023"]),
        ("foundry_sand", []),
    ],
)
def test_a_class_finds_the_rules_that_name_it(class_id: str, rules: list[str]) -> None:
    assert [one.rule.id for one in end_of_waste.rules_for(class_id, TODAY)] == rules


def test_a_rule_is_not_shown_before_its_first_day() -> None:
    assert end_of_waste.rules_for("glass", date(2013, 6, 10)) == ()
    assert len(end_of_waste.rules_for("glass", date(2013, 6, 11))) == 1
    with pytest.raises(UnknownCodeError):
        end_of_waste.rules_for("no_such_class", TODAY)


def test_foundry_dust_is_left_out_and_foundry_sand_is_told_so() -> None:
    dust = {one.rule.id: one for one in conditions_for("foundry_dust", TODAY)}
    assert [one.id for one in dust["mara_843_2017"].conditions] == ["mara_foundry_dust"]
    assert "permit_foundry_dust" in [one.id for one in dust["environmental_permit"].conditions]
    (sand,) = [one for one in conditions_for("foundry_sand", TODAY) if one.rule.id == "mara_843_2017"]
    assert [one.id for one in sand.beside] == ["mara_foundry_dust"]
    assert "mara_foundry_dust" not in [one.id for one in sand.conditions]


def test_the_sea_matters_only_for_what_the_decree_accepts() -> None:
    def near_sea(class_id: str) -> bool:
        return any("mara_near_sea" in [one.id for one in rule.conditions] for rule in conditions_for(class_id, TODAY))

    assert near_sea("foundry_sand")
    assert near_sea("fly_ash_biomass")
    assert not near_sea("foundry_dust")
    assert not near_sea("slag_nonferrous")


def test_exclusions_come_first_and_what_holds_for_all_comes_last() -> None:
    (sand,) = [one for one in conditions_for("foundry_sand", TODAY) if one.rule.id == "mara_843_2017"]
    effects = [one.effect for one in sand.conditions]
    assert effects == sorted(effects, key=ORDER.index)
    assert set(sand.telling()) < set(sand.conditions)
    assert all(one.effect != "requires" or one.material_classes for one in sand.telling())


def test_every_class_can_be_asked_for() -> None:
    assert sum(bool(conditions_for(one.id, TODAY)) for one in material_classes()) > 20


def test_a_missing_change_and_one_told_twice_are_found() -> None:
    rows = list(read_rows("status_changes"))
    names = [topic.id for topic in topics()]
    assert check_status_changes("x.csv", rows, names) == []
    assert any("is not told" in sentence for sentence in check_status_changes("x.csv", rows[1:], names))
    assert any("told twice" in sentence for sentence in check_status_changes("x.csv", [*rows, rows[0]], names))
    assert any("topic" in sentence for sentence in check_status_changes("x.csv", rows, names[1:]))


def test_a_broken_change_is_found_with_its_line() -> None:
    line, row = next(iter(read_rows("status_changes")))
    broken = [(line, row | {"from": "rubbish", "valid_from": "soon", "source": ""})]
    sentences = check_status_changes("x.csv", broken, ["decision"])
    for word in ("rubbish", "'soon'", "source is empty"):
        assert any(word in sentence and f"line {line}" in sentence for sentence in sentences), word


def test_a_broken_question_is_found() -> None:
    line, row = next(iter(read_rows("legal_check")))
    broken = [(line, row | {"way": "magic", "evidence_sv": " ", "article": "", "valid_from": "19.7.2021"})]
    sentences = " ".join(check_questions("x.csv", broken))
    for word in ("magic", "evidence is missing in sv", "needs a section", "19.7.2021"):
        assert word in sentences, word
    assert set(WAYS) == {"by_product", "end_of_waste"}


def test_a_broken_rule_is_found() -> None:
    line, row = next(iter(read_rows("end_of_waste_rules")))
    unknown = row | {"rule": "eu_1_2100", "effect": "miracle", "material_classes": "gold_dust"}
    sentences = " ".join(check_rules("x.csv", [(line, unknown), (line, row | {"material_classes": "", "source": ""})]))
    for word in ("eu_1_2100", "miracle", "gold_dust", "needs material classes and a source"):
        assert word in sentences, word


def test_the_oldest_questions_hold_for_days_before_them() -> None:
    assert rule_set_in_force(date(2000, 1, 1)) == legal_check.rule_sets()[0]
    assert RULES.valid_from == date(2021, 7, 19)


def test_a_code_that_a_rule_lists_finds_it_where_no_rule_names_the_class() -> None:
    def found(class_id: str, code: str) -> list[str]:
        return [one.rule.id for one in end_of_waste.rules_for(class_id, TODAY, code)]

    assert found("unspecified_non_hazardous", "160304") == ["vna_466_2022", "vna_270_2024"]
    assert found("glass", "160304") == ["eu_1179_2012"]
    assert found("unspecified_non_hazardous", "100908") == []
    assert found("unspecified_non_hazardous", "") == []
