"""An office to measure with: units of twelve, everybody signed up, written as rows."""

import asyncio
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from bot.presets import text as preset
from bot.rules.events import EventKind
from bot.rules.people import Role
from bot.rules.workdays import Workdays
from bot.settings import Settings
from bot.usecases.office import Office
from db import campaigns, migrate
from db.engine import Database
from db.tables import AnswerRow, OfficialRow, UnitRow
from scheduling import planner
from tests.support import postgres

UNIT = 12
ENGINES = ("SQLite", "PostgreSQL")


@contextmanager
def database(engine: str) -> Iterator[str]:
    """Give the address of an empty database, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nep-bench-") as folder:
        if engine == "SQLite":
            yield f"sqlite:///{Path(folder) / 'nep.db'}"
            return
        name = f"nep_bench_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(postgres.SERVER, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield (
                    make_url(postgres.SERVER)
                    .set(database=name)
                    .render_as_string(hide_password=False)
                )
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def furnish(url: str, telegram_ids: Sequence[int]) -> None:
    """Write the office of these people."""
    asyncio.run(_furnish(url, telegram_ids))


def plan_prompts(url: str) -> None:
    """Have the day's cards sent, of the next working day: today's may be open already."""
    asyncio.run(_plan_prompts(url))


def check(url: str, pressed: Mapping[str, str]) -> None:
    """See that the ledger holds what was tapped last on each criterion."""
    held = asyncio.run(_answers(url))
    lost = [button for button, answer in pressed.items() if held.get(button) != answer]
    if lost:
        raise RuntimeError(f"{len(lost)} answers are not in the ledger as they were tapped")


async def _furnish(url: str, telegram_ids: Sequence[int]) -> None:
    db = Database(url)
    await migrate.upgrade(db)
    today = SystemClock().now().date()
    numbers = range(0, len(telegram_ids), UNIT)
    async with db.begin() as session:
        await campaigns.adopt(session, "mau-2026", preset("mau-2026"), SystemClock().now())
        await session.execute(
            insert(UnitRow), [{"key": f"phong {n}", "name": f"Phòng {n}"} for n in numbers]
        )
        units = (await session.scalars(select(UnitRow.id).order_by(UnitRow.id))).all()
        await session.execute(
            insert(OfficialRow),
            [
                _official(number, telegram_id, units[number // UNIT], today)
                for number, telegram_id in enumerate(telegram_ids)
            ],
        )
    await db.close()


def _official(number: int, telegram_id: int, unit_id: int, today: date) -> dict[str, object]:
    return {
        "code": f"CB{number}",
        "code_key": f"cb{number}",
        "name": f"Cán bộ {number}",
        "unit_id": unit_id,
        "role": Role.OFFICIAL if number % UNIT else Role.HEAD,
        "telegram_id": telegram_id,
        "joined_on": today - timedelta(days=30),
    }


async def _plan_prompts(url: str) -> None:
    office = Office(Database(url), Settings.model_construct().zone)
    now = SystemClock().now()
    day = Workdays().next_working(office.today(now))
    await planner.by_hand(office, EventKind.PROMPTS, day, now)
    await office.db.close()


async def _answers(url: str) -> dict[str, str]:
    """Give the answers by the data of the criterion's button, without its answer."""
    db = Database(url)
    async with db.read() as session:
        rows = await session.execute(
            select(AnswerRow.report_id, AnswerRow.criterion, AnswerRow.answer)
        )
        held = {f"1|a|{report}|{criterion}": str(given) for report, criterion, given in rows}
    await db.close()
    return held
