"""What a company says of what public sources say of it: letters with codes, claims, decisions and statements."""

from databank.claims.codes import (
    LETTER_DAYS,
    CodeState,
    Letter,
    code_state,
    letters,
    new_code,
    tidy_code,
)
from databank.claims.deciding import (
    ANSWER_DAYS,
    ClaimDecidedError,
    ClaimOpenError,
    decide,
    hidden_organisations,
    show_again,
)
from databank.claims.making import VOUCH_WITHIN, ClaimLinkError, Made, claim_of_key, make, vouch
from databank.claims.reading import claim, decided_claims, open_claims, statements
from databank.claims.values import Claim, NewClaim, Statement

__all__ = [
    "ANSWER_DAYS",
    "LETTER_DAYS",
    "VOUCH_WITHIN",
    "Claim",
    "ClaimDecidedError",
    "ClaimLinkError",
    "ClaimOpenError",
    "CodeState",
    "Letter",
    "Made",
    "NewClaim",
    "Statement",
    "claim",
    "claim_of_key",
    "code_state",
    "decide",
    "decided_claims",
    "hidden_organisations",
    "letters",
    "make",
    "new_code",
    "open_claims",
    "show_again",
    "statements",
    "tidy_code",
    "vouch",
]
