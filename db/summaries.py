"""The summaries: everybody's approved reports in each period, so that nobody sums up the ledger.

They are kept in the transaction that changes what they are made of: a report is approved (`add`);
somebody joins or is on leave (`refresh`); the roster changes (`follow`); the calendar or the
movement does (`recount`, `rebuild`). A period has rows of everybody in office from the night before
on (`prepare`), or else from its first approved report on. What they come to by unit follows each
time, and so do the sums of answers (`db.totals`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Update,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import summaries
from bot.rules.periods import Period
from bot.rules.reports import Status
from bot.rules.summaries import Approved
from db import sets, summing, totals
from db.summing import Book, Values
from db.tables import (
    AnswerSumRow,
    Base,
    OfficialRow,
    PeriodRow,
    ReportRow,
    SummaryRow,
    name_order,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Columns of a person's row in which the ledger comes to something else than is kept."""

    code: str
    period: Period
    columns: Sequence[str]


async def period_id(session: AsyncSession, period: Period) -> int | None:
    """Give under which id a period is kept; None before its first approved report."""
    return await session.scalar(
        select(PeriodRow.id).where(
            PeriodRow.kind == period.kind, PeriodRow.first_day == period.first
        )
    )


async def add(session: AsyncSession, report_ids: Collection[int]) -> None:
    """Add reports that were approved just now."""
    if not report_ids:
        return
    book = await summing.opened(session)
    approved: dict[int, list[Approved]] = defaultdict(list)
    for official_id, day, met, counted in await session.execute(
        select(ReportRow.official_id, ReportRow.day, ReportRow.met_weight, ReportRow.counted_weight)
        .where(sets.within(ReportRow.id, report_ids))
        .order_by(ReportRow.day)
    ):
        approved[official_id].append(Approved(day, met, counted))
    days = {report.day for reports in approved.values() for report in reports}
    touched = {period for day in days for period in summaries.spans(book.campaign, day)}
    there, fresh = touched & book.kept.keys(), touched - book.kept.keys()
    await _increase(session, book, there, approved)
    await totals.sum_up_units(session, _ids(book, there), _units_of(approved))
    if fresh:
        await _begin(session, fresh)
        await _replace_all(session, await summing.opened(session), fresh)
    await totals.add_answers(session, report_ids)


async def refresh(session: AsyncSession, official_ids: Collection[int]) -> None:
    """Sum up some people again: they joined, or their days of leave are others."""
    book = await summing.opened(session)
    await _replace(session, book, book.kept, sets.within(OfficialRow.id, official_ids))
    await totals.sum_up_units(session, _ids(book, book.kept), _units_of(official_ids))


async def recount(session: AsyncSession, day: date) -> None:
    """Sum up the periods of a day on which people work now, or do not any more."""
    book = await summing.opened(session)
    await _replace_all(session, book, [period for period in book.kept if day in period])


async def follow(session: AsyncSession) -> None:
    """Follow the roster: who left, who is elsewhere or called otherwise, who is new."""
    book = await summing.opened(session)
    own = OfficialRow.id == SummaryRow.official_id
    moved = or_(
        OfficialRow.unit_id != SummaryRow.unit_id, OfficialRow.name_order != SummaryRow.name_order
    )
    newest = select(func.max(PeriodRow.id)).scalar_subquery()
    there = exists().where(SummaryRow.period_id == newest, SummaryRow.official_id == OfficialRow.id)
    new = OfficialRow.left_on.is_(None), ~there
    old_and_new = select(SummaryRow.unit_id, OfficialRow.unit_id).join(OfficialRow, own)
    changed = await session.execute(old_and_new.where(or_(OfficialRow.left_on.is_not(None), moved)))
    touched = {unit_id for row in changed for unit_id in row}
    touched |= set(await session.scalars(select(OfficialRow.unit_id).where(*new)))
    gone = select(OfficialRow.id).where(OfficialRow.left_on.is_not(None))
    await _execute(session, delete(SummaryRow).where(SummaryRow.official_id.in_(gone)))
    await _execute(
        session,
        update(SummaryRow)
        .where(exists().where(own, moved))
        .values(
            unit_id=select(OfficialRow.unit_id).where(own).scalar_subquery(),
            name_order=select(OfficialRow.name_order).where(own).scalar_subquery(),
        ),
    )
    for some in await summing.batches(session, *new):
        await _replace(session, book, book.kept, some)
    await totals.sum_up_units(session, _ids(book, book.kept), touched)


