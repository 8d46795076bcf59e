"""An official's day: the card, its answers, its note, and sending it.

Deeds that come at the same moment are done together: each step asks the database once for all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import campaign, reports, scoring
from bot.rules.absences import Absence
from bot.rules.people import Official
from bot.rules.reports import Answer, Asked, Report, Status
from bot.usecases.office import Office, deciders_by_author
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


Outcome = DayCard | Refusal

Change = Callable[[Report, Asked], Report]
"""One of the rules of a report's life: it gives the changed report, or refuses."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person makes of a report."""

    official_id: int
    report_id: int
    change: Change
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose card of which day is wanted."""

    official_id: int
    day: date
    today: date


async def open_day(office: Office, official_id: int, day: date, now: datetime) -> DayCard:
    """Give the person's card of a day, making the draft where there is none yet."""
    return await office.db.together(_open, Opening(official_id, day, office.today(now)))


async def today(office: Office, official_id: int, now: datetime) -> DayCard:
    return await open_day(office, official_id, office.today(now), now)


async def show(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    deed = Deed(official_id, report_id, lambda report, _: report, now, office.today(now))
    return await office.db.read_together(_look, deed)


async def answer(
    office: Office,
    official_id: int,
    report_id: int,
    criterion: str,
    given: Answer,
    now: datetime,
) -> DayCard:
    """Answer one criterion; the tap says which answer it leads to, so that two are harmless."""
    change = partial(reports.answer, criterion=criterion, given=given)
    return await _change(office, official_id, report_id, change, now)


async def meet_all(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    return await _change(office, official_id, report_id, reports.meet_all, now)


async def write_note(
    office: Office, official_id: int, report_id: int, note: str | None, now: datetime
) -> DayCard:
    """Keep the person's own words; on a report that was sent they are sent along at once."""
    change = partial(reports.write_note, note=note, now=now)
    return await _change(office, official_id, report_id, change, now)


async def submit(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Send a report; sending one that is sent already changes nothing."""
    change = partial(reports.submit, now=now)
    return await _change(office, official_id, report_id, change, now)


async def reopen(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Take a sent report back to correct it; it leaves the head's inbox until it is sent again."""
    return await _change(office, official_id, report_id, reports.reopen, now)


async def _change(
    office: Office, official_id: int, report_id: int, change: Change, now: datetime
) -> DayCard:
    deed = Deed(official_id, report_id, change, now, office.today(now))
    return await office.db.together(_do, deed)


async def _open(session: AsyncSession, openings: Sequence[Opening]) -> Sequence[Outcome]:
    wanted = [(opening.official_id, opening.day) for opening in openings]
    found = await kept.of_days(session, wanted)
    missing = set(wanted).difference(found)
    if missing:
        await kept.add_drafts(session, await _drafts(session, missing))
        found = await kept.of_days(session, wanted)
    asked = await _asked(session, found.values())
    return await _cards(session, [found[key] for key in wanted], asked, _latest(openings))


async def _look(session: AsyncSession, deeds: Sequence[Deed]) -> Sequence[Outcome]:
    found = await kept.by_ids(session, {deed.report_id for deed in deeds})
    asked = await _asked(session, found.values())
    outcomes, _ = _carry_out(deeds, found, asked)
    return await _cards(session, outcomes, asked, _latest(deeds))


async def _do(session: AsyncSession, deeds: Sequence[Deed]) -> Sequence[Outcome]:
    held = await kept.hold(session, {deed.report_id for deed in deeds})
    asked = await _asked(session, held.values())
    outcomes, changes = _carry_out(deeds, held, asked)
    await kept.write(session, changes)
    return await _cards(session, outcomes, asked, _latest(deeds))


def _carry_out(
    deeds: Sequence[Deed], found: Mapping[int, Report], asked: Mapping[int, Asked]
) -> tuple[Sequence[Report | Refusal], Sequence[kept.Change]]:
    """Do one deed after the other; those on the same report see what the one before made of it."""
    stand = dict(found)
    outcomes: list[Report | Refusal] = []
    changes: list[kept.Change] = []
    for deed in deeds:
        try:
            before = reports.own(stand.get(deed.report_id), deed.official_id)
            after = deed.change(before, asked[before.id])
        except Refusal as refusal:
            outcomes.append(refusal)
            continue
        stand[after.id] = after
        outcomes.append(after)
        changes.append(_changed(before, after, asked[after.id], deed.now))
    return outcomes, changes


def _changed(before: Report, after: Report, asked: Asked, now: datetime) -> kept.Change:
    sent = after.status is Status.SUBMITTED and after is not before
    weights = {criterion.code: criterion.weight for criterion in asked}
    return kept.Change(before, after, now, scoring.weigh(after.answers, weights) if sent else None)


async def _drafts(
    session: AsyncSession, missing: Collection[tuple[int, date]]
) -> Sequence[kept.Draft]:
    version = await campaigns.in_force(session)
    people = await officials.by_ids(session, {official_id for official_id, _ in missing})
    calendar = await overrides.workdays(session)
    criteria = {
        day: campaign.criteria_asked(version.campaign, calendar.cadences_due(day))
        for day in {day for _, day in missing}
    }
    return [
        kept.Draft(
            official_id=official_id,
            unit_id=people[official_id].unit.id,
            day=day,
            campaign_id=version.id,
            criteria=[criterion.code for criterion in criteria[day]],
        )
        for official_id, day in missing
    ]


async def _asked(session: AsyncSession, found: Collection[Report]) -> Mapping[int, Asked]:
    """Give by each report's id what was asked in it, by the version it was answered under."""
    versions = await campaigns.versions(session, {report.campaign_id for report in found})
    return {
        report.id: tuple(
            versions[report.campaign_id].campaign.criterion(code) for code in report.answers
        )
        for report in found
    }


async def _cards(
    session: AsyncSession,
    outcomes: Sequence[Report | Refusal],
    asked: Mapping[int, Asked],
    today: date,
) -> Sequence[Outcome]:
    shown = [report for report in outcomes if isinstance(report, Report)]
    if not shown:
        return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    days = [report.day for report in shown]
    authors = {report.official_id for report in shown}
    people = await officials.by_ids(
        session, authors | {r.decided_by for r in shown if r.decided_by}
    )
    calendar = await overrides.workdays(session)
    away = await absences.overlapping(session, authors, min(days), max(days))
    waiting = {r.official_id for r in shown if r.status is Status.SUBMITTED}
    may_decide = await deciders_by_author(session, [people[author] for author in waiting], today)

    def card(report: Report) -> DayCard:
        waits = report.status is Status.SUBMITTED
        covering = (one for one in away[report.official_id] if one.covers(report.day))
        return DayCard(
            report=report,
            official=people[report.official_id],
            criteria=asked[report.id],
            deciders=tuple(may_decide[report.official_id]) if waits else (),
            decider=people[report.decided_by] if report.decided_by else None,
            day_off=calendar.why_off(report.day),
            absence=next(covering, None),
        )

    return [card(one) if isinstance(one, Report) else one for one in outcomes]


def _latest(wanted: Sequence[Deed | Opening]) -> date:
    """Around midnight people still ask on the day before, but all is done on the newest day."""
    return max(one.today for one in wanted)
