"""The best matches of an offer or of a whole market; those that fail are told, not hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from databank.records import TreatmentLine
from flows.matching.market import Scene
from flows.matching.residues import left_over
from flows.matching.steps import Stepped, ways
from flows.matching.terms import Terms
from flows.matching.values import SOURCES, Match, Offer, Receiver
from flows.matching.weighing import weigh

STANDING = {"pass": 0, "unknown": 1, "fail": 2}
SPOKEN = {source: place for place, source in enumerate(("need", "intake", "use"))}
"""Who says that they want something stands before who took it once, and that before what could be used in principle."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Matches, the best first: those that are possible or not yet known, and those of which a condition fails."""

    possible: tuple[Match, ...]
    failed: tuple[Match, ...]

    def of_source(self, source: str) -> tuple[Match, ...]:
        """The possible ones that rest on one kind of evidence."""
        return tuple(match for match in self.possible if match.receiver.source == source)


def matches_of(offer: Offer, scene: Scene, terms: Terms, lines: Sequence[TreatmentLine] = ()) -> Ranked:
    """Who could use an offer as it is, or after one treatment in the area: a detour only where it opens a door."""
    found = _direct(offer, scene, terms)
    as_it_is = {match.receiver.id for match in found if match.verdict != "fail"}
    for after, step in ways(offer, lines, terms.day).found:
        found += [match for match in _direct(after, scene, terms, step) if match.receiver.id not in as_it_is]
    return ranked(found)


def matches_of_all(
    offers: Iterable[Offer], scene: Scene, terms: Terms, lines: Sequence[TreatmentLine] = ()
) -> tuple[Match, ...]:
    """The possible matches of every offer, the best first."""
    found = [match for offer in offers for match in matches_of(offer, scene, terms, lines).possible]
    return tuple(sorted(found, key=_place))


def residue_matches(matches: Iterable[Match], scene: Scene, terms: Terms) -> tuple[Match, ...]:
    """Who could use what the treatments of some matches leave over, the best first; each left-over is asked for once.

    What has left a treatment is not sent through another one.
    """
    found = [match for rest, _step in left_over(matches) for match in ranked(_direct(rest, scene, terms)).possible]
    return tuple(sorted(found, key=_place))


def ranked(matches: Iterable[Match]) -> Ranked:
    """One match for each place where a material may go; a place stands as high as the best that speaks for it."""
    places: dict[tuple[str, ...], list[Match]] = defaultdict(list)
    for match in matches:
        places[_where(match)].append(match)
    best = [_told_once(found) for found in sorted(places.values(), key=lambda found: min(map(_place, found)))]
    return Ranked(
        possible=tuple(match for match in best if match.verdict != "fail"),
        failed=tuple(match for match in best if match.verdict == "fail"),
    )


def _direct(offer: Offer, scene: Scene, terms: Terms, step: Stepped | None = None) -> list[Match]:
    codes = [offer.code] if offer.code else []
    receivers = scene.receivers(offer.material_class, codes)
    given = step.before if step else offer
    others = (one for one in receivers if not _is_own(given, one) and not scene.takes(one, offer))
    return [weigh(offer, one, terms, step) for one in others]


def _is_own(offer: Offer, receiver: Receiver) -> bool:
    """Whether both are of one organisation: what it does with its own material is no match."""
    return offer.organisation_id is not None and offer.organisation_id == receiver.organisation_id


def _where(match: Match) -> tuple[str, ...]:
    """What is one line of a list: a need of its own, or a place however much speaks for it."""
    receiver, line = match.receiver, match.step.line if match.step else ""
    if receiver.source == "need":
        return (match.offer.id, receiver.id, line)
    return (match.offer.id, receiver.site_id or receiver.organisation_id or receiver.id, line)


def _told_once(found: Sequence[Match]) -> Match:
    """The best of the matches at one place, with the other kinds of evidence that speak for it."""
    best = min(found, key=lambda match: (STANDING[match.verdict], SPOKEN[match.receiver.source], -match.score))
    others = {match.receiver.source for match in found} - {best.receiver.source}
    return replace(best, also=tuple(source for source in SOURCES if source in others))


def _place(match: Match) -> tuple[object, ...]:
    """The order of a list: what is possible first, the highest score first, and always the same."""
    line = match.step.line if match.step else ""
    spoken = SPOKEN[match.receiver.source]
    return (STANDING[match.verdict], -match.score, spoken, match.offer.id, match.receiver.id, line)
