"""Which edition of the List of Waste a page speaks of, and how to change it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from taxonomy import waste_list
from taxonomy.waste_list import WasteList
from web import house, numbers
from web.addresses import here
from web.errors import WrongRequestError
from web.language import gettext as _

EDITIONS = ("2015", "2026")


@dataclass(frozen=True, slots=True)
class EditionLink:
    name: str
    label: str
    href: str


def in_force() -> WasteList:
    """The edition that holds today, by the installation's date for the battery codes."""
    return waste_list.edition_in_force(house.today(), house.settings().battery_codes_from)


def chosen() -> WasteList:
    """The edition the address asks for, else the one in force."""
    name = request.args.get("edition", "")
    if not name:
        return in_force()
    if name not in EDITIONS:
        raise WrongRequestError(
            _("There is no edition %(name)s of the List of Waste. Choose 2015 or 2026.", name=name), field="edition"
        )
    return waste_list.edition(name)


def address_values() -> dict[str, str]:
    """The edition for links, when the address names one."""
    name = request.args.get("edition", "")
    return {"edition": name} if name else {}


def links() -> tuple[EditionLink, ...]:
    """Both editions of this very page."""
    words = {"2015": _("Before the battery codes"), "2026": _("With the battery codes")}
    return tuple(EditionLink(name, words[name], here(edition=name, extension="html")) for name in EDITIONS)


def sentence() -> str:
    """Which edition holds and from which day the next one does."""
    day = numbers.day(house.settings().battery_codes_from)
    if in_force().name == EDITIONS[0]:
        return _(
            "In force: Decision 2000/532/EC as amended until 2014. Battery codes of (EU) 2025/934 apply from %(day)s.",
            day=day,
        )
    return _("In force: Decision 2000/532/EC with the battery codes of (EU) 2025/934, applied from %(day)s.", day=day)
