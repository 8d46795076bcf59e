"""Reports, their answers, and what happened to them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, insert, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import LEADING_ROLES, Role
from bot.rules.reports import Answer, Report, Status
from bot.rules.scoring import Weighed
from db import sets, summaries, summing, upsert
from db.tables import AnswerRow, OfficialRow, ReportEventKind, ReportEventRow, ReportRow


@dataclass(frozen=True, slots=True)
class Event:
    report_id: int
    kind: ReportEventKind
    at: datetime
    actor_id: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the queue of whoever decides on it."""

    id: int
    official_id: int
    day: date
    exceptional: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Reports that go to the same posts: by the author's rank and units."""

    rank: Role
    """Head, deputy, or official for all others."""
    unit_ids: Collection[int]
    before: datetime | None = None
    """Only those sent before this moment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report to be, with the criteria that are asked."""

    official_id: int
    unit_id: int
    day: date
    campaign_id: int
    criteria: Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """What a deed of its author made of a report."""

    before: Report
    after: Report
    at: datetime
    weighed: Weighed | None
    """Of a report that was sent by it."""


# Columns, not rows of the mapper: this is read at every tap, and rows take three times as long.
_QUERY = select(
    ReportRow.id,
    ReportRow.official_id,
    ReportRow.unit_id,
    ReportRow.day,
    ReportRow.campaign_id,
    ReportRow.status,
    ReportRow.note,
    ReportRow.submitted_at,
    ReportRow.decided_by,
    ReportRow.decided_at,
    ReportRow.reason,
    ReportRow.late,
    ReportRow.reopened,
)
_ANSWERS = select(
    AnswerRow.report_id, sets.rows(AnswerRow.position, AnswerRow.criterion, AnswerRow.answer)
).group_by(AnswerRow.report_id)


# Many answers are one parameter: a statement for each of them would cost more than all the rest.
_GIVE = {
    "sqlite": text(
        "UPDATE answers SET answer = json_extract(value, '$[2]') FROM json_each(:answers)"
        " WHERE report_id = json_extract(value, '$[0]')"
        " AND criterion = json_extract(value, '$[1]')"
    ),
    "postgresql": text(
        "UPDATE answers SET answer = value ->> 2 FROM json_array_elements(:answers)"
        " WHERE report_id = CAST(value ->> 0 AS integer) AND criterion = value ->> 1"
    ),
}


async def _read(session: AsyncSession, wanted: Select[*tuple[Any, ...]]) -> Sequence[Report]:
    rows = (await session.execute(wanted)).all()
    if not rows:
        return []
    given = await session.execute(
        _ANSWERS.where(sets.within(AnswerRow.report_id, [row.id for row in rows]))
    )
    answers = {report_id: _in_order(listed) for report_id, listed in given}
    return [Report(**row._asdict(), answers=answers.get(row.id, {})) for row in rows]


def _in_order(listed: list[list[Any]]) -> Mapping[str, Answer | None]:
    return {criterion: Answer(given) if given else None for _, criterion, given in sorted(listed)}


async def find(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Report]:
    """Give the reports that fit, by day and person."""
    return await _read(session, _QUERY.where(*conditions).order_by(ReportRow.day, ReportRow.id))


async def by_ids(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Report]:
    return {report.id: report for report in await find(session, sets.within(ReportRow.id, ids))}


async def hold(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Report]:
    """Give reports that nobody else changes or decides on until the transaction ends."""
    return {report.id: report for report in await _read(session, _locking(_QUERY, ids))}


