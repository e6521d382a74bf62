"""The file of weights: what ships reads, what is wrong is told with file and member."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows.matching.weights import CRITERIA, WeightsError, document_of, parse, shipped, weights_of


def changed(**members: Any) -> dict[str, Any]:
    """The shipped document with other members; None takes one away."""
    document = {**document_of(shipped()), **members}
    return {name: value for name, value in document.items() if value is not None}


def test_what_ships_has_every_criterion_its_source_and_a_day() -> None:
    weights = shipped()
    assert tuple(weights.of) == CRITERIA
    assert sum(weights.of.values()) == pytest.approx(1)
    assert weights.source
    assert weights.constants.half_life_km == pytest.approx(32.8)


def test_a_document_reads_back_as_it_was() -> None:
    assert weights_of("a.json", json.loads(json.dumps(document_of(shipped())))) == shipped()


def with_weight(name: str, value: object) -> dict[str, Any]:
    return {"weights": {**shipped().of, name: value}}


def with_constant(name: str, value: object) -> dict[str, Any]:
    return {"constants": {**document_of(shipped())["constants"], name: value}}


def with_grade(name: str, value: object) -> dict[str, Any]:
    return {"evidence": {**shipped().evidence, name: value}}


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"title": None}, "own.json: title must be a text that is not empty."),
        ({"source": " "}, "own.json: source must be a text that is not empty."),
        ({"date": "22.11.2026"}, "own.json: date must be a day such as 2026-11-22."),
        ({"weights": [1]}, "own.json: weights must be an object of JSON."),
        (with_weight("text", 0.5), "own.json: the weights sum to"),
        (with_weight("text", -0.1), "own.json: weights.text must be a number of 0 or more."),
        (with_weight("text", "0.2"), "own.json: weights.text must be a number of 0 or more."),
        (with_weight("text", [0.2]), "own.json: weights.text must be a number of 0 or more."),
        (with_weight("text", float("nan")), "own.json: weights.text must be a number of 0 or more."),
        (with_weight("colour", 0.0), "own.json: weights has colour, which is none of class_fit"),
        (with_constant("floor", 0), "own.json: constants.floor must be above 0"),
        (with_constant("half_life_km", 0), "own.json: constants.half_life_km must be above 0."),
        (with_grade("weak", 1.5), "own.json: evidence.weak must be above 0 and no more than 1."),
        ({"evidence": None}, "own.json: evidence must be an object of JSON."),
    ],
)
def test_a_wrong_member_is_named_with_what_would_be_right(members: dict[str, Any], told: str) -> None:
    with pytest.raises(WeightsError) as caught:
        weights_of("own.json", changed(**members))
    assert str(caught.value).startswith(told)


def test_a_file_that_is_no_json_or_no_object_is_told() -> None:
    for text, told in (("{", "own.json is not JSON"), ("[]", "own.json must be an object of JSON")):
        with pytest.raises(WeightsError) as caught:
            parse("own.json", text)
        assert str(caught.value).startswith(told)


def test_a_yes_is_no_number() -> None:
    with pytest.raises(WeightsError, match=r"weights\.text"):
        weights_of("own.json", json.loads(json.dumps(changed(**with_weight("text", 0.2))).replace("0.2", "true")))


def test_a_missing_weight_is_no_nought() -> None:
    weights = dict(shipped().of)
    del weights["time"]
    with pytest.raises(WeightsError, match=r"weights\.time"):
        weights_of("own.json", changed(weights=weights))
