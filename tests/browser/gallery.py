"""A page with a little of everything that a chat can hold, and a bot that answers in one line.

`python -m tests.browser.gallery [PORT]` serves it until it is told to stop.
"""

import asyncio
import io
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from PIL import Image
from telegram import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.app import told_to_stop
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Profile
from bot.sandbox.page import server
from bot.sandbox.page.hosting import hosting, listen
from bot.sandbox.page.stage import Character, Event, Stage
from bot.sandbox.transport import SandboxRequest, straight_to
from bot.sandbox.world import World

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOSTILE = "<script>window.broken = true</script><img src=x onerror='window.broken = true'> & “Lê”"
CARD = (
    "📋 <b>Thứ Tư, 25/11/2026 · Tự đánh giá</b>\nPhòng Văn hóa – Xã hội\n\n▫️ Đúng giờ, kỷ luật\n"
    "▫️ Thẻ và trang phục\n▫️ Giao tiếp, ứng xử"
)


def picture(color: str, size: tuple[int, int] = (960, 640)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "PNG")
    return file.getvalue()


def card_keyboard(*, sent: bool) -> InlineKeyboardMarkup:
    if sent:
        return InlineKeyboardMarkup([[InlineKeyboardButton("✏️ Sửa", callback_data="again")]])
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("✅ Đạt tất cả", callback_data="all", style="success")],
            [
                InlineKeyboardButton("▫️ Đúng giờ", callback_data="note"),
                InlineKeyboardButton("▫️ Trang phục", callback_data="alert"),
            ],
            [
                InlineKeyboardButton("Trả lại", callback_data="return", style="danger"),
                InlineKeyboardButton("Chi tiết", callback_data="more", style="primary"),
            ],
        ]
    )


async def card(update: Update, context: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_message(
        CARD, ParseMode.HTML, reply_markup=card_keyboard(sent=False)
    )


async def ask(update: Update, context: Context) -> None:
    assert update.effective_chat
    await update.effective_chat.send_message(
        "Lý do trả lại?", reply_markup=ForceReply(input_field_placeholder="Lý do…")
    )


async def tapped(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    if query.data == "alert":
        await query.answer("Thước đo: đeo thẻ, trang phục gọn gàng, lịch sự.", show_alert=True)
    elif query.data == "all":
        await query.answer("Đã ghi nhận")
        await query.edit_message_text(
            f"{CARD}\n\n<b>Đã gửi lúc 16:41</b>",
            ParseMode.HTML,
            reply_markup=card_keyboard(sent=True),
        )
    else:
        await query.answer()


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message
    if message.contact:
        await message.reply_text(f"Đã nhận số {message.contact.phone_number}")
    else:
        await message.reply_text(f"Nghe rõ: {message.text}", do_quote=True)


async def greet(update: Update, context: Context) -> None:
    assert update.effective_chat
    share = KeyboardButton("Chia sẻ số điện thoại", request_contact=True)
    await update.effective_chat.send_message(
        f"Chào mừng {' '.join(context.args or [])}".strip(),
        reply_markup=ReplyKeyboardMarkup([[share]], resize_keyboard=True),
    )


class Hours:
    """Every whole hour is an event: a card for everybody."""

    def __init__(self, world: World, clock: SandboxClock, app: App) -> None:
        self._world, self._clock, self._app = world, clock, app

    async def upcoming(self) -> Event | None:
        now = self._clock.now()
        return Event(now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), "thẻ mới")

    async def go_to(self, moment: datetime) -> None:
        self._clock.set(moment)
        for chat in self._world.chats.values():
            if chat.bot_inside:
                await self._app.bot.send_message(chat.id, "Đến giờ rồi")

    async def next_workday(self) -> datetime:
        return self._clock.now() + timedelta(days=1)


async def fill(world: World, clock: SandboxClock, app: App, people: list[Profile]) -> None:
    """Two days of chat for the first person, a hostile one for the second."""
    lan, binh, _ = people
    bot = app.bot
    await bot.set_my_commands([BotCommand("card", "Thẻ hôm nay"), BotCommand("ask", "Hỏi lý do")])
    for person in people[:2]:
        world.chats[person.id].bot_inside = True
    await bot.send_message(
        lan.id,
        "Thước đo của tiêu chí <b>Đúng giờ</b>:\n<blockquote expandable>"
        + "\n".join(f"{n}. Có mặt đúng giờ, không về sớm." for n in range(1, 9))
        + "</blockquote>\nKết quả: <tg-spoiler>98,6 điểm</tg-spoiler> · "
        '<a href="https://vanban.chinhphu.vn">văn bản gốc</a>',
        ParseMode.HTML,
    )
    album = [
        InputMediaPhoto(picture(color), caption="Bản tin tháng 10" if not index else None)
        for index, color in enumerate(("#dbeafe", "#dcfce7", "#fee2e2"))
    ]
    await bot.send_media_group(lan.id, album)
    await bot.send_document(lan.id, b"a;b\n1;2\n", filename="xếp hạng tháng 10.csv")
    clock.advance(timedelta(days=1))
    await bot.send_photo(lan.id, picture("#e0e7ff"), caption="Lịch tháng 11")
    await world.say(lan.id, "/card")
    await world.say(binh.id, HOSTILE)


async def main(port: int) -> None:
    clock = SandboxClock(datetime(2026, 11, 24, 9, 20, tzinfo=UTC), running=True)
    world = World(clock)
    people = [
        world.add_person("Trần Thị Lan", phone="0912345678"),
        world.add_person("Lê Văn Bình", phone="0912345679"),
        world.add_person("Phạm Minh Đức", phone="0912345670"),
    ]
    app: App = (
        ApplicationBuilder()
        .token(world.bot.token)
        .request(SandboxRequest(world))
        .get_updates_request(SandboxRequest(world))
        .job_queue(None)
        .build()
    )
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CommandHandler("card", card))
    app.add_handler(CommandHandler("ask", ask))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(MessageHandler(filters.TEXT | filters.CONTACT, echo))
    async with app:
        world.deliver = straight_to(app)
        await fill(world, clock, app, people)
        parts = ("Cán bộ", "Thủ trưởng", "Hội đồng")
        stage = Stage(
            world,
            clock,
            Hours(world, clock, app),
            ZONE,
            {
                person.id: Character(person, part, "Chuyên viên · Phòng Văn hóa – Xã hội", "MA")
                for person, part in zip(people, parts, strict=True)
            },
            [person.id for person in people],
        )
        page = FastAPI()
        server.mount(page, stage)
        with told_to_stop() as told:
            async with hosting(page, listen(port)) as address:
                print(address, flush=True)  # noqa: T201 - tells the test where
                await told.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
