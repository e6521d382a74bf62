"""The picture of a view before it is published: as everybody will see it, whoever looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from markupsafe import Markup

from databank import queries
from databank.access import ANONYMOUS
from flows.boundary import boundaries
from flows.drawing.sheet import Entry
from flows.errors import FlowError
from flows.headlines import ledes
from flows.partition import FOLDED, NEVER_FOLDED
from flows.table import FlowTable
from flows.views import ViewDefinition, YearRule
from web import house
from web.diagrams import drawings, pictures, tables, weaving
from web.diagrams.choice import LATEST, SETS_OF, Choice, default_boundary
from web.diagrams.controls import BOUNDARY_ORDER
from web.diagrams.owners import with_owner
from web.diagrams.phone import PhoneRow, phone_rows
from web.diagrams.weaving import Woven
from web.labels import title
from web.language import gettext as _
from web.view_editor.fields import Typed
from web.view_editor.making import chosen_places

DATA = ("facts", "examples")
BY_NAME = ("organisation", "process")
NOTHING = Markup()
GROUP = "group:"
"""How the key of a box begins that the view itself gathers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A picture with its words; `problem` says why there is none.

    `boxes` are the keys and names of the boxes of each column, by the id of its stage.
    """

    typed: Typed
    years: tuple[tuple[str, str], ...]
    name: str = "preview"
    headline: Markup = NOTHING
    lede: str = ""
    scope: str = ""
    svg: Markup = NOTHING
    phone: tuple[PhoneRow, ...] = ()
    legend: Sequence[Entry] = ()
    conservation: Sequence[tables.Line] = ()
    boxes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_example: bool = False
    problem: str = ""


def look(view: ViewDefinition, typed: Typed) -> Preview:
    """The picture of the data that were chosen; where none were, of facts, or of examples where facts make none."""
    wanted = [typed["look_data"]] if typed["look_data"] in DATA else list(DATA)
    found = _look(view, typed | {"look_data": wanted[0]})
    if found.problem and len(wanted) > 1:
        examples = _look(view, typed | {"look_data": wanted[1]})
        return found if examples.problem else examples
    return found


def cannot_be_shown(view: ViewDefinition, typed: Typed) -> dict[str, str]:
    """Why a view cannot be published, by field.

    Its picture is empty on every data set or breaks the conservation contract, or a group names whom nobody sees.
    """
    usual = typed | {"look_year": "", "look_boundary": ""}
    found = [_look(view, usual | {"look_data": data}) for data in DATA]
    if all(one.problem for one in found):
        return {"column_1": found[0].problem}
    return dict(_hidden_names(view, typed))


def _hidden_names(view: ViewDefinition, typed: Typed) -> Iterator[tuple[str, str]]:
    """Groups of companies or plants may hold only those that everybody sees by name."""
    known: set[str] = set()
    with house.bank().session() as session:
        for is_example in (False, True):
            table = _table(session, Choice(view=view, latest=True), is_example=is_example)
            known |= {name for one in table.processes.values() for name in (one.id, one.label, one.organisation)}
    for place, stage in zip(chosen_places(typed), view.stages, strict=True):
        of_companies = stage.dimension.name.rpartition("_")[2] in BY_NAME
        if of_companies and any(key.rpartition(":")[2] not in known for group in stage.groups for key in group.keys):
            yield (
                f"group_{place.number}_fi",
                _("Somebody here is not shown to everybody by name. Choose the boxes again."),
            )


def _look(view: ViewDefinition, typed: Typed) -> Preview:
    is_example = SETS_OF[typed["look_data"]][0]
    with house.bank().session() as session:
        years = queries.flow_years(session, ANONYMOUS, is_example, **house.ages())
        choice = _choice(view, typed, years)
        table = _table(session, choice, is_example=is_example)
        choice = with_owner(session, weaving.with_material(choice, table), table)
        names = weaving.area_names(session)
    choices = (
        ("", _("As readers see it first")),
        *((str(year), str(year)) for year in reversed(years)),
        (LATEST, _("Latest known")),
    )
    shown = partial(Preview, typed=typed, years=choices, is_example=is_example)
    try:
        woven = weaving.woven(choice, table, names)
    except FlowError as error:
        return shown(problem=_(error.message, **error.values))
    if woven.is_empty:
        return shown(problem=_("The picture is empty: nothing that everybody may see fits these columns and choices."))
    return _drawn(woven, shown)


def _drawn(woven: Woven, shown: partial[Preview]) -> Preview:
    drawing = drawings.inline(woven, pictures.picture_title(woven), pictures.headline_text(woven), leads=False)
    return shown(
        headline=pictures.headline_html(woven),
        lede=" ".join(ledes(woven.choice.view.ledes, woven.data, woven.labels)),
        scope=pictures.scope(woven),
        svg=Markup(drawing),  # noqa: S704  # our own drawing, escaped where it is made
        phone=tuple(phone_rows(woven)),
        legend=tuple(drawings.legend_of(woven)),
        conservation=tuple(tables.conservation_lines(woven)),
        boxes=_boxes(woven),
    )


def _boxes(woven: Woven) -> dict[str, dict[str, str]]:
    """The boxes that may be put into a group, folded ones too; those that are always drawn by themselves are not."""
    found: dict[str, dict[str, str]] = {column.id: {} for column in woven.data.columns}
    for node in woven.data.nodes:
        keys = node.members if node.key == FOLDED else (node.key,)
        for key in keys:
            if key not in NEVER_FOLDED and not key.startswith(GROUP):
                found[node.stage][key] = woven.labels.node_label(replace(node, key=key, members=()))
    return found


def _choice(view: ViewDefinition, typed: Typed, years: Sequence[int]) -> Choice:
    boundary = typed["look_boundary"] if typed["look_boundary"] in BOUNDARY_ORDER else default_boundary(view)
    choice = Choice(view=view, data=typed["look_data"], boundary=boundary)
    if typed["look_year"] == LATEST or (not typed["look_year"] and view.year is YearRule.LATEST):
        return replace(choice, latest=True)
    wanted = [year for year in years if str(year) == typed["look_year"]]
    return choice.settled(wanted or years)


def _table(session: house.Session, choice: Choice, *, is_example: bool) -> FlowTable:
    """The flows that everybody sees."""
    year, layer = choice.year, choice.view.layer

    def read() -> FlowTable:
        found = queries.flow_columns(
            session,
            ANONYMOUS,
            is_example=is_example,
            years="latest" if year is None else [year],
            layer=layer,
            **house.ages(),
        )
        return FlowTable.from_columns(found)

    key = ("public flows", is_example, year, layer, *house.ages().values())
    return house.bank().remembered(session, key, read)


def data_choices() -> list[tuple[str, str]]:
    """The data sets that a preview may show."""
    return [("facts", _("Facts")), ("examples", _("Examples"))]


def boundary_choices() -> list[tuple[str, str]]:
    """The boundaries that a preview may have."""
    return [("", _("As readers see it first")), *((name, title(boundaries()[name].titles)) for name in BOUNDARY_ORDER)]
