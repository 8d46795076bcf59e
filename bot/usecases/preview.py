"""What an event of the clock would send, to whom, and to whom it would not and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.absences import Absence
from bot.rules.events import Event, EventKind
from bot.rules.people import Official
from bot.usecases import plan
from bot.usecases.office import Office
from db import absences, deliveries, officials


class WhyNot(StrEnum):
    NOT_SIGNED_UP = "not signed up"
    UNREACHABLE = "unreachable"
    AWAY = "away"
    SENT = "sent"
    NOTHING_TO_DECIDE = "nothing to decide"
    SOMEBODY_ELSE = "somebody else"
    PLANNED = "planned before"


@dataclass(frozen=True, slots=True)
class Addressee:
    official: Official
    why_not: WhyNot | None
    """None for who would be sent something."""


async def preview(office: Office, event: Event, now: datetime) -> Sequence[Addressee]:
    """Go through everybody whom the event could mean; nothing is planned or sent."""
    async with office.db.read() as session:
        wanted = {one.official_id: one for one in await plan.wanted(session, office, event, now)}
        known = await deliveries.known(session, [one.key for one in wanted.values()])
        meant = await _meant(session, event)
        day = office.today(now) if event.kind is EventKind.DIGEST_MONTH else event.day
        ids = [official.id for official in meant]
        away = await absences.overlapping(session, ids, day, day)
    return [
        Addressee(
            official,
            (WhyNot.PLANNED if wanted[official.id].key in known else None)
            if official.id in wanted
            else _why_not(official, event.kind, away),
        )
        for official in meant
    ]


async def _meant(session: AsyncSession, event: Event) -> Sequence[Official]:
    found = await officials.members(session, event.unit_ids)
    if event.kind in (EventKind.PROMPTS, EventKind.REMINDERS):
        return found
    return [official for official in found if official.leads or official.is_council]


def _why_not(
    official: Official,
    kind: EventKind,
    away: Mapping[int, Sequence[Absence]],
) -> WhyNot:
    if official.telegram_id is None:
        return WhyNot.NOT_SIGNED_UP
    if not official.reachable:
        return WhyNot.UNREACHABLE
    if away[official.id]:
        return WhyNot.AWAY
    if kind is EventKind.APPROVALS:
        return WhyNot.NOTHING_TO_DECIDE
    if kind is EventKind.DIGEST_MONTH:
        return WhyNot.SOMEBODY_ELSE
    return WhyNot.SENT
