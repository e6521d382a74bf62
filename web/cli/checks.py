"""`sivuvirta check`: is the bank sound, are the lists sound, do the settings make sense."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from web.cli.sentences import said
from web.cli.speech import DONE, SOME_REJECTED, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.quality import Finding


@click.command()
@click.argument("what", type=click.Choice(["bank", "taxonomy", "settings"]), required=False)
def check(what: str | None) -> int:
    """Check the settings, the lists and the records.

    Without a word all three are checked. Findings go to stderr, one a line; the exit code is 1 when there is one.
    "taxonomy" alone also prints how good the lists are: coverage, double counting, gaps, unverified translations.
    """
    from web.cli.quality import quality_lines

    chosen = [what] if what else list(CHECKS)
    found = [finding for name in chosen for finding in told(name)]
    for finding in found:
        warn(finding)
    for line in quality_lines() if what == "taxonomy" else ():
        say(line)
    return SOME_REJECTED if found else DONE


def told(name: str) -> list[str]:
    """The findings of one check; says so when there are none."""
    findings = CHECKS[name]()
    if not findings:
        say(_("%(name)s: nothing is wrong.", name=name))
    return findings


def check_bank() -> list[str]:
    """Findings about the records of the bank."""
    from databank.quality import check_bank as findings_of
    from web.cli.opening import opened_bank

    with opened_bank() as bank, bank.session() as session:
        return [finding_sentence(finding) for finding in findings_of(session).findings]


def finding_sentence(finding: Finding) -> str:
    """A finding in the reader's language, with the first records that it means."""
    return f"{said(finding.message)} ({finding.count}: {finding.named})"


def check_taxonomy() -> list[str]:
    """Findings about the shipped lists."""
    from taxonomy.check import check_taxonomy as findings_of

    return list(findings_of())


def check_settings() -> list[str]:
    """Settings that are read without error have no finding; a bad one is refused with its sentence."""
    from web.cli.opening import settings_from_environment

    settings_from_environment()
    return []


CHECKS: dict[str, Callable[[], list[str]]] = {
    "settings": check_settings,
    "taxonomy": check_taxonomy,
    "bank": check_bank,
}
