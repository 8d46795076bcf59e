"""The office as a command finds it: the database up to date, a movement in force."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.cli.desk import Desk
from bot.usecases import movement
from bot.usecases.office import Office
from db import migrate
from db.engine import Database


@asynccontextmanager
async def office(desk: Desk) -> AsyncIterator[Office]:
    db = Database(desk.settings.database_url.get_secret_value())
    try:
        await migrate.upgrade(db)
        opened = Office(db, desk.settings.zone)
        await movement.ensure(opened, desk.clock.now())
        yield opened
    finally:
        await db.close()
