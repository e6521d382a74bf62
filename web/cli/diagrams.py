"""`sivuvirta sankey`: a flow diagram of the bank or of a flow table, drawn or as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.speech import DONE, SOME_REJECTED, refuse, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from flows.diagram import SankeyData
    from flows.materials import Materials
    from flows.table import FlowTable
    from flows.views import ViewDefinition

SUFFIXES = (".svg", ".html", ".json", ".csv", ".png", ".pdf", ".txt")
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
    layer: str | None


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
@click.option(
    "--boundary",
    help="peittoo, pori, satakunta, finland, site:ID or organisation:NAME. Of the bank: satakunta; of a file: all but "
    "Elsewhere.",
)
@click.option("--layer", help="mass, dry_mass, energy or substance:NAME; of the bank the last by its analyses.")
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
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="A file .svg .html .json .csv .png .pdf or .txt.",
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
    from flows.own_words import own_words
    from web.cli.bank_flows import refuse_empty_year, table_of_bank
    from web.cli.drawing import drawing, write_diagram
    from web.cli.flow_files import read_table

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
    refuse_unknown_layer(asked.layer)
    definition = definition_of(asked.view or (None if flows else DEFAULT_VIEW))
    if flows is None:
        table, names = table_of_bank(audience, is_example=data == "examples", year=asked.year, layer=asked.layer)
    else:
        table, names = read_table(flows, keep_going=keep_going, year=asked.year), {}
        refuse_empty_year(asked.year, table.years())
    own = own_words(table) if definition is None else None
    woven = woven_diagram(table, definition, asked, own.materials if own else None)
    write_diagram(
        drawing(woven, definition, {**names, **(own.names if own else {})}, own.colours if own else None),
        output,
        suffix,
    )
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


def woven_diagram(
    table: FlowTable, definition: ViewDefinition | None, asked: Question, materials: Materials | None = None
) -> SankeyData:
    """The diagram as values."""
    from databank.records import Layer
    from flows.sankey import weave, weave_processes

    if definition is None:
        return weave_processes(table, year=asked.year, layer=asked.layer or Layer.MASS, materials=materials)
    refuse_missing_material(definition, asked)
    return weave(
        table,
        replace(definition, layer=asked.layer) if asked.layer else definition,
        year=asked.year,
        boundary=asked.boundary,
        family=asked.family,
        material_class=asked.material_class,
    )


def refuse_unknown_layer(layer: str | None) -> None:
    """A layer is one of the fixed ones or a substance by its name."""
    from databank.records import Layer
    from flows.table import SUBSTANCE

    if layer is None or layer in tuple(Layer) or layer.removeprefix(SUBSTANCE) not in {"", layer}:
        return
    refuse("There is no layer %(layer)s. Write mass, dry_mass, energy, or substance: and a name.", layer=layer)


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
