"""Where the mails of a match lead, and the mail that asks the desk for help."""

from __future__ import annotations

from databank import matches
from databank.access import CITY
from databank.matches import Notice
from databank.records import MatchSide
from web import house
from web.addresses import address
from web.language import gettext as _
from web.mails import post

DESK = (MatchSide.FACILITATOR, MatchSide.CITY)


def path_of(notice: Notice) -> str:
    """The page of a match for the reader of a mail; by its key for those without an account."""
    language = notice.recipient.language
    if notice.side in DESK:
        return address("matches.desk_one", lang=language, match_id=notice.match.id)
    if notice.key is not None:
        return address("matches.by_key", lang=language, key=notice.key)
    return address("matches.one", lang=language, match_id=notice.match.id)


def ask_for_help(session: house.Session, match_id: str, by: MatchSide, text: str) -> None:
    """Write to the facilitators, or to the city where the records are hidden from them, and leave the desk a note."""
    donates = by is MatchSide.DONOR
    asked = _("Who has the material asks for help.") if donates else _("Who could use the material asks for help.")
    if not matches.add_note(session, CITY, match_id, asked, at=house.now()):
        return
    found: tuple[Notice, ...] = ()
    for side in DESK:
        found = found or matches.notices(session, match_id, to=(side,), at=house.now())
    for notice in found:
        about = notice.match.side_stream_name or notice.match.need_name or match_id
        reader = notice.recipient
        post(
            session,
            "match-help",
            reader.email,
            reader.language,
            material=about,
            writer=by.value,
            text=text,
            path=path_of(notice),
        )
