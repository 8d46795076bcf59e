"""The composition root: settings become the office, the bot, the clock's work, and one program.

Tests and the sandbox build the same program and replace, by argument, only the clock, the way to
Telegram and the process that draws.
"""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import FrameType, TracebackType
from typing import Self

from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest

import handlers
from bot import duty
from bot.background import Nursery
from bot.charts.studio import Studio
from bot.clock import Clock
from bot.ingress import polling
from bot.ingress.desk import Desk
from bot.limits import Limits
from bot.messenger import Messenger
from bot.rules.people import Language
from bot.settings import Settings
from bot.speech import catalog, commands
from bot.transport import AiohttpRequest
from bot.usecases import movement, outbox, summaries
from bot.usecases.office import Office
from db import migrate
from db.engine import Database
from db.locks import Locks, locks
from handlers.context import BotApplication, Context, Services
from scheduling import planner
from scheduling.runner import Runner
from scheduling.sender import Sender

log = logging.getLogger(__name__)

LAST_WORDS = 8.0
"""Seconds that a program told to stop gives to what is in hand."""
SETTLING = 1.0
TRIES = 4
"""Of the first question to Telegram: a start at a bad moment is no reason to give up."""
FIRST_PAUSE = 0.3


@dataclass
class Nep:
    """The whole program; `async with` opens and closes it."""

    settings: Settings
    office: Office
    application: BotApplication
    get_updates_request: BaseRequest
    limits: Limits
    messenger: Messenger
    studio: Studio
    desk: Desk
    sender: Sender
    runner: Runner
    locks: Locks
    clock: Clock
    nursery: Nursery = field(default_factory=Nursery)

    async def __aenter__(self) -> Self:
        try:
            await migrate.upgrade(self.office.db)
            await movement.ensure(self.office, self.clock.now())
            await summaries.ensure(self.office)
            await _insist(self.application.initialize)
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
        await self.desk.stop(0)
        await self.nursery.close()
        await self.application.shutdown()
        await self.application.bot.shutdown()  # an application that never came up leaves it open
        await self.studio.close()
        await self.locks.close()
        await self.office.db.close()

    async def serve(self) -> None:
        """Take updates in, tick and send, until told to stop; then finish what is in hand."""
        with told_to_stop() as told:
            log.info("Nếp is at work as @%s", self.application.bot.username)
            start = self.nursery.start
            looking = start(self.desk.run(), "desk")
            on_duty = start(duty.stand_by(self.locks, self._on_duty, told), "stand-by")
            ends = {looking, on_duty, start(told.wait(), "signals")}
            if self.settings.webhook_url:
                from bot.ingress import webhook  # noqa: PLC0415 - who polls does not pay for it

                bot, url = self.application.bot, self.settings.webhook_url
                called = start(webhook.serve(bot, self.settings, url, self.desk), "webhook")
                ends.add(called)
            ended, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            self.runner.stop()
            self.sender.stop()
            if self.settings.webhook_url:
                called.cancel()
            finishing = start(self.desk.stop(LAST_WORDS), "last words")
            await asyncio.wait({looking, on_duty, finishing}, timeout=LAST_WORDS)
            for part in ended:
                part.result()

    async def _on_duty(self) -> None:
        """Do what only one worker does, until the sender was told to stop."""
        self.runner.start()
        sending = self.nursery.start(self.sender.run(), "sender")
        parts = {sending}
        if self.settings.webhook_url is None:
            bot, request = self.application.bot, self.get_updates_request
            parts.add(self.nursery.start(polling.poll(bot, request, self.desk), "updates"))
        try:
            ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in ended:
                part.result()
        finally:
            self.runner.stop()
            if not sending.done():  # the lock is lost: what is with Telegram may still be settled
                self.sender.stop()
                await asyncio.wait({sending}, timeout=SETTLING)
            for part in parts:
                part.cancel()

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
    studio: Studio | None = None,
) -> Nep:
    """Put the program together; nothing is opened or asked yet."""
    token = settings.given_token
    # python-telegram-bot's own switch: times as timedelta, which it warns about otherwise
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251 - set here, read nowhere
    office = Office(Database(settings.database_url.get_secret_value()), settings.zone)
    asking = get_updates_request or AiohttpRequest(1, proxy=settings.telegram_proxy)
    limits = Limits(office.db, clock)
    bot = ExtBot(
        token,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=request or AiohttpRequest(proxy=settings.telegram_proxy),
        get_updates_request=asking,
        rate_limiter=limits,
    )
    studio = studio or Studio()
    messenger = Messenger(bot, office, studio)
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
    sender = Sender(office, messenger, limits, clock)
    runner = Runner(office, sender, clock)
    held = locks(office.db.engine)
    return Nep(
        settings=settings,
        office=office,
        application=application,
        get_updates_request=asking,
        limits=limits,
        messenger=messenger,
        studio=studio,
        desk=Desk(application, office, held, clock),
        sender=sender,
        runner=runner,
        locks=held,
        clock=clock,
    )


async def run(settings: Settings, clock: Clock) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    async with build(settings, clock=clock) as nep:
        collect_rarely()
        await nep.serve()


def collect_rarely() -> None:
    """Look through what is loaded no more, and through what a tap leaves less often.

    A tap makes a thousand small objects; going after them at Python's own rate takes a tenth of it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def _insist(ask: Callable[[], Awaitable[None]]) -> None:
    """Ask Telegram a few times before what keeps it from answering is told."""
    for tried in range(TRIES - 1):
        try:
            return await ask()
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram does not answer yet: %s", error)
            await asyncio.sleep(FIRST_PAUSE * (1 << tried))
    return await ask()


@dataclass(frozen=True, slots=True)
class TriggerResult:
    """What became of an event done by hand."""

    planned: int
    """What was not planned before, by the clock or by hand."""
    sent: int
    dropped: int
    waiting: int
    """What the running program sends, or the next trigger: Telegram was not reached or too busy."""
    reopens: bool = False
    """The day had closed, and opens again for whoever gets or got this."""


async def trigger(settings: Settings, clock: Clock, event: str, day: date | None) -> TriggerResult:
    """Do by hand what the clock does, for a day; the same event again sends nothing again."""
    kind = planner.kind_of(event)
    async with build(settings, clock=clock) as nep:
        now = clock.now()
        planned = await planner.by_hand(nep.office, kind, day or nep.office.today(now), now)
        await nep.sender.drain()
        done = await outbox.standing(nep.office, planned.delivery_ids)
        return TriggerResult(
            len(planned.delivery_ids), done.sent, done.dropped, done.waiting, planned.reopens
        )


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
