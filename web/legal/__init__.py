"""Helpers about legal status that decide nothing: the self-check, the conditions of rules, what a change brings."""

from __future__ import annotations

from web.legal import changes, self_check
from web.legal.blueprint import blueprint

__all__ = ["blueprint", "changes", "self_check"]
