"""Down for hours, days and weeks, and clocks that jump: each kind comes once or is skipped."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import bulletins
from bot.rules import periods
from bot.rules.events import EventKind
from bot.rules.reports import Status
from bot.rules.workdays import Workdays
from bot.usecases.office import Office
from db.engine import Database
from db.tables import DeliveryRow, DeliveryState
from scheduling import planner
from tests.conftest import ZONE
from tests.scheduling.conftest import DAY, Moved, at
from tests.support.builders import an_official
from tests.support.reports import a_report

HOURS, DAYS, WEEKS = timedelta(hours=3), timedelta(days=2), timedelta(weeks=3, days=1)
BEFORE = timedelta(minutes=40)
A_DAY = timedelta(days=1)
FRIDAY, MONDAY, OPENING = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)
NEW_YEAR_S_EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 4)

DUE = {
    EventKind.PROMPTS: (at(DAY, "16:30"), f"prompt:%:{DAY}"),
    EventKind.REMINDERS: (at(DAY, "17:10"), f"reminder:%:{DAY}"),
    EventKind.APPROVALS: (at(DAY, "17:30"), f"inbox:%:{DAY}"),
    EventKind.ESCALATIONS: (at(FRIDAY, "08:30"), "escalation:%"),
    EventKind.DIGEST_MONTH: (at(OPENING, "08:30"), "digest:%:2026-11-01"),
    EventKind.DIGEST_QUARTER: (at(date(2027, 4, 1), "08:30"), "digest:%:quarter:2027-01-01"),
    EventKind.DIGEST_YEAR: (at(NEW_YEAR, "08:30"), "digest:%:year:2026-01-01"),
    EventKind.MILESTONES: (at(FRIDAY, "08:30"), f"milestone:%:{FRIDAY}"),
    EventKind.SIGNUPS: (at(MONDAY, "08:30"), f"signups:%:{MONDAY}"),
}
"""An hour of each kind, and the keys of what it sends."""
USEFUL_AFTER_DAYS = (
    EventKind.DIGEST_MONTH,
    EventKind.DIGEST_QUARTER,
    EventKind.DIGEST_YEAR,
    EventKind.MILESTONES,
)


@pytest.fixture
async def busy(moved: Moved, monkeypatch: pytest.MonkeyPatch) -> Moved:
    """Give every kind something to say: a report waits, and somebody has not signed up."""

    async def no_picture(*_: object) -> list[object]:
        return []

    monkeypatch.setattr(bulletins, "send", no_picture)
    office, commune = moved.nep.office, moved.commune
    await an_official(office, "MM01", "Người Chưa Vào", commune.division)
    await a_report(
        office,
        commune.ids["lan"],
        date(2026, 11, 24),
        by=commune.ids["binh"],
        unit_id=commune.division,
        status=Status.SUBMITTED,
    )
    return moved


async def looks(moved: Moved, now: datetime) -> int:
    """Look twice at some moment, with a program that has just started beside, and send."""
    moved.clock.set(now)
    await moved.nep.runner.tick()
    office = moved.nep.office
    beside = Office(Database(office.db.engine.url.render_as_string(hide_password=False)), ZONE)
    await planner.tick(beside, now)
    await beside.db.close()
    return (await moved.nep.sender.drain()).sent


async def at_work(moved: Moved, now: datetime) -> int:
    """Look again when the office works next, before the day's own events."""
    workdays, day = Workdays(), periods.local_day(now, ZONE)
    return await looks(moved, max(now, at(workdays.next_working(day - A_DAY), "07:05")))


async def sent(moved: Moved, keys: str = "%") -> Counter[int]:
    """Count by person what was sent."""
    async with moved.nep.office.db.read() as session:
        rows = await session.scalars(
            select(DeliveryRow.official_id).where(
                DeliveryRow.key.like(keys), DeliveryRow.state == DeliveryState.SENT
            )
        )
        return Counter(rows)


@pytest.mark.parametrize("down", [HOURS, DAYS, WEEKS], ids=["hours", "days", "weeks"])
@pytest.mark.parametrize("kind", EventKind)
async def test_after_downtime_what_is_useful_comes_once_and_the_rest_is_skipped(
    busy: Moved, kind: EventKind, down: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    due_at, keys = DUE[kind]
    left = await looks(busy, due_at - BEFORE)
    assert not await sent(busy, keys)
    caplog.clear()
    left += await looks(busy, due_at + down)
    skipped = any(f" {kind} were due while nobody looked" in line for line in caplog.messages)
    left += await at_work(busy, due_at + down)
    useful = down is HOURS or (down is DAYS and kind in USEFUL_AFTER_DAYS)
    assert bool(await sent(busy, keys)) is useful
    assert skipped is not useful
    assert left == (await sent(busy)).total(), "nothing left twice"


@pytest.mark.parametrize("kind", EventKind)
async def test_a_clock_that_jumps_a_day_ahead_and_back_says_each_thing_once(
    busy: Moved, kind: EventKind
) -> None:
    due_at, keys = DUE[kind]
    jumps = (-BEFORE, A_DAY, -BEFORE, timedelta(), -BEFORE, timedelta(), BEFORE, A_DAY)
    left = sum([await looks(busy, due_at + jump) for jump in jumps])
    left += await at_work(busy, due_at + A_DAY)
    assert await sent(busy, keys)
    assert left == (await sent(busy)).total(), "nothing left twice"


async def test_over_midnight_a_year_s_end_and_a_holiday(
    busy: Moved, caplog: pytest.LogCaptureFixture
) -> None:
    """Down from New Year's Eve, a Thursday, until New Year's Day; the office works on Monday."""
    await looks(busy, at(NEW_YEAR_S_EVE, "16:20"))
    caplog.clear()
    await looks(busy, at(NEW_YEAR_S_EVE + A_DAY, "10:00"))
    assert caplog.messages == ["1 reminders were due while nobody looked and are too late now"]
    before = await sent(busy)
    for day in (NEW_YEAR_S_EVE + A_DAY, NEW_YEAR_S_EVE + 2 * A_DAY):
        await looks(busy, at(day, "22:00"))
    assert await sent(busy) == before, "nothing disturbs anybody on days off"
    await looks(busy, at(NEW_YEAR, "07:00"))
    people = busy.commune.ids
    assert await sent(busy, f"prompt:%:{NEW_YEAR_S_EVE}") == Counter(people.values())
    assert await sent(busy, f"inbox:%:{NEW_YEAR_S_EVE}") == Counter(
        [people["binh"], people["chair"]]
    )
    for hour in ("08:30", "08:31"):
        await looks(busy, at(NEW_YEAR, hour))
    council = people["council"]
    assert await sent(busy, "digest:%:2026-12-01") == Counter(set(people.values()) - {council})
    assert await sent(busy, "digest:%:year:2026-01-01") == Counter([council])
    assert await sent(busy, f"signups:%:{NEW_YEAR}") == Counter([council])