def _locking(wanted: Select[*tuple[Any, ...]], ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Lock reports on PostgreSQL, all in one order: else two might wait for one another for good.

    SQLite has one writer anyway.
    """
    return wanted.where(sets.within(ReportRow.id, ids)).order_by(ReportRow.id).with_for_update()


async def get(session: AsyncSession, report_id: int) -> Report | None:
    return (await by_ids(session, [report_id])).get(report_id)


async def of_days(
    session: AsyncSession, wanted: Collection[tuple[int, date]]
) -> Mapping[tuple[int, date], Report]:
    """Give the reports that there are of some people and days."""
    found = await find(
        session,
        sets.within(ReportRow.official_id, {official_id for official_id, _ in wanted}),
        ReportRow.day.in_({day for _, day in wanted}),
    )
    return {(report.official_id, report.day): report for report in found}


async def of_official(
    session: AsyncSession, official_id: int, first: date, last: date
) -> Sequence[Report]:
    return await find(
        session, ReportRow.official_id == official_id, ReportRow.day.between(first, last)
    )


async def add_drafts(session: AsyncSession, drafts: Iterable[Draft]) -> None:
    """Make the drafts that are not there yet.

    Two who make one at once make one: the key on person and day decides. All make theirs in the
    same order, so that on PostgreSQL two workers wait for one another in turn.
    """
    wanted = {
        (draft.official_id, draft.day): draft
        for draft in sorted(drafts, key=lambda draft: (draft.official_id, draft.day))
    }
    made = await session.execute(
        upsert.insert(session, ReportRow)
        .on_conflict_do_nothing(index_elements=["official_id", "day"])
        .returning(ReportRow.id, ReportRow.official_id, ReportRow.day),
        [
            {
                "official_id": draft.official_id,
                "unit_id": draft.unit_id,
                "day": draft.day,
                "campaign_id": draft.campaign_id,
                "status": Status.DRAFT,
            }
            for draft in wanted.values()
        ],
    )
    answers = [
        {"report_id": report_id, "criterion": code, "position": position, "answer": None}
        for report_id, official_id, day in made
        for position, code in enumerate(wanted[official_id, day].criteria)
    ]
    if answers:
        await session.execute(insert(AnswerRow), answers)


async def sent_by(
    session: AsyncSession, official_ids: Collection[int], day: date
) -> frozenset[int]:
    """Give those of the people whose report of the day was sent (and not taken back)."""
    return frozenset(
        await session.scalars(
            select(ReportRow.official_id).where(
                sets.within(ReportRow.official_id, official_ids),
                ReportRow.day == day,
                ReportRow.status != Status.DRAFT,
            )
        )
    )


async def write(session: AsyncSession, changes: Sequence[Change]) -> None:
    """Keep what became of held reports, in the order in which it happened."""
    given = {
        (change.after.id, criterion): answer
        for change in changes
        for criterion, answer in change.after.answers.items()
        if answer is not change.before.answers[criterion]
    }
    if given:
        answers = json.dumps([[*key, answer] for key, answer in given.items()])
        await session.execute(_GIVE[session.get_bind().dialect.name], {"answers": answers})
    rows = [row for row in map(_row, changes) if row]
    if rows:
        await session.execute(update(ReportRow), rows)
    await _record(session, [event for event in map(_event, changes) if event])


def _row(change: Change) -> dict[str, object] | None:
    """Give the columns to write, where any of them changed."""
    before, after = _state(change.before), _state(change.after)
    if change.weighed:
        return after | {
            "exceptional": change.after.exceptional,
            "met_weight": change.weighed.met,
            "counted_weight": change.weighed.counted,
        }
    return after if after != before else None


def _state(report: Report) -> dict[str, object]:
    return {
        "id": report.id,
        "status": report.status,
        "note": report.note,
        "submitted_at": report.submitted_at,
        "decided_by": report.decided_by,
        "decided_at": report.decided_at,
        "reason": report.reason,
        "late": report.late,
        "reopened": report.reopened,
    }


def _event(change: Change) -> Event | None:
    if change.weighed:
        kind = ReportEventKind.SUBMITTED
    elif change.before.status is Status.SUBMITTED and change.after.status is Status.DRAFT:
        kind = ReportEventKind.REOPENED
    else:
        return None
    return Event(change.after.id, kind, change.at, change.after.official_id, None)


async def decide(
    session: AsyncSession,
    report_ids: Collection[int],
    status: Status,
    *,
    by: int,
    now: datetime,
    reason: str | None = None,
) -> Sequence[int]:
    """Decide on those of the reports that still wait, and give their ids.

    The condition on the status is what makes two heads who tap at once make one decision.
    """
    if not report_ids:
        return []
    await summing.hold(session)
    await session.execute(_locking(select(ReportRow.id), report_ids))
    opened = {"reopened": True} if status is Status.RETURNED else {}
    decided = await session.scalars(
        update(ReportRow)
        .where(
            sets.within(ReportRow.id, report_ids),
            ReportRow.status == Status.SUBMITTED,
            ReportRow.official_id != by,
        )
        .values(status=status, decided_by=by, decided_at=now, reason=reason, **opened)
        .returning(ReportRow.id)
        .execution_options(synchronize_session=False)
    )
    ids = sorted(decided)
    kind = ReportEventKind(status.value)
    await _record(session, [Event(report_id, kind, now, by, reason) for report_id in ids])
    if status is Status.APPROVED:
        await summaries.add(session, ids)
    return ids


async def events(session: AsyncSession, report_id: int) -> Sequence[Event]:
    rows = await session.scalars(
        select(ReportEventRow)
        .where(ReportEventRow.report_id == report_id)
        .order_by(ReportEventRow.id)
    )
    return [Event(row.report_id, row.kind, row.at, row.actor_id, row.reason) for row in rows]


async def waiting(session: AsyncSession, queues: Sequence[Queue]) -> Sequence[Waiting]:
    """Give the reports of some queues that wait for a decision, by day and name."""
    rows = await session.execute(
        select(
            ReportRow.id,
            ReportRow.official_id,
            ReportRow.day,
            ReportRow.exceptional,
            ReportRow.late,
        )
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(ReportRow.status == Status.SUBMITTED, or_(false(), *map(_fits, queues)))
        .order_by(ReportRow.day, OfficialRow.name, ReportRow.id)
    )
    return [Waiting(*row) for row in rows]


def _fits(queue: Queue) -> ColumnElement[bool]:
    role = OfficialRow.role
    leading = queue.rank in LEADING_ROLES
    return and_(
        role == queue.rank if leading else role.not_in(LEADING_ROLES),
        sets.within(OfficialRow.unit_id, queue.unit_ids),
        ReportRow.submitted_at < queue.before if queue.before else true(),
    )


async def _record(session: AsyncSession, happened: Sequence[Event]) -> None:
    if happened:
        await session.execute(insert(ReportEventRow), [asdict(event) for event in happened])
