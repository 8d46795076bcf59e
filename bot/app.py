"""The composition root: settings become the office, the bot, the clock's work, and one program.

Tests and the sandbox build the same program and replace, by argument, only the clock and the way to
Telegram.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import FrameType, TracebackType
from typing import Self

from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest

import handlers
from bot import ingress
from bot.background import Nursery
from bot.clock import Clock
from bot.messenger import Messenger
from bot.rules.people import Language
from bot.settings import Settings
from bot.speech import catalog, commands
from bot.transport import AiohttpRequest
from bot.usecases import movement, outbox
from bot.usecases.office import Office
from db import migrate
from db.engine import Database
from handlers.context import BotApplication, Context, Services
from scheduling import planner
from scheduling.runner import Runner
from scheduling.sender import Sender

log = logging.getLogger(__name__)

LAST_WORDS = 8.0
"""Seconds that a program told to stop gives to the deliveries on their way."""


@dataclass
class Nep:
    """The whole program; `async with` opens and closes it."""

    settings: Settings
    office: Office
    application: BotApplication
    messenger: Messenger
    sender: Sender
    runner: Runner
    clock: Clock
    nursery: Nursery = field(default_factory=Nursery)

    async def __aenter__(self) -> Self:
        try:
            await migrate.upgrade(self.office.db)
            await movement.ensure(self.office, self.clock.now())
            await self.application.initialize()
            await self._introduce()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        self.runner.stop()
        await self.nursery.close()
        await self.application.shutdown()
        await self.application.bot.shutdown()  # an application that never came up leaves it open
        await self.office.db.close()

    async def _introduce(self) -> None:
        """Give strangers their menu, in both languages; who has signed up has one of his own."""
        bot = self.application.bot
        for language in Language:
            menu = commands.menu(catalog.of(language), None)
            code = None if language is Language.VI else language.value
            for scope in (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()):
                try:
                    await bot.set_my_commands(menu, scope, language_code=code)
                except TelegramError as error:
                    log.warning("the menu of strangers was not set: %s", error)


def build(
    settings: Settings,
    *,
    clock: Clock,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> Nep:
    """Put the program together; nothing is opened or asked yet."""
    token = settings.given_token
    # python-telegram-bot's own switch: times as timedelta, which it warns about otherwise
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251 - set here, read nowhere
    office = Office(Database(settings.database_url.get_secret_value()), settings.zone)
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=request or AiohttpRequest(proxy=settings.telegram_proxy),
        get_updates_request=get_updates_request or AiohttpRequest(1, proxy=settings.telegram_proxy),
    )
    messenger = Messenger(bot, office)
    services = Services(office, messenger, clock)
    application = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(
            ContextTypes(context=Context, bot_data=lambda: services)  # type: ignore[call-overload] # any maker is taken
        )
        .build()
    )
    handlers.register(application)
    sender = Sender(office, messenger, clock)
    runner = Runner(office, sender, clock)
    return Nep(settings, office, application, messenger, sender, runner, clock)


async def run(settings: Settings, clock: Clock) -> None:
    """Serve until SIGTERM or Ctrl-C, then settle what is on its way."""
    async with build(settings, clock=clock) as nep:
        with told_to_stop() as told:
            nep.runner.start()
            log.info("Nếp is at work as @%s", nep.application.bot.username)
            sending = nep.nursery.start(nep.sender.run(), "sender")
            parts = {
                nep.nursery.start(ingress.take_in(nep.application, settings), "updates"),
                nep.nursery.start(told.wait(), "signals"),
            }
            ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            nep.runner.stop()
            nep.sender.stop()
            await asyncio.wait({sending}, timeout=LAST_WORDS)
            for part in ended:
                part.result()


@dataclass(frozen=True, slots=True)
class TriggerResult:
    """What became of an event done by hand."""

    planned: int
    """What was not planned before, by the clock or by hand."""
    sent: int
    dropped: int
    waiting: int
    """What the running program sends, or the next trigger: Telegram was not reached or too busy."""


async def trigger(settings: Settings, clock: Clock, event: str, day: date | None) -> TriggerResult:
    """Do by hand what the clock does, for a day; the same event again sends nothing again."""
    kind = planner.kind_of(event)
    async with build(settings, clock=clock) as nep:
        now = clock.now()
        planned = await planner.by_hand(nep.office, kind, day or nep.office.today(now), now)
        await nep.sender.drain()
        done = await outbox.standing(nep.office, planned.delivery_ids)
        return TriggerResult(len(planned.delivery_ids), done.sent, done.dropped, done.waiting)


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """Give what is set by SIGTERM or Ctrl-C."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(told.set)

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
