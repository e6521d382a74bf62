"""Questions about a file before it is saved: what may be wrong by a factor, told twice, or against the lists."""

from databank.imports.questions.answering import Answers, answered
from databank.imports.questions.history import BankHistory, History, NoHistory, Usual
from databank.imports.questions.watching import Watch

__all__ = ["Answers", "BankHistory", "History", "NoHistory", "Usual", "Watch", "answered"]
