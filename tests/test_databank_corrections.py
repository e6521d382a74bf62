"""Corrections are kept as evidence, become words of the vocabulary by a reviewed step, and lead the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from databank import accounts, corrections, queries, reviews
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.corrections import NewTerm, TermChangedError, TermRefusedError
from databank.errors import RecordNotFoundError
from databank.imports import undoing
from databank.imports.values import ImportMapping, SourceRow
from databank.imports.wordings import Matcher
from databank.models import ClassificationCorrection, Person, RecordVersion
from databank.plausibility import findings_of
from databank.plausibility.comparing import surroundings
from databank.records import ReviewState
from databank.reviews import decisions
from databank.reviews.decisions import Seen
from databank.store import Bank
from databank.submissions import Change
from taxonomy.suggest import suggest
from tests.databank_rows import put, put_owner

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = NOW.date()
REVIEWER = Viewer(roles=frozenset({Role.REVIEWER}))
DATA_OWNER = Viewer(roles=frozenset({Role.DATA_OWNER}))
SENT = Change(made_by="owner", reason="sent", made_at=NOW - timedelta(days=3))


def put_sent(session: Any, record_id: str, name: str, owner: str = "alder", **cells: str) -> None:
    row = {"site_id": owner, "material_class": "slag_steel", "visibility": "open", "language": "fi", **cells}
    put(session, "side-streams", SENT, id=record_id, name=name, year=2025, amount=40, **row)


def correct(session: Any, record_id: str, *, reviewer_id: int | None = None, **cells: str) -> bool:
    case = reviews.case(session, "side-streams", record_id)
    assert case is not None
    version = session.scalar(select(func.max(RecordVersion.number)).where(RecordVersion.record_id == record_id))
    change = Change(made_by="reviewer", reason="It is sand", made_at=NOW)
    seen = Seen(version, ReviewState.WAITING)
    return decisions.edit(session, "side-streams", record_id, cells, change, seen, reviewer_id=reviewer_id)


def evidence(session: Any) -> list[ClassificationCorrection]:
    return list(session.scalars(select(ClassificationCorrection).order_by(ClassificationCorrection.id)))


@pytest.fixture
def sent(bank: Bank) -> Bank:
    """Three owners' side streams; two call theirs the same in different forms."""
    with bank.session() as session:
        for owner in ("alder", "birch"):
            put_owner(session, owner)
        put_sent(session, "S-1", "Köntsä")
        put_sent(session, "S-2", "köntsää", "birch")
        put_sent(session, "S-3", "lentotuhka", "birch")
    return bank


def test_a_correction_is_kept_with_the_words_and_what_the_engine_had_said(sent: Bank) -> None:
    with sent.session() as session:
        person = accounts.add_person(session, "r@pori.example", name="R", language="fi", at=NOW)
        assert correct(
            session, "S-3", reviewer_id=person.id, material_class="fly_ash_biomass", waste_code="100103", hazard=""
        )
        (row,) = evidence(session)
        first = suggest("lentotuhka", language="fi").codes[0]
        assert (row.words, row.language, row.made_on) == ("lentotuhka", "fi", TODAY)
        assert (row.class_before, row.class_after) == ("slag_steel", "fly_ash_biomass")
        assert (row.code_before, row.code_after) == (None, "100103")
        assert row.said_code == first.code
        assert float(row.said_score or 0) == pytest.approx(first.score)
        assert row.reviewer_id == person.id


def test_what_is_no_correction_of_class_or_code_is_no_evidence(sent: Bank) -> None:
    with sent.session() as session:
        assert correct(session, "S-1", name="Harmaa köntsä")
        assert evidence(session) == []


def test_the_reviewer_goes_with_the_account_and_the_words_with_the_record(sent: Bank) -> None:
    with sent.session() as session:
        person = accounts.add_person(session, "r@pori.example", name="R", language="fi", at=NOW)
        for record_id in ("S-1", "S-2"):
            correct(session, record_id, reviewer_id=person.id, material_class="foundry_sand")
        session.execute(delete(Person).where(Person.id == person.id))
        session.expire_all()
        assert [row.reviewer_id for row in evidence(session)] == [None, None]
        undoing.remove(session, "side-streams", ["S-1"])
        session.expire_all()
        assert [row.words for row in evidence(session)] == ["köntsää"]


