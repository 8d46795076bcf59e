"""The least that a bot can do with a tap: answer it and edit the message. No database.

python -m tests.benchmarks.echoes KIND URL TOKEN
"""

import asyncio
import sys
from collections.abc import Callable

import uvloop

KINDS = (
    "python-telegram-bot",
    "python-telegram-bot, 64 at once",
    "aiogram",
    "aiogram, tasks",
    "aiogram, 64 tasks",
    "aiogram, uvloop",
    "aiogram, tasks, uvloop",
    "aiogram, 64 tasks, uvloop",
)
"""The first is what a bot gets that sets nothing."""


def main(kind: str, url: str, token: str) -> None:
    library, *options = kind.split(", ")
    run: Callable[[str, str, list[str]], None] = _aiogram if library == "aiogram" else _telegram
    run(url, token, options)


def _telegram(url: str, token: str, options: list[str]) -> None:
    from telegram import Update
    from telegram.ext import Application, CallbackQueryHandler, ContextTypes

    async def tapped(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query
        assert query.data
        await query.answer()
        await query.edit_message_text(query.data)

    builder = Application.builder().token(token).base_url(f"{url}/bot")
    if "64 at once" in options:
        builder = builder.concurrent_updates(64)
    application = builder.build()
    application.add_handler(CallbackQueryHandler(tapped))
    application.run_polling()


def _aiogram(url: str, token: str, options: list[str]) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery, Message

    async def tapped(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        assert query.data
        await query.answer()
        await query.message.edit_text(query.data)

    async def poll() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        dispatcher = Dispatcher()
        dispatcher.callback_query.register(tapped)
        await dispatcher.start_polling(
            Bot(token, session=session),
            handle_as_tasks=bool({"tasks", "64 tasks"} & {*options}),
            tasks_concurrency_limit=64 if "64 tasks" in options else None,
        )

    run = uvloop.run if "uvloop" in options else asyncio.run
    run(poll())


if __name__ == "__main__":
    main(*sys.argv[1:])
