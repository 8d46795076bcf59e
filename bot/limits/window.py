"""No more messages in any second than Telegram takes, however late each of them lands.

The slots of the database space out when messages leave, for all workers; this keeps apart what one
worker sends, where the network or a busy machine brings them together again.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

PLACES = 30
"""Messages that Telegram takes in a second."""
REMEMBERED = 100


class Window:
    """A message keeps its place until a second after it has surely landed.

    When it landed is not told: at the earliest when it left, at the latest when its answer left
    Telegram, which is as long before the answer came as the quickest call takes for both ways.
    """

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(PLACES)
        self._times: deque[float] = deque(maxlen=REMEMBERED)

    async def place(self) -> None:
        """Wait for a place; what takes it goes out within `flight`."""
        await self._free.acquire()

    @contextmanager
    def flight(self, second: float, places: int = 1) -> Iterator[None]:
        clock = asyncio.get_running_loop()
        left = clock.time()
        try:
            yield
        finally:
            self._times.append(clock.time() - left)
            for _ in range(places):
                clock.call_later(max(0.0, second - min(self._times)), self._free.release)


@dataclass
class _Chat:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a message is on its way."""
    users: int = 0
    answered_at: float = -math.inf
    broadcast_at: float = -math.inf
    """When the last message had landed, at the latest."""


class Chats:
    """A broadcast and an answer in one chat keep a second between them, from landing on.

    Answers keep none between each other: they come as fast as the person taps.
    """

    def __init__(self) -> None:
        self._known: dict[int, _Chat] = {}

    @asynccontextmanager
    async def answer(
        self, chat_id: int, second: float, sleep: Callable[[float], Awaitable[object]]
    ) -> AsyncIterator[None]:
        with self._known_until_landed(chat_id, second) as chat:
            async with chat.turn:
                await _until(chat.broadcast_at + second, sleep)
                try:
                    yield
                finally:
                    chat.answered_at = _time()

    @asynccontextmanager
    async def broadcast(
        self, chat_id: int, second: float, sleep: Callable[[float], Awaitable[object]]
    ) -> AsyncIterator[None]:
        with self._known_until_landed(chat_id, second) as chat:
            # outside of its turn at first, so that an answer that comes meanwhile goes ahead
            await _until(max(chat.answered_at, chat.broadcast_at) + second, sleep)
            async with chat.turn:
                await _until(max(chat.answered_at, chat.broadcast_at) + second, sleep)
                try:
                    yield
                finally:
                    chat.broadcast_at = _time()

    @contextmanager
    def _known_until_landed(self, chat_id: int, second: float) -> Iterator[_Chat]:
        if len(self._known) > REMEMBERED:
            self._forget(_time() - second)
        chat = self._known.setdefault(chat_id, _Chat())
        chat.users += 1
        try:
            yield chat
        finally:
            chat.users -= 1

    def _forget(self, before: float) -> None:
        self._known = {
            chat_id: chat
            for chat_id, chat in self._known.items()
            if chat.users or max(chat.answered_at, chat.broadcast_at) > before
        }


async def _until(moment: float, sleep: Callable[[float], Awaitable[object]]) -> None:
    wait = moment - _time()
    if wait > 0:
        await sleep(wait)


def _time() -> float:
    return asyncio.get_running_loop().time()
