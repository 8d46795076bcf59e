"""An official's day: the card, its answers, its note, and sending it.

Deeds that come at the same moment are done together: each step asks the database once for all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import campaign, reports, scoring
from bot.rules.deliveries import Kind, Wanted
from bot.rules.reports import Answer, Asked, Report, Status, Terms
from bot.usecases import daycard, inboxes
from bot.usecases.daycard import DayCard, Grounds, Outcome
from bot.usecases.office import Office
from db import campaigns, deliveries, officials, overrides
from db import reports as kept

Change = Callable[[Report, Terms, datetime], Report]
"""One of the rules of a report's life: it gives the changed report, or refuses."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person makes of a report."""

    official_id: int
    report_id: int
    change: Change
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose card of which day is wanted."""

    official_id: int
    day: date
    now: datetime
    zone: ZoneInfo


async def open_day(office: Office, official_id: int, day: date, now: datetime) -> DayCard:
    """Give the person's card of a day, making the draft where there is none yet."""
    return await office.db.together(_open, Opening(official_id, day, now, office.zone))


async def today(office: Office, official_id: int, now: datetime) -> DayCard:
    return await open_day(office, official_id, office.today(now), now)


async def unsent_day(office: Office, official_id: int, day: date, now: datetime) -> DayCard:
    """Give the card of the last working day, while it may still be sent."""
    if (await today(office, official_id, now)).unsent != day:
        raise Refusal("Báo cáo ngày {day} đã gửi, hoặc ngày đó đã đóng.", day=day)
    return await open_day(office, official_id, day, now)


async def show(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    return await _see(office, official_id, report_id, lambda report, *_: report, now)


async def may_change(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Show a report that its author may still change, or refuse."""
    return await _see(office, official_id, report_id, reports.may_change, now)


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
    change = partial(reports.write_note, note=note)
    return await _change(office, official_id, report_id, change, now)


async def submit(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Send a report; sending one that is sent already changes nothing."""
    return await _change(office, official_id, report_id, reports.submit, now)


async def reopen(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Take a sent report back to correct it; it leaves the head's inbox until it is sent again."""
    return await _change(office, official_id, report_id, reports.reopen, now)


async def open_anew(office: Office, official_id: int, report_id: int, now: datetime) -> DayCard:
    """Let a closed day be reported on after all; one that is open stays as it is."""
    return await _change(office, official_id, report_id, reports.open_anew, now)


async def _see(
    office: Office, official_id: int, report_id: int, change: Change, now: datetime
) -> DayCard:
    deed = Deed(official_id, report_id, change, now, office.zone)
    return await office.db.read_together(_look, deed)


async def _change(
    office: Office, official_id: int, report_id: int, change: Change, now: datetime
) -> DayCard:
    deed = Deed(official_id, report_id, change, now, office.zone)
    return await office.db.together(_do, deed)


async def _open(session: AsyncSession, openings: Sequence[Opening]) -> Sequence[Outcome]:
    wanted = [(opening.official_id, opening.day) for opening in openings]
    found = await kept.of_days(session, wanted)
    missing = set(wanted).difference(found)
    if missing:
        await kept.add_drafts(session, await _drafts(session, missing))
        found = await kept.of_days(session, wanted)
    grounds = await _grounds(session, found.values(), openings)
    return await daycard.cards(session, [found[key] for key in wanted], grounds)


async def _look(session: AsyncSession, deeds: Sequence[Deed]) -> Sequence[Outcome]:
    found = await kept.by_ids(session, {deed.report_id for deed in deeds})
    grounds = await _grounds(session, found.values(), deeds)
    outcomes, _ = _carry_out(deeds, found, grounds.terms)
    return await daycard.cards(session, outcomes, grounds)


async def _do(session: AsyncSession, deeds: Sequence[Deed]) -> Sequence[Outcome]:
    held = await kept.hold(session, {deed.report_id for deed in deeds})
    grounds = await _grounds(session, held.values(), deeds)
    outcomes, changes = _carry_out(deeds, held, grounds.terms)
    await kept.write(session, changes)
    moved = {
        change.after.official_id
        for change in changes
        if change.weighed or change.after.status is not change.before.status
    }
    await inboxes.follow(session, moved, grounds.today, grounds.now)
    await deliveries.enqueue(session, _last_calls(changes, grounds.terms), grounds.now)
    return await daycard.cards(session, outcomes, grounds)


def _carry_out(
    deeds: Sequence[Deed], found: Mapping[int, Report], terms: Mapping[int, Terms]
) -> tuple[Sequence[Report | Refusal], Sequence[kept.Change]]:
    """Do one deed after the other; those on the same report see what the one before made of it."""
    stand = dict(found)
    outcomes: list[Report | Refusal] = []
    changes: list[kept.Change] = []
    for deed in deeds:
        try:
            before = reports.own(stand.get(deed.report_id), deed.official_id)
            after = deed.change(before, terms[before.id], deed.now)
        except Refusal as refusal:
            outcomes.append(refusal)
            continue
        stand[after.id] = after
        outcomes.append(after)
        changes.append(_changed(before, after, terms[after.id].asked, deed.now))
    return outcomes, changes


def _last_calls(changes: Sequence[kept.Change], terms: Mapping[int, Terms]) -> Sequence[Wanted]:
    """Have those reminded, once a report, who may forget to send again what they took back."""
    found = []
    for change in changes:
        report = change.after
        due_at = reports.last_call(change.before, report, terms[report.id], change.at)
        if due_at:
            found.append(
                Wanted(
                    Kind.REMINDER,
                    report.official_id,
                    report.day.isoformat(),
                    due_at=due_at,
                    expires_at=None if report.reopened else terms[report.id].closes_at,
                    round="taken back",
                )
            )
    return found


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


async def _grounds(
    session: AsyncSession, found: Collection[Report], wanted: Sequence[Deed | Opening]
) -> Grounds:
    """Show all as at the newest moment: around midnight people still ask on the day before."""
    newest = max(wanted, key=lambda one: one.now)
    return await daycard.grounds(session, found, newest.now, newest.zone)
