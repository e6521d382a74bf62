"""`sivuvirta allocate`: the best set of exchanges between offers and needs, with its proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.speech import DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.errors import Sentence
    from flows.allocation.values import Allocation, Goal, Problem
    from flows.matching.files import Listed

COLUMNS = ("offer_id", "target_id", "mass_t_per_year", "value_eur", "co2_t", "note")
GOALS = ("cost", "co2", "landfill")
DECIMALS, KG_PER_T, LEAST_T, MOST_TOLD = 3, 1000.0, 1e-3, 10


@click.command()
@click.option(
    "--offers",
    type=click.Path(path_type=Path),
    help="A table id,material[,lang][,waste_code][,industry_code][,mass_t_per_year][,lat,lon].",
)
@click.option(
    "--needs",
    type=click.Path(path_type=Path),
    help="A table id,material[,lang][,waste_codes][,mass_t_per_year][,lat,lon].",
)
@click.option("--objective", type=click.Choice(GOALS), required=True, help="What the plan makes best.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the rows as CSV instead of printing them.")
@click.option(
    "--known-parts", is_flag=True, help="Count what is known of a pair's money and emissions where not all of it is."
)
@click.option("--strict", is_flag=True, help="Leave out pairs with a condition that is not known, such as a permit.")
@click.option(
    "--audience",
    type=click.Choice(["public", "city"]),
    default="public",
    show_default=True,
    help="Whose eyes the plan of the bank is made for.",
)
@click.option(
    "--data",
    type=click.Choice(["facts", "examples"]),
    default="facts",
    show_default=True,
    help="What of the bank is planned.",
)
def allocate(
    offers: Path | None,
    needs: Path | None,
    objective: Goal,
    output: Path | None,
    known_parts: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    audience: str,
    data: str,
) -> int:
    """The best set of exchanges, proved to be the best.

    Pairs are found as by `match`. What nobody takes is taken to be disposed of. Under cost and co2 a pair whose worth
    is not known is left out and named, never counted as zero. Without files the records of the bank are allocated.
    """
    if offers is None and needs is None:
        return _allocate_bank(objective, output, audience, is_example=data == "examples", strict=strict)
    if offers is None or needs is None:
        refuse("Give both files, --offers and --needs.")
    from web.cli.matching import read_offers, read_targets

    given, asked = read_offers(offers), read_targets(needs, None)
    problem = _problem(given, asked, objective, known_parts=known_parts, strict=strict)
    found = _allocated(problem)
    _give(output, found)
    if objective != "landfill" and not known_parts and _lacks_worth(found):
        warn(_("With --known-parts what is known of their money and emissions is counted, and the rest is told."))
    return _told_rows([(offers, given), (needs, asked)])


def _allocate_bank(objective: Goal, output: Path | None, audience: str, *, is_example: bool, strict: bool) -> int:
    """The possible exchanges of the bank, planned together."""
    from flows.allocation.from_matches import Choices, problem_of
    from web.cli.bank_matches import possible_of_bank

    matches = possible_of_bank(audience, is_example=is_example)
    if not matches:
        refuse("The bank has no possible exchange to plan. Look at `sivuvirta match`.")
    _give(output, _allocated(problem_of(matches, objective=objective, choices=Choices(with_unknown=not strict))))
    return DONE


def _problem(given: Listed[Any], asked: Listed[Any], objective: Goal, *, known_parts: bool, strict: bool) -> Problem:
    from datetime import UTC, datetime

    from flows.allocation.lists import ListChoices, problem_of_lists

    choices = ListChoices(is_strict=strict, counts_known_parts=known_parts)
    day = datetime.now(UTC).date()
    return problem_of_lists(given.records, asked.records, objective, day, choices=choices)


def _allocated(problem: Problem) -> Allocation:
    from flows.allocation.allocating import allocate as best

    return best(problem)


def _lacks_worth(found: Allocation) -> bool:
    """Whether pairs were left out because nobody knows what they are worth."""
    from flows.allocation.gains import gains_of

    return None in gains_of(found.problem)


def rows_of(found: Allocation) -> Iterator[tuple[Any, ...]]:
    """The moves in the order of the offers; what is not known stays empty."""
    places = {one.id: place for place, one in enumerate(found.problem.donors)}
    notes: dict[tuple[str, str], list[str]] = {}
    for arc, told in found.flags:
        notes.setdefault((arc.donor, arc.taker), []).append(_said(told))
    arcs = found.problem.arcs
    for move in sorted(found.plan.moves, key=lambda one: places[arcs[one.arc].donor]):
        arc, mass = arcs[move.arc], move.mass_t_per_year
        value = "" if arc.value_eur_per_t is None else round(arc.value_eur_per_t * mass, 2)
        co2 = "" if arc.co2_kg_per_t is None else round(arc.co2_kg_per_t * mass / KG_PER_T, DECIMALS)
        yield arc.donor, arc.taker, round(mass, DECIMALS), value, co2, " ".join(notes.get((arc.donor, arc.taker), ()))


def told_of(found: Allocation) -> Iterator[str]:
    """The plan for a person: objective and total, comparison, proof, more room, and what stays."""
    from flows.allocation.telling import told_certificate

    yield _said(found.told)
    yield _said(found.compared)
    yield _said(told_certificate(found.certificate))
    yield _("What nobody takes is taken to be disposed of.")
    yield from (_said(one.told) for one in found.scarcities)
    for conflict in found.plan.conflicts:
        yield _("These cannot hold together: %(demands)s", demands=" ".join(map(_said, conflict.told)))
    yield from _told_left(found)
    flags = Counter(_said(told) for _arc, told in found.flags)
    for told, count in flags.most_common(MOST_TOLD):
        yield _("Look at this first (%(count)d of the exchanges): %(told)s", count=count, told=told)


def _told_left(found: Allocation) -> Iterator[str]:
    """What could not be placed, donor by donor, and what took no part."""
    left = [one for one in found.unplaced if one.mass_t_per_year > LEAST_T]
    for one in left[:MOST_TOLD]:
        mass = round(one.mass_t_per_year, DECIMALS)
        parts = {"id": one.donor, "name": _said(one.name), "mass": f"{mass:g}", "told": _said(one.told)}
        yield _("Not placed: %(mass)s t a year of %(id)s (%(name)s). %(told)s", **parts)
    out = [one for one in found.plan.left_out if one.arc is None]
    for ending in out[:MOST_TOLD]:
        yield _("Left out: %(id)s (%(name)s). %(told)s", id=ending.id, name=ending.name, told=_said(ending.told))
    pairs = Counter(_said(one.told) for one in found.plan.left_out if one.arc is not None)
    for told, count in pairs.most_common(MOST_TOLD):
        yield _("Pairs left out: %(count)d. %(told)s", count=count, told=told)
    more = max(0, len(left) - MOST_TOLD) + max(0, len(out) - MOST_TOLD)
    if more:
        yield _("%(count)d more could not be placed or took no part.", count=more)


def _said(sentence: Sentence | str) -> str:
    from web.cli.sentences import said

    return str(said(sentence))


def _give(output: Path | None, found: Allocation) -> None:
    """The rows to the file and the words to the reader; without a file both are printed."""
    from web.cli.files import csv_text, write_whole

    text = csv_text(COLUMNS, rows_of(found))
    if output is None:
        say(text.rstrip("\n"))
    else:
        write_whole(output, text)
        say(_("%(count)d exchanges are planned in %(file)s.", count=len(found.plan.moves), file=output))
    for told in told_of(found):
        say(told) if output is not None else warn(told)


def _told_rows(files: Iterable[tuple[Path, Listed[Any]]]) -> int:
    """Name every row that was left out or should be looked at."""
    from web.cli.sentences import row_sentences

    is_wrong = False
    for path, read in files:
        if read.errors or read.notes:
            warn(f"{path.name}:")
        for sentence in (*row_sentences(read.errors), *row_sentences(read.notes)):
            warn(sentence)
        is_wrong = is_wrong or bool(read.errors)
    return SOME_REJECTED if is_wrong else DONE
