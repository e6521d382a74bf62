"""What is asked about a file before it is saved: each doubt once, with its rows, and nothing changed in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.event import listen

from databank.access import CITY, Role, Viewer
from databank.errors import RowError, Sentence
from databank.imports.kept import as_json, from_json
from databank.imports.questions import Answers, BankHistory, Usual, Watch, answered
from databank.imports.questions.hazards import is_harmless, says_hazardous
from databank.imports.questions.midway import change_in
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import MOST_RUNS, Index, Spans
from databank.imports.questions.totals import power_between
from databank.imports.values import FileQuestion, ImportMapping, PreparedRow, SourceRow
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

ALDER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))


@dataclass
class Past:
    """A history that is known beforehand."""

    years: dict[str, Sequence[float]] = field(default_factory=dict)
    usual_of: dict[str, Usual] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    batches: list[int] = field(default_factory=list)

    def read(self, rows: Sequence[SeenRow]) -> None:
        self.batches.append(len(rows))

    def own(self, row: SeenRow) -> Sequence[float]:
        return self.years.get(row.name_key, ())

    def states(self, row: SeenRow) -> bool:
        return row.name_key in self.stated

    def usual(self, row: SeenRow) -> Usual | None:
        return self.usual_of.get(row.material_class)

    def is_told_by_another(self, row: SeenRow) -> bool:
        return row.name_key in self.told


def row(number: int, amount: object = 100, sheet: str = "Taul1", **cells: Any) -> PreparedRow:
    said = {"name": f"Sand {number}", "year": "2024", "unit": "t", "amount": str(amount), **cells}
    return PreparedRow(sheet=sheet, number=number, numbers=(number,), cells={k: v for k, v in said.items() if v != ""})


def total(number: int, amount: object, span: tuple[int, int] | None = None, **cells: Any) -> SourceRow:
    said = {"amount": str(amount), **cells}
    return SourceRow(sheet="Taul1", number=number, cells=said, original={}, letters={}, is_total=True, span=span)


def asked(
    rows: Iterable[PreparedRow], totals: Iterable[SourceRow] = (), past: Past | None = None, **settings: Any
) -> tuple[FileQuestion, ...]:
    watch = Watch(past, **settings)
    for one in rows:
        watch.see(one)
    for added in totals:
        watch.see_total(added)
    return watch.questions()


def only(questions: tuple[FileQuestion, ...], check: str) -> FileQuestion:
    (found,) = questions
    assert found.check == check
    return found


def answer(question: FileQuestion, answer_id: str | None, *rows: PreparedRow) -> list[PreparedRow | None]:
    given = {question.id: answer_id} if answer_id else {}
    return [Answers([question], given).apply(one) for one in rows]


# --- totals ------------------------------------------------------------------------------------------------------


def test_a_total_that_is_the_sum_asks_nothing() -> None:
    assert asked([row(2, 100), row(3, "250.5")], [total(4, "350.5")]) == ()
    assert asked([row(2, "100.26"), row(3, "250.26")], [total(4, "351")]) == ()  # the total is rounded


def test_a_total_that_differs_names_both() -> None:
    question = only(asked([row(2, 100), row(3, 250)], [total(4, 400)]), "total")
    assert question.message == ("Row 4 of Taul1 says that the total is 400, and the rows above it add up to 350.")
    assert [one.effect for one in question.answers] == ["keep", "under_review"]
    assert question.spans == (("Taul1", 1, 3, ""),)


def test_kilograms_as_tonnes_are_seen_by_the_total() -> None:
    rows = [row(2, 4200000), row(3, 700000)]
    question = only(asked(rows, [total(4, 4900)]), "total")
    assert "factor of 1000" in question.message
    scaled, kept = answer(question, "scale", rows[0], row(9))
    assert scaled is not None
    assert kept is not None
    assert (scaled.cells["amount"], scaled.wording["amount"]) == ("4200", "4200000")
    assert kept.cells["amount"] == "100"


def test_a_lost_decimal_mark_is_a_power_of_ten() -> None:
    question = only(asked([row(2, 12550), row(3, 9925)], [total(4, "224.75")]), "total")
    assert "factor of 100" in question.message
    assert question.answers[0].effect == "times:0.01"
    assert (power_between(1000, 1), power_between(1, 1000), power_between(700, 1), power_between(0, 5)) == (3, -3, 0, 0)


def test_a_total_of_a_part_and_of_one_year() -> None:
    rows = [row(2, 10), row(3, 20), row(5, 5), row(6, 6)]
    assert asked(rows, [total(4, 30, (2, 3)), total(7, 11, (5, 6)), total(8, 41, (2, 6))]) == ()
    question = only(asked(rows, [total(4, 33, (2, 3)), total(7, 11, (5, 6))]), "total")
    assert question.spans == (("Taul1", 2, 3, ""),)
    years = [row(2, 10, year="2023"), row(2, 100, year="2024"), row(3, 20, year="2023"), row(3, 200, year="2024")]
    assert asked(years, [total(4, 30, year="2023"), total(4, 300, year="2024")]) == ()
    question = only(asked(years, [total(4, 30, year="2023"), total(4, 3000, year="2024")]), "total")
    assert question.spans[0][3] == "2024"


def test_sums_with_an_unread_amount_or_two_units_prove_nothing() -> None:
    bad = row(3, "1,234")
    bad.errors.append(RowError(3, "amount", "1,234", Sentence("no number")))
    assert asked([row(2, 100), bad], [total(4, 400)]) == ()
    assert asked([row(2, 100), row(3, 200, unit="kg")], [total(4, 400)]) == ()


# --- history -----------------------------------------------------------------------------------------------------


def test_a_column_a_thousand_times_its_past_is_one_question() -> None:
    past = Past(years={f"sand {number}": (100.0 + number,) for number in range(2, 8)})
    rows = [row(number, (100 + number) * 1000 + 500) for number in range(2, 8)]
    question = only(asked(rows, past=past), "history")
    assert (question.count, question.spans) == (6, (("Taul1", 2, 7, "2024"),))
    assert "102500 t; in other years it was 102 t" in question.message
    scaled = answer(question, "scale", row(2, 102500))[0]
    assert scaled is not None
    assert scaled.cells["amount"] == "102.5"


def test_a_thousandth_of_the_past_is_asked_about_too() -> None:
    question = only(asked([row(2, "0.1")], past=Past(years={"sand 2": (100.0, 110.0)})), "history")
    assert "1000 times as small" in question.message
    assert question.answers[0].effect == "times:1000"


def test_digits_of_another_year_with_a_lost_mark_are_asked_about() -> None:
    question = only(asked([row(2, 4200)], past=Past(years={"sand 2": (42.0, 41.3)})), "history")
    assert question.answers[0].effect == "times:0.01"


@pytest.mark.parametrize("amount", [42, 130, 410, 5, 4.1])
def test_what_changes_from_year_to_year_is_not_asked_about(amount: float) -> None:
    assert asked([row(2, amount)], past=Past(years={"sand 2": (42.5, 39.0)})) == ()


def test_amounts_far_above_their_class_are_asked_about_without_figures_of_others() -> None:
    past = Past(usual_of={"foundry_sand": Usual(4321.0, 98765.0)})
    rows = [row(2, 5_000_000, material_class="foundry_sand"), row(3, 9000, material_class="foundry_sand")]
    question = only(asked(rows, past=past), "class")
    assert question.rows == (("Taul1", 2),)
    assert "4321" not in question.message
    assert "98765" not in question.message


def test_a_column_of_small_amounts_is_asked_about_and_a_small_one_is_not() -> None:
    past = Past(usual_of={"foundry_sand": Usual(4000.0, 90000.0)})
    small = [row(number, 2 + number / 10, material_class="foundry_sand") for number in range(2, 12)]
    question = only(asked(small, past=past), "class")
    assert question.answers[0].effect == "times:1000"
    mixed = [*small[:2], *(row(number, 4000 + number, material_class="foundry_sand") for number in range(12, 30))]
    assert asked(mixed, past=past) == ()


def years(amounts: dict[str, float], number: int) -> list[PreparedRow]:
    return [row(number, amount * number, year=year) for year, amount in amounts.items()]


@pytest.mark.parametrize("amounts", [{"2022": 5.0, "2023": 5400.0}, {"2023": 5400.0, "2022": 5.0}])
def test_a_year_a_thousand_times_another_year_of_the_file_is_asked_about(amounts: dict[str, float]) -> None:
    question = only(asked(one for number in range(2, 8) for one in years(amounts, number)), "history")
    assert (question.count, question.spans) == (6, (("Taul1", 2, 7, "2023"),))
    assert "6 amounts of 2023 in Taul1 are about 1000 times as large as those of 2022" in question.message
    scaled, kept = answer(question, "scale", *years({"2023": 5400.0, "2022": 5.0}, 2))
    assert scaled is not None
    assert kept is not None
    assert (scaled.cells["amount"], kept.cells["amount"]) == ("10.8", "10.0")


def test_one_record_of_many_that_jumped_is_left_to_its_review() -> None:
    rows = [one for number in range(2, 12) for one in years({"2022": 5.0, "2023": 5.5}, number)]
    rows += years({"2022": 5.0, "2023": 5000.0}, 12)
    assert asked(rows) == ()


def test_the_history_is_read_in_batches() -> None:
    past = Past()
    asked((row(number) for number in range(2, 1203)), past=past)
    assert past.batches == [500, 500, 201]


# --- the unit changes midway -------------------------------------------------------------------------------------


def test_a_block_in_another_unit_is_found_where_it_begins() -> None:
    tonnes = [12.5, 40, 8, 300, 22, 95, 60, 14, 33, 150]
    rows = [row(2 + place, amount) for place, amount in enumerate(tonnes)]
    rows += [row(12 + place, amount * 1000) for place, amount in enumerate(reversed(tonnes))]
    question = only(asked(rows), "unit")
    assert question.spans == (("Taul1", 12, 21, ""),)
    assert "From row 12 of Taul1 on" in question.message
    assert question.answers[0].effect == "times:0.001"


def test_amounts_of_all_sizes_are_no_change_of_unit() -> None:
    mixed = [10 ** (place % 5 - 1) * (1 + place / 7) for place in range(60)]
    assert asked([row(2 + place, amount) for place, amount in enumerate(mixed)]) == ()
    falling = [10 ** (4 - place / 8) for place in range(48)]
    assert asked([row(2 + place, amount) for place, amount in enumerate(falling)]) == ()
    assert change_in([1.0] * 5 + [4.0] * 5) is None


# --- the same twice ----------------------------------------------------------------------------------------------


def test_a_year_that_stands_twice_is_one_question() -> None:
    first = [row(number, 10 * number, name=f"Laji {number}") for number in range(2, 10)]
    again = [row(number, 10 * number, sheet="Kopio", name=f"laji  {number}") for number in range(2, 10)]
    other = [row(number, 10 * number, sheet="2023", name=f"Laji {number}", year="2023") for number in range(2, 10)]
    question = only(asked([*first, *again, *other]), "duplicate")
    assert (question.count, question.spans) == (8, (("Kopio", 2, 9, "2024"),))
    assert "repeats row 2 of Taul1" in question.message
    assert answer(question, "leave_out", again[0], first[0], other[0]) == [None, first[0], other[0]]


def test_another_amount_or_site_is_no_repetition() -> None:
    rows = [row(2, 10, name="Laji"), row(3, 11, name="Laji"), row(4, 10, name="Laji", site_id="other")]
    assert asked(rows) == ()


def test_what_the_bank_has_confirmed_already_is_not_asked_about_again() -> None:
    told = Past(told=frozenset({"sand 3"}), stated=frozenset({"sand 3"}))
    assert asked([row(2), row(3)], past=told) == ()


def test_tonnes_that_another_record_tells_are_counted_once_if_somebody_says_so() -> None:
    question = only(asked([row(2), row(3)], past=Past(told=frozenset({"sand 3"}))), "double")
    assert question.rows == (("Taul1", 3),)
    counted, kept = answer(question, "count_once", row(3), row(2))
    assert counted is not None
    assert kept is not None
    assert counted.cells["amount_status"] == "double_count"
    assert "amount_status" not in kept.cells


# --- hazard ------------------------------------------------------------------------------------------------------


def test_a_star_on_a_harmless_code_is_asked_about() -> None:
    starred = row(2, waste_code="100908")
    starred.wording["waste_code"] = "10 09 08*"
    question = only(asked([starred, row(3, waste_code="100908")]), "hazard")
    assert question.rows == (("Taul1", 2),)
    assert "with the star of hazardous waste" in question.message


def test_words_for_hazard_on_a_harmless_code_are_asked_about() -> None:
    question = only(asked([row(2, name="Vaarallinen hiekka", waste_code="100908")]), "hazard")
    assert '("Vaarallinen hiekka")' in question.message
    assert asked([row(2, name="Ei vaarallinen hiekka", waste_code="100908")]) == ()
    assert asked([row(2, name="Pöly, vaarallista", waste_code="100909")]) == ()
    against = row(2, name="Farligt avfall, damm", hazard="non_hazardous")
    assert only(asked([against]), "hazard").answers[0].effect == "keep"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ongelmajäte", True),
        ("farligt avfall", True),
        ("hazardous dust", True),
        ("icke-farligt avfall", False),
        ("non-hazardous dust", False),
        ("muut kuin vaarallisia aineita sisältävät", False),
        ("hiekka", False),
    ],
)
def test_words_that_deny_hazard_do_not_say_it(text: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    assert says_hazardous(text) is expected
    assert is_harmless("100908")
    assert not is_harmless("100907")
    assert not is_harmless("000000")


# --- answers -----------------------------------------------------------------------------------------------------


def test_an_unanswered_question_puts_amounts_under_review_and_changes_no_number() -> None:
    question = only(asked([row(2, 100), row(3, 250)], [total(4, 400)]), "total")
    first, later = answer(question, None, row(2, 100), row(7, 8))
    assert first is not None
    assert later is not None
    assert (first.cells["amount"], first.cells["amount_status"]) == ("100", "under_review")
    assert "amount_status" not in later.cells
    unknown = answer(question, "no such answer", row(2, 100))[0]
    assert unknown is not None
    assert unknown.cells["amount_status"] == "under_review"
    nothing = answer(question, None, row(2, ""))[0]
    assert nothing is not None
    assert "amount_status" not in nothing.cells


def test_keeping_changes_nothing() -> None:
    question = only(asked([row(2, 100)], [total(4, 400)]), "total")
    kept = answered(row(2, 100), [question], ImportMapping(answers={question.id: "keep"}))
    assert kept == row(2, 100)


def test_ranges_and_uncertainties_are_scaled_together() -> None:
    question = only(asked([row(2, 1000)], [total(4, 1)]), "total")
    one = row(2, "", amount_min="1000", amount_max="2500.5", standard_uncertainty="10")
    scaled = answer(question, "scale", one)[0]
    assert scaled is not None
    assert [scaled.cells[name] for name in ("amount_min", "amount_max", "standard_uncertainty")] == [
        "1",
        "2.5005",
        "0.01",
    ]


def test_two_questions_about_the_same_factor_divide_once() -> None:
    past = Past(years={"sand 2": (4.2,), "sand 3": (0.7,)})
    rows = [row(2, 4200), row(3, 700)]
    questions = asked(rows, [total(4, "4.9")], past)
    assert {one.check for one in questions} == {"total", "history"}
    scaled = Answers(questions, {one.id: "scale" for one in questions}).apply(rows[0])
    assert scaled is not None
    assert scaled.cells["amount"] == "4.2"


def test_a_flow_waits_until_its_question_is_answered() -> None:
    flows = [PreparedRow(sheet="Taul1", number=2, cells={"source": "a", "target": "b", "year": "2024", "mass_t": "5"})]
    question = only(asked(flows, [total(3, "", mass_t="50")], kind="flows"), "total")
    (refused,) = answer(question, None, flows[0])
    assert refused is not None
    assert refused.errors[0].message.startswith("Answer the question about this amount first:")
    fresh = PreparedRow(sheet="Taul1", number=2, cells={"mass_t": "5", "year": "2024"})
    scaled = answer(question, "scale", fresh)[0]
    assert scaled is not None
    assert (scaled.cells["mass_t"], scaled.errors) == ("50", [])


def test_the_same_question_has_the_same_id_and_survives_json() -> None:
    first, second = (only(asked([row(2, 100)], [total(3, 400)]), "total") for _ in range(2))
    assert first.id == second.id
    assert from_json(FileQuestion, as_json(first)) == first
    assert only(asked([row(2, 100)], [total(9, 400)]), "total").id != first.id


def test_rows_with_errors_and_other_kinds_ask_nothing() -> None:
    wrong = row(2, 10**8)
    wrong.errors.append(RowError(2, "waste_code", "x", Sentence("no code")))
    assert asked([wrong], past=Past(years={"sand 2": (1.0,)})) == ()
    assert asked([row(2), row(2)], kind="sites") == ()


# --- spans -------------------------------------------------------------------------------------------------------


def test_spans_join_neighbours_and_tell_years_apart() -> None:
    spans = Spans()
    for number, year in ((2, "2023"), (2, "2024"), (3, "2024"), (4, "2024"), (9, "2024")):
        spans.add("A", number, year)
    assert spans.all() == (("A", 2, 2, "2023"), ("A", 2, 4, "2024"), ("A", 9, 9, "2024"))
    index = Index(spans.all())
    held = [(number, year) for number in range(1, 11) for year in ("2023", "2024") if index.holds("A", number, year)]
    assert held == [(2, "2023"), (2, "2024"), (3, "2024"), (4, "2024"), (9, "2024")]
    assert not index.holds("B", 2, "2024")


def test_a_question_about_very_many_runs_is_about_the_sheet() -> None:
    spans = Spans()
    for number in range(2, 2 * MOST_RUNS + 10, 2):
        spans.add("A", number)
    assert len(spans.all()) <= MOST_RUNS
    assert Index(spans.all()).holds("A", 3, "")


# --- what the bank knows -----------------------------------------------------------------------------------------


def filled(session: Any) -> None:
    put_owner(session)
    put_owner(session, "birch")
    put_stream(session, "S-1", name="Valuhiekka", waste_code="100908", year=2023, amount=100)
    put(session, "amounts", side_stream_id="S-1", year=2022, amount=110)
    other = {"site_id": "birch", "waste_code": "100908", "year": 2024}
    put_stream(session, "B-open", name="Open sand", amount=500, **other)
    hidden = {"visibility": "company_hidden", "consent": "no"}
    put_stream(session, "B-hidden", name="Hidden sand", amount=7000, **other, **hidden)


def seen_with(history: BankHistory, **cells: Any) -> SeenRow:
    from databank.imports.questions.seen import seen_row

    said = {"name": "Valuhiekka", "waste_code": "100908", "year": "2024", "amount": "100", "organisation_id": "alder"}
    found = seen_row(PreparedRow(sheet="T", number=2, cells={**said, **cells}), "side-streams", None)
    history.read([found])
    return found


def test_the_bank_knows_the_other_years_of_the_same_record(bank: Bank) -> None:
    with bank.session() as session:
        filled(session)
        history = BankHistory(session, ALDER)
        assert sorted(history.own(seen_with(history))) == [100.0, 110.0]
        assert history.own(seen_with(history, year="2023")) == [110.0]
        assert sorted(history.own(seen_with(history, id="S-1", name="Renamed"))) == [100.0, 110.0]
        assert history.own(seen_with(history, name="Other")) == []


def test_a_member_is_told_nothing_of_the_past_of_others(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        filled(session)
        history = BankHistory(session, ALDER)
        assert history.own(seen_with(history, id="B-hidden")) == []
        assert history.own(seen_with(history, name="Open sand", organisation_id="birch", year="2030")) == []
        city = BankHistory(session, CITY)
        assert city.own(seen_with(city, id="B-hidden", year="2030")) == [7000.0]


def test_a_double_report_is_seen_only_in_amounts_that_the_viewer_sees(bank: Bank) -> None:
    with bank.session() as session:
        filled(session)
        for viewer, hidden in ((ALDER, False), (CITY, True)):
            history = BankHistory(session, viewer)
            assert history.is_told_by_another(seen_with(history, amount="503"))
            assert not history.is_told_by_another(seen_with(history, amount="510"))
            assert not history.is_told_by_another(seen_with(history, amount="500", year="2023"))
            assert not history.is_told_by_another(seen_with(history, amount="500", organisation_id="birch"))
            assert history.is_told_by_another(seen_with(history, amount="7000")) is hidden


def test_what_is_usual_needs_several_records_and_is_told_by_bands(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        filled(session)
        history = BankHistory(session, ALDER)
        assert history.usual(seen_with(history, material_class="foundry_sand")) is None
        for number in range(4):
            hidden = {"visibility": "company_hidden", "consent": "no"}
            put_stream(session, f"B-{number}", site_id="birch", amount=4321, **hidden)
        for viewer in (ALDER, CITY):
            history = BankHistory(session, viewer)
            usual = history.usual(seen_with(history, material_class="foundry_sand"))
            assert usual is not None
            assert (usual.greatest == 7000.0) is (viewer is CITY)
            assert (usual.median == 3000.0) is (viewer is ALDER)


def test_texts_that_no_database_takes_are_no_obstacle(bank: Bank) -> None:
    with bank.session() as session:
        filled(session)
        said = {"organisation_id": "alder", "waste_code": "100908"}
        rows = [row(2, name="Valu\0hiekka", year="99999999999999999999", **said), row(3, "1e400", **said)]
        assert asked([*rows, row(4, "nan", **said)], [total(5, "inf")], history_of(session)) == ()


def test_a_first_file_costs_no_query_for_every_batch(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_owner(session, "newcomer")
        statements: list[str] = []
        listen(session.connection(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        said = {"organisation_id": "newcomer", "waste_code": "100908", "material_class": "foundry_sand"}
        asked((row(number, name=f"Laji {number}", **said) for number in range(2, 3002)), past=history_of(session))
        assert 0 < len(statements) <= 4


def history_of(session: Any) -> Any:
    return BankHistory(session, CITY)


def test_a_question_about_a_double_report_names_nobody(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        filled(session)
        said = {"waste_code": "100908", "organisation_id": "alder", "name": "Muu"}
        (question,) = asked([row(2, 500, **said)], past=BankHistory(session, CITY))  # type: ignore[arg-type]
        assert question.check == "double"
        assert "birch" not in question.message.lower()
        assert "B-open" not in question.message
