"""`sivuvirta template`: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from taxonomy.codes import LANGUAGES, Language
from web.cli.speech import say
from web.cli.speech import translate as _


@click.command("template")
@click.argument("kind")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The workbook to write.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="Language of its headings."
)
@click.option("--all-columns", is_flag=True, help="Every column, not only those that most people need.")
def template(kind: str, output: Path, language: str, all_columns: bool) -> None:  # noqa: FBT001  # click hands a flag over by name
    """Write a workbook to fill in with records of KIND.

    KIND is one of organisations, sites, side-streams, needs, flows. What is filled in comes back with `import`.
    """
    from databank.sheets.templates import write_template
    from web.cli.files import whole_file

    with whole_file(output) as temporary:
        write_template(kind, cast(Language, language), temporary, every_column=all_columns)
    say(_("The template of %(kind)s is written to %(file)s.", kind=kind, file=output))
