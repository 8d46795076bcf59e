"""A bad day for the network, on purpose and reproducibly.

world.faults.add(Kind.TOO_MANY_REQUESTS, method="sendMessage", times=2, retry_after=3)
world.faults.add(Kind.REPLY_LOST, probability=0.05)
with world.faults.outage():
    ...
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.sandbox.refusal import ApiError, too_many_requests


class Kind(StrEnum):
    """What can go wrong with one call, or with one update."""

    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    REQUEST_DROPPED = "request_dropped"
    """The connection breaks before anything happened."""
    REPLY_LOST = "reply_lost"
    """The call took effect, the answer never arrives."""
    DELAY = "delay"
    UPDATE_TWICE = "update_twice"
    """The same update comes a second time, with the same id; `method` names its kind."""


class ConnectionBroken(Exception):  # noqa: N818 - what happened, not an error of ours
    """The caller gets no answer."""

    def __init__(self, *, after_effect: bool) -> None:
        super().__init__("reply lost" if after_effect else "request dropped")
        self.after_effect = after_effect


@dataclass
class Fault:
    """What happens to calls that match; None matches all. `times` counts down to nothing."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    probability: float = 1.0
    times: int | None = None
    retry_after: int = 1
    seconds: float = 0.0

    def matches(self, method: str, chat_id: int | None) -> bool:
        return self.times != 0 and self.method in {None, method} and self.chat_id in {None, chat_id}


class Faults:
    """All faults that are switched on, and how often each kind has struck."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)  # noqa: S311 - reproducible, not secret
        self._active: list[Fault] = []
        self.struck: dict[Kind, int] = dict.fromkeys(Kind, 0)

    def add(
        self,
        kind: Kind,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        probability: float = 1.0,
        times: int | None = None,
        retry_after: int = 1,
        seconds: float = 0.0,
    ) -> Fault:
        fault = Fault(kind, method, chat_id, probability, times, retry_after, seconds)
        self._active.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        self._active.remove(fault)

    def clear(self) -> None:
        self._active.clear()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Nothing gets through, neither calls nor polls."""
        fault = self.add(Kind.REQUEST_DROPPED)
        try:
            yield
        finally:
            self.remove(fault)

    def deliveries(self, update_kind: str) -> int:
        """Say how often a new update is to be delivered."""
        return 2 if self._strikes(Kind.UPDATE_TWICE, update_kind, None) else 1

    def delay(self, method: str, chat_id: int | None) -> float:
        fault = self._strikes(Kind.DELAY, method, chat_id)
        return fault.seconds if fault else 0.0

    def before_effect(self, method: str, chat_id: int | None) -> None:
        """Raise what keeps the call from taking effect."""
        if self._strikes(Kind.REQUEST_DROPPED, method, chat_id):
            raise ConnectionBroken(after_effect=False)
        if fault := self._strikes(Kind.TOO_MANY_REQUESTS, method, chat_id):
            raise too_many_requests(fault.retry_after)
        if self._strikes(Kind.SERVER_ERROR, method, chat_id):
            raise ApiError(500, "Internal Server Error")
        if self._strikes(Kind.BAD_GATEWAY, method, chat_id):
            raise ApiError(502, "Bad Gateway")

    def after_effect(self, method: str, chat_id: int | None) -> None:
        """Raise what keeps the answer from arriving."""
        if self._strikes(Kind.REPLY_LOST, method, chat_id):
            raise ConnectionBroken(after_effect=True)

    def _strikes(self, kind: Kind, method: str, chat_id: int | None) -> Fault | None:
        for fault in self._active:
            if fault.kind is not kind or not fault.matches(method, chat_id):
                continue
            if fault.probability >= 1 or self._random.random() < fault.probability:
                if fault.times is not None:
                    fault.times -= 1
                self.struck[kind] += 1
                return fault
        return None
