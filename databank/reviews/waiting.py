"""Days that count against the target: Monday to Friday, without the day itself."""

from __future__ import annotations

from datetime import date, timedelta

TARGET_DAYS = 3
"""Working days within which a record is reviewed."""
WEEK, WORKDAYS = 7, 5


def working_days(since: date, today: date) -> int:
    """How many working days have begun after `since`, today included."""
    if today <= since:
        return 0
    weeks, rest = divmod((today - since).days, WEEK)
    days = (since + timedelta(days=step) for step in range(1, rest + 1))
    return weeks * WORKDAYS + sum(day.weekday() < WORKDAYS for day in days)


def due_on(since: date) -> date:
    """The last day of the target."""
    day, left = since, TARGET_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < WORKDAYS
    return day
