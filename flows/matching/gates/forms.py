"""In which form the material comes and in which it is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence, Term
from flows.matching.gates.pair import Pair
from flows.matching.values import Gate
from taxonomy.codes import UnknownCodeError
from taxonomy.waste_record import record_field


def gates(pair: Pair) -> Iterator[Gate]:
    """Another form than wanted is no refusal: most can be changed, and only the receiver knows whether it must be."""
    given, wanted = pair.offer.physical_form, pair.receiver.physical_form
    if not given or not wanted:
        return
    if given.strip().casefold() == wanted.strip().casefold():
        told = Sentence(N_("It comes in the form that is wanted: %(form)s."), form=_word(given))
        yield Gate(id="limits", verdict="pass", told=told)
        return
    told = Sentence(N_("It comes as %(given)s and is wanted as %(wanted)s."), given=_word(given), wanted=_word(wanted))
    remedy = Sentence(N_("Ask the receiver, or add a treatment that changes the form."))
    yield Gate(id="limits", verdict="unknown", told=told, remedy=remedy)


def _word(form: str) -> str:
    try:
        return Term(record_field("physical_form").value(form).titles)
    except UnknownCodeError:
        return form
