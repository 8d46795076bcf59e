"""The program as a person runs it: in an empty folder, with an environment of its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.sandbox.server import serving
from bot.sandbox.world import World
from bot.settings import Settings
from bot.usecases.office import Office
from db.engine import Database
from tests.conftest import ZONE


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What was said on refusing: one line, and no traceback."""
        assert self.code == 1
        assert self.out == ""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


Run = Callable[..., Ran]
RunBeside = Callable[..., Awaitable[Ran]]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    root = logging.getLogger()
    level, kept = root.level, root.handlers
    yield folder
    root.setLevel(level)
    root.handlers = kept


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def ran(*argv: str) -> Ran:
        try:
            code = main(argv)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Ran(code, out, err)

    return ran


@pytest.fixture
def run_beside(run: Run) -> RunBeside:
    """Run the program while this test's loop goes on serving."""

    async def ran(*argv: str) -> Ran:
        return await asyncio.to_thread(run, *argv)

    return ran


@pytest.fixture
async def telegram(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """A Bot API that answers, and the settings that lead to it."""
    async with serving(world) as address:
        monkeypatch.setenv("TELEGRAM_API_URL", address)
        monkeypatch.setenv("TELEGRAM_TOKEN", world.bot.token)
        yield world


@pytest.fixture
async def kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The office that the program opens, on each engine in turn."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    office = Office(Database(database_url), ZONE)
    yield office
    await office.db.close()
