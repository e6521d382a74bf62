"""Another state of the system: planned plants running, or one plant switched off, with everything that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from databank.errors import N_, Sentence
from databank.records import Layer, LeftOut
from flows.errors import UnknownScenarioError
from flows.matching.saying import class_word
from flows.materials import Materials, shipped_materials
from flows.system.intakes import PlannedPlant, with_planned_outputs
from flows.system.rows import PLANNED, relabelled, taken, with_processes
from flows.system.telling import amount_told
from flows.table import FlowTable

UNUSED, MARKET = "fate:unused", "Market"
STREAM_KINDS = ("side_stream", "unspecified", "energy")


class State(StrEnum):
    """What a scenario changes."""

    TODAY = "today"
    PLANNED = "planned"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`today`, `planned`, or `without:<process id>`; its text is what an address or a file carries."""

    state: State = State.TODAY
    process: str = ""

    @classmethod
    def parse(cls, text: str) -> Scenario:
        """Read the text of a scenario.

        Raises
        ------
        UnknownScenarioError
            When it is none of the three.
        """
        state, _, process = text.strip().partition(":")
        if state in (State.TODAY, State.PLANNED) and ":" not in text:
            return cls(State(state))
        if state == State.WITHOUT and process:
            return cls(State.WITHOUT, process)
        raise UnknownScenarioError(
            "%(text)s is no scenario. Write today, planned, or without: and the id of a plant.", text=text
        )

    def __str__(self) -> str:
        return f"{self.state}:{self.process}" if self.process else str(self.state)

    @property
    def counts_planned(self) -> bool:
        """Whether the bank is to be asked for planned rows too."""
        return self.state is State.PLANNED


TODAY, AS_PLANNED = Scenario(), Scenario(State.PLANNED)


class Change(StrEnum):
    """What becomes of a flow of the plant that is switched off."""

    UNUSED = "unused"
    UNSOLD = "unsold"
    INPUT_GONE = "input_gone"
    OUTPUT_GONE = "output_gone"
    MISSING = "missing"


