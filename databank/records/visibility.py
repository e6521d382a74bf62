"""Who may see what of a record, how roughly it is shown to the others, and on which terms it may be used again."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Who may see a field group: the lower, the wider (ux.md 4.5: V0-V5)."""

    PUBLIC = 1
    VERIFIED = 2
    NAMED = 3
    CITY = 4
    DRAFT = 5


class FieldGroup(StrEnum):
    MATERIAL = "material"
    AMOUNT = "amount"
    ORGANISATION = "organisation"
    COMPOSITION = "composition"
    LOGISTICS = "logistics"
    PRICE = "price"
    DOCUMENTS = "documents"
    CONTACT = "contact"


class Coarse(StrEnum):
    """What is shown more roughly to those who do not see the company: its class, its place or its amount."""

    MATERIAL = "material"
    AREA = "area"
    AMOUNT = "amount"


class Reuse(StrEnum):
    """On which terms others may use what a record shows: CC BY 4.0, inside the bank only, or as agreed on request."""

    OPEN = "open"
    MEMBERS = "members"
    COMMERCIAL = "commercial"


class Consent(StrEnum):
    """How a record may appear in public diagrams."""

    NO = "no"
    SUMS = "sums"
    NAME = "name"
