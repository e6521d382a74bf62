"""Scores in bulk are those of `weigh`, pair by pair; an index finds what bulk finds."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import Method
from flows.matching.bulk import candidates, every_pair, scores
from flows.matching.columns import offer_columns, receiver_columns
from flows.matching.fit_tables import class_fits, class_numbers, code_fits, code_numbers
from flows.matching.index import Index
from flows.matching.similarity import class_likeness, code_likeness, statistics_likeness
from flows.matching.terms import Terms
from flows.matching.values import Offer, Receiver
from flows.matching.weighing import weigh
from flows.matching.weights import shipped
from flows.spans import UNKNOWN, Span
from taxonomy.uses import uses

DAY = date(2026, 11, 22)
TERMS = Terms(day=DAY, weights=shipped())
CODES = ("100908", "100906", "170405", "200140", "030309", "100101", "190805", "no code")
CLASSES = ("foundry_sand", "scrap_steel", "slag_stainless", "slag_steel", "lime_mud", "family_k", "no class")

days = st.none() | st.integers(-500, 900).map(lambda number: DAY + timedelta(days=number))
amounts = st.sampled_from([UNKNOWN, Span(0.0, 0.0), Span(10.0, 30.0), Span(None, 5.0), Span.of(1000)])
points = st.sampled_from([(None, None), (0.0, 0.0), (61.48, 21.8), (61.13, 21.51), (60.17, 24.94), (200.0, 10.0)])


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    lat, lon = draw(points)
    return Offer(
        id="o",
        name="o",
        material_class=draw(st.none() | st.sampled_from(CLASSES[:-1])),
        waste_code=draw(st.none() | st.sampled_from(CODES)),
        mass_t_per_year=draw(amounts),
        is_lasting=draw(st.booleans()),
        lat=lat,
        lon=lon,
        available_from=draw(days),
        available_until=draw(days),
        confirmed_on=draw(days),
        amount_method=draw(st.none() | st.sampled_from(Method)),
    )


@st.composite
def receivers(draw: st.DrawFn) -> Receiver:
    lat, lon = draw(points)
    return Receiver(
        id="r",
        source=draw(st.sampled_from(["need", "use", "intake"])),
        name="r",
        use=draw(st.sampled_from(["U012", "U174", "no use"])),
        material_classes=draw(st.lists(st.sampled_from(CLASSES), max_size=2).map(tuple)),
        waste_codes=draw(st.lists(st.sampled_from((*CODES, "1009", "17")), max_size=3).map(tuple)),
        mass_t_per_year=draw(amounts),
        is_lasting=draw(st.booleans()),
        lat=lat,
        lon=lon,
        starts_on=draw(days),
        ends_on=draw(days),
        confirmed_on=draw(days),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(offers(), max_size=4), st.lists(receivers(), max_size=4))
def test_every_score_and_part_is_that_of_weigh(some: list[Offer], others: list[Receiver]) -> None:
    here, there = offer_columns(some, TERMS), receiver_columns(others, TERMS)
    found = scores(here, there, every_pair(here, there), TERMS)
    assert len(found.score) == len(some) * len(others)
    for place, (i, j) in enumerate(zip(found.pairs.offers, found.pairs.receivers, strict=True)):
        match = weigh(some[i], others[j], TERMS)
        assert found.score[place] == pytest.approx(match.score, abs=1e-9)
        assert found.distance_km[place] == pytest.approx(
            math.nan if match.distance_km is None else match.distance_km, abs=1e-6, nan_ok=True
        )
        for part in match.criteria:
            if part.id in found.values:
                expected = math.nan if part.value is None else part.value
                assert found.values[part.id][place] == pytest.approx(expected, abs=1e-9, nan_ok=True), part


def test_tables_given_from_outside_take_part() -> None:
    here = offer_columns([Offer(id="o", name="o", material_class="lime_mud")], TERMS)
    there = receiver_columns(
        [Receiver(id=str(n), source="need", name="r", material_classes=("lime_mud",)) for n in (1, 2)], TERMS
    )
    found = scores(here, there, every_pair(here, there), TERMS, {"text": np.array([[0.9, np.nan]])})
    weights = TERMS.weights.of
    known = weights["class_fit"] + weights["text"] + weights["evidence"]
    assert found.score[0] == pytest.approx(0.9 ** (weights["text"] / known))
    assert found.score[1] == pytest.approx(1.0)
    assert math.isnan(found.values["text"][1])


def test_the_tables_of_nearness_hold_what_two_names_give() -> None:
    generator = np.random.default_rng(3)
    codes, classes = list(code_numbers()), list(class_numbers())
    for _ in range(300):
        one, other = generator.choice(codes, 2).tolist()
        expected = max(code_likeness(one, other), 0.95 * statistics_likeness(one, other))
        assert code_fits(0.95)[code_numbers()[one], code_numbers()[other]] == pytest.approx(expected)
        first, second = generator.choice(classes, 2).tolist()
        assert class_fits()[class_numbers()[first], class_numbers()[second]] == pytest.approx(
            class_likeness(first, second)
        )
    assert (class_fits()[-1] < 0).all()


def a_market(count: int) -> tuple[list[Offer], list[Receiver]]:
    """Many receivers of documented uses around Pori, and offers of their materials."""
    generator = np.random.default_rng(11)
    known = [one for one in uses() if not one.is_gap]
    chosen = [known[place] for place in generator.integers(0, len(known), count)]
    at = generator.normal((61.5, 21.8), 0.6, (count, 2))
    takers = [
        Receiver(
            id=f"r{n}",
            source="use",
            use=use.id,
            name="r",
            lat=float(at[n, 0]),
            lon=float(at[n, 1]),
            material_classes=(use.material_class,),
            waste_codes=use.codes,
            mass_t_per_year=Span.of(float(10 + n)),
        )
        for n, use in enumerate(chosen)
    ]
    givers = [
        Offer(
            id=f"o{n}",
            name="o",
            waste_code=use.codes[0] if use.codes else None,
            material_class=use.material_class,
            lat=61.4,
            lon=21.9,
            mass_t_per_year=Span.of(100.0),
            available_until=DAY,
        )
        for n, use in enumerate(chosen[:20])
    ]
    return givers, takers


def test_an_index_gives_the_best_of_all_that_could_meet() -> None:
    givers, takers = a_market(400)
    index = Index(takers, TERMS, radius_km=80)
    here, there = offer_columns(givers, TERMS), receiver_columns(takers, TERMS)
    pairs = candidates(here, there, 80)
    expected = scores(here, there, pairs, TERMS).best(5)
    assert len(pairs) > 100
    for place, offer in enumerate(givers):
        asked = index.best(offer, 5)
        of_offer = expected.pairs.offers == place
        assert [one.place for one in asked] == expected.pairs.receivers[of_offer].tolist()
        assert [one.score for one in asked] == pytest.approx(expected.score[of_offer].tolist())
        for one in asked:
            match = weigh(offer, takers[one.place], TERMS)
            assert one.score == pytest.approx(match.score)
            assert [(part.id, part.told) for part in one.criteria] == [(part.id, part.told) for part in match.criteria]


def test_an_index_of_nobody_and_an_offer_of_nothing() -> None:
    offer = Offer(id="o", name="o")
    assert Index([], TERMS).best(offer) == ()
    assert Index([Receiver(id="r", source="need", name="r", waste_codes=("100908",))], TERMS).best(offer) == ()
