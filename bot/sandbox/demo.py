"""`nep demo`: the whole product, a sample office and a page, on this machine alone."""

import asyncio
import logging
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import event

from bot import app
from bot.charts import ranking
from bot.clock import SystemClock
from bot.rules.workdays import Workdays
from bot.sandbox import server, story
from bot.sandbox.clock import SandboxClock
from bot.sandbox.page import server as page
from bot.sandbox.page.hosting import hosting, listen
from bot.sandbox.page.stage import Stage
from bot.sandbox.staging import Staging
from bot.sandbox.timeline import Timeline
from bot.sandbox.transport import SandboxRequest
from bot.sandbox.world import World
from bot.settings import Settings
from db.engine import Database

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LOOK_EVERY = 2.0
"""Seconds after which the bot looks what time has brought by itself."""

EMPTY = partial(ranking.draw, ranking.RankingPicture("", "", ()))
"""Drawn while nobody waits, so that the first picture that is asked for comes at once."""

log = logging.getLogger(__name__)


async def run(port: int, *, open_browser: bool) -> None:
    """Serve the page until the program is told to stop; nothing of it stays.

    A port that is taken raises `OSError`.
    """
    with (
        listen(port) as listener,
        tempfile.TemporaryDirectory(prefix="nep-", ignore_cleanup_errors=True) as folder,
        app.told_to_stop() as told,
    ):
        _tell("Đang dựng cơ quan mẫu với hai tháng báo cáo…")
        async with staged(Path(folder)) as stage, hosting(_web(stage), listener) as address:
            _tell(f"Trang dùng thử: {address} (dừng bằng Ctrl+C)")
            if open_browser:
                await asyncio.to_thread(webbrowser.open, address)
            await told.wait()


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command's answer


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Start the unchanged bot in the sandbox and play the story up to its opening."""
    plot = story.plot(SystemClock().now(), ZONE, Workdays())
    clock = SandboxClock(plot.founded, running=True)
    world = World(clock)
    settings = Settings.model_construct(  # the machine's own settings stay out of it
        telegram_token=SecretStr(world.bot.token),
        database_url=SecretStr(f"sqlite:///{folder / 'nep.db'}"),
        timezone=ZONE.key,
    )
    request = SandboxRequest(world)
    nep = app.build(settings, clock=clock, request=request, get_updates_request=request)
    _do_not_wait_for_the_disk(nep.office.db)
    async with nep:
        world.deliver = nep.desk.hand_in
        stage, timeline = await Staging(nep, world, clock, plot).opened()
        nep.nursery.start(nep.sender.run(), "sender")
        nep.nursery.start(_let_time_pass(timeline), "clock")
        nep.nursery.start(nep.studio.draw(EMPTY), "pictures")
        yield stage


def _do_not_wait_for_the_disk(db: Database) -> None:
    """Leave out what only outlives a power cut: nothing of a demo is kept."""

    @event.listens_for(db.engine.sync_engine, "connect")
    def hurry(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()


def _web(stage: Stage) -> FastAPI:
    web = FastAPI(openapi_url=None)
    web.state.world = stage.world
    web.router.routes.extend(server.create_app(stage.world).routes)
    page.mount(web, stage)
    return web


async def _let_time_pass(timeline: Timeline) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await timeline.catch_up()
        except Exception:
            log.exception("the office's clock stumbled; it goes on")
