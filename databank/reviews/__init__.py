"""Records that wait for a person: who is to act, since when, what was asked, answered and decided.

Decisions, merging, the queue and reminders stand in modules of their own, since saving a record opens a case here.
"""

from databank.reviews.cases import (
    Case,
    Note,
    Question,
    answer,
    case,
    close_case,
    open_case,
    open_questions,
)
from databank.reviews.senders import Sender, senders
from databank.reviews.waiting import TARGET_DAYS, due_on, working_days

KINDS = ("side-streams", "needs")

__all__ = [
    "KINDS",
    "TARGET_DAYS",
    "Case",
    "Note",
    "Question",
    "Sender",
    "answer",
    "case",
    "close_case",
    "due_on",
    "open_case",
    "open_questions",
    "senders",
    "working_days",
]
