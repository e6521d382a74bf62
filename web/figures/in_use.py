"""The numbers that calculations use in this bank."""

from __future__ import annotations

from databank import figures
from flows.economics import Figures
from web import house


def in_use(session: house.Session) -> Figures:
    """The shipped numbers with those that the city set, remembered until the city changes one."""
    return house.bank().remembered(session, "figures in use", lambda: Figures(figures.overrides(session)))
