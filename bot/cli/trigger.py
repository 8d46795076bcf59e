"""`nep trigger`: by hand what the clock does."""

from argparse import Namespace

from bot import app
from bot.cli import opening
from bot.cli.desk import Desk


async def trigger(arguments: Namespace, desk: Desk) -> None:
    opening.knock(desk.settings)
    done = await app.trigger(desk.settings, desk.clock, arguments.event, arguments.on)
    desk.say("Đã gửi {sent} tin, bỏ qua {dropped}.", sent=done.sent, dropped=done.dropped)
