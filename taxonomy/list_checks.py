"""What must hold for the rows of a list: unique codes, known parents, all languages, nothing counted twice.

Each check takes the name of a file and its rows, so that a test can hand it broken ones, and gives sentences that
name file and line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from taxonomy.codes import LANGUAGES, TaxonomyError
from taxonomy.crosswalks import Rule, first_rule

Rows = Sequence[tuple[int, Mapping[str, str]]]

FEWEST_CLASSES, MOST_CLASSES = 60, 120
COUNTED_KINDS = frozenset({"side_stream", "unspecified", "energy"})
BASES = frozenset({"sourced", "inferred", "derived"})

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def check_unique(file: str, rows: Rows, key: Sequence[str]) -> list[str]:
    """No key stands twice, and the list is not empty."""
    if not rows:
        return [problem(file, None, "the list has no rows.")]
    problems, seen = [], dict[tuple[str, ...], int]()
    for line, row in rows:
        value = tuple(row[column] for column in key)
        if not value[0]:
            problems.append(problem(file, line, f"{key[0]} is empty."))
        if value in seen:
            problems.append(problem(file, line, f"{' '.join(value)} stands already in line {seen[value]}."))
        seen.setdefault(value, line)
    return problems


def check_languages(file: str, rows: Rows, *, english_only: bool = False) -> list[str]:
    """A title in Finnish, Swedish and English; what is marked derived is a language that has a title."""
    problems = []
    for line, row in rows:
        if row.get("change") == "removed":
            continue
        asked = ("en",) if english_only else LANGUAGES
        missing = [language for language in asked if not row[f"title_{language}"].strip()]
        if missing:
            problems.append(problem(file, line, f"the title is missing in {', '.join(missing)}."))
        derived = set(filter(None, row.get("derived", "").split(";")))
        wrong = sorted(mark for mark in derived if mark not in LANGUAGES or not row[f"title_{mark}"])
        if wrong:
            problems.append(problem(file, line, f"derived names {', '.join(wrong)}, which has no title."))
    return problems


def check_parents(file: str, rows: Rows, key: str = "code") -> list[str]:
    """Every parent stands in the list, and nothing is above itself."""
    parents = {row[key]: row["parent"] for _, row in rows}
    problems = []
    for line, row in rows:
        if row["parent"] and row["parent"] not in parents:
            problems.append(problem(file, line, f"the parent {row['parent']} of {row[key]} is not in the list."))
        elif _is_above_itself(row[key], parents):
            problems.append(problem(file, line, f"{row[key]} is above itself."))
    return problems


def _is_above_itself(code: str, parents: Mapping[str, str]) -> bool:
    seen, above = {code}, parents.get(code, "")
    while above:
        if above == code:
            return True
        if above in seen:
            return False
        seen.add(above)
        above = parents.get(above, "")
    return False


def check_waste_list(file: str, rows: Rows) -> list[str]:
    """Codes as long as their level, parents that begin the code, and mirror twins that name each other."""
    digits = {"chapter": 2, "subchapter": 4, "entry": 6}
    by_code = {row["code"]: row for _, row in rows}
    problems = check_parents(file, rows)
    for line, row in rows:
        code = row["code"]
        if not code.isdigit() or len(code) != digits.get(row["level"]):
            problems.append(problem(file, line, f"{code} has not the digits of {row['level'] or 'its level'}."))
        if not code.startswith(row["parent"]):
            problems.append(problem(file, line, f"{code} does not begin with its parent {row['parent']}."))
        problems += [problem(file, line, sentence) for sentence in _mirror_problems(row, by_code)]
    return problems


def _mirror_problems(row: Mapping[str, str], by_code: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for twin in filter(None, row["mirror_codes"].split(";")):
        other = by_code.get(twin)
        if other is None:
            yield f"the mirror entry {twin} of {row['code']} is not in the list."
        elif row["code"] not in other["mirror_codes"].split(";"):
            yield f"{row['code']} names {twin} as its mirror entry, but not the other way round."
        elif row["hazardous"] == other["hazardous"]:
            yield f"{row['code']} and {twin} are mirror entries with the same hazard flag."


def check_changes(file: str, rows: Rows, known: Collection[str]) -> list[str]:
    """A new code is new; what is renamed or removed is there."""
    problems = []
    for line, row in rows:
        if row["change"] not in {"new", "renamed", "removed"}:
            problems.append(problem(file, line, f"change is {row['change']!r}; write new, renamed or removed."))
        elif (row["change"] == "new") == (row["code"] in known):
            state = "already" if row["code"] in known else "not"
            problems.append(problem(file, line, f"{row['code']} is {row['change']}, but {state} in the list before."))
    return problems


def check_classes(file: str, rows: Rows, family_kinds: Mapping[str, str]) -> list[str]:
    """Families are known, a parent is of the same family, and there are neither too few nor too many classes."""
    families = {row["id"]: row["family"] for _, row in rows}
    problems = check_parents(file, rows, "id") + check_known(file, rows, "family", family_kinds)
    for line, row in rows:
        if row["parent"] in families and families[row["parent"]] != row["family"]:
            problems.append(problem(file, line, f"{row['id']} is of another family than its parent {row['parent']}."))
    counted = sum(family_kinds.get(row["family"]) in COUNTED_KINDS for _, row in rows)
    if not FEWEST_CLASSES <= counted <= MOST_CLASSES:
        problems.append(problem(file, None, f"{counted} classes; there should be {FEWEST_CLASSES} to {MOST_CLASSES}."))
    return problems


def check_families(file: str, rows: Rows) -> list[str]:
    """Each family has a colour for light and for dark paper, and its own place."""
    problems = check_unique(file, rows, ("order",))
    for line, row in rows:
        for column in ("colour_light", "colour_dark"):
            if not _COLOUR.fullmatch(row[column]):
                problems.append(problem(file, line, f"{column} is {row[column]!r}; write a colour such as #4e546c."))
    return problems


def check_known(file: str, rows: Rows, column: str, known: Collection[str]) -> list[str]:
    """The column names only what another list has."""
    return [
        problem(file, line, f"{column} {row[column]} is not known.") for line, row in rows if row[column] not in known
    ]


def check_crosswalk(file: str, rows: Rows, target: str, codes: Collection[str], targets: Collection[str]) -> list[str]:
    """Each code has exactly one target: a second one would count its mass twice, none would lose it."""
    problems, seen = check_known(file, rows, target, targets), dict[str, str]()
    for line, row in rows:
        code = row["code"]
        if code in seen:
            problems.append(
                problem(file, line, f"{code} goes to {seen[code]} and {row[target]}: its mass would count twice.")
            )
        if code not in codes:
            problems.append(problem(file, line, f"{code} is in no edition of the List of Waste."))
        if row["basis"] not in BASES or not row["source"]:
            problems.append(problem(file, line, f"{code} needs a basis ({', '.join(sorted(BASES))}) and a source."))
        seen.setdefault(code, row[target])
    lost = sorted(set(codes) - set(seen))
    return problems + [problem(file, None, f"{code} goes nowhere: its mass would be lost.") for code in lost]


def check_derived(file: str, rows: Rows, target: str, table: Iterable[Rule], titles: Mapping[str, str]) -> list[str]:
    """A derived link is what the first fitting rule gives, and names that rule."""
    problems, ordered = [], tuple(table)
    for line, row in rows:
        if row["basis"] != "derived":
            continue
        rule = first_rule(ordered, row["code"], titles.get(row["code"], ""))
        if rule is None:
            problems.append(problem(file, line, f"{row['code']} is derived, but no rule fits."))
        elif (rule.target, f"rule {rule.id}") != (row[target], row["source"]):
            problems.append(problem(file, line, f"{row['code']} is derived; rule {rule.id} gives {rule.target}."))
    return problems


def problem(file: str, line: int | None, sentence: str) -> str:
    """One sentence with its place."""
    return str(TaxonomyError(file, line, sentence))
