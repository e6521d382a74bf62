"""What the desk reads of a reconciliation: sentences and rows with numbers as they are said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from databank.records import Layer, VersionedFlow
from flows.reconciliation.values import Observability, Suspect
from web.labels import material_class_title
from web.language import gettext as _
from web.numbers import about, number
from web.reconciling.working import Work
from web.saying import said

UNLIKELY = 0.05
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One plant as reported."""

    name: str
    taken: str
    given: str
    stored: str
    difference: str
    balances: bool


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One flow: reported beside reconciled."""

    source: str
    target: str
    material: str
    reported: str
    reported_give: str
    amount: str
    give: str
    change: str
    known: str
    span: str
    is_suspect: bool
    record_id: str


def unit(work: Work) -> str:
    """t/a or MWh/a."""
    return _("MWh/a") if work.asked.layer is Layer.ENERGY else _("t/a")


def known_words() -> dict[str, str]:
    """What the balances tell of a flow."""
    return {
        Observability.REDUNDANT: _("checked by others"),
        Observability.JUST_MEASURED: _("reported, nothing checks it"),
        Observability.DETERMINABLE: _("not reported, follows from others"),
        Observability.FREE: _("not known"),
    }


def verdict(work: Work) -> str:
    """What the global test says, in one sentence."""
    result = work.result
    if result is None:
        return _("There are no flows of this choice.")
    if result.conflict is not None:
        return said(result.conflict.sentence)
    if result.p_value is None or not result.degrees:
        return _("No plant reports both what comes in and all that goes out, so that nothing can be checked.")
    values = {"chi": number(round(result.chi_square, 1)), "degrees": result.degrees, "p": _p_words(result.p_value)}
    if result.p_value < UNLIKELY:
        return _(
            "The reported amounts do not fit together within their uncertainties (chi-square %(chi)s, degrees of "
            "freedom %(degrees)s, p %(p)s). At least one of them is likely wrong.",
            **values,
        )
    return _(
        "The reported amounts fit together within their uncertainties (chi-square %(chi)s, degrees of freedom "
        "%(degrees)s, p %(p)s).",
        **values,
    )


def _p_words(p_value: float) -> str:
    return f"= {number(round(p_value, 3))}" if p_value >= 0.001 else f"< {number(0.001)}"  # noqa: PLR2004


def suspects(work: Work) -> Iterator[str]:
    """What is likely wrong, each with what the others say."""
    if work.result is None:
        return
    for suspect in work.result.suspects:
        yield _suspect(work, suspect)


def _suspect(work: Work, suspect: Suspect) -> str:
    table = work.table
    words = {
        "source": work.name(table.source.labels[table.source.codes[suspect.row]]),
        "target": work.name(table.target.labels[table.target.codes[suspect.row]]),
        "reported": _amount(suspect.reported),
        "score": number(round(abs(suspect.score), 1)),
        "unit": unit(work),
    }
    if suspect.proposed is None:
        return _(
            "%(source)s – %(target)s: reported %(reported)s %(unit)s. Its adjustment is %(score)s times what its "
            "uncertainty allows. Ask the plant to check it.",
            **words,
        )
    return _(
        "%(source)s – %(target)s: reported %(reported)s %(unit)s, but the other flows say %(proposed)s %(unit)s. Its "
        "adjustment is %(score)s times what its uncertainty allows. Ask the plant to check it.",
        proposed=_amount(suspect.proposed),
        **words,
    )


def balance_lines(work: Work) -> Iterator[BalanceLine]:
    """Every balanced plant, the greatest difference first."""
    rows = sorted(work.balances(), key=lambda row: (-abs(row.residual_t or 0.0), row.process))
    for row in rows:
        yield BalanceLine(
            work.name(row.process),
            _amount(row.input_t),
            _amount(row.output_t),
            _amount(row.stock_change_t),
            _amount(row.residual_t),
            row.within_tolerance,
        )


def flow_lines(work: Work) -> Iterator[FlowLine]:
    """Every flow, the most adjusted first, then by amount."""
    known = known_words()
    wrong = frozenset(suspect.row for suspect in work.result.suspects) if work.result else frozenset()
    rows = zip(work.flows, work.result.rows.tolist() if work.result else (), strict=True)
    for flow, row in sorted(rows, key=lambda one: (-abs(one[0].score or 0.0), -(one[0].amount or 0.0), one[1])):
        yield FlowLine(
            source=work.name(flow.source),
            target=work.name(flow.target),
            material=material_class_title(flow.material),
            reported=_amount(flow.reported),
            reported_give=_give(flow.reported_uncertainty),
            amount=_amount(flow.amount),
            give=_give(flow.uncertainty),
            change=_change(flow),
            known=known[flow.observability],
            span=_span(flow),
            is_suspect=row in wrong,
            record_id=flow.record_id,
        )


def _change(flow: VersionedFlow) -> str:
    if flow.reported is None or flow.amount is None:
        return ""
    moved = flow.amount - flow.reported
    if abs(moved) <= SETTLED * max(abs(flow.reported), 1.0):
        return "0"
    return f"{'+' if moved > 0 else '−'}{about(abs(moved))}"


def _span(flow: VersionedFlow) -> str:
    if flow.observability != Observability.FREE or flow.lower is None:
        return ""
    if flow.upper is None or flow.upper == float("inf"):
        return _("at least %(least)s", least=about(flow.lower))
    return _("%(least)s to %(most)s", least=about(flow.lower), most=about(flow.upper))


def _give(value: float | None) -> str:
    return "" if value is None else f"± {about(value)}"


def _amount(value: float | None) -> str:
    return _("not known") if value is None else about(value)
