"""Reports, their answers, and what happened to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import Role
from bot.rules.reports import EDITABLE, Answer, Report, Status
from db.tables import AnswerRow, OfficialRow, ReportEventKind, ReportEventRow, ReportRow


@dataclass(frozen=True, slots=True)
class Event:
    kind: ReportEventKind
    at: datetime
    actor_id: int
    reason: str | None


def _to_value(row: ReportRow, answers: Mapping[str, Answer | None]) -> Report:
    return Report(
        id=row.id,
        official_id=row.official_id,
        unit_id=row.unit_id,
        day=row.day,
        campaign_id=row.campaign_id,
        status=row.status,
        answers=answers,
        note=row.note,
        submitted_at=row.submitted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
    )


async def _with_answers(session: AsyncSession, rows: Collection[ReportRow]) -> Sequence[Report]:
    answers: dict[int, dict[str, Answer | None]] = {row.id: {} for row in rows}
    for answer in await session.scalars(
        select(AnswerRow)
        .where(AnswerRow.report_id.in_(answers))
        .order_by(AnswerRow.report_id, AnswerRow.position)
        .execution_options(populate_existing=True)
    ):
        answers[answer.report_id][answer.criterion] = answer.answer
    return [_to_value(row, answers[row.id]) for row in rows]


async def find(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Report]:
    """Give the reports that fit, by day and person."""
    rows = await session.scalars(
        select(ReportRow)
        .where(*conditions)
        .order_by(ReportRow.day, ReportRow.id)
        .execution_options(populate_existing=True)
    )
    return await _with_answers(session, rows.all())


async def get(session: AsyncSession, report_id: int) -> Report | None:
    found = await find(session, ReportRow.id == report_id)
    return found[0] if found else None


async def of_day(session: AsyncSession, official_id: int, day: date) -> Report | None:
    found = await find(session, ReportRow.official_id == official_id, ReportRow.day == day)
    return found[0] if found else None


async def of_official(
    session: AsyncSession, official_id: int, first: date, last: date
) -> Sequence[Report]:
    return await find(
        session, ReportRow.official_id == official_id, ReportRow.day.between(first, last)
    )


async def draft(
    session: AsyncSession,
    *,
    official_id: int,
    unit_id: int,
    day: date,
    campaign_id: int,
    criteria: Sequence[str],
) -> Report:
    """Give the person's report of the day, making the draft where there is none yet.

    Two prompts at once make one: the key on person and day decides, and the second one finds the
    first one's row.
    """
    existing = await of_day(session, official_id, day)
    if existing:
        return existing
    row = ReportRow(
        official_id=official_id,
        unit_id=unit_id,
        day=day,
        campaign_id=campaign_id,
        status=Status.DRAFT,
    )
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
            session.add_all(
                AnswerRow(report_id=row.id, criterion=code, position=position)
                for position, code in enumerate(criteria)
            )
    except IntegrityError:
        found = await of_day(session, official_id, day)
        if not found:
            raise
        return found
    return _to_value(row, dict.fromkeys(criteria))


async def sent_by(
    session: AsyncSession, official_ids: Collection[int], day: date
) -> frozenset[int]:
    """Give those of the people whose report of the day was sent (and not taken back)."""
    return frozenset(
        await session.scalars(
            select(ReportRow.official_id).where(
                ReportRow.official_id.in_(official_ids),
                ReportRow.day == day,
                ReportRow.status != Status.DRAFT,
            )
        )
    )


async def answer(session: AsyncSession, report_id: int, answers: Mapping[str, Answer]) -> None:
    for criterion, value in answers.items():
        await session.execute(
            update(AnswerRow)
            .where(AnswerRow.report_id == report_id, AnswerRow.criterion == criterion)
            .values(answer=value)
        )


async def hold(session: AsyncSession, report_id: int) -> bool:
    """Lock a report that may still be changed until the transaction ends; False if it may not.

    It is a conditional update that changes nothing: on both engines it makes a decision that comes
    at the same moment wait, and tells which of the two came first.
    """
    done = await session.execute(
        update(ReportRow)
        .where(ReportRow.id == report_id, ReportRow.status.in_(EDITABLE))
        .values(status=ReportRow.status)
    )
    return done.rowcount == 1  # type: ignore[attr-defined,no-any-return] # an UPDATE's result has it


async def write_note(session: AsyncSession, report_id: int, note: str | None) -> None:
    await session.execute(update(ReportRow).where(ReportRow.id == report_id).values(note=note))


async def submit(
    session: AsyncSession,
    report: Report,
    *,
    met_weight: int,
    counted_weight: int,
    now: datetime,
) -> None:
    await session.execute(
        update(ReportRow)
        .where(ReportRow.id == report.id)
        .values(
            status=Status.SUBMITTED,
            exceptional=report.exceptional,
            met_weight=met_weight,
            counted_weight=counted_weight,
            submitted_at=now,
            decided_by=None,
            decided_at=None,
            reason=None,
        )
    )
    _record(session, report.id, ReportEventKind.SUBMITTED, report.official_id, now)


async def reopen(session: AsyncSession, report: Report, now: datetime) -> None:
    """Take a sent report back to draft, out of the head's inbox."""
    await session.execute(
        update(ReportRow).where(ReportRow.id == report.id).values(status=Status.DRAFT)
    )
    _record(session, report.id, ReportEventKind.REOPENED, report.official_id, now)


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
    decided = await session.scalars(
        update(ReportRow)
        .where(
            ReportRow.id.in_(report_ids),
            ReportRow.status == Status.SUBMITTED,
            ReportRow.official_id != by,
        )
        .values(status=status, decided_by=by, decided_at=now, reason=reason)
        .returning(ReportRow.id)
    )
    ids = sorted(decided)
    kind = ReportEventKind(status.value)
    for report_id in ids:
        _record(session, report_id, kind, by, now, reason)
    return ids


async def events(session: AsyncSession, report_id: int) -> Sequence[Event]:
    rows = await session.scalars(
        select(ReportEventRow)
        .where(ReportEventRow.report_id == report_id)
        .order_by(ReportEventRow.id)
    )
    return [Event(row.kind, row.at, row.actor_id, row.reason) for row in rows]


async def waiting(
    session: AsyncSession, wanted: Mapping[Role, Collection[int]]
) -> Sequence[Report]:
    """Give the reports that wait for a decision, by day and name.

    `wanted` says of which units, by the author's rank: heads, deputies, and all others.
    """
    leading = (Role.HEAD, Role.DEPUTY)
    fits = [
        and_(
            OfficialRow.role == rank if rank in leading else OfficialRow.role.not_in(leading),
            OfficialRow.unit_id.in_(unit_ids),
        )
        for rank, unit_ids in wanted.items()
    ]
    rows = await session.scalars(
        select(ReportRow)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(ReportRow.status == Status.SUBMITTED, or_(false(), *fits))
        .order_by(ReportRow.day, OfficialRow.name, ReportRow.id)
        .execution_options(populate_existing=True)
    )
    return await _with_answers(session, rows.all())


def _record(
    session: AsyncSession,
    report_id: int,
    kind: ReportEventKind,
    actor_id: int,
    now: datetime,
    reason: str | None = None,
) -> None:
    session.add(
        ReportEventRow(report_id=report_id, kind=kind, actor_id=actor_id, at=now, reason=reason)
    )
