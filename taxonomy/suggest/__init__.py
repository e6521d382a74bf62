"""From people's words to the right class and code, in Finnish, Swedish and English."""

from taxonomy.suggest.suggesting import LONGEST_TEXT, MOST, suggest, suggest_many
from taxonomy.suggest.values import Answer, ClassSuggestion, CodeSuggestion, Question, Reason, StatedCode

__all__ = [
    "LONGEST_TEXT",
    "MOST",
    "Answer",
    "ClassSuggestion",
    "CodeSuggestion",
    "Question",
    "Reason",
    "StatedCode",
    "suggest",
    "suggest_many",
]
