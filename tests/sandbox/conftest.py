"""A tiny real bot in the sandbox: it echoes, and a card of it changes in place."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.transport import SandboxRequest, straight_to
from bot.sandbox.world import World

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000040000000308020000003b9639910000000c"
    "4944415478da6360200a000000270001f4bac2060000000049454e44ae426082"
)
"""Four by three pixels."""

CARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("✅ Đạt tất cả", callback_data="all", style="success")]]
)


async def start(update: Update, context: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_message(f"Xin chào {' '.join(context.args or [])}".strip())


async def card(update: Update, context: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_message("<b>Hôm nay</b>", "HTML", reply_markup=CARD)


async def echo(update: Update, context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(update.effective_message.text or "…")


async def tapped(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer("Đã ghi nhận")
    if isinstance(query.message, Message):
        await query.edit_message_text("Đã gửi")


def with_handlers(application: App) -> App:
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("card", card))
    application.add_handler(CallbackQueryHandler(tapped))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(datetime(2026, 11, 25, 9, 41, tzinfo=UTC))


@pytest.fixture
def world(clock: SandboxClock) -> World:
    return World(clock)


@pytest.fixture
async def app(world: World) -> AsyncIterator[App]:
    """The bot in process: what people do is handled when their call returns."""
    builder = ApplicationBuilder().token(world.bot.token).request(SandboxRequest(world))
    application = with_handlers(
        builder.get_updates_request(SandboxRequest(world)).job_queue(None).build()
    )
    async with application:
        world.deliver = straight_to(application)
        yield application


@pytest.fixture
def lan(world: World) -> Person:
    return Person.new(world, "Lan", last_name="Trần", phone="0912345678")


@pytest.fixture
def minh(world: World) -> Person:
    return Person.new(world, "Minh")
