"""A database that is away for a while: restarted, cut off, locked, or without room."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.faults import account
from tests.faults.cluster import Cluster
from tests.faults.driver import Blow, Day, Size, a_day
from tests.faults.worker import Worker

resource = pytest.importorskip("resource")

CALM = Size(people=20, taps=150, seconds=100)
MIDDAY = 80


@pytest.mark.postgres
async def test_a_server_that_is_stopped_and_started_again_loses_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    async def restart(_: Worker) -> None:
        await asyncio.to_thread(cluster.stop)
        await asyncio.to_thread(cluster.start)

    async with a_day(cluster.url, tmp_path, CALM, webhook=True) as day:
        await day.asked()
        day.blows.append(Blow(MIDDAY, restart))
        await day.lived()
        await outlived(day, cuts=1)


@pytest.mark.postgres
async def test_connections_that_are_cut_off_lose_nothing(postgres_url: str, tmp_path: Path) -> None:
    everybody = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with a_day(postgres_url, tmp_path, CALM) as day:

        async def cut(_: Worker) -> None:
            async with day.office.db.begin() as session:
                await session.execute(everybody)

        await day.asked()
        day.blows.extend(Blow(moment, cut) for moment in (10, MIDDAY, MIDDAY + 40))
        await day.lived()
        await outlived(day, cuts=3)


async def test_a_file_that_another_program_holds_is_waited_for(
    sqlite_url: str, tmp_path: Path
) -> None:
    """It is held until the program has given up waiting, and tries again."""

    async def hold(worker: Worker) -> None:
        with closing(_opened(sqlite_url)) as other:
            await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
            await worker.says("database is locked")

    async with a_day(sqlite_url, tmp_path, CALM) as day:
        await day.asked()
        day.blows.append(Blow(MIDDAY, hold))
        await day.lived()
        await outlived(day, cuts=1)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux takes room away so")
async def test_a_disk_that_is_full_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    """No file of the program may grow any more; when it has run into that, there is room again."""

    async def fill(worker: Worker) -> None:
        _give_room(worker, _biggest(tmp_path))
        await worker.says("disk")
        _give_room(worker, resource.RLIM_INFINITY)

    async with a_day(sqlite_url, tmp_path, CALM) as day:
        await day.asked()
        day.blows.append(Blow(MIDDAY, fill))
        await day.lived()
        await outlived(day, cuts=1)


async def outlived(day: Day, *, cuts: int) -> None:
    """Hold that the program has lost nothing, and went on by itself."""
    told = await account.of(day, cuts=cuts)
    assert told.starts == 1


def _opened(url: str) -> sqlite3.Connection:
    return sqlite3.connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )


def _biggest(folder: Path) -> int:
    return max(file.stat().st_size for file in folder.glob("nep.db*"))


def _give_room(worker: Worker, size: int) -> None:
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
