"""Evaluation by cases: nothing of a case helps to rank it; tables are read; hidden partners are found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from databank.access import CITY
from databank.queries.market import Looked, market
from databank.records import Market, RealStatus
from databank.store import Bank
from flows.errors import FlowFileError
from flows.matching import weights
from flows.matching.calibrating import GRIDS, START, calibrate, calibrated_from_outside, judged, left_out
from flows.matching.evaluating import SCORERS, Exchanged, Sample, by_case, evaluated, figures
from flows.matching.known_exchanges import read_exchanges
from flows.matching.links import find_again, links_of, without
from flows.matching.paired_texts import area_of_pairs, read_pairs
from flows.matching.precedents import Precedents, precedents_of
from flows.matching.streams import Stream
from flows.matching.terms import Terms

DAY = date(2026, 11, 22)
WENT = [
    ("a", "Steel slag", "100202", "23"),
    ("a", "Steam", "", "13"),
    ("b", "Slag of steel", "100202", "23"),
    ("b", "Steam", "", "13"),
    ("c", "Steel slags", "100202", "23"),
    ("c", "Old steam", "", "13"),
    ("d", "Steam", "", "13"),
    ("d", "Green apples", "020304", "11"),
]


def made(rows: list[tuple[str, str, str, str]]) -> Sample:
    return Sample(
        tuple(
            Exchanged(case, Stream(text=text, waste_codes=(code,) if code else ()), receiver)
            for case, text, code, receiver in rows
        )
    )


@pytest.fixture(scope="module")
def sample() -> Sample:
    return made(WENT)


@pytest.fixture(scope="module")
def facts(demo_bank: Bank) -> Market:
    with demo_bank.session() as session:
        return market(session, CITY, Looked(is_example=False), DAY)


def terms(found: Market) -> Terms:
    return Terms(day=DAY, weights=weights.shipped(), precedents=Precedents(precedents_of(found)))


# --- one case by the others --------------------------------------------------------------------------------------


def test_a_case_is_ranked_without_its_own_receivers(sample: Sample) -> None:
    """Were case a's receivers others, its own chances would stay the same to the last digit."""
    other = made([(case, text, code, "11" if case == "a" else went) for case, text, code, went in WENT])
    one, two = sample.known(), other.known()
    assert sample.divisions == other.divisions
    asked = one.cases == 0
    for scorer in SCORERS.values():
        assert np.array_equal(by_case(one, sample, scorer)[asked], by_case(two, other, scorer)[asked])
    assert np.array_equal(left_out(one, START)[asked], left_out(two, START)[asked])
    assert np.array_equal(calibrated_from_outside(one)[asked], calibrated_from_outside(two)[asked])
    assert not np.array_equal(left_out(one, START)[~asked], left_out(two, START)[~asked])


def test_precedents_of_other_cases_are_found(sample: Sample) -> None:
    found = evaluated(sample, sample.known())
    assert found["ours"].hits[1].value >= 6 / 8
    assert found["ours"].reciprocal.value > found["popularity"].reciprocal.value > 0
    assert found["random"].hits[1].value == pytest.approx(1 / 3)
    assert found["nearest_code"].hits[1].value >= 3 / 8
    assert "outside" not in found


def test_a_ranking_that_is_right_or_wrong_is_told(sample: Sample) -> None:
    right = figures(sample, sample.known().receivers)
    wrong = figures(sample, -sample.known().receivers)
    assert (right.hits[1].value, right.reciprocal.value, right.gain.value) == (1, 1, 1)
    assert (wrong.hits[1].value, wrong.hits[3].value) == (0, 1)


def test_calibration_finds_no_worse_weights_on_its_grid(sample: Sample) -> None:
    known = sample.known()
    found = calibrate(known)
    assert judged(known, found) >= judged(known, START)
    assert all(value in GRIDS[name] for name, value in found.as_mapping().items())
    assert found == calibrate(known)
    outside = evaluated(sample, known, found, outside=True)
    assert outside["outside"].hits[10].value == 1


# --- tables ------------------------------------------------------------------------------------------------------

ROW = {"case": "1", "waste_description": "Fly ash", "receiver_nace": "2351"}


