"""An office's day while things go wrong.

People tap the product's own buttons in the sandbox, `nep run` answers them as one process or more,
and blows fall on it. `Day.lived` returns when nothing is left to do; `account.of` says what must
hold then.
"""

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from inspect import isawaitable
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bot.background import Nursery
from bot.clock import SystemClock
from bot.rules.events import Event, EventKind
from bot.rules.people import Role
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.usecases import plan
from bot.usecases.office import Office
from db import overrides
from db.deliveries import OPEN
from db.engine import Database
from db.tables import DeliveryRow, UpdateRow, UpdateState
from tests.conftest import ZONE
from tests.faults.network import Network, Passing, Repeating, Side, open_to
from tests.faults.people import Tapper
from tests.faults.worker import Worker
from tests.support.builders import a_unit, an_official

DAY = date(2026, 1, 7)
"""A Wednesday, far from the day on which the tests run."""
JOINED = date(2026, 1, 5)
SECRET = "s3cret"
OF_TODAY = DeliveryRow.key.not_like("reminder:%:taken back")
"""Of a report that was taken back its author is reminded tomorrow; nothing else has to wait."""
LOOK_AGAIN = 0.05
"""Seconds: another process tells nobody when its outbox is empty."""


@dataclass(frozen=True)
class Size:
    people: int
    taps: int
    seconds: float
    """What is not done by then counts as stuck."""


@dataclass(frozen=True)
class Blow:
    """What befalls the worker that makes the next call, once so much has happened."""

    after: int
    """Taps, and messages that arrived."""
    strike: Callable[[Worker], Awaitable[object] | None]
    side: Side = Side.AFTER
    cuts: bool = False
    """Whether the worker hears no answer to that call."""


def kills(count: int, size: Size, seed: int) -> list[Blow]:
    """Give kills at random moments: one while the prompts leave, the others all day long."""
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    last = size.people + size.taps * 9 // 10
    moments = sorted(
        [
            random.randrange(1, size.people),
            *random.sample(range(size.people, last), count - 1),
        ]
    )
    sides = random.choices(list(Side), k=count)
    return [
        Blow(moment, Worker.kill, side, cuts=True)
        for moment, side in zip(moments, sides, strict=True)
    ]


@dataclass
class Day:
    world: World
    network: Network
    office: Office
    size: Size
    unit_id: int
    workers: dict[str, Worker] = field(default_factory=dict)
    tappers: list[Tapper] = field(default_factory=list)
    blows: deque[Blow] = field(default_factory=deque)
    """Still to fall, in their order."""
    taps: int = 0
    messages: int = 0
    seconds: float = 0.0
    nursery: Nursery = field(default_factory=Nursery)

    async def asked(self, kind: EventKind = EventKind.PROMPTS) -> None:
        """Plan for everybody what the clock would plan."""
        now = SystemClock().now()
        event = Event(kind, DAY, now, now + timedelta(days=1), frozenset({self.unit_id}))
        await plan.write(self.office, event, now)

    async def lived(self) -> None:
        """Have everybody tap, and return when nothing is left to do."""
        began = time.monotonic()
        async with self.in_time():
            await asyncio.gather(*(tapper.live() for tapper in self.tappers))
            await self.settled()
        self.seconds = time.monotonic() - began

    async def settled(self) -> None:
        """Return when no update and no delivery waits."""
        while await self._open():  # noqa: ASYNC110 - the rows are another process's
            await asyncio.sleep(LOOK_AGAIN)

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Say what it was that got stuck."""
        try:
            async with asyncio.timeout(self.size.seconds):
                yield
        except TimeoutError:
            raise AssertionError(await self._stuck()) from None

    async def _open(self) -> int:
        updates = select(func.count()).where(
            UpdateRow.state.in_((UpdateState.WAITING, UpdateState.APPLIED))
        )
        outbox = select(func.count()).where(DeliveryRow.state.in_(OPEN), OF_TODAY)
        async with self.office.db.read() as session:
            return sum([await session.scalar(rows) or 0 for rows in (updates, outbox)])

    async def _stuck(self) -> str:
        waiting = [tapper for tapper in self.tappers if not tapper.content]
        logs = (f"{line}\n" for worker in self.workers.values() for line in worker.log[-30:])
        return (
            f"stuck after {self.taps} taps: {await self._open()} rows are open and "
            f"{len(waiting)} people wait, {waiting[:3]}; {len(self.blows)} blows never fell\n"
            f"{''.join(logs)}"
        )

    def befall(self, passing: Passing) -> bool:
        """Let the next blow fall if it is time; True where the caller is cut off."""
        self.messages += passing.arrives
        so_far = self.taps + self.messages
        if not self.blows or so_far < self.blows[0].after or not passing.is_work:
            return False
        if self.blows[0].side is not passing.side:
            return False
        blow = self.blows.popleft()
        effect = blow.strike(self.workers[passing.caller])
        if isawaitable(effect):
            self.nursery.start(_done(effect), "blow")
        return blow.cuts

    def tapped(self) -> None:
        self.taps += 1


async def _done(effect: Awaitable[object]) -> None:
    await effect


@asynccontextmanager
async def a_day(
    url: str,
    folder: Path,
    size: Size,
    *,
    webhook: bool = False,
    workers: Sequence[str] = ("one",),
    seed: int = 0,
) -> AsyncIterator[Day]:
    """Open an office of so many people, with `nep run` at work for them; it ends with exit 0."""
    network = Network(seed)
    world = World(SystemClock())
    world.faults, world.updates = network, Repeating(world.clock, seed)
    office = Office(Database(url), ZONE)
    day = Day(world, network, office, size, await _quiet(office))
    network.watch = day.befall
    await _employ(day, seed)
    async with open_to(world, workers) as address:
        hook = _hook() if webhook else {}
        for name in workers:
            environment = (
                _environment(world, url) | hook | {"TELEGRAM_API_URL": f"{address}/{name}"}
            )
            day.workers[name] = Worker(name, environment, folder)
            day.nursery.start(day.workers[name].run(), name)
        try:
            yield day
            await _close(day)
        finally:
            await day.nursery.close()
            await office.db.close()


async def _close(day: Day) -> None:
    day.network.clear()
    for worker in day.workers.values():
        if worker.supervised:
            async with day.in_time():
                await worker.is_at_work()
            worker.let_go()
            assert await worker.told_to_stop() == 0, worker.log


async def _quiet(office: Office) -> int:
    """Make the unit, and days off around today, so that the clock has nothing of its own to do."""
    today = office.today(SystemClock().now())
    off = Override(OverrideKind.OFF, "Nghỉ")
    async with office.db.begin() as session:
        for offset in range(-1, 3):
            await overrides.put(session, today + timedelta(days=offset), off)
    return await a_unit(office, "Phòng Nội vụ")


async def _employ(day: Day, seed: int) -> None:
    quota = -(-day.size.taps // day.size.people)
    for number in range(day.size.people):
        person = Person.new(day.world, f"Người {number}")
        day.world.chats[person.id].bot_inside = True
        official = await an_official(
            day.office,
            f"N{number}",
            person.profile.name,
            day.unit_id,
            Role.OFFICIAL if number else Role.HEAD,
            telegram_id=person.id,
            joined_on=JOINED,
        )
        day.tappers.append(Tapper(person, official.id, quota, f"{seed}:{number}", day.tapped))


def _environment(world: World, url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"TELEGRAM_TOKEN": world.bot.token, "DATABASE_URL": url}


def _hook() -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "WEBHOOK_PORT": str(port),
        "WEBHOOK_SECRET": SECRET,
    }
