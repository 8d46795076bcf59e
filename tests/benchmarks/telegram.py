"""The stand-in for Telegram, in a process of its own: the sandbox's server, and who taps."""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

import uvloop

from bot.clock import SystemClock
from bot.sandbox.clock import SandboxClock
from bot.sandbox.server import serving
from bot.sandbox.world import World
from tests.benchmarks.crowd import Crowd

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Telegram:
    """The process as the benchmark sees it: it does what the crowd can do, one deed at a time."""

    url: str
    token: str
    _pipe: Connection

    def ask(
        self,
        deed: Callable[Concatenate[Crowd, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        self._pipe.send((deed, args, kwargs))
        told: T = _told(self._pipe)
        return told


@contextmanager
def telegram(*, time_flows: bool) -> Iterator[Telegram]:
    """Start the process; where time stands still, no tap grows too old to be answered.

    The crowd of a slow bot waits longer than Telegram would let it.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(there, time_flows), daemon=True
    )
    process.start()
    there.close()
    try:
        url, token = _told(here)
        yield Telegram(url, token, here)
    finally:
        here.close()
        process.join()


def _told(pipe: Connection) -> Any:
    outcome = pipe.recv()
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _serve(pipe: Connection, time_flows: bool) -> None:
    world = World(SandboxClock(SystemClock().now(), running=time_flows))
    uvloop.run(_obey(pipe, world))


async def _obey(pipe: Connection, world: World) -> None:
    crowd = Crowd(world)
    loop = asyncio.get_running_loop()
    async with serving(world) as url:
        pipe.send((url, world.bot.token))
        while True:
            try:
                deed, args, kwargs = await loop.run_in_executor(None, pipe.recv)
            except EOFError:
                return
            pipe.send(await _outcome(deed(crowd, *args, **kwargs)))


async def _outcome(doing: Awaitable[object]) -> object:
    try:
        return await doing
    except Exception as error:  # noqa: BLE001 - raised where it was asked for
        return error
