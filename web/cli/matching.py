"""`sivuvirta match`: who could use what is offered, from files alone, with a score, a verdict and the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.speech import DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.errors import Sentence
    from flows.matching.files import Listed
    from flows.matching.lists import Ranked
    from flows.matching.values import Match, Offer, Receiver

COLUMNS = ("offer_id", "target_id", "rank", "score", "verdict", "reason")
TOP = 5
DECIMALS = 6
MOST_AGAINST = 2
SAID = ("class_fit", "text", "precedent", "amount", "distance")
"""The criteria whose sentences are told, in this order; the others are the same for every pair of two files."""


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
@click.option("--receivers", type=click.Path(path_type=Path), help="A table id,industry_code[,name][,lat,lon].")
@click.option("--output", type=click.Path(path_type=Path), help="Write the rows as CSV instead of printing them.")
@click.option(
    "--top", type=click.IntRange(1, 100_000), default=TOP, show_default=True, help="How many targets an offer."
)
@click.option(
    "--audience",
    type=click.Choice(["public", "city"]),
    default="public",
    show_default=True,
    help="Whose eyes the matches of the bank are made for.",
)
@click.option(
    "--data",
    type=click.Choice(["facts", "examples"]),
    default="facts",
    show_default=True,
    help="What of the bank is matched.",
)
def match(
    offers: Path | None,
    needs: Path | None,
    receivers: Path | None,
    output: Path | None,
    top: int,
    audience: str,
    data: str,
) -> int:
    """Who could use what is offered.

    With --offers give either --needs, which are compared by code, words, amount and distance, or --receivers, which
    are ranked by how likely their industry takes such material. An offer with nothing to say has one row without a
    target, and its reason says why. Without files the offers of the bank are matched.
    """
    if offers is None:
        if needs is not None or receivers is not None:
            refuse("Give the offers too, with --offers.")
        return _match_bank(output, top, audience, is_example=data == "examples")
    if (needs is None) == (receivers is None):
        refuse("Give the offers with --offers, and either --needs or --receivers.")
    given, asked = read_offers(offers), read_targets(needs, receivers)
    _give(output, rows_of(ranked(given, asked, top, is_by_need=needs is not None)))
    return _told([(offers, given), (needs or receivers or offers, asked)], output)


def _match_bank(output: Path | None, top: int, audience: str, *, is_example: bool) -> int:
    """The offers of the bank with all who could use them; the conditions are the reasons."""
    from web.cli.bank_matches import matches_of_bank

    found = [(offer, matches[:top]) for offer, matches in matches_of_bank(audience, is_example=is_example)]
    if not found:
        refuse("The bank has no offer that may be matched. Only offers are, and register records that were claimed.")
    _give(output, rows_of(found, conditions_of))
    if output is not None:
        say(_("%(offers)d offers of the bank are matched in %(file)s.", offers=len(found), file=output))
    return DONE


def conditions_of(match: Match) -> str:
    """What each condition of a match says, in the reader's language."""
    from web.cli.sentences import said

    return " ".join(str(said(gate.told)) for gate in match.gates)


def ranked(given: Listed[Offer], asked: Listed[Receiver], top: int, *, is_by_need: bool) -> Iterator[Ranked]:
    """The best targets of each offer."""
    from datetime import UTC, datetime

    from flows.matching.lists import matched_needs, matched_receivers
    from flows.matching.precedents import Precedents

    day = datetime.now(UTC).date()
    if is_by_need:
        return matched_needs(given.records, asked.records, day, top)
    return matched_receivers(given.records, asked.records, day, top, precedents=Precedents())


def read_offers(path: Path) -> Listed[Offer]:
    """The offers of a file."""
    from flows.matching.files import OFFER_COLUMNS, offers_of, some

    rows, comma_is_decimal = _table(path, "offers", OFFER_COLUMNS)
    return some(offers_of(rows, comma_is_decimal=comma_is_decimal), path.name)


