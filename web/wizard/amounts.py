"""The questions of how much: figures as people write them, their unit, and what they are measured on."""

from __future__ import annotations

from decimal import Decimal

from databank.records import Basis, Period
from web.catalogue.amounts import range_text
from web.catalogue.words import unit_label
from web.labels import label
from web.language import gettext as _
from web.numbers import NBSP, number, per_year
from web.wizard import typed
from web.wizard.values import NOTHING, Answers, Parts, Reader, WrongAnswerError

UNITS = ("t", "kg", "m3", "MWh")
PERCENT = 100


def unit_of(reader: Reader) -> str:
    """The unit that was chosen, tonnes unless another was."""
    return reader("unit") or UNITS[0]


def period_of(reader: Reader) -> str:
    """What the amount is of, a year unless another was chosen."""
    return reader("period") or Period.PER_YEAR.value


def read_amount(reader: Reader) -> Parts:
    """The amount with its unit and the year that it is of."""
    text = reader("amount")
    if not text:
        raise WrongAnswerError(_("Enter how much there is. An estimate or a range will do."))
    unit = unit_of(reader)
    cells = {**typed.amount(text, reader.language).cells(), "unit": unit, "year": str(reader.today.year)}
    if unit == "MWh":
        cells["basis"] = Basis.ENERGY.value
    return {"record": cells}


def say_amount(reader: Reader) -> str:
    """The amount as it was typed, with its unit."""
    if not reader("amount"):
        return ""
    unit = unit_label(unit_of(reader))
    return f"{_figure(reader)}{NBSP}{per_year(unit) if period_of(reader) == Period.PER_YEAR else unit}"


def _figure(reader: Reader) -> str:
    """The figure as it is written in the language of the page; what cannot be read stays as it was typed."""
    try:
        said = typed.amount(reader("amount"), reader.language)
    except WrongAnswerError:
        return reader("amount")
    return number(said.value) if said.value is not None else range_text(said.low, said.high)


def read_period(reader: Reader) -> Parts:
    """Per year, one batch or a stock."""
    return {"record": {"period": period_of(reader)}}


def say_period(reader: Reader) -> str:
    """The period in words."""
    period = period_of(reader)
    return label(Period(period)) if period in set(Period) else period


def read_basis(reader: Reader) -> Parts:
    """Wet as shipped, or dry with its moisture."""
    if reader("basis") != Basis.DRY or unit_of(reader) == "MWh":
        return NOTHING
    cells = {"basis": Basis.DRY.value}
    if reader("moisture"):
        cells["moisture_share"] = str(share(reader("moisture"), reader))
    return {"record": cells}


def share(text: str, reader: Reader) -> Decimal:
    """A percentage as a share."""
    try:
        percent = typed.decimal(text.rstrip("% "), reader.language)
    except WrongAnswerError as refused:
        raise WrongAnswerError(refused.sentence, "moisture") from None
    if percent > PERCENT:
        raise WrongAnswerError(_("Enter the moisture in per cent, from 0 to 100."), "moisture")
    return percent / PERCENT


def say_basis(reader: Reader) -> str:
    """What the amount is measured on."""
    if reader("basis") != Basis.DRY:
        return label(Basis.AS_SHIPPED)
    if reader("moisture"):
        return _("dry mass, moisture %(percent)s %%", percent=reader("moisture").rstrip("% "))
    return label(Basis.DRY)


def read_density(reader: Reader) -> Parts:
    """Tonnes in a cubic metre."""
    if not reader("density"):
        return NOTHING
    return {"record": {"density_t_m3": str(typed.decimal(reader("density"), reader.language))}}


def is_volume(reader: Reader) -> bool:
    """Whether the amount is a volume, which only a density makes tonnes of."""
    return unit_of(reader) == "m3"


def settled(answers: Answers) -> dict[str, str]:
    """Answers in which the chosen meaning of an amount stands in the place of what could mean two."""
    meant, text = answers.get("amount_meant", ""), answers.get("amount", "")
    settles = meant and meant in {value for value, _words in typed.meanings(text)}
    return {**answers, "amount": meant if settles else text, "amount_meant": ""}
