"""Scores: each criterion pulls its own way, the parts multiply back, and what is not known takes no part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.errors import Sentence
from databank.records import Method
from flows.economics.values import Economics
from flows.matching.distances import distance_km
from flows.matching.precedents import Precedents
from flows.matching.values import CriterionId, Match, Offer, Receiver
from flows.matching.weighing import parts_of, score_of, weigh, weighed
from flows.matching.weights import CRITERIA, shipped
from flows.matching.why_not import open_gates, why_not
from flows.spans import UNKNOWN, Span
from tests.matching_pairs import DAY, a_permit, a_receiver, an_offer, limit, some_terms

TOLD = Sentence("So.")
VALUES = st.lists(st.none() | st.floats(0, 1), min_size=len(CRITERIA), max_size=len(CRITERIA))


class Cases:
    """Precedents that are given."""

    def __init__(self, known: Mapping[str, float]) -> None:
        self.known = known

    def of(self, offer: Offer) -> Mapping[str, float]:
        return self.known if offer.material_class else {}

    def score(self, offer: Offer, receiver: Receiver) -> tuple[float | None, Sentence]:
        return self.of(offer).get((receiver.industry or "")[:2]), TOLD


def score(values: list[float | None]) -> float:
    named = [(name, value, TOLD) for name, value in zip(CRITERIA, values, strict=True)]
    return score_of(weighed(named, shipped().of, shipped().constants.floor))


def criterion(name: CriterionId, offer: Offer, receiver: Receiver, **terms: object) -> float | None:
    match = weigh(offer, receiver, some_terms(**terms))
    return next(one.value for one in match.criteria if one.id == name)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_the_parts_multiply_back_to_the_score_and_the_weights_sum_to_one(values: list[float | None]) -> None:
    named = [(name, value, TOLD) for name, value in zip(CRITERIA, values, strict=True)]
    criteria = weighed(named, shipped().of, shipped().constants.floor)
    if all(value is None for value in values):
        assert score_of(criteria) == 0
        return
    assert sum(one.weight for one in criteria) == pytest.approx(1)
    assert prod(parts_of(criteria).values()) == pytest.approx(score_of(criteria))
    assert all(one.weight == 0 for one in criteria if one.value is None)
    assert 0 < score_of(criteria) <= 1


@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(0, len(CRITERIA) - 1), st.floats(0, 1))
def test_a_better_criterion_never_lowers_the_score(values: list[float | None], which: int, more: float) -> None:
    low = values[which] or 0.0
    better = low + (1 - low) * more
    before, after = ([*values[:which], one, *values[which + 1 :]] for one in (low, better))
    assert score(after) >= score(before) - 1e-12


def test_a_weak_criterion_is_not_bought_back_by_the_others() -> None:
    strong: list[float | None] = [1.0] * len(CRITERIA)
    assert score(strong) == 1
    assert score([0.0, *strong[1:]]) < 0.35


def test_a_whole_match_says_everything_that_was_asked() -> None:
    match = weigh(an_offer(), a_receiver(), some_terms())
    assert [one.id for one in match.criteria] == list(CRITERIA)
    assert match.distance_km == pytest.approx(42.6, abs=0.1)
    assert match.verdict == "unknown"
    assert prod(parts_of(match.criteria).values()) == pytest.approx(match.score)
    assert {one.id for one in match.criteria if one.value is None} == {
        "text",
        "precedent",
        "amount",
        "time",
        "freshness",
    }
    assert all(one.told.endswith(".") for one in match.criteria)


def test_the_economics_of_a_pair_are_asked_with_their_distance() -> None:
    asked: list[float | None] = []

    def assess(_offer: Offer, _receiver: Receiver, km: float | None) -> Economics:
        asked.append(km)
        return Economics(money=(), climate=(), break_even_km=Span(0.0, 10.0))

    match = weigh(an_offer(), a_receiver(), some_terms(economics=assess))
    assert asked == [match.distance_km]
    assert match.economics is not None
    assert match.verdict == "fail"


def test_a_place_that_is_not_known_has_no_distance() -> None:
    assert distance_km(an_offer(lat=None), a_receiver()) is None
    assert distance_km(an_offer(lat=0.0, lon=0.0), a_receiver()) is None
    assert distance_km(an_offer(lat=610.0), a_receiver()) is None
    assert distance_km(an_offer(), a_receiver(lat=61.485, lon=21.797)) == 0
    assert criterion("distance", an_offer(lat=None), a_receiver()) is None


def test_nearness_halves_with_every_half_life() -> None:
    here = criterion("distance", an_offer(), a_receiver(lat=61.485, lon=21.797))
    there = criterion("distance", an_offer(), a_receiver(lat=61.485 + 32.8 / 111.195, lon=21.797))
    assert here == 1
    assert there == pytest.approx(0.5, abs=0.001)


def test_amounts_that_are_alike_count_more() -> None:
    given = an_offer(mass_t_per_year=Span(500.0, 1500.0))
    wanted = [criterion("amount", given, a_receiver(mass_t_per_year=Span(t, t))) for t in (100.0, 1000.0, 2000.0)]
    assert wanted == pytest.approx([0.1, 1.0, 0.5])
    assert criterion("amount", given, a_receiver(mass_t_per_year=Span(9.0, 9.0), is_lasting=False)) is None
    assert criterion("amount", an_offer(mass_t_per_year=UNKNOWN), a_receiver()) is None
    floor = shipped().constants.floor
    assert criterion("amount", given, a_receiver(mass_t_per_year=Span(0.0, 0.0))) == floor
    nothing = an_offer(mass_t_per_year=Span(0.0, 0.0))
    assert criterion("amount", nothing, a_receiver(mass_t_per_year=Span(0.0, 0.0))) is None


def test_time_is_the_shared_part_of_the_shorter_window() -> None:
    year = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    assert criterion("time", an_offer(), a_receiver(**year)) == 1
    half = an_offer(available_from=date(2027, 7, 2), available_until=date(2028, 6, 30))
    assert criterion("time", half, a_receiver(**year)) == pytest.approx(0.5, abs=0.01)
    assert criterion("time", an_offer(available_from=date(2027, 1, 1)), a_receiver()) == 1
    assert criterion("time", an_offer(), a_receiver()) is None
    past = an_offer(available_until=date(2026, 1, 1))
    assert criterion("time", past, a_receiver(**year)) == shipped().constants.floor


def test_a_record_that_nobody_confirms_grows_stale() -> None:
    offer = an_offer(confirmed_on=DAY)
    assert criterion("freshness", offer, a_receiver()) == 1
    assert criterion("freshness", offer, a_receiver(confirmed_on=DAY - timedelta(days=365))) == pytest.approx(0.5)
    assert criterion("freshness", an_offer(confirmed_on=DAY + timedelta(days=9)), a_receiver()) == 1


def test_evidence_is_graded_by_who_says_it_and_how_it_was_measured() -> None:
    need, intake = (criterion("evidence", an_offer(), a_receiver(source=one)) for one in ("need", "intake"))
    use = criterion("evidence", an_offer(), a_receiver(source="use", use="U001"))
    nobody = criterion("evidence", an_offer(), a_receiver(source="use", use="none"))
    weighed_too = criterion("evidence", an_offer(amount_method=Method.WEIGHED), a_receiver())
    guessed = criterion("evidence", an_offer(amount_method=Method.ESTIMATE), a_receiver())
    assert need == weighed_too == 1
    assert intake is not None
    assert use is not None
    assert nobody is not None
    assert 1 > intake >= use > nobody
    assert guessed == pytest.approx(0.7**0.5)


def test_a_precedent_counts_by_the_likeliest_industry() -> None:
    cases = Cases({"42": 0.4, "23": 0.1, "01": 0.0})
    by_industry = [
        criterion("precedent", an_offer(), a_receiver(source="use", industry=one), precedents=cases)
        for one in ("42.11", "23.5", "01.1", None)
    ]
    assert by_industry == [pytest.approx(1.0), pytest.approx(0.25), shipped().constants.floor, None]
    assert criterion("precedent", an_offer(material_class=None), a_receiver(), precedents=cases) is None


def test_precedents_play_no_part_where_somebody_asks_for_it() -> None:
    asked = a_receiver(source="need", industry="01.1")
    assert criterion("precedent", an_offer(), asked, precedents=Cases({"42": 0.4, "01": 0.0})) is None


def test_shipped_precedents_know_who_takes_foundry_sand() -> None:
    sand, cases = an_offer(name="Foundry sand", language="en"), Precedents()
    roads, bakers = (
        criterion("precedent", sand, a_receiver(source="use", industry=one), precedents=cases)
        for one in ("42.11", "10.71")
    )
    assert roads is not None
    assert bakers is not None
    assert roads > 2 * bakers


def test_words_are_compared_as_the_terms_say() -> None:
    assert criterion("text", an_offer(), a_receiver(), likeness=lambda _one, _other: 0.25) == pytest.approx(0.25)
    assert criterion("text", an_offer(), a_receiver(), likeness=lambda _one, _other: None) is None


FIELDS: dict[str, object] = {
    "id": "x",
    "name": "Muu nimi",
    "organisation_name": "Other",
    "holding": "G",
    "site_id": "s",
}


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_who_they_are_changes_no_score(changed: set[str]) -> None:
    fields = {name: FIELDS[name] for name in changed}
    offer, receiver = an_offer(**fields), a_receiver(**fields)
    usual = weigh(an_offer(), a_receiver(), some_terms())
    assert weigh(offer, receiver, some_terms()).score == usual.score
    assert weigh(replace(offer, is_city_owned=True), receiver, some_terms()).score == usual.score


def test_why_not_tells_what_fails_before_what_is_not_known() -> None:
    receiver = a_receiver(
        permits=(a_permit("170101"),), limits=(limit("LOI", "<=", 6, "%"),), distance_km=10.0, source="use"
    )
    match = weigh(an_offer(), receiver, some_terms())
    found = [(gate.id, gate.verdict) for gate in open_gates(match)]
    assert found == [
        ("permit", "fail"),
        ("distance", "fail"),
        ("limits", "unknown"),
        ("consent", "unknown"),
    ]
    assert why_not(match)[0] == (
        "The permit of Example agency does not cover 10\u00a009\u00a008.",
        "A change of the permit, or a receiver with another one.",
    )
    assert all(remedy for _told, remedy in why_not(match))


def test_nothing_stands_against_a_match_whose_gates_are_passed() -> None:
    match: Match = weigh(an_offer(), a_receiver(permits=(a_permit("1009"),)), some_terms())
    assert match.verdict == "pass"
    assert why_not(match) == ()
