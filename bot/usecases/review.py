"""The inbox of a unit's head: what waits, and deciding on it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import campaign, escalation, people, periods
from bot.rules.absences import Absence
from bot.rules.absences import Kind as AbsenceKind
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Official, Role, Unit
from bot.rules.reports import Decision, Report, Status
from bot.usecases import amended, inboxes
from bot.usecases.office import Office, deciders, escalation_steps
from db import absences, campaigns, delegations, deliveries, officials, overrides, units
from db import reports as kept
from db.reports import Queue, Waiting

WEEKS_SHOWN = 4


class NothingToReview(Refusal):
    """The person decides on nobody's reports today."""

    def __init__(self) -> None:
        super().__init__("Hôm nay đồng chí không được phân công duyệt báo cáo của ai.")


class Overtaken(Refusal):
    """Somebody was faster, or the author took the report back."""


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
class Review:
    """One report in front of the person who decides on it."""

    report: Report
    author: Official
    criteria: tuple[campaign.Criterion, ...]
    recent: tuple[Report, ...]
    """The author's approved reports of the last weeks, oldest first."""
    position: int
    """From 1, among the exceptional reports that wait; 0 when it is not one of them."""
    total: int
    previous_id: int | None
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    report: Report
    author: Official
    next_id: int | None
    """The next report with an exception that waits for the same person."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """On whose reports a person decides today: authors of one rank, in some units."""

    rank: Role
    level: int
    """From which level of escalation on."""
    units: tuple[Unit, ...]


RANKS = (Role.OFFICIAL, Role.DEPUTY, Role.HEAD)


async def inbox(office: Office, actor_id: int, now: datetime) -> Inbox:
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


async def approve_clean(office: Office, actor_id: int, now: datetime) -> int:
    """Approve everything without an exception that waits for the actor; give how many."""
    async with office.db.begin() as session:
        actor = await officials.get(session, actor_id)
        clean = [r for r in await _queue(session, office, actor, now) if not r.exceptional]
        decided = await kept.decide(
            session, [report.id for report in clean], Status.APPROVED, by=actor_id, now=now
        )
        authors = {report.id: report.official_id for report in clean}
        told = {report_id: authors[report_id] for report_id in decided}
        await _tell(session, office, actor, told, now)
        days = [(report.official_id, report.day) for report in clean if report.id in decided]
        await amended.note(session, days, office.today(now), now)
        return len(decided)


async def look(office: Office, actor_id: int, report_id: int | None, now: datetime) -> Review:
    """Show one waiting report, or the first exceptional one."""
    async with office.db.read() as session:
        actor = await officials.get(session, actor_id)
        queue = [r for r in await _queue(session, office, actor, now) if r.exceptional]
        if report_id is None and not queue:
            raise Overtaken("Không còn báo cáo nào chờ xem.")
        found = await _found(session, queue[0].id if report_id is None else report_id)
        author = await _may_decide(session, office, actor, found, now)
        if found.status is not Status.SUBMITTED:
            raise await _overtaken(session, actor, found)
        return await _review(session, found, author, [report.id for report in queue])


async def decide(
    office: Office,
    actor_id: int,
    report_id: int,
    decision: Decision,
    now: datetime,
    reason: str | None = None,
) -> Outcome:
    """Approve, or return with a reason; raise Overtaken where somebody was first."""
    status = Status.APPROVED if decision is Decision.APPROVE else Status.RETURNED
    async with office.db.begin() as session:
        actor = await officials.get(session, actor_id)
        report = await _found(session, report_id)
        author = await _may_decide(session, office, actor, report, now)
        decided = await kept.decide(
            session, [report_id], status, by=actor_id, now=now, reason=reason
        )
        settled = await _found(session, report_id)
        if not decided:
            raise await _overtaken(session, actor, settled)
        await _tell(session, office, actor, {report_id: author.id}, now)
        await amended.note(session, [(author.id, report.day)], office.today(now), now)
        left = [r for r in await _queue(session, office, actor, now) if r.exceptional]
        return Outcome(
            report=settled,
            author=author,
            next_id=next((r.id for r in left if r.id > report_id), left[0].id if left else None),
        )


async def _queue(
    session: AsyncSession, office: Office, actor: Official, now: datetime
) -> Sequence[Waiting]:
    """Give what waits for the actor now."""
    today = office.today(now)
    scope = await _scope(session, actor, today)
    return await _waiting(session, office, actor, scope, today)


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


async def _review(
    session: AsyncSession, report: Report, author: Official, ids: Sequence[int]
) -> Review:
    version = await campaigns.version(session, report.campaign_id)
    at = ids.index(report.id) if report.id in ids else None
    recent = await kept.of_official(
        session,
        report.official_id,
        report.day - timedelta(weeks=WEEKS_SHOWN),
        report.day - timedelta(days=1),
    )
    return Review(
        report=report,
        author=author,
        criteria=tuple(version.campaign.criterion(code) for code in report.answers),
        recent=tuple(r for r in recent if r.status is Status.APPROVED),
        position=0 if at is None else at + 1,
        total=len(ids),
        previous_id=ids[at - 1] if at else None,
        next_id=ids[at + 1] if at is not None and at + 1 < len(ids) else None,
    )


async def _found(session: AsyncSession, report_id: int) -> Report:
    report = await kept.get(session, report_id)
    if report is None:
        raise Refusal("Không tìm thấy báo cáo này.")
    return report


async def _may_decide(
    session: AsyncSession, office: Office, actor: Official, report: Report, now: datetime
) -> Official:
    """Give the author of a report on which the actor may decide."""
    author, today = await officials.get(session, report.official_id), office.today(now)
    level = 0
    if report.submitted_at:
        sent_on = office.today(report.submitted_at)
        level = escalation.level(sent_on, await escalation_steps(session, today))
    if author.id == actor.id:
        raise Refusal("Không ai tự duyệt báo cáo của chính mình.")
    if actor.id not in {one.id for one in await deciders(session, author, today, level)}:
        raise Refusal("Đồng chí không có thẩm quyền duyệt báo cáo này.")
    return author


async def _overtaken(session: AsyncSession, actor: Official, report: Report) -> Overtaken:
    if report.decided_by is None:
        return Overtaken("Người gửi đang sửa báo cáo này; báo cáo sẽ trở lại khi được gửi lại.")
    approved = report.status is Status.APPROVED
    if report.decided_by == actor.id:
        return Overtaken(
            "Đồng chí đã duyệt báo cáo này rồi."
            if approved
            else "Đồng chí đã trả lại báo cáo này rồi."
        )
    decider = await officials.get(session, report.decided_by)
    if approved:
        return Overtaken("Đồng chí {name} đã duyệt báo cáo này trước.", name=decider.name)
    return Overtaken("Đồng chí {name} đã trả lại báo cáo này trước.", name=decider.name)


async def _tell(
    session: AsyncSession,
    office: Office,
    actor: Official,
    decided: Mapping[int, int],
    now: datetime,
) -> None:
    """Let the authors know: their cards change by way of the outbox, one delivery a decision.

    `decided` gives the authors by their reports' ids. Whoever else could have decided sees less in
    the inbox.
    """
    await deliveries.enqueue(
        session,
        [
            Wanted(
                kind=Kind.DECISION,
                official_id=author_id,
                subject=str(report_id),
                due_at=now,
                round=now.strftime("%Y%m%dT%H%M%S%f"),
            )
            for report_id, author_id in decided.items()
        ],
        now,
    )
    authors = set(decided.values())
    await inboxes.follow(session, authors, office.today(now), now, but=actor.id)
