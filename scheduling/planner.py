"""From the calendar to deliveries: what the clock does every minute, and a person by hand."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.errors import Refusal
from bot.rules.events import Event, EventKind
from bot.usecases import plan
from bot.usecases import preview as who
from bot.usecases.office import Office
from bot.usecases.plan import Planned
from bot.usecases.preview import Addressee
from scheduling import calendar

log = logging.getLogger(__name__)


class UnknownEvent(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            "Không có việc “{name}”; chọn một trong: {known}.",
            name=name,
            known=", ".join(EventKind),
        )


def kind_of(name: str) -> EventKind:
    try:
        return EventKind(name)
    except ValueError:
        raise UnknownEvent(name) from None


async def tick(office: Office, now: datetime) -> Planned:
    """Plan what came due since the last tick, and say in the log what came too late for it."""
    planned = await plan.tick(office, calendar.events, now)
    for kind, count in Counter(event.kind for event in planned.skipped).items():
        log.warning("%d %s were due while nobody looked and are too late now", count, kind)
    if planned.delivery_ids:
        log.info("%d deliveries planned", len(planned.delivery_ids))
    return planned


async def by_hand(office: Office, kind: EventKind, day: date, now: datetime) -> Planned:
    agenda = await plan.agenda(office, day)
    return await plan.write(office, calendar.by_hand(agenda, kind, day, now), now)


async def preview(office: Office, kind: EventKind, day: date, now: datetime) -> Sequence[Addressee]:
    """Tell who would be sent something by hand, and who not and why."""
    agenda = await plan.agenda(office, day)
    return await who.preview(office, calendar.by_hand(agenda, kind, day, now), now)


async def next_events(office: Office, now: datetime, days: int) -> Sequence[Event]:
    """Give the events of the days to come, in order."""
    agenda = await plan.agenda(office, office.today(now))
    return calendar.events(agenda, now, now + timedelta(days=days))
