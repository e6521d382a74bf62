"""Sharing: who was let in, who looked, what is claimed to be secret, and who asked the city for information."""

from databank.sharing.grants import GrantRefusedError, Recipient, end_grant, grant, granted_ids, recipients
from databank.sharing.looks import Looked, looks_of, note_look
from databank.sharing.producers import Producers, producers
from databank.sharing.viewers import preview_viewers

__all__ = [
    "GrantRefusedError",
    "Looked",
    "Producers",
    "Recipient",
    "end_grant",
    "grant",
    "granted_ids",
    "looks_of",
    "note_look",
    "preview_viewers",
    "producers",
    "recipients",
]
