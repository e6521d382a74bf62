"""What can be done with records: every change is a version with who, when, what and why."""

from databank.submissions.feedback import feedback
from databank.submissions.journal import Change
from databank.submissions.reviewing import confirm_amount, set_status
from databank.submissions.saving import Outcome, Saved, new_id, save
from databank.submissions.trial import trial

__all__ = ["Change", "Outcome", "Saved", "confirm_amount", "feedback", "new_id", "save", "set_status", "trial"]
