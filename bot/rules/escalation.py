"""When a report has waited too long, and who may decide on it then besides.

A report that nobody decided on for some working days after it was sent goes one post up, and after
as many days again one more: to the deputy, then to the unit above. Who could decide before still
can.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.rules.workdays import Workdays

LEVELS = 2


def steps(today: date, workdays: Workdays, after: int) -> tuple[date, ...]:
    """Give for each level, from 1 on, the day before which such a report must have been sent.

    `after` is a number of working days; 0 lets nothing go up.
    """
    found = []
    day = today + timedelta(days=1)
    for _ in range(LEVELS if after else 0):
        for _ in range(after):
            day = workdays.previous_working(day)
        found.append(day)
    return tuple(found)


def level(sent_on: date, steps: Sequence[date]) -> int:
    return sum(sent_on < step for step in steps)