def test_corrections_of_the_same_words_are_one_group(sent: Bank) -> None:
    with sent.session() as session:
        for record_id in ("S-1", "S-2"):
            correct(session, record_id, material_class="foundry_sand", waste_code="100908", hazard="")
        correct(session, "S-3", material_class="fly_ash_biomass")
        found = corrections.groups(session, REVIEWER)
        assert sorted((one.count, one.organisations, one.material_class, one.code) for one in found) == [
            (1, 1, "fly_ash_biomass", None),
            (1, 1, "foundry_sand", "100908"),
            (1, 1, "foundry_sand", "100908"),
        ]


def test_inflected_words_that_the_lists_know_are_one_group_of_two_companies(sent: Bank) -> None:
    with sent.session() as session:
        put_sent(session, "S-4", "Lentotuhkaa")
        for record_id in ("S-3", "S-4"):
            correct(session, record_id, material_class="fly_ash_biomass", waste_code="100103", hazard="")
        (one,) = corrections.groups(session, REVIEWER)
        assert (one.count, one.organisations, one.languages) == (2, 2, ("fi",))
        assert {variant.words for variant in one.variants} == {"lentotuhka", "Lentotuhkaa"}
        assert [(said.code, said.count) for said in one.said] == [("100103", 2)]


@pytest.mark.parametrize("viewer", [ANONYMOUS, DATA_OWNER, Viewer(organisation_ids=frozenset({"alder"}))])
def test_nobody_but_reviewers_reads_or_decides(sent: Bank, viewer: Viewer) -> None:
    with sent.session() as session:
        correct(session, "S-1", material_class="foundry_sand")
        accepted(session)
        assert corrections.groups(session, viewer) == ()
        assert corrections.accepted_terms(session, viewer) == ()
        ids = [row.id for row in evidence(session)]
        with pytest.raises(RecordNotFoundError):
            corrections.accept(session, viewer, wanted(), ids, today=TODAY)
        with pytest.raises(RecordNotFoundError):
            corrections.dismiss(session, viewer, ids, today=TODAY)
        with pytest.raises(RecordNotFoundError):
            corrections.withdraw(session, viewer, 1, 1, today=TODAY)


def wanted(term: str = "köntsä", codes: str = "100908; 10 09 07*", version: int = 0, language: str = "fi") -> NewTerm:
    return NewTerm(term=term, language=language, codes=codes, version=version)


def accepted(session: Any, term: NewTerm | None = None) -> corrections.AcceptedTerm:
    return corrections.accept(session, REVIEWER, term or wanted(), [], today=TODAY)


def test_an_accepted_word_leads_the_engine_at_once_and_until_it_is_withdrawn(sent: Bank) -> None:
    with Bank(sent.url.render_as_string(hide_password=False)) as other:
        with other.session() as session:
            answer = suggest("köntsää 40 t", extra=corrections.added_terms(other, session))
            assert "100908" not in {one.code for one in answer.codes}
        with sent.session() as session:
            one = accepted(session)
        with other.session() as session:
            first = suggest("köntsää 40 t", extra=corrections.added_terms(other, session)).codes[0]
            assert (first.code, first.reasons[0].source) == ("100908", "Pori 2026-11-20")
        with sent.session() as session:
            corrections.withdraw(session, REVIEWER, one.id, one.version, today=TODAY)
        with other.session() as session:
            assert corrections.added_terms(other, session).terms == ()


def test_the_same_words_stay_the_same_object_when_something_else_changes(sent: Bank) -> None:
    with sent.session() as session:
        accepted(session)
    with sent.session() as session:
        before = corrections.added_terms(sent, session)
    with sent.session() as session:
        put_sent(session, "S-9", "Hiekka")
    with sent.session() as session:
        assert corrections.added_terms(sent, session) is before


def test_accepting_settles_what_was_seen_and_nothing_that_came_later(sent: Bank) -> None:
    with sent.session() as session:
        correct(session, "S-3", material_class="fly_ash_biomass")
        (seen,) = corrections.groups(session, REVIEWER)
        put_sent(session, "S-4", "lentotuhka")
        correct(session, "S-4", material_class="fly_ash_biomass")
        corrections.accept(session, REVIEWER, wanted("lentotuhka", "100103"), seen.ids, today=TODAY)
        (left,) = corrections.groups(session, REVIEWER)
        assert (left.count, left.ids[0] in seen.ids) == (1, False)


