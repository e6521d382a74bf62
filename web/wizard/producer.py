"""The industry of who fills in a form, as far as it is known: it tells where the waste is likely to arise."""

from __future__ import annotations

from typing import cast

from databank import queries, sending
from web.wizard.place import business_id, chosen_owner
from web.wizard.values import Reader, WrongAnswerError


def industry_of(reader: Reader) -> str | None:
    """The NACE code of the organisation of a draft, if the viewer may know it."""
    if "industry" not in reader.found:
        reader.found["industry"] = _chosen(reader) or _typed(reader)
    return cast("str | None", reader.found["industry"])


def _chosen(reader: Reader) -> str | None:
    owner = chosen_owner(reader)
    if owner is None:
        return None
    known = queries.organisations_by_id(reader.session, reader.viewer, [owner.organisation_id])
    found = known.get(owner.organisation_id)
    return found.industry_code if found else None


def _typed(reader: Reader) -> str | None:
    try:
        number = business_id(reader("business_id"))
    except WrongAnswerError:
        return None
    return sending.known_industry(reader.session, reader.viewer, number)
