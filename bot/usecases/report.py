"""An official's day: the card, its answers, its note, and sending it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import campaign, scoring
from bot.rules.absences import Absence
from bot.rules.people import Official
from bot.rules.reports import Answer, Report, Status
from bot.usecases.office import Office, deciders
from db import absences, campaigns, officials, overrides
from db import reports as kept


class OutOfDate(Refusal):
    """The card that was tapped no longer shows how the report stands."""


class Decided(OutOfDate):
    """The report was approved, so that it is not changed any more."""

    def __init__(self) -> None:
        super().__init__("Báo cáo này đã được duyệt nên không sửa được nữa.")


class Sent(OutOfDate):
    def __init__(self) -> None:
        super().__init__("Báo cáo đã gửi. Đồng chí bấm “Sửa” để sửa rồi gửi lại.")


class NotYours(Refusal):
    def __init__(self) -> None:
        super().__init__("Báo cáo này không phải của đồng chí.")


class Unanswered(Refusal):
    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__("Còn tiêu chí chưa trả lời: {titles}.", titles=", ".join(titles))


@dataclass(frozen=True, slots=True)
class DayCard:
    """A report as its author sees it."""

    report: Report
    official: Official
    criteria: tuple[campaign.Criterion, ...]
    """What was asked that day, in the order of the card."""
    deciders: tuple[Official, ...]
    """Who may decide on it now; empty unless it waits."""
    decider: Official | None
    """Who decided."""
    day_off: str | None
    """Why nobody is expected to report that day, if so."""
    absence: Absence | None


async def open_day(office: Office, official_id: int, day: date, now: datetime) -> DayCard:
    """Give the person's card of a day, making the draft where there is none yet."""
    async with office.db.begin() as session:
        return await _card(session, office, await _draft(session, official_id, day), now)


async def today(office: Office, official_id: int, now: datetime) -> DayCard:
    return await open_day(office, official_id, office.today(now), now)


async def show(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    async with office.db.read() as session:
        return await _own_card(session, office, official_id, report_id, now)


async def answer(
    office: Office,
    official_id: int,
    report_id: int,
    criterion: str,
    given: Answer,
    now: datetime,
) -> DayCard:
    """Answer one criterion; the tap says which answer it leads to, so that two are harmless."""
    async with office.db.begin() as session:
        report = await _changeable(session, official_id, report_id)
        if criterion not in report.answers:
            raise Refusal("Tiêu chí này không có trong báo cáo của ngày đó.")
        await kept.answer(session, report.id, {criterion: given})
        return await _own_card(session, office, official_id, report_id, now)


async def meet_all(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    async with office.db.begin() as session:
        report = await _changeable(session, official_id, report_id)
        await kept.answer(session, report.id, dict.fromkeys(report.answers, Answer.MET))
        return await _own_card(session, office, official_id, report_id, now)


async def write_note(
    office: Office, official_id: int, report_id: int, note: str | None, now: datetime
) -> DayCard:
    """Keep the person's own words; on a report that was sent they are sent along at once."""
    async with office.db.begin() as session:
        report = await _changeable(session, official_id, report_id, even_sent=True)
        await kept.write_note(session, report.id, note)
        if report.status is Status.SUBMITTED:
            await _send(session, replace(report, note=note), now)
        return await _own_card(session, office, official_id, report_id, now)


async def submit(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Send a report; sending one that is sent already changes nothing."""
    async with office.db.begin() as session:
        report = await _own(session, official_id, report_id)
        if report.status is not Status.SUBMITTED:
            report = await _changeable(session, official_id, report_id)
            await _send(session, report, now)
        return await _own_card(session, office, official_id, report_id, now)


async def reopen(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Take a sent report back to correct it; it leaves the head's inbox until it is sent again."""
    async with office.db.begin() as session:
        report = await _changeable(session, official_id, report_id, even_sent=True)
        if report.status is Status.SUBMITTED:
            await kept.reopen(session, report, now)
        return await _own_card(session, office, official_id, report_id, now)


async def _draft(session: AsyncSession, official_id: int, day: date) -> Report:
    existing = await kept.of_day(session, official_id, day)
    if existing:
        return existing
    version = await campaigns.in_force(session)
    official = await officials.get(session, official_id)
    calendar = await overrides.workdays(session)
    asked = campaign.criteria_asked(version.campaign, calendar.cadences_due(day))
    return await kept.draft(
        session,
        official_id=official_id,
        unit_id=official.unit.id,
        day=day,
        campaign_id=version.id,
        criteria=[criterion.code for criterion in asked],
    )


async def _own(session: AsyncSession, official_id: int, report_id: int) -> Report:
    report = await kept.get(session, report_id)
    if report is None or report.official_id != official_id:
        raise NotYours
    return report


async def _changeable(
    session: AsyncSession, official_id: int, report_id: int, *, even_sent: bool = False
) -> Report:
    """Give one's own report, held so that no decision comes between reading and changing it."""
    await _own(session, official_id, report_id)
    if not await kept.hold(session, report_id):
        raise Decided
    report = await _own(session, official_id, report_id)
    if report.status is Status.SUBMITTED and not even_sent:
        raise Sent
    return report


async def _send(session: AsyncSession, report: Report, now: datetime) -> None:
    version = await campaigns.version(session, report.campaign_id)
    criteria = [version.campaign.criterion(code) for code in report.answers]
    if not report.complete:
        open_ones = [c.title for c in criteria if report.answers[c.code] is None]
        raise Unanswered(open_ones)
    weights = {criterion.code: criterion.weight for criterion in criteria}
    weighed = scoring.weigh(report.answers, weights)
    await kept.submit(
        session, report, met_weight=weighed.met, counted_weight=weighed.counted, now=now
    )


async def _own_card(
    session: AsyncSession, office: Office, official_id: int, report_id: int, now: datetime
) -> DayCard:
    return await _card(session, office, await _own(session, official_id, report_id), now)


async def _card(session: AsyncSession, office: Office, report: Report, now: datetime) -> DayCard:
    official = await officials.get(session, report.official_id)
    version = await campaigns.version(session, report.campaign_id)
    calendar = await overrides.workdays(session)
    waits = report.status is Status.SUBMITTED
    return DayCard(
        report=report,
        official=official,
        criteria=tuple(version.campaign.criterion(code) for code in report.answers),
        deciders=tuple(await deciders(session, official, office.today(now))) if waits else (),
        decider=await officials.get(session, report.decided_by) if report.decided_by else None,
        day_off=None if calendar.is_working(report.day) else calendar.why_off(report.day),
        absence=await absences.on(session, official.id, report.day),
    )
