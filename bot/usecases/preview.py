"""What an event of the clock would send, to whom, and to whom it would not and why."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.events import Event, EventKind
from bot.rules.people import Official
from bot.usecases import plan, recipients
from bot.usecases.office import Office
from db import absences, deliveries, officials
from db import plan as kept


class WhyNot(StrEnum):
    NOT_SIGNED_UP = "not signed up"
    UNREACHABLE = "unreachable"
    AWAY = "away"
    SENT = "sent"
    NOTHING_TO_DECIDE = "nothing to decide"
    SOMEBODY_ELSE = "somebody else"
    NOT_ON_DUTY = "not on duty"
    PAUSED = "reminders paused"
    HAS_SECOND = "has the second message of today"
    JUST_ASKED = "had the card only just, or is still to have it"
    NOTHING_TO_SAY = "nothing to say"
    PLANNED = "planned before"


@dataclass(frozen=True, slots=True)
class Addressee:
    official: Official
    why_not: WhyNot | None
    """None for who would be sent something."""


async def preview(office: Office, event: Event, now: datetime) -> Sequence[Addressee]:
    """Go through everybody whom the event could mean; nothing is planned or sent."""
    async with office.db.read() as session:
        wanted = await plan.wanted(session, office, event, now)
        known = await deliveries.known(session, [one.key for one in wanted])
        getting = {one.official_id for one in wanted}
        new = {one.official_id for one in wanted if one.key not in known}
        meant = await _meant(session, event, getting)
        why_not = await _reasons(session, office, event, meant, now)
    return [
        Addressee(
            official,
            None
            if official.id in new
            else WhyNot.PLANNED
            if official.id in getting
            else why_not(official),
        )
        for official in meant
    ]


async def _meant(session: AsyncSession, event: Event, getting: Collection[int]) -> list[Official]:
    """Give those of whom one would ask, and whoever gets something all the same."""
    found = await officials.members(session, event.unit_ids)
    return [one for one in found if one.id in getting or _may_be_meant(one, event.kind)]


def _may_be_meant(official: Official, kind: EventKind) -> bool:
    match kind:
        case EventKind.PROMPTS | EventKind.REMINDERS | EventKind.DIGEST_MONTH:
            return True
        case EventKind.APPROVALS | EventKind.ESCALATIONS:
            return official.leads or official.is_council
        case _:
            return official.is_council


async def _reasons(
    session: AsyncSession,
    office: Office,
    event: Event,
    meant: Sequence[Official],
    now: datetime,
) -> Callable[[Official], WhyNot]:
    """Ask all that keeps people from being sent something, at once."""
    ids = [official.id for official in meant]
    day = event.day if event.kind in OF_THE_DAY else office.today(now)
    away = await absences.overlapping(session, ids, day, day)
    on_duty = await kept.on_duty(session, ids, day) if event.duty else frozenset(ids)
    sent = {
        author.official_id
        for author in await kept.authors(session, event.unit_ids, day)
        if author.sent
    }
    paused = await kept.unreminded(session, ids, day)
    second = await recipients.with_second(session, office, ids, now)
    just_asked = await kept.just_asked(session, ids, day, now - event.apart)

    def why_not(official: Official) -> WhyNot:
        reasons = {
            WhyNot.NOT_SIGNED_UP: official.telegram_id is None,
            WhyNot.UNREACHABLE: not official.reachable,
            WhyNot.AWAY: bool(away[official.id]),
            WhyNot.NOT_ON_DUTY: event.kind in OF_THE_DAY and official.id not in on_duty,
        }
        if event.kind in ABOUT_REPORTS:
            reasons[WhyNot.SENT] = official.id in sent
            reasons[WhyNot.PAUSED] = official.id in paused
            reasons[WhyNot.HAS_SECOND] = official.id in second
            reasons[WhyNot.JUST_ASKED] = official.id in just_asked
        return next((why for why, so in reasons.items() if so), OTHERWISE[event.kind])

    return why_not


ABOUT_REPORTS = (EventKind.PROMPTS, EventKind.REMINDERS)
OF_THE_DAY = (*ABOUT_REPORTS, EventKind.APPROVALS)
"""What is about one day, and who is there then; the rest goes to who is there now."""

OTHERWISE: Mapping[EventKind, WhyNot] = {
    EventKind.PROMPTS: WhyNot.SENT,
    EventKind.REMINDERS: WhyNot.SENT,
    EventKind.APPROVALS: WhyNot.NOTHING_TO_DECIDE,
    EventKind.ESCALATIONS: WhyNot.NOTHING_TO_DECIDE,
    EventKind.DIGEST_MONTH: WhyNot.SOMEBODY_ELSE,
    EventKind.DIGEST_QUARTER: WhyNot.SOMEBODY_ELSE,
    EventKind.DIGEST_YEAR: WhyNot.SOMEBODY_ELSE,
    EventKind.MILESTONES: WhyNot.NOTHING_TO_SAY,
    EventKind.SIGNUPS: WhyNot.NOTHING_TO_SAY,
}
"""Why nothing comes to somebody who is there and could be meant."""
