"""The sandbox's network, as the faults see it: which program calls, and whose replies were lost."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.sandbox.faults import ConnectionBroken, Faults, Kind
from bot.sandbox.server import create_app, listening
from bot.sandbox.updates import Update, Updates
from bot.sandbox.webhook import WebhookSender
from bot.sandbox.world import World

FIRST_RETRY = 0.1
"""Seconds until the webhook is called again; Telegram's own second only makes the tests slower."""
REPEATED = 0.1
"""The share of updates that come again."""

CALLER: ContextVar[str] = ContextVar("caller")


class Side(Enum):
    """Of a call's effect."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True)
class Passing:
    """One call of one program, on its way through the server."""

    caller: str
    method: str
    chat_id: int | None
    side: Side

    @property
    def arrives(self) -> bool:
        """Whether a person has just been sent something."""
        return self.side is Side.AFTER and self.method.startswith("send")

    @property
    def is_work(self) -> bool:
        """Whether it is for somebody, unlike what a program asks when it starts."""
        return self.chat_id is not None or self.method == "answerCallbackQuery"


class Network(Faults):
    """Faults that keep account of what they did to whom."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self.watch: Callable[[Passing], bool] = lambda _passing: False
        """Told of every call; True where the caller was cut off there and hears no answer."""
        self.lost: Counter[int] = Counter()
        """By chat: messages that arrived and whose sender was not told so."""

    def worsen(self, share: float) -> None:
        """Make that share of all calls fail, in each of the ways there are."""
        self.add(Kind.TOO_MANY_REQUESTS, probability=share, retry_after=1)
        for kind in (Kind.SERVER_ERROR, Kind.REQUEST_DROPPED, Kind.REPLY_LOST):
            self.add(kind, probability=share)

    def before_effect(self, method: str, chat_id: int | None) -> None:
        if self.watch(Passing(CALLER.get(), method, chat_id, Side.BEFORE)):
            raise ConnectionBroken(after_effect=False)
        super().before_effect(method, chat_id)

    def after_effect(self, method: str, chat_id: int | None) -> None:
        passing = Passing(CALLER.get(), method, chat_id, Side.AFTER)
        try:
            self._after(passing)
        except ConnectionBroken:
            if passing.arrives and chat_id is not None:
                self.lost[chat_id] += 1
            raise

    def _after(self, passing: Passing) -> None:
        if self.watch(passing):
            raise ConnectionBroken(after_effect=True)
        super().after_effect(passing.method, passing.chat_id)


class Repeating(Updates):
    """Updates of which some come again, with their old number and behind newer ones of the person.

    Who polls is spared: there an offset confirms all that is older. A webhook is not.
    """

    def __init__(self, clock: Clock, seed: int = 0) -> None:
        super().__init__(clock)
        self._random = Random(seed)  # noqa: S311 - reproducible, not secret
        self._again: dict[str, Update] = {}

    def put(self, update: Update) -> None:
        super().put(update)
        if repeated := self._again.pop(update.lane, None):
            super().put(repeated)
        if self._random.random() < REPEATED:
            self._again[update.lane] = update


@asynccontextmanager
async def open_to(world: World, callers: Iterable[str]) -> AsyncIterator[str]:
    """Serve the world, to each caller under a path of its own: `<address>/<caller>`."""
    site = create_app(world)
    doors = [Mount(f"/{caller}", _named(caller, site)) for caller in callers]
    pushing = WebhookSender(world, first_wait=FIRST_RETRY).run()
    async with listening(Starlette(routes=doors), pushing) as address:
        try:
            yield address
        finally:
            world.updates.end_polls()


def _named(caller: str, site: ASGIApp) -> ASGIApp:
    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        CALLER.set(caller)
        await site(scope, receive, send)

    return door
