"""The day's card: a report as its author sees it, and what it is judged by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import escalation, periods, reports
from bot.rules.absences import Absence
from bot.rules.people import Official
from bot.rules.reports import Asked, Report, Status, Terms
from bot.rules.workdays import Workdays
from bot.usecases.office import deciders_of, escalation_steps
from db import absences, campaigns, officials, overrides
from db import reports as kept


@dataclass(frozen=True, slots=True)
class DayCard:
    """A report as its author sees it."""

    report: Report
    official: Official
    criteria: Asked
    deciders: tuple[Official, ...]
    """Who may decide on it now; empty unless it waits."""
    decider: Official | None
    """Who decided."""
    day_off: str | None
    """Why nobody is expected to report that day, if so."""
    absence: Absence | None
    closes_at: datetime
    closed: bool
    """It is neither sent nor corrected any more."""
    unsent: date | None = None
    """On today's card: the last working day, where its report is missing and may still be sent."""

    @property
    def in_hand(self) -> bool:
        """Tell whether the author may answer and send."""
        return not self.closed and self.report.status in (Status.DRAFT, Status.RETURNED)


Outcome = DayCard | Refusal


@dataclass(frozen=True, slots=True)
class Grounds:
    """What reports are judged by."""

    calendar: Workdays
    terms: Mapping[int, Terms]
    """By the report's id."""
    now: datetime
    zone: ZoneInfo
    today: date
    last: date
    """The last working day."""
    last_is_open: Collection[int]
    """Reports of today, by their ids, whose authors may still send the last working day's."""


async def grounds(
    session: AsyncSession, found: Collection[Report], now: datetime, zone: ZoneInfo
) -> Grounds:
    """Read by what reports are judged: each by the version that it was answered under."""
    calendar = await overrides.workdays(session)
    versions = await campaigns.versions(session, {report.campaign_id for report in found})
    today = periods.local_day(now, zone)
    last = calendar.previous_working(today)

    @cache  # most of them are of one day and version
    def closing(campaign_id: int, day: date) -> datetime:
        return calendar.closing(day, versions[campaign_id].campaign.clock.close_at, zone)

    @cache
    def terms(campaign_id: int, day: date, codes: tuple[str, ...]) -> Terms:
        return Terms(
            asked=tuple(map(versions[campaign_id].campaign.criterion, codes)),
            ends_at=periods.end_of(day, zone),
            closes_at=closing(campaign_id, day),
        )

    return Grounds(
        calendar=calendar,
        terms={one.id: terms(one.campaign_id, one.day, tuple(one.answers)) for one in found},
        now=now,
        zone=zone,
        today=today,
        last=last,
        last_is_open={
            one.id for one in found if one.day == today and now < closing(one.campaign_id, last)
        },
    )


async def cards(
    session: AsyncSession, outcomes: Sequence[Report | Refusal], by: Grounds
) -> Sequence[Outcome]:
    shown = [report for report in outcomes if isinstance(report, Report)]
    if not shown:
        return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    calendar, today, last = by.calendar, by.today, by.last
    days = [report.day for report in shown]
    authors = {report.official_id for report in shown}
    people = await officials.by_ids(
        session, authors | {r.decided_by for r in shown if r.decided_by}
    )
    away = await absences.overlapping(session, authors, min(*days, last), max(days))
    waiting = await _waiting(session, shown, by)
    may_decide = await deciders_of(
        session, {(people[r.official_id], waiting[r.id]) for r in shown if r.id in waiting}, today
    )
    missing = await _missing(session, shown, by)

    def absence(author: int, day: date) -> Absence | None:
        return next((one for one in away[author] if one.covers(day)), None)

    def was_due(author: int) -> bool:
        joined = people[author].joined_on
        return joined is not None and joined <= last and not absence(author, last)

    def card(report: Report) -> DayCard:
        author, terms = report.official_id, by.terms[report.id]
        waits = report.status is Status.SUBMITTED
        return DayCard(
            report=report,
            official=people[author],
            criteria=terms.asked,
            deciders=tuple(may_decide[author, waiting[report.id]]) if waits else (),
            decider=people[report.decided_by] if report.decided_by else None,
            day_off=calendar.why_off(report.day),
            absence=absence(author, report.day),
            closes_at=terms.closes_at,
            closed=reports.is_closed(report, terms, by.now),
            unsent=last if report.id in missing and was_due(author) else None,
        )

    return [card(one) if isinstance(one, Report) else one for one in outcomes]


async def _waiting(
    session: AsyncSession, shown: Collection[Report], by: Grounds
) -> Mapping[int, int]:
    """Give the reports that wait for a decision, with how far each has gone up."""
    sent = {one.id: one.submitted_at for one in shown if one.status is Status.SUBMITTED}
    if not sent:
        return {}
    steps = await escalation_steps(session, by.today, by.calendar)
    return {
        report_id: escalation.level(periods.local_day(at, by.zone), steps)
        for report_id, at in sent.items()
        if at
    }


async def _missing(
    session: AsyncSession, shown: Collection[Report], by: Grounds
) -> Collection[int]:
    """Give those of today's reports whose authors have not sent the last working day's.

    Nobody is asked for it once that day has closed, which is long before most cards go out.
    """
    today = {one.official_id: one.id for one in shown if one.id in by.last_is_open}
    if not today:
        return ()
    sent = await kept.sent_by(session, today, by.last)
    return {report_id for author, report_id in today.items() if author not in sent}
