"""No more messages in any second than Telegram takes, however late each of them lands."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

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
    def flight(self, second: float) -> Iterator[None]:
        clock = asyncio.get_running_loop()
        left = clock.time()
        try:
            yield
        finally:
            self._times.append(clock.time() - left)
            clock.call_later(max(0.0, second - min(self._times)), self._free.release)
