"""The council's ranking over a year of reports: a page and one's own place, against the ledger.

The baseline is what the summaries spare: the whole ledger of the period summed up and ranked.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from sqlalchemy import insert, text

from bot.app import collect_rarely
from bot.presets import text as preset
from bot.rules import ranking
from bot.rules.campaign import Side
from bot.rules.people import Role
from bot.rules.periods import Kind
from bot.rules.workdays import Workdays
from bot.settings import Settings
from bot.usecases import board, standings, summaries
from bot.usecases.board import View
from bot.usecases.office import Office
from db import campaigns, migrate, overrides
from db import standings as ledger
from db.engine import Database
from db.tables import Base, OfficialRow, UnitRow
from tests.benchmarks.office import ENGINES, database
from tests.benchmarks.report import Line, row

UNIT = 40
BLOCKS = 8
TIMES = 7
NOW = datetime.fromisoformat("2026-12-31T16:30:00+07:00")
"""The end of a year, when there is most to sum up."""

_REPORTS = """
    INSERT INTO reports (official_id, unit_id, day, campaign_id, status, exceptional,
                         met_weight, counted_weight, submitted_at, decided_by, decided_at)
    SELECT o.id, o.unit_id, d.day, 1, 'approved', {no},
           5 - (o.id * 31 + d.number * 17) % 11 / 10, 5, :at, 1, :at
    FROM officials o CROSS JOIN bench_days d
    WHERE o.joined_on <= d.day AND o.id > 1
      AND (o.id * 7 + d.number * 13) % 100 < CASE WHEN o.id % 15 = 0 THEN 60 ELSE 97 END
"""
_LEAVE = """
    INSERT INTO absences (official_id, first_day, last_day, kind, created_by, created_at)
    SELECT o.id, d.day, d.day, 'annual', o.id, :at
    FROM officials o CROSS JOIN bench_days d
    WHERE o.joined_on <= d.day AND (o.id + d.number) % 25 = 0
"""


async def run(url: str, officials: int, days: int) -> list[Line]:
    """Measure an office of so many people who have reported for so many working days."""
    collect_rarely()  # as the program does
    office = Office(Database(url), Settings.model_construct().zone)
    try:
        reports = await _furnish(office, officials, days)
        built = await _seconds(partial(summaries.rebuild, office))
        await _tidy(office)
        size = f"{officials:,} people, {reports:,} reports"
        lines = [Line(f"ranking rebuilt from the ledger: {size}", f"{built:.1f} s")]
        for kind in (Kind.MONTH, Kind.YEAR):
            naive = await _seconds(partial(_naive, office, kind))
            for name, deed in _looks(office, kind, officials):
                took = median([await _seconds(deed) for _ in range(TIMES)])
                lines.append(
                    Line(
                        f"ranking, {name}, {kind}: {size}",
                        f"{1000 * took:.0f} ms",
                        f"{1000 * naive:.0f} ms",
                        naive / took,
                    )
                )
        return lines
    finally:
        await office.db.close()


Deed = Callable[[], Awaitable[object]]


def _looks(office: Office, kind: Kind, officials: int) -> list[tuple[str, Deed]]:
    def show(side: Side, block: int = 0, page: int = 1) -> Deed:
        view = View(side, kind, NOW.date(), block, page)
        return partial(standings.show, office, 1, view, NOW)

    own = View(Side.INDIVIDUAL, kind, NOW.date())
    return [
        ("first page", show(Side.INDIVIDUAL)),
        ("page in the middle", show(Side.INDIVIDUAL, page=officials // 20)),
        ("last page", show(Side.INDIVIDUAL, page=officials)),
        ("first page of a block", show(Side.INDIVIDUAL, block=1)),
        ("one's own place", partial(standings.explain, office, 1, own, officials // 2, NOW)),
        ("units", show(Side.COLLECTIVE)),
    ]


async def _naive(office: Office, kind: Kind) -> None:
    """Do what was done before: sum up everybody and rank them all."""
    async with office.db.read() as session:
        campaign = (await campaigns.in_force(session)).campaign
        period = board.period_of(kind, NOW.date(), campaign, NOW.date())
        calendar = await overrides.workdays(session)
        people = await ledger.summed(session, period, calendar, NOW.date())
    ranking.rank(
        ranking.person_entry(one.id, one.name, one.tally, signed_up=one.joined_on is not None)
        for one in people
    )


async def _seconds(deed: Deed) -> float:
    start = perf_counter()
    await deed()
    return perf_counter() - start


async def _furnish(office: Office, officials: int, days: int) -> int:
    """Write the office: a few join during the year, a few report too seldom."""
    await migrate.upgrade(office.db)
    year = Workdays().working_days(date(2025, 1, 1), NOW.date() - timedelta(days=1))[-days:]
    units = range(1, officials // UNIT + 2)
    indexes = sorted(Base.metadata.tables["reports"].indexes, key=str)
    async with office.db.begin() as session:
        await campaigns.adopt(session, "mau-2026", preset("mau-2026"), NOW)
        await session.execute(
            insert(UnitRow),
            [
                {"key": f"don vi {n}", "name": f"Đơn vị {n}", "block": f"Khối {n % BLOCKS}"}
                for n in units
            ],
        )
        people = [_official(number, year) for number in range(1, officials + 1)]
        await session.execute(insert(OfficialRow), people)
        await session.execute(text("CREATE TABLE bench_days (number INTEGER, day DATE)"))
        numbered = [{"number": n, "day": day} for n, day in enumerate(year)]
        await session.execute(text("INSERT INTO bench_days VALUES (:number, :day)"), numbered)
        no = "0"
        if session.get_bind().dialect.name == "postgresql":
            no = "false"
            # what the rows point to is there; to look it up for each would take most of the time
            await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text(_LEAVE), {"at": NOW})
        connection = await session.connection()
        for index in indexes:  # made once all is there, in a third of the time
            await connection.run_sync(index.drop)
        await session.execute(text(_REPORTS.format(no=no)), {"at": NOW})
        for index in indexes:
            await connection.run_sync(index.create)
        await session.execute(text("DROP TABLE bench_days"))
    await _tidy(office)
    async with office.db.read() as session:
        return int(await session.scalar(text("SELECT count(*) FROM reports")) or 0)


async def _tidy(office: Office) -> None:
    """Do at once what PostgreSQL does by itself within minutes of so much writing."""
    engine = office.db.engine.execution_options(isolation_level="AUTOCOMMIT")
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))


_NAMES = (
    ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ"),
    ("Văn", "Thị", "Minh", "Hồng", "Đức", "Ngọc", "Quốc", "Thanh", "Kim"),
    ("An", "Ánh", "Bình", "Châu", "Dung", "Đạt", "Hà", "Lan", "Nhung", "Phúc", "Tâm", "Yến"),
)


def _official(number: int, year: list[date]) -> dict[str, object]:
    joined = year[number % len(year)] if number % 50 == 0 else year[0]
    return {
        "code": f"CB{number}",
        "code_key": f"cb{number}",
        "name": " ".join(names[number * 7919 % len(names)] for names in _NAMES),
        "unit_id": (number - 1) // UNIT + 1,
        "role": Role.COUNCIL if number == 1 else Role.OFFICIAL,
        "joined_on": None if number % 99 == 0 else joined,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officials", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    chosen = parser.parse_args()
    for engine in chosen.engine or ENGINES:
        with database(engine) as url:
            for line in asyncio.run(run(url, chosen.officials, chosen.days)):
                print(engine, row(line))  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
