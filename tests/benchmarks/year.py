"""A year of the clock: 500 people in 40 units, through planner and outbox.

What is taken from the outbox is recorded as sent; no letter is written and nothing is posted, so
that the figures are the clock's own. Nine of ten report before the reminder, their leaders decide
the next morning, people take leave, choose hours of their own and are on duty on Saturdays.
"""

import asyncio
import random
import time as stopwatch
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from sqlalchemy import insert, select, update

from bot.presets import text as preset
from bot.rules import periods
from bot.rules.absences import Kind as Away
from bot.rules.deliveries import Kind
from bot.rules.events import Season
from bot.rules.people import Role
from bot.rules.reports import Status
from bot.rules.workdays import Workdays
from bot.settings import Settings
from bot.usecases import outbox
from bot.usecases.office import Office
from db import campaigns, deliveries, migrate, overrides, units
from db.engine import Database
from db.tables import AbsenceRow, DutyRow, OfficialRow, ReportRow, UnitRow
from scheduling import planner
from tests.benchmarks import office as offices
from tests.benchmarks.report import Line

UNITS = 40
FIRST = date(2026, 1, 1)
MOMENTS = (
    *("08:30", "09:00", "15:30", "16:10", "16:30", "17:00", "17:10", "17:20", "17:30"),
    *("18:00", "18:40", "18:50"),
)
"""When something may be due; on days off the clock looks at some of them."""
REPORTED = "17:00"
REPORTING = 0.9
AT_ONCE = 2_000
SAID_AGAIN = (Kind.MILESTONE, Kind.ESCALATION)
"""On other days: a milestone twice ahead, an escalation for whatever is the oldest then."""
_DAY = timedelta(days=1)


@dataclass
class Year:
    people: dict[int, Role]
    duties: set[tuple[int, date]]
    sent: Counter[tuple[int, date]] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    on_days_off: int = 0
    working: int = 0
    seconds: float = 0.0


def run(people: int, days: int) -> Iterator[Line]:
    with offices.database("SQLite") as url:
        year = asyncio.run(_lived(url, people, days))
    total = sum(year.sent.values())
    yield Line(
        f"{people} people in {UNITS} units, {days} days, {year.working} of them working",
        f"{year.seconds:.0f} s",
    )
    yield Line("deliveries", f"{total:,}, {total / year.seconds:,.0f} a second")
    for role in Role:
        found = _each_day(year, role)
        yield Line(
            f"messages to one {role} on a working day: median, worst",
            f"{median(found):.0f}, {max(found)}",
        )
    yield Line("sent twice", f"{sum(count - 1 for count in year.keys.values())}")
    yield Line("on days off, to who is not on duty", f"{year.on_days_off}")


def _each_day(year: Year, role: Role) -> Sequence[int]:
    """Give the counts of each person and working day, those without a message too."""
    ids = [one for one, its in year.people.items() if its is role]
    counts = [count for (one, _), count in year.sent.items() if year.people[one] is role]
    return counts + [0] * (len(ids) * year.working - len(counts))


async def _lived(url: str, people: int, days: int) -> Year:
    chance = random.Random(people)  # noqa: S311 - the same year every time
    office = Office(Database(url), Settings.model_construct().zone)
    await migrate.upgrade(office.db)
    year = await _furnish(office, people, chance)
    async with office.db.read() as session:
        workdays = await overrides.workdays(session)
    began = stopwatch.perf_counter()
    for ahead in range(days):
        day = FIRST + ahead * _DAY
        year.working += workdays.is_working(day)
        await _live(office, year, day, workdays, chance)
    year.seconds = stopwatch.perf_counter() - began
    await office.db.close()
    return year


async def _live(
    office: Office, year: Year, day: date, workdays: Workdays, chance: random.Random
) -> None:
    busy = workdays.is_working(day) or any(on == day for _, on in year.duties)
    for hour in MOMENTS if busy else MOMENTS[::3]:
        now = periods.moment_of(day, time.fromisoformat(hour), office.zone)
        if hour == "09:00":
            await _decide(office, now)
        if hour == REPORTED and workdays.is_working(day):
            await _report(office, [one for one in year.people if chance.random() < REPORTING], now)
        await planner.tick(office, now)
        await _record(office, year, day, workdays, now)


