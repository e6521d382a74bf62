"""The two states that a picture compares: two years, today and a plant more or less, reported and reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.errors import UnknownScenarioError
from flows.system.scenarios import TODAY, Scenario
from web.diagrams.choice import RECONCILED, Choice
from web.errors import WrongRequestError
from web.language import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is drawn and what it is compared with.

    `scenario` is the state that is drawn; `base_year` the year it is compared with where that is another one;
    `has_base` tells whether there is anything to compare with.
    """

    scenario: Scenario = TODAY
    base_year: int | None = None
    has_base: bool = False


NOT_COMPARED = Compared()


def states(choice: Choice, asked: Compared, plant: str) -> tuple[str, str]:
    """The words of the base and of what is drawn; `plant` is the name of the one that is thought away."""
    now = str(choice.year) if choice.year is not None else _("latest known")
    if asked.base_year is not None:
        return str(asked.base_year), now
    if asked.scenario.process:
        return _("today"), _("without %(plant)s", plant=plant)
    if asked.scenario.counts_planned:
        return _("today"), _("planned plants running")
    return (_("reported"), _("reconciled")) if choice.values == RECONCILED else ("", now)


def compared(choice: Choice, years: Sequence[int]) -> Compared:
    """What the address asks to compare. Reconciled values are always set beside the reported ones."""
    text = base_of(choice, years)
    if text.isascii() and text.isdigit():
        return Compared(base_year=_year(text, years), has_base=True)
    if text:
        try:
            scenario = Scenario.parse(text)
        except UnknownScenarioError as error:
            raise WrongRequestError(_(error.message, **error.values), field="compare") from None
        return Compared(scenario=scenario, has_base=scenario != TODAY)
    return Compared(has_base=choice.values == RECONCILED)


def base_of(choice: Choice, years: Sequence[int]) -> str:
    """What the address names; a view that compares years stands beside the first of its unbroken row of years."""
    if choice.compare or not choice.view.compares_years or choice.latest:
        return choice.compare
    shown = max(years, default=0) if choice.year is None else choice.year
    others = [year for year in years if year != shown]
    # a lone year before a gap knows next to nothing: beside it everything would seem to have grown from none
    return str(min((year for year in others if _unbroken(year, shown, years)), default=min(others, default="")))


def _unbroken(first: int, last: int, years: Sequence[int]) -> bool:
    """Whether there are data of every year from the one to the other, whichever is the earlier."""
    return set(range(min(first, last), max(first, last) + 1)) <= set(years)


def _year(text: str, years: Sequence[int]) -> int:
    if text in map(str, years):
        return int(text)
    raise WrongRequestError(
        _(
            "compare cannot be “%(value)s”. The years with data are: %(years)s.",
            value=text[:20],
            years=", ".join(map(str, years)),
        ),
        field="compare",
    )
