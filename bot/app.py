"""The composition root: settings become the office, the bot, the clock's work, and one program.

Tests and the sandbox build the same program and replace, by argument, only the clock and the way to
Telegram.
"""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeDefault
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

import handlers
from bot.background import Nursery
from bot.clock import Clock
from bot.errors import Refusal
from bot.messenger import Messenger
from bot.rules.people import Language
from bot.settings import Settings
from bot.speech import catalog, commands
from bot.usecases import movement
from bot.usecases.office import Office
from db import migrate
from db.engine import Database
from handlers.context import BotApplication, Context, Services
from scheduling.sender import Sender

CONNECTIONS = 8
"""Calls to Telegram at once; more make httpx slower, not faster."""


class NoToken(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "Thiếu TELEGRAM_TOKEN: tạo bot bằng @BotFather trong Telegram rồi ghi mã vào tệp .env "
            "(xem .env.example), hoặc chạy “nep demo” để thử không cần Telegram."
        )


@dataclass
class Nep:
    """The whole program; `async with` opens and closes it."""

    settings: Settings
    office: Office
    application: BotApplication
    messenger: Messenger
    sender: Sender
    clock: Clock
    nursery: Nursery = field(default_factory=Nursery)

    async def __aenter__(self) -> Self:
        await migrate.upgrade(self.office.db)
        await movement.ensure(self.office, self.clock.now())
        await self.application.initialize()
        await self._introduce()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.nursery.close()
        await self.application.shutdown()
        await self.office.db.close()

    async def _introduce(self) -> None:
        """Give strangers their menu, in both languages; who has signed up has one of his own."""
        bot = self.application.bot
        for language in Language:
            menu = commands.menu(catalog.of(language), None)
            code = None if language is Language.VI else language.value
            for scope in (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()):
                await bot.set_my_commands(menu, scope, language_code=code)


def build(
    settings: Settings,
    *,
    clock: Clock,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> Nep:
    """Put the program together; nothing is opened or asked yet."""
    if settings.telegram_token is None:
        raise NoToken
    office = Office(Database(settings.database_url.get_secret_value()), settings.zone)
    bot: ExtBot[None] = ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=request or _request(settings, CONNECTIONS),
        get_updates_request=get_updates_request or _request(settings, 1),
    )
    messenger = Messenger(bot, office)
    services = Services(office, messenger, clock)
    application = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context, bot_data=lambda: services))
        .build()
    )
    handlers.register(application)
    return Nep(settings, office, application, messenger, Sender(office, messenger, clock), clock)


def _request(settings: Settings, connections: int) -> HTTPXRequest:
    proxy = settings.telegram_proxy
    return HTTPXRequest(
        connection_pool_size=connections,
        pool_timeout=30,
        proxy=proxy.get_secret_value() if proxy else None,
    )
