"""The city sets numbers of calculations: what holds, what held, who set it, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from databank import accounts, figures
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.figures import FigureChangedError, FigureRefusedError, NewFigure
from databank.store import Bank

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COST = "carriage:truck:cost"
WANTED = NewFigure(
    figure=COST, unit="EUR/tkm", low="0,09", high="0.12", year="2026", basis="measured", source=" Tender 3/2026 "
)
CITY = [Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR]


@pytest.fixture
def bank(sqlite_bank: Bank) -> Bank:
    with sqlite_bank.session() as session:
        for name in ("Aino", "Birger"):
            accounts.add_person(session, f"{name}@pori.example", name=name, language="fi", at=NOW, roles=CITY)
    return sqlite_bank


AINO, BIRGER = (Viewer(roles=frozenset({Role.REVIEWER}), person_id=number) for number in (1, 2))


def test_a_number_holds_until_the_next_one_and_both_stay_in_the_history(bank: Bank) -> None:
    with bank.session() as session:
        assert figures.overrides(session) == {}
        first = figures.set_figure(session, AINO, WANTED, today=TODAY)
        second = figures.set_figure(session, BIRGER, replace(WANTED, low="0,1", high="", version=1), today=TODAY)
    assert (first.low, first.high, first.source) == (Decimal("0.09"), Decimal("0.12"), "Tender 3/2026")
    assert (second.low, second.high, second.version) == (Decimal("0.1"), Decimal("0.1"), 2)
    with bank.session() as session:
        assert figures.overrides(session) == {COST: second}
        history = figures.settings(session, AINO)[COST]
    assert [(one.override, one.set_by) for one in history] == [(second, "Birger"), (first, "Aino")]


def test_a_number_taken_back_holds_no_more_and_may_be_set_again(bank: Bank) -> None:
    with bank.session() as session:
        figures.set_figure(session, AINO, WANTED, today=TODAY)
        figures.reset_figure(session, BIRGER, COST, 1, today=TODAY)
        assert figures.overrides(session) == {}
        (gone,) = figures.settings(session, AINO)[COST]
        assert (gone.override.withdrawn_on, gone.set_by, gone.withdrawn_by) == (TODAY, "Aino", "Birger")
        again = figures.set_figure(session, AINO, replace(WANTED, version=1), today=TODAY)
        assert figures.overrides(session) == {COST: again}


def test_the_second_of_two_is_told_and_nothing_is_lost(bank: Bank) -> None:
    with bank.session() as session:
        first = figures.set_figure(session, AINO, WANTED, today=TODAY)
        with pytest.raises(FigureChangedError) as refused:
            figures.set_figure(session, BIRGER, replace(WANTED, low="0.05"), today=TODAY)
        assert refused.value.standing == first
        with pytest.raises(FigureChangedError):
            figures.reset_figure(session, BIRGER, COST, 0, today=TODAY)
        assert figures.overrides(session) == {COST: first}
        figures.reset_figure(session, AINO, COST, 1, today=TODAY)
        with pytest.raises(FigureChangedError) as late:
            figures.reset_figure(session, BIRGER, COST, 1, today=TODAY)
        assert late.value.standing is None


@pytest.mark.parametrize("viewer", [ANONYMOUS, *(Viewer(roles=frozenset({role})) for role in Role if role not in CITY)])
def test_nobody_but_the_city_sets_a_number_or_reads_who_did(bank: Bank, viewer: Viewer) -> None:
    with bank.session() as session:
        figures.set_figure(session, AINO, WANTED, today=TODAY)
        assert figures.settings(session, viewer) == {}
        with pytest.raises(RecordNotFoundError):
            figures.set_figure(session, viewer, replace(WANTED, version=1), today=TODAY)
        with pytest.raises(RecordNotFoundError):
            figures.reset_figure(session, viewer, COST, 1, today=TODAY)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"low": "cheap"}, {"low": "Write a number such as 12.5"}),
        ({"low": "1 200"}, {"low": "Write a number such as 12.5"}),
        ({"low": "1e5"}, {"low": "Write a number such as 12.5"}),
        ({"low": "NaN", "high": ""}, {"low": "Write a number such as 12.5"}),
        ({"high": "0.1234567"}, {"high": "Write a number such as 12.5"}),
        ({"low": "-1"}, {"low": "The number is below 0"}),
        ({"low": "5", "high": "4"}, {"high": "The upper end is below the lower end"}),
        ({"year": "1989"}, {"year": "from 1990 to 2026"}),
        ({"year": "2027"}, {"year": "from 1990 to 2026"}),
        ({"year": "٢٠٢٦"}, {"year": "from 1990 to 2026"}),
        ({"basis": "rumour"}, {"basis": "Choose how"}),
        ({"source": "  "}, {"source": "Write where"}),
        ({"source": "x" * 501}, {"source": "at most 500 letters"}),
        (
            {"low": "", "high": "", "year": "", "basis": "", "source": ""},
            dict.fromkeys(("low", "year", "basis", "source"), ""),
        ),
    ],
)
def test_what_is_wrong_is_said_field_by_field(bank: Bank, cells: dict[str, Any], said: dict[str, str]) -> None:
    with bank.session() as session, pytest.raises(FigureRefusedError) as refused:
        figures.set_figure(session, AINO, replace(WANTED, **cells), today=TODAY)
    problems = refused.value.problems
    assert problems.keys() == said.keys()
    assert all(said[name] in problems[name] for name in said)


def test_where_a_price_may_be_below_nought_it_is_taken(bank: Bank) -> None:
    with bank.session() as session:
        wanted = replace(WANTED, figure="price_of:bottom_ash", low="\u221215", high="-5", lowest=Decimal(-100))
        kept = figures.set_figure(session, AINO, wanted, today=TODAY)
    assert (kept.low, kept.high) == (Decimal(-15), Decimal(-5))


def test_a_number_stays_when_the_account_of_who_set_it_goes(bank: Bank) -> None:
    from databank.models import Person

    with bank.session() as session:
        figures.set_figure(session, AINO, WANTED, today=TODAY)
        person = session.get_one(Person, 1)
        person.roles.clear()
        session.delete(person)
    with bank.session() as session:
        (one,) = figures.settings(session, BIRGER)[COST]
        assert (one.override.version, one.set_by) == (1, None)


def test_what_is_remembered_of_the_bank_is_worked_out_anew_once_a_number_changes(bank: Bank) -> None:
    def seen() -> int:
        with bank.session() as session:
            return bank.remembered(session, "numbers", lambda: len(figures.overrides(session)))

    before = seen()
    with bank.session() as session:
        figures.set_figure(session, AINO, WANTED, today=TODAY)
    assert (before, seen()) == (0, 1)