SENTENCES: Mapping[Change, str] = {
    Change.UNUSED: N_("%(source)s has no taker for %(amount)s of %(material)s (%(year)s): it is unused."),
    Change.UNSOLD: N_("%(source)s has no buyer for %(amount)s of %(material)s (%(year)s): it goes to the market."),
    Change.INPUT_GONE: N_("%(source)s no longer supplies %(amount)s of %(material)s (%(year)s) to the plant."),
    Change.OUTPUT_GONE: N_("The plant no longer gives %(amount)s of %(material)s (%(year)s) to %(target)s."),
    Change.MISSING: N_("%(target)s lacks %(amount)s of %(material)s (%(year)s) that it was given."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One flow that is not as it was; `amount` is tonnes or MWh by `layer`, None where it was never known."""

    change: Change
    year: int
    source: str
    target: str
    material: str
    layer: str
    amount: float | None
    record_id: str

    def sentence(self, labels: Mapping[str, str]) -> Sentence:
        """Say it with the names of the two ends, by process id."""
        amount = amount_told(self.amount, self.layer)
        ends = {"source": labels.get(self.source, self.source), "target": labels.get(self.target, self.target)}
        material = class_word(self.material)
        return Sentence(SENTENCES[self.change], amount=amount, material=material, year=self.year, **ends)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome:
    """The table of a scenario, the one it was made from, and the rows of that one by what became of them."""

    table: FlowTable
    before: FlowTable
    rows: Mapping[Change, NDArray[np.intp]]

    def sums(self, layer: str = Layer.MASS) -> Mapping[Change, float]:
        """Tonnes or MWh of each change in one layer, over all years of the table; unknown amounts add nothing."""
        asked = self.before.layer.where([layer])
        return {change: float(np.nansum(self.before.amount[rows[asked[rows]]])) for change, rows in self.rows.items()}

    def changed(self) -> Iterator[Changed]:
        """Every flow that is not as it was."""
        before = self.before
        for change, rows in self.rows.items():
            for row in rows.tolist():
                amount = float(before.amount[row])
                texts = {
                    name: getattr(before, name).labels[getattr(before, name).codes[row]]
                    for name in ("source", "target", "material", "layer", "record_id")
                }
                known = None if np.isnan(amount) else amount
                yield Changed(change=change, year=int(before.year[row]), amount=known, **texts)


def applied(
    table: FlowTable,
    scenario: Scenario,
    *,
    materials: Materials | None = None,
    plants: Sequence[PlannedPlant] = (),
) -> FlowTable:
    """The table as it would be in a scenario; `outcome` tells what changed."""
    return outcome(table, scenario, materials=materials, plants=plants).table


def outcome(
    table: FlowTable,
    scenario: Scenario,
    *,
    materials: Materials | None = None,
    plants: Sequence[PlannedPlant] = (),
) -> Outcome:
    """Work out a scenario.

    Parameters
    ----------
    table : FlowTable
        Flows of one data set; for `planned` those of the bank with planned rows.
    scenario : Scenario
        `today` leaves out rows that are only planned, `planned` keeps them. Without a plant, side streams to it are
        unused and products to it go to the market, what it got from outside vanishes with all that it made, and what
        it gave to others is missing there: nothing takes its place.
    materials : Materials, optional
        Families of material classes; without it those of the taxonomy.
    plants : sequence of PlannedPlant
        For `planned`: plants of which the recipe tells what they would give.

    Raises
    ------
    UnknownScenarioError
        When the plant is in no flow.
    """
    if scenario.state is State.WITHOUT:
        return _without(table, scenario.process, materials or shipped_materials())
    planned = table.kind.where([PLANNED])
    if scenario.state is State.PLANNED:
        return Outcome(table=with_planned_outputs(table, plants), before=table, rows={})
    if not planned.any():
        return Outcome(table=table, before=table, rows={})
    kept = _counted(taken(table, np.flatnonzero(~planned)), LeftOut.PLANNED, int(planned.sum()))
    return Outcome(table=kept, before=table, rows={})


def _without(table: FlowTable, plant: str, materials: Materials) -> Outcome:
    ends = {*table.source.labels, *table.target.labels}
    if plant not in ends or table.process(plant).kind != "site":
        raise UnknownScenarioError(
            "There is no plant %(plant)s in these flows. Take the id of one that gives or takes something.", plant=plant
        )
    rows = _changes(table, plant, materials)
    redirected = {Change.UNUSED: UNUSED, Change.UNSOLD: MARKET}
    changed, target = np.zeros(len(table), dtype=bool), table.target
    for change, fate in redirected.items():
        target = relabelled(target, rows[change], fate)
        changed[rows[change]] = True
    treatment = relabelled(table.treatment_code, np.flatnonzero(changed), "")
    gone = np.concatenate([found for change, found in rows.items() if change not in redirected])
    kept = np.setdiff1d(np.arange(len(table)), gone)
    left = with_processes(taken(replace(table, target=target, treatment_code=treatment), kept), {})
    return Outcome(table=_counted(left, LeftOut.WITHOUT_PLANT, len(gone)), before=table, rows=rows)


def _changes(table: FlowTable, plant: str, materials: Materials) -> dict[Change, NDArray[np.intp]]:
    """The rows of the plant by what becomes of them; each in one group only."""
    given, got = table.source.where([plant]), table.target.where([plant])
    streams = materials.of_kind(*STREAM_KINDS)[materials.family_codes(table.material.labels)][table.material.codes]
    from_site, to_site = (
        np.array([table.process(name).kind == "site" for name in column.labels], dtype=bool)[column.codes]
        for column in (table.source, table.target)
    )
    masks = {
        Change.UNUSED: got & ~given & from_site & streams,
        Change.UNSOLD: got & ~given & from_site & ~streams,
        Change.INPUT_GONE: got & ~given & ~from_site,
        Change.OUTPUT_GONE: given & (got | ~to_site),
        Change.MISSING: given & ~got & to_site,
    }
    return {change: np.flatnonzero(mask) for change, mask in masks.items()}


def _counted(table: FlowTable, reason: LeftOut, rows: int) -> FlowTable:
    """Count rows that are no longer in the table, so that a diagram of it tells them."""
    if not rows:
        return table
    left_out = dict(table.left_out)
    left_out[str(reason)] = left_out.get(str(reason), 0) + rows
    return replace(table, left_out=left_out)
