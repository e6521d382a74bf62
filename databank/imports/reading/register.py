"""What the columns of transfer documents and of their register say together, and what they must not say at once."""

from __future__ import annotations

from collections.abc import Mapping

from databank.business_id import parse_business_id
from databank.errors import N_, RowError, Sentence
from databank.imports.reading.codes import read_operation
from databank.imports.reading.points import LATITUDES, LONGITUDES
from databank.imports.values import SourceRow
from databank.vocabulary import fold

TRANSFER_REGISTER = "transfer-register"
_YES = frozenset({"1", "true", "yes", "kylla", "ja", "x", "tosi", "sant"})
_NO = frozenset({"", "0", "false", "no", "ei", "nej", "epatosi", "falskt"})
IMPERSONAL = frozenset({"year", "waste_code", "amount", "unit", "treatment_code"})
"""All that is kept of a row that a household stands in."""

HOUSEHOLD = N_("This load comes from a household. What households hand over is not kept in the data bank.")
TO_HOUSEHOLD = N_("This load went to a household. What households receive is not kept in the data bank.")
BOTH_HOLDERS = N_("The holder is a company or a household, not both: leave one of them empty.")
ONE_TREATMENT = N_(
    "Give exactly one of three: a recovery code, a disposal code, or that the waste went to a laboratory for analysis."
)
TWO_CODES = N_("A load has a recovery code or a disposal code, not both: leave one of them empty.")
WRONG_RECOVERY = N_("A recovery code is one of R1 to R13.")
WRONG_DISPOSAL = N_("A disposal code is one of D1 to D15.")
ONE_HOLDER_ID = N_(
    "Give exactly one of three for the holder: a Finnish business id, a foreign business id, "
    "or that it is an organisation without one."
)
ONE_RECEIVER_ID = N_("Give exactly one for the receiver: a Finnish business id or a foreign business id.")
RECEIVER_WITHOUT_ID = N_("Only a holder may be an organisation without a business id. Give the one of the receiver.")
ADDRESS_OR_POINT = N_("Give an address or coordinates for the place, not both.")
HALF_POINT = N_("A point has a latitude and a longitude: fill in both.")
NOT_IN_FINLAND = N_("This point is not in Finland: check latitude and longitude.")


def finish(row: SourceRow, aids: Mapping[str, str], layout: str | None) -> None:
    """Turn what the helping columns of a row say into columns of the kind, and refuse what excludes each other."""
    if _households(row, aids):
        return
    _treatment(row, aids, is_register=layout == TRANSFER_REGISTER)
    _holder(row, aids)
    if layout == TRANSFER_REGISTER:
        _identities(row, aids)
        _place(row, aids, "origin", "site_id")
        _place(row, aids, "destination", "receiver")


def says_yes(text: str) -> bool:
    """Whether a flag is set; any words but a no are a yes."""
    return fold(text) not in _NO


def _wrong(row: SourceRow, field: str, value: str, message: str) -> None:
    row.errors.append(RowError(row.number, field, value, Sentence(message)))


def _households(row: SourceRow, aids: Mapping[str, str]) -> bool:
    """Refuse what people hand over at home; nothing of such a row is kept."""
    from_home, to_home = (says_yes(aids.get(name, "")) for name in ("holder_household", "receiver_household"))
    if not from_home and not to_home:
        return False
    company = any(aids.get(name) for name in ("business_id", "holder_foreign_id")) or row.cells.get("organisation_id")
    row.cells = {name: text for name, text in row.cells.items() if name not in row.original or name in IMPERSONAL}
    row.original = {name: text for name, text in row.original.items() if name in IMPERSONAL}
    row.errors.clear()
    if from_home and company and fold(aids["holder_household"]) not in _YES:
        _wrong(row, "organisation_id", "", BOTH_HOLDERS)
    else:
        _wrong(row, "organisation_id" if from_home else "receiver", "", HOUSEHOLD if from_home else TO_HOUSEHOLD)
    return True


def _treatment(row: SourceRow, aids: Mapping[str, str], *, is_register: bool) -> None:
    recovery, disposal = aids.get("recovery_code", ""), aids.get("disposal_code", "")
    laboratory = says_yes(aids.get("to_laboratory", ""))
    given = [text for text in (recovery, disposal) if text]
    if is_register and len(given) + laboratory != 1:
        _wrong(row, "treatment_code", "; ".join(given), ONE_TREATMENT)
    elif len(given) > 1:
        _wrong(row, "treatment_code", "; ".join(given), TWO_CODES)
    elif given:
        row.cells["treatment_code"] = given[0]
        code = read_operation(given[0])
        if code is not None and code[0] != ("R" if recovery else "D"):
            _wrong(row, "treatment_code", given[0], WRONG_RECOVERY if recovery else WRONG_DISPOSAL)


def _holder(row: SourceRow, aids: Mapping[str, str]) -> None:
    """A valid business id names the holder more surely than its name."""
    text = aids.get("business_id", "")
    if not text:
        return
    try:
        parse_business_id(text)
    except ValueError as error:
        if "organisation_id" not in row.cells:
            row.cells["organisation_id"] = text
        message = error.args[0] if error.args and isinstance(error.args[0], Sentence) else Sentence(str(error))
        row.errors.append(RowError(row.number, "organisation_id", text, message))
        return
    row.cells["organisation_id"] = text


def _identities(row: SourceRow, aids: Mapping[str, str]) -> None:
    columns = {"business_id", "holder_foreign_id", "holder_without_id"} & row.letters.keys()
    given = sum(bool(aids.get(name)) for name in ("business_id", "holder_foreign_id"))
    given += says_yes(aids.get("holder_without_id", ""))
    if columns and given != 1:
        _wrong(row, "organisation_id", aids.get("business_id", ""), ONE_HOLDER_ID)
    if says_yes(aids.get("receiver_without_id", "")):
        _wrong(row, "receiver", "", RECEIVER_WITHOUT_ID)
    elif {"receiver_business_id", "receiver_foreign_id"} & row.letters.keys():
        ids = [aids[name] for name in ("receiver_business_id", "receiver_foreign_id") if aids.get(name)]
        if len(ids) != 1:
            _wrong(row, "receiver", "; ".join(ids), ONE_RECEIVER_ID)


def _place(row: SourceRow, aids: Mapping[str, str], end: str, field: str) -> None:
    address, lat, lon = (aids.get(f"{end}_{name}", "") for name in ("address", "lat", "lon"))
    if address and (lat or lon):
        _wrong(row, field, address, ADDRESS_OR_POINT)
    elif bool(lat) != bool(lon):
        _wrong(row, field, lat or lon, HALF_POINT)
    elif lat and not _is_in_finland(lat, lon):
        _wrong(row, field, f"{lat} {lon}", NOT_IN_FINLAND)
    if end == "origin" and address and "site_id" not in row.cells:
        row.cells["site_id"] = row.original["site_id"] = address


def _is_in_finland(lat: str, lon: str) -> bool:
    try:
        north, east = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return False
    return LATITUDES[0] <= north <= LATITUDES[1] and LONGITUDES[0] <= east <= LONGITUDES[1]
