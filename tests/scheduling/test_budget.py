"""How many messages the clock sends to each role: a quarter, or a month, of a small office."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from bot import bulletins
from bot.app import Nep
from bot.rules import periods
from bot.rules.deliveries import BY_THE_CLOCK, Kind
from bot.rules.periods import Period
from bot.usecases import calendar
from db import officials
from db.tables import DeliveryRow, DeliveryState
from tests.conftest import ZONE
from tests.scheduling.conftest import Moved, said

SPANS = {
    "sqlite": Period(periods.Kind.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
    "postgresql": Period(periods.Kind.MOVEMENT, date(2026, 11, 2), date(2026, 12, 1)),
}
"""A quarter takes half a minute; on PostgreSQL it is a month with two openings and two notices."""
HOURS = ("08:30", "15:30", "16:30", "17:10", "17:30")
A_DAY = timedelta(days=1)
OWN = (Kind.PROMPT, Kind.REMINDER, Kind.DIGEST)


@pytest.fixture
def span(database_url: str) -> Period:
    return SPANS[database_url.partition(":")[0]]


@pytest.fixture
async def lived(nep: Nep, moved: Moved, span: Period, monkeypatch: pytest.MonkeyPatch) -> Moved:
    """Live through it: Lan always sends and is asked at 15:30, Minh never sends."""

    async def no_picture(*_: object) -> list[object]:
        return []

    monkeypatch.setattr(bulletins, "send", no_picture)
    commune = moved.commune
    async with nep.office.db.begin() as session:
        await officials.update_one(session, commune.ids["lan"], prompt_at=time(15, 30))
    await moved.to("00:01", span.first)
    for day in span:
        for hour in HOURS if day.weekday() < 5 else HOURS[-1:]:
            await moved.to(hour, day)
            if hour == "15:30" and said(commune.lan) and "Tự đánh giá" in commune.lan.sees():
                await commune.lan.taps("Đạt tất cả")
                await commune.lan.taps("Gửi")
    return moved


async def test_it_keeps_to_the_budget(lived: Moved, span: Period) -> None:
    office, ids = lived.nep.office, lived.commune.ids
    async with office.db.read() as session:
        sent = list(
            await session.scalars(
                select(DeliveryRow).where(DeliveryRow.state == DeliveryState.SENT)
            )
        )
    workdays = await calendar.workdays(office)
    worked = workdays.working_days(span.first, span.last)
    openings = {day for day in worked if not workdays.working_days(day.replace(day=1), day - A_DAY)}
    by_day: Counter[tuple[int, date]] = Counter()
    by_kind: Counter[tuple[int, Kind, date]] = Counter()
    for row in sent:
        assert row.kind in BY_THE_CLOCK
        assert row.settled_at
        day = periods.local_day(row.settled_at, ZONE)
        assert workdays.is_working(day)
        by_day[row.official_id, day] += 1
        by_kind[row.official_id, row.kind, day] += 1
    subjects = Counter((row.official_id, row.kind, row.subject) for row in sent)
    again = {key: count for key, count in subjects.items() if count > 1}
    assert {kind for _, kind, _ in again} == {Kind.MILESTONE}
    assert max(again.values()) == 2, "a month ahead and a week ahead"

    def most(name: str) -> int:
        return max(count for (one, _), count in by_day.items() if one == ids[name])

    assert (most("lan"), most("minh")) == (2, 2)
    inboxes = {key for key in by_kind if key[:2] == (ids["binh"], Kind.INBOX)}
    digests = {key for key in by_kind if key[:2] == (ids["binh"], Kind.DIGEST)}
    assert len(inboxes) == len(worked)
    assert len(digests) == len(openings) > 1
    own = Counter((one, day) for (one, kind, day), _ in by_kind.items() if kind in OWN)
    assert max(own.values()) <= 2
    reminded = [day for one, kind, day in by_kind if (one, kind) == (ids["minh"], Kind.REMINDER)]
    assert set(reminded) == set(worked) - openings
    assert not [one for one, kind, _ in by_kind if (one, kind) == (ids["lan"], Kind.REMINDER)]
