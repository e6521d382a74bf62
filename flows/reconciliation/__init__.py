"""Reported flows made to balance: least squares with uncertainties, what can be known, and what is likely wrong."""
