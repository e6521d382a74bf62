"""Splits by who gives and who takes, and by the places of both."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from databank.records import Process
from flows.boundary import Side, Way
from flows.partition.fate import fates
from flows.partition.rows import FROM_STOCK, IMPORT, NOT_STATED, UNUSED, Partition, Rows, by_label

REGION, PLACE_NOT_KNOWN = "region", "place_not_known"
Grouping = Callable[[Process], str]


def grouping(member: str) -> Grouping:
    """The group of a process by one of its members; what is not stated has a group that says so."""

    def group(process: Process) -> str:
        value = str(getattr(process, member))
        if value:
            return value
        return "other" if member == "sector" else (member == "organisation" and process.label) or NOT_STATED

    return group


def place(process: Process) -> str:
    """The area of a process, without one its municipality."""
    return process.area or process.municipality or NOT_STATED


def one_region(_process: Process) -> str:
    """All processes inside in one box."""
    return REGION


def giving(group: Grouping) -> Callable[[Rows], Partition]:
    """Split by the process that gives; what comes over the boundary is import, what from stock says so."""

    def giver(rows: Rows, name: str) -> str:
        process = rows.table.process(name)
        if process.kind == "stock":
            return FROM_STOCK
        return group(process) if rows.line.side(process) == Side.INSIDE else IMPORT

    return lambda rows: by_label(rows.source_codes, [giver(rows, name) for name in rows.table.source.labels])


def supplying(group: Grouping) -> Callable[[Rows], Partition]:
    """Split by the process that gives, also beyond the boundary; only what has no site there is import."""

    def supplier(rows: Rows, name: str) -> str:
        process = rows.table.process(name)
        if process.kind == "stock":
            return FROM_STOCK
        return group(process) if process.kind == "site" else IMPORT

    return lambda rows: by_label(rows.source_codes, [supplier(rows, name) for name in rows.table.source.labels])


def taking(name: str, group: Grouping) -> Callable[[Rows], Partition]:
    """Split by the process that takes, or by the fate when no process inside takes it.

    A sector and a fate may have the same id, so the keys of processes start with the name of their words.
    """

    def split(rows: Rows) -> Partition:
        names = [f"{name}:{group(rows.table.process(label))}" for label in rows.table.target.labels]
        ends = by_label(rows.target_codes, names)
        fate = fates(rows)
        taken = (rows.way == Way.RETURN) | (rows.way == Way.INPUT)
        return Partition(np.where(taken, ends.codes, fate.codes + len(ends.keys)), (*ends.keys, *fate.keys))

    return split


def buying(name: str, group: Grouping) -> Callable[[Rows], Partition]:
    """Split by the site that takes, on either side of the boundary, else by the fate."""

    def split(rows: Rows) -> Partition:
        processes = [rows.table.process(label) for label in rows.table.target.labels]
        ends = by_label(rows.target_codes, [f"{name}:{group(process)}" for process in processes])
        sites = np.array([process.kind == "site" for process in processes], dtype=bool)[rows.target_codes]
        fate = fates(rows)
        return Partition(np.where(sites, ends.codes, fate.codes + len(ends.keys)), (*ends.keys, *fate.keys))

    return split


def destinations(rows: Rows) -> Partition:
    """Where a flow goes on the map: a place, stock, over the boundary, or no place that anybody told."""
    known = (UNUSED, "elsewhere", "stock", "environment")
    to_site = buying("place", place)(rows)
    keys = tuple(dict.fromkeys(key if ":" in key or key in known else PLACE_NOT_KNOWN for key in to_site.keys))
    onto = [keys.index(key if key in keys else PLACE_NOT_KNOWN) for key in to_site.keys]
    return Partition(np.array(onto, dtype=np.int64)[to_site.codes], keys)
