"""What must hold for the lists of legal status: every change is told once, every rule and class is known.

Each check takes the name of a file and its rows, so that a test can hand it broken ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import get_args

from taxonomy import end_of_waste, legal_check, status_changes
from taxonomy.codes import LANGUAGES, parts, read_rows
from taxonomy.list_checks import Rows, check_known, problem
from taxonomy.materials import material_classes
from taxonomy.rules import rules
from taxonomy.use_checks import check_parts
from taxonomy.waste_list import EDITIONS, edition


def check_legal_lists() -> list[str]:
    """Every problem of the lists of legal status."""
    topics = [row["id"] for _, row in read_rows("status_topics")]
    problems = check_questions("legal_check.csv", list(read_rows("legal_check")))
    problems += check_rules("end_of_waste_rules.csv", list(read_rows("end_of_waste_rules")))
    return problems + check_status_changes("status_changes.csv", list(read_rows("status_changes")), topics)


def check_questions(file: str, rows: Rows) -> list[str]:
    """A question is of a known way, names its section and article, has a first day and says what shows it."""
    problems = check_known(file, rows, "way", legal_check.WAYS)
    for line, row in rows:
        missing = [language for language in LANGUAGES if not row[f"evidence_{language}"].strip()]
        if missing:
            problems.append(problem(file, line, f"the evidence is missing in {', '.join(missing)}."))
        if not row["section"] or not row["article"]:
            problems.append(problem(file, line, f"{row['id']} needs a section of the act and an article."))
        problems += _day_problems(file, line, row)
    return problems


def check_rules(file: str, rows: Rows) -> list[str]:
    """A rule is in the list of rules and names known classes and codes, with a source."""
    problems = check_known(file, rows, "rule", {one.id for one in rules()})
    problems += check_known(file, rows, "effect", get_args(end_of_waste.Effect))
    problems += check_parts(file, rows, "material_classes", {one.id for one in material_classes()})
    problems += check_parts(file, rows, "codes", {code for name in EDITIONS for code in edition(name).entries})
    return problems + [
        problem(file, line, f"{row['rule']} needs material classes and a source.")
        for line, row in rows
        if not row["source"] or not parts(row["material_classes"])
    ]


def check_status_changes(file: str, rows: Rows, topics: Collection[str]) -> list[str]:
    """Each change has each topic from one law or, with other first days, from several; none is left out."""
    problems = check_known(file, rows, "topic", topics)
    for column in ("from", "to"):
        problems += check_parts(file, rows, column, status_changes.STATUSES)
    told: Counter[tuple[str, str, str, str]] = Counter()
    for line, row in rows:
        problems += _day_problems(file, line, row)
        if not row["source"]:
            problems.append(problem(file, line, "source is empty."))
        told.update((*pair, row["topic"], row["valid_from"]) for pair in status_changes.pairs_of(row))
    twice = [key for key, count in told.items() if count > 1]
    problems += [
        problem(file, None, f"{topic} from {before} to {after} is told twice.") for before, after, topic, _ in twice
    ]
    known = {key[:3] for key in told}
    lost = [(*pair, topic) for pair in status_changes.pairs() for topic in topics if (*pair, topic) not in known]
    return problems + [
        problem(file, None, f"{topic} from {before} to {after} is not told.") for before, after, topic in lost
    ]


def _day_problems(file: str, line: int | None, row: Mapping[str, str]) -> list[str]:
    try:
        date.fromisoformat(row["valid_from"])
    except ValueError:
        return [problem(file, line, f"valid_from is {row['valid_from']!r}; write a day such as 2021-07-19.")]
    return []
