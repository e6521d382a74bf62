"""`sivuvirta evaluate match`: how well receivers are found, as tables of figures with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from web.cli.sentences import row_sentences
from web.cli.speech import DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from flows.matching.evaluating import Figures, Sample
    from flows.matching.known_exchanges import KnownExchanges
    from flows.matching.metrics import Interval

Rows = list[tuple[int, dict[str, str]]]

CELL = 18
EXCHANGES, PAIRS, PARKS = "exchanges", "pairs", "parks"
NEEDED: Mapping[str, tuple[str, ...]] = {
    EXCHANGES: ("case", "waste_description", "receiver_nace"),
    PAIRS: ("offer", "need", "fits"),
    PARKS: ("park", "kind", "id", "text"),
}
"""The columns by which a table is known for what it is."""


def evaluate_file(path: Path, *, calibrate: bool, output: Path | None) -> int:
    """Print the figures of a table: of exchanges, or of offers and needs in words."""
    kind, rows = read_table(path)
    if kind != EXCHANGES and (calibrate or output):
        refuse("Only exchanges calibrate the weights; %(file)s holds texts of offers and needs.", file=path.name)
    if kind == PAIRS:
        return _pairs(rows)
    if kind == PARKS:
        return _parks(rows)
    return _exchanges(rows, calibrate=calibrate, output=output)


def read_table(path: Path) -> tuple[str, Rows]:
    """What a table is, and its rows with their lines; the first row names the columns."""
    from databank.sheets import open_book

    with open_book(path) as book:
        lines = book.sheets[0].rows()
        _line, heading = next(lines, (0, []))
        names = [str(cell or "").strip().lower() for cell in heading]
        kind = next((one for one, needed in NEEDED.items() if set(needed) <= set(names)), None)
        if kind is None:
            refuse(
                "%(file)s must name its columns in the first row: %(exchanges)s for exchanges, %(pairs)s or %(parks)s "
                "for texts.",
                file=path.name,
                **{one: ", ".join(needed) for one, needed in NEEDED.items()},
            )
        rows = [
            (line, {name: _text(cells[place]) for place, name in enumerate(names) if place < len(cells)})
            for line, cells in lines
        ]
    return kind, rows


def _text(cell: str | float | None) -> str:
    return "" if cell is None else str(cell).strip()


def _exchanges(rows: Rows, *, calibrate: bool, output: Path | None) -> int:
    from flows.matching.calibrating import calibrate as calibrated
    from flows.matching.evaluating import Sample, evaluated
    from flows.matching.known_exchanges import read_exchanges

    read = read_exchanges(rows)
    sample = Sample(read.exchanges)
    known = sample.known()
    found = calibrated(known) if calibrate else None
    for line in _head(sample, read):
        say(line)
    for line in figures_table(evaluated(sample, known, found, outside=calibrate)):
        say(line)
    if found is not None:
        from flows.matching.precedent_weights import written_weights

        source = _("Calibrated on %(count)d exchanges of %(cases)d cases.", **_counts(sample))
        _written(written_weights(found, source, datetime.now(UTC).date()), output)
    for sentence in row_sentences((*read.wrong, *read.ignored)):
        warn(sentence)
    return SOME_REJECTED if read.wrong else DONE


def _written(text: str, output: Path | None) -> None:
    from web.cli.files import write_whole

    if output is None:
        say(text.rstrip("\n"))
        return
    write_whole(output, text)
    say(_("The weights are written to %(file)s.", file=output))


def _head(sample: Sample, read: KnownExchanges) -> Iterator[str]:
    yield _("%(count)d exchanges of %(cases)d cases.", **_counts(sample))
    if read.unknown:
        yield _("%(count)d rows do not say which industry received; they are left out.", count=read.unknown)
    yield _(
        "%(divisions)d NACE divisions are ranked for each, from the exchanges of the other cases. Mean and 95 %% "
        "interval over cases.",
        divisions=len(sample.divisions),
    )


def _counts(sample: Sample) -> dict[str, int]:
    return {"count": len(sample.exchanges), "cases": len(set(sample.cases))}


def figures_table(found: Mapping[str, Figures]) -> Iterator[str]:
    """The figures of every ranking, one line each."""
    named = {
        "random": _("by chance"),
        "popularity": _("popularity"),
        "nearest_code": _("nearest waste code"),
        "knowledge": _("general knowledge alone"),
        "ours": _("knowledge and precedents"),
        "outside": _("the same, weights found without the case"),
        "without_goods": _("so too, and without the list of goods"),
    }
    width = max(len(named[name]) for name in found) + 2
    first = next(iter(found.values()))
    heading = (*(_("hit@%(most)d", most=most) for most in first.hits), "MRR", "nDCG")
    yield " " * width + "".join(cell.rjust(CELL) for cell in heading)
    for name, one in found.items():
        cells = (*one.hits.values(), one.reciprocal, one.gain)
        yield named[name].ljust(width) + "".join(_interval(cell).rjust(CELL) for cell in cells)


def _interval(one: Interval) -> str:
    return f"{one.value:.3f} {one.low:.2f}–{one.high:.2f}"


def _pairs(rows: Rows) -> int:
    from flows.matching.paired_texts import area_of_pairs, read_pairs

    pairs = read_pairs(rows)
    say(
        _(
            "%(count)d pairs of texts, of which %(fits)d fit: area under the ROC curve %(area).3f.",
            count=len(pairs),
            fits=sum(one.fits for one in pairs),
            area=area_of_pairs(pairs),
        )
    )
    return DONE


def _parks(rows: Rows) -> int:
    from flows.matching.text_pairs import read_parks, text_figures

    found = text_figures(read_parks(rows))
    for park, area in found.by_park.items():
        say(_("%(park)s: area under the ROC curve %(area).3f.", park=park, area=area))
    say(
        _(
            "%(count)d pairs of texts, of which %(fits)d fit: area under the ROC curve %(area).3f.",
            count=found.pair_count,
            fits=found.fit_count,
            area=found.area,
        )
    )
    return DONE
