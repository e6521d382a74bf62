"""Versions of reconciled flows that the city accepted: kept, read by pictures, withdrawn."""

from databank.flow_versions.keeping import LONGEST_NOTE, VersionGoneError, accept, withdraw
from databank.flow_versions.reading import audiences_of, standing_version, standing_years, versions

__all__ = [
    "LONGEST_NOTE",
    "VersionGoneError",
    "accept",
    "audiences_of",
    "standing_version",
    "standing_years",
    "versions",
    "withdraw",
]
