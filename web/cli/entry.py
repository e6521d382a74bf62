"""The program `sivuvirta`: its commands, and the one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from web.cli import (
    allocating,
    balances,
    checks,
    classifying,
    converting,
    database,
    demonstration,
    diagrams,
    evaluating,
    exchange,
    imports,
    indicating,
    matching,
    reconciling,
    server,
    templates,
    users,
    work,
)
from web.cli.sentences import sentences_of
from web.cli.speech import NOTHING_DONE, refuse_unknown_language, warn

INTERRUPTED = 130


def print_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's
    """Say the installed version; importlib.metadata is slow to import, so only when asked."""
    if not asked or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"sivuvirta {version('sivuvirta')}")
    except PackageNotFoundError:
        click.echo("sivuvirta (not installed: run from its sources)")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Show the version."
)
def program() -> None:
    """Sivuvirta: the side streams of Pori, Peittoo and Harjavalta as a data bank and as flow diagrams.

    Errors are sentences on stderr in SIVUVIRTA_LANGUAGE (en, fi or sv). Exit codes: 0 done, 1 some rows rejected,
    2 nothing done.
    """


for command in (
    demonstration.demo,
    server.serve,
    work.work,
    users.user,
    database.db,
    checks.check,
    imports.import_rows,
    imports.undo,
    imports.imports,
    exchange.export_rows,
    templates.template,
    classifying.classify,
    evaluating.evaluate,
    allocating.allocate,
    matching.match,
    diagrams.sankey,
    converting.convert,
    balances.balance,
    reconciling.reconcile,
    indicating.indicators,
):
    program.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run a command and leave with its exit code, never with a traceback."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    try:
        refuse_unknown_language()
        # Without standalone mode click returns the exit code of `context.exit`, or what the command returned.
        result = program.main(args=arguments, prog_name="sivuvirta", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); without this Python complains again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING_DONE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except Exception as error:  # noqa: BLE001  # this is the one place that turns every error into a sentence
        for sentence in sentences_of(error):
            warn(sentence)
        return NOTHING_DONE
    return result if isinstance(result, int) else 0
