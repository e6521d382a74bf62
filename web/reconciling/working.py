"""The flows of a choice with their balances, findings and reconciled values."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from databank import queries
from databank.records import VersionedFlow
from flows.balance import BalanceRow, balance
from flows.reconciliation.applying import fingerprint, version_flows
from flows.reconciliation.values import Reconciled
from flows.table import FlowTable
from taxonomy.codes import UnknownCodeError
from taxonomy.fates import fate_titles
from web import house
from web.labels import title
from web.reconciling.asking import Asked

FATE_PREFIX = "fate:"


@dataclass(frozen=True, eq=False)
class Work:
    """What was worked out for one choice; `result` None where no flow is known."""

    asked: Asked
    table: FlowTable
    result: Reconciled | None

    @cached_property
    def flows(self) -> tuple[VersionedFlow, ...]:
        """The rows as an accepted version would keep them."""
        return version_flows(self.table, self.result) if self.result else ()

    @cached_property
    def fingerprint(self) -> str:
        """What the result was computed from: whoever accepts it accepts these flows and no others."""
        return fingerprint(self.flows)

    def balances(self) -> tuple[BalanceRow, ...]:
        """What each plant takes in and gives out as reported."""
        return tuple(row for row in balance(self.table) if row.layer == self.asked.layer)

    def name(self, process: str) -> str:
        """A site by its own name, a reserved process by its word."""
        found = self.table.process(process)
        if found.kind == "site":
            return found.label
        with suppress(UnknownCodeError):
            return title(fate_titles(process.removeprefix(FATE_PREFIX).lower()))
        return found.label


def work_of(session: house.Session, asked: Asked) -> Work:
    """Read and reconcile; remembered until the catalogue changes."""
    key = ("reconciled", asked.is_example, asked.year, asked.layer, asked.audience, *house.ages().values())
    return house.bank().remembered(session, key, lambda: _worked_out(session, asked))


def _worked_out(session: house.Session, asked: Asked) -> Work:
    columns = queries.flow_columns(
        session,
        asked.viewer,
        is_example=asked.is_example,
        years=[] if asked.year is None else [asked.year],
        layer=asked.layer,
        **house.ages(),
    )
    from flows.reconciliation.reconciling import reconcile  # scipy is loaded for the desk only

    table = FlowTable.from_columns(columns)
    found = [one for one in reconcile(table) if one.layer == asked.layer and one.year == asked.year]
    return Work(asked, table, found[0] if found else None)
