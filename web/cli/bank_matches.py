"""The matches of the bank for the command line: as a visitor or as the city sees them, facts or examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.matching.lists import Ranked
    from flows.matching.values import Match


def matches_of_bank(audience: str, *, is_example: bool) -> Iterator[Ranked]:
    """Each offer with its matches: the possible ones first, then those of which a condition fails."""
    from datetime import UTC, datetime

    from flows.matching.market import Scene
    from flows.matching.ranking import matches_of
    from web.cli.exchange import viewer_of
    from web.cli.opening import opened_bank
    from web.matching.whole import terms, whole

    today = datetime.now(UTC).date()
    with opened_bank() as bank, bank.session() as session:
        found = whole(session, viewer_of(audience), is_example=is_example, today=today)
        scene, asked = Scene.of(found.market), terms(session, found.market, today)
    for offer in found.offers:
        ranked = matches_of(offer, scene, asked, found.lines)
        yield offer, (*ranked.possible, *ranked.failed)


def possible_of_bank(audience: str, *, is_example: bool) -> tuple[Match, ...]:
    """Every possible exchange of the bank."""
    return tuple(
        match
        for _offer, matches in matches_of_bank(audience, is_example=is_example)
        for match in matches
        if match.verdict != "fail"
    )
