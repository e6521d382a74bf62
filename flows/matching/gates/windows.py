"""When the material can be had and when it is wanted, and whether it is promised to somebody else until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from databank.errors import N_, Sentence
from flows.matching.gates.pair import Pair
from flows.matching.values import Gate, Offer, Receiver

Window = tuple[date | None, date | None]


def gates(pair: Pair) -> Iterator[Gate]:
    """The gate of time where somebody named a day, and that of running contracts where there is one."""
    given, wanted = window_of(pair.offer), window_of(pair.receiver)
    if any((*given, *wanted)):
        yield _time_gate(given, wanted, pair.terms.day)
    committed = pair.offer.committed_until
    if committed is not None and committed >= pair.terms.day:
        yield _committed_gate(pair, committed)


def window_of(side: Offer | Receiver) -> Window:
    """First and last day of an offer or of a receiver; None is an open end."""
    if isinstance(side, Offer):
        return side.available_from, side.available_until
    return side.starts_on, side.ends_on


def _time_gate(given: Window, wanted: Window, day: date) -> Gate:
    for window in (given, wanted):
        if window[0] is not None and window[1] is not None and window[0] > window[1]:
            told = Sentence(
                N_("The first day, %(first)s, is after the last, %(last)s."), first=window[0], last=window[1]
            )
            remedy = Sentence(N_("Correct the days of the record."))
            return Gate(id="time", verdict="unknown", told=told, remedy=remedy)
    first, last = shared(given, wanted, day)
    if last is not None and first > last:
        return Gate(id="time", verdict="fail", told=_apart(given, wanted, day), remedy=_storage(given, wanted, day))
    if last is None:
        told = Sentence(N_("Offered and wanted at the same time from %(first)s, with no end known."), first=first)
    else:
        told = Sentence(N_("Offered and wanted at the same time from %(first)s to %(last)s."), first=first, last=last)
    return Gate(id="time", verdict="pass", told=told)


def shared(given: Window, wanted: Window, day: date) -> tuple[date, date | None]:
    """The days that both windows have in common from `day` on; the last is before the first where they have none."""
    first = max(one for one in (given[0], wanted[0], day) if one is not None)
    return first, min((one for one in (given[1], wanted[1]) if one is not None), default=None)


def _apart(given: Window, wanted: Window, day: date) -> Sentence:
    if given[1] is not None and given[1] < day:
        return Sentence(N_("It was to be had until %(day)s."), day=given[1])
    if wanted[1] is not None and wanted[1] < day:
        return Sentence(N_("It was wanted until %(day)s."), day=wanted[1])
    if given[0] is not None and wanted[1] is not None and given[0] > wanted[1]:
        return Sentence(N_("It is to be had from %(first)s and wanted until %(last)s."), first=given[0], last=wanted[1])
    return Sentence(N_("It is wanted from %(first)s and to be had until %(last)s."), first=wanted[0], last=given[1])


def _storage(given: Window, wanted: Window, day: date) -> Sentence:
    """Material that comes too early can wait; what comes too late cannot."""
    over = (given[1] is not None and given[1] < day) or (wanted[1] is not None and wanted[1] < day)
    if over or wanted[0] is None or given[1] is None or given[1] >= wanted[0]:
        return Sentence(N_("Other days on one of the two sides."))
    return Sentence(N_("Storage until %(day)s, where the permit allows it."), day=wanted[0])


def _committed_gate(pair: Pair, committed: date) -> Gate:
    """A running contract: what it leaves free counts, and after it everything does."""
    free, last = pair.offer.mass_t_per_year, pair.receiver.ends_on
    remedy = Sentence(N_("Agree now for the time after %(day)s."), day=committed)
    if free.low is not None and free.low > 0:
        told = Sentence(N_("A contract runs until %(day)s; only what it leaves free is counted."), day=committed)
        return Gate(id="committed", verdict="pass", told=told)
    if free.high == 0 and last is not None and last <= committed:
        told = Sentence(
            N_("All of it is promised until %(day)s, and it is wanted until %(last)s."), day=committed, last=last
        )
        return Gate(id="committed", verdict="fail", told=told, remedy=remedy)
    if free.high == 0:
        told = Sentence(N_("All of it is promised until %(day)s."), day=committed)
    else:
        told = Sentence(N_("A contract runs until %(day)s; how much it leaves free is not known."), day=committed)
    return Gate(id="committed", verdict="unknown", told=told, remedy=remedy)
