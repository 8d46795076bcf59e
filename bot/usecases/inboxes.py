"""The inbox of who decides: what waits, how the units' day stands, and how its message follows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import escalation, people, periods
from bot.rules.absences import Absence
from bot.rules.absences import Kind as AbsenceKind
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Official, Role, Unit
from bot.usecases.office import Office, escalation_steps
from db import absences, delegations, deliveries, officials, overrides, plan, units
from db import reports as kept
from db.reports import Queue, Waiting

MINUTE = timedelta(minutes=1)


class NothingToReview(Refusal):
    """The person decides on nobody's reports today."""

    def __init__(self) -> None:
        super().__init__("Hôm nay đồng chí không được phân công duyệt báo cáo của ai.")


@dataclass(frozen=True, slots=True)
class UnitDay:
    """How one unit's day stands, for whoever decides on its members.

    The head is not counted: a head's own report goes to the unit above.
    """

    unit: Unit
    day: date
    expected: int
    """People who are to report: signed in, not away."""
    sent: int
    away: Mapping[AbsenceKind, int]
    """People on leave by kind."""
    missing: tuple[str, ...]
    """Names of those expected who have not sent."""
    not_signed_up: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Inbox:
    actor: Official
    today: date
    days: tuple[UnitDay, ...]
    """The units whose members the actor decides on, today if it is a working day."""
    clean: tuple[Waiting, ...]
    exceptional: tuple[Waiting, ...]

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        return self.clean + self.exceptional


@dataclass(frozen=True, slots=True)
class Sphere:
    """On whose reports a person decides today: authors of one rank, in some units."""

    rank: Role
    level: int
    """From which level of escalation on."""
    units: tuple[Unit, ...]


RANKS = (Role.OFFICIAL, Role.DEPUTY, Role.HEAD)


async def look(office: Office, actor_id: int, now: datetime) -> Inbox:
    async with office.db.read() as session:
        today = office.today(now)
        actor = await officials.get(session, actor_id)
        units, waiting = await duties(session, office, actor, now)
        working = (await overrides.workdays(session)).is_working(today)
        return Inbox(
            actor=actor,
            today=today,
            days=await _unit_days(session, units, today) if working else (),
            clean=tuple(report for report in waiting if not report.exceptional),
            exceptional=tuple(report for report in waiting if report.exceptional),
        )


async def duties(
    session: AsyncSession, office: Office, actor: Official, now: datetime
) -> tuple[Sequence[Unit], Sequence[Waiting]]:
    """Give the units on whose members the actor decides today, and all reports that wait."""
    today = office.today(now)
    scope = await _scope(session, actor, today)
    waiting = await _waiting(session, office, actor, scope, today)
    own = [sphere for sphere in scope if sphere.level == 0]
    if not own and not waiting:
        raise NothingToReview
    return [unit for one in own if one.rank is Role.OFFICIAL for unit in one.units], waiting


async def queue(
    session: AsyncSession, office: Office, actor: Official, now: datetime
) -> Sequence[Waiting]:
    """Give what waits for the actor now."""
    today = office.today(now)
    scope = await _scope(session, actor, today)
    return await _waiting(session, office, actor, scope, today)


async def gone_up(
    session: AsyncSession, office: Office, actor: Official, unit_id: int, now: datetime
) -> Sequence[Waiting]:
    """Give what waits for the actor at one unit only because it has waited too long."""
    today = office.today(now)
    scope = [
        replace(sphere, units=tuple(unit for unit in sphere.units if unit.id == unit_id))
        for sphere in await _scope(session, actor, today)
        if sphere.level
    ]
    return await _waiting(session, office, actor, scope, today)


async def follow(
    session: AsyncSession,
    author_ids: Collection[int],
    today: date,
    now: datetime,
    *,
    but: int = 0,
) -> None:
    """Have the inboxes that went out today show how things stand with these people now.

    Once a minute at most, and not to the one who did it, whose message shows it already.
    """
    if not author_ids:
        return
    due_at = now.replace(second=0, microsecond=0) + MINUTE
    edits = [
        Wanted(Kind.INBOX_CHANGED, leader_id, today.isoformat(), due_at, round=f"{due_at:%H%M}")
        for leader_id in await plan.with_inbox(session, author_ids, today)
        if leader_id != but
    ]
    await deliveries.enqueue(session, edits, now)


async def _scope(session: AsyncSession, actor: Official, today: date) -> Sequence[Sphere]:
    """Ask `people.deciders` once a unit, rank and level, so that the rule stands in one place."""
    led = {*await delegations.units(session, actor.id, today)}
    led |= {actor.unit.id} if actor.leads else set()
    if actor.is_council:
        below = await units.every(session)
    elif led:
        below = await units.subtree(session, led)
    else:
        return ()
    parents = {
        **await units.above(session, led or [actor.unit.id]),
        **{unit.id: unit.parent_id for unit in below},
    }
    benches = await officials.benches(session, parents, today)
    council = await officials.council(session)

    def level(rank: Role, unit: Unit) -> int | None:
        chain = [benches[step] for step in people.way_up(unit.id, parents)]
        levels = range(escalation.LEVELS + 1)
        decides = (x for x in levels if actor.id in people.deciders(0, rank, chain, council, x))
        return next(decides, None)

    found: dict[tuple[Role, int], list[Unit]] = defaultdict(list)
    for rank in RANKS:
        for unit in below:
            least = level(rank, unit)
            if least is not None:
                found[rank, least].append(unit)
    return [Sphere(rank, least, tuple(those)) for (rank, least), those in found.items()]


async def _waiting(
    session: AsyncSession, office: Office, actor: Official, scope: Sequence[Sphere], today: date
) -> Sequence[Waiting]:
    steps = await escalation_steps(session, today)
    queues = [
        Queue(
            sphere.rank,
            [unit.id for unit in sphere.units],
            periods.moment_of(steps[sphere.level - 1], time.min, office.zone)
            if sphere.level
            else None,
        )
        for sphere in scope
        if sphere.level <= len(steps)
    ]
    found = await kept.waiting(session, queues)
    return [report for report in found if report.official_id != actor.id]


async def _unit_days(
    session: AsyncSession, units: Sequence[Unit], day: date
) -> tuple[UnitDay, ...]:
    members: dict[int, list[Official]] = {unit.id: [] for unit in units}
    for person in await officials.members(session, members):
        if person.role is not Role.HEAD:
            members[person.unit.id].append(person)
    signed_in = [p.id for everyone in members.values() for p in everyone if p.telegram_id]
    away = await absences.overlapping(session, signed_in, day, day)
    sent = await kept.sent_by(session, signed_in, day)
    return tuple(_unit_day(unit, day, members[unit.id], away, sent) for unit in units)


def _unit_day(
    unit: Unit,
    day: date,
    everyone: Sequence[Official],
    away: Mapping[int, Sequence[Absence]],
    sent: Collection[int],
) -> UnitDay:
    signed_in = [person for person in everyone if person.id in away]
    expected = [person for person in signed_in if not away[person.id]]
    kinds = [away[person.id][0].kind for person in signed_in if away[person.id]]
    return UnitDay(
        unit=unit,
        day=day,
        expected=len(expected),
        sent=sum(person.id in sent for person in expected),
        away={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        missing=tuple(person.name for person in expected if person.id not in sent),
        not_signed_up=len(everyone) - len(signed_in),
        unreachable=sum(not person.reachable for person in signed_in),
    )
