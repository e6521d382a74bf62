"""Many rows at once: the same as saving them one by one, in a few statements for thousands of them."""

from databank.submissions.many.outcomes import RowOutcome
from databank.submissions.many.saver import SaveMany

__all__ = ["RowOutcome", "SaveMany"]
