"""What can be done with records: every change is a version with who, when, what and why."""

from databank.submissions.feedback import feedback
from databank.submissions.journal import Change
from databank.submissions.saving import Outcome, Saved, new_id, save

__all__ = ["Change", "Outcome", "Saved", "feedback", "new_id", "save"]
