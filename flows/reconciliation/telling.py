"""A result of reconciliation in sentences: the test, what was assumed, what is likely wrong, what was set to zero."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence
from flows.reconciliation.suspects import SIGNIFICANCE
from flows.reconciliation.values import Reconciled, ReconciledCoefficient, Suspect
from flows.table import FlowTable

SMALLEST_P = 1e-6


def sentences(result: Reconciled, table: FlowTable) -> Iterator[Sentence]:
    """Everything that a reader must know of one year and layer, the most important first."""
    if result.conflict is not None:
        yield result.conflict.sentence
        return
    yield global_test(result)
    yield from (_suspect(one, table) for one in result.suspects)
    yield from (_suspect_share(one) for one in result.coefficients if one.is_suspect)
    if result.assumed:
        yield Sentence(
            N_("%(count)s uncertainties are not stated: 10 %% of the value is assumed."), count=result.assumed
        )
    if result.clipped:
        yield Sentence(
            N_("%(count)s flows would be below zero and are set to 0: %(flows)s."),
            count=len(result.clipped),
            flows=_named(table, result.clipped),
        )
    if not result.is_exact:
        yield Sentence(N_("There are many flows: their uncertainties are estimated, most to within a tenth."))
    if result.rough_bounds:
        yield Sentence(
            N_("The limits of %(count)s free flows are wider than they could be: they hang together in large groups."),
            count=result.rough_bounds,
        )


def global_test(result: Reconciled) -> Sentence:
    """Whether the uncertainties explain the differences."""
    if result.p_value is None:
        return Sentence(N_("No measured flow is checked by others, so nothing can be tested."))
    values = {
        "chi_square": f"{result.chi_square:.4g}",
        "degrees": result.degrees,
        "p": f"{result.p_value:.2g}" if result.p_value >= SMALLEST_P else f"< {SMALLEST_P:g}",
    }
    if result.p_value >= SIGNIFICANCE:
        return Sentence(
            N_(
                "The uncertainties explain the differences (chi-square %(chi_square)s, %(degrees)s degrees of freedom,"
                " p %(p)s)."
            ),
            **values,
        )
    return Sentence(
        N_(
            "The differences are larger than the uncertainties explain (chi-square %(chi_square)s, %(degrees)s degrees"
            " of freedom, p %(p)s): a value is wrong or an uncertainty too small."
        ),
        **values,
    )


def _suspect(suspect: Suspect, table: FlowTable) -> Sentence:
    values = {
        "flow": flow_name(table, suspect.row),
        "reported": f"{suspect.reported:.6g}",
        "score": f"{suspect.score:.2f}",
    }
    if suspect.proposed is None:
        return Sentence(
            N_(
                "Likely wrong: %(flow)s, reported %(reported)s (score %(score)s). The other flows leave no possible"
                " value for it."
            ),
            **values,
        )
    return Sentence(
        N_("Likely wrong: %(flow)s, reported %(reported)s; the other flows say %(proposed)s (score %(score)s)."),
        proposed=f"{suspect.proposed:.6g}",
        **values,
    )


def _suspect_share(one: ReconciledCoefficient) -> Sentence:
    return Sentence(
        N_("Likely wrong: the share of %(process)s that goes to %(target)s, reported %(reported)s (score %(score)s)."),
        process=one.coefficient.process,
        target=one.coefficient.target,
        reported=f"{one.coefficient.share:.4g}",
        score=f"{one.score:.2f}",
    )


def _named(table: FlowTable, rows: tuple[int, ...], most: int = 6) -> str:
    names = [flow_name(table, row) for row in rows[:most]]
    return "; ".join([*names, "…"] if len(rows) > most else names)


def flow_name(table: FlowTable, row: int) -> str:
    """A flow by its ends and its material."""
    source, target, material = (
        column.labels[column.codes[row]] for column in (table.source, table.target, table.material)
    )
    return f"{source} → {target} ({material})"
