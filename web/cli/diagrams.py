"""`sivuvirta sankey`: a flow diagram of the bank or of a flow table, drawn or as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.speech import DONE, SOME_REJECTED, language, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from flows.diagram import SankeyData
    from flows.table import FlowTable
    from flows.views import ViewDefinition

SUFFIXES = (".svg", ".html", ".json", ".csv", ".png", ".pdf")
DEFAULT_VIEW = "big-picture"
DEFAULT_BOUNDARY = "satakunta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the diagram is to show."""

    view: str | None
    year: int | None
    boundary: str | None
    family: str | None
    material_class: str | None


@click.command()
@click.argument("flows", metavar="[FLOWS.csv]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--view", metavar="NAME|F.json", help="A view by name or a definition of your own; of the bank: big-picture."
)
@click.option("--year", type=click.IntRange(1900, 2200), help="One year; else each stream's latest known year.")
@click.option(
    "--audience",
    type=click.Choice(["public", "city"]),
    default="public",
    show_default=True,
    help="Whose eyes the diagram of the bank is made for.",
)
@click.option("--boundary", help="pori, peittoo or satakunta. Of the bank: pori; of a file: all but Elsewhere.")
@click.option(
    "--data",
    type=click.Choice(["facts", "examples"]),
    default="facts",
    show_default=True,
    help="What of the bank is drawn; the two are never drawn together.",
)
@click.option("--family", help="One material family, for a view that asks for one.")
@click.option("--class", "material_class", help="One material class, for a view that asks for one.")
@click.option("--keep-going", is_flag=True, help="Use the good rows of FLOWS.csv and count the bad ones.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="A file .svg .html .json .csv .png or .pdf."
)
def sankey(
    flows: Path | None,
    audience: str,
    data: str,
    keep_going: bool,  # noqa: FBT001  # click hands a flag over by name
    output: Path,
    **question: str | int | None,
) -> int:
    """Draw a flow diagram of the bank, or of FLOWS.csv."""
    from web.cli.drawing import drawing, write_diagram

    suffix = output.suffix.lower()
    if suffix not in SUFFIXES:
        refuse(
            "The name %(file)s says no known format. End it with one of: %(known)s.",
            file=output,
            known=" ".join(SUFFIXES),
        )
    asked = Question(**question)  # type: ignore[arg-type]  # click hands over what its options declare
    if flows is None and asked.boundary is None:
        asked = replace(asked, boundary=DEFAULT_BOUNDARY)
    definition = definition_of(asked.view or (None if flows else DEFAULT_VIEW))
    if flows is None:
        table, names = table_of_bank(asked, audience, is_example=data == "examples")
    else:
        table, names = table_of_file(flows, keep_going=keep_going), {}
        refuse_empty_year(asked.year, table.years())
    woven = woven_diagram(table, definition, asked)
    write_diagram(drawing(woven, definition, names), output, suffix)
    tell(woven, asked, output)
    return SOME_REJECTED if woven.left_out.get("rejected") else DONE


def definition_of(view: str | None) -> ViewDefinition | None:
    """The view by its name, else by the path of a definition; None draws process by process."""
    from flows.views import load_view, view_names
    from flows.views import view as shipped

    if view is None:
        return None
    path = Path(view)
    if view in view_names() or not (path.suffix or path.exists()):
        return shipped(view)
    return load_view(path)


def table_of_bank(asked: Question, audience: str, *, is_example: bool) -> tuple[FlowTable, dict[str, str]]:
    """The derived flow table as the audience may see it, and the names of the areas."""
    from databank.queries import areas, flow_columns, flow_years
    from flows.table import FlowTable
    from web.cli.exchange import viewer_of
    from web.cli.opening import opened_bank, settings_from_environment

    viewer = viewer_of(audience)
    with opened_bank() as bank, bank.session() as session:
        months = settings_from_environment().stale_months
        refuse_empty_year(asked.year, flow_years(session, viewer, is_example, stale_months=months))
        columns = flow_columns(
            session,
            viewer,
            is_example=is_example,
            years="latest" if asked.year is None else [asked.year],
            stale_months=months,
        )
        names = {area.id: area.titles.in_language(language()) for area in areas(session)}
    return FlowTable.from_columns(columns), names


def table_of_file(file: Path, *, keep_going: bool) -> FlowTable:
    """The flow table of a file; its bad rows refuse it unless `keep_going`, and are named either way."""
    from flows.files import check_flow_csv, read_flow_csv
    from web.cli.sentences import row_sentences

    table = read_flow_csv(file, keep_going=keep_going)
    if keep_going:
        for sentence in row_sentences(check_flow_csv(file)):
            warn(sentence)
    return table


def refuse_empty_year(year: int | None, years: Sequence[int]) -> None:
    """A year without a flow is no empty diagram but a mistake."""
    if year is not None and year not in years:
        refuse(
            "There are no flows of %(year)d. The years with flows are: %(years)s.",
            year=year,
            years=", ".join(map(str, years)),
        )


def woven_diagram(table: FlowTable, definition: ViewDefinition | None, asked: Question) -> SankeyData:
    """The diagram as values."""
    from flows.sankey import weave, weave_processes

    if definition is None:
        return weave_processes(table, year=asked.year)
    refuse_missing_material(definition, asked)
    return weave(
        table,
        definition,
        year=asked.year,
        boundary=asked.boundary,
        family=asked.family,
        material_class=asked.material_class,
    )


def refuse_missing_material(definition: ViewDefinition, asked: Question) -> None:
    """A view of one material needs it named, by a name that exists."""
    from taxonomy import materials

    if definition.needs_material and not (asked.family or asked.material_class):
        refuse("The view %(view)s shows one material: name it with --family or --class.", view=definition.name)
    if asked.family:
        materials.family(asked.family)
    if asked.material_class:
        materials.material_class(asked.material_class)


def tell(woven: SankeyData, asked: Question, output: Path) -> None:
    """Say what was written, and over which years a diagram without a year runs."""
    say(_("The diagram is written to %(file)s.", file=output))
    if asked.year is None and woven.years is not None:
        first, last = woven.years
        say(_("Each stream stands with its latest known year, from %(first)d to %(last)d.", first=first, last=last))
