"""The conditions of a viewer are built once and kept: a page asks for the same ones many times over."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
MOST = 512
"""Conditions kept by one process for each question, the least recently asked for forgotten first."""


def kept(build: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function builds, under everything that it was asked.

    A viewer is compared by all that it holds, so that nobody gets a condition of somebody who differs in anything.
    """
    return cast(Callable[P, T], lru_cache(MOST)(build))
