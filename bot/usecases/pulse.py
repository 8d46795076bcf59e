"""A unit's pulse (nhịp đơn vị): why reports are missing, told apart for whoever decides on them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules import ranking
from bot.rules.absences import Absence
from bot.rules.people import Official, Role, Unit
from bot.rules.periods import Kind, Period
from bot.rules.scoring import DueDays
from bot.usecases import inboxes
from bot.usecases.office import Office
from db import absences, officials, overrides
from db import standings as kept
from db.tables import OfficialRow

SILENT_AFTER = 3
"""Days due one after the other without a report; fewer are an oversight."""
LOOK_BACK = timedelta(days=45)


class Cause(StrEnum):
    """Why nothing comes, in the order in which somebody can help."""

    NOT_SIGNED_UP = "not signed up"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Beat:
    """One person from whom no reports come."""

    official: Official
    cause: Cause
    days: int = 0
    """Of the silent: how many days due in a row."""
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    actor: Official
    today: date
    units: tuple[Unit, ...]
    beats: tuple[Beat, ...]
    """By cause, then by name."""
    waiting: int
    """Reports that wait for the actor."""
    oldest: date | None


async def show(office: Office, actor_id: int, now: datetime) -> Pulse:
    """Give the pulse of the units on whose members the actor decides."""
    today = office.today(now)
    period = Period(Kind.MOVEMENT, today - LOOK_BACK, today - timedelta(days=1))
    async with office.db.read() as session:
        actor = await officials.get(session, actor_id)
        units, waiting = await inboxes.duties(session, office, actor, now)
        ours = OfficialRow.unit_id.in_([unit.id for unit in units])
        members = [
            one
            for one in await officials.members(session, [unit.id for unit in units])
            if one.id != actor_id and one.role is not Role.HEAD
        ]
        now_away = await absences.overlapping(session, [one.id for one in members], today, today)
        away = await kept.away_between(session, period, ours)
        sent: dict[int, set[date]] = defaultdict(set)
        for report in await kept.sent(session, period, ours):
            sent[report.official_id].add(report.day)
        due = DueDays(period, await overrides.workdays(session), today)

    def beat(one: Official) -> Beat | None:
        if one.telegram_id is None:
            return Beat(one, Cause.NOT_SIGNED_UP)
        if not one.reachable:
            return Beat(one, Cause.UNREACHABLE)
        if now_away[one.id]:
            return Beat(one, Cause.AWAY, absence=now_away[one.id][0])
        expected = due.expected(one.joined_on, None, away.get(one.id, ()))
        days = _silent_days(expected, sent[one.id])
        return Beat(one, Cause.SILENT, days) if days >= SILENT_AFTER else None

    order = list(Cause)
    beats = sorted(
        filter(None, map(beat, members)),
        key=lambda one: (order.index(one.cause), ranking.sort_key(one.official.name)),
    )
    oldest = min((report.day for report in waiting), default=None)
    return Pulse(actor, today, tuple(units), tuple(beats), len(waiting), oldest)


def _silent_days(expected: Sequence[date], sent: Collection[date]) -> int:
    """Count the last days due without a report."""
    for silent, day in enumerate(reversed(expected)):
        if day in sent:
            return silent
    return len(expected)
