"""What a visitor asks of the materials list: read from the address, checked, and written back into addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from databank.records import Hazard, LegalStatus, RecordKind, StreamFilter
from taxonomy import materials
from taxonomy.codes import UnknownCodeError
from web.addresses import address
from web.errors import WrongRequestError
from web.language import gettext as _
from web.search_words import LONGEST_SEARCH, parse

Word = TypeVar("Word", bound=StrEnum)
Place = tuple[float, float]

LARGEST_T = Decimal(1_000_000_000)
LARGEST_KM = Decimal(20_000)
LONGEST_NUMBER = 20
SORTS = ("mass", "distance", "newest", "name")
DATA_SETS = {"both": None, "facts": False, "examples": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Everything that narrows, orders and pages the list. Its members are the query parameters."""

    q: str = ""
    family: tuple[str, ...] = ()
    material_class: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    kind: tuple[RecordKind, ...] = ()
    legal: tuple[LegalStatus, ...] = ()
    hazard: tuple[Hazard, ...] = ()
    t_min: Decimal | None = None
    t_max: Decimal | None = None
    km: Decimal | None = None
    data: str = "both"
    sort: str = "mass"
    after: str | None = None

    def query(self) -> dict[str, Any]:
        """The parameters that say the same again; what is at its default is left out."""
        named = {
            "q": self.q,
            "family": list(self.family),
            "class": list(self.material_class),
            "area": list(self.area),
            "kind": list(self.kind),
            "legal": list(self.legal),
            "hazard": list(self.hazard),
            "t_min": _plain(self.t_min),
            "t_max": _plain(self.t_max),
            "km": _plain(self.km),
            "data": "" if self.data == "both" else self.data,
            "sort": "" if self.sort == "mass" else self.sort,
            "after": self.after,
        }
        return {name: value for name, value in named.items() if value not in ("", [], None)}

    def address(self, *, extension: str = "html", **changes: Any) -> str:
        """The list with some of the wishes changed. A change always starts at the first page."""
        changed = replace(self, **({"after": None} | changes))
        return address("catalogue.materials", extension=extension, **changed.query())

    def with_choice(self, name: str, value: str) -> str:
        """The list with one value of a many-valued wish added, or taken away where it is chosen already."""
        chosen = getattr(self, name)
        kept = tuple(other for other in chosen if other != value)
        changes: dict[str, Any] = {name: kept if value in chosen else (*chosen, value)}
        return self.address(**changes)

    def filter(self, peittoo: Place | None, kinds: Iterable[RecordKind] = ()) -> StreamFilter:
        """What to ask the data bank, narrowed to some `kinds`."""
        wanted = frozenset(kinds or RecordKind) & frozenset(self.kind or RecordKind)
        return StreamFilter(
            text=self.q,
            families=frozenset(self.family),
            material_classes=frozenset(self.material_class),
            areas=frozenset(self.area),
            kinds=wanted if wanted != frozenset(RecordKind) else frozenset(),
            legal_statuses=frozenset(self.legal),
            hazards=frozenset(self.hazard),
            min_t_per_year=self.t_min,
            max_t_per_year=self.t_max,
            near=peittoo,
            within_km=float(self.km) if self.km is not None and peittoo else None,
            is_example=DATA_SETS[self.data],
        )

    def is_within(self, kinds: Iterable[RecordKind]) -> bool:
        """Whether nothing but records of `kinds` is asked for."""
        return bool(self.kind) and frozenset(self.kind) <= frozenset(kinds)


def wish_of(arguments: MultiDict[str, str]) -> Wish:
    """Read the query. Words typed into the search box become limits; a limit in the address goes before them."""
    words = parse(arguments.get("q", "")[:LONGEST_SEARCH])
    t_min = _amount(arguments, "t_min") if arguments.get("t_min") else words.min_t_per_year
    t_max = _amount(arguments, "t_max") if arguments.get("t_max") else words.max_t_per_year
    typed_km = None if words.within_km is None else Decimal(str(words.within_km))
    km = _bounded("km", arguments.get("km", ""), LARGEST_KM) if arguments.get("km") else typed_km
    return Wish(
        q=words.text,
        family=_known(arguments, "family", materials.family),
        material_class=_known(arguments, "class", materials.material_class),
        area=_listed(arguments, "area"),
        kind=_words(arguments, "kind", RecordKind),
        legal=_words(arguments, "legal", LegalStatus),
        hazard=_words(arguments, "hazard", Hazard),
        t_min=t_min,
        t_max=t_max,
        km=km,
        data=one_of(arguments, "data", tuple(DATA_SETS), "both"),
        sort=one_of(arguments, "sort", SORTS, "mass"),
        after=arguments.get("after") or None,
    )


def one_of(arguments: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    """A parameter that is one of a few words."""
    value = arguments.get(name) or default
    if value not in allowed:
        raise _not_allowed(name, value, allowed)
    return value


def _not_allowed(name: str, value: str, allowed: Iterable[str]) -> WrongRequestError:
    sentence = _(
        "%(name)s cannot be “%(value)s”. It can be: %(allowed)s.",
        name=name,
        value=value[:LONGEST_NUMBER],
        allowed=", ".join(allowed),
    )
    return WrongRequestError(sentence, field=name)


def _listed(arguments: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(sorted({value for value in arguments.getlist(name) if value}))


def _words(arguments: MultiDict[str, str], name: str, words: type[Word]) -> tuple[Word, ...]:
    asked = _listed(arguments, name)
    for value in asked:
        if value not in {*words}:
            raise _not_allowed(name, value, words)
    return tuple(word for word in words if word in asked)


def _known(arguments: MultiDict[str, str], name: str, look_up: Callable[[str], object]) -> tuple[str, ...]:
    asked = _listed(arguments, name)
    for value in asked:
        try:
            look_up(value)
        except UnknownCodeError:
            sentence = _(
                "There is no “%(value)s” among the materials. Choose one in the list.", value=value[:LONGEST_NUMBER]
            )
            raise WrongRequestError(sentence, field=name) from None
    return asked


def _amount(arguments: Mapping[str, str], name: str) -> Decimal:
    return _bounded(name, arguments.get(name, ""), LARGEST_T)


def _bounded(name: str, value: str, largest: Decimal) -> Decimal:
    try:
        number = Decimal(value.strip()[:LONGEST_NUMBER])
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_nan() or not 0 <= number <= largest:
        sentence = _("%(name)s must be a number from 0 to %(largest)s.", name=name, largest=f"{largest:f}")
        raise WrongRequestError(sentence, field=name)
    return number


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