async def rebuild(session: AsyncSession) -> None:
    """Sum up everything, in one transaction."""
    await align(session)
    for some in await summing.batches(session):
        await renew(session, some)
    await add_up(session)


async def align(session: AsyncSession) -> None:
    """Keep just the periods in which reports were approved, and everybody's place in a list."""
    book = await summing.opened(session)
    ids = book.kept.values()
    await _execute(session, delete(SummaryRow).where(SummaryRow.period_id.not_in(ids)))
    await _execute(session, delete(PeriodRow).where(PeriodRow.id.not_in(ids)))
    await _begin(session, await summing.with_reports(session, book.campaign) - book.kept.keys())
    rows = await session.execute(select(OfficialRow.id, OfficialRow.name, OfficialRow.name_order))
    orders = [(id_, name_order(name), kept) for id_, name, kept in rows]
    wrong = [{"id": id_, "name_order": order} for id_, order, kept in orders if order != kept]
    if wrong:
        await session.execute(update(OfficialRow), wrong)


async def renew(session: AsyncSession, some: ColumnElement[bool]) -> None:
    """Sum up some people in all periods."""
    book = await summing.opened(session)
    await _replace(session, book, book.kept, some)


async def add_up(session: AsyncSession) -> None:
    """Sum up units and answers."""
    await totals.rebuild(session, (await summing.opened(session)).kept.values())


async def lacking(session: AsyncSession) -> bool:
    """Tell whether reports were approved and nothing at all is kept."""
    return await _lacks(session, PeriodRow)


async def lacking_totals(session: AsyncSession) -> bool:
    return await _lacks(session, AnswerSumRow)


async def _lacks(session: AsyncSession, what: type[Base]) -> bool:
    approved = exists().where(ReportRow.status == Status.APPROVED)
    return await session.scalar(select(approved & ~exists(select(what)))) or False


async def prepare(session: AsyncSession, day: date) -> Sequence[ColumnElement[bool]]:
    """Begin the periods of a day to come; give who has no row yet in one of them."""
    book = await summing.opened(session)
    coming = set(summaries.spans(book.campaign, day))
    await _begin(session, coming - book.kept.keys())
    book = await summing.opened(session)
    rows = select(func.count()).where(
        SummaryRow.period_id.in_([book.kept[period] for period in coming]),
        SummaryRow.official_id == OfficialRow.id,
    )
    too_few = rows.scalar_subquery() < len(coming)
    return await summing.batches(session, OfficialRow.left_on.is_(None), too_few)


async def prepare_some(session: AsyncSession, day: date, some: ColumnElement[bool]) -> None:
    book = await summing.opened(session)
    await _replace(session, book, [period for period in book.kept if day in period], some)


async def prepared(session: AsyncSession, day: date) -> None:
    """Sum up the units of the periods of a day to come, when everybody has a row."""
    book = await summing.opened(session)
    await totals.sum_up_units(session, _ids(book, [one for one in book.kept if day in one]))


async def missing(session: AsyncSession) -> Collection[Period]:
    """Give the periods in which reports were approved and that are not kept."""
    book = await summing.opened(session)
    return await summing.with_reports(session, book.campaign) - book.kept.keys()


