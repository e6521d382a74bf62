"""From the row of a match to its value, not yet masked: only the reading beside this file may call it."""

from __future__ import annotations

from datetime import date, datetime

from databank.access import Viewer, sides_of
from databank.matches.city import is_city_owned
from databank.models import Match, Organisation
from databank.records import KeptMatch, MatchLetter, MatchParty, MatchSide, MatchStep, RealStatus

GONE = frozenset({RealStatus.ENDED, RealStatus.CANCELLED, RealStatus.LAPSED})


def receiver_of(row: Match) -> Organisation:
    """Who might take it: the owner of the need, or the organisation that is named."""
    owner = row.need.organisation if row.need is not None else row.receiver
    if owner is None:  # a CHECK of the table keeps one of them
        raise LookupError(row.id)
    return owner


def sides_in(viewer: Viewer, row: Match) -> frozenset[MatchSide]:
    """As what a viewer takes part in a match."""
    return sides_of(
        viewer,
        donor_id=row.side_stream.organisation_id,
        stream_id=row.side_stream_id,
        receiver_id=receiver_of(row).id,
        need_id=row.need_id,
    )


def kept_of(viewer: Viewer, row: Match) -> KeptMatch:
    """A match with everything, and the viewer's sides of it."""
    return KeptMatch(
        id=row.id,
        version=row.version,
        state=row.state,
        source=row.source,
        sides=sides_in(viewer, row),
        is_example=row.side_stream.is_example,
        side_stream_id=row.side_stream_id,
        side_stream_name=row.side_stream.name,
        side_stream_language=row.side_stream.language,
        material_class=row.side_stream.material_class,
        family=row.side_stream.family,
        need_id=row.need_id,
        need_name=row.need.name if row.need else None,
        need_language=row.need.language if row.need else None,
        donor=_donor(row),
        receiver=_receiver(row),
        use_id=row.use_id,
        rests_on=row.rests_on,
        treatment_line_id=row.treatment_line_id,
        mass_t=row.mass_t,
        period=row.period,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reason=row.reason,
        reason_text=row.reason_text,
        dropped_by=row.dropped_by,
        introduced_on=_day(row.introduced_at),
        exchange_id=row.exchange_id,
        held_by=row.holder.name if row.holder else None,
        held_by_id=row.held_by,
        next_action=row.next_action,
        next_on=row.next_on,
        made_at=row.made_at,
        updated_at=row.updated_at,
        letters=tuple(MatchLetter(side=one.side, text=one.text, written_at=one.written_at) for one in row.letters),
        steps=tuple(_steps(row)),
    )


def _donor(row: Match) -> MatchParty:
    owner = row.side_stream.organisation
    return MatchParty(
        organisation_id=owner.id,
        organisation_name=owner.name,
        site_id=row.side_stream.site_id,
        interested_on=_day(row.donor_interested_at),
        named_on=_day(row.donor_named_at),
        contact_name=row.donor_contact_name,
        contact_email=row.donor_contact_email,
        is_city_owned=is_city_owned(owner),
        has_ended=owner.real_status in GONE,
    )


def _receiver(row: Match) -> MatchParty:
    owner = receiver_of(row)
    return MatchParty(
        organisation_id=owner.id,
        organisation_name=owner.name,
        site_id=row.need.site_id if row.need else row.receiver_site_id,
        interested_on=_day(row.receiver_interested_at),
        named_on=_day(row.receiver_named_at),
        contact_name=row.receiver_contact_name,
        contact_email=row.receiver_contact_email,
        is_city_owned=is_city_owned(owner),
        has_ended=owner.real_status in GONE,
    )


def _steps(row: Match) -> list[MatchStep]:
    return [
        MatchStep(
            before=one.before,
            after=one.after,
            side=one.side,
            made_at=one.made_at,
            made_by=one.person.name if one.person else None,
        )
        for one in row.steps
    ]


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
