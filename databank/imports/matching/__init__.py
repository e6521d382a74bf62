"""What a wording may mean: names, codes and words of people found again among the values of the bank, with a score."""

from databank.imports.matching.found import ACCEPTED, ALIKE, MARGIN, Found, accepted, best_first

__all__ = ["ACCEPTED", "ALIKE", "MARGIN", "Found", "accepted", "best_first"]
