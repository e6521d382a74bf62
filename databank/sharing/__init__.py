"""Sharing: who was let in, who looked, what is claimed to be secret, and who asked the city for information."""

from databank.sharing.choices import NotOpenEnoughError, Sharing, choose
from databank.sharing.grants import GrantRefusedError, Recipient, end_grant, grant, granted_ids, recipients
from databank.sharing.inquiries import (
    Request,
    RequestRefusedError,
    Step,
    answer_hearing,
    decide_request,
    hear,
    hearings_of,
    owners_of_request,
    register_request,
    request_of,
    requests,
)
from databank.sharing.looks import Looked, label_of, looks_of, note_look
from databank.sharing.producers import Producers, producers
from databank.sharing.secrecy import (
    GROUND,
    Claimed,
    SecrecyRefusedError,
    claim_secrecy,
    claimable,
    decide_secrecy,
    secrecy_claims,
)
from databank.sharing.viewers import preview_viewers

__all__ = [
    "GROUND",
    "Claimed",
    "GrantRefusedError",
    "Looked",
    "NotOpenEnoughError",
    "Producers",
    "Recipient",
    "Request",
    "RequestRefusedError",
    "SecrecyRefusedError",
    "Sharing",
    "Step",
    "answer_hearing",
    "choose",
    "claim_secrecy",
    "claimable",
    "decide_request",
    "decide_secrecy",
    "end_grant",
    "grant",
    "granted_ids",
    "hear",
    "hearings_of",
    "label_of",
    "looks_of",
    "note_look",
    "owners_of_request",
    "preview_viewers",
    "producers",
    "recipients",
    "register_request",
    "request_of",
    "requests",
    "secrecy_claims",
]
