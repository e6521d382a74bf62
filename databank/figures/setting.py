"""The city sets a number or takes it back. Two may do so at once: the second is told what the first has set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_set_figures
from databank.errors import N_, DatabankError, RecordNotFoundError, Sentence
from databank.figures.reading import override_of
from databank.records import Override
from taxonomy.figures import Basis

LONGEST_SOURCE = 500
FIRST_YEAR = 1990
NUMBER = re.compile(r"[-\u2212]?\d{1,9}([.,]\d{1,6})?")


class FigureRefusedError(DatabankError):
    """A number that cannot be set: `problems` says for each field what is wrong with it."""

    def __init__(self, problems: Mapping[str, Sentence]) -> None:
        super().__init__(N_("The number cannot be set as it is written."))
        self.problems = problems


class FigureChangedError(DatabankError):
    """Somebody else has set or withdrawn the number meanwhile; `standing` is what holds now, None the shipped one."""

    def __init__(self, standing: Override | None) -> None:
        super().__init__(N_("Somebody else has changed this number meanwhile."))
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A number as it was typed. `unit` is that of the shipped one, and `lowest` the least that makes sense.

    `version` is that of the setting which was seen, or 0 where the number had never been set.
    """

    figure: str
    unit: str
    low: str
    high: str
    year: str
    basis: str
    source: str
    lowest: Decimal = Decimal(0)
    version: int = 0


def set_figure(session: Session, viewer: Viewer, wanted: NewFigure, *, today: date) -> Override:
    """Set a number instead of the shipped one; an empty upper end is the same as the lower.

    Raises
    ------
    FigureRefusedError
        When it cannot be set as it is written.
    FigureChangedError
        When somebody else set or withdrew it since it was looked at.
    """
    _require(viewer)
    low, high, year = _read(wanted, today)
    _unchanged(_newest(session, wanted.figure), wanted.version)
    row = models.FigureOverride(
        figure=wanted.figure,
        version=wanted.version + 1,
        low=low,
        high=high,
        unit=wanted.unit,
        year=year,
        basis=wanted.basis,
        source=wanted.source.strip(),
        set_on=today,
        set_by=viewer.person_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        newest = _newest(session, wanted.figure)
        raise FigureChangedError(override_of(newest) if newest else None) from None
    return override_of(row)


def reset_figure(session: Session, viewer: Viewer, figure: str, version: int, *, today: date) -> Override:
    """Use the shipped number again. What was set stays in the history.

    Raises
    ------
    FigureChangedError
        When somebody else set or withdrew it since it was looked at.
    """
    _require(viewer)
    row = _newest(session, figure)
    _unchanged(row, version)
    if row is None or row.withdrawn_on is not None:
        raise FigureChangedError(None)
    row.withdrawn_on, row.withdrawn_by = today, viewer.person_id
    session.flush()
    return override_of(row)


def _require(viewer: Viewer) -> None:
    if not may_set_figures(viewer):
        raise RecordNotFoundError("")


def _newest(session: Session, figure: str) -> models.FigureOverride | None:
    table = models.FigureOverride
    query = select(table).where(table.figure == figure).order_by(table.version.desc()).limit(1)
    return session.scalar(query.with_for_update(), execution_options={"populate_existing": True})


def _unchanged(row: models.FigureOverride | None, version: int) -> None:
    if (row.version if row else 0) != version:
        raise FigureChangedError(override_of(row) if row and row.withdrawn_on is None else None)


def _read(wanted: NewFigure, today: date) -> tuple[Decimal, Decimal, int]:
    """The numbers as they are kept; whatever is wrong is said all at once."""
    low, high = _number(wanted.low), _number(wanted.high or wanted.low)
    typed = {"low": (wanted.low, low), "high": (wanted.high, high)}
    problems = {name: _NO_NUMBER for name, (text, one) in typed.items() if one is None and (text or name == "low")}
    problems |= _outside(wanted, low, high)
    if not (wanted.year.isascii() and wanted.year.isdecimal() and FIRST_YEAR <= int(wanted.year[:5]) <= today.year):
        problems["year"] = Sentence(
            N_("Write the year for which the number holds, from %(first)s to %(last)s."),
            first=FIRST_YEAR,
            last=today.year,
        )
    if wanted.basis not in get_args(Basis):
        problems["basis"] = Sentence(N_("Choose how the number was come by."))
    if not wanted.source.strip() or "\0" in wanted.source:
        problems["source"] = Sentence(N_("Write where the number comes from."))
    elif len(wanted.source.strip()) > LONGEST_SOURCE:
        problems["source"] = Sentence(N_("The source has at most %(most)s letters."), most=LONGEST_SOURCE)
    if problems or low is None or high is None:
        raise FigureRefusedError(problems)
    return low, high, int(wanted.year)


def _outside(wanted: NewFigure, low: Decimal | None, high: Decimal | None) -> dict[str, Sentence]:
    if low is None or high is None:
        return {}
    if low < wanted.lowest:
        lowest = Sentence(N_("The number is below %(lowest)s, which makes no sense here."), lowest=wanted.lowest)
        return {"low": lowest}
    if high < low:
        return {"high": Sentence(N_("The upper end is below the lower end: change one of them."))}
    return {}


_NO_NUMBER = Sentence(
    N_("Write a number such as %(example)s: digits with at most six decimals, no spaces between."),
    example=Decimal("12.5"),
)


def _number(text: str) -> Decimal | None:
    typed = text.strip()
    return Decimal(typed.replace("\u2212", "-").replace(",", ".")) if NUMBER.fullmatch(typed) else None
