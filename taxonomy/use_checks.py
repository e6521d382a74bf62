"""What must hold for the lists of uses, rules, limits and numbers: known names, known units, a source everywhere.

Each check takes the name of a file and its rows, so that a test can hand it broken ones, and gives sentences that
name file and line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import get_args

from taxonomy import limits, rules, uses
from taxonomy.codes import LANGUAGES, parts, read_rows
from taxonomy.industries import industries
from taxonomy.list_checks import Rows, problem
from taxonomy.materials import material_classes
from taxonomy.waste_list import entry_codes

USE_TITLES = ("material", "use", "replaces", "treatment", "note")
_NEEDED_TITLES = frozenset({"material", "use"})


def check_uses() -> list[str]:
    """Every problem of the lists of uses and rules."""
    problems = check_use_rows("uses.csv", list(read_rows("uses")))
    problems += check_rule_rows("rules.csv", list(read_rows("rules")))
    for name in ("rule_applications", "rule_conditions", "rule_limits", "rule_scope"):
        problems += check_parts(f"{name}.csv", list(read_rows(name)), "rule", _ids("rules"))
    for name in ("rule_conditions", "rule_scope"):
        problems += check_named(f"{name}.csv", list(read_rows(name)))
    for name in ("rule_limits", "use_limits"):
        problems += check_limits(f"{name}.csv", list(read_rows(name)), _units())
    problems += check_parts("use_limits.csv", list(read_rows("use_limits")), "use", _ids("uses"))
    return problems + check_parts(
        "rule_limits.csv", list(read_rows("rule_limits")), "condition", _ids("rule_conditions")
    )


def check_use_rows(file: str, rows: Rows) -> list[str]:
    """Classes, codes, industries and rules are known; every sentence is there in three languages or in none."""
    problems = check_named(file, rows)
    problems += check_parts(file, rows, "industries", {one.code for one in industries()})
    problems += check_parts(file, rows, "rules", _ids("rules"))
    problems += check_parts(file, rows, "weaknesses", _ids("use_weaknesses"))
    problems += check_parts(file, rows, "level", uses.LEVELS)
    for line, row in rows:
        problems += [problem(file, line, sentence) for sentence in _sentence_problems(row)]
        if row["is_gap"] not in {"0", "1"}:
            problems.append(problem(file, line, f"is_gap is {row['is_gap']!r}; write 0 or 1."))
    return problems


def _sentence_problems(row: Mapping[str, str]) -> list[str]:
    found = [] if row["source"] else ["source is empty."]
    for column in USE_TITLES:
        missing = [language for language in LANGUAGES if not row[f"{column}_{language}"].strip()]
        is_optional = column not in _NEEDED_TITLES and len(missing) == len(LANGUAGES)
        if missing and not is_optional:
            found.append(f"{column} is missing in {', '.join(missing)}.")
    return found


def check_rule_rows(file: str, rows: Rows) -> list[str]:
    """A rule is of a known kind, has a source, and does not end before it begins."""
    problems = check_parts(file, rows, "kind", get_args(rules.RuleKind))
    for line, row in rows:
        if not row["source"]:
            problems.append(problem(file, line, "source is empty."))
        if row["valid_to"] and row["valid_to"] < row["valid_from"]:
            problems.append(problem(file, line, f"{row['id']} ends before it begins."))
    return problems


def check_named(file: str, rows: Rows) -> list[str]:
    """Material classes, waste codes, parameters and the applications of the named rules are known."""
    problems = check_named_columns(file, rows)
    for line, row in rows:
        its_rules = parts(row["rules"] if "rules" in row else row["rule"])
        problems += [problem(file, line, sentence) for sentence in _application_problems(row, its_rules)]
    return problems


def check_named_columns(file: str, rows: Rows) -> list[str]:
    """Material classes, waste codes and parameters are known, in those columns that the list has."""
    classes = {one.id for one in material_classes()}
    known: Mapping[str, Collection[str]] = {
        "material_class": classes,
        "material_classes": classes,
        "codes": entry_codes(),
        "parameters": _ids("parameters"),
        "effect": get_args(rules.Effect),
    }
    columns = rows[0][1].keys() if rows else ()
    return [
        sentence
        for column, values in known.items()
        if column in columns
        for sentence in check_parts(file, rows, column, values)
    ]


def _application_problems(row: Mapping[str, str], its_rules: Collection[str]) -> list[str]:
    known = {one["id"] for _, one in read_rows("rule_applications") if one["rule"] in its_rules}
    named = parts(row.get("applications", row.get("application", "")))
    return [f"{name} is no application of {' or '.join(its_rules)}." for name in named if name not in known]


def check_limits(file: str, rows: Rows, units: Mapping[str, str]) -> list[str]:
    """A limit has a number, the unit of its parameter, a known operator and kind, and a source."""
    problems = check_parts(file, rows, "kind", get_args(limits.LimitKind))
    problems += check_parts(file, rows, "operator", get_args(limits.Operator))
    for line, row in rows:
        unit = units.get(row["parameter"])
        if unit is None:
            problems.append(problem(file, line, f"parameter {row['parameter']} is not known."))
        elif unit != row["unit"]:
            problems.append(problem(file, line, f"{row['parameter']} is in {row['unit']}, but its unit is {unit}."))
        if not is_number(row["value"]) or not row["source"]:
            problems.append(problem(file, line, f"{row['parameter']} needs a number and a source."))
        if "application" in row:
            problems += [problem(file, line, sentence) for sentence in _application_problems(row, (row["rule"],))]
    return problems


def check_parts(file: str, rows: Rows, column: str, known: Collection[str]) -> list[str]:
    """The column names only what another list has; it may name several, or nothing."""
    return [
        problem(file, line, f"{column} {value} is not known.")
        for line, row in rows
        for value in parts(row[column])
        if value not in known
    ]


def is_number(cell: str) -> bool:
    """Whether a cell holds a finite number."""
    try:
        return Decimal(cell).is_finite()
    except InvalidOperation:
        return False


def _ids(name: str) -> frozenset[str]:
    return frozenset(row["id"] for _, row in read_rows(name))


def _units() -> Mapping[str, str]:
    return {row["id"]: row["unit"] for _, row in read_rows("parameters")}
