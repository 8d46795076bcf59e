"""The limits on sending, when they are switched on: 30 a second, one a second in a chat.

Edits count as sends. Time is the world's: with a clock that stands still nothing recovers.
"""

import math
from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.refusal import too_many_requests

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class FloodLimits:
    """Off until `enabled`."""

    def __init__(self, clock: Clock) -> None:
        self.enabled = False
        self.per_second = 30
        self.per_chat_second = 1
        self.burst = 1
        """What one private chat may get at once; the real server at times allows a few."""
        self.per_group_minute = 20
        self.taken = 0
        self.refused = 0
        self._clock = clock
        self._all: deque[datetime] = deque()
        self._chats: dict[int, deque[datetime]] = {}

    def check(self, chat_id: int, messages: int = 1) -> None:
        """Count a message to a chat, or refuse it with the seconds to wait.

        An album counts by its pictures, but a chat takes it in one piece.
        """
        if not self.enabled:
            return
        now = self._clock.now()
        mine = self._chats.setdefault(chat_id, deque())
        room, span = self._allowance(chat_id)
        waits = [_wait(self._all, self.per_second, SECOND, now), _wait(mine, room, span, now)]
        if max(waits) > timedelta(0):
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(max(waits).total_seconds())))
        self.taken += messages
        self._all.extend([now] * messages)
        mine.append(now)

    def _allowance(self, chat_id: int) -> tuple[int, timedelta]:
        if chat_id < 0:
            return self.per_group_minute, MINUTE
        return self.burst * self.per_chat_second, self.burst * SECOND


def _wait(sent: deque[datetime], room: int, span: timedelta, now: datetime) -> timedelta:
    """Give how long until one more fits into the span."""
    while sent and now - sent[0] >= span:
        sent.popleft()
    return span - (now - sent[0]) if len(sent) >= room else timedelta(0)
