"""What every test may ask for: a database of each kind, an office in it, and the whole program."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import OperationalError

from bot import limits
from bot.app import Nep, build
from bot.charts.studio import Studio
from bot.presets import text as preset
from bot.sandbox.clock import SandboxClock
from bot.sandbox.transport import SandboxRequest
from bot.sandbox.world import World
from bot.settings import Settings
from bot.usecases.office import Office
from db import campaigns, migrate
from db.engine import Database
from tests.support import postgres
from tests.support.builders import Commune, a_commune

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = datetime(2026, 11, 25, 16, 30, tzinfo=ZONE)
"""A plain working day, at the hour of the prompt."""


class SharedStudio(Studio):
    """One for all tests of a process: to open one takes a second."""

    async def close(self) -> None:
        """Stay open until the process ends."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate once; each test copies the file."""
    path = tmp_path_factory.mktemp("template") / "nep.db"
    asyncio.run(_prepare(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """Name this process's database, which the first test makes that asks for its address."""
    try:
        postgres.on_server("SELECT 1")
    except OperationalError as error:
        reason = f"no PostgreSQL server answers: {error.orig}"
        if os.environ.get("NEP_REQUIRE_POSTGRES"):
            pytest.fail(reason)
        pytest.skip(reason)
    name = f"nep_test_{uuid.uuid4().hex[:12]}"
    yield name
    postgres.on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "nep.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    url = postgres.url_of(postgres_database)
    if not postgres.restored(postgres_database):
        postgres.on_server(f"DROP DATABASE IF EXISTS {postgres_database} WITH (FORCE)")
        postgres.on_server(f"CREATE DATABASE {postgres_database}")
        asyncio.run(_prepare(url))
        postgres.remember(postgres_database)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database with the blank campaign in force, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    office = Office(Database(database_url), ZONE)
    yield office
    assert "checked out connections: 0" in office.db.engine.pool.status().lower()
    await office.db.close()


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(WEDNESDAY)


@pytest.fixture
def world(clock: SandboxClock) -> World:
    return World(clock)


@pytest.fixture(scope="session")
def studio() -> Studio:
    return SharedStudio()


@pytest.fixture
async def nep(
    world: World, clock: SandboxClock, database_url: str, studio: Studio
) -> AsyncIterator[Nep]:
    """The program as it runs, with the sandbox in the place of Telegram."""
    settings = Settings(telegram_token=world.bot.token, database_url=database_url, _env_file=None)
    request = SandboxRequest(world)
    nep = build(
        settings,
        clock=clock,
        request=request,
        get_updates_request=SandboxRequest(world),
        studio=studio,
    )
    async with nep:
        world.deliver = nep.desk.hand_in
        nep.limits.pace = limits.AT_ONCE  # real time is the limits' own tests' business
        yield nep
        await nep.desk.stop(10)
        assert "checked out connections: 0" in nep.office.db.engine.pool.status().lower()


@pytest.fixture
async def commune(nep: Nep, world: World) -> Commune:
    return await a_commune(nep.office, world)


async def _prepare(url: str) -> None:
    db = Database(url)
    await migrate.upgrade(db)
    async with db.begin() as session:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        await campaigns.adopt(session, "mau-2026", preset("mau-2026"), now)
    await db.close()
