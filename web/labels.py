"""The words of the service: what enumerations, families and codes are called in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from flask import Flask
from markupsafe import Markup

from databank.records import (
    Audience,
    Basis,
    Coarse,
    Consent,
    DocumentKind,
    ExchangeStatus,
    Fate,
    FieldGroup,
    Hazard,
    LeftOut,
    LegalStatus,
    Level,
    MandateKind,
    MandateState,
    Method,
    Origin,
    Period,
    RealStatus,
    RecordKind,
    RecordStatus,
    Reuse,
    TrialOutcome,
)
from taxonomy import industries, materials, waste_list
from taxonomy.codes import Titles, UnknownCodeError
from web import numbers
from web.language import current_language, gettext


def N_(message: str) -> str:  # noqa: N802  # the name that gettext tools look for
    """Mark a message for translation where it is defined; it is translated where it is shown."""
    return message


WORDS: Mapping[type[Enum], Mapping[Enum, str]] = {
    RecordKind: {
        RecordKind.OFFER: N_("Offer"),
        RecordKind.REGISTER: N_("Register fact"),
        RecordKind.THIRD_PARTY: N_("Third-party source"),
        RecordKind.PLANNED: N_("Planned"),
    },
    LegalStatus: {
        LegalStatus.WASTE: N_("Waste"),
        LegalStatus.BY_PRODUCT: N_("By-product"),
        LegalStatus.END_OF_WASTE: N_("End of waste"),
        LegalStatus.PRODUCT: N_("Product"),
        LegalStatus.OUTSIDE_WASTE_LAW: N_("Outside waste law"),
        LegalStatus.UNKNOWN: N_("Legal status not known"),
    },
    Hazard: {
        Hazard.HAZARDOUS: N_("Hazardous"),
        Hazard.NON_HAZARDOUS: N_("Non-hazardous"),
        Hazard.UNKNOWN: N_("Hazard not known"),
    },
    Period: {
        Period.PER_YEAR: N_("per year"),
        Period.BATCH: N_("one batch"),
        Period.STOCK: N_("in stock"),
    },
    Basis: {
        Basis.AS_SHIPPED: N_("as shipped (wet)"),
        Basis.DRY: N_("dry mass"),
        Basis.CONTAINED_METAL: N_("contained metal"),
        Basis.ENERGY: N_("energy"),
        Basis.CAPACITY: N_("capacity"),
        Basis.PERMIT_MAXIMUM: N_("permit maximum"),
    },
    Method: {
        Method.WEIGHED: N_("measured"),
        Method.RECORDS: N_("reported"),
        Method.ESTIMATE: N_("estimated"),
        Method.REGISTER: N_("from a register"),
    },
    Origin: {
        Origin.PRIMARY: N_("Production"),
        Origin.SECONDARY: N_("Treatment of waste"),
    },
    RecordStatus: {
        RecordStatus.DRAFT: N_("Draft"),
        RecordStatus.SUBMITTED: N_("Submitted"),
        RecordStatus.PUBLISHED: N_("Published"),
        RecordStatus.RESERVED: N_("Reserved"),
        RecordStatus.EXPIRED: N_("Expired"),
        RecordStatus.WITHDRAWN: N_("Withdrawn"),
    },
    RealStatus: {
        RealStatus.REAL: N_("In operation"),
        RealStatus.PLANNED: N_("Planned"),
        RealStatus.ENDED: N_("Ended"),
        RealStatus.CANCELLED: N_("Cancelled"),
        RealStatus.LAPSED: N_("Lapsed"),
        RealStatus.RESERVE: N_("In reserve"),
    },
    ExchangeStatus: {
        ExchangeStatus.AGREED: N_("Agreed"),
        ExchangeStatus.RUNNING: N_("Running"),
        ExchangeStatus.ENDED: N_("Ended"),
    },
    TrialOutcome: {
        TrialOutcome.ACCEPTED: N_("Found fit"),
        TrialOutcome.REFUSED: N_("Found unfit"),
        TrialOutcome.RUNNING: N_("Trial running"),
        TrialOutcome.UNKNOWN: N_("Result not known"),
    },
    Fate: {
        Fate.UNUSED: N_("Without a user"),
        Fate.USED: N_("In use"),
        Fate.ENERGY: N_("Used for energy"),
        Fate.RECOVERY_UNSPECIFIED: N_("Recovery, unspecified"),
        Fate.DISPOSAL: N_("Disposal"),
        Fate.STOCK: N_("In stock"),
        Fate.ELSEWHERE: N_("Taken elsewhere"),
        Fate.NOT_KNOWN: N_("Fate not known"),
    },
    Audience: {
        Audience.PUBLIC: N_("for everybody"),
        Audience.CITY: N_("for the city only"),
    },
    Consent: {
        Consent.NO: N_("Not in diagrams"),
        Consent.SUMS: N_("In sums only"),
        Consent.NAME: N_("By name"),
    },
    Coarse: {
        Coarse.MATERIAL: N_("Material"),
        Coarse.AREA: N_("Place"),
        Coarse.AMOUNT: N_("Amount"),
    },
    Reuse: {
        Reuse.OPEN: N_("open licence CC BY 4.0"),
        Reuse.MEMBERS: N_("for members of the bank"),
        Reuse.COMMERCIAL: N_("commercial use on request"),
    },
    FieldGroup: {
        FieldGroup.MATERIAL: N_("Material and municipality"),
        FieldGroup.AMOUNT: N_("Exact amount"),
        FieldGroup.ORGANISATION: N_("Name of the company"),
        FieldGroup.COMPOSITION: N_("Composition"),
        FieldGroup.LOGISTICS: N_("Logistics"),
        FieldGroup.PRICE: N_("Price"),
        FieldGroup.DOCUMENTS: N_("Documents"),
        FieldGroup.CONTACT: N_("Contact"),
    },
    DocumentKind: {
        DocumentKind.PHOTO: N_("Photo"),
        DocumentKind.LAB_REPORT: N_("Laboratory report"),
        DocumentKind.PRODUCT_SHEET: N_("Product sheet"),
        DocumentKind.DECISION: N_("Decision of an authority"),
        DocumentKind.OTHER: N_("Other document"),
    },
    MandateKind: {MandateKind.MEMBER: N_("Ordinary member"), MandateKind.MANAGER: N_("Manager")},
    MandateState: {
        MandateState.ASKED: N_("Asked for, not yet answered"),
        MandateState.GRANTED: N_("In force"),
        MandateState.REFUSED: N_("Refused"),
        MandateState.ENDED: N_("Ended"),
    },
    Level: {
        Level.PUBLIC: N_("Everybody"),
        Level.VERIFIED: N_("Verified users"),
        Level.NAMED: N_("Named recipients"),
        Level.CITY: N_("The city"),
        Level.DRAFT: N_("The owner only"),
    },
    LeftOut: {
        LeftOut.PLANNED: N_("planned or in reserve, not running"),
        LeftOut.NOT_REAL: N_("cancelled, lapsed or ended"),
        LeftOut.CONFLICTING: N_("in conflict with another source"),
        LeftOut.UNDER_REVIEW: N_("under review"),
        LeftOut.DOUBLE_COUNT: N_("counted already in another record"),
        LeftOut.UNKNOWN_AMOUNT: N_("amount not known"),
        LeftOut.NOT_CONVERTED: N_("not converted to tonnes (no density)"),
        LeftOut.OTHER_BASIS: N_("measured on another basis than mass as shipped"),
        LeftOut.STOCK_NOT_FLOW: N_("a stock, not a flow"),
        LeftOut.STALE: N_("not confirmed for two years"),
        LeftOut.TOO_FEW_TO_PROTECT: N_("protected, with too few companies to draw a sum"),
        LeftOut.EXCEEDS_STREAM: N_("exchanges larger than their side stream"),
        LeftOut.NOT_ANALYSED: N_("no analysis of what they hold"),
        LeftOut.WITHOUT_PLANT: N_("flows of the plant that is thought away"),
    },
}
"""By type first: members of two enumerations with the same value are equal, and yet not the same word."""


def label(value: Enum) -> str:
    """The word for an enumeration's member in the language of the page."""
    return gettext(WORDS[type(value)][value])


