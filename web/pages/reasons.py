"""Why a record stays out of a sum, in a whole sentence for the method page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from databank.records import LeftOut
from web.labels import N_, label
from web.language import gettext

SENTENCES: Mapping[LeftOut, str] = {
    LeftOut.PLANNED: N_("The plant or the stream does not run yet, or is kept in reserve. Its status is shown."),
    LeftOut.NOT_REAL: N_(
        "The project was cancelled or its permit lapsed. What has ended counts only in the years it ran."
    ),
    LeftOut.CONFLICTING: N_(
        "Two sources give different amounts for the same thing. Both are kept and shown until one is confirmed."
    ),
    LeftOut.UNDER_REVIEW: N_(
        "The amount is far from the site's own history, for example a thousandfold. "
        "It waits for a person to confirm it."
    ),
    LeftOut.DOUBLE_COUNT: N_(
        "The same tonnes stand in another record, for example a landfill that reports what a works sent to it."
    ),
    LeftOut.UNKNOWN_AMOUNT: N_("The source names the stream but no amount."),
    LeftOut.NOT_CONVERTED: N_("The amount is a volume and no density is stated."),
    LeftOut.OTHER_BASIS: N_(
        "The number is dry mass, contained metal, a capacity or a permit maximum: not mass that flows."
    ),
    LeftOut.STOCK_NOT_FLOW: N_("The number is what lies in a heap, not what moves in a year."),
    LeftOut.STALE: N_("Nobody has confirmed the offer within the time that an offer stays valid."),
    LeftOut.TOO_FEW_TO_PROTECT: N_(
        "The owners agreed to sums only, and too few stand behind this sum to hide each one."
    ),
    LeftOut.EXCEEDS_STREAM: N_("The deals that name a side stream are larger than the stream itself."),
    LeftOut.NOT_ANALYSED: N_("Nobody has told how much of the substance or of water the stream holds."),
    LeftOut.WITHOUT_PLANT: N_("The diagram thinks one plant away, and the flow would not be there without it."),
}


def reasons() -> Iterator[tuple[str, str]]:
    """Every reason with its sentence in the language of the page."""
    for reason in LeftOut:
        yield label(reason), gettext(SENTENCES[reason])
