"""`nep trigger`: by hand what the clock does."""

from argparse import Namespace

from bot import app
from bot.cli import opening
from bot.cli.desk import Desk


async def trigger(arguments: Namespace, desk: Desk) -> None:
    opening.knock(desk.settings)
    done = await app.trigger(desk.settings, desk.clock, arguments.event, arguments.on)
    if not done.planned:
        desk.say("Không có gì mới để gửi: việc này đã làm rồi, hoặc hôm đó không ai cần nhận.")
        return
    desk.say(
        "Đã gửi {sent} tin, bỏ qua {dropped}, còn chờ {waiting}.",
        sent=done.sent,
        dropped=done.dropped,
        waiting=done.waiting,
    )
