"""On duty: of all workers one ticks, sends and polls; when it is gone, another one does."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.background import Nursery, rest
from bot.usecases.intake import out_of_order
from db.locks import DUTY, Locks

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds: how soon one who is gone is replaced, and one who lost the lock stops."""


async def stand_by(
    locks: Locks, work: Callable[[], Coroutine[Any, Any, None]], told_to_stop: asyncio.Event
) -> None:
    """Do the work while the lock is ours; return when the work ends by itself.

    Who is told to stop begins none; the work under way is told so by itself.
    """
    nursery = Nursery()
    try:
        while not told_to_stop.is_set():
            if await _taken(locks):
                log.info("on duty")
                working = nursery.start(work(), "duty")
                while await locks.holds(DUTY):
                    ended, _ = await asyncio.wait({working}, timeout=LOOK_EVERY)
                    if ended:
                        working.result()
                        return
                log.warning("off duty: the database has given the lock away")
                await nursery.close()
            await rest(LOOK_EVERY, unless=told_to_stop)
    finally:
        await nursery.close()
        locks.release(DUTY)


async def _taken(locks: Locks) -> bool:
    try:
        return await locks.take(DUTY)
    except Exception as error:
        if not out_of_order(error):
            raise
        log.warning("the database does not answer: %s", error)
        return False
