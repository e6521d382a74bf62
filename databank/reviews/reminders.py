"""Whom to ask, a year after the last word, whether an offer or a need still holds.

The ages are those of `databank.freshness`: a record is stated or confirmed on a day, and is asked about 30 days
before a year has passed, on the day, and 30 days after.
"""
