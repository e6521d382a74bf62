"""Where the facts and the code lists come from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from databank import queries
from databank.queries.sources import PublicSource, public_sources
from databank.records import StreamFilter
from taxonomy.codes import ListInfo, list_info
from web.auth import current_viewer
from web.house import Session

__all__ = ["PublicSource", "code_lists", "record_counts", "sources_of_facts"]


def sources_of_facts(session: Session) -> tuple[PublicSource, ...]:
    """The public sources, the most used first."""
    return public_sources(session, current_viewer())


def record_counts(session: Session) -> Mapping[str, int]:
    """How many side streams are facts and how many are examples."""
    found = {"facts": 0, "examples": 0}
    for (is_example, _kind), (records, _tonnes) in queries.mass_sum(session, current_viewer(), StreamFilter()).items():
        found["examples" if is_example else "facts"] += records
    return found


def code_lists() -> list[ListInfo]:
    """Every shipped list with its version, source and licence, by title."""
    files = (resources.files("taxonomy") / "data").iterdir()
    names = sorted(file.name.removesuffix(".json") for file in files if file.name.endswith(".json"))
    return sorted((list_info(name) for name in names), key=lambda info: info.title)
