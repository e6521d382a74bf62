"""What the reader of a diagram chose: view, data set, year, boundary, material; read from the address and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from flask import request

from databank.records import Layer
from flows.boundary import boundaries
from flows.errors import UnknownViewError
from flows.labels import UnitMode
from flows.views import ViewDefinition
from flows.views import view as shipped_view
from flows.views.definitions import YearRule
from flows.views.narrowing import Narrowing
from taxonomy import materials
from web.addresses import address
from web.auth import current_viewer
from web.diagrams import narrowed
from web.diagrams.reading import layer_of
from web.errors import WrongRequestError
from web.house import bank
from web.language import gettext as _

DATA_SETS = ("facts", "examples", "both")
SETS_OF = {"facts": (False,), "examples": (True,), "both": (False, True)}
DEFAULT_BOUNDARY = "satakunta"
LATEST = "latest"
REPORTED, RECONCILED = "reported", "reconciled"
VALUES = (REPORTED, RECONCILED)
UNITS: tuple[UnitMode, ...] = ("t", "share", "truckloads")
AROUND = ("organisation:", "site:")
LONGEST_BOUNDARY = 250
NOT_FOUND = 404
CONTENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One picture, as its address says it.

    `year` None stands for the newest year of each data set until `settled`; with `latest` every stream stands with
    its latest known year. `compare` names the other state that the picture is compared with: a year, or a scenario
    that is drawn beside today. `pin` is the node whose ways through the picture stand out.
    """

    view: ViewDefinition
    data: str = "facts"
    year: int | None = None
    latest: bool = False
    boundary: str = DEFAULT_BOUNDARY
    family: str | None = None
    material_class: str | None = None
    narrowing: Narrowing = field(default_factory=Narrowing)
    compare: str = ""
    values: str = REPORTED
    unit: UnitMode = "t"
    uncertainty: bool = False
    pin: str = ""
    content: str = ""

    @property
    def drawn_view(self) -> ViewDefinition:
        """The view in the layer that is counted."""
        return replace(self.view, layer=layer_of(self.content)) if self.content else self.view

    @property
    def is_example(self) -> tuple[bool, ...]:
        """Which data sets are drawn, one figure each."""
        return SETS_OF[self.data]

    def query(self) -> dict[str, Any]:
        """The query that says the same; what is at its default is left out."""
        named = {
            "data": "" if self.data == "facts" else self.data,
            "year": LATEST if self.latest else self.year,
            "boundary": "" if self.boundary == default_boundary(self.view) else self.boundary,
            "family": self.family if self.material_class is None else None,
            "class": self.material_class,
            "compare": self.compare,
            "values": "" if self.values == REPORTED else self.values,
            "unit": "" if self.unit == UNITS[0] else self.unit,
            "uncertainty": "1" if self.uncertainty else "",
            "pin": self.pin,
            "content": self.content,
        }
        said = {name: value for name, value in named.items() if value not in ("", None)}
        return said | narrowed.query(self.narrowing)

    def plain(self) -> Choice:
        """The same without what belongs to this view's own boxes and to a closer look."""
        return replace(self, narrowing=Narrowing(), compare="", uncertainty=False, pin="", content="")

    def settled(self, years: Sequence[int]) -> Choice:
        """The same for a data set with these years: without a year asked for, its newest one."""
        if self.latest or self.year is not None or not years:
            return self
        return replace(self, year=max(years))

    def address(self, *, extension: str = "html", **changes: Any) -> str:
        """The picture with something changed."""
        changed = replace(self, **changes)
        return address("diagrams.diagram", view=changed.view.name, extension=extension, **changed.query())

    def records_base(self, *, is_example: bool) -> str:
        """The records behind a number of one data set, up to where the number is named."""
        plain = replace(self.plain(), narrowing=self.narrowing, content=self.content, unit=UNITS[0])
        query = plain.query() | {"data": "examples" if is_example else "facts"}
        return address("diagrams.records", view=self.view.name, extension="html", **query)


