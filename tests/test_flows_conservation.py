import pytest

from flows.conservation import Conservation
from flows.errors import ConservationError


def parts(**changes: float) -> Conservation:
    sums = {
        "drawn_t": 60.0,
        "outside_t": 20.0,
        "self_loops_t": 5.0,
        "protected_t": 10.0,
        "rejected_t": 5.0,
        "total_t": 100.0,
    }
    return Conservation(**(sums | changes))


def test_the_parts_add_up_to_the_total() -> None:
    assert parts().check() == parts()
    assert parts().accounted_t == 100.0


@pytest.mark.parametrize("member", ["drawn_t", "outside_t", "self_loops_t", "protected_t", "rejected_t", "total_t"])
def test_a_part_that_is_off_by_more_than_a_thousand_millionth_is_refused(member: str) -> None:
    with pytest.raises(ConservationError, match="of 100"):
        parts(**{member: getattr(parts(), member) + 0.0000005}).check()


@pytest.mark.parametrize("member", ["drawn_t", "total_t"])
def test_not_a_number_never_passes(member: str) -> None:
    with pytest.raises(ConservationError):
        parts(**{member: float("nan")}).check()


def test_rounding_of_large_sums_passes() -> None:
    parts(drawn_t=60.00000001).check()


def test_nothing_at_all_is_balanced() -> None:
    nothing = dict.fromkeys(parts().as_dict(), 0.0)
    assert Conservation(**nothing).check().as_dict() == nothing