def read_targets(needs: Path | None, receivers: Path | None) -> Listed[Receiver]:
    """The needs of a file, else its receivers."""
    from flows.matching.files import NEED_COLUMNS, RECEIVER_COLUMNS, needs_of, receivers_of, some

    if needs is not None:
        rows, comma_is_decimal = _table(needs, "needs", NEED_COLUMNS)
        return some(needs_of(rows, comma_is_decimal=comma_is_decimal), needs.name)
    path = Path(str(receivers))
    rows, comma_is_decimal = _table(path, "receivers", RECEIVER_COLUMNS)
    return some(receivers_of(rows, comma_is_decimal=comma_is_decimal), path.name)


def _table(path: Path, kind: str, columns: tuple[str, ...]) -> tuple[list[tuple[int, dict[str, str]]], bool]:
    """Rows with the number of their line, and whether a comma is a decimal sign in this file."""
    from databank.sheets import open_book
    from flows.matching.files import REQUIRED

    with open_book(path) as book:
        rows = book.sheets[0].rows()
        _number, heading = next(rows, (0, []))
        names = [str(cell or "").strip().lower() for cell in heading]
        missing = [name for name in REQUIRED[kind] if name not in names]
        if missing:
            refuse(
                "%(file)s has no column %(missing)s in its first row. Columns: %(columns)s.",
                file=path.name,
                missing=", ".join(missing),
                columns=", ".join(columns),
            )
        places = {name: names.index(name) for name in columns if name in names}
        found = [(line, {name: _cell(cells, place) for name, place in places.items()}) for line, cells in rows]
        comma_is_decimal = book.dialect is not None and book.dialect.delimiter != ","
    return [(line, cells) for line, cells in found if any(cells.values())], comma_is_decimal


def _cell(cells: list[str | int | float | None], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def rows_of(found: Iterable[Ranked], reason: Callable[[Match], str] | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of the contract, at least one for each offer."""
    why = reason or reason_of
    for offer, matches in found:
        if not matches:
            yield offer.id, "", 1, 0, "unknown", _("There is nobody to compare this offer with.")
        for rank, one in enumerate(matches, start=1):
            yield offer.id, one.receiver.id, rank, round(one.score, DECIMALS), one.verdict, why(one)


def reason_of(match: Match) -> str:
    """What speaks for a match, and what stands against it, in the reader's language."""
    from web.cli.sentences import said

    return " ".join(str(said(one)) for one in _sentences(match))


def _sentences(match: Match) -> Iterator[Sentence]:
    from flows.matching.why_not import why_not
    from flows.matching.word_reasons import not_understood, use_reasons, word_reasons

    told = {part.id: part for part in match.criteria if part.value is not None}
    yield from (told[name].told for name in SAID if name in told)
    if match.receiver.source == "need":
        yield from word_reasons(match.offer, match.receiver)
    else:
        yield from use_reasons(match.offer, match.receiver)
    if not any(name in told for name in ("class_fit", "text", "precedent")):
        yield not_understood()
    if match.verdict == "fail":
        yield from (sentence for sentence, _remedy in why_not(match)[:MOST_AGAINST])


def _give(output: Path | None, rows: Iterable[tuple[Any, ...]]) -> None:
    from web.cli.files import csv_text, write_whole

    text = csv_text(COLUMNS, rows)
    if output is None:
        say(text.rstrip("\n"))
    else:
        write_whole(output, text)


def _told(files: Iterable[tuple[Path, Listed[Any]]], output: Path | None) -> int:
    """Say what was done, and name every row that was left out or should be looked at."""
    from web.cli.sentences import row_sentences

    read: Mapping[Path, Listed[Any]] = dict(files)
    if output is not None:
        counts = [len(one.records) for one in read.values()]
        say(
            _(
                "%(offers)d offers are matched with %(targets)d targets in %(file)s.",
                offers=counts[0],
                targets=counts[-1],
                file=output,
            )
        )
    for path, found in read.items():
        if found.errors or found.notes:
            warn(f"{path.name}:")
        for sentence in (*row_sentences(found.errors), *row_sentences(found.notes)):
            warn(sentence)
    return SOME_REJECTED if any(one.errors for one in read.values()) else DONE
