"""Accepted versions of reconciled flows: what holds for whom, what is withdrawn, and who may do either."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from databank import accounts, flow_versions
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.flow_versions import VersionGoneError
from databank.records import Audience, NewVersion, VersionedFlow
from databank.store import Bank
from flows.reconciliation.applying import fingerprint, with_versions
from tests.flow_tables import flow, table_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CITY = [Role.REVIEWER, Role.ADMINISTRATOR]
AINO = Viewer(roles=frozenset({Role.REVIEWER}), person_id=1)
KEY: dict[str, Any] = {"is_example": False, "year": 2024, "layer": "mass"}
FLOW = VersionedFlow(
    record_id="R0",
    source="foundry",
    target="Market",
    material="castings",
    reported=60.0,
    reported_uncertainty=6.0,
    amount=63.5,
    uncertainty=4.2,
    observability="redundant",
    lower=63.5,
    upper=63.5,
    score=0.8,
)
VERSION = NewVersion(
    is_example=False,
    audience=Audience.PUBLIC,
    year=2024,
    layer="mass",
    fingerprint=fingerprint([FLOW]),
    chi_square=0.7,
    degrees=1,
    p_value=0.4,
    assumed=1,
    note=" agreed with the plant ",
    flows=(FLOW,),
)


@pytest.fixture
def kept(bank: Bank) -> Bank:
    with bank.session() as session:
        accounts.add_person(session, "aino@pori.example", name="Aino", language="fi", at=NOW, roles=CITY)
    return bank


def test_the_newest_version_holds_until_it_is_withdrawn(kept: Bank) -> None:
    with kept.session() as session:
        first = flow_versions.accept(session, AINO, VERSION, now=NOW)
        second = flow_versions.accept(session, AINO, replace(VERSION, note="again"), now=NOW)
    with kept.session() as session:
        standing = flow_versions.standing_version(session, ANONYMOUS, **KEY)
        assert standing is not None
        assert (standing.id, standing.note, standing.flows) == (second, "again", (FLOW,))
        flow_versions.withdraw(session, AINO, second, now=NOW)
        standing = flow_versions.standing_version(session, ANONYMOUS, **KEY)
        assert standing is not None
        assert (standing.id, standing.note) == (first, "agreed with the plant")
        with pytest.raises(VersionGoneError):
            flow_versions.withdraw(session, AINO, second, now=NOW)
        listed = flow_versions.versions(session, AINO, is_example=False)
    assert [(one.id, one.accepted_by, one.withdrawn_at is None) for one in listed] == [
        (second, "Aino", False),
        (first, "Aino", True),
    ]


def test_two_clicks_keep_one_version(kept: Bank) -> None:
    with kept.session() as session:
        first = flow_versions.accept(session, AINO, VERSION, now=NOW)
        assert flow_versions.accept(session, AINO, VERSION, now=NOW) == first
        flow_versions.withdraw(session, AINO, first, now=NOW)
        again = flow_versions.accept(session, AINO, VERSION, now=NOW)
        listed = flow_versions.versions(session, AINO, is_example=False)
    assert [one.id for one in listed] == [again, first]


def test_two_clicks_at_the_same_moment_keep_one_version(kept: Bank) -> None:
    ready = threading.Barrier(2)

    def click() -> int:
        ready.wait()
        with kept.session(writing=True) as session:
            found = flow_versions.accept(session, AINO, VERSION, now=NOW)
            time.sleep(0.2)  # the other one asks while nothing of this is in the bank yet
            return found

    with ThreadPoolExecutor(2) as clicks:
        first, second = (one.result() for one in [clicks.submit(click), clicks.submit(click)])
    assert first == second


def test_what_the_city_computed_for_itself_is_for_its_desk_only(kept: Bank) -> None:
    with kept.session() as session:
        flow_versions.accept(session, AINO, replace(VERSION, audience=Audience.CITY), now=NOW)
        assert flow_versions.standing_version(session, ANONYMOUS, **KEY) is None
        assert flow_versions.standing_years(session, ANONYMOUS, is_example=False, layer="mass") == ()
        member = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"foundry"}))
        assert flow_versions.standing_version(session, member, **KEY) is None
        assert flow_versions.standing_version(session, AINO, **KEY) is not None
        public = flow_versions.accept(session, AINO, VERSION, now=NOW)
        found = flow_versions.standing_version(session, ANONYMOUS, **KEY)
        assert found is not None
        assert found.id == public
        assert flow_versions.standing_years(session, ANONYMOUS, is_example=False, layer="mass") == (2024,)


def test_a_version_is_of_its_year_layer_and_data_set(kept: Bank) -> None:
    with kept.session() as session:
        flow_versions.accept(session, AINO, VERSION, now=NOW)
        for other in ({"year": 2023}, {"layer": "energy"}, {"is_example": True}):
            assert flow_versions.standing_version(session, ANONYMOUS, **(KEY | other)) is None


@pytest.mark.parametrize(
    "viewer", [ANONYMOUS, Viewer(roles=frozenset({Role.MEMBER})), Viewer(roles=frozenset({Role.PUBLISHER}))]
)
def test_nobody_but_the_desk_accepts_withdraws_or_lists(kept: Bank, viewer: Viewer) -> None:
    with kept.session() as session:
        version = flow_versions.accept(session, AINO, VERSION, now=NOW)
        with pytest.raises(RecordNotFoundError):
            flow_versions.accept(session, viewer, VERSION, now=NOW)
        with pytest.raises(RecordNotFoundError):
            flow_versions.withdraw(session, viewer, version, now=NOW)
        assert flow_versions.versions(session, viewer, is_example=False) == ()


def test_values_replace_the_reported_ones_they_were_computed_from_and_no_others(kept: Bank) -> None:
    with kept.session() as session:
        flow_versions.accept(session, AINO, VERSION, now=NOW)
        version = flow_versions.standing_version(session, ANONYMOUS, **KEY)
    assert version is not None
    table = table_of(
        [
            flow("foundry", "Market", "castings", 60.0, record_id="R0", year=2024),
            flow("foundry", "Market", "castings", 61.0, record_id="R1", year=2024),
            flow("foundry", "Market", "castings", 60.0, record_id="R0", year=2023),
        ]
    )
    done = with_versions(table, [version])
    assert done.table.amount.tolist() == [63.5, 61.0, 60.0]
    assert done.table.standard_uncertainty[0] == 4.2
    assert done.reconciled.tolist() == [True, False, False]
    assert done.changed == 1
    assert np.array_equal(table.amount, [60.0, 61.0, 60.0])


def test_a_fingerprint_is_that_of_the_data_in_any_order() -> None:
    other = replace(FLOW, record_id="R9", reported=None, reported_uncertainty=None)
    assert fingerprint([FLOW, other]) == fingerprint([other, FLOW])
    assert fingerprint([FLOW, other]) != fingerprint([FLOW, replace(other, reported=0.0)])
    assert fingerprint([FLOW]) == fingerprint([replace(FLOW, amount=1.0)])