def title(titles: Titles) -> str:
    """A title in the language of the page."""
    return titles.in_language(current_language())


def family_title(family_id: str) -> str:
    """Name of a material family."""
    return title(materials.family(family_id).titles)


def material_class_title(class_id: str) -> str:
    """Name of a material class; an unknown class keeps its id."""
    try:
        return title(materials.material_class(class_id).titles)
    except UnknownCodeError:
        return class_id


def sector_title(sector_id: str) -> str:
    """Name of a sector; an unknown sector keeps its id."""
    try:
        return title(industries.sector(sector_id).titles)
    except UnknownCodeError:
        return sector_id


def waste_code(code: str | None) -> str:
    """A waste code as it is written: 10 09 08, the star left to the hazard."""
    return waste_list.display_code(code) if code else numbers.UNKNOWN


def waste_title(code: str, edition: str | None) -> str:
    """What a waste code means."""
    try:
        return title(waste_list.edition(edition or "2015").entry(code).titles)
    except UnknownCodeError:
        return ""


def in_its_language(text: str, language: str | None) -> Markup:
    """A text in its author's own words, marked with its language where that is not the page's."""
    if not language or language == current_language():
        return Markup.escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def install(app: Flask) -> None:
    """Words and numbers for templates."""
    app.jinja_env.globals.update(
        label=label,
        title=title,
        family_title=family_title,
        material_class_title=material_class_title,
        sector_title=sector_title,
        waste_code=waste_code,
        waste_title=waste_title,
        in_its_language=in_its_language,
        per_year=numbers.per_year,
    )
    app.jinja_env.filters.update(
        number=numbers.number,
        about=numbers.about,
        tonnes=numbers.tonnes,
        tonnes_per_year=numbers.tonnes_per_year,
        kilometres=numbers.kilometres,
        share=numbers.share,
        day=numbers.day,
        moment=numbers.moment,
        month=numbers.month,
    )
