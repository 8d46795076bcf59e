"""How fast messages leave: under Telegram's limits, so that answers to taps keep some of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PER_SECOND = 25
"""Telegram takes about 30 a second from one bot."""
PER_CHAT = 1.0
"""Seconds between two messages to one chat."""


class Pace:
    """Gives out turns. Time that passed unused is not made up for."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._next = 0.0
        self._chats: dict[int, float] = {}

    async def turn(self, chat_id: int) -> None:
        """Wait until one more message may go to this chat."""
        await self._wait_for_chat(chat_id)
        mine = max(self._now(), self._next)
        self._next = mine + 1 / PER_SECOND
        await self._until(mine)

    async def _wait_for_chat(self, chat_id: int) -> None:
        now = self._now()
        mine = max(now, self._chats.get(chat_id, now))
        self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        self._chats[chat_id] = mine + PER_CHAT
        await self._until(mine)

    async def _until(self, moment: float) -> None:
        ahead = moment - self._now()
        if ahead > 0:
            await self._sleep(ahead)
