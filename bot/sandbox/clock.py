"""A clock that a test or a visitor moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock


class SandboxClock:
    """Stands still at the given moment until it is moved; `running` lets real time flow from it."""

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        self._system = SystemClock()
        self._listeners: list[Callable[[datetime], None]] = []
        self._shown = start.astimezone(UTC)
        self._since = self._system.now() if running else None

    @property
    def running(self) -> bool:
        return self._since is not None

    def now(self) -> datetime:
        if self._since is None:
            return self._shown
        return self._shown + (self._system.now() - self._since)

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)

    def set(self, moment: datetime) -> None:
        """Jump to a moment, forwards or backwards."""
        self._shown = moment.astimezone(UTC)
        if self._since is not None:
            self._since = self._system.now()
        for listener in tuple(self._listeners):
            listener(self._shown)

    def run(self) -> None:
        """Let real time flow from the moment now shown."""
        self._shown, self._since = self.now(), self._system.now()

    def stop(self) -> None:
        self._shown, self._since = self.now(), None

    def on_jump(self, listener: Callable[[datetime], None]) -> None:
        """Have `listener` told of every jump, so that what waits for a moment can look again."""
        self._listeners.append(listener)
