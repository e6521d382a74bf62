"""Sending: the records, the accepted terms and the mail, all in one transaction."""

from __future__ import annotations

import hashlib
import hmac

from databank import drafts, sending, terms
from databank.keys import hash_key
from databank.reviews import TARGET_DAYS
from databank.sending import Parcel
from databank.submissions import Change
from databank.terms import Terms
from web import house
from web.addresses import address
from web.auth import current_person, current_viewer, signature
from web.house import Session
from web.language import current_language
from web.mails import post
from web.wizard.wizard import Wizard


def send_draft(bank: Session, wizard: Wizard, key: str, parcel: Parcel, accepted: Terms) -> str:
    """Make the records of a draft and write to its sender; sent twice it is still one record and one mail."""
    change = Change(made_by=signature(), reason="sent with the form", made_at=house.now())
    record_id, is_new = sending.send(bank, key, parcel, change)
    if is_new:
        email = str(parcel.record["contact_email"])
        terms.accept(
            bank,
            accepted,
            email=email,
            at=house.now(),
            person_id=current_viewer().person_id,
            organisation_id=sending.owner_of(bank, record_id),
            record_id=record_id,
        )
        _write(bank, wizard, key, record_id, parcel, email)
    return record_id


def _write(bank: Session, wizard: Wizard, key: str, record_id: str, parcel: Parcel, email: str) -> None:
    """Tell the sender what was received, and let them show that the address is theirs."""
    person = current_person()
    is_own_address = person is not None and person.email.lower() == email.lower()
    if is_own_address:
        drafts.confirm_email(bank, key, at=house.now())
    language = current_language()
    post(
        bank,
        "listing_received",
        email,
        language,
        dedupe_key=f"received {record_id}",
        record_id=record_id,
        name=str(parcel.record["name"]),
        is_need=wizard.kind == "needs",
        days=TARGET_DAYS,
        confirm="" if is_own_address else address(f"{wizard.slug}.confirm", lang=language, key=key, token=token(key)),
        complete=address(f"{wizard.slug}.sent", lang=language, key=key),
    )


def token(key: str) -> str:
    """What only the reader of the mail has: the key of the draft, sealed with the key of this installation."""
    secret = house.settings().secret_key.encode()
    return hmac.new(secret, f"confirm {hash_key(key)}".encode(), hashlib.sha256).hexdigest()[:32]


def is_token(key: str, given: str) -> bool:
    """Whether a link was in our mail."""
    return hmac.compare_digest(token(key).encode(), given.encode())
