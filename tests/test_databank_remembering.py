"""What was worked out is remembered until the catalogue changes, and never longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from databank import models
from databank.store import Bank
from databank.store.remembering import MOST
from databank.submissions.trial import trial
from tests.databank_rows import put_owner, put_stream


@pytest.fixture
def worked_out() -> list[int]:
    return []


@pytest.fixture
def count(bank: Bank, worked_out: list[int]) -> Callable[..., int]:
    """How many side streams there are, worked out only when it is not remembered."""

    def counted(opened: Bank = bank, key: str = "count") -> int:
        with opened.session() as session:

            def work_out() -> int:
                worked_out.append(1)
                return session.query(models.SideStream).count()

            return opened.remembered(session, key, work_out)

    return counted


def test_an_answer_is_worked_out_once(count: Callable[..., int], worked_out: list[int]) -> None:
    assert [count(), count()] == [0, 0]
    assert len(worked_out) == 1


def test_a_change_makes_it_worked_out_anew(bank: Bank, count: Callable[..., int]) -> None:
    assert count() == 0
    with bank.session(writing=True) as session:
        put_owner(session)
        put_stream(session, "F-1")
    assert count() == 1


def test_another_process_sees_the_change_too(bank: Bank, bank_url: str, count: Callable[..., int]) -> None:
    with Bank(bank_url) as other:
        assert count(other) == 0
        with bank.session(writing=True) as session:
            put_owner(session)
            put_stream(session, "F-1")
        assert count(other) == 1


def test_a_statement_over_many_rows_is_a_change(bank: Bank, count: Callable[..., int], worked_out: list[int]) -> None:
    count()
    with bank.session(writing=True) as session:
        session.execute(update(models.SideStream).values(name="another"))
    count()
    assert len(worked_out) == 2


def test_what_is_no_part_of_the_catalogue_changes_nothing(
    bank: Bank, count: Callable[..., int], worked_out: list[int]
) -> None:
    count()
    with bank.session(writing=True) as session:
        session.add(models.Role(name="somebody"))
    count()
    assert len(worked_out) == 1


def test_what_a_session_changes_itself_is_not_remembered(bank: Bank, count: Callable[..., int]) -> None:
    with bank.session(writing=True) as session, trial(session):
        put_owner(session)
        put_stream(session, "F-1")
        assert bank.remembered(session, "count", lambda: session.query(models.SideStream).count()) == 1
    assert count() == 0


def test_a_trial_leaves_the_mark_as_it_was(bank: Bank, count: Callable[..., int], worked_out: list[int]) -> None:
    count()
    with bank.session(writing=True) as session, trial(session):
        put_owner(session)
        put_stream(session, "F-1")
    count()
    assert len(worked_out) == 1


def test_a_restored_backup_is_a_new_state(bank: Bank, count: Callable[..., int], tmp_path: Path) -> None:
    bank.backup(tmp_path / "backup.sqlite3")
    with bank.session(writing=True) as session:
        put_owner(session)
        put_stream(session, "F-1")
    assert count() == 1
    bank.restore(tmp_path / "backup.sqlite3")
    assert count() == 0


def test_the_least_recent_answer_is_forgotten_first(count: Callable[..., int], worked_out: list[int]) -> None:
    count()
    for number in range(MOST):
        count(key=f"key {number}")
    count()
    assert len(worked_out) == MOST + 2
