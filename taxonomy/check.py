"""The checks that run on the shipped lists; ``sivuvirta check taxonomy`` prints what they find."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from taxonomy import crosswalks
from taxonomy.avoided import check_avoided, check_replaced_prices
from taxonomy.codes import LANGUAGES, ListInfo, list_info, list_names, read_rows
from taxonomy.figure_checks import check_figures
from taxonomy.goods import check_goods
from taxonomy.legal_list_checks import check_legal_lists
from taxonomy.list_checks import (
    check_changes,
    check_classes,
    check_crosswalk,
    check_derived,
    check_families,
    check_known,
    check_languages,
    check_parents,
    check_unique,
    check_waste_list,
    problem,
)
from taxonomy.purposes import check_purposes
from taxonomy.suggest.vocabulary import TERM_LISTS, entries, term_lists
from taxonomy.treatment_step_checks import check_treatment_steps
from taxonomy.use_checks import check_uses
from taxonomy.waste_list import EDITIONS, amended, edition

_KEYS: Mapping[str, tuple[str, ...]] = {
    "compounds": ("word",),
    "avoided_emissions": ("use", "factor"),
    "densities": ("material_class", "form"),
    "density_forms": ("id",),
    "emission_factors": ("id",),
    "end_of_waste_rules": ("rule", "effect"),
    "ewc_stat_rules": ("id",),
    "families": ("id",),
    "fates": ("id",),
    "goods": ("id",),
    "good_words": ("good", "language"),
    "hazard_words": ("word", "language"),
    "industries": ("edition", "code"),
    "industry_origins": ("nace",),
    "legal_check": ("edition", "id"),
    "material_class_rules": ("id",),
    "material_classes": ("id",),
    "material_names": ("material_class", "language", "name"),
    "nace2_to_nace21": ("nace2", "nace21"),
    "parameters": ("id",),
    "process_words": ("word", "language"),
    "purposes": ("id",),
    "purpose_words": ("purpose", "language"),
    "quality_measures": ("id",),
    "quality_topics": ("id",),
    "prices": ("id",),
    "regions": ("id",),
    "rule_applications": ("rule", "id"),
    "rule_conditions": ("id",),
    "replaced_prices": ("factor", "price"),
    "rule_limits": ("rule", "application", "material_classes", "condition", "parameter", "operator"),
    "rule_scope": ("rule", "material_class"),
    "rules": ("id",),
    "sectors": ("id",),
    "status_changes": ("from", "to", "topic", "valid_from"),
    "status_topics": ("id",),
    "transport": ("id", "quantity"),
    "treatment_steps": ("id",),
    "silent_words": ("word",),
    "suggest_sentences": ("id",),
    "suggest_weights": ("feature",),
    "use_limits": ("use", "parameter", "operator", "qualifier_en"),
    "use_weaknesses": ("id",),
    "uses": ("id",),
    "waste_tax": ("code", "valid_from"),
    "waste_tax_reasons": ("id",),
    "waste_record_fields": ("field",),
    "waste_record_values": ("field", "id"),
    "word_forms": ("language", "lemma"),
}
_CODE = ("code",)
_TERM = ("term", "language")
_WITH_ENGLISH_ONLY = frozenset({"industries"})


def check_taxonomy() -> list[str]:
    """Every problem of the shipped lists; an empty list when all is well."""
    problems = [sentence for name in list_names() for sentence in check_list(name)]
    problems += check_waste_editions()
    families = {row["id"]: row["kind"] for _, row in read_rows("families")}
    problems += check_classes("material_classes.csv", list(read_rows("material_classes")), families)
    problems += check_families("families.csv", list(read_rows("families")))
    classes = {row["id"] for _, row in read_rows("material_classes")}
    problems += check_known("material_names.csv", list(read_rows("material_names")), "material_class", classes)
    topics = {row["id"] for _, row in read_rows("quality_topics")}
    problems += check_known("quality_measures.csv", list(read_rows("quality_measures")), "topic", topics)
    problems += check_crosswalks(classes)
    problems += check_industries() + check_terms() + check_uses()
    return (
        problems
        + check_legal_lists()
        + check_figures()
        + check_avoided()
        + check_replaced_prices()
        + check_purposes()
        + check_goods()
        + check_treatment_steps()
    )


def check_list(name: str) -> list[str]:
    """What holds for every list: metadata, at least one row, unique keys, titles in three languages."""
    file, rows = f"{name}.csv", list(read_rows(name))
    key = _KEYS.get(name) or (_TERM if name.startswith(TERM_LISTS) else _CODE)
    problems = check_unique(file, rows, key) + check_info(file, list_info(name))
    if rows and "title_fi" in rows[0][1]:
        problems += check_languages(file, rows, english_only=name in _WITH_ENGLISH_ONLY)
    return problems


def check_info(file: str, info: ListInfo) -> list[str]:
    """The metadata file has something to say in every member."""
    empty = [member.name for member in fields(info) if not getattr(info, member.name)]
    return [problem(file, None, f"{member} is empty in its metadata file.") for member in empty]


def check_waste_editions() -> list[str]:
    """Parents and mirror entries of every edition, and that a change changes what is there."""
    base, changes = list(read_rows("waste_list")), list(read_rows("waste_list_changes_2026"))
    problems = check_changes("waste_list_changes_2026.csv", changes, {row["code"] for _, row in base})
    problems += check_waste_list("waste_list.csv", base)
    after = amended(
        (row for _, row in read_rows("waste_list")), (row for _, row in read_rows("waste_list_changes_2026"))
    )
    return problems + check_waste_list("edition 2026", list(enumerate(after, start=2)))


def check_crosswalks(classes: Collection[str]) -> list[str]:
    """Both crosswalks cover every code of every edition once, and the derived links follow their rules."""
    titles = {
        code: entry.titles.en
        for name in reversed(EDITIONS)
        for code, entry in edition(name).entries.items()
        if entry.level == "entry"
    }
    categories = {row["code"] for _, row in read_rows("ewc_stat")}
    problems = []
    for name, rules, target, targets in (
        ("waste_code_to_material_class", "material_class_rules", "material_class", classes),
        ("waste_code_to_ewc_stat", "ewc_stat_rules", "ewc_stat", categories),
    ):
        rows = list(read_rows(name))
        problems += check_crosswalk(f"{name}.csv", rows, target, titles, targets)
        table = crosswalks.rules((row for _, row in read_rows(rules)), target)
        problems += check_derived(f"{name}.csv", rows, target, table, titles)
    return problems


def check_terms() -> list[str]:
    """What people call waste names entries of an edition of the List of Waste, and says in which language it is."""
    problems = []
    for name in term_lists():
        rows = list(read_rows(name))
        problems += check_known(f"{name}.csv", rows, "language", LANGUAGES)
        each = [(line, {"codes": code}) for line, row in rows for code in row["codes"].split(";")]
        problems += check_known(f"{name}.csv", each, "codes", entries().keys())
    return problems


def check_industries() -> list[str]:
    """Parents of both editions of NACE, and a crosswalk from every class of one to classes of the other."""
    problems, classes = [], dict[str, set[str]]()
    for name in ("NACE2", "NACE2.1"):
        rows = [(line, row) for line, row in read_rows("industries") if row["edition"] == name]
        problems += check_parents("industries.csv", rows)
        classes[name] = {row["code"] for _, row in rows if row["level"] == "class"}
    rows = list(read_rows("nace2_to_nace21"))
    problems += check_known("nace2_to_nace21.csv", rows, "nace2", classes["NACE2"])
    problems += check_known("nace2_to_nace21.csv", rows, "nace21", classes["NACE2.1"])
    lost = sorted(classes["NACE2"] - {row["nace2"] for _, row in rows})
    return problems + [problem("nace2_to_nace21.csv", None, f"{code} goes nowhere.") for code in lost]