def view_named(name: str) -> ViewDefinition:
    """The view of the address, shipped or made by the city; a wrong name is a page that is not there."""
    try:
        return shipped_view(name)
    except UnknownViewError as error:
        from web.view_editor.stored import view_of  # the editor shows pictures itself

        with bank().session() as session:
            saved = view_of(session, current_viewer(), name)
        if saved is not None:
            return saved
        raise WrongRequestError(_(error.message, **error.values), NOT_FOUND, "view") from None


def kept_query(choice: Choice, changed: str) -> list[tuple[str, str]]:
    """What a form that changes one part of a choice must send along."""
    query = choice.query()
    query.pop(changed, None)
    return [
        (name, str(one)) for name, value in query.items() for one in (value if isinstance(value, list) else [value])
    ]


def choice_of(name: str) -> Choice:
    """Read everything but the year, which needs the years of the bank."""
    view = view_named(name)
    data = one_of("data", DATA_SETS, "facts")
    boundary = _boundary(view)
    family, material_class = _material() if view.needs_material else (None, None)
    return Choice(
        view=view,
        data=data,
        boundary=boundary,
        family=family,
        material_class=material_class,
        narrowing=narrowed.of_request(view),
        compare=request.args.get("compare", "").strip(),
        values=one_of("values", VALUES, REPORTED),
        unit=cast(UnitMode, one_of("unit", UNITS, UNITS[0])),
        uncertainty=request.args.get("uncertainty") == "1",
        pin=request.args.get("pin", "")[:200],
        content=_content(view),
    )


def default_boundary(view: ViewDefinition) -> str:
    """Where a reader of a view starts."""
    return view.boundary if view.boundary and view.boundary in boundaries() else DEFAULT_BOUNDARY


def _boundary(view: ViewDefinition) -> str:
    """A named boundary, or one around a site or organisation: whether these flows have it shows when they are read."""
    text = request.args.get("boundary", "").strip()
    if text.startswith(AROUND):
        return text[:LONGEST_BOUNDARY]
    return one_of("boundary", tuple(boundaries()), default_boundary(view))


def _content(view: ViewDefinition) -> str:
    """What the flows hold that is to be counted; only mass holds something."""
    text = request.args.get("content", "").strip()
    if not text or view.layer != Layer.MASS:
        return ""
    if CONTENT.fullmatch(text):
        return text
    raise WrongRequestError(
        _(
            "content cannot be “%(value)s”. Write dry, or a substance as in analyses, for example P or Zn.",
            value=text[:20],
        ),
        field="content",
    )


def with_year(choice: Choice, years: Sequence[int]) -> Choice:
    """Take the year of the address, if the bank has it."""
    text = request.args.get("year", "").strip()
    if not text:
        return replace(choice, latest=choice.view.year is YearRule.LATEST)
    if text == LATEST:
        return replace(choice, latest=True)
    if text in map(str, years):
        return replace(choice, year=int(text))
    if not years:
        raise WrongRequestError(
            _("There are no years to choose from yet. Leave year out of the address."), field="year"
        )
    raise WrongRequestError(
        _(
            "year cannot be “%(value)s”. The years with data are: %(years)s. Leave year out for the newest.",
            value=text[:20],
            years=", ".join(map(str, years)),
        ),
        field="year",
    )


def one_of(name: str, allowed: Sequence[str], default: str) -> str:
    """A parameter that is one of a few words."""
    value = request.args.get(name, "").strip() or default
    if value in allowed:
        return value
    raise WrongRequestError(
        _(
            "%(name)s cannot be “%(value)s”. It can be: %(allowed)s.",
            name=name,
            value=value[:20],
            allowed=", ".join(allowed),
        ),
        field=name,
    )


def _material() -> tuple[str | None, str | None]:
    """Family and class of a one-material view; a class brings its family along."""
    class_id, family = request.args.get("class", ""), request.args.get("family", "")
    if class_id:
        known = {item.id: item.family for item in materials.material_classes()}
        if class_id not in known:
            raise WrongRequestError(
                _("There is no material class “%(name)s”. Find one in the taxonomy.", name=class_id[:60]), field="class"
            )
        return known[class_id], class_id
    if family:
        return one_of("family", [item.id for item in materials.families()], ""), None
    return None, None
