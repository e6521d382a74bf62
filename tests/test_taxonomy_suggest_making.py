"""How the lists of the engine are made: word forms from a dictionary, and weights from examples."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from taxonomy.suggest import fitting, word_forms
from taxonomy.suggest.certainty import SURE_FEATURES
from taxonomy.suggest.ranking import Weights, ranker
from taxonomy.suggest.vocabulary import terms
from taxonomy.suggest.words import split, word, words_of

DEV = Path(__file__).parent / "data/classify_dev.csv"
DICTIONARY = {"tuhka": "tuhka", "tuhkaa": "tuhka", "tuhkien": "tuhka", "lento": "lento", "lennon": "lento"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with DEV.open(encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), 25))


def test_words_and_shared_parts_of_compounds_are_kept() -> None:
    words = {"lentotuhka", "lentotuhkasäkki", "pölytuhka", "lentokuona", "tuhkaa"}
    known = {**DICTIONARY, "pöly": "pöly"}
    assert "tuhka" in word_forms.lemmas(words, known)
    assert "lento" not in word_forms.lemmas(words, known), "fewer compounds than three share it"


def test_compounds_of_kept_words_and_silent_words_are_not_kept() -> None:
    assert word_forms.simple({"lento", "tuhka", "lentotuhka", "ja"}) == {"lento", "tuhka"}


def test_forms_are_written_short_and_come_back_whole() -> None:
    found = dict(word_forms.forms({"tuhka"}, DICTIONARY.items(), ("a", "n", "t")))
    assert set(found) == {"tuhka"}
    assert {"tuhkaa", "tuhkien", "tuhkan", "tuhkat"} <= set(found["tuhka"])


def test_compounds_are_parted_where_the_last_part_is_longest() -> None:
    assert split("valimohiekkaa") == ("valimo", "hiekka")
    assert word("lentotuhkasta").lemma == "lentotuhka"
    assert split("tuhka") == ()


def test_denied_words_are_other_words() -> None:
    assert [one.lemma for one in words_of("öljy, ei klooria")] == ["oljy", "no:kloori"]
    assert [one.lemma for one in words_of("chlorine free oil")] == ["no:chlorine", "oil"]


def test_the_slope_of_the_loss_is_true(rows: list[dict[str, str]]) -> None:
    examples = [*fitting.of_texts(rows, ranker())]
    assert len(examples) > len(rows) / 2
    values = np.linspace(0.1, 0.9, len(fitting.NAMES))
    _, slope = fitting.loss(values, examples)
    step = 1e-5
    for place in range(0, len(values), 7):
        moved = values.copy()
        moved[place] += step
        higher = fitting.loss(moved, examples)[0]
        moved[place] -= 2 * step
        lower = fitting.loss(moved, examples)[0]
        assert (higher - lower) / (2 * step) == pytest.approx(slope[place], rel=1e-3, abs=1e-5)


def test_fitting_lowers_the_loss_and_gives_every_weight(rows: list[dict[str, str]]) -> None:
    by = ranker()
    examples = [*fitting.of_texts(rows, by), *islice(fitting.of_vocabulary(terms()[:600], by), 30)]
    found = fitting.fitted(examples)
    assert tuple(found) == fitting.NAMES
    after = fitting.loss(np.array(list(found.values())), examples)[0]
    assert after < fitting.loss(np.ones(len(fitting.NAMES)), examples)[0]


def test_classes_and_certainty_are_fitted_too(rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    by = ranker()
    monkeypatch.setattr(fitting, "of_vocabulary", lambda *_: ())
    weights = Weights.of(fitting.fitted([*fitting.of_texts(rows, by)]))
    assert fitting.fitted_classes(rows, by, weights)["class_codes"] > 0
    assert set(fitting.fitted_certainty(rows, by)) == set(SURE_FEATURES)
