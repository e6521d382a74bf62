"""The facts by which a reviewer knows a record: one line each, the same lines for every record of a kind."""

from __future__ import annotations

from databank.records import MaterialNeed, SideStream
from web.catalogue.amounts import amount_text
from web.catalogue.material import treatment_text
from web.catalogue.words import form_label
from web.desk.words import FIELDS
from web.labels import label, material_class_title, waste_code
from web.language import gettext as _
from web.numbers import UNKNOWN, day

Facts = tuple[tuple[str, str], ...]


def facts_of(record: SideStream | MaterialNeed) -> Facts:
    """What a field is called, and what the record says; a dash for nothing."""
    words = _need_facts(record) if isinstance(record, MaterialNeed) else _stream_facts(record)
    found = (
        ("organisation_id", record.organisation_name or ""),
        ("kind", label(record.kind)),
        ("status", label(record.status)),
        *words,
        ("note", record.note or ""),
        ("confirmed_on", day(record.confirmed_on)),
    )
    return tuple((_(FIELDS[name]), text or UNKNOWN) for name, text in found)


def _need_facts(need: MaterialNeed) -> Facts:
    limits = (f"{one.parameter} {one.operator} {one.value} {one.unit}" for one in need.limits)
    return (
        ("material_classes", ", ".join(material_class_title(name) for name in need.material_classes)),
        ("waste_codes", ", ".join(waste_code(code) for code in need.waste_codes)),
        ("amounts", amount_text(need.amount, rate=True)),
        ("starts_on", day(need.starts_on)),
        ("ends_on", day(need.ends_on)),
        ("limits", "; ".join(limits)),
    )


def _stream_facts(stream: SideStream) -> Facts:
    years = (f"{one.year or UNKNOWN}: {amount_text(one, rate=False)}" for one in stream.amounts)
    return (
        ("site_id", ", ".join(part for part in (stream.site_name, stream.municipality) if part)),
        ("material_class", material_class_title(stream.material_class)),
        ("legal_status", label(stream.legal_status)),
        ("legal_ground", stream.legal_ground or ""),
        ("waste_code", waste_code(stream.waste_code)),
        ("code_if_waste", waste_code(stream.code_if_waste)),
        ("hazard", label(stream.hazard)),
        ("physical_form", form_label(stream.physical_form)),
        ("origin", label(stream.origin)),
        ("origin_process", stream.origin_process or ""),
        ("amounts", "; ".join(years)),
        ("composition", ", ".join(row.parameter for row in stream.composition)),
        ("documents", ", ".join(document.title for document in stream.documents)),
        ("fate", label(stream.fate)),
        ("treatment_code", treatment_text(stream.treatment_code)),
        ("receiver", stream.receiver or ""),
        ("consent", label(stream.consent)),
    )
