"""What must hold for the lists of numbers: a number, its unit, its year, its region, its basis and its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import get_args

from taxonomy import economics, emission_factors, figures
from taxonomy.codes import read_rows
from taxonomy.list_checks import Rows, problem
from taxonomy.use_checks import check_named_columns, check_parts, is_number
from taxonomy.waste_list import entry_codes

_VALUES: Mapping[str, tuple[str, ...]] = {
    "densities": ("min", "typical", "max"),
    "prices": ("value_min", "value_max"),
    "transport": ("value_min", "value_max"),
    "emission_factors": ("value",),
}
_OLDEST, _NEWEST = 1990, 2035


def check_figures() -> list[str]:
    """Every problem of the lists of numbers."""
    problems = []
    for name, columns in _VALUES.items():
        rows = list(read_rows(name))
        problems += check_numbers(f"{name}.csv", rows, columns) + check_named_columns(f"{name}.csv", rows)
    problems += check_parts("prices.csv", list(read_rows("prices")), "kind", get_args(economics.PriceKind))
    problems += check_parts("transport.csv", list(read_rows("transport")), "quantity", get_args(economics.Quantity))
    forms = {row["id"] for _, row in read_rows("density_forms")}
    problems += check_parts("densities.csv", list(read_rows("densities")), "form", forms)
    factors = list(read_rows("emission_factors"))
    problems += check_parts("emission_factors.csv", factors, "kind", get_args(emission_factors.FactorKind))
    return problems + check_waste_tax("waste_tax.csv", list(read_rows("waste_tax")))


def check_numbers(file: str, rows: Rows, columns: Sequence[str]) -> list[str]:
    """The columns hold numbers in rising order, and each row says unit, year, region, basis and source."""
    regions = {row["id"] for _, row in read_rows("regions")}
    problems = check_parts(file, rows, "basis", get_args(figures.Basis)) + check_parts(file, rows, "region", regions)
    for line, row in rows:
        missing = [name for name in ("unit", "year", "region", "basis", "source") if not row[name]]
        if missing:
            problems.append(problem(file, line, f"{', '.join(missing)} is empty."))
        if row["year"] and not (row["year"].isdigit() and _OLDEST <= int(row["year"]) <= _NEWEST):
            problems.append(problem(file, line, f"year is {row['year']!r}; write one from {_OLDEST} to {_NEWEST}."))
        problems += [problem(file, line, sentence) for sentence in _value_problems([row[name] for name in columns])]
    return problems


def _value_problems(cells: Sequence[str]) -> list[str]:
    given = [cell for cell in cells if cell]
    wrong = [cell for cell in given if not is_number(cell)]
    if wrong or not given:
        return [f"{', '.join(wrong) or 'nothing'} is no number."]
    values = [Decimal(cell) for cell in given]
    return [] if values == sorted(values) else [f"{', '.join(given)} do not rise."]


def check_waste_tax(file: str, rows: Rows) -> list[str]:
    """Codes are known, times of one code do not overlap, and a reason fits the amount."""
    problems = check_parts(file, rows, "code", entry_codes())
    problems += check_parts(file, rows, "reason", get_args(economics.TaxReason))
    seen: dict[str, date | None] = {}
    for line, row in sorted(rows, key=lambda item: (item[1]["code"], item[1]["valid_from"])):
        begins = date.fromisoformat(row["valid_from"])
        before = seen.get(row["code"], date.min)
        if before is None or begins <= before:
            problems.append(problem(file, line, f"{row['code']} has two taxes on {begins}."))
        seen[row["code"]] = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        if not is_number(row["eur_per_t"]) or not row["source"]:
            problems.append(problem(file, line, f"{row['code']} needs a number and a source."))
        elif (row["reason"] == "in_table") != (Decimal(row["eur_per_t"]) > 0):
            problems.append(problem(file, line, f"{row['code']} is {row['reason']} and {row['eur_per_t']} EUR/t."))
    return problems
