"""Whether a record can be true: small checks over values, each with its reason. None of them decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from databank.errors import Term
from databank.plausibility import amounts, codes, completeness, composition, dates, doubles, hazard, treatment
from databank.plausibility.findings import Finding, Severity, Suggestion
from taxonomy.suggest.added import NO_TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from databank.plausibility.doubles import Neighbour
    from databank.records import MaterialNeed, Permit, SideStream
    from taxonomy.suggest.added import AddedTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What else the bank holds that a record is compared with.

    Attributes
    ----------
    class_masses : tuple of Decimal
        Tonnes a year of other records of its class.
    permits : mapping
        The permits of its receivers, by their names.
    extra : AddedTerms
        The words that reviewers accepted.
    """

    class_masses: tuple[Decimal, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    permits: Mapping[str, tuple[Permit, ...]] = field(default_factory=lambda: MappingProxyType({}))
    extra: AddedTerms = NO_TERMS


def findings_of(stream: SideStream, around: Surroundings, today: date) -> tuple[Finding, ...]:
    """Everything to look at in a side stream, the gravest first."""
    found = chain(
        codes.text_against_class(stream, around.extra),
        codes.code_against_class(stream),
        codes.text_against_code(stream, around.extra),
        hazard.against_code(stream),
        amounts.against_history(stream),
        amounts.against_class(stream, around.class_masses),
        doubles.candidates(stream, around.neighbours),
        treatment.operation_against_fate(stream),
        treatment.energy_against_family(stream),
        treatment.receivers(stream, around.permits),
        treatment.origin(stream),
        composition.too_much(stream),
        dates.of_stream(stream, today),
        completeness.missing(stream),
        codes.hinted(stream),
    )
    return tuple(sorted(found, key=lambda finding: -finding.severity))


def findings_of_need(need: MaterialNeed, today: date) -> tuple[Finding, ...]:
    """Everything to look at in a need, the gravest first."""
    found = chain(codes.codes_of_need(need), dates.of_need(need, today), completeness.missing_in_need(need))
    return tuple(sorted(found, key=lambda finding: -finding.severity))


__all__ = ["Finding", "Severity", "Suggestion", "Surroundings", "Term", "findings_of", "findings_of_need"]
