"""Where it goes: the operation against the fate, the receiver's permit against the code, and whose waste it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, Suggestion, code_text
from databank.records import Fate, Origin, Permit, SideStream

RECOVERED = frozenset({Fate.USED, Fate.ENERGY, Fate.RECOVERY_UNSPECIFIED})
ENERGY_OPERATION = "R1"
TREATMENT_CHAPTER = "19"
MINERAL = frozenset({"K", "M", "R"})
"""Families of slag, metal and earth: nothing in them burns."""


def operation_against_fate(stream: SideStream) -> Findings:
    """An R operation recovers and a D operation disposes; R1 is energy."""
    code, fate = stream.treatment_code, stream.fate
    if not code:
        return
    said = {"code": code}
    if code.startswith("D") and fate in RECOVERED:
        yield _finding(N_("%(code)s is disposal, and the record says that it is recovered."), "treatment_code", **said)
    elif code.startswith("R") and fate is Fate.DISPOSAL:
        yield _finding(
            N_("%(code)s is recovery, and the record says that it is disposed of."), "treatment_code", **said
        )
    elif code == ENERGY_OPERATION and fate is Fate.USED:
        yield _finding(N_("R1 is use as a fuel, and the record says use as a material."), "fate")


def energy_against_family(stream: SideStream) -> Findings:
    """What does not burn gives no energy."""
    if stream.treatment_code == ENERGY_OPERATION and stream.family in MINERAL:
        yield _finding(N_("R1 is use as a fuel, and this material does not burn."), "treatment_code")


def receivers(stream: SideStream, permits: Mapping[str, Sequence[Permit]]) -> Findings:
    """A receiver in the bank whose permits do not name the code; `permits` by the name of the receiver."""
    code = stream.waste_code
    if code is None:
        return
    for name, granted in permits.items():
        listing = [permit for permit in granted if permit.waste_codes]
        if listing and not any(code in permit.waste_codes for permit in listing):
            yield _finding(
                N_("No permit of %(receiver)s in the bank names %(code)s."),
                "receiver",
                receiver=name,
                code=code_text(code),
            )


def origin(stream: SideStream) -> Findings:
    """Waste of treatment plants is secondary: counted as primary it is counted twice."""
    code = stream.waste_code
    if code is not None and code.startswith(TREATMENT_CHAPTER) and stream.origin is Origin.PRIMARY:
        message = Sentence(
            N_("%(code)s is waste of treatment plants, and the record says that it arises in production."),
            code=code_text(code),
        )
        yield Finding(
            check="treatment",
            message=message,
            severity=Severity.DOUBT,
            field="origin",
            suggestion=Suggestion("origin", Origin.SECONDARY.value),
        )


def _finding(message: str, field: str, **said: object) -> Finding:
    return Finding(check="treatment", message=Sentence(message, **said), severity=Severity.DOUBT, field=field)
