"""The outbox: a mail is a row, written in the same transaction as the change it tells of, and sent by a worker."""

from databank.outbox.delivering import LEASE, MOST_TRIES, PAUSES, claim, note_problem, note_sent
from databank.outbox.keeping import (
    clear_old,
    mail,
    mails,
    refuse_reminders,
    refuses_reminders,
    state_counts,
    try_again,
)
from databank.outbox.values import Mail, MailState, is_reminder
from databank.outbox.writing import after_commit, write

__all__ = [
    "LEASE",
    "MOST_TRIES",
    "PAUSES",
    "Mail",
    "MailState",
    "after_commit",
    "claim",
    "clear_old",
    "is_reminder",
    "mail",
    "mails",
    "note_problem",
    "note_sent",
    "refuse_reminders",
    "refuses_reminders",
    "state_counts",
    "try_again",
    "write",
]
