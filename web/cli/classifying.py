"""`sivuvirta classify`: from words to waste codes and material classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from taxonomy.codes import LANGUAGES, Language, Titles
from web.cli.speech import DONE, SOME_REJECTED, language, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from taxonomy.suggest import Answer, Reason

COLUMNS = ("row", "rank", "waste_code", "material_class", "score", "reason")
TOP = 5
PERCENT = 100


@click.command()
@click.argument("text", required=False)
@click.option(
    "--input", "source", type=click.Path(path_type=Path), help="A table with the columns text[,lang][,industry_code]."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the rows as CSV instead of printing them.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the texts, where a row does not say.")
@click.option("--industry", default="", help="NACE Rev. 2 code of who has the waste, such as 2451 or 24.51.")
@click.option("--top", type=click.IntRange(1, 50), default=TOP, show_default=True, help="How many codes a text.")
def classify(
    text: str | None, source: Path | None, output: Path | None, lang: Language | None, industry: str, top: int
) -> int:
    """Waste codes and material classes for words in Finnish, Swedish or English.

    Give one TEXT, or a table with --input. A text that cannot be classified has one row without a code, and its
    reason says why.
    """
    from web.cli.known_texts import is_industry

    if (text is None) == (source is None):
        refuse("Give one text, or a table with --input.")
    if industry and not is_industry(industry):
        refuse("%(value)s is no industry. Write a NACE Rev. 2 code such as 2451 or 24.51.", value=industry)
    if text is not None:
        answer = _suggested(text, lang, industry, top)
        _give(output, rows_of(1, answer), told=lines_of(answer))
        return DONE
    return _classify_table(Path(str(source)), output, lang, industry, top)


def _classify_table(source: Path, output: Path | None, lang: Language | None, industry: str, top: int) -> int:
    from web.cli.known_texts import read_texts

    texts = read_texts(source, lang)
    rows = [
        row
        for one in texts.rows
        for row in rows_of(one.number, _suggested(one.text, one.language, one.industry or industry, top))
    ]
    _give(output, rows)
    if output is not None:
        say(_("%(count)d texts are classified in %(file)s.", count=len(texts.rows), file=output))
    for sentence in texts.told():
        warn(sentence)
    return SOME_REJECTED if texts.wrong else DONE


def _suggested(text: str, lang: Language | None, industry: str, top: int) -> Answer:
    from taxonomy.suggest import suggest

    return suggest(text, language=lang, industry=industry or None, limit=top)


def rows_of(number: int, answer: Answer) -> Iterator[tuple[Any, ...]]:
    """The rows of one text in the columns of the contract, at least one."""
    if not answer.codes:
        yield number, 1, "", answer.classes[0].material_class if answer.classes else "", 0, _said(answer.sentence)
    for rank, one in enumerate(answer.codes, start=1):
        # The first row also carries the class that the words themselves speak for, which the code may leave open.
        name = answer.classes[0].material_class if rank == 1 and answer.classes else one.material_class
        yield number, rank, one.code, name, one.score, " ".join(map(reason_text, one.reasons))


def lines_of(answer: Answer) -> Iterator[str]:
    """One answer for a person to read."""
    yield _said(answer.sentence)
    for one in answer.codes:
        yield ""
        yield f"{_shown(one.code)}  {one.score * PERCENT:.0f} %  {_title(one.code)}"
        yield from (f"    {reason_text(reason)}" for reason in one.reasons)
    if answer.classes:
        from taxonomy.materials import material_class

        yield ""
        named = (
            f"{_said(material_class(one.material_class).titles)} {one.score * PERCENT:.0f} %" for one in answer.classes
        )
        yield _("Material classes: %(classes)s", classes="; ".join(named))
    if answer.question is not None:
        yield ""
        yield _said(answer.question.titles)
        for option in answer.question.options:
            yield f"    {_said(option.titles)}: {', '.join(map(_shown, option.codes))}"


def reason_text(reason: Reason) -> str:
    """A reason as a sentence."""
    from web.reasons import sentence_of

    return sentence_of(reason, _, _said)


def _shown(code: str) -> str:
    from taxonomy.suggest.stated import shown

    return shown(code)


def _title(code: str) -> str:
    from taxonomy.suggest.vocabulary import entries

    return _said(entries()[code].titles)


def _said(titles: Titles) -> str:
    return titles.in_language(language())


def _give(output: Path | None, rows: Iterable[tuple[Any, ...]], told: Iterable[str] | None = None) -> None:
    """Write the rows to the file; without one, print what a person reads, else the rows."""
    from web.cli.files import csv_text, write_whole

    if output is not None:
        write_whole(output, csv_text(COLUMNS, rows))
    elif told is not None:
        say("\n".join(told))
    else:
        say(csv_text(COLUMNS, rows).rstrip("\n"))