def test_the_second_of_two_reviewers_is_told_and_nothing_is_lost(sent: Bank) -> None:
    with sent.session() as session:
        first = accepted(session)
        with pytest.raises(TermChangedError) as refused:
            accepted(session, wanted("Köntsä", "190112"))
        assert refused.value.standing == first
        (one,) = corrections.accepted_terms(session, REVIEWER)
        assert one.codes == ("100908", "100907")
        again = accepted(session, wanted("Köntsä", "190112", version=first.version))
        assert (again.id, again.codes, again.version) == (first.id, ("190112",), 2)
        with pytest.raises(TermChangedError):
            corrections.withdraw(session, REVIEWER, first.id, first.version, today=TODAY)


@pytest.mark.postgresql
def test_two_reviewers_who_accept_a_new_word_at_one_moment(postgresql_url: str) -> None:
    """The second waits for the first, and is told instead of being lost or failing."""
    with Bank(postgresql_url) as bank:
        refused: list[Exception] = []

        def second() -> None:
            try:
                with bank.session() as session:
                    accepted(session, wanted(codes="190112"))
            except TermChangedError as error:
                refused.append(error)

        with bank.session() as session:
            accepted(session)
            thread = Thread(target=second)
            thread.start()
            thread.join(timeout=0.3)
        thread.join(timeout=10)
        assert len(refused) == 1
        with bank.session() as session:
            assert [one.codes for one in corrections.accepted_terms(session, REVIEWER)] == [("100908", "100907")]


def test_a_dismissed_group_is_gone_and_the_second_is_told(sent: Bank) -> None:
    with sent.session() as session:
        correct(session, "S-3", material_class="fly_ash_biomass")
        (one,) = corrections.groups(session, REVIEWER)
        assert corrections.dismiss(session, REVIEWER, one.ids, today=TODAY) == 1
        assert corrections.groups(session, REVIEWER) == ()
        with pytest.raises(TermChangedError):
            corrections.dismiss(session, REVIEWER, one.ids, today=TODAY)


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (wanted(term="  "), "term"),
        (wanted(term="40 t"), "term"),
        (wanted(term="k" * 201), "term"),
        (wanted(language="de"), "language"),
        (wanted(codes=""), "codes"),
        (wanted(codes="999999"), "codes"),
        (wanted(codes="sand"), "codes"),
        (wanted(codes="010101;010102;010304;010305;010306;010307;010308"), "codes"),
    ],
)
def test_a_word_that_cannot_be_accepted_says_why(sent: Bank, term: NewTerm, field: str) -> None:
    with sent.session() as session:
        with pytest.raises(TermRefusedError) as refused:
            accepted(session, term)
        assert list(refused.value.problems) == [field]
        assert corrections.accepted_terms(session, CITY) == ()


def test_words_in_use_are_rows_of_a_list_of_terms(sent: Bank) -> None:
    with sent.session() as session:
        gone = accepted(session, wanted("riehkä"))
        corrections.withdraw(session, REVIEWER, gone.id, gone.version, today=TODAY)
        accepted(session)
        rows = list(corrections.term_rows(corrections.accepted_terms(session, REVIEWER)))
        assert rows == [{"term": "köntsä", "language": "fi", "codes": "100908;100907", "source": "Pori 2026-11-20"}]


def test_an_accepted_word_is_offered_in_an_import(sent: Bank) -> None:
    with sent.session() as session:
        assert "foundry_sand" not in offered_for(session, "köntsä")
        accepted(session)
        assert offered_for(session, "köntsä")[0] == "foundry_sand"


def offered_for(session: Any, text: str) -> list[str]:
    """The classes that an import offers for the words of a row."""
    matcher = Matcher(session, CITY, "side-streams", ImportMapping(), "en", None)
    matcher.resolve(SourceRow(sheet="A", number=2, cells={"material_class": text}, original={}, letters={}))
    (wording,) = (one for one in matcher.wordings() if one.field == "material_class")
    return [one.value for one in wording.candidates]


def test_what_looks_wrong_knows_accepted_words(sent: Bank) -> None:
    with sent.session() as session:
        put_sent(session, "S-4", "maalisakka")
        assert doubts(session, "S-4") == ["chemicals"]
        accepted(session, wanted("maalisakka", "100202"))
        assert doubts(session, "S-4") == []


def doubts(session: Any, record_id: str) -> list[str]:
    """What the checks hold against the words of a side stream."""
    stream = queries.side_stream(session, CITY, record_id)
    found = findings_of(stream, surroundings(session, CITY, stream), TODAY)
    return [one.suggestion.value for one in found if one.check == "text" and one.suggestion]
