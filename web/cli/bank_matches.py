"""The matches of the bank for the command line: as a visitor or as the city sees them, facts or examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from databank.records import TreatmentLine
    from flows.matching.lists import Ranked
    from flows.matching.market import Scene
    from flows.matching.terms import Terms
    from flows.matching.values import Match, Offer


def matches_of_bank(audience: str, *, is_example: bool) -> Iterator[Ranked]:
    """Each offer with its matches: the possible ones first, then those of which a condition fails."""
    from flows.matching.ranking import matches_of

    offers, scene, asked, lines = _looked_at(audience, is_example=is_example)
    for offer in offers:
        ranked = matches_of(offer, scene, asked, lines)
        yield offer, (*ranked.possible, *ranked.failed)


def possible_of_bank(audience: str, *, is_example: bool) -> tuple[Match, ...]:
    """Every possible exchange of the bank, and every one of what treatments leave over."""
    from flows.matching.ranking import matches_of_all, residue_matches

    offers, scene, asked, lines = _looked_at(audience, is_example=is_example)
    matches = matches_of_all(offers, scene, asked, lines)
    return (*matches, *residue_matches(matches, scene, asked))


def _looked_at(audience: str, *, is_example: bool) -> tuple[tuple[Offer, ...], Scene, Terms, tuple[TreatmentLine, ...]]:
    """The offers, those who might take them, the terms and the treatments."""
    from datetime import UTC, datetime

    from flows.matching.market import Scene
    from web.cli.exchange import viewer_of
    from web.cli.opening import opened_bank
    from web.matching.whole import terms, whole

    today = datetime.now(UTC).date()
    with opened_bank() as bank, bank.session() as session:
        found = whole(session, viewer_of(audience), is_example=is_example, today=today)
        return found.offers, Scene.of(found.market), terms(session, found.market, today), found.lines
