"""`sivuvirta db`: migrations and copies of the bank."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli.speech import refuse, say
from web.cli.speech import translate as _


@click.group()
def db() -> None:
    """Migrate, back up and restore the bank."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version. Safe to run again."""
    from web.cli.opening import opened_bank

    with opened_bank() as bank:
        bank.upgrade()
        say(_("The database %(place)s is up to date.", place=bank.place))


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write a copy of the bank to FILE while it stays in use."""
    from web.cli.opening import opened_bank

    if file.exists():
        refuse("%(file)s exists already. Name a new file, so that no backup is overwritten.", file=file)
    with opened_bank() as bank:
        bank.backup(file)
    say(_("The bank is copied to %(file)s.", file=file))


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(file: Path) -> None:
    """Replace the bank with the copy in FILE. Stop the server first."""
    from web.cli.opening import opened_bank

    if not file.is_file():
        refuse("There is no file %(file)s to restore from.", file=file)
    with opened_bank() as bank:
        bank.restore(file)
    say(_("The bank is restored from %(file)s.", file=file))
