"""The text of SankeyMATIC: ``Source [amount] Target``, one flow a line (https://sankeymatic.com/manual/)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from databank.errors import N_, RowError, Sentence
from flows.diagram import LinkKind, SankeyData
from flows.drawing.palette import Palette
from flows.errors import FlowFileError
from flows.files import FlowRows
from flows.formats.lines import UNSPECIFIED
from flows.labels import Labels
from flows.table import FlowTable

AMOUNT = re.compile(r"\[([^\[\]]*)\]")
COLOUR = re.compile(r"#[0-9A-Fa-f.]{3,10}")
COMMENT = ("//", "'", ":")
SETTING = re.compile(r"[a-z_]+( [\w#.'\"%-]+)*")
CALCULATED = frozenset({"*", "?"})


def diagram_text(data: SankeyData, labels: Labels, palette: Palette) -> str:
    """The drawn links of a diagram with the colours of their families; the sums that are no record are marked."""
    names = _names({node.id: labels.node_label(node) for node in data.nodes})
    lines = [f"// {labels.example_mark}"] if data.is_example else []
    lines.append(f"// {labels.unit}")
    for link in data.links:
        colour = f" {palette[link.family][0]}" if link.family in palette and link.kind is LinkKind.RECORD else ""
        lines.append(f"{names[link.source]} [{link.amount:.10g}] {names[link.target]}{colour}")
    return "\n".join(lines) + "\n"


def table_text(table: FlowTable) -> str:
    """Every row of a flow table with a known amount; the format has no word for year, material or uncertainty."""
    names = _names({name: process.label for name, process in table.processes.items()})
    rows = zip(table.source.values(), table.target.values(), table.amount.tolist(), strict=True)
    lines = [
        f"{names[source]} [{amount:.10g}] {names[target]}" for source, target, amount in rows if not math.isnan(amount)
    ]
    return "\n".join(lines) + "\n"


def read_lines(text: str, file: str, *, year: int) -> FlowRows:
    """The flows of a text as rows of the flow table.

    Comments, node colours and settings say nothing of flows. A calculated amount (``*`` or ``?``) is not known.

    Raises
    ------
    FlowFileError
        When a line is neither a flow nor anything else the format knows; every such line is named.
    """
    rows, errors = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith(COMMENT):
            continue
        found = _parts(stripped)
        if found:
            rows.append((number, _row(*found, year)))
        elif not SETTING.fullmatch(stripped):
            message = Sentence(N_("This is no flow. Write: source [amount] target."))
            errors.append(RowError(number, "flow", stripped[:80], message))
    if errors:
        raise FlowFileError(
            N_("%(file)s: %(count)s cells cannot be used. Correct them, or ask to keep going with the other rows."),
            tuple(errors),
            file=file,
            count=len(errors),
        )
    if not rows:
        raise FlowFileError(N_("%(file)s has no flows. A flow is written: source [amount] target."), file=file)
    return FlowRows(file, rows)


def _parts(line: str) -> tuple[str, str, str] | None:
    """Source, amount and target of a flow, without the colour; None where the line is none. Long lines cost no more."""
    for amount in AMOUNT.finditer(line):
        source, target = line[: amount.start()].strip(), line[amount.end() :].strip()
        if source and target:
            *name, last = target.rsplit(maxsplit=1)
            return source, amount[1].strip(), name[0] if name and COLOUR.fullmatch(last) else target
    return None


def _row(source: str, amount: str, target: str, year: int) -> dict[str, str]:
    number = amount.replace(",", "")
    return {
        "year": str(year),
        "source": source,
        "target": target,
        "material": UNSPECIFIED,
        "mass_t": "" if number in CALCULATED else number,
    }


def _names(labels: Mapping[str, str]) -> dict[str, str]:
    """Names without brackets, those that several share told apart by a number."""
    plain = {node: re.sub(r"[\[\]]", " ", label).strip() or node for node, label in labels.items()}
    shared = Counter(plain.values())
    return dict(_told_apart(plain, shared))


def _told_apart(plain: Mapping[str, str], shared: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for node, name in plain.items():
        seen[name] += 1
        yield node, f"{name} ({seen[name]})" if shared[name] > 1 else name
