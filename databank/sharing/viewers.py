"""The four viewers as whom an owner looks at a record before others do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from databank.access import ANONYMOUS, CITY, Role, Viewer

preview_viewers: Mapping[str, Viewer] = MappingProxyType(
    {
        "public": ANONYMOUS,
        "member": Viewer(roles=frozenset({Role.MEMBER})),
        "verified": Viewer(roles=frozenset({Role.VERIFIED_INVESTOR})),
        "city": CITY,
    }
)
"""What each of them sees is what everybody with that role sees, who has no tie to the record."""
