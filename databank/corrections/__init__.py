"""Corrections of classes and codes are kept as evidence, and reviewers make words of the vocabulary of them."""

from databank.corrections.accepting import (
    NewTerm,
    TermChangedError,
    TermRefusedError,
    accept,
    dismiss,
    withdraw,
)
from databank.corrections.evidence import Standing, note_correction, said, standing_of
from databank.corrections.grouping import MOST_GROUPS, Group, Said, Variant, groups
from databank.corrections.terms import COLUMNS, AcceptedTerm, accepted_terms, added_terms, key_of, read_added, term_rows

__all__ = [
    "COLUMNS",
    "MOST_GROUPS",
    "AcceptedTerm",
    "Group",
    "NewTerm",
    "Said",
    "Standing",
    "TermChangedError",
    "TermRefusedError",
    "Variant",
    "accept",
    "accepted_terms",
    "added_terms",
    "dismiss",
    "groups",
    "key_of",
    "note_correction",
    "read_added",
    "said",
    "standing_of",
    "term_rows",
    "withdraw",
]
