"""The office as a command finds it: the database up to date, a movement in force."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import make_url

from bot.cli.desk import Desk
from bot.settings import Settings
from bot.usecases import movement
from bot.usecases.office import Office
from db import migrate
from db.engine import Database


@asynccontextmanager
async def office(desk: Desk) -> AsyncIterator[Office]:
    knock(desk.settings)
    db = Database(desk.settings.database_url.get_secret_value())
    try:
        await migrate.upgrade(db)
        opened = Office(db, desk.settings.zone)
        await movement.ensure(opened, desk.clock.now())
        yield opened
    finally:
        await db.close()


def knock(settings: Settings) -> None:
    """Open a SQLite file once before its driver does.

    Where that fails, aiosqlite leaves a thread behind that may complain on the screen after all
    is over.
    """
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database and not url.query:
        sqlite3.connect(url.database).close()
