from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from databank.quality import CHECKS, check_bank
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream


def found(session: Session) -> dict[str, tuple[str, ...]]:
    session.flush()
    return {finding.check: finding.record_ids for finding in check_bank(session).findings}


def test_a_sound_bank_has_no_findings(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
        put_stream(session)
        assert found(session) == {}


def test_every_check_finds_its_mistake_and_says_it_in_a_sentence(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
        put_owner(session, "birch", lat="", lon="")
        put_stream(session, "S-1", amount=1)
        for year, amount in ((2022, 1), (2023, 5000)):
            put(session, "amounts", side_stream_id="S-1", year=year, amount=amount)
        put_stream(session, "S-2", amount="", year="", status="submitted")
        put_stream(session, "S-3", site_id="alder", organisation_id="birch")
        put_stream(session, "S-4", source_url="https://example.org/x")
        for parameter in ("CaO", "SiO2", "LOI"):
            put(session, "composition", side_stream_id="S-4", parameter=parameter, typical=60, unit="%")
        put(session, "flows", record_id="F-1", year=2024, source="alder", target="Market", material="foundry_sand")
        for change in (
            "UPDATE sites SET confirmed = (1 = 0) WHERE id = 'birch'",
            "UPDATE side_streams SET material_class = 'gone' WHERE id = 'S-3'",
            "UPDATE flows SET target = 'nowhere'",
        ):
            session.execute(text(change))
        assert found(session) == {
            "unconfirmed_sites": ("birch",),
            "sites_without_point": ("birch",),
            "without_amount": ("S-2",),
            "waiting": ("S-2",),
            "jumps": ("S-1",),
            "sourceless": ("S-4",),
            "other_owner": ("S-3",),
            "too_much": ("S-4",),
            "unknown_words": ("S-3",),
            "flows_from_nowhere": ("F-1",),
        }
        assert set(found(session)) == set(CHECKS)
        sentences = [str(finding) for finding in check_bank(session).findings]
    assert "Sites have no coordinates, so no distance finds them. (1: birch)" in sentences


def test_a_long_finding_names_only_the_first_records(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        for number in range(12):
            put_stream(session, f"S-{number:02}", amount="", year="")
        (finding,) = check_bank(session).findings
    assert finding.count == 12
    assert str(finding).endswith("(12: S-00, S-01, S-02, S-03, S-04, S-05, S-06, S-07, S-08, S-09, ...)")
