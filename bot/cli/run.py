"""`nep run`: the bot, until it is told to stop."""

from argparse import Namespace

from bot import app, logs
from bot.cli import opening
from bot.cli.desk import Desk


async def run(_: Namespace, desk: Desk) -> None:
    logs.configure(desk.settings)
    opening.knock(desk.settings)
    await app.run(desk.settings, desk.clock)
