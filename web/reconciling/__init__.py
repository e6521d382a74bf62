"""The city's desk for flows: what balances, what is likely wrong, and the version that pictures use."""

from web.reconciling import deciding, showing
from web.reconciling.blueprint import blueprint

__all__ = ["blueprint", "deciding", "showing"]