def test_a_table_of_exchanges_is_read() -> None:
    full = {
        "donor_business": "Power plant",
        "donor_nace": "3511 / 2410",
        "ewc": "100102/100117",
        "cpa": "NA",
        "cas": "",
    }
    read = read_exchanges(enumerate([ROW | full, ROW | {"case": "2"}, ROW | {"receiver_nace": "ND"}], start=2))
    assert (len(read.exchanges), read.unknown, read.wrong, read.ignored) == (2, 1, (), ())
    first = read.exchanges[0]
    assert (first.case, first.receiver, first.stream.donor) == ("1", "23", "Power plant")
    assert first.stream.industries == ("3511", "2410")
    assert first.stream.waste_codes == ("100102", "100117")
    assert first.stream.products == ()
    assert max(first.stream.classes.values()) > 0.1


def test_cells_that_cannot_be_used_are_named() -> None:
    odd = {"case": "2", "donor_nace": "steel", "ewc": "1001", "cpa": "x1", "lang": "de"}
    rows = [ROW, ROW | odd, ROW | {"receiver_nace": "0000"}, ROW | {"case": "", "waste_description": "NA"}]
    read = read_exchanges(enumerate(rows, start=2))
    assert [(one.row, one.field) for one in read.ignored] == [(3, "donor_nace"), (3, "cpa"), (3, "lang")]
    assert [(one.row, one.field) for one in read.wrong] == [
        (4, "receiver_nace"),
        (5, "case"),
        (5, "waste_description"),
    ]
    assert len(read.exchanges) == 2


def test_one_case_cannot_be_ranked_by_others() -> None:
    with pytest.raises(FlowFileError, match="two cases or more"):
        read_exchanges([(2, ROW), (3, ROW | {"waste_description": "Slag"})])


def test_pairs_of_texts_are_told_apart() -> None:
    rows = [
        {"offer": "fly ash", "need": "lentotuhka betoniin", "fits": "1"},
        {"offer": "fly ash", "need": "scrap metal", "fits": "no"},
    ]
    assert area_of_pairs(read_pairs(enumerate(rows, start=2))) == 1
    with pytest.raises(FlowFileError) as refused:
        read_pairs([(2, {"offer": "", "need": "ash", "fits": "perhaps"})])
    assert [(one.row, one.field) for one in refused.value.rows] == [(2, "offer"), (2, "fits")]
    with pytest.raises(FlowFileError, match="pairs that fit and pairs that do not"):
        area_of_pairs(read_pairs([(2, rows[0])]))


# --- the partner hidden ------------------------------------------------------------------------------------------


def test_sourced_links_of_pori_are_found_again(facts: Market) -> None:
    """Of the real exchanges between different companies of the bank 80 %, though their sources are hidden too."""
    found = [find_again(link, facts, terms, needs_too=True) for link in links_of(facts)]
    assert len(found) >= 8
    assert {one.link.receiver.organisation.id for one in found} >= {"kemira", "envor-pori", "porin-vesi", "corex"}
    assert sum(one.is_hit for one in found) / len(found) >= 0.8
    assert all(one.told for one in found)
    assert {one.count for one in found} == {len({place.organisation.id for place in facts.places}) - 1}


def test_what_is_hidden_is_gone(facts: Market) -> None:
    link = next(one for one in links_of(facts) if one.receiver.organisation.id == "envor-pori")
    left, bare = without(facts, link), without(facts, link, needs_too=True)
    assert len(left.exchanges) == len(facts.exchanges) - 1
    assert link.exchange.id not in {one.id for one in left.exchanges}
    assert left.needs == facts.needs
    assert {one.organisation_id for one in facts.needs if one not in bare.needs} == {"envor-pori"}


def test_links_are_between_two_who_really_met(facts: Market) -> None:
    links = links_of(facts)
    assert all(one.donor.organisation.id != one.receiver.organisation.id for one in links)
    assert "basf-battery-materials" not in {one.receiver.organisation.id for one in links}
    assert [one.exchange.donor_site_id for one in links if one.receiver.organisation.id == "pori-energia"]


def test_exchanges_that_happened_are_precedents(demo_bank: Bank) -> None:
    """Of the examples, whose industries are known; a planned one and one without a known receiver are none."""
    with demo_bank.session() as session:
        examples = market(session, CITY, Looked(is_example=True), DAY)
    found = precedents_of(examples)
    assert found
    known = {one.id: one for one in examples.exchanges}
    assert all(known[one.id].material == one.stream.text for one in found)
    planned = replace(
        examples, exchanges=tuple(replace(one, real_status=RealStatus.PLANNED) for one in examples.exchanges)
    )
    nameless = replace(examples, exchanges=tuple(replace(one, receiver_site_id=None) for one in examples.exchanges))
    assert precedents_of(planned) == precedents_of(nameless) == ()
