"""The mails of an enquiry. What a mail tells is what its reader's side may know, and no more."""

from __future__ import annotations

from databank import enquiries
from databank.access import ANONYMOUS
from databank.enquiries import Notice, Thread
from databank.records import EnquirySide
from web import house
from web.addresses import address
from web.mails import post


def tell_asked(session: house.Session, enquiry_id: str, text: str) -> None:
    """The question to whoever answers, and a copy with a link to the asker."""
    for notice in enquiries.notices(session, enquiry_id, at=house.now()):
        template = "enquiry-copy" if notice.side is EnquirySide.ASKER else "enquiry-asked"
        _post(session, template, enquiry_id, notice, text=text)


def tell_written(session: house.Session, thread: Thread, text: str) -> None:
    """A new message, to all others who take part."""
    for notice in enquiries.notices(session, thread.id, at=house.now(), but=thread.side):
        _post(session, "enquiry-message", thread.id, notice, text=text, writer=thread.side.value)


def tell_revealed(session: house.Session, thread: Thread) -> None:
    """Who the owner is, to the asker alone."""
    for notice in enquiries.notices(session, thread.id, at=house.now()):
        if notice.side is EnquirySide.ASKER:
            _post(session, "enquiry-revealed", thread.id, notice)


def tell_help_asked(session: house.Session, thread: Thread) -> None:
    """That the facilitator is asked in, to the facilitators."""
    for notice in enquiries.notices(session, thread.id, at=house.now()):
        if notice.side is EnquirySide.FACILITATOR:
            _post(session, "enquiry-asked", thread.id, notice, text=thread.letters[0].text)


def tell_opened(session: house.Session, thread: Thread, until: str) -> None:
    """That the owner opened the record to the asker, until a day."""
    for notice in enquiries.notices(session, thread.id, at=house.now()):
        if notice.side is EnquirySide.ASKER:
            _post(session, "enquiry-opened", thread.id, notice, until=until)


def _post(session: house.Session, template: str, enquiry_id: str, notice: Notice, **places: str) -> None:
    seen = enquiries.thread_for(session, ANONYMOUS, enquiry_id, notice.side)
    language = notice.recipient.language
    if notice.key is not None:
        path = address("enquiries.by_key", lang=language, key=notice.key)
    else:
        path = address("enquiries.thread", lang=language, enquiry_id=enquiry_id)
    known = {
        "path": path,
        "side": notice.side.value,
        "material": seen.record_name or seen.record_id,
        "asker": seen.asker_name,
        "asker_email": (seen.asker_email or "") if notice.side is not EnquirySide.ASKER else "",
        "owner": seen.owner_name or "",
        "shown_name": seen.shown_name or "",
        "shown_email": seen.shown_email or "",
    }
    post(session, template, notice.recipient.email, language, **(known | places))
