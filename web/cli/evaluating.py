"""`sivuvirta evaluate`: how often the suggestions are right, on texts that anybody may bring."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.speech import DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from taxonomy.suggest.evaluating import Bin, KnownText, Measure
    from web.cli.known_texts import TextRow

PERCENT = 100
MILLISECONDS = 1000
COLUMN = 12
NO_VALUE = "–"


@click.group()
def evaluate() -> None:
    """Measure the suggestions on texts whose right answer is known."""


@evaluate.command(name="classify")
@click.argument("texts", metavar="FILE", type=click.Path(path_type=Path))
def evaluate_classify(texts: Path) -> int:
    """Shares of texts whose right waste code and class come first, and whether the scores are true.

    FILE is a table with the columns text,waste_code[,lang][,industry_code][,material_class][,kind]; kind is any word by
    which the results are shown apart.
    """
    from taxonomy.suggest import suggest
    from taxonomy.suggest.evaluating import calibration, groups, outcomes
    from web.cli.known_texts import read_texts

    read = read_texts(texts, None, with_codes=True)
    if not read.rows:
        refuse("%(file)s has no row with a text and a waste code.", file=texts.name)
    suggest("slag")  # the lists are read before the clock starts
    start = time.perf_counter()
    found = outcomes(map(_known, read.rows))
    took = time.perf_counter() - start
    for line in (*_measures(groups(found)), "", *_calibrated(calibration(found))):
        say(line)
    say("")
    say(_("%(count)d texts, %(time).1f ms each.", count=len(found), time=took / len(found) * MILLISECONDS))
    for sentence in read.told():
        warn(sentence)
    return SOME_REJECTED if read.wrong else DONE


@evaluate.command(name="match")
@click.argument("exchanges", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--calibrate", is_flag=True, help="Find the weights anew; each case is also ranked by weights found without it."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write the calibrated weights here instead of printing them."
)
@click.option("--links", is_flag=True, help="Rank all who are in the bank for its real exchanges, the partner hidden.")
def evaluate_match(exchanges: Path | None, output: Path | None, *, calibrate: bool, links: bool) -> int:
    """How well the receivers of exchanges that happened are found.

    FILE is a table with the columns case,waste_description,receiver_nace and, if known,
    donor_business,donor_nace,ewc,cpa,cas,lang: the receiver's NACE division is ranked from the exchanges of the other
    cases. With the columns offer,need,fits or park,kind,id,text,fits it tells how well the likeness of texts separates
    pairs that fit. Without FILE, --links asks the bank.
    """
    from web.cli.link_figures import evaluate_links
    from web.cli.match_figures import evaluate_file

    if (exchanges is None) != links:
        refuse("Name a file of exchanges, or ask for the exchanges of the bank with --links.")
    if output is not None and not calibrate:
        refuse("--output is for the weights that --calibrate finds.")
    if exchanges is None:
        return evaluate_links()
    return evaluate_file(exchanges, calibrate=calibrate, output=output)


def _known(row: TextRow) -> KnownText:
    from taxonomy.suggest.evaluating import KnownText

    return KnownText(row.text, row.language, row.waste_code, row.material_class, row.industry, row.kind)


def _measures(named: Mapping[str, Measure]) -> Iterator[str]:
    heading = (_("texts"), _("top 1"), _("top 5"), _("top 10"), _("no answer"), _("class first"))
    width = max(map(len, named)) + 2
    yield " " * width + "".join(cell.rjust(COLUMN) for cell in heading)
    for name, one in named.items():
        shares = (one.top_1, one.top_5, one.top_10, one.no_answer)
        first = NO_VALUE if one.first_class is None else _percent(one.first_class)
        cells = (str(one.count), *map(_percent, shares), first)
        yield (name or _("all")).ljust(width) + "".join(cell.rjust(COLUMN) for cell in cells)


def _calibrated(bins: Sequence[Bin]) -> Iterator[str]:
    yield _("How true the scores are: of the first suggestions with such a score, so many are right.")
    for one in bins:
        yield _(
            "%(low).1f–%(high).1f  %(count)5d texts  said %(score)5.1f %%  right %(right)5.1f %%",
            low=one.low,
            high=one.high,
            count=one.count,
            score=one.score * PERCENT,
            right=one.right * PERCENT,
        )


def _percent(share: float) -> str:
    return f"{share * PERCENT:.1f} %"
