"""`sivuvirta evaluate match --links`: whether the partners of the bank's real exchanges are found again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from web.cli.sentences import said
from web.cli.speech import DONE, NOTHING_DONE, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.records import Market
    from flows.matching.links import LinkFound
    from flows.matching.terms import Terms

NUMBER = 4


def evaluate_links() -> int:
    """Print where each hidden partner stands, with what the sources say that they take and without."""
    from flows.matching.links import find_again, links_of

    market = _facts()
    links = links_of(market)
    if not links:
        warn(_("The bank holds no exchange that happened between two of its organisations."))
        return NOTHING_DONE
    say(_("The partner and what passed between the two are hidden; known needs and intakes are left."))
    _told([find_again(link, market, _terms) for link in links])
    say("")
    say(_("Hidden too is what the source of the exchange says that the partner takes."))
    _told([find_again(link, market, _terms, needs_too=True) for link in links])
    return DONE


def _facts() -> Market:
    from databank.access import CITY
    from databank.queries.market import Looked, market
    from web.cli.opening import opened_bank

    with opened_bank() as bank, bank.session() as session:
        return market(session, CITY, Looked(is_example=False), _today())


def _terms(hidden: Market) -> Terms:
    from flows.matching import weights
    from flows.matching.precedents import Precedents, precedents_of
    from flows.matching.terms import Terms

    return Terms(day=_today(), weights=weights.shipped(), precedents=Precedents(precedents_of(hidden)))


def _today() -> date:
    return datetime.now(UTC).date()


def _told(found: Sequence[LinkFound]) -> None:
    from flows.matching.links import FIRST

    for one in found:
        place = str(one.at.first) if one.at.first == one.at.last else f"{one.at.first}–{one.at.last}"
        say(
            _(
                "%(place)s of %(count)d: %(donor)s → %(receiver)s, %(material)s. %(reason)s",
                place=place.rjust(NUMBER),
                count=one.count,
                donor=one.link.donor.organisation.name,
                receiver=one.link.receiver.organisation.name,
                material=one.link.exchange.material,
                reason=said(one.told),
            )
        )
    hits = sum(one.is_hit for one in found)
    say(_("%(hits)d of %(count)d partners are within the first %(most)d.", hits=hits, count=len(found), most=FIRST))
