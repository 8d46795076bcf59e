"""A person's own month: what each day was, what was returned, the score so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods
from bot.rules.absences import Absence
from bot.rules.campaign import Scoring
from bot.rules.people import Official
from bot.rules.periods import Period
from bot.rules.reports import Report, Status
from bot.rules.workdays import Workdays
from bot.usecases.office import Office
from bot.usecases.standings import Numbers, count_criteria
from db import absences, campaigns, officials, overrides
from db import reports as kept
from db import standings as sums
from db.standings import Returned
from db.tables import OfficialRow


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    report: Report | None
    """None also for a draft: it is not sent."""
    absence: Absence | None
    off: str | None
    """Why nobody works that day."""
    member: bool
    """False before the person joined."""


@dataclass(frozen=True, slots=True)
class MyMonth:
    official: Official
    today: date
    period: Period
    days: tuple[Day, ...]
    numbers: Numbers
    before: Numbers
    """Of the month before; nothing counts where the person was not there yet."""
    sent: int
    """Reports sent, decided on or not."""
    late: int
    """How many of them were sent late."""
    returned: tuple[Returned, ...]
    limits: Scoring
    earlier: Period | None
    later: Period | None


async def show(office: Office, official_id: int, day: date | None, now: datetime) -> MyMonth:
    """Give the month around a day, this month without one; never before joining or to come."""
    today = office.today(now)
    async with office.db.read() as session:
        official = await officials.get(session, official_id)
        joined = official.joined_on or today
        period = periods.month_of(min(max(day or today, joined), today))
        calendar = await overrides.workdays(session)
        version = await campaigns.in_force(session)
        days = await _days(session, official, period, calendar)
        own = OfficialRow.id == official_id
        (summed,) = await sums.summed(session, period, calendar, today, own)
        (earlier,) = await sums.summed(session, period.previous(), calendar, today, own)
        counts = await count_criteria(session, period, official_id)
        counted = await count_criteria(session, period.previous(), official_id)
        return MyMonth(
            official=official,
            today=today,
            period=period,
            days=days,
            numbers=Numbers(summed.tally, counts),
            before=Numbers(earlier.tally, counted),
            sent=sum(day.report is not None for day in days),
            late=sum(day.report is not None and day.report.late for day in days),
            returned=tuple(await sums.returns(session, official_id, period)),
            limits=version.campaign.scoring,
            earlier=period.previous() if period.first > joined else None,
            later=period.next() if period.last < today else None,
        )


async def _days(
    session: AsyncSession, official: Official, period: Period, calendar: Workdays
) -> tuple[Day, ...]:
    found = await kept.of_official(session, official.id, period.first, period.last)
    reports: Mapping[date, Report] = {
        report.day: report for report in found if report.status is not Status.DRAFT
    }
    touching = await absences.overlapping(session, [official.id], period.first, period.last)
    away = touching[official.id]
    joined = official.joined_on
    return tuple(
        Day(
            day=day,
            report=reports.get(day),
            absence=next((absence for absence in away if absence.covers(day)), None),
            off=calendar.why_off(day),
            member=joined is not None and day >= joined,
        )
        for day in period
    )