async def differences(session: AsyncSession, some: ColumnElement[bool]) -> Sequence[Difference]:
    """Compare what is kept of some people with what the ledger comes to."""
    book = await summing.opened(session)
    rows = await session.execute(
        _kept(book.kept.values(), OfficialRow.code, SummaryRow.__table__).where(some)
    )
    kept = {(row.period_id, row.official_id): row._asdict() for row in rows if row.period_id}
    found = []
    for person, period, counted in await summing.counted(session, book, list(book.kept), some):
        held = kept.pop((book.kept[period], person.id), {})
        wrong = [name for name, value in counted.items() if held.get(name, ...) != value]
        if wrong:
            found.append(Difference(person.code, period, wrong))
    periods = {id_: period for period, id_ in book.kept.items()}
    left = [(row["code"], periods[id_]) for (id_, _), row in kept.items()]
    return [*found, *(Difference(code, period, ["left_on"]) for code, period in left)]


async def _increase(
    session: AsyncSession,
    book: Book,
    touched: Collection[Period],
    approved: Mapping[int, Sequence[Approved]],
) -> None:
    """Add to the rows that are there; who has left the office has none."""
    if not touched:
        return
    those = sets.within(OfficialRow.id, approved)
    first, last = min(one.first for one in touched), max(one.last for one in touched)
    people = {one.id: one for one in await summing.people(session, first, last, those)}
    by_id = {book.kept[period]: period for period in touched}
    rows = await session.execute(
        _kept(by_id, SummaryRow.period_id, OfficialRow.id, *summing.SUMS).where(those)
    )
    added = [
        book.row(people[official_id], by_id[id_], approved[official_id], summing.summary(kept))
        for id_, official_id, *kept in rows
        if id_ is not None
    ]
    await _put(session, by_id, approved, added)


def _kept(period_ids: Collection[int], *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - as `select` takes them
    """Ask for rows by person.

    By an outer join, or SQLite would rather read whole periods than look people up in them.
    """
    own = SummaryRow.official_id == OfficialRow.id
    return (
        select(*columns)
        .select_from(OfficialRow)
        .outerjoin(SummaryRow, own & SummaryRow.period_id.in_(period_ids))
    )


async def _begin(session: AsyncSession, fresh: Collection[Period]) -> None:
    """Keep periods from now on."""
    if fresh:
        rows = [{"kind": period.kind, "first_day": period.first} for period in fresh]
        await session.execute(insert(PeriodRow), rows)


async def _replace_all(session: AsyncSession, book: Book, wanted: Collection[Period]) -> None:
    for some in await summing.batches(session):
        await _replace(session, book, wanted, some)
    await totals.sum_up_units(session, _ids(book, wanted))


def _ids(book: Book, periods: Collection[Period]) -> Sequence[int]:
    return [book.kept[period] for period in periods]


def _units_of(official_ids: Collection[int]) -> Select[int]:
    return select(OfficialRow.unit_id).where(sets.within(OfficialRow.id, official_ids))


async def _replace(
    session: AsyncSession, book: Book, wanted: Collection[Period], some: ColumnElement[bool]
) -> None:
    """Sum up some people again in some periods."""
    if not wanted:
        return
    rows = [row for _, _, row in await summing.counted(session, book, list(wanted), some)]
    ids = select(OfficialRow.id).where(some)
    await _put(session, [book.kept[period] for period in wanted], ids, rows)


async def _put(
    session: AsyncSession,
    period_ids: Collection[int],
    official_ids: Collection[int] | Select[int],
    rows: Sequence[Values],
) -> None:
    """Keep these rows of some people and periods, and no others."""
    await _execute(
        session,
        delete(SummaryRow).where(
            SummaryRow.period_id.in_(period_ids), SummaryRow.official_id.in_(official_ids)
        ),
    )
    if rows:
        await session.execute(insert(SummaryRow), rows)


async def _execute(session: AsyncSession, statement: Delete | Update) -> None:
    """Nothing of these tables is ever held as an object that would have to follow."""
    await session.execute(statement, execution_options={"synchronize_session": False})