async def _record(office: Office, year: Year, day: date, workdays: Workdays, now: datetime) -> None:
    while await outbox.is_due(office, now):
        taken = await outbox.take(office, now, AT_ONCE)
        async with office.db.begin() as session:
            await deliveries.settle(session, [one.id for one, _ in taken.letters], now)
        for one, official in taken.letters:
            said_on = day if one.kind in SAID_AGAIN else ""
            year.keys[f"{one.kind}:{official.id}:{one.subject}:{said_on}"] += 1
            if workdays.is_working(day):
                year.sent[official.id, day] += 1
            elif (official.id, day) not in year.duties:
                year.on_days_off += 1


async def _report(office: Office, official_ids: Collection[int], now: datetime) -> None:
    day = office.today(now)
    async with office.db.begin() as session:
        away = set(
            await session.scalars(
                select(AbsenceRow.official_id).where(
                    AbsenceRow.first_day <= day, AbsenceRow.last_day >= day
                )
            )
        )
        of_unit = dict(
            (await session.execute(select(OfficialRow.id, OfficialRow.unit_id))).tuples().all()
        )
        rows = [
            {
                "official_id": one,
                "unit_id": of_unit[one],
                "day": day,
                "campaign_id": 1,
                "status": Status.SUBMITTED,
                "exceptional": False,
                "met_weight": 5,
                "counted_weight": 5,
                "submitted_at": now,
            }
            for one in official_ids
            if one not in away
        ]
        await session.execute(insert(ReportRow), rows)


async def _decide(office: Office, now: datetime) -> None:
    """Decide on all that waits, by somebody who never reports on himself: the chair's deputy."""
    async with office.db.begin() as session:
        decider = await session.scalar(
            select(OfficialRow.id).where(OfficialRow.role == Role.SECRETARY).limit(1)
        )
        await session.execute(
            update(ReportRow)
            .where(ReportRow.status == Status.SUBMITTED, ReportRow.official_id != decider)
            .values(status=Status.APPROVED, decided_by=decider, decided_at=now)
        )


async def _furnish(office: Office, people: int, chance: random.Random) -> Year:
    now = periods.moment_of(FIRST, time(0), office.zone)
    async with office.db.begin() as session:
        await campaigns.adopt(session, "mau-2026", preset("mau-2026"), now)
        for number in range(UNITS):
            session.add(
                UnitRow(
                    key=f"phong {number}",
                    name=f"Phòng {number}",
                    parent_id=1 if number else None,
                )
            )
            await session.flush()
        for unit_id in range(2, UNITS + 1, 4):
            season = Season("10-16", "04-15", time(16, 10), time(17, 0))
            await units.put_season(session, unit_id, season)
        places: defaultdict[int, int] = defaultdict(int)
        for number in range(people):
            unit_id = number % UNITS + 1
            session.add(
                OfficialRow(
                    code=f"CB{number}",
                    code_key=f"cb{number}",
                    name=f"Cán bộ {number}",
                    unit_id=unit_id,
                    role=_role(unit_id, places[unit_id]),
                    telegram_id=1_000 + number,
                    joined_on=FIRST - _DAY,
                    prompt_at=chance.choice([None] * 8 + [time(15, 30), time(18)]),
                )
            )
            places[unit_id] += 1
        await session.flush()
        found = (await session.execute(select(OfficialRow.id, OfficialRow.role))).tuples().all()
        year = Year(dict(found), set())
        for one in year.people:
            first = FIRST + chance.randrange(360) * _DAY
            session.add(
                AbsenceRow(
                    official_id=one,
                    first_day=first,
                    last_day=first + 4 * _DAY,
                    kind=Away.ANNUAL,
                    created_by=one,
                    created_at=now,
                )
            )
        saturdays = [FIRST + ahead * _DAY for ahead in range(2, 365, 7)]
        year.duties = {(one, day) for day in saturdays for one in (7, 47, 87)}
        session.add_all(DutyRow(official_id=one, day=day) for one, day in year.duties)
    return year


def _role(unit_id: int, place: int) -> Role:
    if place < 2:
        return (Role.HEAD, Role.DEPUTY)[place]
    if unit_id == 1:
        return Role.SECRETARY if place == 2 else Role.COUNCIL
    return Role.OFFICIAL
