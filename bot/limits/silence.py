"""The pauses that Telegram asks for: each for what it names and no more."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import RetryAfter

log = logging.getLogger(__name__)

EVERYBODY = 0
"""In the place of a chat: the whole bot."""
SEVERAL = 3
"""Chats refused one after the other, with no message in between: then it is the whole bot."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock that is put back ends it."""

    since: datetime
    until: datetime

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


class Silence:
    def __init__(self) -> None:
        self._pauses: dict[int, Pause] = {}
        self._refused: set[int] = set()

    def keep(self, chat_id: int, error: RetryAfter, now: datetime) -> None:
        pause = Pause(now, now + named(error))
        self._refused.add(chat_id)
        about = EVERYBODY if len(self._refused) >= SEVERAL else chat_id
        self._pauses = {one: p for one, p in self._pauses.items() if p.covers(now)}
        self._pauses[about] = pause
        log.info("Telegram asks for silence until %s, in %s", pause.until, about or "all chats")

    def taken(self) -> None:
        """Note that Telegram took a message: it does not refuse all."""
        self._refused.clear()

    def until(self, now: datetime, chat_id: int = EVERYBODY) -> datetime | None:
        """Give until when the whole bot is to be silent, or also in one chat."""
        pauses = (self._pauses.get(about) for about in (chat_id, EVERYBODY))
        return max((one.until for one in pauses if one and one.covers(now)), default=None)


def named(error: RetryAfter) -> timedelta:
    """Give the pause that Telegram names; the library has it in either form."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
